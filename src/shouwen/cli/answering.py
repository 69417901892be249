"""One answer a JSON line, for the commands that reckon line by line (`due`, `times`)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from typing import Any

from shouwen.cli.lines import BadRow, read_lines, read_object
from shouwen.cli.printable import complain, json_line, printable
from shouwen.source import nearest


def answer_lines(
    path: str, keys: Collection[str], answer: Callable[[dict[str, Any]], dict[str, Any]]
) -> int:
    """Write ``answer(row)`` for each line of a file; `keys` are those that the command reads.

    A line for which it raises ``BadRow`` is named on standard error and left out; the exit code is
    then 2, else 0.
    """
    code = 0
    for line in read_lines([path]):
        try:
            if line.bad:
                raise BadRow(line.bad)
            row = read_object(line.data)
            _refuse_misspelt(row, keys)
            answered = answer(row)
        except BadRow as error:
            code = 2
            complain(f"{printable(line.place)} {printable(str(error), 400)}")
            continue
        sys.stdout.buffer.write(json_line(answered))
    sys.stdout.buffer.flush()
    return code


def _refuse_misspelt(row: dict[str, Any], keys: Collection[str]) -> None:
    for key in [key for key in row if key not in keys]:
        # Other keys are the caller's own; a misspelt one would change the answer in silence.
        meant = nearest(key, [known for known in keys if known not in row])
        if meant is not None:
            raise BadRow(f"没有“{key}”这一项，是不是想写 {meant}")
