"""Promises in what we say: which words promise something, and by when.

A promise is a time and something that we shall do for the customer, in one sentence that asks
nothing. It is found again from the message's words, its instant and the company's calendar, so
that what is proposed live can be reckoned afterwards just the same.

Source: DESIGN §5 ("a promise found in what an agent says becomes a promise with a due time by one click").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shouwen.events.instant import Instant
from shouwen.wording.fold import fold
from shouwen.wording.times import Time, times_in
from shouwen.worktime import Calendar

_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;\n]?")
_PART = re.compile(r"[^,:]+")
# What we do for the customer.
_DEED = re.compile(
    r"[给为帮替向跟和与](?:您|你|客户)|(?:联系|通知|告诉|告知|回复|答复|拜访|提醒|回)(?:您|你)|回电|回访|打(?:给|电话)|致电|来电|答复|回复|反馈|回音"
    r"|跟进|处理|解决|修好|修复|恢复|抢通|寄出|寄到|寄给|发出|发货|发到|发给|发放|补发|重发|换新|换货|退款|退回|退还|到账|入账|送到|送达|送货|上门|到场|到达"
    r"|安排|办好|办完|办妥|办结|办理完|完成|出结果|有结果|给.{0,4}(?:结果|消息|准话|方案)|核实|查清|查明|查好"
)
# Asked of the customer, told of hours, or long done: no promise of ours.
_THEIRS = re.compile(
    r"请您?(?!放心|稍|耐心|留意)|麻烦您|您(?:可以|需要|先|方便|如果|要是|什么时候|说的|在|可)|建议您|(?:营业|服务|工作|上班|办公)时间|热线|有效期|保修期|已经|已于|刚才|过您?(?:$|[了吧])|[过了]$|有.{0,8}过|多次|推荐|介绍|祝您?|如果|如遇|之前(?:就|也|都)?(?:说|答应)|不能|无法|没法|没办法"
)
_OURS = re.compile(
    r"(?<![给诉系找回发])我|本[店司院行]|[给为帮替向](?:您|你)|会|将|保证|承诺|预计|最[迟晚]"
)
# Told of what has been: 当天确实是我们怠慢了您 promises nothing, nor does a deed that is done.
_TOLD = re.compile(r"确实|的确(?![认定诊切])|属实|当时|没能|怠慢|(?:受到?了?|已.{0,4})批评")
_DONE_BEFORE = re.compile(r"(?:已经?|均已|刚刚?|刚才)[^,]{0,5}$")
_DONE_BEHIND = re.compile(r"(?:打|办|处理|解决|修)?(?:好|完)?[了过](?!再|后|就|会|才|马上|第一)")
_AHEAD = re.compile("会|将|就|再|保证|承诺|预计")
# Whoever says this gives his word to the customer.
_GIVES = re.compile(
    r"由我|我[^,]{0,6}[给为帮替向](?:您|你)|保证|承诺|[给为帮替向](?:您|你)(?:回|打|答|准|送|办|寄|发|换|退|一个)|(?:联系|通知|告诉|告知|回复|答复|回)(?:您|你)"
)
_NEVER = ("推荐", "介绍", "多次", "如果", "如遇")
_EXPECTED = re.compile(r"(?:预计|需要?|大[概约]|约|最[多长快慢]|要|再等)[^,]{0,3}$")
# Said of now, or of nothing in particular: whoever says 马上 does it.
_AT_ONCE = ("马上", "立刻", "立即", "到时", "最近", "近来", "这", "一会", "过会", "待会", "等会")


@dataclass(frozen=True, slots=True)
class Promised:
    """Words that promise something: `span` in code points of the text as it was written, and the
    time that they name. `time.vague`: they name none (尽快)."""

    span: tuple[int, int]
    time: Time

    def dues(self, after: Instant) -> tuple[Instant, ...]:
        """The due instants behind `after` that it may mean, the likelier first: one where it is
        certain, none where it names no latest instant."""
        if self.time.due is not None:
            return (self.time.due,) if self.time.due > after else ()
        found = [one.due for one in self.time.readings if one.due is not None and one.due > after]
        return tuple(dict.fromkeys(found))


def promises_in(text: str, at: Instant, calendar: Calendar) -> list[Promised]:
    """The promises of a text said at `at`: those that give the customer a word (给您回电) before others,
    else in the order of the text; a day ends when business ends.

    What is due before `at` is none. Never raises on any text; raises
    :class:`shouwen.worktime.BeyondCalendar` where `at` lies outside the years of calendars.
    """
    folded = fold(text)
    if _DEED.search(folded) is None:
        return []
    times = times_in(text, at, calendar, "work")
    found: list[Promised] = []
    for sentence in _SENTENCE.finditer(folded):
        if folded[sentence.end() - 1] == "?" or "吗" in sentence.group():
            continue
        inside = [time for time in times if sentence.start() <= time.span[0] < sentence.end()]
        if inside and _DEED.search(folded, *sentence.span()):
            found += _of_sentence(folded, sentence.span(), inside, at)
    found.sort(key=lambda one: _GIVES.search(folded, *one.span) is None)
    return found


def _of_sentence(
    folded: str, sentence: tuple[int, int], times: Sequence[Time], at: Instant
) -> Iterator[Promised]:
    parts = [part.span() for part in _PART.finditer(folded, *sentence)]
    said: list[tuple[tuple[int, int], Time]] = []
    for index, part in enumerate(parts):
        for time in times:
            if part[0] <= time.span[0] < part[1] and _counts(folded, part, time, at):
                span = _with_deed(folded, parts, index, time.span[0])
                if span is not None:
                    said.append((span, time))
                    break
    named = [each for each in said if not each[1].vague]
    for (start, end), time in named or said[:1]:
        words = folded[start:end]
        lead = len(words) - len(words.lstrip())
        yield Promised((start + lead, start + len(words.rstrip("。!;\n "))), time)


def _counts(folded: str, part: tuple[int, int], time: Time, at: Instant) -> bool:
    """Whether a time can be the term of a promise."""
    words = folded[slice(*time.span)]
    if time.vague:
        return not words.startswith(_AT_ONCE)
    if time.kind == "repeat" or not (
        time.readings or time.due is not None or time.first is not None
    ):
        return False
    if time.kind == "duration" and time.unsure:
        return _EXPECTED.search(folded[part[0] : time.span[0]]) is not None
    if time.due is None and not time.readings:
        return time.first is not None and time.first > at
    return bool(Promised(time.span, time).dues(at))


def _with_deed(
    folded: str, parts: Sequence[tuple[int, int]], index: int, named: int
) -> tuple[int, int] | None:
    """The part with the time (which begins at `named`) and, where the deed stands in the next or the
    last one, that too."""
    told = _TOLD.search(folded, *parts[index])
    if told and not _AHEAD.search(folded, told.end(), parts[index][1]):
        return None
    for first, last in ((index, index), (index, index + 1), (index - 1, index)):
        if first < 0 or last >= len(parts):
            continue
        start, end = parts[first][0], parts[last][1]
        words = folded[start:end]
        if _DEED.search(words) is None:
            continue
        if not _to_be_done(folded, parts[first : last + 1], named):
            return None
        theirs = _THEIRS.search(words)
        return None if theirs and (theirs[0] in _NEVER or not _OURS.search(words)) else (start, end)
    return None


def _to_be_done(folded: str, parts: Sequence[tuple[int, int]], named: int) -> bool:
    """Whether some deed of these parts is still to be done: 已 before it, where the time does not
    stand between, or 了 behind it tell of one that is over."""
    for start, end in parts:
        for deed in _DEED.finditer(folded, start, end):
            before = folded[named if start <= named < deed.start() else start : deed.start()]
            over = _DONE_BEFORE.search(before) is not None
            ended = _DONE_BEHIND.match(folded, deed.end(), end) is not None
            if not over and not (ended and not _AHEAD.search(folded, start, deed.start())):
                return True
    return False
