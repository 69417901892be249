"""Writes small handbook folders for tests."""

from pathlib import Path

HEAD = """\
code: {code}
document: XD-01
title: 小店服务手册
edition: "1.0"
prepared_by: 林小满
reviewed_by: 周立夏
approved_by: 秦霜降
effective_from: 2026-10-01
review_by: 2027-01-01
{more}"""

CLOCK = """\
  - id: "{id}"
    title: 答复{id}
    text: 按时答复。
    kind: clock
    per: case
    when: {{level: {level}}}
    clock:
      measures: first_response
      act: 答复客户
      starts: case.opened
      within: {within}
      stops: {{event: message.sent, by: person, act: answer}}
"""


def clock(identity: str = "1.1", level: int = 3, within: str = "2 小时") -> str:
    """A clause of kind clock as YAML of a chapter's list."""
    return CLOCK.format(id=identity, level=level, within=within)


def write(base: Path, code: str, *chapters: tuple[str, str], more: str = "", **files: str) -> Path:
    """A folder ``code`` under ``base``: chapters are (number, clauses); ``files`` are further
    files, with ``__`` for a slash and without ``.yaml``."""
    folder = base / code
    (folder / "clauses").mkdir(parents=True)
    (folder / "handbook.yaml").write_text(HEAD.format(code=code, more=more), encoding="utf-8")
    for number, clauses in chapters:
        text = f'chapter: "{number}"\ntitle: 第{number}章\nclauses:\n{clauses}'
        (folder / "clauses" / f"{int(number):02d}.yaml").write_text(text, encoding="utf-8")
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
