"""The fictional company: made through the real actions, told the same way each time, left alone if real."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.database import Database
from tests.desk.desk import Clock, program

# A Wednesday afternoon, when everybody is at work.
AFTERNOON_MINUTES = 2 * 24 * 60 + 6 * 60


@pytest.fixture
def made(
    sqlite_database: Database, still_clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Database:
    """A small demo: forty cases and the scenes."""
    from shouwen_desk.config import clock
    from shouwen_desk.demo import building
    from shouwen_desk.people import queries

    queries.forget()
    still_clock.pass_minutes(AFTERNOON_MINUTES)
    now = still_clock.now

    def tell(instant: int | None) -> None:
        still_clock.now = now if instant is None else instant

    monkeypatch.setattr(clock, "tell", tell)
    building.build(sqlite_database.data, program("enterprise"), report=lambda _: None, count=40)
    return sqlite_database


def test_two_weeks_are_told_in_order_with_every_outcome(made: Database) -> None:
    from shouwen_desk.cases.models import Case
    from shouwen_desk.ledger.models import Event, Obligation

    order = list(Event.objects.order_by("seq").values_list("at", flat=True))
    assert order == sorted(order)
    outcomes = Counter(Obligation.objects.values_list("outcome", flat=True))
    assert outcomes["kept"] > outcomes["broken"] > 0
    assert outcomes["excused"] > 0
    assert Case.objects.filter(status="closed").count() >= 25
    assert set(Case.objects.values_list("team", flat=True)) == {"T1", "T2"}


def test_the_visitors_desk_has_something_of_everything(made: Database, still_clock: Clock) -> None:
    from shouwen.handbook.control import BUSY_CHATS
    from shouwen_desk.cases import queries
    from shouwen_desk.cases.actions import sending
    from shouwen_desk.cases.models import Case
    from shouwen_desk.people.models import Person

    for visited in ("P0217", "P0318"):
        person = Person.objects.get(pk=visited)
        found = queries.queue(person, "mine")
        assert {group.key for group in found.groups} == {"overdue", "hour", "today", "later"}
        marks = {row.mark for group in found.groups for row in group.rows}
        assert {"broken", "risk", "running", "paused"} <= marks
        assert found.counts["unclaimed"] >= 3
        # A visitor claims one more by the tutorial and still sees every hint, not 拦 alone.
        mine = Case.objects.filter(handler=visited, closed_at=None, status="open")
        assert mine.count() + 1 < BUSY_CHATS
        assert not sending.is_busy(person, still_clock.now)
    leader = Person.objects.get(pk="P0101")
    assert any(risk.told for risk in queries.at_risk(leader))


def test_the_card_says_who_can_sign_in(made: Database) -> None:
    from django.contrib.auth import authenticate
    from django.http import HttpRequest

    from shouwen_desk.demo import building

    card = building.write_card(made.data, "http://127.0.0.1:1")
    assert card == json.loads((made.data / "demo.json").read_text(encoding="utf-8"))
    assert card.keys() == {"address", "users", "token"}
    assert {user["role"] for user in card["users"]} == {"agent", "leader", "manager", "admin"}
    for user in card["users"][:1]:
        assert user.keys() == {"role", "name", "login", "password"}
        person = authenticate(HttpRequest(), username=user["login"], password=user["password"])
        assert person is not None
    # A second start keeps the token, and finds everything made.
    assert building.write_card(made.data, "http://127.0.0.1:2")["token"] == card["token"]
    assert building.is_ready(made.data)


def test_a_real_desk_is_left_alone(made: Database) -> None:
    from shouwen_desk.demo import building

    with pytest.raises(building.NotDemo, match="换一个空的文件夹"):
        building.build(made.data, program("enterprise"), report=lambda _: None, count=1)


def test_what_was_interrupted_is_made_anew_and_nothing_else_goes(tmp_path: Path) -> None:
    from tests.database import prepare_django

    prepare_django()
    from shouwen_desk.demo import building

    for name in ("shouwen.sqlite3", "demo.json", "secret.key"):
        (tmp_path / name).touch()
    building.clear_unfinished(tmp_path)
    assert (tmp_path / "shouwen.sqlite3").exists()
    (tmp_path / building.UNFINISHED).touch()
    assert not building.is_ready(tmp_path)
    building.clear_unfinished(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [building.UNFINISHED, "secret.key"]


def test_live_customers_write_and_answer(made: Database, still_clock: Clock) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.cases.models import Case, Message
    from shouwen_desk.demo.traffic import Traffic
    from shouwen_desk.people.models import Person

    before = Case.objects.count()
    traffic = Traffic(seed=3)
    for _ in range(5):
        still_clock.pass_minutes(3)
        traffic.beat(still_clock.now)
    assert Case.objects.count() > before

    waiting = Case.objects.filter(channel="chat", handler=None).latest("opened_at")
    member = Person.objects.filter(team=waiting.team_id, role="agent").first()
    actions.send_message(member, waiting.pk, "您好，已经处理好了，请您再试一次。")
    for _ in range(3):
        still_clock.pass_minutes(1)
        traffic.beat(still_clock.now)
    last = Message.objects.filter(case=waiting).latest("seq")
    assert last.direction == "in"
