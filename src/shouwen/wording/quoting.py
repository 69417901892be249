"""Which parts of a message repeat somebody else's words.

A banned phrase that is quoted is not said: 您说“不知道怎么办”，我来教您. Recognised are pairs of
quotation marks and what follows 您说, 您提到, 您反映 … up to the next mark of the sentence.
"""

from __future__ import annotations

import re

Span = tuple[int, int]

# Folded text: “ ” and ＂ are ", ‘ ’ are '. A quotation within one paragraph, not endless.
_MARKED = re.compile(
    r'"[^"\n]{1,120}"|「[^」\n]{1,120}」|『[^』\n]{1,120}』|《[^》\n]{1,120}》|【[^】\n]{1,120}】'
    r"|(?<![a-z0-9])'[^'\n]{1,120}'(?![a-z0-9])"
)
_REPORTED = re.compile(
    r"(?:您|你|客户|用户|顾客|对方)(?:刚才|刚刚|之前|上面|前面|所)?"
    r"(?:说的?|讲的?|问的?|提到的?|提及的?|提出的?|反映的?|反馈的?|描述的?|咨询的?|写的?)(?:是|:)?"
    r"[^,.;:!?、。\n\"]{0,40}"
)


def quoted_spans(text: str) -> list[Span]:
    """The quoted spans of a normalised text, in its own code points."""
    return [found.span() for found in (*_MARKED.finditer(text), *_REPORTED.finditer(text))]
