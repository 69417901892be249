"""What is looked for in messages: named sets of phrases and patterns."""

from __future__ import annotations

from dataclasses import dataclass, field

from shouwen.wording.evasion import ALWAYS
from shouwen.wording.fold import fold
from shouwen.wording.normalise import squeeze

OURS = "ours"  # a speaker: agents and bots


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A named set of phrases and patterns, looked for in messages of `speaker`.

    `exceptions` are patterns too: a hit that shares a character with one of them is none.
    `unless_quoting`: a hit inside quotation marks or reported speech is none. `evasion`: the ways
    round its phrases that it looks through (`shouwen.wording.evasion`); not `plain`: it finds
    phrases only where they are written in such a way. `learnt`: names of tables
    (`shouwen.wording.likeness`) that find where their weight lies. `weighed`: the table that may doubt
    what the phrases and patterns find; `apart`: what stands between two commas is weighed alone, too.
    """

    name: str
    phrases: tuple[str, ...]
    patterns: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    unless_quoting: bool = False
    speaker: str = "any"
    evasion: tuple[str, ...] = tuple(sorted(ALWAYS))
    plain: bool = True
    learnt: tuple[str, ...] = field(default=(), repr=False)  # part of the version only where it is
    weighed: str = field(default="", repr=False)
    apart: bool = field(default=False, repr=False)

    def listens_to(self, role: str) -> bool:
        """Whether messages of `role` are searched."""
        if self.speaker == OURS:
            return role in ("agent", "bot")
        return role != "system" and self.speaker in ("any", role)


def plain_phrase(phrase: str) -> str:
    """A phrase as it is looked for: folded and squeezed like the text; empty if nothing is left."""
    return squeeze(fold(phrase)).strip()
