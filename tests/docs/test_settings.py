"""The page of settings names exactly the variables that the desk reads."""

from __future__ import annotations

import re

from tests.shared import ROOT


def test_the_page_names_what_is_read() -> None:
    readers = ("src/shouwen_desk/config/environment.py", "src/shouwen/source/keeping.py")
    source = "".join((ROOT / reader).read_text("utf-8") for reader in readers)
    page = (ROOT / "docs/reference/settings.md").read_text("utf-8")
    read = set(re.findall(r'"(SHOUWEN_[A-Z_]+|DATABASE_URL)"', source))
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", page, re.M))
    assert told == read
