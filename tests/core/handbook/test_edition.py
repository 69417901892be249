"""An edition is named by the hash of what it enforces, and by nothing else."""

from pathlib import Path

import pytest

from shouwen.handbook import load_handbook, load_program
from shouwen.source import MistakesFound
from tests.core.handbook.folders import clock, write

EXAMPLES = """\
    examples:
      - title: 按时答复
        events: [{at: "+0", kind: case.opened}]
"""


def _edition(path: Path) -> str:
    handbook, mistakes = load_handbook(path)
    assert handbook is not None, mistakes.text()
    return handbook.edition


def test_the_same_folder_has_the_same_name_wherever_it_lies(tmp_path: Path) -> None:
    one = write(tmp_path / "one", "shop", ("1", clock()))
    two = write(tmp_path / "two", "shop", ("1", clock()))
    assert _edition(one) == _edition(two)


def test_layout_comments_and_examples_do_not_matter(tmp_path: Path) -> None:
    plain = write(tmp_path / "one", "shop", ("1", clock()))
    written = clock().replace("    kind", "    # 说明\n    kind") + EXAMPLES
    assert _edition(write(tmp_path / "two", "shop", ("1", written))) == _edition(plain)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2 小时", "3 小时"),
        ("level: 3", "level: 2"),
        ("按时答复。", "早些答复。"),
        ("by: person", "by: bot"),
    ],
)
def test_what_is_enforced_or_read_matters(tmp_path: Path, old: str, new: str) -> None:
    one = write(tmp_path / "one", "shop", ("1", clock()))
    two = write(tmp_path / "two", "shop", ("1", clock().replace(old, new)))
    assert _edition(one) != _edition(two)


def test_settings_wording_and_calendars_matter(tmp_path: Path) -> None:
    editions = {
        _edition(write(tmp_path / "a", "shop", ("1", clock()))),
        _edition(write(tmp_path / "b", "shop", ("1", clock()), more="settings: {company: 满溪}\n")),
        _edition(
            write(
                tmp_path / "c", "shop", ("1", clock()), wording__labels="labels: {x: {any: [好]}}\n"
            )
        ),
        _edition(
            write(tmp_path / "d", "shop", ("1", clock()), calendars__day='hours: ["09:00-18:00"]\n')
        ),
        _edition(write(tmp_path / "e", "kiosk", ("1", clock()))),
    }
    assert len(editions) == 5


def test_a_program_carries_the_name(tmp_path: Path) -> None:
    path = write(tmp_path, "shop", ("1", clock()))
    program = load_program(path)
    assert (program.code, program.number, program.edition) == ("shop", "1.0", _edition(path))


def test_a_faulty_handbook_gives_no_program(tmp_path: Path) -> None:
    path = write(tmp_path, "shop", ("1", clock(within="30")))
    with pytest.raises(MistakesFound) as found:
        load_program(path)
    assert len(found.value.mistakes) == 1
