"""Random streams of events: what happened, when the desk learnt of it, when the clock was looked at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

SECOND = 1_000_000
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE

HEARD = (
    "在吗",
    "怎么退款？",
    "我要投诉你们！",
    "什么时候能好？",
    "好的谢谢",
    "我叫王小明，电话13800001234",
)
SAID = (
    "您好",
    "请稍等",
    "退款在订单页申请，今天18:00前到账。",
    "这个不归我管。",
    "工程师正在排查，预计10:30前恢复。",
    "我们正在核实，请您耐心等待。",
    "请问您的期望是什么？",
)
# Kinds that need no more than a case, with a payload that fits the catalogue.
PLAIN: tuple[tuple[str, dict[str, Any]], ...] = (
    ("case.level_set", {"level": 1}),
    ("case.level_set", {"level": 2}),
    ("case.level_set", {"level": 3}),
    ("case.typed", {"type": "complaint"}),
    ("case.typed", {"type": "presales"}),
    ("case.assigned", {"to": "P0002", "team": "T2"}),
    ("case.paused", {"reason": "等客户资料"}),
    ("case.resumed", {}),
    ("case.solution_issued", {}),
    ("case.customer_confirmed", {}),
    ("case.result_told", {}),
    ("case.solved", {}),
    ("case.closed", {}),
    ("case.reopened", {}),
    ("question.recorded", {"question": "detail"}),
    ("register.entry_added", {"register": "投诉处理单", "fields": ["facts", "wish"]}),
    ("service.completed", {}),
    ("followup.done", {"score": 4}),
    ("order.received", {}),
    ("order.reviewed", {}),
    ("conversation.closed", {}),
)
# From a microsecond to three days with the desk down; never nothing, since of two events at one instant
# the one that the ledger learnt of first comes first, and that is what these streams shuffle.
GAPS = st.one_of(
    st.integers(1, 120 * SECOND),
    st.integers(1, 90 * MINUTE),
    st.sampled_from([1, MINUTE, 30 * MINUTE, 60 * MINUTE, DAY, 3 * DAY]),
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One event before it is recorded. ``at`` counts from the start of the stream."""

    id: str
    case: str
    kind: str
    at: int
    payload: dict[str, Any]
    words: str | None = None
    role: str = ""


@dataclass(slots=True)
class Stream:
    """Events in the order of their ``at``."""

    happenings: list[Happening] = field(default_factory=list)

    @property
    def end(self) -> int:
        """Five days after the last event, when every clock but the series has run out."""
        return self.happenings[-1].at + 5 * DAY


@st.composite
def streams(draw: st.DrawFn, *, cases: int = 2, most: int = 12) -> Stream:
    """A few cases, each opened at some time, with messages and acts in between."""
    stream = Stream()
    opened: list[str] = []
    at = 0
    for number in range(draw(st.integers(2, most))):
        at += draw(GAPS)
        case = f"C{draw(st.integers(1, cases))}"
        if case not in opened:
            opened.append(case)
            level, kind = draw(st.integers(1, 3)), draw(st.sampled_from(["inquiry", "complaint"]))
            payload = {"type": kind, "level": level, "channel": "chat", "urgent": level == 1,
                       "owner": "P0001", "team": "T1"}  # fmt: skip
            stream.happenings.append(Happening(f"e{number:02}", case, "case.opened", at, payload))
            continue
        stream.happenings.append(_next(draw, f"e{number:02}", case, at))
    return stream


def _next(draw: st.DrawFn, name: str, case: str, at: int) -> Happening:
    choice = draw(st.integers(0, 9))
    if choice < 3:
        words = draw(st.sampled_from(HEARD))
        return Happening(name, case, "message.received", at, {"message": name}, words, "customer")
    if choice < 7:
        words = draw(st.sampled_from(SAID))
        payload = {"message": name, "by": "person"}
        return Happening(name, case, "message.sent", at, payload, words, "agent")
    kind, payload = draw(st.sampled_from(PLAIN))
    return Happening(name, case, kind, at, payload)


@st.composite
def arrivals(draw: st.DrawFn, stream: Stream) -> list[tuple[int, Happening]]:
    """When the desk learns of each event: mostly at once, sometimes hours late, sometimes twice."""
    order: list[tuple[int, Happening]] = []
    for one in stream.happenings:
        late = draw(st.sampled_from([0, 0, 0, 0, 1, 5 * MINUTE, 3 * 60 * MINUTE, 4 * DAY]))
        order.append((one.at + late, one))
        if draw(st.integers(0, 6)) == 0:
            order.append((one.at + late + draw(GAPS), one))
    order.sort(key=lambda arrival: arrival[0])
    return order


@st.composite
def ticks(draw: st.DrawFn, end: int) -> list[int]:
    """Instants at which the worker looks at the clock."""
    return sorted(draw(st.lists(st.integers(0, end), max_size=8)))
