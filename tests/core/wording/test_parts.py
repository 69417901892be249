"""Named parts of patterns: one word group, written once, used by labels and clauses."""

import pytest

from shouwen.source import Wrong
from shouwen.wording import Acts, Labels, Language, Turn, WordingFaults
from shouwen.wording.parts import expand
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
