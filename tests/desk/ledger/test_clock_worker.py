"""The clock worker and the outbox: what is due is decided, told and done, each exactly once."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from shouwen.clauses.rows import Notice, Perform
from shouwen.events import MINUTE
from tests.desk.desk import Desk


@pytest.fixture
def told() -> Iterator[list[Notice]]:
    """Notices that reached the handler."""
    from shouwen_desk.ledger import outbox

    seen: list[Notice] = []
    before = outbox._handlers.deliver, outbox._handlers.act
    outbox.deliver_with(seen.append)
    yield seen
    outbox._handlers.deliver, outbox._handlers.act = before


def test_warning_breach_and_escalation_at_their_times(desk: Desk, told: list[Notice]) -> None:
    from shouwen_desk.ledger import outbox

    desk.open()
    desk.hear("怎么退款？")
    seen = []
    for minutes in (19, 2, 8, 2, 10):
        desk.clock.pass_minutes(minutes)
        desk.tick()
        outbox.deliver(desk.clock.now)
        seen.append([(notice.level, notice.to) for notice in told])
        told.clear()
    assert seen == [
        [],
        [("warn", "owner")],
        [],
        [("breach", "leader")],
        [("breach", "manager")],
    ]


def test_a_stop_of_three_days_decides_the_same_and_spares_stale_warnings(
    desk: Desk, told: list[Notice]
) -> None:
    from shouwen_desk.ledger import models, outbox

    desk.open()
    heard = desk.hear("怎么退款？")
    desk.clock.pass_minutes(3 * 24 * 60)
    desk.tick()
    outbox.deliver(desk.clock.now)
    (verdict,) = models.Verdict.objects.filter(clause="shop:1.1")
    assert verdict.at == heard.event.at + 30 * MINUTE
    assert {notice.level for notice in told} == {"breach"}


def test_one_observation_a_batch(desk: Desk) -> None:
    from shouwen_desk.ledger import models

    for number in range(5):
        desk.open(f"C{number}")
        desk.hear("在吗", f"C{number}", message=f"M{number}")
    desk.clock.pass_minutes(31)
    desk.tick()
    desk.tick()
    (observed,) = models.Event.objects.filter(kind="time.observed")
    assert observed.payload["until"] == desk.clock.now
    assert observed.payload["decided"] >= 10


def test_two_workers_decide_each_thing_once(desk: Desk) -> None:
    from shouwen_desk.ledger import models, worker

    for number in range(60):
        desk.open(f"C{number}")
        desk.hear("在吗", f"C{number}", message=f"M{number}")
    desk.clock.pass_minutes(31)
    failed: list[BaseException] = []

    def work() -> None:
        from django.db import connection

        try:
            worker.tick(desk.clock.now, batch=7)
        except BaseException as error:  # noqa: BLE001 - handed to the test
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    broken = models.Verdict.objects.filter(clause="shop:1.1", outcome="broken")
    assert broken.count() == 60
    counted = models.Tally.objects.get(clause="shop:1.1", outcome="broken")
    assert counted.n == 60


def test_a_batch_ends_when_its_time_is_over_and_the_next_goes_on(
    desk: Desk, told: list[Notice], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others write in between; nothing is left over."""
    from shouwen_desk.ledger import batches, models, outbox, worker

    monkeypatch.setattr(batches, "BATCH_SECONDS", 0)
    for number in range(4):
        desk.open(f"C{number}")
        desk.hear("在吗", f"C{number}", message=f"M{number}")
    desk.clock.pass_minutes(31)
    breaths: list[int] = []
    worker.tick(desk.clock.now, between=lambda: breaths.append(1))
    assert len(breaths) >= 3
    assert models.Verdict.objects.filter(clause="shop:1.1").count() == 4
    outbox.deliver(desk.clock.now, between=lambda: breaths.append(2))
    assert breaths.count(2) >= 4
    assert not models.Outbox.objects.filter(done_at=None).exists()


def test_a_handler_that_fails_is_asked_again_and_stops_nobody(desk: Desk) -> None:
    from shouwen_desk.ledger import models, outbox

    desk.open("C1")
    desk.open("C2")
    for case in ("C1", "C2"):
        desk.hear("在吗", case, message=case)
    desk.clock.pass_minutes(31)
    desk.tick()
    before = outbox._handlers.deliver
    seen: list[str] = []

    def fail_once(notice: Notice) -> None:
        if notice.case == "C1" and "C1" not in seen:
            seen.append("C1")
            raise ConnectionError
        seen.append(notice.case)

    outbox.deliver_with(fail_once)
    try:
        outbox.deliver(desk.clock.now)
        waiting = models.Outbox.objects.filter(done_at=None)
        assert [row.case for row in waiting] == ["C1"]
        assert waiting[0].failed == "ConnectionError"
        outbox.deliver(desk.clock.pass_minutes(1))
        assert not models.Outbox.objects.filter(done_at=None).exists()
    finally:
        outbox._handlers.deliver = before


def test_what_a_handler_wrote_goes_with_its_failure(desk: Desk) -> None:
    """The effect and the mark that it is done are one transaction."""
    from shouwen_desk.ledger import models, outbox

    desk.open()
    desk.hear("在吗")
    desk.clock.pass_minutes(31)
    desk.tick()
    before = outbox._handlers.deliver

    def write_and_fail(notice: Notice) -> None:
        desk.record("case.paused", reason="没有写成", id=f"x{notice.id}")
        raise RuntimeError

    outbox.deliver_with(write_and_fail)
    try:
        outbox.deliver(desk.clock.now)
    finally:
        outbox._handlers.deliver = before
    assert not models.Event.objects.filter(kind="case.paused").exists()


def test_acts_past_their_time_are_left_out(desk: Desk) -> None:
    from shouwen_desk.ledger import fold, outbox

    now = desk.clock.now
    acts = [
        Perform("p1", "o", "shop:1.1", "e", "reminder", "在吗？", now - 10, now - 1),
        Perform("p2", "o", "shop:1.1", "e", "reminder", "在吗？", now - 10, now + 1),
    ]
    fold.write_outbox([], acts, now)
    done: list[str] = []
    before = outbox._handlers.act
    outbox.act_with(lambda act: done.append(act.id))
    try:
        outbox.deliver(now)
    finally:
        outbox._handlers.act = before
    assert done == ["p2"]
