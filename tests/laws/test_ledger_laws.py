"""The four laws on a real ledger, over random streams of events, on both databases (DESIGN §2)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from shouwen.handbook.loading import load_handbook
from shouwen.handbook.program import Program
from tests.desk.desk import program as shop
from tests.laws.ledger import START, judge, ledger, play, rows
from tests.laws.streams import Stream, arrivals, streams, ticks

MANY = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)


@pytest.fixture(scope="module")
def program() -> Program:
    """The shipped handbook: every clause that a chat desk exercises."""
    found, mistakes = load_handbook("enterprise")
    assert found is not None, "\n".join(str(mistake) for mistake in mistakes)
    return Program.compile(found)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def source(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[tuple[str, Any]]:
    """Where plays take place: the vendor, and the template or server to make databases from."""
    name = "sqlite_template" if request.param == "sqlite" else "postgres_server"
    made = request.getfixturevalue(name)
    with django_db_blocker.unblock():
        yield request.param, made


@MANY
@given(data=st.data(), stream=streams())
def test_ticks_do_not_matter(
    program: Program, source: tuple[str, Any], tmp_path: Path, data: st.DataObject, stream: Stream
) -> None:
    """Law 4: in order with one look at the clock, or late, twice and looked at anywhere: the same rows."""
    in_order = [(one.at, one) for one in stream.happenings]
    shuffled = data.draw(arrivals(stream))
    looks = data.draw(ticks(stream.end))
    with ledger(*source, tmp_path):
        play(program, in_order, [], stream.end)
        plain = rows()
    with ledger(*source, tmp_path):
        play(program, shuffled, looks, stream.end)
        cut = rows()
    assert cut == plain


@MANY
@given(data=st.data(), stream=streams())
def test_replay_and_provenance_and_seal(
    program: Program, source: tuple[str, Any], tmp_path: Path, data: st.DataObject, stream: Stream
) -> None:
    """Laws 1 and 2: the tables equal the fold of the ledger; every row names clause and edition.

    Whatever arrived late or twice, with another edition coming into force on the way, and after
    people judged what the machine had found.
    """
    from shouwen_desk.ledger import models
    from shouwen_desk.ledger.replay import replay
    from shouwen_desk.ledger.sealing.seal import seal
    from shouwen_desk.ledger.sealing.verify import verify

    shuffled, looks = data.draw(arrivals(stream)), data.draw(ticks(stream.end))
    other = data.draw(st.none() | st.integers(1, stream.happenings[-1].at + 2))
    choices = itertools.cycle(data.draw(st.lists(st.integers(0, 5), min_size=1, max_size=6)))
    with ledger(*source, tmp_path) as database:
        then = None if other is None else (other, shop())
        play(program, shuffled, looks, stream.end, then=then)
        again = replay()
        assert again.ok, [difference.say for difference in again.differences]
        if judge(choices, stream.end + 1):
            again = replay()
            assert again.ok, [difference.say for difference in again.differences]
        known = program.clauses.keys() | shop().clauses.keys()
        kept = {edition.pk for edition in models.Edition.objects.all()}
        for model in (models.Obligation, models.Verdict, models.Finding, models.Tally):
            for clause, edition in model.objects.values_list("clause", "edition"):
                assert edition in kept
                assert clause in known
        for row in models.Kept.objects.all():
            assert set(row.clauses.split()) <= known
        for row in models.Outbox.objects.all():
            assert row.body["clause"] in known
            assert row.body["edition"] in kept
        seal(database.data, START + stream.end + 2)
        proof = verify(database.data)
        assert proof.ok, [problem.say for problem in proof.problems]
        assert proof.unsealed == 0


@MANY
@given(data=st.data(), stream=streams(cases=1))
def test_live_is_afterwards(
    program: Program, source: tuple[str, Any], tmp_path: Path, data: st.DataObject, stream: Stream
) -> None:
    """Law 3: what a draft is warned of is what the sent message is found to break, span for span."""
    from shouwen_desk.cases import speech
    from shouwen_desk.cases.models import Case
    from shouwen_desk.ledger import models
    from shouwen_desk.people.models import Person

    opening = stream.happenings[0]
    words = data.draw(
        st.sampled_from(["这个不归我管。", "您好", "应该明天能好吧", "退款今天18:00前到账。"])
    )
    with ledger(*source, tmp_path):
        play(program, [(one.at, one) for one in stream.happenings], [], stream.end)
        at = START + stream.end
        case = Case(id=opening.case, conversation=f"V{opening.case}")
        warned = speech.check(case, Person(id="P0001", role="agent"), words, at).findings
        _send(program, opening.case, words, at)
        # What a clause of strength watch finds is counted for the editor and shown to nobody.
        found = models.Finding.objects.filter(event="sent").exclude(severity="watch")
        after = sorted((row.clause, row.severity, _span(row.span)) for row in found)
        before = sorted((one.clause, one.severity, _span(one.span)) for one in warned)
        assert before == after


def _span(span: Any) -> tuple[int, int]:
    return (-1, -1) if span is None else (span[0], span[1])


def _send(program: Program, case: str, words: str, at: int) -> None:
    from unittest import mock

    from shouwen_desk.config import clock
    from shouwen_desk.ledger.record import Draft, record

    payload = program.language.recognise(words, "agent").to_json() | {
        "message": "sent",
        "by": "person",
    }
    subjects = {"case": case, "conversation": f"V{case}", "customer": f"K{case}"}
    with mock.patch.object(clock, "now", return_value=at):
        draft = Draft("message.sent", subjects, payload, texts={"text": words}, id="sent")
        record(draft, actor="person:P0001")
