"""Reads one handbook folder into located sheets: the head, chapters, wording, calendars.

Nothing is compiled here and nothing of the parent is known: :mod:`shouwen.handbook.assembly` lays
an extending handbook over the one that it extends.
"""

from dataclasses import dataclass, field
from pathlib import Path

from shouwen.handbook.control import Control
from shouwen.handbook.folder import Folder
from shouwen.source import (
    ListNode,
    MappingNode,
    Mistakes,
    Place,
    ScalarNode,
    load_file,
    read_as,
    shown,
)
from shouwen.source.loading import MAX_BYTES
from shouwen.wording.likeness.rereading import reread
from shouwen.wording.likeness.tables import FILE

_CHAPTER_KEYS = ("chapter", "title", "clauses")


@dataclass(slots=True)
class Sheet:
    """A clause as its file writes it. ``chapter`` is the number of its chapter.

    ``of``: the parent's clause that it takes over under a number of its own; empty where it is new.
    """

    id: str
    node: MappingNode
    chapter: str
    of: str = ""


@dataclass(slots=True)
class ChapterSheet:
    """One file of ``clauses/``: number, title and clauses in reading order."""

    number: str
    title: str
    place: Place
    clauses: list[Sheet] = field(default_factory=list)


@dataclass(slots=True)
class Omission:
    """``omit: id`` with its reason: the parent's clause does not hold here."""

    id: str
    reason: str
    place: Place


@dataclass(slots=True)
class Sheets:
    """Everything that one folder says. ``overrides``: the parent's clause id → the new clause; one
    with a number of its own stands in its chapter's ``clauses`` as well. ``lost``: names of the
    wording files that could not be read, so that what they define may well be defined.
    """

    folder: Folder
    control: Control | None
    head: MappingNode | None
    chapters: list[ChapterSheet] = field(default_factory=list)
    overrides: dict[str, Sheet] = field(default_factory=dict)
    omissions: list[Omission] = field(default_factory=list)
    wording: dict[str, MappingNode] = field(default_factory=dict)
    calendars: dict[str, MappingNode] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)


def read_sheets(folder: Folder, mistakes: Mistakes) -> Sheets:
    """Read every file of a folder; what cannot be read is noted and left out."""
    sheets = Sheets(folder, None, None)
    if folder.head.is_file():
        head = _load_mapping(folder, folder.head, mistakes)
        if head is not None:
            sheets.head = head
            sheets.control = read_as(Control, head, mistakes)
    for path in folder.clauses:
        node = _load_mapping(folder, path, mistakes)
        if node is not None:
            _read_chapter(node, sheets, mistakes)
    for path in folder.wording:
        node = _reread(folder, path) if path.name == FILE else None
        node = node or _load_mapping(folder, path, mistakes)
        if node is not None:
            sheets.wording[path.stem] = node
        else:
            sheets.lost.add(path.stem)
    for path in folder.calendars:
        node = _load_mapping(folder, path, mistakes)
        if node is not None:
            sheets.calendars[path.stem] = node
    _refuse_twice_numbered(sheets, mistakes)
    return sheets


def _reread(folder: Folder, path: Path) -> MappingNode | None:
    """What was learnt, where it is as it was written; it is long, and YAML is slow."""
    try:
        raw = path.read_bytes()
        return reread(raw.decode("utf-8"), folder.name(path)) if len(raw) <= MAX_BYTES else None
    except (OSError, UnicodeDecodeError):
        return None


def _load_mapping(folder: Folder, path: Path, mistakes: Mistakes) -> MappingNode | None:
    node = load_file(path, mistakes, folder.name(path))
    if node is None:
        return None
    if isinstance(node, MappingNode):
        return node
    if isinstance(node, ScalarNode) and node.value is None:
        mistakes.add(node.place, "这个文件是空的", "请写上内容，或删去它")
    else:
        mistakes.add(node.place, "文件最外层要写一组“名称: 内容”", "请对照一份能用的手册文件修改")
    return None


def _read_chapter(node: MappingNode, sheets: Sheets, mistakes: Mistakes) -> None:
    node.refuse_unknown_keys(_CHAPTER_KEYS, mistakes)
    number = _word(node, "chapter", "章号", '"4"', mistakes)
    title = _word(node, "title", "章名", "问题分级与响应", mistakes)
    chapter = ChapterSheet(number, title, node.place_of("chapter"))
    clauses = node.get("clauses")
    if clauses is None:
        mistakes.add(node.place, "这一章没有条款", "请补上 clauses，每条一项，以“- id: …”开头")
    elif not isinstance(clauses, ListNode):
        mistakes.add(clauses.place, "clauses 要写成列表", "请每条一项，以“- id: …”开头")
    else:
        if not clauses.items:
            mistakes.add(clauses.place, "这一章没有条款", "请写上条款，或删去这个文件")
        for item in clauses:
            if isinstance(item, MappingNode):
                _read_item(item, chapter, sheets, mistakes)
            else:
                mistakes.add(
                    item.place, "条款要写成一组“名称: 内容”", "请以“- id: …”开头，下面各项对齐"
                )
    sheets.chapters.append(chapter)


def _read_item(
    item: MappingNode, chapter: ChapterSheet, sheets: Sheets, mistakes: Mistakes
) -> None:
    """A clause, an override of the parent's clause, or an omission of one."""
    if "omit" in item:
        item.refuse_unknown_keys(("omit", "reason"), mistakes)
        omitted = _word(item, "omit", "不用的条款", '"4.1.2"', mistakes)
        reason = _word(item, "reason", "理由", "本店不开发票", mistakes)
        sheets.omissions.append(Omission(omitted, reason, item.place_of("omit")))
        return
    if "override" in item:
        overridden = _word(item, "override", "改写的条款", '"4.1.2"', mistakes)
        _word(item, "reason", "理由", "本店答复得更快", mistakes)
        if overridden in sheets.overrides:
            line = sheets.overrides[overridden].node.place.line
            mistakes.add(
                item.place_of("override"),
                f"{shown(overridden)} 改写了两次（第一次在第 {line} 行）",
                "请只留一处",
            )
        else:
            _read_override(overridden, item, chapter, sheets, mistakes)
        return
    number = item.get("id")
    if number is None:
        chapter.clauses.append(Sheet("", item, chapter.number))
    elif isinstance(number, ScalarNode):
        chapter.clauses.append(Sheet(number.text, item, chapter.number))
    else:
        mistakes.add(number.place, "编号要写成文字", '如 id: "4.1.2"')


def _read_override(
    overridden: str, item: MappingNode, chapter: ChapterSheet, sheets: Sheets, mistakes: Mistakes
) -> None:
    """An override; one with an ``id`` of its own moves the clause here, under that number."""
    number = item.get("id")
    if number is not None and not isinstance(number, ScalarNode):
        mistakes.add(number.place, "编号要写成文字", '如 id: "4.1.2"')
        number = None
    own = overridden if number is None else number.text
    sheet = Sheet(own, item, chapter.number, overridden)
    sheets.overrides[overridden] = sheet
    if own != overridden:
        chapter.clauses.append(sheet)


def _refuse_twice_numbered(sheets: Sheets, mistakes: Mistakes) -> None:
    chapters: dict[str, Place] = {}
    clauses: dict[str, Place] = {}
    for chapter in sheets.chapters:
        if chapter.number and chapter.number in chapters:
            first = chapters[chapter.number]
            mistakes.add(
                chapter.place,
                f"章号 {chapter.number} 已用过（在 {first.file}）",
                "请换一个章号，或并成一个文件",
            )
        chapters.setdefault(chapter.number, chapter.place)
        for sheet in chapter.clauses:
            if not sheet.id:
                continue
            place = sheet.node.place_of("id")
            if sheet.id in clauses:
                first = clauses[sheet.id]
                where = (
                    f"第 {first.line} 行"
                    if first.file == place.file
                    else f"{first.file} 第 {first.line} 行"
                )
                mistakes.add(
                    place,
                    f"编号 {shown(sheet.id)} 用了两次（第一次在{where}）",
                    "请换一个编号；编号用过就不再给别的条款",
                )
            clauses.setdefault(sheet.id, place)


def _word(node: MappingNode, key: str, name: str, example: str, mistakes: Mistakes) -> str:
    """The text under ``key``; empty and a mistake where it is missing or no single value."""
    value = node.get(key)
    if value is None:
        mistakes.add(node.place, f"缺少 {key}（{name}）", f"请补上 {key}，如 {key}: {example}")
        return ""
    if not isinstance(value, ScalarNode) or not value.text.strip():
        mistakes.add(value.place, f"{key}（{name}）要写成文字", f"如 {key}: {example}")
        return ""
    return value.text.strip()
