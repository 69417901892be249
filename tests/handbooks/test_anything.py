"""Whatever somebody does to a handbook's files, the linter answers with places, never with a crash."""

import random
import shutil
from pathlib import Path

import pytest

from shouwen.handbook.lint import lint

HERE = Path(__file__).parent
WORDS = [
    "[]", "{}", "5", "null", "true", "- x", "{a: b}", '"x"', "2 小时", "case.opened", "[1, 2]", "~",
    "{event: 5}", "{all: x}", "-1", '""', "[[]]", "{not: {}}", "9" * 30,
]  # fmt: skip


def _disturbed(text: str, chance: random.Random) -> str:
    lines = text.splitlines()
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(lines))
        match chance.randrange(5):
            case 0 if len(lines) > 1:
                del lines[at]
            case 1:
                lines.insert(at, lines[at])
            case 2 if ":" in lines[at]:
                lines[at] = f"{lines[at].partition(':')[0]}: {chance.choice(WORDS)}"
            case 3:
                lines[at] = f"  {lines[at]}"
            case _ if lines[at]:
                place = chance.randrange(len(lines[at]))
                mark = chance.choice(" :{}[],-x1\"'")
                lines[at] = lines[at][:place] + mark + lines[at][place + 1 :]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", range(8))
def test_disturbed_files(seed: int, tmp_path: Path) -> None:
    for name in ("small", "branch"):
        shutil.copytree(HERE / name, tmp_path / name)
    files = sorted(tmp_path.rglob("*.yaml"))
    chance = random.Random(seed)
    for _ in range(25):
        path = chance.choice(files)
        text = path.read_text(encoding="utf-8")
        path.write_text(_disturbed(text, chance), encoding="utf-8")
        for mistake in lint(tmp_path / chance.choice(["small", "branch"])).errors:
            assert mistake.place.line >= 1
            assert mistake.place.column >= 1
            assert mistake.what
        path.write_text(text, encoding="utf-8")
