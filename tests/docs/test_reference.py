"""The printed pages of the reference are as the code prints them now; otherwise run `make reference`."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tools.reference import PAGES, PRINTED


@pytest.mark.parametrize(("name", "page"), PRINTED.items(), ids=PRINTED)
def test_a_printed_page_is_up_to_date(name: str, page: Callable[[], str]) -> None:
    assert (PAGES / name).read_text("utf-8") == page()
