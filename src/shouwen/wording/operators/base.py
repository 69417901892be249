"""What an operator is: a block of the handbook, and what it says of a conversation.

To add one: a file in this folder with a `Form` (the YAML block, with `build`) and an `Operator`
(compiled; looks at turns and hits only, never at words), and its key in `operators/__init__.py`.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar, NamedTuple, Protocol

from shouwen.wording.turns import Outcome, Settled, Span, Talk
from shouwen.wording.words import Block, Words


class Result(NamedTuple):
    """What an operator says of one turn. `note` is a Chinese sentence, or empty: the clause's own."""

    turn: int
    outcome: Outcome
    span: Span | None
    settled: Settled
    note: str = ""


# The same without names, made in a fifth of the time: for what is found again and again.
type Answer = tuple[int, Outcome, Span | None, Settled, str]


class Build(Protocol):
    """What a form may ask for while it is compiled."""

    @property
    def speaker(self) -> str:
        """Whose words the clause is about."""

    @property
    def title(self) -> str:
        """The clause's title."""

    def matchers(
        self, words: Words, speaker: str | None = None, *part: str | int
    ) -> tuple[str, ...]:
        """Names of recognisers for `words` (of the clause's speaker unless said otherwise); `part`:
        where in the block they stand, if it has several."""

    def entities(self, *kinds: str, values: bool = False) -> tuple[str, ...]:
        """Names of the hits of entities (`shouwen.wording.entities`); `values`: what they come to
        is compared."""

    def labels(self, names: tuple[str, ...], *path: str | int) -> tuple[str, ...]:
        """The same names; unknown ones are noted as mistakes at `path`."""


class Operator:
    """A compiled operator: one of the two methods below, or both. Results come in turn order.

    `triggers`: the recognisers without which it never finds anything broken, or `None` if it must
    always be asked. `bans`: the speaker each of whose turns keeps it at once unless one of the
    triggers hit in that very turn; `None` where it is not as simple.
    """

    triggers: frozenset[str] | None = None
    bans: str | None = None

    def at_turns(self, talk: Talk, start: int) -> Iterable[Answer]:  # noqa: ARG002 - for those that wait
        """What turns from `start` on settle, each looking back only; `kept` ones included."""
        return ()

    def at_close(self, talk: Talk) -> Iterable[Answer]:  # noqa: ARG002 - for those that look back only
        """What the end of the conversation settles."""
        return ()

    # Whether `at_turns` and `at_close` say anything; asked of every rule at every turn.
    looks_back: bool = False
    waits: bool = False
    # Whether only the close can find it broken, whatever `at_turns` finds kept.
    late: bool = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.looks_back = cls.at_turns is not Operator.at_turns
        cls.waits = cls.at_close is not Operator.at_close


class Form(Block):
    """The YAML block of an operator. `settled`: the times at which it may settle, for readers."""

    settled: ClassVar[tuple[Settled, ...]] = ("send",)

    @abstractmethod
    def build(self, build: Build) -> Operator:
        """The compiled operator."""
