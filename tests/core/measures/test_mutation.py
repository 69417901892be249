"""Mutation finds what no example holds in place; coverage counts only what is held."""

from pathlib import Path

from shouwen.handbook import Handbook, load_handbook
from shouwen.measures.coverage import coverage
from shouwen.measures.mutation import held, mutants
from tests.core.handbook.folders import clock, write

BOUNDS = """\
    examples:
      - title: 正好
        events: [{at: "+0", kind: case.opened, level: 3}, {at: "+2小时", kind: message.sent, by: person, act: answer}]
        expect: [{outcome: kept, due: "+2小时"}]
"""
LOOSE = """\
    examples:
      - title: 早早答复
        events: [{at: "+0", kind: case.opened, level: 3}, {at: "+1分", kind: message.sent, by: person, act: answer}]
        expect: [{outcome: kept}]
"""


def _handbook(tmp_path: Path, examples: str) -> Handbook:
    clauses = clock().replace("    kind", "    covers: [R682]\n    kind") + examples
    path = write(tmp_path, "shop", ("1", clauses), more='sources: ["004"]\n')
    handbook, mistakes = load_handbook(path)
    assert handbook is not None, mistakes.text()
    return handbook


def test_every_number_is_moved_both_ways(tmp_path: Path) -> None:
    handbook = _handbook(tmp_path, BOUNDS)
    tried = list(mutants(handbook, handbook.clause("1.1")))
    assert [mutant.what for mutant in tried] == [
        "删去整条",
        "when.level：3 改成 4",
        "when.level：3 改成 2",
        "clock.within：2 小时 改成 3 小时",
        "clock.within：2 小时 改成 1 小时",
    ]
    assert all(mutant.noticed for mutant in tried)


def test_a_loose_example_holds_no_limit(tmp_path: Path) -> None:
    handbook = _handbook(tmp_path, LOOSE)
    loose = [m.what for m in mutants(handbook, handbook.clause("1.1")) if not m.noticed]
    assert loose == ["clock.within：2 小时 改成 3 小时", "clock.within：2 小时 改成 1 小时"]


def test_coverage_counts_what_is_held(tmp_path: Path) -> None:
    sound = _handbook(tmp_path / "sound", BOUNDS)
    loose = _handbook(tmp_path / "loose", LOOSE)
    assert coverage(sound, lambda clause: held(sound, clause)).count("covered") == 1
    measured = coverage(loose, lambda clause: held(loose, clause))
    assert (measured.count("covered"), measured.count("unproven")) == (0, 1)
    assert measured.count("not_yet") == 97
    assert coverage(loose).count("covered") == 1
