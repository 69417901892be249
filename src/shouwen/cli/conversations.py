"""Reads a conversation from a line of JSON.

Shape of a line (DESIGN §8)::

    {"id", "source", "channel", "facts"?: {…}, "open"?: true,
     "turns": [{"role": "agent|customer|bot|system", "by"?, "text", "at"?, "until"?}]}
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any, NamedTuple

from shouwen.cli.lines import BadRow, read_object
from shouwen.events.instant import BadInstant, NeverHappened, parse_happened
from shouwen.wording.turns import ROLES


class Said(NamedTuple):
    """One message. `at` (and `until`, where speech ended) in microseconds since 1970-01-01 UTC, or
    `None`."""

    role: str
    by: str | None
    text: str
    at: int | None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """One conversation. `open`: it is not over yet."""

    id: str
    source: str
    turns: tuple[Said, ...]
    facts: Mapping[str, Any]
    open: bool

    @property
    def channel(self) -> str:
        """How the customer came: the fact that clauses ask for; empty where nobody says."""
        return str(self.facts.get("channel", ""))


def read_conversation(data: bytes, zone: tzinfo = UTC, channel: str = "") -> Conversation:
    """A line as a conversation; raises `BadRow`. Times without offset are of `zone`; `channel` is
    that of a conversation which names none."""
    return conversation_of(read_object(data), zone, channel)


def conversation_of(row: Mapping[str, Any], zone: tzinfo = UTC, channel: str = "") -> Conversation:
    """A JSON object as a conversation; raises `BadRow`."""
    name = read_id(row)
    turns = row.get("turns")
    if not isinstance(turns, list):
        raise BadRow("缺少 turns，应是消息的列表")
    said = tuple(_read_turn(turn, index, zone) for index, turn in enumerate(turns))
    facts = row.get("facts")
    if facts is not None and not isinstance(facts, dict):
        raise BadRow("facts 应是一组“名称: 内容”")
    is_open = row.get("open", False)
    if not isinstance(is_open, bool):
        raise BadRow("open 应是 true 或 false")
    own = _word(row.get("channel"), "channel")
    known: dict[str, Any] = dict(facts or {})
    named = known.pop("channel", None)
    if named in (None, ""):
        named = own or channel
    if named != "":
        known = {"channel": named} | known
    return Conversation(name, _word(row.get("source"), "source") or "", said, known, is_open)


def read_id(row: Mapping[str, Any]) -> str:
    """The row's `id` as text; raises `BadRow`."""
    name = _word(row.get("id"), "id")
    if not name:
        raise BadRow("缺少 id，请补上编号")
    return name


def _read_turn(turn: object, index: int, zone: tzinfo) -> Said:
    if not isinstance(turn, dict):
        raise BadRow(f"第 {index + 1} 条消息应是一个 JSON 对象 {{…}}")
    role, text, by, at = turn.get("role"), turn.get("text"), turn.get("by"), turn.get("at")
    if role not in ROLES:
        given = f"“{role}”" if isinstance(role, str) else "（没有写）"
        known = "、".join(ROLES)
        raise BadRow(f"第 {index + 1} 条消息的 role {given}不认识，可以写的有：{known}")
    if not isinstance(text, str):
        raise BadRow(f"第 {index + 1} 条消息缺少 text，应是文字")
    if by is not None and not isinstance(by, str):
        by = _word(by, f"第 {index + 1} 条消息的 by")
    until = turn.get("until")
    if at is not None:
        at = _instant(at, index, "at", zone)
    if until is not None:
        until = _instant(until, index, "until", zone)
    return Said(role, by, text, at, until)


def _instant(value: object, index: int, name: str, zone: tzinfo) -> int:
    where = f"第 {index + 1} 条消息的 {name}"
    if isinstance(value, str):
        try:
            return parse_happened(value, zone)
        except NeverHappened as never:
            raise BadRow(f"{where} 是“{value[:40]}”，{never}") from None
        except BadInstant:
            pass
    raise BadRow(f"{where} 不是时刻，应如 2026-10-01T09:30:00+08:00")


def _word(value: object, name: str) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise BadRow(f"{name} 应是文字")
