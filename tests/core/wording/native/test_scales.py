"""Compiled weighing is `Weighing`: the same labels, the same trust, the same spans."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from shouwen.wording.likeness.weighing import LONGEST, Judged, Table, Weighing
from shouwen.wording.native.scales import Scales
from shouwen.wording.native.search import batch_of
from shouwen.wording.normalise import normalise
from tests.core.wording.samples import TEXTS

LETTERS = "您我找去问不管，。0^$_a "
WRITTEN = st.text(alphabet=LETTERS + "57\n!", max_size=40)
PIECES = st.text(alphabet=LETTERS, min_size=1, max_size=3)
TABLES = st.lists(
    st.tuples(
        st.integers(-60, 90),
        st.integers(-90, 60),
        st.dictionaries(st.integers(-99, 99), st.lists(PIECES, max_size=8).map(tuple), max_size=8),
    ),
    min_size=1,
    max_size=4,
).map(
    lambda rows: {
        f"t{at}": Table(least, pieces, doubt) for at, (least, doubt, pieces) in enumerate(rows)
    }
)


def together(weighing: Weighing, texts: Sequence[str]) -> list[Judged]:
    scales = Scales(weighing)
    weighed = scales.weigh(batch_of(texts))
    return [scales.judged(text, number, weighed) for number, text in enumerate(texts)]


@given(TABLES, st.lists(WRITTEN | TEXTS, max_size=8), st.text(LETTERS, min_size=LONGEST + 1))
def test_the_same_as_each_alone(tables: dict[str, Table], texts: list[str], long: str) -> None:
    weighing = Weighing(tables)
    squeezed = [normalise(text).text for text in [*texts, "", long]]
    alone = [weighing.judge([text])[0] for text in squeezed]
    assert together(weighing, squeezed) == alone


def test_a_text_of_the_longest_and_one_more() -> None:
    weighing = Weighing({"x": Table(10, {12: ("^不",), -5: ("管$",)}, doubt=7)})
    texts = ["不" * (LONGEST - 1) + "管", "不" * LONGEST + "管"]
    judged = together(weighing, texts)
    assert judged == [weighing.judge([text])[0] for text in texts]
    assert judged[0] == ({}, weighing.bits["x"])
    assert [*judged[1][0]] == ["x"]  # in two parts


def test_as_many_labels_as_one_likes() -> None:
    """Which labels a text is trusted for does not have to fit into one number."""
    letters = [chr(ord("一") + at) for at in range(130)]
    tables = {f"t{at}": Table(10, {12: (each,)}, doubt=5) for at, each in enumerate(letters)}
    weighing = Weighing(tables)
    judged = together(weighing, letters)
    assert judged == [({f"t{at}": [(0, 1)]}, weighing.bits[f"t{at}"]) for at in range(130)]
    assert weighing.judge(letters) == judged  # with numpy
