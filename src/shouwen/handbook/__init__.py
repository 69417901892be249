"""Handbooks: folders of YAML, assembled, named by hash, compiled to a program (DESIGN §4).

In three lines::

    handbook, mistakes = load_handbook("enterprise")      # a shipped code, or a folder
    program = load_program("enterprise")                  # raises MistakesFound
    print(plain_sentence(handbook.clause("5.2.1")))       # 立案起服务时间 2 小时内……

* :func:`load_handbook` reads everything in one pass; the handbook is None where something is wrong.
* :class:`Handbook` is what :meth:`shouwen.handbook.program.Program.compile` compiles.
* :func:`shouwen.handbook.lint.lint` says what is wrong and what is ill advised.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from shouwen.handbook.book import Chapter, Handbook, Omitted, canonical, edition_of
from shouwen.handbook.control import Control, Settings
from shouwen.handbook.folder import find_folder, shipped_folders
from shouwen.handbook.loading import load_handbook
from shouwen.handbook.sentence import plain_sentence
from shouwen.source import MistakesFound

if TYPE_CHECKING:
    from shouwen.handbook.program import Program

__all__ = [
    "Chapter",
    "Control",
    "Handbook",
    "Omitted",
    "Settings",
    "canonical",
    "edition_of",
    "find_folder",
    "load_handbook",
    "load_program",
    "plain_sentence",
    "shipped_folders",
]


def load_program(code_or_dir: str | Path) -> "Program":
    """The compiled edition of a handbook. Raises :class:`MistakesFound` with every mistake."""
    from shouwen.handbook.program import Program

    handbook, mistakes = load_handbook(code_or_dir)
    if handbook is None:
        raise MistakesFound(tuple(mistakes))
    return Program.compile(handbook)
