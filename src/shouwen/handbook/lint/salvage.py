"""Reads as much of a faulty clause as can be read, so that one pass finds the other mistakes too.

What was refused is taken out and the rest is read again. Where the block of the kind itself cannot
be read, a stand-in takes its place; checks of blocks leave such clauses alone (``Notes.unread``).
"""

from collections.abc import Callable

from shouwen.clauses.frame import Clause
from shouwen.handbook.lint.notes import Notes
from shouwen.handbook.pruning import without
from shouwen.handbook.sheets import Sheet
from shouwen.source import MappingNode, Mistakes, Node, ScalarNode, load_text, read_as

_ROUNDS = 5
_STAND_INS = {
    "clock": "{measures: 待定, act: 待定, starts: case.opened, within: 1 小时, stops: case.closed}",
    "utterance": "{length: {at_most: 1}}",
    "gate": "{before: case.close, requires: [{say: 待定, act: x, happened: case.result_told}]}",
    "register": "{name: 待定, opens: case.opened, fields: [{name: x, title: 待定}]}",
}
_FRAME = {"title": "待定", "text": "待定"}


def reader(notes: Notes) -> Callable[[Sheet, Mistakes], Clause | None]:
    """A way of reading clauses that gives something for every clause; duplicates get a mark."""
    seen: dict[str, int] = {}

    def read(sheet: Sheet, mistakes: Mistakes) -> Clause | None:
        found = Mistakes()
        clause = read_as(Clause, sheet.node, found)
        mistakes.extend(found)
        if clause is None:
            clause, whole = _salvaged(sheet, found)
            if clause is None:
                return None
            if not whole:
                notes.unread.add(clause.id)
        count = seen[clause.id] = seen.get(clause.id, 0) + 1
        if count > 1:
            marked = f"{clause.id}#{count}"
            if clause.id in notes.unread:
                notes.unread.add(marked)
            clause = clause.model_copy(update={"id": marked})
        return clause

    return read


def _salvaged(sheet: Sheet, found: Mistakes) -> tuple[Clause | None, bool]:
    """The clause without what was refused; whether its block is its own."""
    node: Node = sheet.node
    for _ in range(_ROUNDS):
        node = without(node, {mistake.place for mistake in found})
        found = Mistakes()
        clause = read_as(Clause, node, found)
        if clause is not None:
            assert isinstance(node, MappingNode)
            sheet.node = node  # what the other checks look at is what was read
            return clause, True
    assert isinstance(node, MappingNode)
    return _with_stand_ins(sheet, node), False


def _with_stand_ins(sheet: Sheet, node: MappingNode) -> Clause | None:
    original = sheet.node
    written = original.get("kind")
    kind = written.text if isinstance(written, ScalarNode) else ""
    if kind not in _STAND_INS:
        kind = next((name for name in _STAND_INS if name in original), "gate")
    entries = {key: below for key, below in node.items() if key not in _STAND_INS}
    for key, text in _FRAME.items():
        entries.setdefault(key, _made(text))
    entries.setdefault("id", _made(f'"{sheet.id or "0"}"'))
    entries["kind"] = _made(kind)
    entries["per"] = _made("conversation" if kind == "utterance" else "case")
    entries[kind] = _made(_STAND_INS[kind])
    name = original.find("register", "name")
    block = entries[kind]
    if kind == "register" and isinstance(name, ScalarNode) and isinstance(block, MappingNode):
        block.entries["name"] = name
    whole = MappingNode(place=node.place, key_place=node.key_place, entries=entries)
    clause = read_as(Clause, whole, Mistakes())
    if clause is None:
        entries.pop("examples", None)
        clause = read_as(Clause, whole, Mistakes())
    sheet.node = whole
    return clause


def _made(text: str) -> Node:
    node = load_text(text, "", Mistakes())
    assert node is not None
    return node
