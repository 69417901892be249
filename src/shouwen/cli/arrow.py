"""The check over Arrow record batches: conversations in, findings out, a batch at a time.

One function for a process here, and for as many machines as Spark has (`mapInArrow`); it gives what
`shouwen check --format json` gives for the same conversations. Needs pyarrow (extra `arrow`); no
other part of the program imports it::

    from shouwen.cli.arrow import checking
    for batch in checking("enterprise")(batches): …

    frame.mapInArrow(checking("enterprise"), SPARK_SCHEMA)        # PySpark, extra `spark`

A batch has a row a conversation: either one column of text that holds its JSON line (`value`, as
`spark.read.text` gives it, or `line`), or columns `id`, `turns` (a list of structures with `role`,
`text`, and `by`, `at`, `until` where known) and, where there are, `source`, `channel`, `open`,
`facts` (a JSON object as text, a map or a structure). Times are ISO text or Arrow timestamps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from shouwen.cli.channels import Channels
from shouwen.cli.checking import Checker, Cover, Tally
from shouwen.cli.conversations import Conversation, conversation_of
from shouwen.cli.lines import BadRow, read_object
from shouwen.handbook import load_program

if TYPE_CHECKING:
    from shouwen.handbook.program import Program

LINE_COLUMNS = ("value", "line")
ROWS = 1_000  # conversations that are judged together

FINDINGS = pa.schema(
    [
        ("conversation", pa.string()),
        ("turn", pa.int32()),
        ("clause", pa.string()),
        ("edition", pa.string()),
        ("outcome", pa.string()),
        ("severity", pa.string()),
        ("span_start", pa.int32()),
        ("span_end", pa.int32()),
        ("text", pa.string()),
        ("message", pa.string()),
        ("instead", pa.string()),
        ("title", pa.string()),
        ("handbook", pa.string()),
        ("edition_number", pa.string()),
        ("bad", pa.string()),
    ]
)
"""A row a finding; `span_start`, `span_end` count code points of the message. A row of input that
cannot be used gives a row in which `bad` says why, in Chinese, and all but `conversation` is null."""

SPARK_SCHEMA = ", ".join(
    f"{field.name} {'int' if field.type == pa.int32() else 'string'}" for field in FINDINGS
)
"""`FINDINGS` in the words of Spark."""


def checking(handbook: str, *, everything: bool = False, channel: str = "") -> ArrowCheck:
    """The check of a handbook, by code or folder; `everything`: kept and unobserved ones too;
    `channel`: of conversations that name none, or what they came by is not observed.

    The handbook is read here and travels with the function: machines that run it need Shouwen and
    no file. Raises `MistakesFound`, `UnknownChannel`.
    """
    program = load_program(handbook)
    if channel:
        channel = Channels.of(program).chosen(channel)
    return ArrowCheck(program.edition, program.content, everything, channel)


@dataclass(frozen=True)
class ArrowCheck:
    """A function from batches of conversations to batches of findings; may be pickled."""

    edition: str
    content: Mapping[str, Any]
    everything: bool = False
    channel: str = ""

    def __call__(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """A batch of findings for each batch (or `ROWS` rows of one) in which there are some."""
        program = _program(self.edition, _Once(self.content))
        checker = Checker(
            program.language,
            "json",
            self.everything,
            program.zone,
            cover=Cover(program.title, program.number),
            channel=self.channel,
        )
        for batch in batches:
            for start in range(0, batch.num_rows, ROWS):
                found = list(_rows(checker, batch.slice(start, ROWS)))
                if found:
                    yield pa.RecordBatch.from_pylist(found, schema=FINDINGS)


class _Once:
    """Content that a cache does not look into: editions are told apart by their hash."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Once)


@lru_cache(maxsize=2)
def _program(edition: str, content: _Once) -> Program:  # noqa: ARG001 - the edition is the key
    from shouwen.handbook.program import Program

    return Program.from_content(content.content)


def _rows(checker: Checker, batch: pa.RecordBatch) -> Iterator[dict[str, Any]]:
    conversations: list[Conversation] = []
    for row in batch.to_pylist():
        try:
            conversations.append(_conversation(row, checker.zone, checker.channel))
        except BadRow as bad:
            name = row.get("id")
            yield {"conversation": _storable(None if name is None else str(name)), "bad": str(bad)}
    for talk, _, findings in checker.judged(conversations, Tally()):
        for finding in findings:
            found = checker.row(talk, finding)
            found["span_start"], found["span_end"] = found.pop("span") or (None, None)
            yield {k: _storable(v) if isinstance(v, str) else v for k, v in found.items()}


def _storable(text: str | None) -> str | None:
    """Arrow keeps UTF-8, which has no form for a lone surrogate (JSON may spell one)."""
    return None if text is None else text.encode("utf-8", "replace").decode()


def _conversation(row: dict[str, Any], zone: tzinfo, channel: str) -> Conversation:
    for name in LINE_COLUMNS:
        if name in row and "turns" not in row:
            line = row[name]
            if not isinstance(line, str):
                raise BadRow("这一行是空的")
            return conversation_of(
                read_object(line.encode("utf-8", "surrogatepass")), zone, channel
            )
    plain: dict[str, Any] = {key: value for key, value in row.items() if value is not None}
    facts = plain.get("facts")
    if isinstance(facts, str):
        plain["facts"] = read_object(facts.encode("utf-8", "surrogatepass"))
    elif isinstance(facts, list):  # how Arrow gives a map
        plain["facts"] = dict(facts)
    if isinstance(plain.get("turns"), list):
        plain["turns"] = [_turn(turn) for turn in plain["turns"]]
    return conversation_of(plain, zone, channel)


def _turn(turn: Any) -> Any:
    if not isinstance(turn, dict):
        return turn
    return {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in turn.items()
    }
