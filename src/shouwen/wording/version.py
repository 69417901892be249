"""Names what is looked for: two languages of one version see the same in every text."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shouwen.wording.likeness.weighing import Tables

if TYPE_CHECKING:
    from shouwen.wording.recogniser import Recogniser


def version_of(engine: str, recognisers: Sequence[Recogniser], tables: Tables) -> str:
    """Sixteen hexadecimal digits of everything that decides a hit; what is learnt goes in only
    where there is some."""
    text = "\x1f".join(repr(recogniser) for recogniser in recognisers)
    for recogniser in recognisers:
        if recogniser.learnt:
            learnt = ";".join(f"{name}:{tables[name].digest}" for name in recogniser.learnt)
            text += f"\x1f{recogniser.name}\x1f{learnt}"
        if recogniser.weighed:
            text += f"\x1f{recogniser.name}\x1d{tables[recogniser.weighed].digest}"
            text += "\x1eapart" if recogniser.apart else ""
    whole = f"{engine}\x1f{text}".encode("utf-8", "backslashreplace")
    return hashlib.sha256(whole).hexdigest()[:16]
