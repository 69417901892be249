"""A small language for tests, and texts that try to upset it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from shouwen.wording import Acts, Label, Language, LanguageClause, Turn, Utterance

LABELS = {
    "greeting": {"any": ["您好", "你好", "早上好"], "speaker": "agent"},
    "farewell": {"any": ["再见", "祝您生活愉快"], "speaker": "agent"},
    "anything_else": {"patterns": ["还有.{0,6}(需要|帮)"], "speaker": "agent"},
    "empathy": {"any": ["理解您的心情", "让您着急了"], "speaker": "agent"},
    "explanation": {"any": ["因为", "按照规定"], "speaker": "agent"},
    "complaint": {"any": ["投诉", "太差了"], "speaker": "customer"},
    "apology": {"any": ["对不起", "抱歉"], "speaker": "agent", "except": ["不抱歉"]},
    "glad": {"any": ["谢谢"], "speaker": "customer"},
}

ACTS = {
    "acts": {
        "greeting": {"whole": True, "any": ["您好", "在的", "很高兴为您服务"]},
        "holding": {"whole": True, "any": ["请稍等", "好的", "收到"]},
        "progress": {"any": ["正在处理", "已经安排"]},
    },
    "fillers": ["亲", "哦", "呢", "您"],
}

CLAUSES: dict[str, dict[str, Any]] = {
    "1.1": {
        "must_not": {
            "any": ["不知道", "不行", "不清楚"],
            "patterns": ["(?<!说)不可能", "不是我.{0,4}的事"],
            "except": ["不知道您", "听不清楚", "如果.{0,6}不行"],
            "unless_quoting": True,
        },
        "instead": "我马上帮您核实，{时间}前给您答复。",
        "rule": "forbidden_unknown",
        "label": "refusal",
    },
    "1.2": {"must_first": {"label": "greeting"}},
    "1.3": {"must_first": {"any": ["首问"], "of": "conversation"}},
    "1.4": {"must": {"label": "farewell", "position": "last"}},
    "1.5": {"must": {"label": "anything_else", "position": "before_farewell"}},
    "1.6": {"must": {"any": ["工号"], "position": "any", "of": "person"}},
    "1.7": {"order": ["empathy", "explanation"], "only_after": "complaint"},
    "1.8": {"absence": {"label": "apology", "after": "complaint", "within_turns": 2}},
    "1.9": {"absence": {"label": "apology", "after": "complaint"}},
    "1.10": {"reply_within": "20 秒"},
    "1.11": {"length": {"at_most": 30, "at_least": 2}},
    "1.12": {"must_not": {"label": ["explanation"], "except": ["因为您"]}},
    "1.13": {"speaker": "customer", "must_not": {"patterns": ["[a-z]{3,}了?"]}},
}


def labels() -> dict[str, Label]:
    """The sample labels."""
    return {name: Label.model_validate(label) for name, label in LABELS.items()}


def clause(number: str, utterance: Mapping[str, Any], **more: Any) -> LanguageClause:
    """A clause of the fictional handbook HXZY."""
    return LanguageClause(
        id=f"HXZY:{number}",
        title=more.pop("title", f"条款 {number}"),
        severity=more.pop("severity", "urge"),
        utterance=Utterance.model_validate(utterance),
        **more,
    )


def language(
    clauses: Mapping[str, Mapping[str, Any]] | None = None, fast: bool | None = None
) -> Language:
    """The sample language, or one with other clauses."""
    chosen = CLAUSES if clauses is None else clauses
    return Language.compile(
        [clause(number, utterance) for number, utterance in chosen.items()],
        labels(),
        Acts.model_validate(ACTS),
        edition="1.0",
        fast=fast,
    )


def talk(
    lang: Language, *said: tuple[str, str] | tuple[str, str, int] | tuple[str, str, int, str]
) -> list[Turn]:
    """Turns from `(role, text, seconds?, by?)`."""
    turns = []
    for role, text, *rest in said:
        at = int(rest[0]) * 1_000_000 if rest else None
        by = str(rest[1]) if len(rest) > 1 else ("P1" if role == "agent" else None)
        turns.append(Turn.of(lang.recognise(text, role), role, by, at))
    return turns


FRAGMENTS = [
    "不知道", "不", "知", "道", "不行", "不清楚", "听不清楚", "不可能", "说不可能", "不是我们的事", "如果还是不行",
    "您好", "再见", "还有什么需要", "理解您的心情", "因为", "因为您", "投诉", "对不起", "不抱歉", "请稍等", "正在处理",
    "在的亲", "首问", "工号", "“", "”", "「", "」", "您说的", "，", "。", ".", " ", "*", "@", "\n", "\u200b", "\u202e",
    "\x00", "\ud800", "😀", "不*知*道", "不.知.道", "不 行", "您說不知道", "對不起", "ＡＢＣ", "abc", "①②③", "İ", "\u0301", "㎏", "a",
]  # fmt: skip

# Random text made of everything that could matter, mixed with anything at all.
TEXTS = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=14).map("".join)
ROLES = st.sampled_from(["agent", "agent", "customer", "bot", "system"])
