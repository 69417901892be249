"""What labels have learnt: ``wording/learnt.yaml`` against ``wording/labels.yaml`` and ``lines/``."""

from collections.abc import Sequence
from pathlib import Path

from shouwen.handbook.assembly import Assembled
from shouwen.handbook.folder import Folder
from shouwen.handbook.pruning import read_pruned
from shouwen.source import MappingNode, Mistakes, Node, Place, instead_of, reason, shown
from shouwen.source.characters import decode, refuse_strange_characters
from shouwen.wording import Labels
from shouwen.wording.likeness.lines import OTHERS, Lines, read_lines, refuse_contradictions
from shouwen.wording.likeness.tables import FILE, Learnt


def read_learnt(assembled: Assembled, labels: Labels, mistakes: Mistakes) -> Learnt:
    """The tables of the learnt labels; what does not fit together is noted and left out."""
    node = assembled.wording.get("learnt")
    learnt = (node and read_pruned(Learnt, node, mistakes)) or Learnt()
    listed = assembled.wording.get("labels")
    for name, entry in _entries(node):
        says_so = None if listed is None else listed.find("labels", name, "learnt")
        if name not in labels.labels:
            remedy = instead_of(name, labels.labels)
            mistakes.add(entry.head, f"没有名为 {shown(name)} 的标签", remedy)
        elif (says_so is None or says_so.plain() is False) and is_own(assembled.folder, entry):
            mistakes.add(
                entry.head,
                f"标签 {name} 没有写 learnt: true",
                "请在 labels.yaml 里给它写上，或删去这一段",
            )
    written = [name for name, _ in _entries(node)]
    readable = FILE.removesuffix(".yaml") not in assembled.lost  # otherwise that was said
    for name, label in labels.labels.items():
        if label.learnt and name not in written and listed is not None and readable:
            mistakes.add(
                listed.place_of("labels", name, "learnt"),
                f"标签 {name} 写了 learnt: true，可是还没有学",
                f"请写好 lines/{name}.txt，再运行 shouwen handbook learn",
            )
    used = {
        name: table
        for name, table in learnt.learnt.items()
        if name in labels.labels and labels.labels[name].learnt
    }
    return Learnt(learnt=used)


def own_entries(assembled: Assembled) -> list[tuple[str, Node]]:
    """The tables that the folder itself writes; those that it takes over have their lines there."""
    return [
        (name, entry)
        for name, entry in _entries(assembled.wording.get("learnt"))
        if is_own(assembled.folder, entry)
    ]


def is_own(folder: Folder, node: Node) -> bool:
    """Whether a table stands in the folder's own file."""
    return node.place.file == folder.name(folder.path / "wording" / FILE)


def read_all_lines(folder: Folder, mistakes: Mistakes) -> list[Lines]:
    """Every file of ``lines/``; mistakes are noted."""
    read = [
        read_lines(text, path.stem, folder.name(path), mistakes)
        for path in folder.lines
        if (text := _text(path, folder.name(path), mistakes)) is not None
    ]
    refuse_contradictions(read, mistakes)
    return read


def refuse_strangers(assembled: Assembled, files: Sequence[Lines], mistakes: Mistakes) -> None:
    """Note each file of lines that no learnt label bears the name of: what it teaches would make a
    table that the handbook refuses."""
    if "labels" in assembled.lost:
        return  # nobody knows which labels there are, and that was said
    listed = assembled.wording.get("labels")
    labels = None if listed is None else listed.find("labels")
    known = dict(labels.items()) if isinstance(labels, MappingNode) else {}
    for each in files:
        if each.label == OTHERS:
            continue
        entry = known.get(each.label)
        if entry is None:
            remedy = "请在 wording/labels.yaml 里写上它，带 learnt: true；或改文件名"
            mistakes.add(each.place, f"没有名为 {shown(each.label)} 的标签", remedy)
        elif isinstance(entry, MappingNode):
            says_so = entry.find("learnt")
            if says_so is None or says_so.plain() is False:
                remedy = "请在 labels.yaml 里给它写上，或删去这个文件"
                mistakes.add(each.place, f"标签 {shown(each.label)} 没有写 learnt: true", remedy)


def _text(path: Path, name: str, mistakes: Mistakes) -> str | None:
    try:
        text = decode(path.read_bytes(), name, mistakes)
        if text is None or refuse_strange_characters(text, name, mistakes):
            return None  # a line that nobody sees the end of, or reads as it is not
        return text
    except OSError as error:
        mistakes.add(Place(name, 1, 1), f"读不出这个文件（{reason(error)}）", "请看一看权限")
        return None


def _entries(node: MappingNode | None) -> list[tuple[str, Node]]:
    listed = None if node is None else node.get("learnt")
    return [*listed.items()] if isinstance(listed, MappingNode) else []
