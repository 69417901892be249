"""The queue: groups by next due, scoped by team, in a fixed number of statements."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.office import Office

MINUTE = 60_000_000


def _mixed(office: Office) -> None:
    """Cases of the agent in every group."""
    from shouwen_desk.cases import actions

    late = office.write("四家店都不能收款！", name="许晚", level=1, type="repair")
    actions.claim(office.agent, late.pk)
    office.pass_minutes(31)
    soon = office.write("仓库打不开！", name="吴快", level=1, type="repair")
    actions.claim(office.agent, soon.pk)
    today = office.write("报表有点慢", name="黎今", level=2)
    actions.claim(office.agent, today.pk)
    later = office.write("积分怎么用？", name="龚后")
    actions.claim(office.agent, later.pk)
    still = office.write("模板不对", name="罗停", level=2)
    actions.send_message(office.agent, still.pk, "您好，请把模板发我，我改好发回给您。")
    actions.pause(office.agent, still.pk, "等客户资料")


def test_groups_by_next_due(office: Office) -> None:
    from shouwen_desk.cases import queries

    _mixed(office)
    found = queries.queue(office.agent, "mine")

    assert {group.title: [row.name for row in group.rows] for group in found.groups} == {
        "已超时": ["许晚"],
        "1 小时内": ["吴快"],
        "今天": ["黎今"],
        "之后与暂停": ["龚后", "罗停"],
    }
    assert [group.total for group in found.groups] == [1, 1, 1, 2]
    assert found.counts == {"mine": 5, "team": 5, "unclaimed": 0}
    assert found.overdue == 1


def test_the_statements_do_not_grow_with_the_cases(office: Office) -> None:
    from shouwen_desk.cases import queries

    _mixed(office)
    with CaptureQueriesContext(
        connection,
    ) as few:
        queries.queue(office.agent, "mine")
    for number in range(30):
        office.write("再不处理我就打12315！", name=f"客{number}")
    queries.queue(office.agent, "unclaimed")  # the edition is compiled from here on
    with CaptureQueriesContext(connection) as many:
        found = queries.queue(office.agent, "unclaimed", limit=25)

    assert len(many) == len(few) == 3
    assert found.more
    shown = [row for group in found.groups for row in group.rows]
    assert len(shown) == 25
    assert {(row.heard.clause, row.words) for row in shown if row.heard} == {
        ("enterprise:10.1.2", "再不处理我就打12315！")
    }
    assert sum(group.total for group in found.groups) == 30


def test_the_case_page_takes_four_statements_however_long_it_is(office: Office) -> None:
    from shouwen_desk.cases import actions, queries

    case = office.write("我要投诉！", type="complaint", level=2)
    for number in range(60):
        office.clock.pass_minutes(0.2)
        office.hear(case, f"第 {number} 句")
    actions.send_message(office.agent, case.pk, "您好，非常抱歉，我是林一。请问具体是哪一笔？")
    actions.make_promise(office.agent, case.pk, "回电", office.clock.now + 60 * MINUTE)
    queries.case_page(office.agent, case.pk)  # names and programs are remembered from here on
    with CaptureQueriesContext(connection) as asked:
        page = queries.case_page(office.agent, case.pk)

    # With session and person that makes six; PostgreSQL asks twice which edition rules.
    assert len(asked) == (4 if connection.vendor == "sqlite" else 6)
    assert len(page.turns) == 50
    assert page.earlier
    assert page.turns[-1].by_name == "林一"
    older = queries.case_page(office.agent, case.pk, before=page.turns[0].seq)
    assert len(older.turns) == 12
    assert not older.earlier
    assert older.turns[0].text == "我要投诉！"


def test_a_team_sees_its_own_and_what_nobody_has(office: Office) -> None:
    from shouwen_desk.cases import queries

    ours = office.write(team="T1")
    theirs = office.write(team="T2")
    seen = {
        name: {
            row.id
            for group in queries.queue(office.people[name], "unclaimed").groups
            for row in group.rows
        }
        for name in ("agent", "leader", "stranger", "manager", "admin")
    }
    assert seen["agent"] == seen["leader"] == {ours.pk}
    assert seen["stranger"] == {theirs.pk}
    assert seen["manager"] == {ours.pk, theirs.pk}
    assert seen["admin"] == set()


def test_search_finds_by_name_number_and_phone_within_reach(office: Office) -> None:
    from shouwen_desk.cases import queries

    ours, theirs = office.write(name="鲁文静"), office.write(name="鲁大海", team="T2")

    def hits(name: str, text: str) -> set[str]:
        return {hit.id for hit in queries.search(office.people[name], text)}

    assert hits("agent", "鲁") == {ours.pk}
    assert hits("manager", "鲁") == {ours.pk, theirs.pk}
    assert hits("agent", ours.number) == {ours.pk}
    assert hits("agent", "13800000036") == {ours.pk}
    assert hits("agent", "1380") == set()
    assert hits("agent", "%") == hits("agent", "   ") == hits("agent", "甲" * 200) == set()
