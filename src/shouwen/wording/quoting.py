"""Which parts of a message repeat somebody else's words.

A banned phrase that is quoted is not said: 您说“不知道怎么办”，我来教您. Recognised are pairs of
quotation marks, what follows 您说, 您提到, 您反映 … up to the next mark of the sentence, and what is
passed on in a micro-blog after //@name:. How the customer is addressed (您, 你) is ours, not quoted.
"""

from __future__ import annotations

import re

Span = tuple[int, int]

# Folded text: “ ” and ＂ are ", ‘ ’ are '. A quotation within one paragraph, not endless.
_MARKED = re.compile(
    r'"[^"\n]{1,120}"|「[^」\n]{1,120}」|『[^』\n]{1,120}』|《[^》\n]{1,120}》|【[^】\n]{1,120}】'
    r"|(?<![a-z0-9])'[^'\n]{1,120}'(?![a-z0-9])"
)
# 给您反馈 and 向客户说 are what we do, not what was said; 将您反映的问题转交 is what we do with it.
_REPORTED = re.compile(
    r"(?<![给为帮替与和跟向同对让请由议烦荐将把])(?:您|你|客户|用户|顾客|对方)(?P<said>(?:刚才|刚刚|之前|上面|前面|所)?"
    r"(?:说(?![话谎]|了算)|讲(?![点讲理]|不讲|道理)|问(?!我|别人|他|她|谁|也)|提到|提及|提出|反映|反馈|描述|咨询|写)"
    # 您反映的问题 names what was said; what follows it is ours again.
    r"(?:的[^,.;:!?、。\n\"]{0,16}?(?:问题|情况|现象|事情|建议|意见|需求|要求|疑问|内容|信息)"
    r"|的?(?:是|:)?[^,.;:!?、。\n\"]{0,40}))"
)
# Without one of the marks, or one of each of the others, a text quotes nobody.
MARKS = "\"'「『《【/"
WHOM = "您你客用顾对"
SAYING = "说讲问提反描咨写"
_PASSED_ON = re.compile(r"//@[^:\n/]{1,30}:[^\n]*")


def quoted_spans(text: str) -> list[Span]:
    """The quoted spans of a normalised text, in its own code points."""
    return [
        *(found.span() for found in _MARKED.finditer(text)),
        *(found.span("said") for found in _REPORTED.finditer(text)),
        *(found.span() for found in _PASSED_ON.finditer(text)),
    ]
