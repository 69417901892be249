"""What a kind of clause brings: its words, its schema, an example, its behaviour.

To add a kind: a folder beside ``clock/`` with ``schema.py`` and ``rule.py``, its :class:`Kind` in
``__init__.py``, its block in :mod:`shouwen.clauses.frame` and its line in
:mod:`shouwen.clauses.kinds`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shouwen.clauses.block import Block
from shouwen.clauses.head import Head
from shouwen.clauses.rule import Edition, Rule


@dataclass(frozen=True, slots=True)
class Kind:
    """``name``: as ``kind:`` writes it. ``title``, ``meaning``: Chinese. ``example``: a whole
    clause in YAML. ``schema``: the model of its block. ``compile``: head, block, edition → rule."""

    name: str
    title: str
    meaning: str
    example: str
    schema: type[Block] | Any
    compile: Callable[[Head, Any, Edition], Rule]
