"""A small fictional company for the browser tests: `python -m tests.browser.world DATA CLOCK`.

Run as a process of its own before the desk starts, because SQLite has one writer.
"""

from __future__ import annotations

import os
import sys

PASSWORD = "yin-hang-2026"
# login, name, role, team
PEOPLE = [
    ("lin", "林晓雨", "agent", "T1"),
    ("wang", "王思远", "agent", "T1"),
    ("zhou", "周敏", "leader", "T1"),
    ("zhao", "赵可欣", "agent", "T2"),
    ("gu", "顾立群", "manager", None),
    ("he", "何静", "admin", None),
]
LONG_NAME = "欧阳文静慧敏司徒上官诸葛东方夏侯尉迟长孙宇文"
LONG_ORGANISATION = "名字非常长的有限责任公司华东区第三分公司客户服务与保障中心运营部门二组"


def build() -> None:
    """Tables, the edition in force, two teams, and a handful of cases of every kind."""
    from shouwen.handbook import load_program
    from shouwen_desk.cases import actions
    from shouwen_desk.config import desk
    from shouwen_desk.customers.actions import Profile, add
    from shouwen_desk.ledger.actions import put_in_force
    from shouwen_desk.people.models import Person, Team

    desk.migrate()
    put_in_force(load_program("enterprise"), actor="system")
    teams = {
        "T1": Team.objects.create(id="T1", name="客服一组", unit="desk", receives=["chat"]),
        "T2": Team.objects.create(id="T2", name="客服二组", unit="desk", receives=["phone"]),
    }
    for number, (login, name, role, team) in enumerate(PEOPLE, 217):
        Person.objects.create_user(
            login, PASSWORD, id=f"P0{number}", name=name, staff_no=f"0{number}", role=role,
            team=teams.get(team or ""),
        )  # fmt: skip
    lin = Person.objects.get(login="lin")

    def open_case(
        name: str, organisation: str, text: str, kind: str, level: int, mine: bool
    ) -> str:
        file = add(
            lin,
            Profile(name=name, salutation="女士", organisation=organisation, phone="13800000036"),
        )
        opened = actions.open_case(
            f"customer:{file.pk}", customer=file.pk, channel="chat", type=kind, level=level,
            text=text, handler=lin if mine else None,
        )  # fmt: skip
        return opened.case_id

    first = "3号线的分拣机上周刚修过，今天早上又停了，四十多车货压在库里。你们到底管不管？"
    open_case("鲁文静", "明达物流园", first, "complaint", 2, True)
    open_case("许建国", "康诺医疗器械", "设备停了，病人等着用。", "repair", 1, True)
    open_case("吴建平", "宏润包装", "订单什么时候能发？", "order", 2, True)
    open_case(LONG_NAME, LONG_ORGANISATION, "长" * 2000, "inquiry", 3, True)
    open_case(
        "<b>龚</b>明", "星河印刷", "<script>alert(1)</script> 发票还没收到。", "inquiry", 3, False
    )
    paused = open_case("罗青", "晋阳水务", "照片我明天拍。", "repair", 3, True)
    actions.pause(lin, paused, "等客户提供资料")


if __name__ == "__main__":
    os.environ["SHOUWEN_TEST"] = "1"
    from shouwen_desk.config import desk

    desk.configure(data=sys.argv[1], clock=sys.argv[2])
    build()
