"""YAML as the parser sees it, made into a tree with places.

The 1.2 core schema, narrowed so that what a person means as text stays text: ``NO``, ``on``,
``12:30`` and ``2026-10-01`` are text in 1.2 already; beyond that numbers with a leading zero
(``0217``), numbers of more than 15 digits, ``.inf`` and ``.nan`` are text here too. Anchors,
aliases, tags and further documents are refused: a handbook reads from top to bottom, and an
alias bomb has no way in. No Python object is ever built from a file.
"""

import re
from collections.abc import Iterator
from typing import NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from shouwen.source.mistakes import Mistakes, Place
from shouwen.source.syntax import explain_syntax
from shouwen.source.tree import ListNode, MappingNode, Node, ScalarNode, shown

MAX_NODES = 100_000
MAX_DEPTH = 40

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})", re.ASCII)
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})?\.[0-9]{1,15}(?:[eE][-+]?[0-9]{1,2})?", re.ASCII)
# Escapes can spell what no database column and no UTF-8 text can hold.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip


def parse(text: str, name: str, mistakes: Mistakes) -> Node | None:
    """The tree of a text; None (and a mistake) where it is no YAML at all. ``name`` is what messages
    call the file."""
    try:
        return _Builder(name, mistakes).build(text)
    except MarkedYAMLError as error:
        what, remedy, line, column = explain_syntax(error, text)
        mistakes.add(Place(name, line, column), what, remedy)
    except YAMLError:
        mistakes.add(Place(name, 1, 1), "这个文件不是 YAML", "请对照一份能用的手册文件修改")
    return None


class _Stop(YAMLError):
    """The file is refused whole; the mistake is already noted."""


class _Builder:
    """Turns the events of ruamel's parser into nodes, noting what is refused on the way."""

    def __init__(self, name: str, mistakes: Mistakes) -> None:
        self.name = name
        self.mistakes = mistakes
        self.nodes = 0

    def build(self, text: str) -> Node | None:
        events = self._events(text)
        root: Node | None = None
        documents = 0
        try:
            for event in events:
                if isinstance(event, DocumentStartEvent):
                    documents += 1
                    if documents == 2:
                        self._add(
                            event,
                            "一个文件里写了两份内容（第二个 ---）",
                            "请只留一份，或拆成两个文件",
                        )
                        return root
                elif isinstance(
                    event, AliasEvent | ScalarEvent | MappingStartEvent | SequenceStartEvent
                ):
                    root = self._node(event, events, 0)
        except _Stop:
            return None
        if root is None:
            start = Place(self.name, 1, 1)
            root = ScalarNode(place=start, value=None, text="")
        return root

    def _events(self, text: str) -> Iterator[Event]:
        """The parser's events; what it chokes on without a complaint of its own stops it too."""
        events = YAML(typ="safe", pure=True).parse(text)
        place = Place(self.name, 1, 1)
        while True:
            try:
                event = next(events)
            except StopIteration:
                return
            except ValueError:  # a number or an escape out of all bounds, such as "\U99999999"
                self._stop(place, "从这里往后，有超出范围的数字或转义", "请改成普通文字")
            place = self._place(event)
            yield event

    def _node(self, event: Event, events: Iterator[Event], depth: int) -> Node:
        self.nodes += 1
        place = self._place(event)
        if self.nodes > MAX_NODES:
            self._stop(place, f"文件里超过 {MAX_NODES} 项，不再往下读", "请按章拆成几个文件")
        if depth > MAX_DEPTH:
            self._stop(place, f"这里套了超过 {MAX_DEPTH} 层", "请减少层数")
        if isinstance(event, AliasEvent):
            self._add(
                event,
                f"手册不用别名 *{shown(event.anchor)}",
                "请把内容直接写在这里；若是以 * 开头的文字，请加引号",
            )
            return ScalarNode(place=place, value=None, text="", refused=True)
        self._refuse_anchor_and_tag(event)
        if isinstance(event, ScalarEvent):
            return self._scalar(event, place)
        if isinstance(event, SequenceStartEvent):
            items = ListNode(place=place)
            for below in events:
                if isinstance(below, SequenceEndEvent):
                    break
                items.items.append(self._node(below, events, depth + 1))
            return items
        return self._mapping(place, events, depth)

    def _mapping(self, place: Place, events: Iterator[Event], depth: int) -> MappingNode:
        mapping = MappingNode(place=place)
        for event in events:
            if isinstance(event, MappingEndEvent):
                break
            key = self._node(event, events, depth + 1)
            value = self._node(next(events), events, depth + 1)
            value.key_place = key.place
            if isinstance(value, ScalarNode) and not value.text and not value.quoted:
                value.place = key.place  # the parser places nothing where the next thing stands
            if not isinstance(key, ScalarNode) or (key.value is None and not key.text):
                self.mistakes.add(
                    key.place, "冒号前面要写一个名称", "请写成“名称: 内容”；若整行是文字，请加引号"
                )
            elif key.text == "<<" and not key.quoted:
                self.mistakes.add(key.place, "手册不用合并键 <<", "请把内容直接写在这里")
            elif (earlier := mapping.get(key.text)) is not None:
                line = earlier.head.line
                self.mistakes.add(
                    key.place,
                    f"“{shown(key.text)}”写了两次（第一次在第 {line} 行）",
                    "请删去一处，或合并成一项",
                )
            else:
                mapping.entries[key.text] = value
        return mapping

    def _scalar(self, event: ScalarEvent, place: Place) -> ScalarNode:
        text: str = event.value
        quoted = bool(event.style)
        unstorable = _UNSTORABLE.search(text)
        if unstorable is not None:
            # JSON spells one character beyond U+FFFF as two halves; joined they are fine.
            halves = text.encode("utf-16-le", "surrogatepass")
            text = halves.decode("utf-16-le", "replace")
            if "\0" in text or halves != text.encode("utf-16-le"):
                code = f"U+{ord(unstorable.group()):04X}"
                self._add(event, f"这段文字里写了不成字的 {code}", "请删去它")
        return ScalarNode(
            place=place, value=text if quoted else resolve(text), text=text, quoted=quoted
        )

    def _refuse_anchor_and_tag(self, event: Event) -> None:
        anchor = getattr(event, "anchor", None)
        if anchor:
            self._add(
                event, f"手册不用锚点 &{shown(anchor)}", "请删去它；若是以 & 开头的文字，请加引号"
            )
        tag = getattr(event, "tag", None)
        if tag is not None and str(tag):
            self._add(
                event, f"手册不用标签 {shown(str(tag))}", "请删去它；若是以 ! 开头的文字，请加引号"
            )

    def _place(self, event: Event) -> Place:
        return Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def _add(self, event: Event, what: str, remedy: str) -> None:
        self.mistakes.add(self._place(event), what, remedy)

    def _stop(self, place: Place, what: str, remedy: str) -> NoReturn:
        self.mistakes.add(place, what, remedy)
        raise _Stop


def resolve(text: str) -> bool | int | float | str | None:
    """What an unquoted scalar means; see the module's words on what stays text."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text
