"""What the queries of cases answer: plain, frozen rows that a template or the API prints.

Instants are microseconds UTC. ``clause`` is CODE:id, ``mark`` one of the marks of the status
vocabulary: kept, risk, broken, excused, paused, running, waiting.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heard:
    """The gravest proposal that waits in a case, as its clause calls it."""

    finding: str
    clause: str
    edition: str
    title: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A case as a line of the queue.

    ``words``: how the customer's newest message begins while nobody answered it, masked, on one line;
    only in the queue of what nobody has claimed, and empty where the message was erased.
    """

    id: str
    number: str
    name: str
    salutation: str
    organisation: str
    channel: str
    type: str
    level: int
    urgent: bool
    status: str
    handler_id: str | None
    handler_name: str
    team_id: str | None
    unread: int
    last_at: int
    mark: str
    act: str
    clause: str
    edition: str
    obligation: str
    opened: int | None
    warn: int | None
    due: int | None
    paused_at: int | None
    pause_reason: str
    heard: Heard | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class QueueGroup:
    """Rows that are due in the same stretch; ``total`` counts those not shown too."""

    key: str  # overdue | hour | today | later
    title: str
    total: int
    rows: list[QueueRow]


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue of one tab, grouped by next due."""

    tab: str  # mine | team | unclaimed
    now: int
    counts: dict[str, int]
    overdue: int
    groups: list[QueueGroup]
    more: bool


@dataclass(frozen=True, slots=True)
class KeptTag:
    """A clause that a message kept; ``used_us`` where it met a clock."""

    clause: str
    title: str
    used_us: int | None = None


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding of a case. ``state``: pending (待核), confirmed, overturned; ``span`` code points.

    ``severity``: the strength in force when it was said. ``person``: whose words they were.
    ``attribution`` and ``judged_by`` once somebody judged it; ``disputed``: somebody pressed 这里不该提示.
    """

    id: str
    event: str
    turn: int | None
    clause: str
    edition: str
    title: str
    outcome: str
    severity: str
    span: tuple[int, int] | None
    message: str
    instead: str
    state: str
    reason: str
    person: str
    attribution: str
    judged_by: str
    disputed: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """A message with its words, or ``erased`` where the words were deleted by law.

    ``triggers``: spans of a customer's words that propose something.
    """

    id: str
    seq: int
    direction: str  # in | out
    by: str
    by_name: str
    at: int
    text: str
    erased: bool
    act: str
    read_at: int | None
    kept: list[KeptTag] = field(default_factory=list)
    findings: list[FindingRow] = field(default_factory=list)
    triggers: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ObligationRow:
    """An obligation with what its row and its provenance card print.

    ``within`` is the handbook's own word for the limit; ``parts`` are (title, done at) where several
    things are owed; ``delay_us`` how late it was or is; ``why`` and ``text`` are the clause's.
    """

    id: str
    case: str
    clause: str
    edition: str
    title: str
    act: str
    measures: str
    mark: str
    outcome: str | None
    opened: int
    within: str
    due: int | None
    warns: list[int]
    closed: int | None
    paused_since: int | None
    used_us: int | None
    delay_us: int | None
    grade: str
    reason: str
    owner_id: str | None
    owner_name: str
    parts: list[tuple[str, int | None]]
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class MissingRow:
    """Something that a gate still asks for; ``act`` names the action that fills it."""

    clause: str
    edition: str
    title: str
    say: str
    act: str
    override_by: str | None
    done: bool = False


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A line of the ledger as people read it: 12:50 建案 · 定为投诉、二级."""

    at: int
    event: str
    kind: str
    text: str
    by_name: str
    clauses: list[KeptTag]


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One of the 三问 and what was written down for it."""

    key: str  # detail | wish | time
    title: str
    text: str | None
    at: int | None
    by_name: str


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """A registered promise. ``mark``: waiting, kept, broken."""

    id: str
    text: str
    due: int
    made_at: int
    kept_at: int | None
    mark: str


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """What a customer's words propose and nobody has decided yet.

    ``act``: open_complaint | raise_level | tell_leader | set_type | mark_solved; ``level`` to which a
    raise would lead, ``type`` as which the case would be sorted. ``words``
    are those that proposed it, empty where the message is not on this page or was erased.
    """

    id: str
    clause: str
    edition: str
    title: str
    why: str
    act: str
    level: int | None
    type: str
    event: str
    span: tuple[int, int] | None
    words: str
    at: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """All that the case page shows; ``can`` lists the acts that this person may take."""

    now: int
    row: QueueRow
    customer_id: str
    customer_name: str
    salutation: str
    organisation: str
    phone_masked: str
    customer_level: str
    customer_note: str
    recent_cases: dict[str, int]
    first_asked_id: str | None
    first_asked_name: str
    opened_at: int
    closed_at: int | None
    conversation: str | None
    turns: list[Turn]
    earlier: int
    obligations: list[ObligationRow]
    missing: list[MissingRow]
    questions: list[QuestionRow]
    promises: list[PromiseRow]
    proposals: list[ProposalRow]
    timeline: list[TimelineEntry]
    can: frozenset[str]


@dataclass(frozen=True, slots=True)
class Risk:
    """A case that is late or about to be, for its leader; ``told`` says who was told and when."""

    row: QueueRow
    late_us: int | None
    told: list[tuple[str, int, str]]  # person's name, at, level (warn | breach)


@dataclass(frozen=True, slots=True)
class Hit:
    """A case found by name or number."""

    id: str
    number: str
    name: str
    organisation: str
    type: str
    status: str
    opened_at: int


@dataclass(frozen=True, slots=True)
class HeardPromise:
    """A promise in our words that a person may register. ``span`` in code points of the text; ``dues``:
    the instants that it may mean, the likelier first (one where it is certain, none where it names
    no latest one); ``ask``: why one has to ask; ``over``: the time has passed."""

    span: tuple[int, int]
    text: str
    dues: list[int]
    vague: bool
    unsure: bool
    ask: str
    over: bool = False


@dataclass(frozen=True, slots=True)
class DraftFinding:
    """A finding in a draft that was not sent. ``override`` says whether 仍要发送 exists; ``first``:
    if something is left out, its place is the beginning."""

    clause: str
    edition: str
    title: str
    severity: str  # stop | urge | hint
    span: tuple[int, int] | None
    text: str
    message: str
    instead: str
    why: str
    override: bool
    first: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """The live check of a draft: nothing of it is stored. ``kept`` are the clauses it keeps, and
    ``praised`` those of them for which something was said;
    ``busy``: only what holds a message is shown, because many chats are open. ``blanks``: slots of a
    better wording that still stand empty in it (``{时间}``); with one nothing is sent. ``promises``: what
    it promises, to be registered once it is sent, by a person."""

    findings: list[DraftFinding]
    kept: list[KeptTag]
    edition: str
    act: str
    busy: bool = False
    blanks: list[str] = field(default_factory=list)
    promises: list[HeardPromise] = field(default_factory=list)
    praised: list[KeptTag] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether sending would be held."""
        return bool(self.blanks) or any(found.severity == "stop" for found in self.findings)
