"""The YAML of language: `wording/labels.yaml`, `wording/acts.yaml` and the `utterance:` block.

Pydantic models, read with `shouwen.source.read_as`. A clause's frame embeds `Utterance` under
`utterance:`; severity, title, why and conditions belong to the frame. The operators' blocks come
from the registry (`shouwen.wording.operators.OPERATORS`), so that a new operator brings its own.

Example::

    utterance:
      speaker: agent
      must_not:
        any: [不归我管, 不是我们的事]
        patterns: ['找.{0,2}别人']
        except: ['不归我管理的部分']
        unless_quoting: true
      instead: 这件事我来跟进，{时间}前给您答复。
      rule: forbidden_not_ours
      label: pass_buck
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Self, cast

from pydantic import AfterValidator, Field, ValidationInfo, create_model, model_validator

from shouwen.source import AllWrong, Wrong, shown
from shouwen.wording.likeness.weighing import MOST_LEAST
from shouwen.wording.operators import OPERATORS, Buildable
from shouwen.wording.parts import usable, written_out
from shouwen.wording.words import Block, Phrase, WordList, listed

__all__ = [
    "Act",
    "Acts",
    "Label",
    "Labels",
    "Proposal",
    "Utterance",
    "UtteranceExamples",
    "UtteranceFrame",
]


class Label(WordList):
    """A named recogniser: what counts as a greeting, an apology, a request for details …"""

    title: str = Field(default="", title="中文名")
    speaker: Literal["agent", "customer", "bot", "any"] = Field(default="agent", title="谁说的")
    learnt: bool = Field(
        default=False,
        title="学来的",
        description="由 lines/ 里同名的例句学来，分量在 wording/learnt.yaml；例外和引述照样不算",
    )
    weighed_by: str | None = Field(
        default=None,
        title="由例句把关",
        description=(
            "学来的标签；整条消息和词句所在的那一句在它那里的分量都不到 weighed_from，"
            "any、patterns 找到的就不算"
        ),
    )
    weighed_from: int | None = Field(
        default=None, ge=-MOST_LEAST, le=MOST_LEAST, title="分量从多少起才算",
        description="和 weighed_by 一起用；不写就是学来时定的 doubt。越小越少疑"
    )  # fmt: skip

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.weighed_from is not None and self.weighed_by is None:
            raise Wrong("写了分量，没写由谁把关", "请写 weighed_by，或删去 weighed_from")
        if not (self.any or self.patterns or self.learnt):
            raise Wrong(
                "标签没有写要找的词", "请写 any（短语）、patterns（正则）或 learnt: true（学来的）"
            )
        return self


def _plain_name(name: str) -> str:
    if not name.isidentifier():
        what = f"标签名“{shown(name)}”不合规定"
        raise Wrong(what, "请用字母、数字和下划线，如 asks_detail")
    return name


type LabelName = Annotated[str, AfterValidator(_plain_name)]


class Labels(Block):
    """`wording/labels.yaml`: `labels: {name: {title, speaker, any, patterns, except}}`, and the
    `parts: {name: [pieces]}` that patterns of labels and clauses may name as `〈name〉`."""

    parts: dict[str, list[str]] = Field(
        default_factory=dict, title="词组", description="正则里写〈名称〉即可引用"
    )
    labels: dict[LabelName, Label] = Field(default_factory=dict, title="标签")

    @model_validator(mode="after")
    def _all_fit(self, info: ValidationInfo) -> Self:
        """The validation's context: names of parts that are known, though they could not be read."""
        known = info.context if isinstance(info.context, frozenset) else frozenset()
        parts, wrong = usable(self.parts, known)
        found = [Wrong(each.what, each.remedy, ("parts", *each.path)) for each in wrong]
        for name, label in self.labels.items():
            try:
                written_out(label, parts)
            except Wrong as each:
                found.append(Wrong(each.what, each.remedy, ("labels", name, *each.path)))
        if found:
            raise AllWrong(found)
        return self


class Act(WordList):
    """What a message does. `whole`: only if such words are all that it says."""

    title: str = Field(default="", title="中文名")
    whole: bool = Field(
        default=False, title="整句才算", description="去掉这些词和语气词后什么也不剩，才算这一类"
    )


class Acts(Block):
    """`wording/acts.yaml`, in order: of `whole` acts the last one said counts (您好，请稍等 is
    holding), of the others the first. What is none of them is `answer`; a message without a
    single character is `blank`."""

    acts: dict[str, Act] = Field(default_factory=dict, title="言语行为")
    fillers: list[Phrase] = Field(
        default_factory=list, title="语气词", description="不表达内容的词", examples=["亲", "呢"]
    )


class Override(Block):
    """Who may send all the same, with a reason: the finding becomes 免, and somebody hears of it."""

    by: Literal["agent", "leader", "manager"] = Field(title="谁可以放行", examples=["agent"])
    reason: Literal[True] = Field(True, title="必须写理由")
    tells: Literal["leader", "manager"] | None = Field(
        None, title="告诉谁", description="每天汇总一次，不逐条打扰"
    )


class Proposal(Block):
    """What a customer's words propose to whoever serves: a person decides, nothing happens by itself.

    `open_complaint` makes the case a complaint; `raise_level` makes it more urgent, by one level or
    to `level`; `tell_leader` rings the leader of the team; `set_type` sorts a case that nobody has
    sorted yet as `type`; `mark_solved` notes that the problem is solved.
    """

    act: Literal["open_complaint", "raise_level", "tell_leader", "set_type", "mark_solved"] = Field(
        title="提议办什么", examples=["tell_leader"]
    )
    level: Literal[1, 2] | None = Field(
        default=None, title="升到几级", description="只配 raise_level；不写就升一级"
    )
    type: Literal["presales", "repair", "order", "suggestion", "praise"] | None = Field(
        default=None, title="定为哪一类", description="只配 set_type，必填"
    )

    @model_validator(mode="after")
    def _what_belongs_to_its_act(self) -> Self:
        for name, act in (("level", "raise_level"), ("type", "set_type")):
            if getattr(self, name) is not None and self.act != act:
                raise Wrong(f"只有 {act} 才写 {name}", f"请删去 {name}，或改 act", (name,))
        if self.act == "set_type" and self.type is None:
            raise Wrong("没有写定为哪一类", "请补上 type，如 type: repair", ("act",))
        return self


class UtteranceFrame(Block):
    """The `utterance:` block without its operators (see `Utterance`)."""

    speaker: Literal["agent", "customer"] = Field(default="agent", title="谁说的")
    only_after: str | list[str] = Field(
        default_factory=list,
        title="仅在……之后",
        description="标签；会话里出现过（不论谁说）才判断，如先有 complaint",
    )
    instead: str | None = Field(
        default=None, title="更好的说法", description="空位写成 {部门} {时间}"
    )
    override: Override | None = Field(
        default=None, title="放行", description="写明理由可以仍要发送；不写就只能改好再发"
    )
    proposes: Proposal | None = Field(
        default=None,
        title="提议",
        description="只配 speaker: customer；客户的话里有 must_not 写的词句，就提议办一件事，由人定。"
        "不判守违",
    )
    rule: str | None = Field(default=None, title="规则名", description="--cases 里的 rule")
    label: str | None = Field(default=None, title="标签名", description="--labels 里的 label")

    @model_validator(mode="after")
    def _some_operator(self) -> Self:
        if not self.operators():
            raise Wrong("没有写要判断什么", "请写 " + "、".join(OPERATORS) + " 中的至少一个")
        return self

    @model_validator(mode="after")
    def _proposes_from_the_customer(self) -> Self:
        if self.proposes is None:
            return self
        if self.speaker != "customer":
            raise Wrong("只有客户的话才能引出提议", "请写 speaker: customer", ("proposes",))
        for name in ("instead", "override"):
            if getattr(self, name) is not None:
                raise Wrong(
                    f"写了 proposes 的条款不判客服，不能写 {name}", f"请删去 {name}", (name,)
                )
        return self

    @property
    def after_labels(self) -> tuple[str, ...]:
        """`only_after` as a tuple."""
        return listed(self.only_after)

    def operators(self) -> dict[str, Buildable]:
        """The operators that are written, by key, in the registry's order."""
        written = ((key, getattr(self, key, None)) for key in OPERATORS)
        return {key: cast("Buildable", form) for key, form in written if form is not None}


if TYPE_CHECKING:

    class Utterance(UtteranceFrame):
        """The `utterance:` block: its frame and the operators of the registry."""

else:
    _operators = {key: (form | None, None) for key, form in OPERATORS.items()}
    Utterance = create_model(
        "Utterance", __base__=UtteranceFrame, __module__=__name__, **_operators
    )


class UtteranceExamples(Block):
    """Sentences that break and that keep a language clause (at least one of each is asked for by
    `handbook lint`). A sentence is one message of the clause's speaker; a list is a conversation
    of turns, each begun with 客户：, 客服：, 客服甲：/客服乙：, 机器人： or 系统：."""

    breaks: list[str | list[str]] = Field(default_factory=list, title="违反的说法")
    keeps: list[str | list[str]] = Field(default_factory=list, title="合规的说法")
