"""The ways round a word list that are known, each a switch in the handbook.

Source: DESIGN §5 (homophone and inserted-mark evasion for phrases of three characters or more);
ways collected by ToxiCloakCN (EMNLP 2024) and by the tests of public word-list libraries.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

# What every recogniser looks through unless its switch is off.
ALWAYS = frozenset({"traditional", "width", "hidden", "marks"})
# What costs a second look. On for the words that a clause forbids, off for labels and for words
# that have to be said: a sentence is not praised for what it only sounds like.
EXTRA = frozenset({"repetition", "homophone", "pinyin", "emoji", "numeral"})
SAFE = ALWAYS | EXTRA


class Evasion(BaseModel):
    """`evasion: {homophone: true, marks: false}`. A switch that is not written keeps its default:
    the first four are on; the others are on for what `must_not` forbids, else off; `short` is off.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    traditional: bool | None = Field(default=None, title="繁体", description="不歸我管")
    width: bool | None = Field(default=None, title="全角与带圈", description="ＦＵＣＫ")
    hidden: bool | None = Field(default=None, title="看不见的字符", description="字间的零宽字符")
    marks: bool | None = Field(default=None, title="插入空格和符号", description="不*归*我管")
    repetition: bool | None = Field(default=None, title="叠字", description="不归归我管")
    homophone: bool | None = Field(
        default=None, title="同音字", description="三个字以上的短语：布归我管"
    )
    pinyin: bool | None = Field(default=None, title="拼音", description="bu归我管")
    emoji: bool | None = Field(default=None, title="表情代字", description="只认一眼能读出的")
    numeral: bool | None = Field(default=None, title="数字代字", description="下3滥")
    short: bool | None = Field(
        default=None, title="两个字也算", description="两个字的短语也认同音、拼音等；容易误报"
    )

    def kinds(self, default: frozenset[str]) -> frozenset[str]:
        """The kinds that are on, where `default` are on unless said otherwise."""
        return frozenset(
            kind
            for kind in (*SAFE, "short")
            if (kind in default if (written := getattr(self, kind)) is None else written)
        )
