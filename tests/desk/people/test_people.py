"""People: who an address is, who may be added by whom, what everybody may change of their own."""

from __future__ import annotations

import pytest

from tests.office import PASSWORD, Office


def test_an_address_finds_its_person_or_goes_one_step_up(office: Office) -> None:
    from shouwen_desk.people.queries import Concerned, resolve

    def names(address: str, owner: str | None, team: str | None, first: str | None) -> list[str]:
        return [person.login for person in resolve(address, Concerned(owner, team, first))]

    agent, colleague = office.agent.pk, office.colleague.pk
    assert names("owner", agent, "T1", colleague) == ["agent"]
    assert names("first_asked", agent, "T1", colleague) == ["colleague"]
    assert names("leader", agent, "T1", None) == ["leader"]
    assert names("leader", agent, "T2", None) == ["other_leader"]
    assert names("manager", agent, "T1", None) == ["manager"]
    # nobody handles it yet: its leader is told; no team either: the manager
    assert names("owner", None, "T1", None) == ["leader"]
    assert names("owner", None, None, None) == ["manager"]


def test_only_an_admin_adds_and_changes_people(office: Office) -> None:
    from shouwen_desk.ledger.models import Event, Text
    from shouwen_desk.people.actions import add_person, change_person
    from shouwen_desk.people.errors import Conflict, Invalid, NotAllowed

    new = {
        "staff_no": "0100",
        "login": "new.one",
        "name": "新来的",
        "role": "agent",
        "team": "T1",
        "password": PASSWORD,
    }
    with pytest.raises(NotAllowed):
        add_person(office.manager, **new)
    person = add_person(office.admin, **new)
    assert person.check_password(PASSWORD)
    event = Event.objects.filter(kind="staff.added").latest("seq")
    # The name lies beside the ledger, not in it.
    assert "新来的" not in str(event.payload)
    assert Text.objects.filter(text="新来的").exists()

    for wrong, error in (
        ({"login": "other"}, Conflict),
        ({"staff_no": "0101"}, Conflict),
        ({"staff_no": "0102", "login": "x y"}, Invalid),
        ({"staff_no": "0102", "login": "ok", "role": "boss"}, Invalid),
        ({"staff_no": "0102", "login": "ok", "team": None}, Invalid),
        ({"staff_no": "0102", "login": "ok", "password": "12345678"}, Invalid),
    ):
        with pytest.raises(error):
            add_person(office.admin, **(new | wrong))

    change_person(office.admin, person.pk, role="leader", team="T2")
    change_person(office.admin, person.pk, active=False)
    person.refresh_from_db()
    assert (person.role, person.team_id, person.is_active) == ("leader", "T2", False)
    with pytest.raises(Invalid):
        change_person(office.admin, office.admin.pk, active=False)


def test_who_left_cannot_sign_in_and_is_told_nothing(office: Office) -> None:
    from shouwen_desk.people.actions import change_person
    from shouwen_desk.people.queries import Concerned, resolve

    client = office.client("agent")
    assert client.get("/workbench").status_code == 200
    change_person(office.admin, office.agent.pk, active=False)
    assert client.get("/workbench").status_code == 302
    told = resolve("owner", Concerned(office.agent.pk, "T1", None))
    assert [person.login for person in told] == ["leader"]


def test_the_bell_counts_rings_once_and_is_read(office: Office) -> None:
    from shouwen_desk.cases import actions
    from shouwen_desk.ledger import outbox
    from shouwen_desk.people.actions import read_notifications
    from shouwen_desk.people.queries import bell

    case = office.write(level=1, type="repair")
    actions.claim(office.agent, case.pk)
    office.pass_minutes(25)
    outbox.deliver(office.clock.now)
    # Two clauses of level 1 have warned by now: the first answer, and nothing twice.
    unread, rows = bell(office.agent)
    assert (unread, len(rows)) == (1, 1)
    assert (rows[0].clause, rows[0].level, rows[0].case) == ("enterprise:5.1.1", "warn", case.pk)
    assert rows[0].edition
    assert rows[0].text.endswith(f" {case.number}"), "whose clock it is"
    assert read_notifications(office.agent) == 1
    assert bell(office.agent)[0] == 0


def test_theme_and_duty_are_the_persons_own(office: Office) -> None:
    from shouwen_desk.people.actions import set_duty, set_theme
    from shouwen_desk.people.errors import Invalid
    from shouwen_desk.people.models import Person

    set_theme(office.agent, "dark")
    set_duty(office.agent, on_duty=False)
    again = Person.objects.get(pk=office.agent.pk)
    assert (again.prefs["theme"], again.on_duty) == ("dark", False)
    with pytest.raises(Invalid):
        set_theme(office.agent, "pink")


@pytest.mark.parametrize(
    ("role", "at_or_above"),
    [
        ("agent", {"agent"}),
        ("leader", {"agent", "leader"}),
        ("manager", {"agent", "leader", "manager"}),
        ("admin", set()),
    ],
)
def test_a_role_stands_for_those_below_it_and_an_administrator_for_none(
    role: str, at_or_above: set[str]
) -> None:
    from shouwen_desk.people.models import ROLES, Person
    from shouwen_desk.people.permissions import ranks_as

    person = Person(role=role)
    assert {named for named, _ in ROLES if ranks_as(person, named)} == at_or_above
    assert not ranks_as(person, None)
