"""The hashes of the chain: leaf of an event, Merkle root of a block, header of a block.

Domain bytes (0 leaf, 1 node, 2 header) keep one kind of hash from being passed off as another,
as in RFC 6962.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ..fields import canonical

# The columns that a leaf commits to, in this order for ever; texts as they are stored.
COLUMNS = (
    "seq",
    "event_id",
    "kind",
    "unit",
    "subjects",
    "actor",
    "at",
    "at_source",
    "recorded_at",
    "source_key",
    "payload",
    "engine",
    "effects",
    "txid",
)
GENESIS = "0" * 64


def leaf(row: Sequence[Any]) -> str:
    """Hash of an event row given as the raw values of ``COLUMNS``."""
    return hashlib.sha256(b"\x00" + canonical(list(row)).encode()).hexdigest()


def root(leaves: Iterable[str]) -> str:
    """Merkle root (hex) of leaf hashes (hex); an odd node moves up unchanged. At least one leaf."""
    level = [bytes.fromhex(one) for one in leaves]
    while len(level) > 1:
        above = [
            hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest()
            for i in range(0, len(level) - 1, 2)
        ]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0].hex()


@dataclass(frozen=True, slots=True)
class Header:
    """What a block's hash commits to; positions count from 1, ``previous`` of the first is zeros."""

    height: int
    first: int
    last: int
    root: str
    previous: str
    engine: str
    sealed_at: int
    horizon: int

    def hash(self) -> str:
        """SHA-256 of the canonical header, hex."""
        values = [getattr(self, name) for name in self.__slots__]
        return hashlib.sha256(b"\x02" + canonical(values).encode()).hexdigest()
