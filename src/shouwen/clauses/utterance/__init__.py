"""``utterance``: what must, must not, or must first be said."""

from shouwen.clauses.kind import Kind
from shouwen.clauses.utterance.rule import UtteranceRule
from shouwen.wording.schema import Utterance

KIND = Kind(
    name="utterance",
    title="用语",
    meaning="什么话必须说、先说，什么话不能说；找得到的当时就提示，要等对话结束才知道的结束时判。",
    example="""
id: "3.2.1"
title: 不推诿
text: 不说“不归我管”，说清这件事谁来办、什么时候给消息。
kind: utterance
per: message
severity: stop
why: 客户要的是有人管。
utterance:
  speaker: agent
  must_not: {any: [不归我管], unless_quoting: true}
  instead: 这件事我来跟进，{时间}前给您消息。
examples:
  breaks: [这个不归我管。]
  keeps: [这件事我来跟进。]
""",
    schema=Utterance,
    compile=UtteranceRule,
)
