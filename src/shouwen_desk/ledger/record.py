"""``record()``: the only way in which anything is written to the ledger.

One transaction: the states that the events touch are locked in key order, gates are asked, the
engine steps, and events, texts, states, obligations, findings, verdicts, tallies, projections and
outbox are written together, or nothing is.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction

from shouwen.clauses.changes import Changes
from shouwen.clauses.rows import Intent, Missing
from shouwen.clauses.state import State
from shouwen.engine import VERSION, permit, step
from shouwen.events import Event
from shouwen.events.catalogue import INTENTS, check
from shouwen_desk.config import clock

from . import editions, events, fold, late, live, models, texts
from .effects import effects_hash, own_part
from .rows import insert

UNIT = "desk"
ATTEMPTS = 6


@dataclass(frozen=True, slots=True)
class Draft:
    """An event before the ledger knows it.

    ``texts`` maps a payload field to the words that belong there: the words go to the side table
    and the payload gets ``{"sha256": digest}``. ``at`` None = now (microseconds UTC), taken after
    the states are locked. ``source_key`` (a client's message id, a channel's delivery id) makes a
    repeat harmless: the original is returned. ``actor`` None = the actor of the call.
    """

    kind: str
    subjects: Mapping[str, str]
    payload: Mapping[str, Any] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    at: int | None = None
    at_source: str = "server"
    source_key: str | None = None
    actor: str | None = None
    unit: str = UNIT
    id: str | None = None


class Refused(Exception):
    """A gate refused the intent; ``missing`` says what is still needed, clause by clause."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        super().__init__("；".join(item.say for item in missing))
        self.missing = list(missing)


class Unfit(ValueError):
    """The event does not fit the catalogue; ``problems`` are Chinese sentences."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = list(problems)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was written. ``events`` carry their ``seq``.

    ``repeated`` is true when the source key or id was known: ``events`` are then the originals and
    nothing was written. ``changes`` is the engine's answer, merged over the events; None for a
    repeat. ``digests`` has one mapping per event: payload field -> digest of its text.
    """

    events: tuple[Event, ...]
    repeated: bool
    changes: Changes | None
    digests: tuple[Mapping[str, str], ...] = ()

    @property
    def event(self) -> Event:
        """The first event."""
        return self.events[0]


Projection = Callable[[Recorded], None]


@dataclass(slots=True)
class _Work:
    """One attempt: what has been made so far and is not written yet."""

    programs: editions.Programs
    states: dict[str, State]
    events: list[Event] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)


def record(
    *drafts: Draft,
    actor: str,
    intent: str | None = None,
    at: int | None = None,
    projections: Sequence[Projection] = (),
    fresh: Collection[str] = (),
) -> Recorded:
    """Write events and all that follows from them; idempotent by id and source key.

    ``actor``: ``person:P0217``, ``customer:K1``, ``system``, ``bot:…``. ``intent`` names what
    somebody wants to do (``case.close``) where gates must be asked; the payload of the event that
    it becomes may carry ``overrides``. ``at`` is the default instant of the drafts.
    ``projections`` run inside the transaction, after the ledger's own rows are written; they are
    skipped for a repeat. ``fresh`` names subjects (``case:C1``) whose ids the caller has just drawn
    and told nobody: they have no state to read and nobody to wait for.

    Raises ``Refused`` after recording ``intent.refused``; nothing else of the call is kept.
    Raises ``Unfit`` where an event does not fit the catalogue.
    """
    prepared = [_prepared(draft, actor, at) for draft in drafts]
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                recorded = _write(prepared, intent, projections, frozenset(fresh))
        except Refused as refusal:
            original = _originals(prepared)
            if original is not None:
                return original
            _refusal(prepared, intent or "", actor, refusal)
            raise
        except IntegrityError:
            original = _originals(prepared)
            if original is None:
                raise
            return original
        except OperationalError as error:
            if attempt == ATTEMPTS or not _worth_retrying(error):
                raise
        else:
            return recorded
    raise AssertionError


def _prepared(draft: Draft, actor: str, at: int | None) -> tuple[Draft, dict[str, texts.Committed]]:
    """Give the draft its id and actor, and commit to its texts."""
    committed = {name: texts.commit(text) for name, text in draft.texts.items()}
    payload = dict(draft.payload) | {
        name: {"sha256": one.digest} for name, one in committed.items()
    }
    ready = replace(
        draft,
        id=draft.id or secrets.token_hex(12),
        actor=draft.actor or actor,
        at=draft.at if draft.at is not None else at,
        payload=payload,
    )
    return ready, committed


def _write(
    prepared: Sequence[tuple[Draft, dict[str, texts.Committed]]],
    intent: str | None,
    projections: Sequence[Projection],
    fresh: frozenset[str],
) -> Recorded:
    drafts = [draft for draft, _ in prepared]
    programs = editions.programs(lock=True)
    early = clock.now()
    keys = {key for draft in drafts for key in editions.keys(programs, _event(draft, early))}
    unit = drafts[0].unit
    work = _Work(programs, {key: State(key, unit) for key in keys & fresh})
    work.states |= fold.load(keys - fresh, unit)
    # Only now is it settled who comes after whom, so only now is the time taken.
    now = clock.now()
    asking = _asking(drafts, intent)
    for draft in drafts:
        _apply(work, _event(draft, now), intent if draft is asking else None)
    seqs = _insert_events(work)
    work.events = [replace(event, seq=seqs[event.id]) for event in work.events]
    _insert_texts(prepared, now)
    fold.write(work.changes, now)
    digests = tuple(
        {name: one.digest for name, one in committed.items()} for _, committed in prepared
    )
    recorded = Recorded(tuple(work.events), False, work.changes, digests)
    for project in projections:
        project(recorded)
    live.announce(work.events, work.changes)
    return recorded


def _asking(drafts: Sequence[Draft], intent: str | None) -> Draft:
    """The draft that the intent becomes, where the gates are asked; the first if none fits."""
    kind = INTENTS.get(intent or "")
    for draft in drafts:
        if kind is not None and draft.kind == kind.name:
            return draft
    return drafts[0]


def _apply(work: _Work, event: Event, intent: str | None) -> None:
    """Ask the gates, step the engine, keep what follows."""
    problems = check(event)
    if problems:
        raise Unfit(problems)
    keys = editions.keys(work.programs, event)
    absent = keys - work.states.keys()
    if absent:
        # A new edition came into force between the two looks at the clock.
        work.states |= fold.load(absent, event.unit)
    states = {key: work.states[key] for key in sorted(keys)}
    if intent is not None:
        overrides = tuple(event.payload.get("overrides") or ())
        asked = Intent(intent, event.unit, event.subjects, event.actor, event.payload, overrides)
        missing = permit(work.programs, states, asked, event.at)
        if missing:
            raise Refused(missing)
    changes = step(work.programs, states, event)
    work.changes.take(changes)
    anew = [
        late.refold_into(work.changes, work.programs, states[key], work.events, event)
        for key in changes.late
    ]
    work.effects.append(effects_hash([own_part(changes), *anew]))
    work.states |= work.changes.states
    work.events.append(event)


def _event(draft: Draft, now: int) -> Event:
    return Event(
        id=draft.id or "",
        kind=draft.kind,
        unit=draft.unit,
        subjects=dict(draft.subjects),
        actor=draft.actor or "system",
        at=now if draft.at is None else draft.at,
        at_source=draft.at_source,
        recorded_at=now,
        source_key=draft.source_key,
        payload=draft.payload,
    )


def _insert_events(work: _Work) -> dict[str, int]:
    """Insert the events (a trigger links them to their subjects); answers seq by event id."""
    rows = [
        {
            "event_id": event.id,
            "kind": event.kind,
            "unit": event.unit,
            "subjects": event.subjects,
            "actor": event.actor,
            "at": event.at,
            "at_source": event.at_source,
            "recorded_at": event.recorded_at,
            "source_key": event.source_key,
            "payload": event.payload,
            "engine": VERSION,
            "effects": effects,
        }
        for event, effects in zip(work.events, work.effects, strict=True)
    ]
    extra = None
    if connection.vendor == "postgresql":
        extra = ("txid", "pg_current_xact_id()::text::bigint")
    drawn = insert(models.Event, rows, returning='"event_id", "seq"', extra=extra)
    return dict(drawn)


def _insert_texts(prepared: Sequence[tuple[Draft, dict[str, texts.Committed]]], now: int) -> None:
    insert(
        models.Text,
        [
            {
                "digest": one.digest,
                "nonce": one.nonce,
                "text": one.text,
                "customer": draft.subjects.get("customer", ""),
                "at": now,
            }
            for draft, committed in prepared
            for one in committed.values()
        ],
    )


def _originals(
    prepared: Sequence[tuple[Draft, dict[str, texts.Committed]]],
) -> Recorded | None:
    """The events written before under the same source keys or ids, if that is what went wrong."""
    keys = [draft.source_key for draft, _ in prepared if draft.source_key]
    ids = [draft.id for draft, _ in prepared if draft.id]
    known = events.by_source_or_id(keys, ids)
    if not known:
        return None
    found = []
    for draft, _ in prepared:
        event = known.get(draft.source_key or "") or known.get(draft.id or "")
        if event is not None:
            found.append(event)
    return Recorded(tuple(found), True, None) if found else None


def _refusal(
    prepared: Sequence[tuple[Draft, dict[str, texts.Committed]]],
    intent: str,
    actor: str,
    refusal: Refused,
) -> None:
    """Record that a gate refused, in a transaction of its own: the refused one is gone."""
    draft = prepared[-1][0]
    missing = [
        {"clause": m.clause, "edition": m.edition, "act": m.act, "say": m.say}
        for m in refusal.missing
    ]
    kinds = ("case", "conversation", "customer", "person", "promise")
    record(
        Draft(
            "intent.refused",
            {kind: name for kind, name in draft.subjects.items() if kind in kinds},
            {"intent": intent, "missing": missing},
            at=draft.at,
            at_source=draft.at_source,
            unit=draft.unit,
        ),
        actor=actor,
    )


def _worth_retrying(error: OperationalError) -> bool:
    """Deadlock or serialisation failure on PostgreSQL, outside any larger transaction."""
    if connection.in_atomic_block:
        return False
    state = getattr(error.__cause__, "sqlstate", None)
    return state in ("40P01", "40001")
