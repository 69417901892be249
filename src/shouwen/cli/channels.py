"""The channels that a handbook knows, and what it cannot judge where a conversation names none.

Some clauses hold for the phone only, some for mails. A conversation that does not say how the
customer came, or says it in a word that the handbook does not know, is not judged by them; that is
said aloud, because nothing found there looks like nothing done wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from shouwen.clauses.conditions import Compare, Condition
from shouwen.cli.conversations import Conversation
from shouwen.cli.printable import printable
from shouwen.source import instead_of
from shouwen.wording.building import LanguageClause

if TYPE_CHECKING:
    from shouwen.handbook.program import Program

CHANNEL = "channel"

WORDS = {
    **dict.fromkeys(("在线", "在线客服", "在线聊天", "网页", "网页客服", "网站", "聊天"), "chat"),
    **dict.fromkeys(("应用", "应用内", "手机应用"), "app"),
    **dict.fromkeys(("微信", "企业微信", "公众号"), "wechat"),
    **dict.fromkeys(("社交媒体", "微博"), "social"),
    **dict.fromkeys(("电话", "热线", "呼入", "呼出"), "phone"),
    **dict.fromkeys(("邮件", "电子邮件", "邮箱", "mail", "e-mail"), "email"),
    "短信": "sms",
    **dict.fromkeys(("柜台", "前台", "门店", "面对面"), "face"),
    "上门": "onsite",
}
"""What tables call channels, in small letters; a handbook's own titles come before these."""

_MOST_STRANGE = 200  # words that are counted apart
_SAID = 6
_SHOWN = 12


class UnknownChannel(ValueError):
    """A channel that the handbook does not know; the message says which it knows, in Chinese."""


@dataclass(frozen=True, slots=True)
class Channels:
    """`names`: those that the settings or a condition of the handbook name, in reading order;
    `words`: what else means one of them. `assumed`: the handbook says which one holds where none is
    named; `titles`: what people call them. Without names nothing is known of channels, and any word
    will do."""

    names: tuple[str, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    assumed: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, program: Program) -> Channels:
        """The channels of a handbook."""
        titles = {
            name: settings.get("title") or name
            for name, settings in program.settings["channels"].items()
        }
        named = {
            name: name
            for clause in program.clauses.values()
            for conditions in (clause.applies, clause.when)
            for name in _named(conditions.get(CHANNEL))
        }
        names = tuple({**titles, **named})
        words = {word: name for word, name in WORDS.items() if name in names}
        words |= {title.casefold(): name for name, title in titles.items()}
        words |= {name.casefold(): name for name in names}
        # Where the settings give none, the first word that tables have for it.
        called = {name: word for word, name in reversed(WORDS.items())} | titles
        return cls(names, words, CHANNEL in program.defaults, called)

    def meant(self, word: str) -> str:
        """The name of the channel that a table's word means; the word itself where it means none."""
        return self.words.get(word.casefold(), word)

    def chosen(self, word: str) -> str:
        """The channel that somebody asks for; raises `UnknownChannel`."""
        word = word.strip()
        name = self.meant(word)
        if not name or (self.names and name not in self.names):
            raise UnknownChannel(
                f"手册不认得渠道“{printable(word, 30)}”，{instead_of(word, self.names)}"
            )
        return name

    @property
    def shown(self) -> str:
        """The names, each with what people call it, for a message."""
        more = "……" if len(self.names) > _SHOWN else ""
        return "、".join(self._with_title(name) for name in self.names[:_SHOWN]) + more

    def _with_title(self, name: str) -> str:
        title = self.titles.get(name, name)
        return name if title == name else f"{name}（{printable(title, 20)}）"


def _named(condition: Condition | None) -> Iterator[str]:
    if isinstance(condition, Compare):
        condition = condition.not_
    for name in condition if isinstance(condition, list) else [condition]:
        if isinstance(name, str):
            yield name


@dataclass(slots=True)
class Unjudged:
    """What was not judged for want of a channel. `conversations` without one; `clauses` that wait
    for one; `strange`: words that the handbook does not know → conversations."""

    conversations: int = 0
    clauses: set[str] = field(default_factory=set)
    strange: dict[str, int] = field(default_factory=dict)

    def add(self, other: Unjudged) -> None:
        """Take another batch's over."""
        self.conversations += other.conversations
        self.clauses |= other.clauses
        for word, number in other.strange.items():
            self._count(word, number)

    def look_at(
        self, talk: Conversation, channels: Channels, waiting: Mapping[str, LanguageClause]
    ) -> None:
        """Note what a conversation is not judged by; `waiting`: the clauses that ask for a channel."""
        channel = talk.facts.get(CHANNEL)
        if channel is not None:
            if channels.names and channel not in channels.names:
                self._count(str(channel), 1)
            return
        if channels.assumed:
            return
        unknown = (name for name, clause in waiting.items() if clause.applies(talk.facts) is None)
        if len(self.clauses) == len(waiting):  # there is none to be added: one is enough
            self.conversations += next(unknown, None) is not None
        elif mine := {*unknown}:
            self.clauses |= mine
            self.conversations += 1

    def _count(self, word: str, number: int) -> None:
        if word in self.strange or len(self.strange) < _MOST_STRANGE:
            self.strange[word] = self.strange.get(word, 0) + number

    def sentences(self, channels: Channels) -> Iterator[str]:
        """A Chinese line each for what names no channel, and for what names an unknown one."""
        if self.clauses:
            known = f"，手册认得：{channels.shown}；" if channels.names else "，"
            yield (
                f"注意：{self.conversations} 段会话没有写渠道，只管某些渠道的 {len(self.clauses)} 条没有判。"
                f"请加上 --channel{known}或在会话里写上 channel、给表补上渠道一列（--columns 里是 channel=列名）"
            )
        if self.strange:
            often = sorted(self.strange.items(), key=lambda entry: (-entry[1], entry[0]))
            words = "、".join(f"“{printable(w, 30)}”（{number} 段）" for w, number in often[:_SAID])
            words += "……" if len(often) > _SAID else ""
            yield (
                f"注意：手册不认得渠道 {words}，只管某些渠道的条文在那里没有用上。"
                f"请改成手册认得的：{channels.shown}"
            )
