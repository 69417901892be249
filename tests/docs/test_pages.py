"""What the pages say exists: links lead somewhere, words of the glossary are in the code, decisions are whole."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import pages, without_code
from tests.shared import ROOT

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_HEADINGS = ["Context", "Decision", "Consequences", "Alternatives", "What enforces it"]
DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))


def anchor(heading: str) -> str:
    """The anchor that a Markdown renderer gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("page", pages(), ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for target in _LINK.findall(without_code(page.read_text("utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, part = target.partition("#")
        file = (page.parent / path) if path else page
        if not file.exists():
            broken.append(target)
        elif part:
            headings = re.findall(r"^#+ (.+)$", file.read_text("utf-8"), re.M)
            if part not in {anchor(h) for h in headings}:
                broken.append(target)
    assert broken == []


@cache
def _words_of_the_code() -> frozenset[str]:
    words: set[str] = set()
    for file in (ROOT / "src").rglob("*.py"):
        words.update(re.findall(r"[A-Za-z_]\w*", file.read_text("utf-8")))
        words.update(file.relative_to(ROOT / "src").with_suffix("").parts)
    return frozenset(words)


def _glossary() -> list[tuple[str, str]]:
    rows = re.findall(
        r"^\| ([^|]+) \| [^|]+ \| `([^`]+)` \|",
        (ROOT / "docs/glossary.md").read_text("utf-8"),
        re.M,
    )
    assert len(rows) > 50
    return rows


@pytest.mark.parametrize(("chinese", "identifier"), _glossary())
def test_a_word_of_the_glossary_is_in_the_code(chinese: str, identifier: str) -> None:
    assert identifier in _words_of_the_code()


@pytest.mark.parametrize("page", DECISIONS, ids=lambda p: p.name)
def test_a_decision_is_whole_and_listed(page: Path) -> None:
    text = page.read_text("utf-8")
    assert re.match(rf"# {page.name[:4]}: \S", text)
    assert re.findall(r"^## (.+)$", text, re.M) == _HEADINGS
    assert f"({page.name})" in (ROOT / "docs/decisions/README.md").read_text("utf-8")


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = [page.name[:4] for page in DECISIONS]
    assert len(set(numbers)) == len(numbers)


def test_every_page_can_be_found_from_the_index() -> None:
    index = ROOT / "docs/index.md"
    linked = {(index.parent / link).resolve() for link in _LINK.findall(index.read_text("utf-8"))}
    folders = ("docs", "docs/how-to", "docs/reference", "docs/explanation")
    there = {page for folder in folders for page in (ROOT / folder).glob("*.md")} - {index}
    assert there <= linked
