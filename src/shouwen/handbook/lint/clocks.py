"""Clocks: no two for the same thing at once, and warnings and ladders that can happen."""

from itertools import combinations

from shouwen.clauses.block import duration
from shouwen.clauses.clock.schema import Clock
from shouwen.clauses.frame import Clause
from shouwen.clauses.patterns import kinds_in
from shouwen.handbook.assembly import Assembled
from shouwen.handbook.book import Handbook
from shouwen.handbook.lint.notes import Notes
from shouwen.handbook.lint.overlap import overlap
from shouwen.worktime import Duration


def check(handbook: Handbook, assembled: Assembled, notes: Notes) -> None:  # noqa: ARG001
    """Check every clock, and every pair that measures the same."""
    clocks = [
        clause
        for clause in handbook.clauses
        if clause.clock is not None and clause.id not in notes.unread and "#" not in clause.id
    ]
    for one, two in combinations(clocks, 2):
        _check_pair(handbook, one, two, notes)
    for clause in clocks:
        assert clause.clock is not None
        _check_warnings(handbook, clause, clause.clock, notes)
        _check_ladder(handbook, clause, clause.clock, notes)
        _check_field(handbook, clause, clause.clock, notes)


def _check_pair(handbook: Handbook, one: Clause, two: Clause, notes: Notes) -> None:
    """Two clocks conflict only if they measure the same and may hold at once (DESIGN §4)."""
    assert one.clock is not None
    assert two.clock is not None
    if one.clock.measures != two.clock.measures or one.scope != two.scope:
        return
    if not kinds_in(one.clock.starts) & kinds_in(two.clock.starts):
        return
    if overlap(one.applies | one.when, two.applies | two.when) and overlap(
        one.applies, two.applies
    ):
        notes.errors.add(
            handbook.place(two.id, "clock", "measures"),
            f"和 {one.id} 都量 {two.clock.measures}，同一件事会有两个钟",
            "请用 when 或 applies 把两条分开（如 level: 1 与 level: 2），或换一个 measures",
        )


def _check_warnings(handbook: Handbook, clause: Clause, clock: Clock, notes: Notes) -> None:
    limit = next((duration(s) for s in (clock.within, clock.every) if isinstance(s, str)), None)
    seen: set[tuple[int, str]] = set()
    for index, text in enumerate(clock.warn):
        span = duration(text)
        place = handbook.place(clause.id, "clock", "warn", index)
        if limit is not None and _not_shorter(span, limit):
            notes.errors.add(
                place,
                f"提前 {text}提醒，可时限一共才 {clock.within or clock.every}",
                "请写比时限短的提醒",
            )
        if (span.amount, span.unit) in seen:
            notes.errors.add(place, f"提醒 {text}写了两次", "请删去一个")
        seen.add((span.amount, span.unit))


def _not_shorter(span: Duration, limit: Duration) -> bool:
    return span.unit == limit.unit and span.amount >= limit.amount


def _check_ladder(handbook: Handbook, clause: Clause, clock: Clock, notes: Notes) -> None:
    """Each rung comes later than the one before it, and speaks to somebody new."""
    before: Duration | None = None
    told: set[str] = set()
    for index, step in enumerate(clock.breach):
        place = handbook.place(clause.id, "clock", "breach", index)
        after = None if step.after is None else duration(step.after)
        late = after is not None and before is not None and _not_shorter(before, after)
        if late or (index > 0 and after is None):
            notes.errors.add(
                place,
                "上报的先后不对，后一级不比前一级晚",
                "请写 after，一级比一级晚，如 after: 30 分钟",
            )
        if step.tell in told:
            notes.errors.add(place, f"{step.tell} 已经报过", "请换成再上一级，或删去这一步")
        told.add(step.tell)
        before = after or before
    if not clock.breach and clock.does is None:
        notes.advice.add(
            handbook.place(clause.id, "clock"),
            "超时以后没有人知道",
            "请写 breach，如 breach: [{tell: leader}]",
        )


def _check_field(handbook: Handbook, clause: Clause, clock: Clock, notes: Notes) -> None:
    """``due: {field}`` must stand in the events that start the clock, or be a fact."""
    from shouwen.events.catalogue import fields_of, known_facts
    from shouwen.source import instead_of

    if clock.due is None:
        return
    name = clock.due.field
    facts = known_facts()
    for kind in sorted(kinds_in(clock.starts)):
        fields = fields_of(kind)
        field = fields.get(name) or facts.get(name)
        place = handbook.place(clause.id, "clock", "due", "field")
        instants = [f.name for f in fields.values() if f.type == "instant"]
        if field is None:
            notes.errors.add(place, f"{kind} 里没有“{name}”这一项", instead_of(name, instants))
        elif field.type != "instant":
            notes.errors.add(place, f"{name}（{field.title}）不是时间", instead_of(name, instants))
