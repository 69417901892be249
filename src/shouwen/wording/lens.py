"""What some rules look at: part of all that a language recognises.

Most hits of a message are of no use to anybody in particular: the details that a farewell is compared
with where nobody says farewell, the lines of a letter in a chat. A message that is stored keeps them
all, since a later edition may ask; a check that only wants findings need not look for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from shouwen.wording.turns import Recognised
from shouwen.wording.view import View


@dataclass(eq=False, slots=True)
class Lens:
    """What is looked for in the messages of each role; which forms matter, by their number; whether
    acts do. `known`: what short messages came to. Only what is seen through a whole one is stored."""

    views: Mapping[str, View]
    forms: frozenset[int]
    acts: bool
    known: dict[tuple[str, str], Recognised] = field(default_factory=dict)
