"""Lays an extending handbook over the one it extends: ``extends``, ``override``, ``omit``.

The law handbook, the house's own and a shop's may stand in a row; the last one read wins. An
override writes only what differs: its keys replace the parent's, and inside the block of the kind
and in ``examples``-free mappings such as ``when`` key by key. Chapters keep the parent's order; an
override with an ``id`` of its own takes the clause into the chapter where it is written.
"""

import re
from dataclasses import dataclass, field

from shouwen.handbook.control import CODE, Control
from shouwen.handbook.folder import Folder, find_folder
from shouwen.handbook.sheets import ChapterSheet, Omission, Sheet, Sheets, read_sheets
from shouwen.source import MappingNode, Mistakes, Node, Place, ScalarNode, instead_of, shown

_MOST_GENERATIONS = 8
# Keys of an override whose mappings are replaced whole: half an old condition misleads.
_REPLACED_WHOLE = frozenset(
    {"when", "applies", "examples", "starts", "stops", "voids", "due", "within"}
)
# Keys that belong to the act of overriding, not to the clause.
_OF_OVERRIDE = frozenset({"override", "reason"})


@dataclass(slots=True)
class Assembled:
    """The sheets of a handbook and of all that it extends, as one.

    ``line``: codes from the eldest parent to the handbook itself. ``lost``: as in :class:`Sheets`.
    """

    folder: Folder
    control: Control | None
    chapters: list[ChapterSheet]
    wording: dict[str, MappingNode]
    calendars: dict[str, MappingNode]
    settings: MappingNode | None
    omissions: list[Omission] = field(default_factory=list)
    line: tuple[str, ...] = ()
    lost: frozenset[str] = frozenset()

    @property
    def sheets(self) -> list[Sheet]:
        """All clauses in reading order."""
        return [sheet for chapter in self.chapters for sheet in chapter.clauses]

    def listed(self, name: str) -> dict[str, Node]:
        """What ``wording/{name}.yaml`` lists, under the same name; nothing where it lists nothing."""
        sheet = self.wording.get(name)
        found = None if sheet is None else sheet.get(name)
        return dict(found.items()) if isinstance(found, MappingNode) else {}


def assemble(folder: Folder, mistakes: Mistakes) -> Assembled:
    """Read a folder and everything it extends, and lay them over one another."""
    generations = [read_sheets(folder, mistakes)]
    while (parent := _parent_of(generations, mistakes)) is not None:
        generations.append(parent)
    generations.reverse()
    _refuse_overriding_nothing(generations[0], mistakes)
    result = _eldest(generations[0])
    for sheets in generations[1:]:
        result = _laid_over(result, sheets, mistakes)
    if not result.sheets and not mistakes:
        mistakes.add(
            Place(f"{folder.shown}/clauses", 1, 1),
            "手册里一条条款也没有",
            "请在 clauses 里写一章，如 clauses/01-总则.yaml",
        )
    return result


def _parent_of(generations: list[Sheets], mistakes: Mistakes) -> Sheets | None:
    last = generations[-1]
    head = last.head
    extends = None if head is None else head.get("extends")
    if head is None or not isinstance(extends, ScalarNode) or not CODE.fullmatch(extends.text):
        return None  # what is no code at all is refused with document control
    line = [sheets.folder.path.resolve() for sheets in generations]
    problems = Mistakes()
    folder = find_folder(extends.text, problems, beside=last.folder.path)
    if folder is None:
        remedy = next(iter(problems)).remedy
        mistakes.add(extends.place, f"要沿用的手册“{shown(extends.text)}”找不到", remedy)
        return None
    names = [*(sheets.folder.path.name for sheets in generations), folder.path.name]
    if folder.path.resolve() in line:
        circle = " → ".join(names[line.index(folder.path.resolve()) :])
        mistakes.add(extends.place, f"手册互相沿用，绕了一圈：{circle}", "请删去其中一处 extends")
        return None
    if len(line) >= _MOST_GENERATIONS:
        mistakes.add(
            extends.place,
            f"手册一本沿用一本，超过 {_MOST_GENERATIONS} 本：{' → '.join(names)}",
            "请把中间几本并成一本，或直接沿用更早的一本",
        )
        return None
    mistakes.extend(problems)
    return read_sheets(folder, mistakes)


def _refuse_overriding_nothing(sheets: Sheets, mistakes: Mistakes) -> None:
    """The eldest handbook extends nothing, so it has nothing to override or omit."""
    remedy = "请在 handbook.yaml 里写 extends，或直接写成一条新的条款"
    for sheet in sheets.overrides.values():
        mistakes.add(sheet.node.place_of("override"), "这本手册没有沿用别的手册，不能改写", remedy)
    for omission in sheets.omissions:
        mistakes.add(omission.place, "这本手册没有沿用别的手册，没有可以不用的条款", remedy)


def _eldest(sheets: Sheets) -> Assembled:
    return Assembled(
        folder=sheets.folder,
        control=sheets.control,
        chapters=sheets.chapters,
        wording=sheets.wording,
        calendars=sheets.calendars,
        settings=_settings_of(sheets),
        line=(sheets.folder.path.name,),
        lost=frozenset(sheets.lost),
    )


def _settings_of(sheets: Sheets) -> MappingNode | None:
    node = None if sheets.head is None else sheets.head.get("settings")
    return node if isinstance(node, MappingNode) else None


def _laid_over(parent: Assembled, own: Sheets, mistakes: Mistakes) -> Assembled:
    known = {sheet.id: sheet for sheet in parent.sheets}
    parent_name = parent.line[-1]
    for identity, sheet in own.overrides.items():
        if identity not in known:
            place = sheet.node.place_of("override")
            mistakes.add(
                place,
                f"{parent_name} 里没有条款 {shown(identity)}，无从改写",
                instead_of(identity, known),
            )
    omitted = set()
    for omission in own.omissions:
        if omission.id not in known:
            mistakes.add(
                omission.place,
                f"{parent_name} 里没有条款 {shown(omission.id)}",
                instead_of(omission.id, known),
            )
        elif omission.id in own.overrides:
            mistakes.add(omission.place, f"条款 {shown(omission.id)} 又改写又不用", "请只留一样")
        omitted.add(omission.id)
    chapters = [_chapter_laid_over(chapter, own, omitted) for chapter in parent.chapters]
    for chapter in own.chapters:
        chapter.clauses = [
            _overridden(known[sheet.of], sheet) if sheet.of else sheet
            for sheet in chapter.clauses
            if not sheet.of or sheet.of in known
        ]
        for sheet in chapter.clauses:
            if sheet.id in known:
                place = sheet.node.place_of("id")
                what = f"编号 {shown(sheet.id)} 在 {parent_name} 里已经有了"
                mistakes.add(
                    place, what, f'要改写它请写 override: "{sheet.id}" 和 reason，否则请换一个编号'
                )
        _add_chapter(chapters, chapter)
    return Assembled(
        folder=own.folder,
        control=own.control,
        chapters=[chapter for chapter in chapters if chapter.clauses],
        wording={
            name: overlaid(parent.wording.get(name), own.wording.get(name), depth=2)
            for name in (
                *parent.wording,
                *(name for name in own.wording if name not in parent.wording),
            )
        },
        calendars=parent.calendars | own.calendars,
        settings=overlaid(parent.settings, _settings_of(own), depth=3)
        if parent.settings
        else _settings_of(own),
        omissions=[*parent.omissions, *own.omissions],
        line=(*parent.line, own.folder.path.name),
        lost=parent.lost | own.lost,
    )


def _chapter_laid_over(chapter: ChapterSheet, own: Sheets, omitted: set[str]) -> ChapterSheet:
    clauses = []
    for sheet in chapter.clauses:
        override = own.overrides.get(sheet.id)
        if override is None:
            if sheet.id not in omitted:
                clauses.append(sheet)
        elif override.id == sheet.id:
            clauses.append(_overridden(sheet, override))
    return ChapterSheet(chapter.number, chapter.title, chapter.place, clauses)


def _overridden(parent: Sheet, override: Sheet) -> Sheet:
    """The parent's clause with what the override says of it, under the override's number."""
    node = overlaid(parent.node, override.node, depth=2)
    kept = {key: below for key, below in node.items() if key not in _OF_OVERRIDE}
    node = MappingNode(place=node.place, key_place=node.key_place, entries=kept)
    return Sheet(override.id, node, override.chapter)


def _add_chapter(chapters: list[ChapterSheet], own: ChapterSheet) -> None:
    """New clauses go behind the parent's of the same chapter; a new chapter by its number."""
    for chapter in chapters:
        if chapter.number == own.number:
            chapter.title = own.title or chapter.title
            chapter.clauses.extend(own.clauses)
            return
    later = (
        index
        for index, chapter in enumerate(chapters)
        if reading_order(chapter.number) > reading_order(own.number)
    )
    chapters.insert(next(later, len(chapters)), own)


def reading_order(number: str) -> tuple[tuple[int, str], ...]:
    """Sorts 4.2 before 4.10, and text after numbers."""
    pieces = re.split(r"[.\-]", number)
    return tuple(
        (int(piece), "") if piece.isascii() and piece.isdigit() else (10**9, piece)
        for piece in pieces
    )


def overlaid(parent: Node | None, own: Node | None, depth: int) -> MappingNode:
    """``own`` over ``parent``, key by key down to ``depth`` levels of mappings; places are kept."""
    if not isinstance(parent, MappingNode):
        assert isinstance(own, MappingNode)
        return own
    if not isinstance(own, MappingNode):
        return parent
    entries = dict(parent.entries)
    for key, below in own.items():
        before = entries.get(key)
        mergeable = isinstance(before, MappingNode) and isinstance(below, MappingNode)
        deeper = mergeable and depth > 1 and key not in _REPLACED_WHOLE
        entries[key] = overlaid(before, below, depth - 1) if deeper else below
    return MappingNode(place=own.place, key_place=own.key_place, entries=entries)
