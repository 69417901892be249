"""The four laws of DESIGN §2 on the engine alone, over random worlds."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shouwen.clauses.rows import Finding, Obligation, Verdict
from shouwen.clauses.state import State
from shouwen.engine import advance, keys, refold, step
from shouwen.engine.replay import Tables
from shouwen.events import Event
from shouwen.wording import Turn
from tests.laws.store import play, rows, told
from tests.laws.worlds import (
    SAID,
    Timeline,
    arrivals,
    boundaries,
    editions,
    end_of,
    judgements,
    streams,
    ticks,
)

PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
MANY = settings(
    max_examples=80, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES
)


def plain(events: list[Event]) -> Tables:
    """In order, without a single tick before the end."""
    return play(Timeline(), events, end=end_of(events))


@MANY
@given(data=st.data(), events=streams())
def test_ticks_do_not_matter(data: st.DataObject, events: list[Event]) -> None:
    """Law 4. The same rows, states, notices and duties, through JSON after every event."""
    cut = play(
        Timeline(),
        events,
        data.draw(ticks(events)),
        end=end_of(events),
        stored=data.draw(st.booleans()),
    )
    once = plain(events)
    assert rows(cut) == rows(once)
    assert told(cut) == told(once)


@MANY
@given(data=st.data(), events=streams())
def test_late_facts_take_their_place(data: st.DataObject, events: list[Event]) -> None:
    """Law 4. Late, repeated, out of order, ticked anywhere: the rows that stand are the same."""
    arriving = data.draw(arrivals(events))
    late = play(Timeline(), arriving, data.draw(ticks(events)), end=end_of(events))
    assert rows(late) == rows(plain(events))
    standing = set(late.verdicts)
    for gone in late.superseded:
        assert gone.reason == "迟到的事实"
        assert (
            gone.by == ""
            or gone.by in standing
            or gone.by in {s.verdict.id for s in late.superseded}
        )


@MANY
@given(data=st.data(), events=streams())
def test_facts_at_the_instant_of_a_decision_come_before_it_however_late_they_are(
    data: st.DataObject, events: list[Event]
) -> None:
    """Law 4 at its edge: an act at the due instant keeps, a pause at it stops the clock."""
    first = plain(events)
    instants = {o.due for o in first.obligations.values() if o.due is not None}
    instants |= {at for o in first.obligations.values() for at in o.warned}
    if not instants:
        return
    more = data.draw(boundaries(events, sorted(instants)))
    whole = sorted([*events, *more], key=lambda event: event.order)
    end = max(end_of(events), whole[-1].at + 1)
    in_order = play(Timeline(), whole, data.draw(ticks(events)), end=end)
    late = Tables(Timeline())
    for event in events:
        late.record(event)
    late.tick(end)
    for event in more:
        late.record(event)
    late.tick(end)
    assert rows(late) == rows(in_order)


@MANY
@given(data=st.data(), events=streams())
def test_what_people_judge_is_folded_like_everything_else(
    data: st.DataObject, events: list[Event]
) -> None:
    """Laws 2 and 4, with verdicts excused and findings confirmed or overturned."""
    first = plain(events)
    owed = sorted((o.id, o.key) for o in first.obligations.values())
    found = sorted((f.id, f.key) for f in first.findings.values())
    judged = data.draw(judgements(events, owed, found))
    cut = play(Timeline(), judged, data.draw(ticks(judged)), end=end_of(judged), stored=True)
    late = play(
        Timeline(), data.draw(arrivals(judged)), data.draw(ticks(judged)), end=end_of(judged)
    )
    assert rows(cut) == rows(plain(judged)) == rows(late)
    assert all(n > 0 for n in cut.tally.values())
    counted = sum(n for key, n in cut.tally.items() if key.outcome != "kept")
    replaced = {verdict.supersedes for verdict in cut.verdicts.values()}
    assert counted == sum(
        v.outcome != "kept" and v.id not in replaced for v in cut.verdicts.values()
    )


@MANY
@given(data=st.data(), events=streams())
def test_the_tables_equal_the_fold_of_the_ledger(data: st.DataObject, events: list[Event]) -> None:
    """Law 2. Each state's rows, folded from its events alone, are those of the tables."""
    arriving = data.draw(arrivals(events))
    tables = play(Timeline(), arriving, data.draw(ticks(events)), end=end_of(events))
    found = rows(tables)
    tally: dict[Any, int] = {}
    folded: dict[str, dict[str, Any]] = {
        "obligations": {},
        "verdicts": {},
        "findings": {},
        "states": {},
    }
    kept: list[Any] = []
    for key in tables.states:
        again = tables.fold_of(key)
        folded["states"][key] = again.states[key].to_json()
        folded["obligations"] |= {i: o.to_json() for i, o in again.obligations.items()}
        folded["findings"] |= {i: f.to_json() for i, f in again.findings.items()}
        folded["verdicts"] |= {v.id: v.to_json() for v in again.verdicts}
        kept += again.kept
        for name, n in again.tally.items():
            tally[name] = tally.get(name, 0) + n
    for name, expected in folded.items():
        assert found[name] == expected, name
    assert found["kept"] == sorted(set(kept))
    assert found["tally"] == sorted((name, n) for name, n in tally.items() if n)


@MANY
@given(data=st.data(), events=streams())
def test_every_effect_names_its_clause_and_edition(
    data: st.DataObject, events: list[Event]
) -> None:
    """Law 1."""
    tables = play(Timeline(), data.draw(arrivals(events)), end=end_of(events))
    known = {(code, program.edition) for program in editions() for code in program.rules}
    named = [
        *tables.obligations.values(), *tables.verdicts.values(), *tables.findings.values(),
        *tables.notices.values(), *tables.performs.values(), *tables.tally,
    ]  # fmt: skip
    assert {(row.clause, row.edition) for row in named} <= known
    assert {clause for _, _, clause in tables.kept} <= {code for code, _ in known}
    ids = {event.id for event in events}
    for row in (*tables.obligations.values(), *tables.verdicts.values(), *tables.findings.values()):
        assert row.because
        assert set(row.because) <= ids


@MANY
@given(events=streams(), words=st.sampled_from(SAID))
def test_live_is_afterwards(events: list[Event], words: str) -> None:
    """Law 3. What a draft is warned of is what the sent message is found to break."""
    tables = play(Timeline(), events, end=events[-1].at)
    program = Timeline().at("desk", events[-1].at)
    assert program.wording is not None
    key = f"conversation:{events[0].subjects['conversation']}"
    seen = program.language.recognise(words, "agent")
    live = program.wording.check(tables.states[key], Turn.of(seen, "agent", by="P1"))
    before = set(tables.findings)
    payload = {**seen.to_json(), "message": "sent", "by": "person"}
    sent = Event(
        "sent", "message.sent", "desk", events[0].subjects, "person:P1", events[-1].at, "server",
        events[-1].at, None, payload, 999,
    )  # fmt: skip
    tables.record(sent)
    after = [f for i, f in tables.findings.items() if i not in before]
    assert [(f.clause, f.span, f.severity) for f in live] == [
        (f.clause, f.span, f.severity) for f in after
    ]


@MANY
@given(data=st.data(), events=streams())
def test_effects_of_an_event_do_not_depend_on_what_was_advanced_before(
    data: st.DataObject, events: list[Event]
) -> None:
    looks = data.draw(ticks(events))

    def hashes(at: list[int]) -> list[str]:
        tables, found = Tables(Timeline()), []
        for event in events:
            while at and at[0] < event.at:
                tables.tick(at.pop(0))
            changes = tables.record(event)
            assert changes is not None
            assert not changes.late
            found.append(changes.effects_hash())
        return found

    assert hashes([]) == hashes(looks)


@MANY
@given(events=streams())
def test_nothing_handed_in_is_changed(events: list[Event]) -> None:
    programs = Timeline()
    states: dict[str, State] = {}
    for event in events:
        touched = {
            key: states.get(key, State(key, "desk"))
            for key in keys(programs.at("desk", event.at), event)
        }
        before = json.dumps({key: state.to_json() for key, state in touched.items()})
        changes = step(programs, touched, event)
        assert json.dumps({key: state.to_json() for key, state in touched.items()}) == before
        states |= changes.states
        for state in changes.states.values():
            text = json.dumps(state.to_json())
            advance(programs, state, state.at + 10**12)
            assert json.dumps(state.to_json()) == text


@MANY
@given(events=streams())
def test_rows_go_to_json_and_back(events: list[Event]) -> None:
    tables = plain(events)
    kinds: list[tuple[Any, Any]] = [
        (Obligation, tables.obligations), (Verdict, tables.verdicts), (Finding, tables.findings),
    ]  # fmt: skip
    for kind, table in kinds:
        for row in table.values():
            assert kind.from_json(json.loads(json.dumps(row.to_json()))) == row
    for event in events:
        assert Event.from_json(json.loads(json.dumps(event.to_json()))) == event


@MANY
@given(events=streams())
def test_what_stands_is_consistent(events: list[Event]) -> None:
    """Kept means in time; what is open is bounded; nothing undecided lies before the end."""
    tables, end = plain(events), end_of(events)
    programs = Timeline()
    standing = {verdict.of: verdict for verdict in tables.verdicts.values()}
    for obligation in tables.obligations.values():
        verdict = standing.get(obligation.id)
        assert (obligation.outcome is None) == (verdict is None)
        if verdict is not None:
            assert verdict.outcome == obligation.outcome
        rule = programs.edition(obligation.edition).rules[obligation.clause]
        grace = 10 * 60 * 10**6 if "短信" in rule.title or "没有话" in rule.title else 0
        if obligation.outcome == "kept" and obligation.due is not None and not obligation.pauses:
            assert obligation.closed is not None
            assert (
                obligation.closed <= obligation.due + grace or obligation.paused_since is not None
            )
        if obligation.outcome is None:
            assert obligation.closed is None
            assert (
                obligation.due is None or obligation.paused_since or obligation.due + grace >= end
            )
    for state in tables.states.values():
        assert state.next_at is None or state.next_at >= end
        assert len([o for o in state.open.values() if o.measures == "progress"]) <= 4


@MANY
@given(data=st.data(), events=streams())
def test_a_fold_does_not_depend_on_the_order_in_which_events_are_handed_over(
    data: st.DataObject, events: list[Event]
) -> None:
    program = editions()[0]
    key = next(iter(keys(program, events[0])))
    mine = [event for event in events if key in keys(program, event)]
    shuffled = data.draw(st.permutations(mine))
    one, two = refold(Timeline(), key, mine), refold(Timeline(), key, shuffled)
    assert one.effects() == two.effects()
    assert one.states[key] == two.states[key]
