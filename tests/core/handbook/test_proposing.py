"""A clause that proposes is tried and shown in words of proposals: it judges nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from shouwen.cli.main import main
from tests.core.handbook.folders import write

ASKS = """\
  - id: "1.1"
    title: 客户认了
    text: 客户认了，就提议记为已解决。
    why: 客户说的才算。
    kind: utterance
    per: message
    severity: hint
    utterance:
      speaker: customer
      proposes: {act: mark_solved}
      must_not: {any: [好的]}
    examples:
      breaks: [好的, 不好]
      keeps: [再说, 好的呀]
"""


def test_its_examples_propose_or_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "shop", ("1", ASKS))
    assert main(["handbook", "test", "shop"]) == 1
    said = capsys.readouterr().out
    assert "“不好”：应当提议，却没有提议。" in said
    assert "“好的呀”：不该提议，却提议了。" in said
    assert "应判为" not in said
    assert main(["handbook", "show", "shop", "--clause", "1.1"]) == 0
    shown = capsys.readouterr().out
    assert [line.strip() for line in shown.splitlines()[-4:]] == [
        "提议：好的",
        "提议：不好",
        "不提议：再说",
        "不提议：好的呀",
    ]
