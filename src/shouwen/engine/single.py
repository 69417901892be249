"""The simplest source of editions: one program, in force everywhere and always."""

from shouwen.events import Instant
from shouwen.handbook.program import Program


class Single:
    """For the command line, tests and rehearsals."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def edition(self, edition: str) -> Program:
        """The program, whose hash must be ``edition``."""
        if edition != self.program.edition:
            raise KeyError(edition)
        return self.program

    def at(self, unit: str, at: Instant) -> Program | None:  # noqa: ARG002 - the same everywhere
        """The program."""
        return self.program
