"""The dialogues, letters and mails that the product is measured on are for measuring only: no text of
theirs stands in the repository, in a handbook, a line that is learnt from, an example or a test."""

from __future__ import annotations

import json
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.shared import ROOT, shared_data

MAY_SERVE = {"utterance-challenge"}  # its own page says that its lines may serve as examples
TELLING = 14  # characters without blanks: shorter ones are anybody's formulas
_BLANK = re.compile(r"\s+")
_CHINESE = re.compile(r"[一-龥]{4}")


def texts(value: Any) -> Iterator[str]:
    """Every text in a parsed row, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def measured_on(folder: Path) -> Iterator[str]:
    """The telling texts of all rows of a data folder, without blanks."""
    for path in sorted(folder.rglob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            for text in texts(json.loads(line)) if line.strip() else ():
                bare = _BLANK.sub("", text)
                if len(bare) >= TELLING and _CHINESE.search(bare):
                    yield bare


def carried(bare: str, known: dict[str, list[str]]) -> Iterator[str]:
    """The known texts that stand in a text without blanks."""
    for start in range(len(bare) - TELLING + 1):
        for text in known.get(bare[start : start + TELLING], ()):
            if bare.startswith(text, start):
                yield text


def test_no_text_that_is_measured_on_stands_in_the_repository() -> None:
    data = shared_data("weibo-helpdesk").parent
    known: dict[str, list[str]] = defaultdict(list)
    for folder in sorted(data.iterdir()):
        if folder.is_dir() and folder.name not in MAY_SERVE:
            for text in set(measured_on(folder)):
                known[text[:TELLING]].append(text)
    assert len(known) > 5_000, "the reference data could not be read"
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = []
    for name in listed.stdout.splitlines():
        try:
            content = (ROOT / name).read_text("utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        found += [f"{name}: {text}" for text in carried(_BLANK.sub("", content), known)]
    assert found == []


@pytest.mark.parametrize(
    "text", ["前面的话一二三四五六七八九十一二三四，后面的话", "一二三四五六七八九十一二三四"]
)
def test_a_text_is_found_wherever_it_stands(text: str) -> None:
    known = {"一二三四五六七八九十一二三四": ["一二三四五六七八九十一二三四"]}
    assert list(carried(text, known)) == ["一二三四五六七八九十一二三四"]


def test_a_text_that_only_begins_alike_is_another() -> None:
    known = {"一二三四五六七八九十一二三四": ["一二三四五六七八九十一二三四五"]}
    assert list(carried("一二三四五六七八九十一二三四六", known)) == []
