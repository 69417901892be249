"""Learning: the one solution, whole numbers that decide the same, the same every time."""

from __future__ import annotations

from math import exp
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouwen.source import Mistakes, load_text, read_as
from shouwen.wording.fold import fold
from shouwen.wording.likeness.learning import SCALE, Learning, Wrong
from shouwen.wording.likeness.lines import Lines, read_lines, refuse_contradictions
from shouwen.wording.likeness.pieces import pieces_of
from shouwen.wording.likeness.regression import BIAS, Fitted, Regression
from shouwen.wording.likeness.tables import Learnt, LearntTable, others_of, written
from shouwen.wording.likeness.weighing import Weighing
from shouwen.wording.normalise import squeeze
from tests.core.wording.likeness.sentences import PLAIN, SENDS_AWAY, file, plain


def lines(text: str, label: str = "sends_away") -> Lines:
    mistakes = Mistakes()
    read = read_lines(text, label, f"lines/{label}.txt", mistakes)
    assert not mistakes, mistakes.text()
    return read


def fit(
    rows: list[list[int]], signs: list[int], costs: list[float], near: Fitted | None = None
) -> Fitted:
    return Regression(rows, signs).fitted(costs, near, precision=1e-10)


def learnt(*files: Lines) -> Learning:
    return Learning(files)


def test_the_gradient_is_nought_at_the_solution() -> None:
    chance = Random(20261001)
    rows = [sorted(chance.sample(range(40), 12)) for _ in range(90)]
    signs = [chance.choice((1, -1)) for _ in rows]
    costs = [chance.choice((0.3, 1.0, 1.7)) for _ in rows]
    fitted = fit(rows, signs, costs)
    pulls = [
        -cost * sign / (1 + exp(sign * fitted.value(row)))
        for row, sign, cost in zip(rows, signs, costs, strict=True)
    ]
    slopes = [
        fitted.weights[piece] + sum(p for p, row in zip(pulls, rows, strict=True) if piece in row)
        for piece in range(40)
    ]
    assert max(map(abs, slopes)) < 1e-6
    assert abs(fitted.bias / BIAS**2 + sum(pulls)) < 1e-6


def test_one_line_of_each_kind_is_solved_by_hand() -> None:
    """w = c·(1 − p), p = 1/(1 + exp(−w)): with c = 1 and no bias to speak of, w ≈ 0.4010581."""
    fitted = fit([[0], [1]], [1, -1], [1.0, 1.0])
    assert fitted.bias == pytest.approx(0, abs=1e-9)
    assert fitted.weights[0] == pytest.approx(0.4010581375, abs=1e-8)
    assert fitted.weights[1] == pytest.approx(-0.4010581375, abs=1e-8)


def test_pieces_of_the_same_lines_weigh_the_same() -> None:
    fitted = fit([[0, 1, 2], [2, 3]], [1, -1], [1.0, 1.0])
    assert fitted.weights[0] == fitted.weights[1]
    from_near = fit([[0, 1, 2], [2, 3]], [1, -1], [1.0, 1.0], Fitted({0: 3.0, 3: -2.0}, 1.0))
    assert from_near.weights[0] == pytest.approx(fitted.weights[0], abs=1e-6)


def test_a_row_that_costs_nothing_is_not_there() -> None:
    some = fit([[0, 1], [2], [1]], [1, -1, -1], [1.0, 1.0, 0.0])
    fewer = fit([[0, 1], [2]], [1, -1], [1.0, 1.0])
    assert some.bias == pytest.approx(fewer.bias, abs=1e-8)
    assert some.weights == pytest.approx(fewer.weights, abs=1e-8)


def test_a_label_is_learnt_and_tells_new_sentences_apart() -> None:
    learning = learnt(lines(file(head="#! at: 0\n")), lines(plain(), "_others"))
    assert learning.labels == ["sends_away"]
    table = learning.table("sends_away", Mistakes())
    assert table is not None
    assert table.from_ == (24, 24)
    weighing = Weighing({"x": table.table})
    assert weighing.weigh("您去问开发商，这不归我们管")
    assert weighing.weigh("跟我们没关系，找别人去")
    for calm in ("我帮您查一下", "请稍等，我给您登记", "hello", "123", "嘻", *PLAIN.splitlines()):
        assert not weighing.weigh(calm), calm
    tried = learning.tried("sends_away")
    assert (tried.meant, tried.others) == (24, 24)
    assert tried.found >= 20
    assert tried.left >= 20


def test_learning_again_or_in_another_order_gives_the_same_file() -> None:
    first, others = lines(file()), lines(plain(), "_others")
    texts = set()
    for files in ((first, others), (others, first)):
        table = learnt(*files).table("sends_away", Mistakes())
        assert table is not None
        texts.add(written({"sends_away": table}))
    assert len(texts) == 1
    assert "# 由 shouwen handbook learn 写出" in texts.pop()


def test_whole_weights_decide_as_the_solution_does() -> None:
    own = lines(file(head="#! at: 0.3\n"))
    learning = learnt(own, lines(plain(), "_others"))
    table = learning.table("sends_away", Mistakes())
    assert table is not None
    fitted = learning._fit("sends_away")
    number = {piece: at for at, piece in enumerate(learning._pieces)}
    for line in (*own.meant, *own.others):
        row = [number[piece] for piece in pieces_of(line.squeezed) if piece in number]
        value = fitted.value(row)
        if abs(value - 0.3) > 0.1:
            assert (table.table.sum(line.squeezed) >= table.least) == (value > 0.3), line
    assert max(abs(int(weight)) for weight in table.pieces) <= SCALE * 3


def test_a_label_that_asks_for_little_still_asks_for_something() -> None:
    table = learnt(lines(file(head="#! at: -5\n"))).table("sends_away", Mistakes())
    assert table is not None
    assert table.least == 1
    assert not Weighing({"x": table.table}).weigh("嘻")


def test_a_line_that_another_label_means_does_not_teach() -> None:
    """A sentence may be both: what another label means is left out, what it does not counts little."""
    other = SENDS_AWAY.replace("\n", "！\n")
    alone = learnt(lines(file())).table("sends_away", Mistakes())
    beside = learnt(lines(file()), lines(file(meant=other), "rude")).table("sends_away", Mistakes())
    assert alone is not None
    assert beside is not None
    text = "这不归我们管，您去问物业"
    assert (
        Weighing({"x": alone.table}).weigh(text).keys()
        == Weighing({"x": beside.table}).weigh(text).keys()
    )
    # Even what is meant here and is none of the other does not speak against it.
    turned = lines(file(meant=other, others=SENDS_AWAY), "rude")
    against = learnt(lines(file()), turned).table("sends_away", Mistakes())
    assert against is not None
    assert Weighing({"x": against.table}).weigh(text)


def test_a_line_that_is_none_here_alone_teaches_no_other_label() -> None:
    """A turn of a conversation that is not this may well be that."""
    calm = "您好，我先帮您登记下来，查到了马上答复您"
    here = file(head="#! at: 0\n") + f"~{calm}\n"
    told = lines(here)
    assert [(line.squeezed, line.only_here) for line in told.others[-1:]] == [
        (squeeze(fold(calm)), True)
    ]
    assert told.digest != lines(here.replace("~", "-")).digest
    near = learnt(told).table("sends_away", Mistakes())
    assert near is not None
    assert near == learnt(lines(here.replace("~", "-"))).table("sends_away", Mistakes()).model_copy(
        update={"lines": near.lines}
    )
    # Beside it, another label learns from the file as if the line were not there.
    rude = lines(file(meant=SENDS_AWAY.replace("\n", "！\n")), "rude")
    with_it = learnt(told, rude).table("rude", Mistakes())
    without = learnt(lines(file(head="#! at: 0\n")), rude).table("rude", Mistakes())
    against = learnt(lines(here.replace("~", "-")), rude).table("rude", Mistakes())
    assert with_it == without != against


def test_what_many_labels_are_not_says_so_once() -> None:
    meant = SENDS_AWAY.replace("\n", "！\n")
    first, rude = lines(file()), lines(file(meant=meant), "rude")
    again = lines(file(meant=meant), "vain")
    one = learnt(first, rude).table("sends_away", Mistakes())
    assert one == learnt(first, rude, again).table("sends_away", Mistakes())


def test_lines_without_anything_in_common_teach_nothing() -> None:
    meant = "\n".join(chr(0x4E00 + n) for n in range(20))
    others = "\n".join(chr(0x5E00 + n) for n in range(20))
    mistakes = Mistakes()
    assert learnt(lines(file(meant, others))).table("sends_away", mistakes) is None
    assert [str(mistake) for mistake in mistakes] == [
        "lines/sends_away.txt:1:1 正例里没有说法是共有的，学不出来。请多写几句相近的正例。"
    ]


MISTAKES = {
    "": [(1, "以 + 开头的（正例）只有 0 句"), (1, "以 - 或 ~ 开头的（反例）只有 0 句")],
    file() + "没有记号\n": [(49, "这一行不是以 +、- 或 ~ 开头")],
    # What a Chinese keyboard writes looks right and is not.
    file() + "～全角\n＋全角\n－全角\n": [
        (49, "开头的“～”是全角的"),
        (50, "开头的“＋”是全角的"),
        (51, "开头的“－”是全角的"),
    ],
    file() + " +多了空格\n\u3000-多了空格\n": [
        (49, "这一行以空白开头"),
        (50, "这一行以空白开头"),
    ],
    file() + "-一句话\n~一句话\n-一句话\n": [
        (49, "“一句话”前面写 -，又写 ~（另一处在第 50 行）"),
        (50, "“一句话”前面写 -，又写 ~（另一处在第 49 行）"),
    ],
    file() + "+\n": [(49, "+ 后面没有话")],
    file() + "~\n": [(49, "~ 后面没有话")],
    file() + "~找我没用,这个得问快递公司\n+找我没用,这个得问快递公司\n": [
        (49, "“找我没用,这个得问快递公司”又是正例又是反例（另一处在第 50 行）"),
        (50, "“找我没用,这个得问快递公司”又是正例又是反例（另一处在第 49 行）"),
    ],
    file() + "-" + "长" * 301 + "\n": [(49, "这一句超过 300 个字")],
    file() + "-找我没用,这个得问快递公司\n+找我没用,这个得问快递公司\n": [
        (49, "“找我没用,这个得问快递公司”又是正例又是反例（另一处在第 50 行）"),
        (50, "“找我没用,这个得问快递公司”又是正例又是反例（另一处在第 49 行）"),
    ],
    file(head="#! at 0.5\n"): [(1, "这里的 #! 读不懂")],
    file(head="#! at: 9\n"): [(1, "这里的 #! 读不懂")],
    "#! at: 0\n" + file() + "# 说明\n#! at: 1\n": [(51, "#! 写了两次（第一次在第 1 行）")],
    "#! at: 9\n#! at: 1\n" + file(): [
        (1, "这里的 #! 读不懂"),
        (2, "#! 写了两次（第一次在第 1 行）"),
    ],
    file(meant="\n".join(SENDS_AWAY.splitlines()[:19])): [(1, "以 + 开头的（正例）只有 19 句")],
}


@pytest.mark.parametrize(("text", "expected"), MISTAKES.items())
def test_mistakes_of_a_lines_file(text: str, expected: list[tuple[int, str]]) -> None:
    mistakes = Mistakes()
    read_lines(text, "x", "lines/x.txt", mistakes)
    assert [(m.place.line, m.what) for m in mistakes] == expected
    assert all(m.place.file == "lines/x.txt" and m.remedy for m in mistakes)


def test_a_plain_line_is_meant_by_nobody() -> None:
    mistakes = Mistakes()
    read_lines("+好的\n-好的吧\n~好\n", "_others", "lines/_others.txt", mistakes)
    assert [(m.place.line, m.what) for m in mistakes] == [
        (1, "这一行不是以 - 开头"),
        (3, "这一行不是以 - 开头"),
    ]
    mistakes = Mistakes()
    read_lines("#! at: 1\n－好\n＋好\n", "_others", "lines/_others.txt", mistakes)
    assert [str(mistake) for mistake in mistakes] == [
        "lines/_others.txt:1:1 _others.txt 里没有可设的。请删去这一行。",
        "lines/_others.txt:2:1 开头的“－”是全角的。请改成半角的 -。",
        "lines/_others.txt:3:1 这一行不是以 - 开头。请写成“-这一句什么也不是”；说明请用 # 开头。",
    ]
    mistakes = Mistakes()
    refuse_contradictions(
        [lines(file()), lines("-别找我们,您去问邮局。\n-别找我们，您去问邮局\n", "_others")],
        mistakes,
    )
    assert [(m.place.file, m.place.line) for m in mistakes] == [
        ("lines/_others.txt", 2),
        ("lines/sends_away.txt", 23),
    ]


@given(
    st.lists(
        st.text(alphabet=list("不知道.。 *-+#\u200b\u3000\t①Aa，!＋妳\u0301\U000e0100\ud800"), max_size=14),
        min_size=1,
        max_size=8,
    )
)  # fmt: skip
def test_a_file_is_folded_as_its_lines_are(rows: list[str]) -> None:
    written = [f"-{row}甲" for row in rows]  # something is left of each
    read = read_lines("\n".join(written), "_others", "lines/_others.txt", Mistakes())
    squeezed = dict.fromkeys(squeeze(fold(row[1:].strip())).strip() for row in written)
    assert [line.squeezed for line in read.others] == list(squeezed)


def test_lines_on_the_wrong_side_are_found() -> None:
    own = lines(file(head="#! at: 5\n") + "-您找厂家问去吧\n")
    learning = learnt(own, lines(plain(), "_others"))
    table = learning.table("sends_away", Mistakes())
    assert table is not None
    found = learning.wrong("sends_away", table)
    assert found == [
        Wrong(line, meant=True)
        for line in own.meant
        if table.table.sum(line.squeezed) < table.least
    ]
    assert len(found) > 20  # so much is asked for that hardly any reaches it
    little = LearntTable.model_validate(table.model_dump(by_alias=True) | {"least": 1, "doubt": 1})
    tempting = [
        Wrong(line, meant=False) for line in own.others if little.table.sum(line.squeezed) >= 1
    ]
    assert [w for w in learning.wrong("sends_away", little) if not w.meant] == tempting


def test_a_table_says_which_plain_lines_it_was_learnt_from() -> None:
    assert others_of(written({}, "0123456789abcdef")) == "0123456789abcdef"
    assert others_of(written({}).replace("\n", "\r\n")) == ""
    assert others_of("learnt: {}\n") is None
    assert others_of("") is None


def test_what_names_the_lines_are_the_sentences() -> None:
    first = lines(file())
    assert lines("# 说明\n\n" + file().replace("\n", "\r\n")).digest == first.digest
    assert lines(file() + "+问邮局去\n").digest != first.digest
    assert lines(file(head="#! at: 0.5\n")).digest != first.digest
    assert lines(file(head="#! at: -1\n")).digest == first.digest
    assert lines(file(head="#! at: 0\n")).at == 0.0


def test_what_was_written_is_read_again() -> None:
    strange = file().replace("您", 'a"b\\c ␣')
    table = learnt(lines(strange)).table("sends_away", Mistakes())
    assert table is not None
    mistakes = Mistakes()
    node = load_text(written({"sends_away": table}), "learnt.yaml", mistakes)
    assert node is not None
    read = read_as(Learnt, node, mistakes)
    assert not mistakes
    assert read == Learnt(learnt={"sends_away": table})
    pieces = {piece for some in table.table.pieces.values() for piece in some}
    assert {'a"b', "b\\c", "\\c "} <= pieces
    assert not any("␣" in piece for piece in pieces)
