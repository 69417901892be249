"""How far a long check is, on one line of a terminal that is wiped before anything else is said."""

from __future__ import annotations

import sys

from shouwen.cli.inputs import Inputs

_WIPE = "\r\x1b[K"


class Progress:
    """Says nothing where standard error is no terminal, or where the answers go to one."""

    def __init__(self, inputs: Inputs, *, to_a_file: bool) -> None:
        self._inputs = inputs
        self._on = sys.stderr.isatty() and (to_a_file or not sys.stdout.isatty())
        self._shown = False

    def say(self, conversations: int, turns: int) -> None:
        """Show how far it is."""
        if not self._on:
            return
        words = f"已查会话 {conversations:,} 段，消息 {turns:,} 条"
        if self._inputs.size:
            words += f"，文件 {min(1.0, self._inputs.read / self._inputs.size):.0%}"
        sys.stderr.write(_WIPE + words)
        sys.stderr.flush()
        self._shown = True

    def clear(self) -> None:
        """Wipe the line."""
        if self._shown:
            sys.stderr.write(_WIPE)
            sys.stderr.flush()
            self._shown = False
