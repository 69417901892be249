"""The envelope of an event: a fact in the past tense (DESIGN §2)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any, Literal, get_args

from shouwen.events.instant import (
    EARLIEST,
    BadInstant,
    Instant,
    format_instant,
    parse_instant,
)

# What no database column and no UTF-8 file can hold.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
UNSTORABLE = "里面有存不下的字符（U+0000 或不成对的代理字符），请删去它"

type Source = Literal["server", "channel", "device", "declared"]
SOURCES: tuple[str, ...] = get_args(Source.__value__)


class BadEvent(ValueError):
    """The data is no event; ``problems`` are Chinese sentences, all of them at once."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("；".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Event:
    """One fact on the ledger.

    ``subjects``: kind of subject → id (``{"case": "C1", "conversation": "V1"}``). ``actor``:
    ``person:P0217``, ``customer:K1``, ``system``, ``bot:x``. ``at``: when it happened,
    microseconds UTC; ``at_source``: who says so. ``recorded_at``: when the ledger learnt of it.
    ``source_key``: the id that the channel gave it, for repeated deliveries. ``payload``: typed by
    the catalogue, JSON values only; instants inside are microseconds. ``seq``: order of recording.
    """

    id: str
    kind: str
    unit: str
    subjects: Mapping[str, str]
    actor: str
    at: Instant
    at_source: str = "server"
    recorded_at: Instant = 0
    source_key: str | None = None
    payload: Mapping[str, Any] = field(default_factory=dict)
    seq: int = 0

    @property
    def order(self) -> tuple[Instant, int, str]:
        """The order of truth inside a state: by ``at``, then by when the ledger learnt of it."""
        return (self.at, self.seq, self.id)

    def to_json(self, zone: tzinfo = UTC) -> dict[str, Any]:
        """Plain JSON with ISO times; :meth:`from_json` reads the same event back."""
        from shouwen.events.catalogue import payload_to_json

        return {
            "id": self.id,
            "kind": self.kind,
            "unit": self.unit,
            "subjects": dict(self.subjects),
            "actor": self.actor,
            "at": format_instant(self.at, zone),
            "at_source": self.at_source,
            "recorded_at": format_instant(self.recorded_at, zone),
            "source_key": self.source_key,
            "payload": payload_to_json(self.kind, self.payload, zone),
            "seq": self.seq,
        }

    @classmethod
    def from_json(cls, data: object, zone: tzinfo = UTC, unit: str = "") -> "Event":
        """Read an event and check it against the catalogue.

        ``zone`` reads times without an offset; ``unit`` fills a missing ``unit``. A missing
        ``recorded_at`` equals ``at``. Raises :class:`BadEvent` with every problem in Chinese.
        """
        from shouwen.events.catalogue import check, payload_from_json

        problems: list[str] = []
        if not isinstance(data, Mapping):
            raise BadEvent(["一行应当是一个 JSON 对象（花括号）"])
        at = _instant(data, "at", zone, problems)
        recorded_at = at
        if data.get("recorded_at") is not None:
            recorded_at = _instant(data, "recorded_at", zone, problems)
        kind = _text(data, "kind", problems)
        subjects = data.get("subjects")
        if not isinstance(subjects, Mapping) or not all(
            isinstance(k, str) and isinstance(v, str) and v for k, v in subjects.items()
        ):
            problems.append('subjects 应当写成 {"case": "C1"} 这样，值是非空文字')
            subjects = {}
        payload = data.get("payload", {})
        if not isinstance(payload, Mapping):
            problems.append("payload 应当是一个 JSON 对象（花括号）")
            payload = {}
        at_source = data.get("at_source", "channel")
        if at_source not in SOURCES:
            problems.append(f"at_source 只能是 {'、'.join(SOURCES)}")
            at_source = "channel"
        seq = data.get("seq", 0)
        if not isinstance(seq, int) or isinstance(seq, bool):
            problems.append("seq 应当是整数")
            seq = 0
        event = cls(
            id=_text(data, "id", problems),
            kind=kind,
            unit=_text(data, "unit", problems) if "unit" in data else unit,
            subjects={str(k): str(v) for k, v in subjects.items()},
            actor=_text(data, "actor", problems) if "actor" in data else "system",
            at=at,
            at_source=str(at_source),
            recorded_at=recorded_at,
            source_key=None if data.get("source_key") is None else str(data["source_key"]),
            payload=payload_from_json(kind, payload, zone, problems) if kind else dict(payload),
            seq=seq,
        )
        if kind:
            problems.extend(check(event))
        if not storable(data):
            problems.append(UNSTORABLE)
        problems += [
            f"信封上没有“{str(key)[:40]}”这一项，内容请写进 payload"
            for key in data
            if key not in _KEYS and key not in _BESIDE
        ]
        if problems:
            raise BadEvent(problems)
        return event


_KEYS = frozenset(
    {
        "id", "kind", "unit", "subjects", "actor", "at", "at_source", "recorded_at", "source_key",
        "payload", "seq",
    }
)  # fmt: skip

# What the export of a ledger says beside each event, for those who check the chain.
_BESIDE = frozenset({"position", "leaf", "texts"})


def storable(value: object) -> bool:
    """Whether a database and a file can hold every text of a JSON value."""
    return not any(_UNSTORABLE.search(text) for text in _texts(value))


def _texts(value: object) -> Iterator[str]:
    """Every text of a JSON value, keys too; without recursion, since the depth is the sender's."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            left.extend(one.keys())
            left.extend(one.values())
        elif isinstance(one, list):
            left.extend(one)


def _text(data: Mapping[Any, Any], key: str, problems: list[str]) -> str:
    value = data.get(key)
    if isinstance(value, str) and value:
        return value
    problems.append(f"缺少 {key}，或者它不是文字" if key not in data else f"{key} 应当是非空文字")
    return ""


def _instant(data: Mapping[Any, Any], key: str, zone: tzinfo, problems: list[str]) -> Instant:
    value = data.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str):
        try:
            return parse_instant(value, zone)
        except BadInstant as error:
            problems.append(f"{key}：{error}")
            return EARLIEST
    problems.append(f"缺少 {key}，请写成 2026-10-01T09:00:00+08:00 这样")
    return EARLIEST
