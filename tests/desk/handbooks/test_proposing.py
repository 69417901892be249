"""A clause that listens to customers judges nobody, and its page does not look as if it did."""

from __future__ import annotations

from tests.office import Office


def test_the_page_of_a_proposing_clause_shows_no_verdicts(sqlite_office: Office) -> None:
    page = sqlite_office.client("agent").get("/handbook/enterprise/20.11").content.decode()
    aside = page[page.index('<aside class="aside') :]
    assert '<p class="said"><span class="tag">提议</span>客户：锂电池' in aside
    assert '<p class="said"><span class="tag">不提议</span>客户：头像' in aside
    for judging in ("不这样", "判违", "写作检查", "m-broken", "m-kept"):
        assert judging not in aside
    assert "本月还没有应办" not in page[page.index('id="c20.11"') : page.index("<aside")]


def test_the_page_of_a_judging_clause_does(sqlite_office: Office) -> None:
    page = sqlite_office.client("agent").get("/handbook/enterprise/3.1.1").content.decode()
    aside = page[page.index('<aside class="aside') :]
    for judging in ("不这样", "判违", "写作检查"):
        assert judging in aside
    assert "不提议" not in aside
