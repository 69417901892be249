"""Details two people settle on: what each is about, what it comes to, and what only looks like one."""

from __future__ import annotations

import pytest

from shouwen.wording.details import KINDS
from shouwen.wording.entities import about
from shouwen.wording.fold import fold


def found(text: str) -> set[tuple[str, str]]:
    return {
        (each.subject, each.value) for kind in KINDS for each in kind.details_in(fold(text), plain)
    }


def plain(numeral: str) -> str:
    known = {"一": "1", "两": "2", "三": "3", "四": "4", "五": "5", "六": "6", "十四": "14"}
    return numeral if numeral.isascii() else known.get(numeral.lstrip("零"), "7")


@pytest.mark.parametrize(
    ("text", "subject", "value"),
    [
        ("周五16点到", "钟点", "16:0"),
        ("下午四点到", "钟点", "16:0"),
        ("14:06发车", "钟点", "14:6"),
        ("十四点零六发车", "钟面", "2:6"),
        ("下午两点半", "钟点", "14:30"),
        ("从东屋挪到西屋", "路线东屋西屋", "东屋西屋"),
        ("在小区北门等", "方位门", "北"),
        ("挂眼科的号", "科", "眼"),
        ("槐安路店", "路", "安"),
        ("换成工行卡", "银行", "工"),
        ("工商银行的卡", "银行", "工"),
        ("开普票", "发票", "普通发票"),
        ("高2米6", "高度", "2.6"),
        ("要S码", "码", "s"),
        ("停机三个月", "个月", "3"),
        ("一天80元", "每元", "80"),
        ("受益人改成梁巧", "姓梁", "巧"),
        ("四月的账单", "月份", "4"),
        ("下月5号", "哪月", "下"),
        ("给我爷爷办", "亲人", "爷"),
    ],
)  # fmt: skip
def test_what_is_settled(text: str, subject: str, value: str) -> None:
    assert (subject, value) in found(text)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("快一点", "钟面"),
        ("有两点建议", "钟面"),
        ("周三点名", "钟面"),
        ("下午三点师傅到", "师傅"),
        ("路上堵车", "路"),
        ("晚上好", "时段"),
        ("三个月内", "月份"),
    ],
)
def test_what_only_looks_like_it(text: str, subject: str) -> None:
    assert subject not in {each for each, _ in found(text)}


def test_a_range_keeps_its_part_of_the_day() -> None:
    assert {("钟点", "13:0"), ("钟点", "15:0")} <= {*found("下午1点到3点")}


def test_subjects_are_told_apart() -> None:
    """What people say most has no two subjects of the same few bits."""
    subjects = [
        "器具",
        "颜色",
        "发票",
        "房间",
        "城市",
        "运营商",
        "班次",
        "口味",
        "星期",
        "哪天",
        "钟面",
        "钟点",
        "谁去",
        "科",
        "路",
        "银行",
        "退换",
    ]
    subjects += ["改成", "月份", "哪月", "元", "每元", "号", "台", "个月", "编号", "亲人", "方位门"]
    assert len({about(subject) for subject in subjects}) == len(subjects)
