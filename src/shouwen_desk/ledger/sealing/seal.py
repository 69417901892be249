"""Cut blocks over committed events: positions without gaps, Merkle root, chain, signature."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from shouwen.engine import VERSION

from ..batches import Between, nothing
from ..models import Block, Position
from ..rows import insert
from . import heads
from .hashes import COLUMNS, GENESIS, Header, leaf, root
from .keys import signing_key

BLOCK_EVENTS = 2000
# Any number that no other advisory lock of this product uses ("seal" in ASCII).
_ADVISORY = 0x7365616C


class ChainDiffers(RuntimeError):
    """The database and the heads outside it disagree: sealing on would launder a rewrite."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What one call sealed."""

    blocks: int
    events: int


def seal(data: Path, now: int, *, limit: int = BLOCK_EVENTS, between: Between = nothing) -> Sealed:
    """Seal everything that is certain; ``data`` holds key and heads, ``now`` in µs UTC.

    ``between`` is called after each block.

    Raises ChainDiffers, in Chinese, when the newest head outside is not the newest block inside.
    """
    key = signing_key(data)
    path = data / heads.FILE
    _agree(path)
    blocks = events = 0
    while True:
        cut = _cut(key, now, limit)
        if cut is None:
            return Sealed(blocks, events)
        heads.append(path, [cut[0]])
        blocks += 1
        events += cut[1]
        between()


def _agree(path: Path) -> None:
    """Check that the chain goes on where the heads ended; add heads that a crash left out."""
    outside = heads.last(path)
    inside = Block.objects.order_by("-height").first()
    if outside is not None:
        same = Block.objects.filter(height=outside.height).first()
        if same is None or same.hash != outside.hash:
            raise ChainDiffers(
                f"台账与库外的链头不一致：{path} 记到第 {outside.height} 块，"
                f"数据库里{'没有这一块' if same is None else '这一块的内容不同'}。"
                "封存已停。请先运行 shouwen ledger verify；"
                "若是从备份恢复的，请把链头文件另存一份再移走。"
            )
    if inside is not None and (outside is None or outside.height < inside.height):
        behind = Block.objects.filter(height__gt=outside.height if outside else 0)
        heads.append(path, [_head(block) for block in behind.order_by("height")])


def _cut(key: Any, now: int, limit: int) -> tuple[heads.Head, int] | None:
    """One block, or None when nothing is certain yet (or another process is sealing)."""
    top = Block.objects.order_by("-height").first()
    rows, horizon = _certain(top, limit)
    if not rows:
        return None
    leaves = [leaf(row) for row in rows]
    first = top.last + 1 if top else 1
    header = Header(
        height=top.height + 1 if top else 1,
        first=first,
        last=first + len(rows) - 1,
        root=root(leaves),
        previous=top.hash if top else GENESIS,
        engine=VERSION,
        sealed_at=now,
        horizon=horizon,
    )
    block_hash = header.hash()
    signature = key.sign(block_hash)
    with transaction.atomic():
        if not _alone(top):
            return None
        insert(
            Position,
            [
                {"position": first + i, "seq": row[0], "leaf": leaves[i], "height": header.height}
                for i, row in enumerate(rows)
            ],
        )
        fields = {name: getattr(header, name) for name in Header.__slots__}
        insert(
            Block, [fields | {"hash": block_hash, "signature": signature, "key": key.public.name}]
        )
    head = heads.Head(header.height, header.last, block_hash, signature, key.public.name, now)
    return head, len(rows)


def _alone(top: Block | None) -> bool:
    """Inside the transaction: nobody else seals, and nobody sealed since ``top`` was read."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_ADVISORY])
            if cursor.fetchone() != (True,):
                return False
    newest = Block.objects.order_by("-height").values_list("height", flat=True).first()
    return newest == (top.height if top else None)


def _certain(top: Block | None, limit: int) -> tuple[list[tuple[Any, ...]], int]:
    """Events that are not sealed yet and that no running transaction can precede, by seq."""
    columns = ", ".join(f'e."{name}"' for name in COLUMNS)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # One writer at a time: the order of seq is the order of commit.
            sealed = Position.objects.order_by("-position").values_list("seq", flat=True).first()
            cursor.execute(
                f"SELECT {columns} FROM ledger_event e WHERE e.seq > %s ORDER BY e.seq LIMIT %s",
                [sealed or 0, limit],
            )
            return cursor.fetchall(), 0
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        horizon = int(cursor.fetchone()[0])
        since = top.horizon if top else 0
        if horizon < since:
            rows = _after_restore(cursor, columns, limit)
            # The old horizon stays until nothing is left over, so that the next call comes here too.
            return rows, since if len(rows) == limit else horizon
        cursor.execute(
            f"SELECT {columns} FROM ledger_event e WHERE e.txid >= %s AND e.txid < %s "
            "ORDER BY e.txid, e.seq LIMIT %s",
            [since, horizon, limit + 1],
        )
        rows = cursor.fetchall()
        if len(rows) > limit:
            rows, horizon = _whole_transactions(cursor, columns, rows)
        return sorted(rows, key=lambda row: row[0]), horizon


def _whole_transactions(
    cursor: Any, columns: str, rows: list[tuple[Any, ...]]
) -> tuple[list[tuple[Any, ...]], int]:
    """Cut between two transactions, since the horizon of a block is a transaction id."""
    last = rows[-1][-1]
    whole = [row for row in rows if row[-1] < last]
    if whole:
        return whole, last
    cursor.execute(f"SELECT {columns} FROM ledger_event e WHERE e.txid = %s", [last])
    return cursor.fetchall(), last + 1


def _after_restore(cursor: Any, columns: str, limit: int) -> list[tuple[Any, ...]]:
    """A restored cluster counts transactions from the start again: look for rows without position."""
    cursor.execute(
        f"SELECT {columns} FROM ledger_event e LEFT JOIN ledger_position p ON p.seq = e.seq "
        "WHERE p.seq IS NULL AND e.txid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint "
        "ORDER BY e.seq LIMIT %s",
        [limit],
    )
    return list(cursor.fetchall())


def _head(block: Block) -> heads.Head:
    return heads.Head(
        block.height, block.last, block.hash, block.signature, block.key, block.sealed_at
    )
