"""record(): one transaction, idempotent, gates, late facts."""

from __future__ import annotations

import threading

import pytest

from tests.database import Database
from tests.desk.desk import Desk


def _rows(model: str, **where: object) -> list[object]:
    from shouwen_desk.ledger import models

    return list(getattr(models, model).objects.filter(**where))


def test_message_opens_obligation_and_answer_keeps_it(desk: Desk) -> None:
    desk.open()
    heard = desk.hear("怎么退款？")
    (owed,) = _rows("Obligation", clause="shop:1.1")
    assert (owed.due - owed.opened, owed.owner, owed.case) == (30 * 60_000_000, "P0001", "C1")
    assert owed.because == [heard.event.id]
    desk.clock.pass_minutes(22)
    desk.say("退款在订单页申请，今天18:00前到账。")
    owed.refresh_from_db()
    assert (owed.outcome, owed.used_us) == ("kept", 22 * 60_000_000)
    (verdict,) = _rows("Verdict", of=owed.id)
    assert (verdict.outcome, verdict.edition) == ("kept", owed.edition)


def test_repeat_by_source_key_returns_the_original(desk: Desk) -> None:
    desk.open()
    first = desk.hear("在吗", source_key="chat:1", message="M1")
    again = desk.hear("在吗", source_key="chat:1", message="M2")
    assert again.repeated
    assert again.event == first.event
    assert len(_rows("Event", kind="message.received")) == 1
    assert len(_rows("Text")) == 1


def test_repeat_by_id_returns_the_original(desk: Desk) -> None:
    desk.open()
    first = desk.record("case.paused", id="E1", reason="等客户")
    assert not first.repeated
    assert desk.record("case.paused", id="E1", reason="等客户").repeated


def test_repeat_of_a_refusable_intent_returns_the_original(desk: Desk) -> None:
    """The first call closed the case; the repeat must not meet the gate again."""
    desk.open()
    desk.record("case.result_told")
    done = desk.record("case.closed", intent="case.close", source_key="close:1")
    desk.record("case.reopened")
    again = desk.record("case.closed", intent="case.close", source_key="close:1")
    assert again.repeated
    assert again.event.id == done.event.id


def test_gate_refuses_and_the_refusal_is_an_event(desk: Desk) -> None:
    from shouwen_desk.ledger.record import Refused

    desk.open()
    with pytest.raises(Refused) as refusal:
        desk.record("case.closed", intent="case.close")
    assert [missing.act for missing in refusal.value.missing] == ["tell_result"]
    assert not _rows("Event", kind="case.closed")
    (refused,) = _rows("Event", kind="intent.refused")
    assert refused.payload["intent"] == "case.close"
    assert refused.payload["missing"][0]["clause"] == "shop:1.4"


def test_failing_projection_leaves_nothing(desk: Desk) -> None:
    from shouwen_desk.ledger import models
    from shouwen_desk.ledger.record import Draft, Recorded, record

    def fail(recorded: Recorded) -> None:
        raise RuntimeError(recorded.event.id)

    before = models.Event.objects.count()
    subjects = {"case": "C9", "conversation": "V9", "customer": "K9"}
    draft = Draft("message.received", subjects, {"message": "M1"}, texts={"text": "你好"})
    with pytest.raises(RuntimeError):
        record(draft, actor="customer:K9", projections=[fail])
    assert models.Event.objects.count() == before
    assert not _rows("Text")
    assert not _rows("State")
    assert not _rows("Obligation")


def test_unknown_field_is_refused_with_the_nearest(desk: Desk) -> None:
    from shouwen_desk.ledger.record import Unfit

    with pytest.raises(Unfit, match="level"):
        desk.record("case.level_set", levle=1)


def test_nul_in_a_text_is_refused(desk: Desk) -> None:
    from shouwen_desk.ledger.texts import UnacceptableText

    with pytest.raises(UnacceptableText, match="空字符"):
        desk.record("message.received", message="M1", texts={"text": "a\x00b"})


def test_late_answer_supersedes_the_verdict(desk: Desk) -> None:
    desk.open()
    heard = desk.hear("怎么退款？")
    desk.clock.pass_minutes(31)
    desk.tick()
    (broken,) = _rows("Verdict", clause="shop:1.1")
    assert broken.outcome == "broken"
    desk.say("退款在订单页申请。", at=heard.event.at + 60_000_000, at_source="channel")
    broken.refresh_from_db()
    (kept,) = _rows("Verdict", clause="shop:1.1", superseded_at=None)
    assert kept.outcome == "kept"
    assert (broken.superseded_reason, broken.superseded_by) == ("迟到的事实", kept.id)
    from shouwen_desk.ledger import queries

    figure = queries.figures(days=("2026-10-12", "2026-10-12"))["shop:1.1"]
    assert (figure.kept, figure.broken) == (1, 0)


def test_two_threads_meet_the_same_gate(desk: Desk) -> None:
    """Whoever comes second sees the first one's facts: exactly one obligation for two first messages."""
    desk.open()
    start = threading.Barrier(4)
    failed: list[BaseException] = []

    def write(number: int) -> None:
        from django.db import connection

        try:
            start.wait(10)
            desk.hear("在吗", message=f"M{number}", source_key=f"k{number}")
        except BaseException as error:  # noqa: BLE001 - handed to the test
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(_rows("Event", kind="message.received")) == 4
    assert len(_rows("Obligation", clause="shop:1.1")) == 1


def test_two_threads_with_one_source_key_write_one_event(desk: Desk) -> None:
    desk.open()
    start = threading.Barrier(4)
    answers: list[str] = []

    def write(number: int) -> None:
        from django.db import connection

        start.wait(10)
        answers.append(desk.hear("在吗", message=f"M{number}", source_key="same").event.id)
        connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert len(_rows("Event", kind="message.received")) == 1


def test_statements_of_a_message(sqlite_desk: Desk) -> None:
    """The ledger's own share of the eight statements of a message."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    sqlite_desk.open()
    with CaptureQueriesContext(connection) as captured:
        sqlite_desk.hear("怎么退款？")
    assert len(captured.captured_queries) <= 8, [q["sql"][:80] for q in captured.captured_queries]


def test_state_survives_the_table(desk: Desk) -> None:
    """What is loaded equals what was written: a second message folds into the same state."""
    from shouwen_desk.ledger import fold

    desk.open(level=1)
    desk.hear("怎么退款？")
    desk.say("您好")
    from django.db import transaction

    with transaction.atomic():
        once = fold.load(["conversation:VC1"], "desk")["conversation:VC1"]
    again = type(once).from_json(once.to_json())
    assert again == once


def test_database_of_the_fixture_is_fresh(database: Database) -> None:
    from shouwen_desk.ledger import models

    assert models.Event.objects.count() == 0
