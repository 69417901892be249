"""Times in Chinese words, read against a given now and a company's calendar.

Source: DESIGN §5 (promises), §8 (`shouwen times`); 《民法典》第二百条至第二百零四条 for counting days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from shouwen.events.instant import Instant
from shouwen.wording.fold import fold
from shouwen.wording.times.atoms import Atom, runs
from shouwen.wording.times.clocks import NoClock
from shouwen.wording.times.days import NoDay
from shouwen.wording.times.ends import Ends
from shouwen.wording.times.lengths import Length, moved, take_length
from shouwen.wording.times.moments import Moment, Range, take, understood
from shouwen.wording.times.outcome import Kind, Reading, Time, settled
from shouwen.worktime import Basis, BeyondCalendar, Calendar

_MOST = 200  # times of one text; a longer list is a timetable and no promise
_UNREAD = frozenset({"lunar", "feast", "era", "ordinal"})
_TAILS = frozenset({"after", "before", "within", "about"})


def times_in(text: str, now: Instant, calendar: Calendar, basis: Basis = "wall") -> list[Time]:
    """All times that `text` names, in the order of the text; never raises on any text.

    `basis` says when a day that is named without a clock time ends: `wall` at its last second,
    `work` when business ends on its last working day (where there is one; else at its last second).
    Raises :class:`BeyondCalendar` where `now` lies outside the years of calendars.
    """
    calendar.date_of(now)
    reader = _Reader(fold(text), now, calendar, basis)
    found: list[Time] = []
    for run in runs(reader.text):
        for time in reader.read(run):
            found.append(time)
            if len(found) >= _MOST:
                return found
    return found


class _Reader:
    def __init__(self, text: str, now: Instant, calendar: Calendar, basis: Basis) -> None:
        self.text = text
        self.ends = Ends(now, calendar, basis)

    def read(self, run: Sequence[Atom]) -> Iterator[Time]:
        here = 0
        while here < len(run):
            start = here
            try:
                time, here = self._one(run, here)
            except (NoDay, NoClock, BeyondCalendar, OverflowError):
                here = max(here, start) + 1
                while here < len(run) and run[here].kind not in ("of", "vague", "repeat"):
                    here += 1
                time = self._unread(run, start, here, "这个时间读不懂，或没有这一天")
            if time is not None:
                yield time

    def _one(self, run: Sequence[Atom], at: int) -> tuple[Time | None, int]:
        atom = run[at]
        if atom.kind == "vague":
            return Time((atom.start, atom.end), "vague", vague=True), at + 1
        if atom.kind == "repeat":
            end = self._to_end(run, at + 1)
            return Time(
                self._span(run, at, end), "repeat", unsure=True, ask="每次都有，不是一个时间"
            ), end
        if atom.kind in ("ahead", "count"):
            return self._counted(run, at)
        if atom.kind in _UNREAD or self._leads_to_unread(run, at):
            end = self._to_end(run, at + 1)
            return self._unread(run, at, end, "农历、节日、年代和第几周不换算，请写明日期"), end
        words, end = take(run, at)
        if not words:
            return None, at + 1
        if self._broken_off(run[at].start, run[end - 1].end, words):
            return self._unread(run, at, end, "前后还连着数字，读不准"), end
        return self._named(run, at, end, words)

    def _leads_to_unread(self, run: Sequence[Atom], at: int) -> bool:
        """Whether what begins here goes on into something that is not reckoned (今年腊月)."""
        _, end = take(run, at)
        while end < len(run) and run[end].kind == "of":
            end += 1
        return at < end < len(run) and run[end].kind in _UNREAD and run[end - 1].kind != "to"

    def _to_end(self, run: Sequence[Atom], at: int) -> int:
        """The end of what belongs to an expression that is not reckoned: dates, clocks, both ends."""
        while at < len(run) and run[at].kind not in ("vague", "repeat"):
            at += 1
        while run[at - 1].kind == "of":
            at -= 1
        return at

    @staticmethod
    def _span(run: Sequence[Atom], start: int, end: int) -> tuple[int, int]:
        return run[start].start, run[end - 1].end

    def _unread(self, run: Sequence[Atom], start: int, end: int, why: str) -> Time:
        return Time(self._span(run, start, end), "point", unsure=True, ask=why)

    def _broken_off(self, start: int, end: int, words: dict[str, str]) -> bool:
        """Whether a figure goes on before or behind (3 of 2024030731计划)."""
        before, behind = self.text[max(0, start - 1) : start], self.text[end : end + 1]
        digits = "0123456789"
        if before and before in digits and self.text[start : start + 1] in digits:
            return True
        if (
            behind
            and behind in digits
            and not words.keys() & {"clock", "part", "business", "relative", "weekday", "week"}
        ):
            return True
        if (
            behind
            and behind in "一二三四五六七八九十"
            and words.keys() <= {"year", "shortyear", "month"}
        ):
            return True  # 八月八
        month_of = (
            before
            and before in "零一二三四五六七八九十"
            and words.keys() <= {"day", "month", "clock", "part"}
        )
        return bool(month_of)

    # 三个工作日内, 再过半小时, 六天后的3时1刻

    def _counted(self, run: Sequence[Atom], at: int) -> tuple[Time | None, int]:
        ahead = run[at].text if run[at].kind == "ahead" else ""
        here = at + 1 if ahead else at
        while here < len(run) and run[here].kind == "of":
            here += 1
        length, end = take_length(run, here)
        if length is None:
            if end == here:  # nothing counted behind 过
                return None, at + 1
            return self._unread(run, at, end, "数目读不懂"), end
        if end < len(run) and run[end].kind == "to":
            higher, beyond = take_length(run, end + 1)
            if higher is not None:
                higher.least, length, end = length, higher, beyond
        if end < len(run) and run[end].kind in ("month", "day") and "month" in length.much:
            beyond = self._to_end(run, end)
            return self._unread(run, at, beyond, "年份读不准"), beyond
        tail = ""
        while end < len(run) and run[end].kind in _TAILS:
            tail = run[end].kind if run[end].kind != "about" else tail or "about"
            end += 1
        if tail == "after" and run[end - 1].text in ("起", "开始"):
            tail = ""
        return self._reckoned(run, at, end, length, ahead, tail)

    def _reckoned(
        self, run: Sequence[Atom], at: int, end: int, length: Length, ahead: str, tail: str
    ) -> tuple[Time, int]:
        said = tuple(sorted(length.words().items()))
        past = tail == "before" or ahead.startswith(("过去", "近"))
        later = ahead and not past
        if not (tail in ("after", "within") or past or later):
            return self._bare(run, at, end, length, said), end
        if (
            tail == "after"
            and run[end - 2].text[-1:] == "日"
            and length.much.get("day", 99) <= 31
            and "工作" not in run[end - 2].text
        ):
            length.ask = "是那一天以后，还是这么多天以后"
        if length.half_year and tail in ("after", "before"):
            length.ask = length.ask or "半年按月算还是按天算"
        follow, beyond = take(run, end + 1 if end < len(run) and run[end].kind == "of" else end)
        if (
            tail in ("after", "before")
            and follow
            and follow.keys() <= {"part", "clock"}
            and not length.exact
            and "month" not in length.much
        ):
            day = (
                moved(self.ends.now, length, -1 if past else 1)
                if "workday" not in length.much
                else self.ends.local(self.ends.after(length, 1, tail).due)
            )
            base = day.replace(hour=0, minute=0, second=0, microsecond=0)
            moment = understood(follow, base)
            assert moment is not None
            return self._settle_moment(self._span(run, at, beyond), moment, ""), beyond
        if past:
            first = moved(self.ends.now, length, -1)
            if length.much.keys() & {"workday", "worksecond"}:
                return self._unread(run, at, end, "往前的工作日不换算"), end
            span = self._span(run, at, end)
            if ahead:
                gone = Reading(self.ends.us(first), self.ends.at, self.ends.at)
                return settled(span, "span", [gone], length.ask, said), end
            return settled(
                span, "point", [self.ends.after(length, -1, "after")], length.ask, said
            ), end
        readings = [self.ends.after(length, 1, tail)]
        ask = length.ask
        if ahead and not ahead.startswith(("再过", "过")) and not length.exact:
            ask = ask or "没有说到哪一天为止"
        if length.least is not None and ask:
            readings.append(self.ends.after(length.least, 1, tail))
        return settled(
            self._span(run, at, end), "span" if tail == "within" else "point", readings, ask, said
        ), end

    def _bare(
        self,
        run: Sequence[Atom],
        at: int,
        end: int,
        length: Length,
        said: tuple[tuple[str, float], ...],
    ) -> Time:
        """A length without 内 or 后: a working day is always counted from now, others may be."""
        span = self._span(run, at, end)
        reading = self.ends.after(length, 1, "within")
        if "workday" in length.much or "worksecond" in length.much:
            return settled(span, "duration", [reading], length.ask, said)
        return Time(
            span, "duration", readings=(reading,), unsure=True, ask="没有说从现在算起", length=said
        )

    # 明天下午三点前, 本周内, 9月3日到5日

    def _named(
        self, run: Sequence[Atom], at: int, end: int, words: dict[str, str]
    ) -> tuple[Time | None, int]:
        moment = understood(words, self.ends.now)
        if moment is None or (
            words == {"clock": "一点"} and not (end < len(run) and run[end].kind in _TAILS)
        ):
            return None, end  # 有一点慢 is no time
        if end + 1 < len(run) and run[end].kind == "to":
            later, beyond = take(run, end + 1)
            if later:
                if words.keys() | later.keys() <= {"part", "clock"}:
                    moment = understood(words, self.ends.now.replace(hour=0, minute=0, second=0))
                    assert moment is not None
                if beyond < len(run) and run[beyond].kind == "to":
                    beyond = self._to_end(run, beyond)
                    return self._unread(run, at, beyond, "这一段时间读不懂"), beyond
                return self._between(run, at, beyond, moment, later)
        tail = ""
        while end < len(run) and run[end].kind in _TAILS:
            if run[end].kind != "about":
                tail = run[end].text
            end += 1
        return self._settle_moment(self._span(run, at, end), moment, tail), end

    def _between(
        self, run: Sequence[Atom], at: int, end: int, first: Moment, words: dict[str, str]
    ) -> tuple[Time, int]:
        if run[end - 1].text[-1:].isdigit() and self._broken_off(
            run[at].start, run[end - 1].end, words
        ):
            return self._unread(run, at, end, "前后还连着数字，读不准"), end
        last = understood(words, self._early(first, words), lent=first.words)
        if last is None or first.business or last.business:
            return self._unread(run, at, end, "这一段时间读不懂"), end
        opening = first.ranges
        ask = first.ask
        if "clock" in first.words and "clock" in words and (ask or last.ask):
            opening, closing, ask = _agreeing(first, last)
        else:
            closing, ask = last.ranges, ask or last.ask
        pairs = [(a, b) for a in opening for b in closing if b.end > a.first]
        if not pairs and first.has_day is False and len(opening) == len(closing) == 1:
            pairs = [(opening[0], _shifted(closing[0]))]  # 下午五点到凌晨三点
        if not pairs:
            return self._unread(run, at, end, "结束比开始早"), end
        while end < len(run) and run[end].kind in _TAILS:
            end += 1
        if all(b.end <= self.ends.now for _, b in pairs) and not first.has_day:
            ask = ask or "今天的这个时间已经过了"
            pairs = [*((_shifted(a), _shifted(b)) for a, b in pairs), *pairs]
        readings = []
        for a, b in pairs:
            closed = self.ends.read_range(b)
            if (
                a.first < self.ends.now < b.end
                and "relative" in words
                and b.end - self.ends.now <= timedelta(days=1)
            ):
                closed = Reading(None, self.ends.at, self.ends.at)  # 从上个月到今天, 到现在
            readings.append(Reading(self.ends.us(a.first), closed.last, closed.due))
            if (b.end - b.first).days > 20:
                start = self.ends.us(b.first)
                readings.append(Reading(self.ends.us(a.first), start, start))
                ask = ask or "到这一段的开头还是末尾"
        if not ask and len(pairs) > 1:
            ask = "有几种读法"
        return settled(self._span(run, at, end), "span", readings, ask), end

    def _early(self, first: Moment, words: dict[str, str]) -> datetime:
        """The now for the later end of a range: two clock times belong to one day, over or not."""
        alone = not first.has_day and words.keys() <= {"part", "clock"}
        return (
            self.ends.now.replace(hour=0, minute=0, second=0, microsecond=0)
            if alone
            else self.ends.now
        )

    def _settle_moment(self, span: tuple[int, int], moment: Moment, tail: str) -> Time:
        if moment.business:
            return self.ends.business(span, moment)
        kind: Kind = "point" if moment.ranges[0].point else "span"
        ranges, ask = moment.ranges, moment.ask
        if tail in ("后", "以后", "之后", "起", "开始", "或以后", "或之后", "及以后", "及之后"):
            own = tail[0] in "起开或及"  # the day itself counts
            starts = [self.ends.us(one.first if one.point or own else one.end) for one in ranges]
            return settled(span, "span", [Reading(at, None, None) for at in starts], ask)
        if tail == "以来":
            return Time(
                span,
                "span",
                self.ends.us(ranges[0].first),
                self.ends.at,
                self.ends.at,
                unsure=bool(ask),
                ask=ask,
            )
        if tail.endswith("前"):
            return self._until(span, moment, tail)
        if tail:
            kind = "span"
        return settled(span, kind, [self.ends.read_range(one) for one in ranges], ask)

    def _until(self, span: tuple[int, int], moment: Moment, tail: str) -> Time:
        """X 前: a clock time ends it; a day may itself count or not, the end of a period does."""
        ask = moment.ask
        readings: list[Reading] = []
        ends = "edge" in moment.words and moment.words["edge"][-1] in "底末"
        for one in moment.ranges:
            if one.point or ends or tail[0] in "或及":
                closed = self.ends.read_range(one)
                readings.append(Reading(None, closed.last, closed.due))
            elif "part" in moment.words:
                at = self.ends.us(one.first)
                readings.append(Reading(None, at, at))
                ask = "" if one.first.hour in (12, 18) and len(moment.ranges) == 1 else ask
            else:
                before = self.ends.read_range(Range(one.first - timedelta(days=1), one.first))
                closed = self.ends.read_range(one)
                readings += [
                    Reading(None, closed.last, closed.due),
                    Reading(None, before.last, before.due),
                ]
                ask = ask or "这一天（这一段）本身算不算在内"
        return settled(span, "span", readings, ask)


def _shifted(one: Range) -> Range:
    return Range(one.first + timedelta(days=1), one.end + timedelta(days=1))


def _agreeing(first: Moment, last: Moment) -> tuple[tuple[Range, ...], tuple[Range, ...], str]:
    """Two clock times: one that counts to twenty-four makes the other do so (9点到18点)."""
    for sure, open_, opens in ((last, first, True), (first, last, False)):
        if not sure.ask and open_.ask and len(sure.ranges) == 1 and sure.ranges[0].first.hour > 12:
            fitting = tuple(
                one for one in open_.ranges
                if (one.first < sure.ranges[0].first if opens else one.first > sure.ranges[0].first)
            )  # fmt: skip
            if len(fitting) == 1:
                return (fitting, sure.ranges, "") if opens else (sure.ranges, fitting, "")
    return first.ranges, last.ranges, first.ask or last.ask
