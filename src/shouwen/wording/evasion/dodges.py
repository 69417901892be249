"""Phrases found through what they sound like, through pinyin, emoji, numerals and repetition.

A text is turned into codes, one a syllable (`reading`), and the phrases are looked for as codes.
Each place found is then checked against the phrase: which ways round it were taken there, and
whether the clause looks through all of them. What is the phrase itself, letter by letter, is none
of these places: the plain search has it.

Most messages are turned into codes as they stand. Only where something else could stand for a
syllable (Latin letters, a picture, a doubled character) a second, slower form is read too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from operator import eq
from typing import NamedTuple

from shouwen.wording.evasion.emoji import STANDS_FOR
from shouwen.wording.evasion.kinds import EXTRA
from shouwen.wording.evasion.reading import NUMERALS, Sounds, as_read, readings, syllables
from shouwen.wording.fold import HAN
from shouwen.wording.normalise import Normal, mapped, squeeze
from shouwen.wording.prefilter import FirstStage, Rough

LEAST = 3  # characters; what sounds like a shorter phrase is mostly something else
LONGEST = 20_000  # characters of a message in which the slower form is read
MOST = 200  # places of one phrase in a message
_LETTERS_ALONE = 6  # pinyin without a single 汉字 needs so many letters to be sure

_PICTURES = re.compile("[" + "".join(STANDS_FOR) + "]")
_HAN = re.compile(f"[{HAN}]")
_LETTER = re.compile("[a-z]")
_LATIN = re.compile("[a-z]{2}")
_RUN = re.compile("[a-z]+")
_REPEATED = re.compile(r"([^\x00-\x7f])\1+")
_DRAWN_OUT = re.compile(r"([a-z])\1\1")


class Sought(NamedTuple):
    """A plain phrase, the recogniser that it belongs to, and the ways round it that count."""

    phrase: str
    owner: int
    kinds: frozenset[str]


class Dodged(NamedTuple):
    """A phrase found in another form at `[start, end)` of the normalised or original text."""

    sought: Sought
    start: int
    end: int


class _Slow(NamedTuple):
    """The slower form: a code a syllable, where each began and ended, and how it was written."""

    coded: str
    starts: list[int]
    ends: list[int]
    kinds: list[str]
    text: str
    normal: Normal


class Dodges:
    """Everything that is looked for in this way in one role's messages. Immutable once built."""

    def __init__(self, phrases: Sequence[Sought], fast: bool) -> None:
        """`fast`: the phrase engine goes first."""
        self.sought = tuple(s for s in phrases if s.kinds & EXTRA and _long_enough(s))
        found: dict[str, list[Sought]] = {}
        slow: dict[str, list[Sought]] = {}
        for sought in self.sought:
            for coded in as_read(sought.phrase):
                if _HAN.search(sought.phrase):
                    found.setdefault(coded, []).append(sought)
                if sought.kinds & {"repetition", "pinyin", "emoji"}:
                    slow.setdefault(_squashed(sought.phrase, coded), []).append(sought)
        self._plain = _Stage(found, fast)
        self._slow = _Stage(slow, fast)
        characters = {c for each in self.sought for c in each.phrase if _HAN.match(c)}
        self._doubled = frozenset(characters) if slow else frozenset()
        self.table = readings().table if found or slow else Sounds()

    def __bool__(self) -> bool:
        return bool(self._plain.needles or self._slow.needles)

    def codes(self) -> list[str]:
        """What a text in codes (`table`) holds where something sounds like a phrase."""
        return [coded for coded, _ in self._plain.needles]

    def exact(self) -> list[str | None]:
        """For each of `codes` the phrase that it stands for, where it is one: who writes it like that
        dodges nothing. `None`, too, where the code may overlap itself."""
        return [
            _the_only_one(coded, {each.phrase for each in meant})
            for coded, meant in self._plain.needles
        ]

    def sounding(self, squeezed: str) -> Sequence[Dodged]:
        """Homophones and numerals; places of the squeezed text."""
        coded = squeezed.translate(self.table)
        numbers = self._plain.which(coded)
        if not numbers:
            return ()
        found: list[Dodged] = []
        for start, needle, sought in self._plain.places(coded, numbers):
            end = start + len(needle)
            kinds = _differences(squeezed[start:end], sought.phrase)
            if kinds and kinds <= sought.kinds:
                found.append(Dodged(sought, start, end))
        return found

    def signs(self) -> list[str | Rough]:
        """What a squeezed text holds if it is worth reading slowly; the phrase engine looks for it
        together with everything else."""
        if not self._slow.needles:
            return []
        doubled = [character * 2 for character in sorted(self._doubled)]
        return [Rough("[a-z]{2}"), *STANDS_FOR, *doubled]

    def signs_in(self, squeezed: str) -> bool:
        """Whether one of the signs is there, without the phrase engine."""
        if not self._slow.needles:
            return False
        if _LATIN.search(squeezed) is not None or _PICTURES.search(squeezed) is not None:
            return True
        return True in map(eq, squeezed, squeezed[1:]) and not self._doubled.isdisjoint(
            {a for a, b in pairwise(squeezed) if a == b}
        )

    def standing_in(self, folded: str) -> Iterator[Dodged]:
        """Pinyin, emoji and repetition; places of the original text."""
        folded = folded[:LONGEST]
        if not self._slow.needles or not self._worth_reading(folded):
            return
        slow = _read_slowly(folded)
        numbers = self._slow.which(slow.coded)
        for at, coded, sought in self._slow.places(slow.coded, numbers):
            last = at + len(coded) - 1
            kinds = _slow_differences(slow, at, sought.phrase, coded)
            if kinds & {"repetition", "pinyin", "emoji"} and kinds <= sought.kinds:
                yield Dodged(sought, *slow.normal.span(slow.starts[at], slow.ends[last]))

    def _worth_reading(self, folded: str) -> bool:
        if _PICTURES.search(folded) is not None:
            return True
        letters = False
        for run in _RUN.finditer(folded):
            letters = True
            if syllables(run.group()) is not None or _DRAWN_OUT.search(run.group()):
                return True
        squeezed = squeeze(folded)
        if self._doubled.isdisjoint({a for a, b in pairwise(squeezed) if a == b}):
            return False
        # 谢谢 is in many messages; without letters, what would be read slowly is soon said.
        once = _REPEATED.sub(r"\1", squeezed)
        return letters or bool(self._slow.which(once.translate(self.table)))


class _Stage:
    """Codes to look for, and whose they are."""

    def __init__(self, found: dict[str, list[Sought]], fast: bool) -> None:
        self.needles = [*found.items()]
        everything = range(len(self.needles))
        self.which: Callable[[str], Sequence[int]] = lambda _coded: everything
        if fast and self.needles:
            self.which = FirstStage([coded for coded, _ in self.needles]).which

    def places(self, coded: str, numbers: Sequence[int]) -> Iterator[tuple[int, str, Sought]]:
        """Where the codes of the numbered phrases stand in a coded text."""
        for number in numbers:
            needle, meant = self.needles[number]
            at = coded.find(needle)
            places = 0
            while at >= 0 and places < MOST:
                places += 1
                for sought in meant:
                    yield at, needle, sought
                at = coded.find(needle, at + 1)


def _the_only_one(coded: str, phrases: set[str]) -> str | None:
    overlaps = any(coded.startswith(coded[at:]) for at in range(1, len(coded)))
    return None if overlaps or len(phrases) > 1 else next(iter(phrases))


def _long_enough(sought: Sought) -> bool:
    return len(sought.phrase) >= (2 if "short" in sought.kinds else LEAST)


def _squashed(phrase: str, coded: str) -> str:
    """The codes of a phrase with a repeated character written once."""
    return "".join(c for i, c in enumerate(coded) if not i or phrase[i] != phrase[i - 1])


def _differences(written: str, phrase: str) -> frozenset[str]:
    """The ways in which the text differs from the phrase that it sounds like; empty if in none."""
    if written == phrase:
        return frozenset()
    kinds = set()
    for a, b in zip(written, phrase, strict=True):
        if a != b:
            kinds.add(_difference(a, b))
    return frozenset(kinds)


def _difference(written: str, meant: str) -> str:
    if written in NUMERALS:
        # 8 for 吧 or 4 for 死 is a guess: only a numeral itself may be written as a digit.
        return "numeral" if meant in NUMERALS[written] else "guess"
    if meant in NUMERALS:
        return "guess"
    return "homophone"


def _slow_differences(slow: _Slow, at: int, phrase: str, coded: str) -> frozenset[str]:
    kinds: set[str] = set()
    once = [c for i, c in enumerate(phrase) if not i or c != phrase[i - 1]]
    letters = 0
    for place, meant in zip(range(at, at + len(coded)), once, strict=True):
        kind = slow.kinds[place]
        start, end = slow.starts[place], slow.ends[place]
        written = slow.text[start:end]
        if kind == "pinyin":
            letters += end - start
        elif kind != "emoji" and written[0] != meant:
            kinds.add(_difference(written[0], meant))
        if kind:
            kinds.add(kind)
    if letters and all(kind == "pinyin" for kind in slow.kinds[at : at + len(coded)]):
        edges = slow.starts[at] - 1, slow.ends[at + len(coded) - 1]
        if letters < _LETTERS_ALONE or any(_latin(slow.text, edge) for edge in edges):
            kinds.add("guess")
    elif phrase[0].isascii() or phrase[-1].isascii():
        edges = slow.starts[at] - 1, slow.ends[at + len(coded) - 1]
        if any(_latin(slow.text, edge) for edge in edges):
            kinds.add("guess")
    return frozenset(kinds)


def _latin(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isascii() and text[at].isalpha()


def _read_slowly(folded: str) -> _Slow:
    """The slower form of a folded text: pictures read out, pinyin as syllables, runs once."""
    pictures = {found.start() for found in _PICTURES.finditer(folded)}
    normal = mapped(_PICTURES.sub(lambda found: STANDS_FOR[found.group()], folded))
    text = normal.text
    table, codes = readings().table, readings().codes
    out: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    kinds: list[str] = []

    def put(code: str, start: int, end: int, kind: str) -> None:
        out.append(code)
        starts.append(start)
        ends.append(end)
        kinds.append(kind)

    at = 0
    word = 0  # where a run of letters ends that is no pinyin
    drawn_out = False  # whether one of its letters is
    while at < len(text):
        character = text[at]
        run = _RUN.match(text, at) if at >= word else None
        sizes = None
        if run is not None:
            word = run.end()
            drawn_out = _DRAWN_OUT.search(run.group()) is not None
            sizes = None if drawn_out else syllables(run.group())
        if sizes is not None:
            for size in sizes:
                put(codes[text[at : at + size]], at, at + size, "pinyin")
                at += size
        elif character == " " and out and kinds[-1] == "pinyin" and ends[-1] == at:
            at += 1  # bu zhi dao: blanks part syllables
        elif character == " " and _LETTER.match(text, at + 1) and out and ends[-1] == at:
            at += 1
        else:
            end = at + 1
            if not character.isascii() or (
                drawn_out and at < word
            ):  # good is not god, goood may be
                while end < len(text) and text[end] == character:
                    end += 1
            kind = "repetition" if end - at > 1 else ""
            if pictures and normal.span(at, at + 1)[0] in pictures:
                kind = "emoji"
            put(table.get(ord(character), character), at, end, kind)
            at = end
    return _Slow("".join(out), starts, ends, kinds, text, normal)
