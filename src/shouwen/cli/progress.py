"""How far a long command is, on one line of a terminal that is wiped before anything else is said."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shouwen.cli.inputs import Inputs

_WIPE = "\r\x1b[K"


class OneLine:
    """A line on standard error that is written over; nothing unless `on`."""

    def __init__(self, *, on: bool) -> None:
        self._on = on
        self._shown = False

    def show(self, words: str) -> None:
        """Put `words` in place of what stood there."""
        if self._on:
            sys.stderr.write(_WIPE + words)
            sys.stderr.flush()
            self._shown = True

    def clear(self) -> None:
        """Wipe the line."""
        if self._shown:
            sys.stderr.write(_WIPE)
            sys.stderr.flush()
            self._shown = False


class Progress(OneLine):
    """Of a check: says nothing where standard error is no terminal, or where the answers go to one."""

    def __init__(self, inputs: Inputs, *, to_a_file: bool) -> None:
        super().__init__(on=sys.stderr.isatty() and (to_a_file or not sys.stdout.isatty()))
        self._inputs = inputs

    def say(self, conversations: int, turns: int) -> None:
        """Show how far it is."""
        words = f"已查会话 {conversations:,} 段，消息 {turns:,} 条"
        if self._inputs.size:
            words += f"，文件 {min(1.0, self._inputs.read / self._inputs.size):.0%}"
        self.show(words)


class LabelProgress(OneLine):
    """Of what is learnt: which label of how many, where standard error is a terminal."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__(on=sys.stderr.isatty())
        self._labels = labels

    def say(self, done: int) -> None:
        """Show which label comes next; nothing once all are done."""
        if done < len(self._labels):
            self.show(f"在学第 {done + 1} 个，共 {len(self._labels)} 个：{self._labels[done]}")
