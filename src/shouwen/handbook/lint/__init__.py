"""The linter: everything that is wrong with a handbook, in one pass, in Chinese.

*Errors* keep a handbook from being put in force; *advice* does not (DESIGN §4, UI 12.3: errors and
disagreeing examples block, 劝 does not). Reading errors (YAML, unknown keys, patterns) come from
:mod:`shouwen.handbook.loading`; the modules here look at what could be read: one module a subject.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from shouwen.handbook.assembly import Assembled, assemble
from shouwen.handbook.book import Handbook
from shouwen.handbook.control import Control
from shouwen.handbook.folder import find_folder
from shouwen.handbook.lint import (
    clauses,
    clocks,
    conditions,
    cover,
    gates,
    language,
    learnt,
    stories,
    texts,
)
from shouwen.handbook.lint.notes import Notes
from shouwen.handbook.lint.salvage import reader
from shouwen.handbook.loading import read_handbook
from shouwen.handbook.wordlinks import check_labels
from shouwen.source import Mistakes
from shouwen.wording.knowing import known_patterns

type Check = Callable[[Handbook, Assembled, Notes], None]

CHECKS: tuple[Check, ...] = (
    cover.check,
    clauses.check,
    conditions.check,
    clocks.check,
    gates.check,
    language.check,
    learnt.check,
    stories.check,
    texts.check,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What the linter says. ``handbook`` is None where nothing at all could be read."""

    handbook: Handbook | None
    errors: Mistakes
    advice: Mistakes

    @property
    def sound(self) -> bool:
        """Whether the handbook may be put in force."""
        return not self.errors


def lint(code_or_dir: str | Path) -> Report:
    """Everything that is wrong or ill advised in a handbook."""
    notes = Notes()
    folder = find_folder(code_or_dir, notes.errors)
    if folder is None:
        return Report(None, notes.errors, notes.advice)
    assembled = assemble(folder, notes.errors)
    with known_patterns(None if assembled.control is None else assembled.control.code):
        return _looked_at(assembled, notes)


def _looked_at(assembled: Assembled, notes: Notes) -> Report:
    if assembled.control is None:
        # The rest of the handbook is looked at all the same.
        assembled.control = Control.model_construct(
            code=assembled.folder.path.name, edition="0", title="", sources=[]
        )
        handbook = read_handbook(assembled, notes.errors, reader(notes))
        assert handbook is not None
        checks: Sequence[Check] = CHECKS[1:]
    else:
        handbook = read_handbook(assembled, notes.errors, reader(notes))
        assert handbook is not None
        checks = CHECKS
    if "labels" not in assembled.lost:
        check_labels(handbook, notes.errors, notes.unread)
    for check in checks:
        check(handbook, assembled, notes)
    return Report(handbook, notes.errors, notes.advice)
