"""下班前 in a promise: whose closing time it is. In 2026, 18 March is a Wednesday, 21 a Saturday."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from shouwen.events.instant import parse_instant
from shouwen.handbook import load_program
from shouwen_desk.cases.promised import heard

ZONE = ZoneInfo("Asia/Shanghai")
ASKED = "这一天不上班，是不是说下一个工作日"


def us(wall: str) -> int:
    """The instant of a wall time of March 2026."""
    return parse_instant(f"2026-03-{wall}", ZONE)


@pytest.mark.parametrize(
    ("said", "channel", "dues", "ask"),
    [
        # While the office is open its closing time is meant, on every channel.
        ("18T15:00", "chat", ["18T18:00"], ""),
        ("18T17:59", "chat", ["18T18:00"], ""),
        ("18T15:00", "email", ["18T18:00"], ""),
        # In the evening the chat is still served; a mail is not.
        ("18T18:00", "chat", ["18T22:00"], ""),
        ("18T21:59", "chat", ["18T22:00"], ""),
        ("18T22:00", "chat", None, ""),
        ("18T19:00", "email", None, ""),
        ("18T19:00", "", None, ""),
        # On a Saturday it is asked, the day's own closing time first.
        ("21T15:00", "chat", ["21T22:00", "23T18:00"], ASKED),
        ("21T15:00", "email", ["23T18:00"], ASKED),
    ],
)
def test_today_before_closing(said: str, channel: str, dues: list[str] | None, ask: str) -> None:
    edition = load_program("enterprise")
    found = heard(edition, "今天下班前给您回电。", us(said), channel=channel)
    if dues is None:
        assert found == []
        return
    (one,) = found
    assert one.dues == [us(due) for due in dues]
    assert one.ask == ask
    assert one.unsure == bool(ask)


def test_working_days_and_hours_are_the_companys_on_every_channel() -> None:
    """Only a closing time moves: 两个工作日内 said in a chat on a Saturday skips the Sunday."""
    edition = load_program("enterprise")
    for text in ("两个工作日内给您答复。", "今天三点给您回电。", "明天下班前给您回电。"):
        at = us("18T15:30")
        assert heard(edition, text, at, channel="chat") == heard(edition, text, at)
    two_days = heard(edition, "两个工作日内给您答复。", us("21T15:00"), channel="chat")
    assert [one.dues for one in two_days] == [[us("24T18:00")]]
