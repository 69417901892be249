"""The behaviour of a clock: opening, keeping, breaking, voiding, pausing, moving, repeating."""

from __future__ import annotations

from typing import Any

from shouwen.clauses.block import duration
from shouwen.clauses.clock import ladder, moving, time
from shouwen.clauses.clock.schema import Clock, FieldSpan, TableSpan
from shouwen.clauses.fold import OPENED, Fold, grade_of, person_of
from shouwen.clauses.head import Head
from shouwen.clauses.patterns import Matcher, Parts
from shouwen.clauses.rows import Obligation, row_id
from shouwen.clauses.rule import Edition, Rule
from shouwen.events import Event, Instant
from shouwen.events.catalogue import KINDS
from shouwen.worktime import Calendar, Duration

MOST_PERIODS = 10_000
"""A series (``every``) ends with this period, so that what nobody ever does or closes stays bounded:
more than a year of hourly reports."""

_PAUSING = frozenset({"case.paused", "case.resumed"})


class ClockRule(Rule):
    """A compiled ``clock`` clause."""

    def __init__(self, head: Head, block: Clock, home: Edition) -> None:
        self.block = block
        self.starts = Matcher(block.starts)
        self.parts: tuple[tuple[str, Matcher], ...] = ()
        if isinstance(block.stops, Parts):
            self.parts = tuple((part.title, Matcher(part.any)) for part in block.stops.all)
            self.stops = Matcher(
                [pattern for part in block.stops.all for pattern in _listed(part.any)]
            )
        else:
            self.stops = Matcher(block.stops)
        self.voids = Matcher(block.voids)
        self.until = Matcher(block.until)
        self.redates = Matcher(block.redates)
        self.warns = tuple(duration(span) for span in block.warn)
        self.grace = duration(block.does.grace) if block.does is not None else None
        self.offset = (
            duration(block.due.offset) if block.due is not None and block.due.offset else None
        )
        self.rungs = tuple(
            (step, None if step.after is None else duration(step.after)) for step in block.breach
        )
        self.accepts = frozenset(block.accepts)
        spans = [span for span in (block.within, block.every) if isinstance(span, str)]
        if isinstance(block.within, TableSpan):
            spans += block.within.spans.values()
        self.counts_days = any(duration(span).counts_days for span in spans)
        self.reasons = None if block.pauses is True else frozenset(block.pauses or ())
        kinds = (
            self.starts.kinds
            | self.stops.kinds
            | self.voids.kinds
            | self.until.kinds
            | self.redates.kinds
        )
        if block.pauses:
            kinds |= _PAUSING
        super().__init__(head, home, kinds, self.starts.kinds)

    def hours(self, channel: str) -> Calendar:
        """The calendar that this clock runs by: hours go by the channel's service hours, days by
        the company's working days (a chat that is staffed on Sundays makes no working day)."""
        return self.home.calendar("" if self.counts_days else channel)

    # ---- what an event does ----------------------------------------------------------------------

    def react(self, fold: Fold, event: Event, *, open_new: bool) -> None:
        kind = event.kind
        owed = fold.owed(self)
        if owed or fold.state.waiting:
            facts, defaults = fold.state.facts, self.home.defaults
            if kind in self.stops.kinds:
                for obligation in owed:
                    self._stop(fold, obligation, event)
            if kind in self.voids.kinds and self.voids.matches(event, facts, defaults):
                self._void(fold, event)
            if kind in self.until.kinds and self.until.matches(event, facts, defaults):
                self._void(fold, event)
            if kind in _PAUSING and self.block.pauses:
                moving.pause_or_resume(self, fold, event)
            if kind in self.redates.kinds and self.redates.matches(event, facts, defaults):
                moving.redate(self, fold, event)
        if open_new and kind in self.starts.kinds:
            self._start(fold, event)

    def _start(self, fold: Fold, event: Event) -> None:
        meant = self.starts.matches(event, fold.state.facts, self.home.defaults)
        if not self.concerned(fold, event, meant):
            return
        if self.block.once and self.block.measures in fold.state.met:
            return
        # An edition may have changed meanwhile: the question is still the same question.
        running = [o for o in fold.state.open.values() if o.clause == self.code]
        if self.block.restarts == "first_unanswered":
            if running or any(o.clause == self.code for o in fold.state.waiting.values()):
                return
        elif self.block.restarts == "last":
            undecided = [o for o in running if o.outcome is None]
            if undecided:
                for obligation in undecided:
                    moving.start_again(self, fold, obligation, event)
                return
        self.open(fold, event)

    def open(self, fold: Fold, event: Event) -> None:
        """Open an obligation that ``event`` began."""
        at = time.counted_at(event, self.accepts)
        facts = fold.state.facts
        anchor = at
        if self.block.anchor == "case.opened":
            anchor = fold.state.memory.get(OPENED, at)
        channel = facts.get("channel") or ""
        calendar = self.hours(channel)
        within, due = "", None
        if self.block.due is not None:
            due = self.due_of_field(fold, event, calendar)
            if due is None:
                fold.unobserved(self, event, [self.block.due.field])
                return
            due = max(due, at)
        else:
            found = self.within(fold, event)
            if found is None:
                return
            within = found
        obligation = self.new(fold, at, anchor, 0, event.id, event.id, within, channel)
        obligation.owner = fold.owner(event)
        self.run(fold, obligation, at, calendar, due)

    def open_next(self, fold: Fold, before: Obligation, at: Instant) -> None:
        """Open the next period of a series at ``at``, under the edition in force by then."""
        if self.ends_with(before):
            return
        home = fold.editions.at(before.unit, at)
        rule = None if home is None else home.rules.get(self.code)
        if not isinstance(rule, ClockRule) or rule.block.every is None:
            return
        obligation = rule.new(
            fold,
            at,
            at,
            before.n + 1,
            before.opened_by,
            before.opened_by,
            rule.block.every,
            before.channel,
        )
        obligation.owner = before.owner
        rule.run(fold, obligation, at, rule.hours(before.channel), None)

    def ends_with(self, obligation: Obligation) -> bool:
        """Whether a series ends with this period, see :data:`MOST_PERIODS`."""
        return obligation.n + 1 >= MOST_PERIODS

    def new(
        self,
        fold: Fold,
        at: Instant,
        anchor: Instant,
        n: int,
        opened_by: str,
        because: str,
        within: str,
        channel: str,
    ) -> Obligation:
        state = fold.state
        return Obligation(
            id=row_id(state.key, self.code, self.home.edition, opened_by, n),
            key=state.key,
            clause=self.code,
            edition=self.home.edition,
            unit=state.unit,
            measures=self.block.measures,
            act=self.block.act,
            opened=at,
            opened_by=opened_by,
            anchor=anchor,
            n=n,
            within=within,
            channel=channel,
            team=state.facts.get("team") or "",
            case=fold.case,
            because=[because],
            parts=[[title, None] for title, _ in self.parts],
        )

    def run(
        self,
        fold: Fold,
        obligation: Obligation,
        at: Instant,
        calendar: Calendar,
        due: Instant | None,
    ) -> None:
        """Set pauses, due and warnings of a new obligation, and put it among what is owed."""
        if self.block.pauses:
            for begun, ended, reason in fold.state.pauses:
                if moving.pauses_for(self, reason):
                    if ended is None:
                        obligation.paused_since = max(begun, obligation.anchor)
                    elif ended > obligation.anchor:
                        obligation.pauses.append([max(begun, obligation.anchor), ended])
        if due is None:
            span = time.parse_span(obligation.within)
            assert span is not None
            closed = [(a, b) for a, b in obligation.pauses]
            due = time.after(calendar, obligation.anchor, span, self.block.basis, closed)
        obligation.due = due
        obligation.warns = time.warnings(calendar, due, self.warns, self.block.basis, at)
        fold.add(obligation)
        self.schedule(obligation, at)

    # ---- the time allowed ------------------------------------------------------------------------

    def within(self, fold: Fold, event: Event) -> str | None:
        """The words of the time allowed; None where the clause says nothing for this value, or
        where the value is missing (then 未观察)."""
        block = self.block
        if block.every is not None:
            return block.every
        within = block.within
        if isinstance(within, FieldSpan):
            value = time.facts_first(event.payload, fold.state.facts, within.field)
            text = time.span_of_value(value, within.unit)
            if text is None:
                fold.unobserved(self, event, [within.field])
            return text
        if isinstance(within, TableSpan):
            name = within.table["fact"]
            value = fold.state.facts.get(name, self.home.defaults.get(name))
            if value is None:
                fold.unobserved(self, event, [name])
                return None
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            return within.spans.get(shown)
        return within

    def due_of_field(self, fold: Fold, event: Event, calendar: Calendar) -> Instant | None:
        assert self.block.due is not None
        value = time.facts_first(event.payload, fold.state.facts, self.block.due.field)
        at = time.instant_of_value(value, calendar)
        if at is None or self.offset is None:
            return at
        return time.after(calendar, at, self.offset, self.block.basis)

    # ---- keeping ---------------------------------------------------------------------------------

    def _stop(self, fold: Fold, obligation: Obligation, event: Event) -> None:
        facts, defaults = fold.state.facts, self.home.defaults
        if not self.parts:
            truth = self.stops.matches(event, facts, defaults)
            if truth:
                self._fulfil(fold, obligation, event)
            elif truth is None and obligation.outcome is None:
                self._cannot_tell(fold, obligation, event)
            return
        done = [
            index
            for index, (_, matcher) in enumerate(self.parts)
            if obligation.parts[index][1] is None and matcher.matches(event, facts, defaults)
        ]
        if not done:
            return
        obligation = fold.edit(obligation)
        at = time.counted_at(event, self.accepts)
        for index in done:
            obligation.parts[index][1] = at
        if event.id not in obligation.because:
            obligation.because.append(event.id)
        if all(part[1] is not None for part in obligation.parts):
            self._fulfil(fold, obligation, event)

    def _fulfil(self, fold: Fold, obligation: Obligation, event: Event) -> None:
        """Done: kept if in time; one that is late stays broken and has its delay."""
        at = time.counted_at(event, self.accepts)
        obligation = fold.edit(obligation)
        calendar = self.hours(obligation.channel)
        limit = self._limit(obligation, calendar)
        obligation.used_us = time.used(calendar, obligation, at, self.block.basis)
        fold.close(obligation, at, event.id)
        fold.state.met[self.block.measures] = at
        if obligation.outcome is not None:
            return
        person = person_of(event.actor)
        if limit is None or at <= limit or obligation.paused_since is not None:
            fold.end(obligation, "kept", at, grade=grade_of(event), person=person)
        else:
            fold.end(obligation, "broken", limit, person=person, attribution=self._attribution)
        self._after_period(fold, obligation, event.at)

    def _cannot_tell(self, fold: Fold, obligation: Obligation, event: Event) -> None:
        obligation = fold.edit(obligation)
        fold.close(obligation, event.at, event.id)
        fold.end(
            obligation,
            "unobserved",
            event.at,
            reason=f"{KINDS[event.kind].title}缺少要看的事实",
            grade="",
        )
        self._after_period(fold, obligation, event.at)

    def _after_period(self, fold: Fold, obligation: Obligation, at: Instant) -> None:
        """A series goes on: at the end of the period on a fixed grid, at once since the last."""
        if self.block.every is None:
            return
        if self.block.grid == "since_last":
            self.open_next(fold, obligation, at)
        elif obligation.due is not None:
            waiting = obligation.copy()
            waiting.next_at = None if waiting.paused_since is not None else max(obligation.due, at)
            fold.state.waiting[waiting.id] = waiting

    # ---- voiding ----------------------------------------------------------------

    def _void(self, fold: Fold, event: Event) -> None:
        for obligation in fold.owed(self):
            obligation = fold.edit(obligation)
            fold.close(obligation, event.at, event.id)
            calendar = self.hours(obligation.channel)
            obligation.used_us = time.used(calendar, obligation, event.at, self.block.basis)
            if obligation.outcome is None:
                fold.end(
                    obligation,
                    "excused",
                    event.at,
                    reason=f"作废：{KINDS[event.kind].title}",
                    grade=grade_of(event),
                )
        self._end_series(fold)

    def _end_series(self, fold: Fold) -> None:
        code, edition = self.code, self.home.edition
        gone = [
            i for i, o in fold.state.waiting.items() if o.clause == code and o.edition == edition
        ]
        for identity in gone:
            del fold.state.waiting[identity]

    # ---- what time does --------------------------------------------------------------------------

    def decide(self, fold: Fold, obligation: Obligation, at: Instant) -> None:
        ladder.decide(self, fold, obligation, at)

    def schedule(self, obligation: Obligation, now: Instant) -> None:
        """Set when the engine must look at the obligation next (never before ``now``)."""
        ladder.schedule(self, obligation, now)

    def _limit(self, obligation: Obligation, calendar: Calendar) -> Instant | None:
        """The last instant at which doing it still keeps it."""
        return ladder.limit(self, obligation, calendar)

    @property
    def _attribution(self) -> str | None:
        return "系统" if self.block.does is not None else None

    def rung_spans(self) -> tuple[Duration | None, ...]:
        """How long after the due time each step of the ladder comes."""
        return tuple(span for _, span in self.rungs)


def _listed(patterns: Any) -> list[Any]:
    return patterns if isinstance(patterns, list) else [patterns]
