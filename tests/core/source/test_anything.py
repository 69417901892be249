"""Whatever the bytes, reading ends with a tree or with mistakes that have places in the file."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from shouwen.source import Mistakes, load_bytes, read_as

PIECES = st.sampled_from(
    [*list("abc:：-?&*!|>%@`'\"[]{},#~<=0179. \t\n\r\\"), ": ", "- ", "\n  ", "\n- ", "---\n", "...\n", "%YAML ", "%TAG ", "!!", "!<", "<<: ", "\\x", "\\u", "''", "条", "\u2028", "\ufeff", "\x00", "\x85", "𠮷"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join)


class Small(BaseModel):
    model_config = ConfigDict(extra="forbid")
    a: str
    b: list[str] | dict[str, int] = []


@given(st.one_of(TEXTS.map(str.encode), st.binary(max_size=60)))
@example(b"%YAML 99999999999999999999.1\n--- a")
@example(b"%TAG ! x\n%TAG ! x\n--- a")
@example(b"a: !<tag:%ff> b")
@example(b"? ? ? a")
@example(b"\xef\xbb\xbf\xef\xbb\xbfa: 1")
@settings(max_examples=500)
def test_reading_never_fails(raw: bytes) -> None:
    mistakes = Mistakes()
    node = load_bytes(raw, "f", mistakes)
    assert node is not None or mistakes
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 2
    for mistake in mistakes:
        assert 1 <= mistake.place.line <= lines
        assert mistake.place.column >= 1
        assert mistake.what
    if node is not None:
        json.dumps(node.plain(), allow_nan=False)
        before = len(mistakes)
        assert read_as(Small, node, mistakes) is not None or len(mistakes) > before or before
