"""YAML with places, and all mistakes in one pass.

In three lines::

    mistakes = Mistakes()
    node = load_file(path, mistakes, name="clauses/04-tiers.yaml")   # Node | None
    chapter = read_as(Chapter, node, mistakes) if node else None     # pydantic model | None
    mistakes.raise_if_any()          # MistakesFound; or: print(mistakes.text())

* :func:`load_file`, :func:`load_bytes`, :func:`load_text` give a tree of :class:`MappingNode`,
  :class:`ListNode` and :class:`ScalarNode`. Syntax, encoding, duplicate keys, tabs, anchors, tags
  and oversized files become :class:`Mistake` rows; the functions never raise for a bad file.
* Each node knows ``place`` (its value) and ``key_place`` (its key); ``node.find("clauses", 0)``,
  ``node.place_of("clauses", 0, "title")``, ``node.key_place_of(…)``; ``node.plain()`` gives plain
  data. ``NO``, ``on``, ``12:30``, dates and ``0217`` stay text; keys are always text.
* :func:`read_as` validates a tree against a pydantic 2 model (use ``extra="forbid"``) and notes
  every error: place, Chinese words, remedy, the nearest known key or choice. An unquoted number
  where the model wants ``str`` is taken as spelt (``id: 4.10``). ``Field(title=, description=,
  examples=)`` enter the messages. In a validator raise :class:`Wrong` ``(what, remedy, path)``,
  or :class:`AllWrong` with several of them.
* Hand-written checks: ``mistakes.add(node.place_of(…), "什么不对", "怎么改")``,
  ``node.refuse_unknown_keys(known, mistakes)``, :func:`nearest`, :func:`instead_of`.

A mistake prints as ``文件:行:列 什么不对。怎么改。``, made harmless for a terminal
(:func:`visible`); :func:`reason` says in Chinese why a file could not be used.
"""

from shouwen.source.loading import load_bytes, load_file, load_text
from shouwen.source.mistakes import Mistake, Mistakes, MistakesFound, Place, instead_of, nearest
from shouwen.source.plainly import reason, visible, visible_lines
from shouwen.source.reading import AllWrong, Wrong, read_as
from shouwen.source.tree import ListNode, MappingNode, Node, Plain, ScalarNode, Step, kind_of, shown

__all__ = [
    "AllWrong",
    "ListNode",
    "MappingNode",
    "Mistake",
    "Mistakes",
    "MistakesFound",
    "Node",
    "Place",
    "Plain",
    "ScalarNode",
    "Step",
    "Wrong",
    "instead_of",
    "kind_of",
    "load_bytes",
    "load_file",
    "load_text",
    "nearest",
    "read_as",
    "reason",
    "shown",
    "visible",
    "visible_lines",
]
