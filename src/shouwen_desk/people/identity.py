"""Names for new subjects of the ledger."""

from __future__ import annotations

import secrets


def new_id(prefix: str, at: int) -> str:
    """A new id: the prefix, the milliseconds of ``at`` in hex and 32 random bits.

    Ids made later sort later, which keeps the indexes of large tables compact. An id is a name and
    not a secret: whatever gives a right (links, tokens) is drawn elsewhere.
    """
    return f"{prefix}{at // 1000:011x}{secrets.token_hex(4)}"
