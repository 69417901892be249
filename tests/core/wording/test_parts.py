"""Named parts of patterns: one word group, written once, used by labels and clauses."""

from pathlib import Path

import pytest

from shouwen.handbook.lint import lint
from shouwen.handbook.pruning import read_pruned
from shouwen.source import MappingNode, Mistakes, Wrong, load_text
from shouwen.wording import Acts, Labels, Language, Turn, WordingFaults
from shouwen.wording.parts import expand
from tests.core.handbook.folders import write
from tests.core.wording.samples import clause

PARTS = {
    "我方": ["我们", "我司", "这边"],
    "尽快": ["尽快", "尽早"],
    "应承": ["〈我方〉.{0,3}〈尽快〉"],
}


def test_a_part_is_written_out_wherever_it_is_named() -> None:
    assert expand("〈尽快〉答复", PARTS) == "(?:尽快|尽早)答复"
    assert expand("〈应承〉", PARTS) == "(?:(?:我们|我司|这边).{0,3}(?:尽快|尽早))"


@pytest.mark.parametrize(
    ("source", "parts", "what"),
    [
        ("〈你方〉", PARTS, "没有名为〈你方〉的词组"),
        ("〈a〉", {"a": ["〈b〉"], "b": ["〈a〉"]}, "绕了一圈"),
    ],
)
def test_unknown_parts_and_circles_are_refused(
    source: str, parts: dict[str, list[str]], what: str
) -> None:
    with pytest.raises(Wrong, match=what):
        expand(source, parts)


def test_labels_and_clauses_use_the_same_parts() -> None:
    labels = Labels.model_validate(
        {
            "parts": PARTS,
            "labels": {"soon": {"patterns": ["〈应承〉处理"], "except": ["不〈尽快〉"]}},
        }
    )
    language = Language.compile(
        [clause("1", {"must_not": {"patterns": ["〈我方〉不管"]}})],
        labels.labels,
        Acts(),
        parts=labels.parts,
    )
    assert language.recognise("我司会尽早处理", "agent").has("soon")
    assert not language.recognise("我司不尽早处理", "agent").has("soon")
    turns = [Turn.of(language.recognise("我们不管", "agent"), "agent")]
    assert [finding.clause for finding in language.judge(turns)] == ["HXZY:1"]


def test_a_spoilt_pattern_is_named_at_its_place() -> None:
    with pytest.raises(ValueError, match="没有名为〈谁〉的词组"):
        Labels.model_validate({"labels": {"x": {"patterns": ["好", "〈谁〉说"]}}})
    with pytest.raises(ValueError, match="是空的"):
        Labels.model_validate({"parts": {"空": []}})
    with pytest.raises(WordingFaults) as faults:
        Language.compile([clause("1", {"must_not": {"patterns": ["〈谁〉说"]}})], {}, Acts())
    assert faults.value.faults[0].path == ("utterance", "must_not", "patterns", 0)


def complaints(labels: str) -> list[str]:
    """What is wrong with a `labels.yaml`, a line each."""
    mistakes = Mistakes()
    node = load_text(labels, "labels.yaml", mistakes)
    assert node is not None
    known = node.child("parts")
    names = frozenset(known if isinstance(known, MappingNode) else ())
    read_pruned(Labels, node, mistakes, names, apart=True)
    return [str(mistake) for mistake in mistakes]


TOO_LONG = "词组写开以后超过 2000 个字。请删减词，或拆成几个词组、几条正则。"


@pytest.mark.parametrize("items", ['["〈p{}〉〈p{}〉"]', '["〈p{}〉", "〈p{}〉好"]'])
def test_parts_that_multiply_are_refused_without_being_written_out(items: str) -> None:
    rows = [f"  p{n}: {items.format(n + 1, n + 1)}" for n in range(19)]
    text = "\n".join(["parts:", *rows, "  p19: [修]"])
    (found,) = complaints(text)  # 2 to the power of 19 pieces, were it written out
    assert found.endswith(TOO_LONG)
    with pytest.raises(Wrong, match="超过 2000 个字"):
        expand(
            "〈p0〉", {f"p{n}": [f"〈p{n + 1}〉〈p{n + 1}〉"] for n in range(19)} | {"p19": ["修"]}
        )


def test_a_long_row_of_parts_is_refused_once_where_it_gets_too_deep() -> None:
    rows = [f"  p{n}: [〈p{n + 1}〉]" for n in range(3000)]
    (found,) = complaints("\n".join(["parts:", *rows, "  p3000: [修]"]))
    assert found.startswith("labels.yaml:2982:10 词组一个套一个，超过 20 层：p2980 → p2981 → ")
    twenty = {f"p{n}": [f"〈p{n + 1}〉"] for n in range(19)} | {"p19": ["修"]}
    assert expand("〈p0〉", twenty) == "(?:" * 20 + "修" + ")" * 20
    with pytest.raises(Wrong, match="超过 20 层"):
        expand("〈p0〉", {f"p{n}": [f"〈p{n + 1}〉"] for n in range(20)} | {"p20": ["修"]})


def test_a_part_may_be_just_as_long_as_a_pattern() -> None:
    assert len(expand("〈长〉", {"长": ["修" * 1996]})) == 2000
    with pytest.raises(Wrong, match="超过 2000 个字"):
        expand("〈长〉", {"长": ["修" * 1997]})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (  # each circle once, and not whoever names one of it
            "parts: {甲: [〈乙〉], 乙: [〈甲〉], 丙: [〈丙〉], 丁: [〈甲〉]}\nlabels: {x: {patterns: [〈甲〉了]}}",
            [
                "labels.yaml:1:12 词组绕了一圈：甲 → 乙 → 甲。请写明其中一处。",
                "labels.yaml:1:32 词组绕了一圈：丙 → 丙。请写明其中一处。",
            ],
        ),
        (
            'labels: {"../x": {any: [修]}, "<b>": {any: [修]}, "": {any: [修]}, é: {any: [修]}}',
            [
                "labels.yaml:1:10 标签名“../x”不合规定。请用字母、数字和下划线，如 asks_detail。",
                "labels.yaml:1:30 标签名“<b>”不合规定。请用字母、数字和下划线，如 asks_detail。",
                "labels.yaml:1:49 标签名“”不合规定。请用字母、数字和下划线，如 asks_detail。",
            ],
        ),
        (  # what shows only without what was refused is named in the same pass
            """\
labels:
  a: {any: [修], patterns: ["("]}
  "<b>": {any: [修], anny: [x]}
  c: {any: [""]}
  d: {patterns: [〈乙〉]}
parts: {甲: ["("], 乙: [〈甲〉], 丙: [〈没有〉], 空: []}
""",
            [
                "labels.yaml:2:28 正则第 2 个字符处：少了一个 )。请补上。",
                "labels.yaml:3:3 标签名“<b>”不合规定。请用字母、数字和下划线，如 asks_detail。",
                "labels.yaml:3:21 这里没有“anny”这一项。是不是想写 any。",
                "labels.yaml:4:13 短语里没有可以匹配的字。请写汉字、字母、数字或标点。",
                "labels.yaml:6:12 正则第 6 个字符处：少了一个 )。请补上。",
                "labels.yaml:6:32 没有名为〈没有〉的词组。可以写的有：甲、乙、丙、空。",
                "labels.yaml:6:43 词组〈空〉是空的。请至少写一个词。",
            ],
        ),
    ],
)
def test_all_mistakes_of_the_labels_are_named_in_one_pass(text: str, said: list[str]) -> None:
    assert complaints(text) == said


def test_a_clause_may_name_a_part_that_could_not_be_read(tmp_path: Path) -> None:
    words = 'parts:\n  甲: ["〈甲〉"]\n  乙: ["〈甲〉"]\n'
    folder = write(tmp_path, "shop", ("1", SAYING), wording__labels=words)
    report = lint(folder)
    assert [mistake.what for mistake in report.errors] == ["词组绕了一圈：甲 → 甲"]


SAYING = """\
  - id: "1.1"
    title: 不说修不了
    text: 不说修不了。
    kind: utterance
    per: message
    severity: watch
    why: 总有办法。
    utterance:
      must_not: {patterns: ["〈甲〉了", "〈乙〉不"]}
    examples: {breaks: [待定了], keeps: [好的]}
"""
