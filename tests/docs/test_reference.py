"""The printed pages of the reference are as the code prints them now; otherwise run `make reference`."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from tools.reference import PAGES, PRINTED


@pytest.mark.parametrize(("name", "page"), PRINTED.items(), ids=PRINTED)
def test_a_printed_page_is_up_to_date(name: str, page: Callable[[], str]) -> None:
    if name == "cli.md" and sys.version_info[:2] != (3, 13):
        pytest.skip(
            "help pages are laid out a little differently by each Python; printed with 3.13"
        )
    assert (PAGES / name).read_text("utf-8") == page()
