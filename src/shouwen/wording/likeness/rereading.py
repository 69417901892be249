"""Reads `wording/learnt.yaml` as `tables.written` writes it, thirty times as fast as any YAML.

The tree is the one that `shouwen.source.load_text` gives, with the same places. A file that looks
otherwise in a single line is not read here (`None`): the reader of YAML then takes it and says what is
wrong with it.
"""

from __future__ import annotations

import json
import re

from shouwen.source import ListNode, MappingNode, Mistakes, Node, Place, ScalarNode
from shouwen.source.characters import refuse_strange_characters

_ROW = re.compile(r'( {0,6})("?)([A-Za-z_][A-Za-z0-9_]*|-?[0-9]+)\2:(?: ("[^"].*"|[\[0-9-][^#]*))?')
_PAIR = re.compile(r"\[([0-9]{1,9}), ([0-9]{1,9})\]")
_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,8}")
_STEP = 2  # blanks a level
_DEEPEST = 3


def reread(text: str, name: str) -> MappingNode | None:
    """The tree of a file's text, or `None` where it is not exactly what was once written."""
    if refuse_strange_characters(text, name, Mistakes()):
        return None
    root: MappingNode | None = None
    open_at: list[MappingNode] = []
    last = ""
    waiting: Place | None = None  # the key of a mapping that begins in the next row
    for number, row in enumerate(text.split("\n"), 1):
        if not row or row.startswith("# "):
            continue
        found = _ROW.fullmatch(row)
        if found is None:
            return None
        blanks, quote, key, value = found.groups()
        depth, odd = divmod(len(blanks), _STEP)
        place = Place(name, number, len(blanks) + 1)
        if waiting is not None or root is None:
            if odd or depth != len(open_at):
                return None
            mapping = MappingNode(place=place, key_place=waiting)
            if open_at:
                open_at[-1].entries[last] = mapping
            else:
                root = mapping
            open_at.append(mapping)
            waiting = None
        elif odd or depth >= len(open_at):
            return None
        del open_at[depth + 1 :]
        if key in open_at[depth].entries or (quote and depth != _DEEPEST):
            return None
        if value is None:
            if depth == _DEEPEST:
                return None
            waiting, last = place, key
            continue
        node = _value(value, Place(name, number, len(row) - len(value) + 1), place)
        if node is None:
            return None
        open_at[depth].entries[key] = node
    return None if waiting is not None else root


def _value(text: str, place: Place, key: Place) -> Node | None:
    if text[0] == '"':
        try:
            said = json.loads(text)
        except ValueError:
            return None
        if not said.isprintable():
            return None
        return ScalarNode(place=place, key_place=key, value=said, text=said, quoted=True)
    if _NUMBER.fullmatch(text):
        return ScalarNode(place=place, key_place=key, value=int(text), text=text)
    pair = _PAIR.fullmatch(text)
    if pair is None:
        return None
    items: list[Node] = [
        ScalarNode(
            place=place._replace(column=place.column + pair.start(at)),
            value=int(pair[at]),
            text=pair[at],
        )
        for at in (1, 2)
        if _NUMBER.fullmatch(pair[at])
    ]
    return ListNode(place=place, key_place=key, items=items) if len(items) == 2 else None
