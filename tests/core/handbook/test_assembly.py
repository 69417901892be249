"""``extends``, ``override`` and ``omit``: what an extending handbook becomes."""

from pathlib import Path

from shouwen.handbook import Handbook, load_handbook
from shouwen.handbook.assembly import reading_order
from shouwen.handbook.lint import lint
from tests.core.handbook.folders import clock, write


def _load(path: Path) -> Handbook:
    handbook, mistakes = load_handbook(path)
    assert handbook is not None, mistakes.text()
    return handbook


def _ids(handbook: Handbook) -> list[str]:
    return [clause.id for clause in handbook.clauses]


def test_an_override_writes_only_what_differs(tmp_path: Path) -> None:
    write(tmp_path, "house", ("1", clock()))
    override = '  - override: "1.1"\n    reason: 更快\n    clock: {within: 1 小时}\n'
    shop = _load(write(tmp_path, "shop", ("1", override), more="extends: house\n"))
    clause = shop.clause("1.1")
    assert clause.clock is not None
    assert clause.clock.within == "1 小时"
    assert clause.clock.measures == "first_response"
    assert clause.title == "答复1.1"
    assert shop.line == ("house", "shop")


def test_conditions_of_an_override_are_replaced_whole(tmp_path: Path) -> None:
    write(tmp_path, "house", ("1", clock()))
    override = '  - override: "1.1"\n    reason: 不分级\n    when: {urgent: true}\n'
    shop = _load(write(tmp_path, "shop", ("1", override), more="extends: house\n"))
    assert shop.clause("1.1").when == {"urgent": True}


def test_an_override_with_a_number_of_its_own_moves_the_clause(tmp_path: Path) -> None:
    write(tmp_path, "house", ("3", clock("3.1", 3) + clock("3.2", 4)))
    moved = (
        '  - override: "3.1"\n    id: "1.5"\n    reason: 编入第一章\n    clock: {within: 1 小时}\n'
    )
    shop = _load(write(tmp_path, "shop", ("1", moved + clock("1.6", 2)), more="extends: house\n"))
    assert _ids(shop) == ["1.5", "1.6", "3.2"]
    clause = shop.clause("1.5")
    assert clause.clock is not None
    assert (clause.title, clause.clock.within) == ("答复3.1", "1 小时")

    again = '  - override: "1.5"\n    reason: 更快\n    clock: {within: 30 分钟}\n'
    branch = _load(write(tmp_path, "branch", ("1", again), more="extends: shop\n"))
    assert _ids(branch) == ["1.5", "1.6", "3.2"]


def test_an_omitted_clause_is_gone_and_its_reason_kept(tmp_path: Path) -> None:
    write(tmp_path, "house", ("1", clock() + clock("1.2", 2)))
    omit = '  - omit: "1.2"\n    reason: 不分级\n'
    shop = _load(write(tmp_path, "shop", ("1", omit), more="extends: house\n"))
    assert _ids(shop) == ["1.1"]
    assert [(o.id, o.reason) for o in shop.omitted] == [("1.2", "不分级")]


def test_new_clauses_and_chapters_find_their_place(tmp_path: Path) -> None:
    write(tmp_path, "house", ("1", clock("1.1", 1)), ("3", clock("3.1", 3)))
    own = ("1", clock("1.2", 5)), ("2", clock("2.1", 2)), ("10", clock("10.1", 4))
    shop = _load(write(tmp_path, "shop", *own, more="extends: house\n"))
    assert _ids(shop) == ["1.1", "1.2", "2.1", "3.1", "10.1"]


def test_three_generations(tmp_path: Path) -> None:
    write(tmp_path, "law", ("1", clock(within="3 小时")))
    house = '  - override: "1.1"\n    reason: 更快\n    clock: {within: 2 小时}\n'
    write(tmp_path, "house", ("1", house), more="extends: law\n")
    shop = '  - override: "1.1"\n    reason: 再快\n    clock: {within: 1 小时}\n'
    handbook = _load(write(tmp_path, "shop", ("1", shop), more="extends: house\n"))
    assert handbook.clause("1.1").block.within == "1 小时"
    assert handbook.line == ("law", "house", "shop")


def test_settings_wording_and_calendars_are_laid_over(tmp_path: Path) -> None:
    house = (
        "settings:\n  company: 总店\n  calendar: day\n  channels: {chat: {hours: day}, phone: {}}\n"
    )
    labels = "labels:\n  hello: {any: [您好]}\n  bye: {any: [再见]}\n"
    write(
        tmp_path,
        "house",
        ("1", clock()),
        more=house,
        wording__labels=labels,
        calendars__day='hours: ["09:00-18:00"]\n',
    )
    shop = _load(
        write(
            tmp_path,
            "shop",
            ("2", clock("2.1", 2)),
            more="extends: house\nsettings:\n  company: 分店\n  channels: {chat: {title: 网页}}\n",
            wording__labels="labels:\n  bye: {any: [拜拜]}\n",
        )
    )
    assert shop.settings.company == "分店"
    assert shop.settings.calendar == "day"
    assert set(shop.settings.channels) == {"chat", "phone"}
    assert (shop.settings.channels["chat"].hours, shop.settings.channels["chat"].title) == (
        "day",
        "网页",
    )
    assert {name: label.any for name, label in shop.labels.labels.items()} == {
        "hello": ["您好"],
        "bye": ["拜拜"],
    }
    assert shop.calendar("chat") is shop.calendars["day"]


def test_numbers_sort_as_people_read_them() -> None:
    numbers = ["10", "4.10", "4.2", "1", "附录", "4"]
    assert sorted(numbers, key=reading_order) == ["1", "4", "4.2", "4.10", "10", "附录"]


def test_a_slip_in_the_labels_is_one_mistake_and_no_clause_is_blamed(tmp_path: Path) -> None:
    spoken = """\
  - id: "1.1"
    title: 问候
    text: 先问候。
    kind: utterance
    per: message
    severity: hint
    utterance: {must_first: {label: hello}}
"""
    broken = write(
        tmp_path, "shop", ("1", spoken), wording__labels="labels:\n  hello: {any: [您好}\n"
    )
    handbook, mistakes = load_handbook(broken)
    assert handbook is None
    assert [(m.place.line, m.place.file.endswith("labels.yaml")) for m in mistakes] == [(2, True)]
    said = [(m.place.file.rpartition("/")[2], m.place.line) for m in lint(broken).errors]
    assert said == [("01.yaml", 4), ("labels.yaml", 2)]  # the first: no examples


def _row(base: Path, length: int, last: str = "") -> Path:
    """Handbooks h1, h2, … each extending the next; the last one's clauses are numbered 1.1."""
    for number in range(1, length):
        write(base, f"h{number}", more=f"extends: h{number + 1}\n")
    write(base, f"h{length}", ("1", clock()), more=last)
    return base / "h1"


def test_a_straight_row_of_handbooks_is_no_circle(tmp_path: Path) -> None:
    assert _ids(_load(_row(tmp_path / "eight", 8))) == ["1.1"]
    (long,) = lint(_row(tmp_path / "nine", 9)).errors
    names = " → ".join(f"h{number}" for number in range(1, 10))
    assert long.what == f"手册一本沿用一本，超过 8 本：{names}"
    assert long.remedy == "请把中间几本并成一本，或直接沿用更早的一本"
    found = [each.what for each in lint(_row(tmp_path / "round", 4, "extends: h2\n")).errors]
    assert "手册互相沿用，绕了一圈：h2 → h3 → h4 → h2" in found
