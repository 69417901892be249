"""Prove that the sealed past is as it was, or name what was changed.

Reads in chunks by position, outside any transaction. What it trusts: the public key and the heads
file in the data directory (or copies given by the caller), never the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from .. import texts, triggers
from ..models import Block, Event, Position, Text
from . import heads
from .hashes import COLUMNS, GENESIS, Header, leaf, root
from .keys import PUBLIC, PublicKey, public_key

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was sealed; ``say`` is a Chinese sentence."""

    kind: str  # key | heads | block | event | order | extra | text | trigger
    where: str
    say: str


@dataclass(slots=True)
class Verification:
    """The answer of ``verify``."""

    problems: list[Problem] = field(default_factory=list)
    blocks: int = 0
    sealed: int = 0
    unsealed: int = 0
    texts: int = 0
    erased: int = 0

    @property
    def ok(self) -> bool:
        """True when nothing was found."""
        return not self.problems

    def found(self, kind: str, where: str, say: str) -> None:
        """Add a problem."""
        self.problems.append(Problem(kind, where, say))


def verify(data: Path, *, key: Path | None = None, heads_file: Path | None = None) -> Verification:
    """Check triggers, heads, blocks, every sealed event and every text that was not erased."""
    result = Verification()
    for name in sorted(triggers.missing(connection)):
        result.found("trigger", name, f"缺少只增不改的触发器 {name}，台账可以被改动。")
    public = public_key(key or data / PUBLIC)
    if public is None and (Block.objects.exists() or heads.last(data / heads.FILE)):
        result.found("key", PUBLIC, "找不到核验用的公钥，无法证明封存的签名。")
    _chain(result, public)
    _outside(result, public, heads_file or data / heads.FILE)
    _extra(result)
    _texts(result)
    return result


def _chain(result: Verification, public: PublicKey | None) -> None:
    previous, position, height = GENESIS, 0, 0
    for block in Block.objects.order_by("height").iterator(CHUNK):
        where = f"第 {block.height} 块"
        result.blocks += 1
        if block.height != height + 1:
            result.found("block", where, f"第 {height + 1} 块不见了。")
        if block.first != position + 1 or block.last < block.first:
            result.found("block", where, f"{where}的位置接不上前一块。")
        if block.previous != previous:
            result.found("block", where, f"{where}没有接在前一块后面。")
        header = Header(*(getattr(block, name) for name in Header.__slots__))
        if header.hash() != block.hash:
            result.found("block", where, f"{where}的内容与它的摘要不符。")
        if public is not None and not public.signed(block.hash, block.signature):
            result.found("block", where, f"{where}的签名不是这台服务器签的。")
        _events(result, block)
        previous, position, height = block.hash, block.last, block.height


def _events(result: Verification, block: Block) -> None:
    leaves = []
    expected = block.first
    where = f"第 {block.height} 块"
    for row in _rows(block):
        position, stored, event = row[0], row[1], row[2:]
        result.sealed += 1
        while expected < position:
            result.found("order", f"位置 {expected}", f"位置 {expected} 的事件不见了。")
            expected += 1
        expected = position + 1
        if event[0] is None:
            result.found("event", f"位置 {position}", f"位置 {position} 的事件被删除了。")
            leaves.append(stored)
            continue
        actual = leaf(event)
        if actual != stored:
            result.found(
                "event", f"位置 {position}", f"位置 {position} 的事件 {event[1]} 被改动过。"
            )
        leaves.append(actual)
    if expected <= block.last:
        result.found("order", where, f"{where}少了位置 {expected} 到 {block.last} 的事件。")
    if not leaves or root(leaves) != block.root:
        result.found("block", where, f"{where}里的事件与封存时的不一样（被改、被换、被删或被插）。")


def _rows(block: Block) -> Iterator[tuple[Any, ...]]:
    columns = ", ".join(f'e."{name}"' for name in COLUMNS)
    start = block.first
    while start <= block.last:
        stop = min(block.last, start + CHUNK - 1)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT p.position, p.leaf, {columns} FROM ledger_position p "
                "LEFT JOIN ledger_event e ON e.seq = p.seq "
                "WHERE p.position BETWEEN %s AND %s ORDER BY p.position",
                [start, stop],
            )
            rows = cursor.fetchall()
        yield from rows
        start = stop + 1


def _outside(result: Verification, public: PublicKey | None, path: Path) -> None:
    if not path.is_file():
        if result.blocks:
            result.found("heads", path.name, "库外的链头文件不见了，尾部有没有被截断无从证明。")
        return
    newest = 0
    hashes = dict(Block.objects.values_list("height", "hash"))
    try:
        for head in heads.read(path):
            where = f"链头 {head.height}"
            newest = head.height
            if public is not None and not public.signed(head.hash, head.signature):
                result.found("heads", where, f"{where}的签名不对，链头文件被改过。")
            if head.height not in hashes:
                result.found("heads", where, f"台账的尾部被截断：第 {head.height} 块不见了。")
            elif hashes[head.height] != head.hash:
                result.found(
                    "heads", where, f"台账被整个重写过：第 {head.height} 块与库外记下的不同。"
                )
    except heads.BrokenHeads as error:
        result.found("heads", path.name, str(error))
    # One block may be newer than the file: the desk can be killed between database and file.
    if result.blocks > newest + 1:
        result.found("heads", path.name, "库外的链头文件缺了尾部。")


def _extra(result: Verification) -> None:
    """Events without a position: the newest are not sealed yet, one in between was put in later."""
    top = Block.objects.order_by("-height").first()
    stray = Position.objects.filter(position__gt=top.last if top else 0).count()
    if stray:
        result.found("order", "末尾", f"最后一块之后多出 {stray} 个位置。")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.seq, e.event_id, e.txid FROM ledger_event e "
            "LEFT JOIN ledger_position p ON p.seq = e.seq WHERE p.seq IS NULL ORDER BY e.seq"
        )
        rows = cursor.fetchall()
        cursor.execute("SELECT max(seq) FROM ledger_position")
        newest = cursor.fetchone()[0] or 0
    for seq, event_id, txid in rows:
        inside = seq < newest if txid is None else top is not None and txid < top.horizon
        if inside:
            result.found("extra", event_id, f"事件 {event_id} 是封存之后插进来的。")
        else:
            result.unsealed += 1


def _texts(result: Verification) -> None:
    """Every text still says what its event committed to; a missing one was erased by an event."""
    erased: set[str] = set()
    erasures: Any = Event.objects.filter(kind="text.erased").values_list("payload", flat=True)
    for payload in erasures:
        erased.update(payload.get("digests") or ())
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq, event_id, payload FROM ledger_event "
                "WHERE seq > %s AND payload LIKE %s ORDER BY seq LIMIT %s",
                [last, '%"sha256"%', CHUNK],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        last = rows[-1][0]
        wanted = {
            digest: event_id for _, event_id, payload in rows for digest in digests_in(payload)
        }
        kept = {
            digest: (bytes(nonce), text)
            for digest, nonce, text in Text.objects.filter(pk__in=list(wanted)).values_list(
                "digest", "nonce", "text"
            )
        }
        for digest, event_id in wanted.items():
            if digest in kept:
                result.texts += 1
                if not texts.matches(digest, *kept[digest]):
                    result.found("text", event_id, f"事件 {event_id} 的原文被改动过。")
            elif digest in erased:
                result.erased += 1
            else:
                result.found(
                    "text", event_id, f"事件 {event_id} 的原文不见了，又没有依法删除的记录。"
                )


def digests_in(payload: Any) -> Iterator[str]:
    """Every ``{"sha256": digest}`` anywhere in a payload."""
    if isinstance(payload, str):
        payload = json.loads(payload)
    if isinstance(payload, dict):
        digest = payload.get("sha256")
        if isinstance(digest, str):
            yield digest
        for value in payload.values():
            if isinstance(value, dict | list):
                yield from digests_in(value)
    elif isinstance(payload, list):
        for value in payload:
            if isinstance(value, dict | list):
                yield from digests_in(value)
