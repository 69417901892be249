"""Search finds clauses by number, by title and by what they say, beside cases."""

from __future__ import annotations

import re

import pytest

from tests.office import Office


def found(office: Office, words: str, who: str = "agent") -> list[str]:
    from shouwen_desk.handbooks.finding import clauses

    return [one.name.partition(":")[2] for one in clauses(office.people[who], words)]


def test_a_number_stands_first_and_those_below_it_follow(sqlite_office: Office) -> None:
    assert found(sqlite_office, "3.1.1") == ["3.1.1"]
    assert found(sqlite_office, "enterprise:3.1.1") == ["3.1.1"]
    assert found(sqlite_office, "3.1") == ["3.1.1", "3.1.2", "3.1.3", "3.1.4", "3.1.5"]
    assert found(sqlite_office, "3.1.") == found(sqlite_office, "3.1")
    assert found(sqlite_office, "1.1.1")[0] == "1.1.1"
    assert found(sqlite_office, "1")[:2] == ["1.1.1", "1.1.2"]


def test_titles_stand_before_texts(sqlite_office: Office) -> None:
    from shouwen_desk.ledger import queries

    program = queries.program_in_force(sqlite_office.clock.now)
    assert program is not None
    names = found(sqlite_office, "不归我管")
    assert names[0] == "3.1.1"
    titled = ["不归我管" in program.clauses[f"enterprise:{one}"].title for one in names]
    assert titled == sorted(titled, reverse=True)
    (said,) = found(sqlite_office, "每小时")[:1]
    assert (
        "每小时"
        in program.clauses[f"enterprise:{said}"].title + program.clauses[f"enterprise:{said}"].text
    )


@pytest.mark.parametrize("words", ["", "  ", "没有这样的条款", "x" * 61, "%", "\x00"])
def test_what_nobody_wrote_is_not_found(sqlite_office: Office, words: str) -> None:
    assert found(sqlite_office, words) == []


def test_many_are_cut(sqlite_office: Office) -> None:
    assert len(found(sqlite_office, "客户")) == 20


def test_the_piece_that_says_so_is_shown() -> None:
    from shouwen_desk.handbooks.finding import _piece

    text = "前" * 40 + "要找的" + "后" * 40
    assert _piece(text, "要找的") == "…" + "前" * 24 + "要找的" + "后" * 24 + "…"
    assert _piece("要找的", "要找的") == "要找的"
    assert _piece(text, "别处的") == "前" * 27 + "…"


def test_the_page_shows_clauses_beside_cases(sqlite_office: Office) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = sqlite_office.client("agent")
    page = client.get("/search", {"q": "不归我管"}).content.decode()
    assert "没有找到" not in page
    assert "手册里“不归我管”找到" in page
    assert re.search(r'<td><a href="/handbook/enterprise/3\.1\.1">', page)
    assert "<table" not in client.get("/search", {"q": "<b>没有"}).content.decode()
    with CaptureQueriesContext(connection) as none:
        client.get("/search", {"q": "没有这样的条款"})
    with CaptureQueriesContext(connection) as many:
        client.get("/search", {"q": "客户"})
    assert len(many) == len(none)
