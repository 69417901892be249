"""条款守规率 on the leader's board: the lowest shares first, and nothing of what is only watched."""

from __future__ import annotations

from tests.office import Office


def test_what_is_only_watched_colours_nobody(office: Office) -> None:
    from shouwen_desk.config import clock
    from shouwen_desk.ledger.models import Tally
    from shouwen_desk.ledger.queries import program_in_force
    from shouwen_desk.ledger.record import UNIT
    from shouwen_desk.workbench import heat

    office.write()
    program = program_in_force(clock.now())
    assert program is not None
    spoken = [c for c in program.clauses if program.clauses[c].kind == "utterance"]
    watched = next(c for c in spoken if program.clauses[c].severity == "watch")
    low, lower = [c for c in spoken if program.clauses[c].severity == "urge"][:2]
    agent, colleague = office.agent, office.colleague
    for clause, person, kept, broken in (
        (watched, agent, 0, 9),
        (low, agent, 3, 1),
        (lower, agent, 1, 3),
        (lower, colleague, 2, 0),  # two say nothing of a share, but count in the whole
    ):
        for outcome, n in (("kept", kept), ("broken", broken)):
            Tally.objects.create(
                day="2026-10-12", unit=UNIT, clause=clause, edition="e", person=person.pk,
                outcome=outcome, n=n,
            )  # fmt: skip

    found = heat.lines(program, [agent, colleague], ("2026-10-01", "2026-10-31"))
    mine = {line.clause: line for line in found if line.clause in (watched, low, lower)}

    assert [*mine] == [lower, low]
    assert [(cell.text, cell.tint) for cell in mine[lower].cells] == [("25", "h3"), ("", "")]
    assert mine[lower].whole == "50.0%"
    assert [(cell.text, cell.tint) for cell in mine[low].cells] == [("75", "h3"), ("", "")]
