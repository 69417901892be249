"""Replay: the tables equal the fold of the ledger, and what does not is named."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desk.desk import Desk


@pytest.fixture
def story(desk: Desk) -> Desk:
    """Two cases with everything: breaches, a late answer, a finding, a refusal, a judgement."""
    from shouwen_desk.ledger import models
    from shouwen_desk.ledger.record import Refused

    desk.open("C1", level=1)
    desk.open("C2")
    heard = desk.hear("怎么退款？", "C1")
    desk.hear("在吗", "C2", message="M2")
    desk.clock.pass_minutes(31)
    desk.tick()
    desk.say("工程师正在排查，预计10:30前恢复。", "C1", at=heard.event.at + 5, at_source="channel")
    desk.say("这个不归我管。", "C2", message="M3")
    (finding,) = models.Finding.objects.filter(clause="shop:1.5")
    desk.record("finding.confirmed", "C2", finding=finding.pk, attribution="本人")
    with pytest.raises(Refused):
        desk.record("case.closed", "C1", intent="case.close")
    desk.clock.pass_minutes(300)
    desk.tick()
    return desk


def _replay(**more: Any) -> Any:
    from shouwen_desk.ledger.replay import replay

    return replay(**more)


def test_replay_finds_nothing(story: Desk) -> None:
    found = _replay()
    assert found.ok, [difference.say for difference in found.differences]
    assert found.events == len(_events())


def _attributed(desk: Desk, whose: str) -> None:
    """Judge the day after the deed: the figure has to stay on the day of the deed."""
    from shouwen_desk.ledger import models

    desk.clock.pass_minutes(24 * 60)
    (finding,) = models.Finding.objects.filter(clause="shop:1.5")
    desk.record("finding.confirmed", "C2", finding=finding.pk, attribution=whose)


def test_live_and_replay_agree_on_what_was_not_their_own(story: Desk) -> None:
    from shouwen_desk.ledger import models

    _attributed(story, "他部门")
    assert _replay().ok
    counted = models.Tally.objects.filter(clause="shop:1.5", outcome="broken").exclude(n=0)
    assert [(row.person, row.day, row.n) for row in counted] == [("", "2026-10-12", 1)]


def test_figures_of_an_older_desk_are_moved_to_where_a_fold_puts_them(story: Desk) -> None:
    """What was counted for the person before goes to nobody's, once, and a replay finds nothing."""
    from importlib import import_module

    from django.apps import apps
    from django.db import connection

    from shouwen_desk.ledger import models

    _attributed(story, "系统")
    moving = import_module("shouwen_desk.ledger.migrations.0004_whose_it_was")
    today = list(models.Tally.objects.exclude(n=0).values_list("day", "clause", "person", "n"))
    models.Tally.objects.filter(n=0).delete()
    models.Tally.objects.filter(clause="shop:1.5", outcome="broken", person="").update(
        person="P0001"
    )
    assert not _replay(effects=False).ok
    for _ in range(2):
        moving.move(apps, connection.schema_editor())
        assert _replay(effects=False).ok
    rows = models.Tally.objects.exclude(n=0).values_list("day", "clause", "person", "n")
    assert sorted(rows) == sorted(today)


def _events() -> list[Any]:
    from shouwen_desk.ledger import models

    return list(models.Event.objects.all())


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE ledger_obligation SET outcome = 'kept' WHERE outcome = 'broken'", "obligation"),
        ("DELETE FROM ledger_verdict WHERE superseded_at IS NULL", "verdict"),
        ("UPDATE ledger_verdict SET person = 'P0009'", "verdict"),
        ("DELETE FROM ledger_finding", "finding"),
        ("UPDATE ledger_tally SET n = n + 1", "tally"),
        ("UPDATE ledger_kept SET clauses = 'shop:1.1'", "kept"),
        ("DELETE FROM ledger_state WHERE \"key\" = 'case:C1'", "state"),
        ("UPDATE ledger_state SET next_at = NULL, data = replace(data, 'P0001', 'P0009')", "state"),
    ],
)
def test_replay_names_what_was_altered(story: Desk, statement: str, table: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert table in {difference.table for difference in _replay(effects=False).differences}


def test_another_engine_is_named_and_old_verdicts_stand(
    story: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upgrade that judges otherwise: differences are listed, nothing is replaced."""
    from shouwen.clauses.utterance.rule import Wording
    from shouwen_desk.ledger import models, replay

    before = list(models.Verdict.objects.order_by("pk").values())
    monkeypatch.setattr(replay, "VERSION", "next")
    monkeypatch.setattr(Wording, "react", lambda self, fold, event: None)
    found = _replay()
    assert not found.ok
    assert found.other_engine > 0
    assert list(models.Verdict.objects.order_by("pk").values()) == before


def test_a_new_edition_leaves_what_opened_under_the_old(story: Desk) -> None:
    from shouwen.handbook.loading import load_handbook
    from shouwen.handbook.program import Program
    from shouwen_desk.ledger import models

    story.hear("还有一个问题", "C1", message="M9")
    old = models.Obligation.objects.get(clause="shop:1.1", closed=None, case="C1")
    handbook, _ = load_handbook("enterprise")
    assert handbook is not None
    story.clock.pass_minutes(1)
    story.put_in_force(Program.compile(handbook))
    story.clock.pass_minutes(1)
    story.say("退款在订单页申请。", "C1", message="M10")
    old.refresh_from_db()
    assert old.outcome == "kept"
    assert _replay().ok


def test_an_edition_begins_after_what_was_judged(desk: Desk) -> None:
    """At a clock that stands still the new edition still begins after the last event."""
    from shouwen_desk.ledger import models
    from shouwen_desk.ledger.actions import Backdated, put_in_force
    from tests.desk.desk import program

    desk.open()
    desk.hear("在吗")
    desk.put_in_force()
    first, second = models.EditionSpan.objects.order_by("starts")
    assert second.starts > desk.clock.now > first.starts
    with pytest.raises(Backdated):
        put_in_force(program(), actor="system", at=desk.clock.now)
    assert _replay().ok
