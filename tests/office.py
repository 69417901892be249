"""A small office for tests of the desk: the enterprise handbook in force, a fixed cast, a still clock.

Two teams: T1 has an agent, a colleague and a leader, T2 a stranger and a leader of its own; beside
them a manager and an admin. It is Monday, 9 o'clock, and time moves only when a test moves it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from shouwen.events import MINUTE
from tests.desk.desk import Clock, program

if TYPE_CHECKING:
    from django.test import Client

    from shouwen_desk.cases.models import Case
    from shouwen_desk.people.models import Person
    from tests.database import Database

PASSWORD = "an-office-of-tests-7"
CAST = (
    ("agent", "0001", "林一", "agent", "T1"),
    ("colleague", "0002", "赵二", "agent", "T1"),
    ("leader", "0003", "周三", "leader", "T1"),
    ("stranger", "0004", "陈四", "agent", "T2"),
    ("other_leader", "0005", "何五", "leader", "T2"),
    ("manager", "0006", "罗六", "manager", None),
    ("admin", "0007", "宋七", "admin", None),
)


@dataclass
class Office:
    """The cast by what they are, and short ways to make things happen."""

    clock: Clock
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    def write(self, text: str = "后台登录不上，提示密码不对。", **more: Any) -> Case:
        """A customer writes, and a case of team T1 opens."""
        from shouwen_desk.cases import actions
        from shouwen_desk.cases.models import Case
        from shouwen_desk.customers.actions import Profile, new_customer

        profile = Profile(name=more.pop("name", "鲁文静"), salutation="女士", phone="13800000036")
        opened = actions.open_case(
            "customer:{customer}",
            customer=more.pop("customer", None) or new_customer(profile, channel="chat"),
            channel=more.pop("channel", "chat"),
            text=text,
            team=more.pop("team", "T1"),
            **more,
        )
        return Case.objects.get(pk=opened.case_id)

    def hear(self, case: Case, text: str) -> None:
        """The customer of a case writes on."""
        from shouwen_desk.cases import actions

        actions.receive_message(case, text)

    def pass_minutes(self, minutes: float) -> None:
        """Time passes; the worker and the outbox do what they do every half second."""
        from shouwen_desk.ledger import outbox, worker

        until = self.clock.now + int(minutes * MINUTE)
        while (due := worker.next_at()) is not None and due < until:
            self.clock.now = max(self.clock.now, due + 1_000)
            worker.tick(self.clock.now)
            outbox.deliver(self.clock.now)
        self.clock.now = until
        worker.tick(until)
        outbox.deliver(until)

    def client(self, name: str | None = None) -> Client:
        """A browser, signed in as one of the cast."""
        from django.test import Client

        client = Client(raise_request_exception=False)
        if name is not None:
            client.force_login(
                self.people[name], backend="shouwen_desk.people.backends.LoginBackend"
            )
        return client

    def token(self, name: str) -> str:
        """A token of the API that acts as one of the cast."""
        from shouwen_desk.api import tokens

        return tokens.draw(self.people[name], "test")


def furnish(clock: Clock) -> Office:
    """Put the handbook in force and let the cast come to work."""
    from shouwen_desk.ledger.actions import put_in_force
    from shouwen_desk.people import queries
    from shouwen_desk.people.actions import add_person, add_team

    queries.forget()
    put_in_force(program("enterprise"), actor="system")
    clock.pass_minutes(1)
    add_team(None, "T1", "一组", receives=("chat",))
    add_team(None, "T2", "二组")
    office = Office(clock)
    for what, number, name, role, team in CAST:
        office.people[what] = add_person(
            None,
            staff_no=number,
            login=what,
            name=name,
            role=role,
            team=team,
            password=PASSWORD,
        )
    return office


@pytest.fixture
def office(database: Database, still_clock: Clock) -> Office:
    """The office, on SQLite and on PostgreSQL."""
    return furnish(still_clock)


@pytest.fixture
def sqlite_office(sqlite_database: Database, still_clock: Clock) -> Office:
    """The office on SQLite only, for what does not depend on the database."""
    return furnish(still_clock)
