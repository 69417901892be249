"""Read YAML into a tree with places.

What a file was read as is kept (`shouwen.source.keeping`) by the hash of its bytes and of the code
that read it, as plain rows without the file's name; only where there was no mistake in it. The parser
of YAML is large and slow: it is not even imported where every file was read before.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from shouwen.source import keeping
from shouwen.source.characters import (
    decode,
    refuse_strange_characters,
    spaces_for_tabs,
    without_strange_characters,
)
from shouwen.source.mistakes import Mistakes, Place
from shouwen.source.plainly import reason
from shouwen.source.tree import ListNode, MappingNode, Node, ScalarNode

MAX_BYTES = 2 * 1024 * 1024
WORTH_KEEPING = 64  # bytes; for shorter files what is kept would only crowd out the others

TREES = keeping.Kind(".tree", most=200, room=32 * 1024 * 1024)

# A row of what is kept begins with what kind of node it is.
_TEXT, _QUOTED, _VALUE, _LIST, _MAPPING = range(5)


def load_file(path: Path, mistakes: Mistakes, name: str | None = None) -> Node | None:
    """Read a YAML file; None (and a mistake) where it cannot be read at all.

    ``name`` is what messages call the file; by default the path as given. An empty file gives
    a scalar node with value None.
    """
    shown_name = name or str(path)
    start = Place(shown_name, 1, 1)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        mistakes.add(start, "找不到这个文件", "请看一看路径和文件名")
        return None
    except IsADirectoryError:
        mistakes.add(start, "这是一个文件夹，不是文件", "请写到具体的 .yaml 文件")
        return None
    except OSError as error:
        mistakes.add(start, f"读不出这个文件（{reason(error)}）", "请看一看路径、文件名和权限")
        return None
    return load_bytes(raw, shown_name, mistakes)


def load_bytes(raw: bytes, name: str, mistakes: Mistakes) -> Node | None:
    """Read the bytes of a YAML file; see :func:`load_file`."""
    if len(raw) > MAX_BYTES:
        mistakes.add(
            Place(name, 1, 1),
            f"文件超过 {MAX_BYTES // 1024 // 1024} MB，不再往下读",
            "请按章拆成几个文件",
        )
        return None
    code = _code() if len(raw) >= WORTH_KEEPING else None
    kept_as = None if code is None else keeping.name_of(code, raw)
    if kept_as is not None and (kept := keeping.kept(TREES, kept_as)) is not None:
        return _node(json.loads(kept), name)
    own = Mistakes()  # the caller's may hold the same ones from an earlier reading
    text = decode(raw, name, own)
    node = None if text is None else load_text(text, name, own)
    if kept_as is not None and node is not None and not own:
        written = json.dumps(_row(node), ensure_ascii=False, separators=(",", ":"))
        keeping.keep(TREES, kept_as, written.encode())
    mistakes.extend(own)
    return node


def load_text(text: str, name: str, mistakes: Mistakes) -> Node | None:
    """Read YAML from text; see :func:`load_file`. A byte-order mark at the start is ignored."""
    text = text.removeprefix("\ufeff")
    if refuse_strange_characters(text, name, mistakes):
        readable = without_strange_characters(text)
        if readable is None:
            return None
        text = readable
    text = spaces_for_tabs(text, name, mistakes)
    # Here, because most starts find every file among what is kept.
    from shouwen.source.parsing import parse

    return parse(text, name, mistakes)


def _code() -> str | None:
    return keeping.code_of((Path(__file__).parent,), ("ruamel.yaml",))


def _row(node: Node) -> list[Any]:
    line, column = node.place[1:]
    match node:
        case ScalarNode(value=value, text=text, quoted=quoted):
            if value != text:
                return [_VALUE, line, column, text, value]
            return [_QUOTED if quoted else _TEXT, line, column, text]
        case ListNode(items=items):
            return [_LIST, line, column, [_row(item) for item in items]]
        case MappingNode(entries=entries):
            rows = {key: [*below.head[1:], _row(below)] for key, below in entries.items()}
            return [_MAPPING, line, column, rows]
    raise TypeError(node)


def _node(row: list[Any], file: str, key_place: Place | None = None) -> Node:
    kind, line, column, rest, *value = row
    place = Place(file, line, column)
    if kind == _LIST:
        return ListNode(
            place=place, key_place=key_place, items=[_node(each, file) for each in rest]
        )
    if kind == _MAPPING:
        entries = {
            key: _node(below, file, Place(file, line, column))
            for key, (line, column, below) in rest.items()
        }
        return MappingNode(place=place, key_place=key_place, entries=entries)
    meant = value[0] if kind == _VALUE else rest
    return ScalarNode(
        place=place, key_place=key_place, value=meant, text=rest, quoted=kind == _QUOTED
    )
