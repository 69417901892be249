"""Weighing: all labels at once is the plain sum of each, to the last point; where the weight lies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.wording.likeness.pieces import MOST, pieces_of
from shouwen.wording.likeness.weighing import (
    _MANY,
    LONGEST,
    MOST_LEAST,
    MOST_WEIGHT,
    WIDTH,
    Table,
    Weighing,
    parts_of,
    weighing_of,
)
from shouwen.wording.normalise import normalise

LETTERS = "您我找去问不管，。0"


def test_pieces_are_framed_and_digits_are_nought() -> None:
    assert pieces_of("工5号") == {
        *"^工0号$",
        "^工",
        "工0",
        "0号",
        "号$",
        "^工0",
        "工0号",
        "0号$",
    }
    assert pieces_of("好") == {"^", "好", "$", "^好", "好$", "^好$"}
    assert pieces_of(" 好\n") == pieces_of("好")
    assert pieces_of("") == pieces_of(" \n") == set()


def test_one_point_decides() -> None:
    pieces = {40: ("不管",), -15: ("我们",), 7: ("去问",)}
    assert Table(1, pieces).sum("我们不管，您去问") == 32
    assert Weighing({"x": Table(32, pieces)}).weigh("我们不管，您去问") == {"x": [(2, 8)]}
    assert Weighing({"x": Table(33, pieces)}).weigh("我们不管，您去问") == {}


def test_a_sentence_is_trusted_by_itself_where_the_whole_text_is_not() -> None:
    weighing = Weighing({"x": Table(30, {20: ("不管",), -9: ("您好", "谢谢", "查")}, doubt=0)})
    bit = weighing.bits["x"]
    text = "您好,谢谢,我查。不管,谢谢。不管,谢谢,您好,查;我不管"
    spans = [(9, 11), (15, 17), (27, 29)]
    assert [text[slice(*span)] for span in spans] == ["不管"] * 3
    assert not weighing.judge([text])[0][1] & bit
    # 20 - 9, 20 - 27, 20: doubt is nought.
    assert weighing.trusted_in(text, spans, bit) == [spans[0], spans[2]]
    # A span over the end of a sentence is weighed with all that it touches.
    assert weighing.trusted_in(text, [(7, 11), (9, 16)], bit) == []
    # One sentence is the whole text, which was judged.
    alone = "不管,您好,谢谢,查。 "
    assert not weighing.judge([alone])[0][1] & bit
    assert weighing.trusted_in(alone, [(0, 2)], bit) == []


@pytest.mark.parametrize("end", ["。", "!", "?", ";", "~", "…", "\n"])
def test_a_long_sentence_is_weighed_in_parts(end: str) -> None:
    weighing = Weighing({"x": Table(30, {20: ("不管",), -30: ("谢谢",)}, doubt=0)})
    long = "好" * (2 * LONGEST) + "不管"
    text = f"{long}{end}谢谢"
    span = (len(long) - 2, len(long))
    assert weighing.trusted_in(text, [span], weighing.bits["x"]) == [span]


def test_a_piece_counts_once_however_often_it_stands_there() -> None:
    weighing = Weighing({"x": Table(20, {10: ("不管",)})})
    assert weighing.weigh("不管不管不管") == {}


def test_nothing_counts_in_nothing() -> None:
    weighing = Weighing({"x": Table(1, {999: ("^", "$", "^$", " ")})})
    assert weighing.weigh("") == weighing.weigh(" \n ") == {}
    assert weighing.weigh("嗯") == {"x": [(0, 1)]}


@pytest.mark.parametrize(
    "text", ["\ud800", "\udfff\ud800嗯", "\x00\x00", "👨‍👩‍👧‍👦", "\U0010ffff" * 400]
)
def test_strange_texts_do_no_harm(text: str) -> None:
    weighing = Weighing({"x": Table(1, {1: ("嗯",)})})
    squeezed = normalise(text).text
    assert weighing.weigh(squeezed) == ({"x": [(0, len(squeezed))]} if "嗯" in squeezed else {})


@st.composite
def _some_tables(draw: st.DrawFn) -> dict[str, Table]:
    pieces = st.text(LETTERS + "^$", min_size=1, max_size=MOST)
    weights = st.integers(-MOST_WEIGHT, MOST_WEIGHT).filter(bool)
    tables = {}
    for name in "abcdefg"[: draw(st.integers(1, 7))]:
        known = draw(st.dictionaries(pieces, weights, max_size=30))
        by_weight = {w: tuple(p for p in known if known[p] == w) for w in known.values()}
        tables[name] = Table(draw(st.integers(1, 2500)), by_weight, draw(st.integers(-900, 0)))
    return tables


@given(st.data())
def test_packed_sums_are_the_plain_sums(data: st.DataObject) -> None:
    tables = data.draw(_some_tables())
    text = data.draw(st.text(LETTERS, max_size=LONGEST))
    counting = {name for name, table in tables.items() if table.sum(text) >= table.least}
    if not text.strip():
        counting = set()
    assert Weighing(tables).weigh(text).keys() == counting


@pytest.mark.parametrize("low", [1, MOST_LEAST])
@pytest.mark.parametrize("signs", [(1, -1, 1), (-1, 1, -1), (-1, -1, -1), (1, 1, 1)])
def test_no_field_runs_into_its_neighbour(signs: tuple[int, ...], low: int) -> None:
    """The heaviest text there can be: every piece another one, and each of the most weight."""
    text = "".join(chr(0x4E00 + number) for number in range(LONGEST))
    pieces = tuple(sorted(pieces_of(text)))
    most = len(pieces) * MOST_WEIGHT
    assert most + MOST_LEAST < 2 ** (WIDTH - 1)
    tables = {str(at): Table(low, {sign * MOST_WEIGHT: pieces}) for at, sign in enumerate(signs)}
    counting = {str(at) for at, sign in enumerate(signs) if sign * most >= low}
    assert Weighing(tables).weigh(text).keys() == counting
    exact = {name: Table(min(most, MOST_LEAST), table.pieces) for name, table in tables.items()}
    assert Weighing(exact).weigh(text).keys() == {
        str(at) for at, sign in enumerate(signs) if sign > 0
    }


def test_the_span_is_where_the_weight_lies() -> None:
    table = Table(10, {60: ("不归我", "归我管"), -30: ("您好", "^您", "的,"), 4: ("去问",)})
    text = "您好,这个不归我管的,您去问别人。"
    ((start, end),) = Weighing({"x": table}).weigh(text)["x"]
    assert text[start:end] == "不归我管"
    # Marks at the ends are left off, and what is short gets company.
    bang = Weighing({"x": Table(10, {60: ("!!", "呸")})})
    assert bang.weigh("好吧,呸!!")["x"] == [(3, 6)]
    assert bang.weigh("呸")["x"] == [(0, 1)]
    assert bang.weigh("!!")["x"] == [(0, 2)]
    assert bang.weigh("  呸 ")["x"] == [(2, 3)]


def test_a_long_message_is_weighed_in_parts() -> None:
    table = {"x": Table(30, {33: ("不归我",), -2: ("请稍",)})}
    calm = "请稍等,我看一下。"
    text = calm * 60 + "这不归我管。" + calm * 60 + "不归我。"
    spans = Weighing(table).weigh(text)["x"]
    assert [text[slice(*span)] for span in spans] == ["不归我", "不归我"]
    # Alone neither half would do, and halves of two parts do not add up.
    halves = {"x": Table(30, {20: ("甲乙",), 15: ("丙丁",)})}
    assert Weighing(halves).weigh("甲乙" + "嗯" * (LONGEST - 4) + "丙丁")
    assert not Weighing(halves).weigh("甲乙" + "嗯" * LONGEST + "丙丁")


@given(st.text("我，。\n", max_size=2000))
def test_parts_are_the_whole_text_in_order(text: str) -> None:
    parts = [*parts_of(text)]
    assert "".join(text[start:end] for start, end in parts) == text
    assert all(0 < end - start <= LONGEST for start, end in parts)


def test_parts_are_cut_behind_sentences() -> None:
    text = "甲" * 200 + "。" + "乙" * 150 + "!" + "丙" * 700
    assert [*parts_of(text)] == [(0, 201), (201, 352), (352, 652), (652, 952), (952, 1052)]


def test_the_digest_tells_tables_apart_and_knows_no_order() -> None:
    first = Table(3, {5: ("x", "y"), -2: ("z",)})
    assert first.digest == Table(3, {-2: ("z",), 5: ("y", "x")}).digest
    others = [
        Table(4, first.pieces),
        Table(3, {5: ("x",), -2: ("z", "y")}),
        Table(3, {5: ("xy",), -2: ("z",)}),
        Table(3, {}),
    ]
    assert len({each.digest for each in [first, *others]}) == 5


def test_a_weighing_is_made_once_for_the_same_tables() -> None:
    first, second = Table(3, {5: ("x",)}), Table(3, {5: ("x",)})
    made = weighing_of({"a": first, "b": second}, ["b", "a"])
    assert weighing_of({"b": second, "a": first}, ["a", "b"]) is made
    assert weighing_of({"a": second, "b": first}, ["a", "b"]) is not made
    assert weighing_of({"a": first}, ["a"]) is not made
    with pytest.raises(KeyError):
        weighing_of({"a": first}, ["b"])


@given(
    st.text("您我去", min_size=1, max_size=30),
    st.dictionaries(
        st.text("您我去^$", min_size=1, max_size=MOST),
        st.integers(-50, 50).filter(bool),
        max_size=20,
    ),
)
def test_no_run_carries_more_than_the_span(text: str, known: dict[str, int]) -> None:
    """Every run, tried one by one: each weight spread evenly over its characters."""
    table = Table(1, {w: tuple(p for p in known if known[p] == w) for w in known.values()})
    spans = Weighing({"x": table}).weigh(text).get("x")
    if spans is None:
        return
    ((start, end),) = spans
    shares = [0.0] * (len(text) + 2)
    whole = f"^{text}$"
    for piece, weight in known.items():
        for at in range(len(whole)):
            if whole.startswith(piece, at):
                for place in range(at, at + len(piece)):
                    shares[place] += weight / len(piece)
    shares = shares[1:-1]
    runs = {
        (low, high): sum(shares[low:high])
        for low in range(len(text))
        for high in range(low + 1, len(text) + 1)
    }
    heaviest = max(runs.values())
    within = [run for run in runs if start <= run[0] and run[1] <= end]
    assert max(runs[run] for run in within) == pytest.approx(heaviest)
    assert end - start >= min(3, len(text))


def _trusted(tables: dict[str, Table], text: str) -> str:
    weighing = Weighing(tables)
    ((_, trusted),) = weighing.judge([text])
    return "".join(name for name in tables if weighing.bits[name] & trusted)


def test_a_label_is_doubted_below_its_doubt_and_not_at_it() -> None:
    pieces = {40: ("不管",), -15: ("我们",), -20: ("说",)}
    text = "您说我们"  # -35
    assert _trusted({"x": Table(1, pieces, -35)}, text) == "x"
    assert _trusted({"x": Table(1, pieces, -34)}, text) == ""
    assert _trusted({"x": Table(1, pieces, -35)}, "") == ""


def test_doubt_of_one_label_is_not_another_s() -> None:
    tables = {
        "a": Table(9, {-999: ("嗯",)}, -MOST_LEAST),
        "b": Table(9, {-1: ("嗯",)}, 0),
        "c": Table(MOST_LEAST, {-999: ("嗯",)}, MOST_LEAST),
    }
    assert _trusted(tables, "嗯") == "a"


def test_a_long_text_is_doubted_only_where_every_part_is() -> None:
    tables = {"x": Table(5, {3: ("管",), -9: ("好",)}, 0)}
    calm = "好的。" * (LONGEST // 3)
    assert _trusted(tables, calm + calm) == ""
    assert _trusted(tables, calm + "归谁管呢？") == "x"


@given(st.data())
def test_many_texts_at_once_are_judged_as_each_alone(data: st.DataObject) -> None:
    tables = data.draw(_some_tables())
    some = data.draw(st.lists(st.text(LETTERS + "^$嗯 \n", max_size=40), max_size=20))
    long = data.draw(st.text(LETTERS, min_size=LONGEST, max_size=2 * LONGEST))
    weighing = Weighing(tables)
    alone = [weighing.judge([text])[0] for text in [*some, long]]
    texts = [*some, long] * (_MANY + 1)
    assert weighing.judge(texts) == alone * (_MANY + 1)


def test_doubt_is_part_of_what_a_table_is_called() -> None:
    assert Table(1, {1: ("嗯",)}, -1).digest != Table(1, {1: ("嗯",)}, -2).digest


def test_apart_what_stands_between_two_commas_is_enough() -> None:
    weighing = Weighing({"x": Table(20, {20: ("傻",), -30: ("给您",)}, 15)})
    text, bit = "你傻,今天给您回电话", weighing.bits["x"]
    assert weighing.judge([text])[0] == ({}, 0)
    assert weighing.trusted_in(text, [(1, 2)], bit) == []
    assert weighing.trusted_in(text, [(1, 2), (5, 7)], bit, apart=True) == [(1, 2)]
    # Between commas the label has to count: to be trusted is too little.
    careful = Weighing({"x": Table(21, {20: ("傻",), -30: ("给您",)}, 15)})
    assert careful.trusted_in(text, [(1, 2)], careful.bits["x"], apart=True) == []
