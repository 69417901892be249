"""From a code or a folder to a :class:`Handbook`, with every mistake of reading in one pass."""

from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from shouwen.clauses.frame import Clause
from shouwen.handbook.assembly import Assembled, assemble
from shouwen.handbook.book import Chapter, Handbook, Omitted, edition_of, enforced_of
from shouwen.handbook.control import Settings
from shouwen.handbook.folder import find_folder
from shouwen.handbook.learnt import read_learnt
from shouwen.handbook.pruning import read_pruned
from shouwen.handbook.sheets import Sheet
from shouwen.handbook.wordlinks import check_labels
from shouwen.source import MappingNode, Mistakes, read_as
from shouwen.wording import Acts, Label, Labels
from shouwen.wording.knowing import known_patterns
from shouwen.wording.parts import usable
from shouwen.worktime import Calendar, cn_office

BUILT_IN_CALENDAR = "cn-office"


def load_handbook(code_or_dir: str | Path) -> tuple[Handbook | None, Mistakes]:
    """The handbook and all mistakes of reading it.

    The handbook is None where anything is wrong that keeps it from being put in force; what is
    merely ill advised is for :func:`shouwen.handbook.lint.lint`.
    """
    mistakes = Mistakes()
    folder = find_folder(code_or_dir, mistakes)
    if folder is None:
        return None, mistakes
    assembled = assemble(folder, mistakes)
    with known_patterns(None if assembled.control is None else assembled.control.code):
        handbook = read_handbook(assembled, mistakes)
        if handbook is not None and "labels" not in assembled.lost:
            check_labels(handbook, mistakes)
    return (None if mistakes else handbook), mistakes


type ReadClause = Callable[[Sheet, Mistakes], Clause | None]


def read_clause(sheet: Sheet, mistakes: Mistakes) -> Clause | None:
    """A clause as its sheet says it, or None and all its mistakes."""
    return read_as(Clause, sheet.node, mistakes)


def read_handbook(
    assembled: Assembled, mistakes: Mistakes, read: ReadClause = read_clause
) -> Handbook | None:
    """Read assembled sheets as models; what cannot be read is noted and left out.

    None only where document control is missing. ``read``: how to read a clause (the linter has a
    way of its own, which goes on after a mistake).
    """
    settings = _settings(assembled, mistakes)
    labels = _labels(assembled, mistakes)
    acts = _acts(assembled, mistakes)
    learnt = read_learnt(assembled, labels, mistakes)
    calendars = _calendars(assembled, ZoneInfo(settings.zone), mistakes)
    nodes: dict[str, MappingNode] = {}
    chapters: list[Chapter] = []
    for chapter in assembled.chapters:
        clauses: list[Clause] = []
        for sheet in chapter.clauses:
            clause = read(sheet, mistakes)
            if clause is not None and clause.id not in nodes:
                clauses.append(clause)
                nodes[clause.id] = sheet.node
        chapters.append(Chapter(chapter.number, chapter.title, tuple(clauses)))
    control = assembled.control
    if control is None:
        return None
    clauses = [clause for chapter in chapters for clause in chapter.clauses]
    enforced = enforced_of(control.code, clauses, labels, acts, settings, calendars, learnt)
    return Handbook(
        control=control,
        settings=settings,
        chapters=tuple(chapters),
        labels=labels,
        acts=acts,
        learnt=learnt,
        calendars=calendars,
        enforced=enforced,
        edition=edition_of(enforced),
        folder=assembled.folder,
        line=assembled.line,
        omitted=tuple(Omitted(omission.id, omission.reason) for omission in assembled.omissions),
        nodes=nodes,
    )


def _settings(assembled: Assembled, mistakes: Mistakes) -> Settings:
    if assembled.settings is None:
        return Settings()
    return read_pruned(Settings, assembled.settings, mistakes) or Settings()


def _labels(assembled: Assembled, mistakes: Mistakes) -> Labels:
    node = assembled.wording.get("labels")
    named = None if node is None else node.get("parts")
    known = frozenset(named if isinstance(named, MappingNode) else ())
    read = None if node is None else read_pruned(Labels, node, mistakes, known, apart=True)
    labels = read or Labels()
    # A label or a part that could not be read is still a name that clauses may use.
    lost = [name for name in assembled.listed("labels") if name not in labels.labels]
    if not lost and len(known) == len(labels.parts):
        return labels
    unread = {name: Label.model_construct(any=["待定"], speaker="any") for name in lost}
    parts, _ = usable(labels.parts, known)
    return labels.model_copy(update={"labels": {**labels.labels, **unread}, "parts": parts})


def _acts(assembled: Assembled, mistakes: Mistakes) -> Acts:
    node = assembled.wording.get("acts")
    return (node and read_pruned(Acts, node, mistakes)) or Acts()


def _calendars(assembled: Assembled, zone: ZoneInfo, mistakes: Mistakes) -> dict[str, Calendar]:
    calendars = {BUILT_IN_CALENDAR: cn_office()}
    for name, node in assembled.calendars.items():
        calendar = Calendar.from_node(node, mistakes, zone)
        if calendar is not None:
            calendars[name] = calendar
    return calendars
