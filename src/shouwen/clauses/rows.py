"""What the engine makes of events: obligations, verdicts, findings, notices, what the desk does.

All are plain rows that go to JSON and back without loss. Instants are microseconds UTC; ids of
rows are derived from what they are about, so that a second fold gives the same ids.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, NamedTuple, Self

from shouwen.events import Instant

type Outcome = Literal["kept", "broken", "excused", "unobserved"]
OUTCOME_WORDS: Mapping[str, str] = {
    "kept": "守",
    "broken": "违",
    "excused": "免",
    "unobserved": "未观察",
    "pending": "待核",
}
ELSEWHERE: frozenset[str] = frozenset({"他部门", "系统", "客户", "不可抗力"})
"""Attributions of a broken verdict that is nobody's own: it counts for the company, not for a person."""
type Grade = Literal["甲", "乙", "丙", "丁"]
"""Of the evidence: 甲 machine, 乙 counterpart, 丙 self-declared, 丁 inferred (DESIGN §2)."""


def row_id(*parts: object) -> str:
    """24 hex digits that depend on the parts alone."""
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:24]


class _Row:
    """JSON both ways for the rows below; the field names are the keys."""

    __slots__: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(**data)


@dataclass(slots=True)
class Obligation(_Row):
    """What someone must do by some time (应办).

    ``key``: the state that owns it. ``clause``: CODE:id. ``edition``: hash of the edition under
    which it opened and whose rules it keeps. ``n``: its number in a series (0 alone).
    ``opened_by``: the event that opened it. ``anchor``: from when ``due`` counts. ``due``: None
    where there is no deadline. ``warns``: instants still to warn at, ``warned``: those passed.
    ``pauses``: closed pauses ``[[from, to], …]``; ``paused_since``: the running one. ``parts``:
    ``[[title, done at or None], …]`` where several things are owed. ``next_at``: when the engine
    must decide something about it. ``outcome`` ``broken`` with ``closed`` None: overdue and still
    owed. ``used_us``: from anchor to close, working time on an hour clock of basis work, wall time
    otherwise, pauses taken out. ``because``: ids of the events that it rests on. ``rung``: steps
    of the ladder taken. ``performed``: the desk was told to do it.
    """

    id: str
    key: str
    clause: str
    edition: str
    unit: str
    measures: str
    act: str
    opened: Instant
    opened_by: str
    anchor: Instant
    n: int = 0
    within: str = ""
    due: Instant | None = None
    warns: list[Instant] = field(default_factory=list)
    warned: list[Instant] = field(default_factory=list)
    paused_since: Instant | None = None
    pauses: list[list[Instant]] = field(default_factory=list)
    parts: list[list[Any]] = field(default_factory=list)
    owner: str = ""
    team: str = ""
    channel: str = ""
    case: str = ""
    closed: Instant | None = None
    outcome: str | None = None
    reason: str = ""
    used_us: int | None = None
    grade: str = ""
    because: list[str] = field(default_factory=list)
    next_at: Instant | None = None
    rung: int = 0
    moves: int = 0
    performed: bool = False

    def copy(self) -> "Obligation":
        """An independent copy (lists included); rows are changed on copies only."""
        return Obligation(
            self.id, self.key, self.clause, self.edition, self.unit, self.measures, self.act,
            self.opened, self.opened_by, self.anchor, self.n, self.within, self.due,
            self.warns.copy(), self.warned.copy(), self.paused_since,
            [pause.copy() for pause in self.pauses], [part.copy() for part in self.parts],
            self.owner, self.team, self.channel, self.case, self.closed, self.outcome, self.reason,
            self.used_us, self.grade, self.because.copy(), self.next_at, self.rung, self.moves,
            self.performed,
        )  # fmt: skip

    def compact(self) -> dict[str, Any]:
        """JSON without what is empty: how states carry their open obligations."""
        return {
            name: value
            for name in _OBLIGATION
            if (value := getattr(self, name)) is not None
            and value != ""
            and value != []
            and value is not False
        }


_OBLIGATION = tuple(f.name for f in fields(Obligation))


@dataclass(frozen=True, slots=True)
class Verdict(_Row):
    """The end of an obligation or a finding (判定); ``of`` is its id.

    ``attribution``: 本人 / 他部门 / 系统 / 客户 / 不可抗力, None until somebody judged it.
    ``pending``: made by the machine from language, counts for nobody until confirmed (待核).
    ``supersedes``: id of the verdict whose place it takes (confirmed, overturned, excused).
    """

    id: str
    key: str
    unit: str
    of: str
    clause: str
    edition: str
    outcome: str
    at: Instant
    grade: str
    attribution: str | None = None
    reason: str = ""
    because: tuple[str, ...] = ()
    person: str = ""
    team: str = ""
    channel: str = ""
    case: str = ""
    pending: bool = False
    supersedes: str | None = None

    @property
    def counts_for(self) -> str:
        """In whose figures it is: the person's, or nobody's where it was not their doing."""
        return "" if self.attribution in ELSEWHERE else self.person

    def to_json(self) -> dict[str, Any]:
        return {**_Row.to_json(self), "because": list(self.because)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Verdict":
        return cls(**{**data, "because": tuple(data.get("because", ()))})


@dataclass(frozen=True, slots=True)
class Finding(_Row):
    """What was said, recorded or left out against a clause (发现). Never the words, only where.

    ``event``: id of the event; ``turn``: number in the conversation, None outside one; ``span``:
    [start, end] in code points of the original text, None for an absence. ``state``: ``pending``
    (待核), ``confirmed``, ``overturned``. What a customer's words propose (``utterance.proposes``) is
    of outcome ``noticed`` and state ``proposed``: it has no verdict and blames nobody.
    """

    id: str
    key: str
    unit: str
    clause: str
    edition: str
    event: str
    turn: int | None
    outcome: str
    severity: str
    span: tuple[int, int] | None
    message: str
    instead: str
    at: Instant
    person: str = ""
    team: str = ""
    case: str = ""
    state: str = "pending"
    reason: str = ""
    because: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        span = None if self.span is None else list(self.span)
        return {**_Row.to_json(self), "span": span, "because": list(self.because)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Finding":
        span = data.get("span")
        return cls(
            **{
                **data,
                "span": None if span is None else (span[0], span[1]),
                "because": tuple(data.get("because", ())),
            }
        )


@dataclass(frozen=True, slots=True)
class Notice(_Row):
    """Somebody is to be told. ``to`` is an address (owner, leader, manager, first_asked); the desk
    resolves the person. ``level``: warn, breach, gate or override. ``person``: the owner whose
    leader or manager is meant. ``until``: None, or when the thing is due."""

    id: str
    clause: str
    edition: str
    obligation: str
    to: str
    level: str
    at: Instant
    text: str
    key: str = ""
    unit: str = ""
    case: str = ""
    person: str = ""
    team: str = ""
    due: Instant | None = None


@dataclass(frozen=True, slots=True)
class Perform(_Row):
    """The desk itself must do ``act`` (send a reminder) between ``at`` and ``before``.

    A fold after a stop may name things long past; the desk leaves out what ``before`` rules out,
    and whatever its obligation already counts as done.
    """

    id: str
    obligation: str
    clause: str
    edition: str
    act: str
    text: str
    at: Instant
    before: Instant
    key: str = ""
    unit: str = ""
    case: str = ""


@dataclass(frozen=True, slots=True)
class Missing(_Row):
    """What a gate still wants. ``act``: identifier of what fills it (``tell_result``).

    ``override``: None, or ``{"by": role, "reason_required": bool, "tells": role or None}``.
    """

    clause: str
    edition: str
    title: str
    say: str
    act: str
    override: dict[str, Any] | None = None


class TallyKey(NamedTuple):
    """What outcomes are counted by. ``day``: local date; ``outcome`` may also be ``pending``;
    ``person`` is empty where it was nobody's own (:attr:`Verdict.counts_for`)."""

    day: str
    unit: str
    clause: str
    edition: str
    person: str
    team: str
    channel: str
    outcome: str
    grade: str


@dataclass(frozen=True, slots=True)
class Intent:
    """What somebody wants to do, before it becomes an event (``case.close`` → ``case.closed``)."""

    kind: str
    unit: str
    subjects: Mapping[str, str]
    actor: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    overrides: tuple[Mapping[str, Any], ...] = ()
