"""What labels have learnt: ``wording/learnt.yaml`` against ``wording/labels.yaml`` and ``lines/``."""

from collections.abc import Sequence
from pathlib import Path

from shouwen.handbook.assembly import Assembled
from shouwen.handbook.folder import Folder
from shouwen.handbook.pruning import read_pruned
from shouwen.source import MappingNode, Mistakes, Node, Place, instead_of, read_as, reason, shown
from shouwen.source.characters import decode, refuse_strange_characters
from shouwen.wording import Labels
from shouwen.wording.likeness.lines import OTHERS, Lines, read_lines, refuse_contradictions
from shouwen.wording.likeness.tables import FILE, Learnt, LearntTable, others_of


def read_learnt(assembled: Assembled, labels: Labels, mistakes: Mistakes) -> Learnt:
    """The tables of the learnt labels; what does not fit together is noted and left out."""
    node = assembled.wording.get("learnt")
    learnt = (node and read_pruned(Learnt, node, mistakes)) or Learnt()
    entries = assembled.listed("learnt")
    for name, entry in entries.items():
        own = assembled.folder.holds(entry.place)
        refuse_stranger(assembled, name, entry.head, mistakes, own=own)
    listed = assembled.wording.get("labels")
    readable = FILE.removesuffix(".yaml") not in assembled.lost  # otherwise that was said
    for name, label in labels.labels.items():
        if label.learnt and name not in entries and listed is not None and readable:
            mistakes.add(
                listed.place_of("labels", name, "learnt"),
                f"标签 {name} 写了 learnt: true，可是还没有学",
                f"请写好 lines/{name}.txt，再运行 shouwen handbook learn",
            )
        judge = label.weighed_by
        if judge is not None and listed is not None and not _is_learnt(judge, labels):
            mistakes.add(
                listed.place_of("labels", name, "weighed_by"),
                f"{shown(judge)} 不是学来的标签，没有分量",
                "请写一个 learnt: true 的标签，或删去 weighed_by",
            )
    used = {name: table for name, table in learnt.learnt.items() if _is_learnt(name, labels)}
    return Learnt(learnt=used)


def _is_learnt(name: str, labels: Labels) -> bool:
    return name in labels.labels and labels.labels[name].learnt


def refuse_stranger(
    assembled: Assembled, name: str, place: Place, mistakes: Mistakes, *, own: bool = True
) -> None:
    """Note at `place` a name of lines, or of what was learnt from them, that no learnt label bears:
    it would never be asked for. `own`: it stands in the folder itself; what is taken over may be
    left unused."""
    if "labels" in assembled.lost:
        return  # nobody knows which labels there are, and that was said
    known = assembled.listed("labels")
    label = known.get(name)
    if label is None:
        remedy = "新标签请写进 wording/labels.yaml，带 learnt: true"
        if learnt := [name for name, label in known.items() if _says_so(label)]:
            remedy = f"{instead_of(name, learnt)}；{remedy}"
        mistakes.add(place, f"没有名为 {shown(name)} 的标签", remedy)
    elif own and isinstance(label, MappingNode) and not _says_so(label):
        what = f"标签 {shown(name)} 没有写 learnt: true"
        mistakes.add(place, what, "请在 labels.yaml 里给它写上；不要了就删去这里")


def _says_so(label: Node) -> bool:
    """Whether a label is written with `learnt`; something unreadable there was said elsewhere."""
    says_so = label.find("learnt") if isinstance(label, MappingNode) else None
    return says_so is not None and says_so.plain() is not False


def heard_from_customers(assembled: Assembled) -> frozenset[str]:
    """The labels of what customers say; their lines teach nothing about what staff says."""
    found = set()
    for name, label in assembled.listed("labels").items():
        speaker = label.find("speaker")
        if speaker is not None and speaker.plain() == "customer":
            found.add(name)
    return frozenset(found)


def own_entries(assembled: Assembled) -> dict[str, Node]:
    """The tables that the folder itself writes; those that it takes over have their lines there."""
    entries = assembled.listed("learnt").items()
    return {name: entry for name, entry in entries if assembled.folder.holds(entry.place)}


def read_all_lines(folder: Folder, mistakes: Mistakes) -> list[Lines]:
    """Every file of ``lines/``; mistakes are noted."""
    read = [
        read_lines(text, path.stem, folder.name(path), mistakes)
        for path in folder.lines
        if (text := _text(path, folder.name(path), mistakes)) is not None
    ]
    refuse_contradictions(read, mistakes)
    return read


def refuse_orphans(assembled: Assembled, files: Sequence[Lines], mistakes: Mistakes) -> None:
    """Note each table of the folder whose lines are gone: nobody could learn it again."""
    there = {each.label for each in files}
    there |= {path.stem for path in assembled.folder.lines}  # what cannot be read was said
    for name, entry in own_entries(assembled).items():
        if name not in there:
            remedy = f"请找回 lines/{name}.txt；不要这个标签了，就删去这一段"
            mistakes.add(entry.head, f"学来的说法 {shown(name)} 没有例句", remedy)


def own_tables(assembled: Assembled) -> dict[str, LearntTable]:
    """The tables that the folder itself writes and that can be read."""
    read = ((n, read_as(LearntTable, e, Mistakes())) for n, e in own_entries(assembled).items())
    return {name: table for name, table in read if table is not None}


def plain_lines_change(folder: Folder, files: Sequence[Lines]) -> bool | None:
    """Whether the lines that are none of any label are others than those that the folder's tables
    were learnt from; ``None`` where the file does not say."""
    try:
        text = (folder.path / "wording" / FILE).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None  # the file is read again where its mistakes are said
    learnt_from = others_of(text)
    return None if learnt_from is None else learnt_from != digest_of_others(files)


def digest_of_others(files: Sequence[Lines]) -> str:
    """Names the lines that are none of any label; empty where there are none."""
    return next((each.digest for each in files if each.label == OTHERS), "")


def _text(path: Path, name: str, mistakes: Mistakes) -> str | None:
    try:
        text = decode(path.read_bytes(), name, mistakes)
        if text is None or refuse_strange_characters(text, name, mistakes):
            return None  # a line that nobody sees the end of, or reads as it is not
        return text
    except OSError as error:
        mistakes.add(Place(name, 1, 1), f"读不出这个文件（{reason(error)}）", "请看一看权限")
        return None
