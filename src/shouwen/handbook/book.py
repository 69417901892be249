"""A handbook as it stands after assembly: document control, chapters, wording, calendars, edition."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from shouwen.clauses.frame import Clause
from shouwen.handbook.control import Control, Settings
from shouwen.handbook.folder import Folder
from shouwen.source import MappingNode, Place
from shouwen.wording import Acts, Labels
from shouwen.wording.likeness.tables import Learnt
from shouwen.worktime import Calendar


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter in reading order."""

    number: str
    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Omitted:
    """A clause of the extended handbook that does not hold here, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Handbook:
    """An assembled handbook.

    ``enforced``: what holds, as JSON data; ``edition``: its hash, which names it. ``calendars``
    by name; ``line``: codes from the eldest handbook extended to this one; ``nodes``: clause id →
    its located YAML.
    """

    control: Control
    settings: Settings
    chapters: tuple[Chapter, ...]
    labels: Labels
    acts: Acts
    learnt: Learnt
    calendars: Mapping[str, Calendar]
    enforced: Mapping[str, Any]
    edition: str
    folder: Folder
    line: tuple[str, ...]
    omitted: tuple[Omitted, ...]
    nodes: Mapping[str, MappingNode]

    @property
    def code(self) -> str:
        """The handbook's code; clauses are named CODE:id."""
        return self.control.code

    @property
    def number(self) -> str:
        """The edition as people call it (1.0)."""
        return self.control.edition

    @property
    def title(self) -> str:
        """The title on the cover."""
        return self.control.title

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses in reading order."""
        return tuple(clause for chapter in self.chapters for clause in chapter.clauses)

    def clause(self, identity: str) -> Clause:
        """The clause with this id, with or without the code before it; KeyError if none has."""
        wanted = identity.removeprefix(f"{self.code}:")
        for clause in self.clauses:
            if clause.id == wanted:
                return clause
        raise KeyError(identity)

    def place(self, clause: str, *path: str | int) -> Place:
        """Where a clause, or something inside it, is written."""
        return self.nodes[clause].place_of(*path)

    def calendar(self, channel: str | None = None) -> Calendar | None:
        """The service hours of a channel; the company's calendar where it names none."""
        known = self.settings.channels.get(channel or "")
        name = (known.hours if known is not None else None) or self.settings.calendar
        return self.calendars.get(name) if name else None

    def __iter__(self) -> Iterator[Clause]:
        return iter(self.clauses)


def enforced_of(
    code: str,
    clauses: Iterable[Clause],
    labels: Labels,
    acts: Acts,
    settings: Settings,
    calendars: Mapping[str, Calendar],
    learnt: Learnt | None = None,
) -> dict[str, Any]:
    """What an edition enforces, as JSON data from which it can be compiled again.

    Clauses go in without their examples: those are tests, and a further counter-example does not
    make another edition. Calendars go in with their official days written out, so that an edition
    reckons the same for ever.
    """

    def written(model: BaseModel, *, without: set[str] | None = None) -> dict[str, Any]:
        return model.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=without)

    wording = {"labels": written(labels), "acts": written(acts)}
    if learnt is not None and learnt.learnt:  # an edition without any keeps its name
        wording["learnt"] = written(learnt)
    return {
        "code": code,
        "clauses": {clause.id: written(clause, without={"examples"}) for clause in clauses},
        "wording": wording,
        "settings": written(settings),
        "calendars": {name: calendar.pinned() for name, calendar in calendars.items()},
    }


def edition_of(enforced: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the canonical JSON of what an edition enforces."""
    return hashlib.sha256(canonical(enforced).encode()).hexdigest()


def canonical(data: Any) -> str:
    """JSON with sorted keys and no blanks: the same data always gives the same text."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
