"""Language: examples and counter-examples, phrases that can hit, labels of the right speaker."""

from shouwen.clauses.frame import Clause
from shouwen.clauses.head import SEVERITY_WORDS
from shouwen.handbook.assembly import Assembled
from shouwen.handbook.book import Handbook
from shouwen.handbook.lint.notes import Notes, bare_id, mappings, scalars
from shouwen.source import MappingNode, Node, ScalarNode, instead_of, shown
from shouwen.wording import UtteranceExamples
from shouwen.wording.acts import ANSWER, BLANK
from shouwen.wording.pattern import parse_pattern
from shouwen.wording.recogniser import plain_phrase

_WORDS = ("any", "patterns", "label")
_OF_WORDS = ("except", "unless_quoting", "weighed_by")

KEEPS_OF_STOP = 3
"""A clause that holds messages back shows at least so many sentences that it lets pass: plain
bans are wrong seven times out of ten on real talk (DESIGN §5)."""


def check(handbook: Handbook, assembled: Assembled, notes: Notes) -> None:
    """Check language clauses, labels and acts."""
    for clause in handbook.clauses:
        node = handbook.nodes[clause.id]
        if clause.kind == "utterance":
            _check_examples(handbook, clause, notes)
        if clause.id in notes.unread:
            continue
        if clause.kind == "utterance":
            _check_words(node.get("utterance"), notes)
            _check_speakers(handbook, clause, notes)
            _check_proposal(handbook, clause, notes)
        else:
            _check_event_labels(handbook, clause, notes)
            _check_acts(handbook, node, notes)
    for label in assembled.listed("labels").values():
        judge = label.find("weighed_by")
        if judge is not None and judge.plain() and not any(map(label.find, ("any", "patterns"))):
            notes.errors.add(
                judge.head,
                "weighed_by 只管词句，这个标签没有写，它不起作用",
                "请删去它，或写上 any 或 patterns",
            )
    for name in ("labels", "acts"):
        written = assembled.wording.get(name)
        _check_words(None if written is None else written.get(name), notes)
    for name in (ANSWER, BLANK):
        own = assembled.listed("acts").get(name)
        if own is not None:
            notes.errors.add(
                own.head,
                f"{name} 是程序自己用的名字",
                "请换一个名字；什么都不是的消息自然算 answer",
            )


def _check_examples(handbook: Handbook, clause: Clause, notes: Notes) -> None:
    node = handbook.nodes[clause.id]
    examples = clause.examples
    if not isinstance(examples, UtteranceExamples):
        if examples:
            notes.errors.add(
                node.key_place_of("examples"),
                "用语条款的例子要写 breaks 和 keeps",
                "请写 breaks: […] 和 keeps: […]",
            )
        else:
            notes.errors.add(
                node.head,
                f"{bare_id(clause.id)} 没有例子",
                "请补上 examples: {breaks: […], keeps: […]}",
            )
        return
    if not examples.breaks:
        notes.errors.add(
            node.key_place_of("examples"), "没有违反的例子", "请在 breaks 里至少写一句"
        )
    counter = len(examples.keeps)
    wanted = KEEPS_OF_STOP if clause.severity == "stop" else 1 if clause.severity != "watch" else 0
    if counter < wanted:
        strength = SEVERITY_WORDS[clause.severity]
        notes.errors.add(
            node.key_place_of("examples"),
            f"强度是“{strength}”，合规的例子只有 {counter} 句",
            f"请在 keeps 里至少写 {wanted} 句，要写看着像违反、其实合规的话",
        )
    written = [str(example) for example in (*examples.breaks, *examples.keeps)]
    for side in ("breaks", "keeps"):
        listed = node.find("examples", side)
        for item in getattr(listed, "items", []):
            text = str(item.plain())
            if written.count(text) > 1:
                notes.errors.add(
                    item.place, f"例子“{shown(text, 20)}”写了两次", "一句话只能算一边，请删去一处"
                )
                written.remove(text)


def _check_words(node: Node | None, notes: Notes) -> None:
    """Phrases twice, phrases that an exception swallows whole, and what narrows words where there
    are none: what an entity finds by its form is left alone."""
    for mapping in mappings(node):
        if mapping.get("entity") is not None and not any(map(mapping.get, _WORDS)):
            for key in _OF_WORDS:
                idle = mapping.get(key)
                if idle is not None and idle.plain() is not False:
                    notes.errors.add(
                        idle.head,
                        f"{key} 只管词句，这里只有 entity，它不起作用",
                        "请删去它，或写上 any、patterns 或 label",
                    )
        apart = mapping.get("weighed_apart")
        if apart is not None and apart.plain() is True and not _is_written(mapping, "weighed_by"):
            notes.errors.add(
                apart.head,
                "weighed_apart 没有和 weighed_by 一起写，它不起作用",
                "请写上 weighed_by，或删去它",
            )
        phrases = scalars(mapping.get("any"))
        exceptions = [e for e in scalars(mapping.get("except")) if _pattern_is_good(e)]
        seen: dict[str, ScalarNode] = {}
        for phrase in phrases:
            plain = plain_phrase(phrase.text)
            if not plain:
                continue
            if plain in seen:
                line = seen[plain].place.line
                notes.errors.add(
                    phrase.place,
                    f"短语“{shown(phrase.text)}”写了两次（第一次在第 {line} 行）",
                    "请删去一处",
                )
            seen.setdefault(plain, phrase)
            for exception in exceptions:
                if parse_pattern(exception.text).compiled().fullmatch(plain):
                    notes.errors.add(
                        exception.place,
                        f"这条例外把短语“{shown(phrase.text)}”整个盖住，它永远认不出来",
                        "请把例外写长一些，带上前后的字",
                    )


def _is_written(mapping: MappingNode, key: str) -> bool:
    """Whether something stands behind a key; an override takes a line back by `null`."""
    node = mapping.get(key)
    return node is not None and node.plain() is not None


def _pattern_is_good(node: ScalarNode) -> bool:
    try:
        parse_pattern(node.text)
    except ValueError:
        return False
    return True


def _check_speakers(handbook: Handbook, clause: Clause, notes: Notes) -> None:
    """A label of the customer's words never hits in what the agent says."""
    utterance = clause.block
    node = handbook.nodes[clause.id].get("utterance")
    assert isinstance(node, MappingNode)
    for key in utterance.operators():
        block = node.get(key)
        named = scalars(block) if key == "order" else []
        asked: list[ScalarNode] = []
        if isinstance(block, MappingNode):
            named = [n for k in ("label", "unless", "farewell") for n in scalars(block.get(k))]
            asked = scalars(block.get("unless_answering"))
        for name in [*named, *asked]:
            label = handbook.labels.labels.get(name.text)
            if label is None or label.speaker == "any":
                continue
            ours = label.speaker == utterance.speaker
            if name in asked:  # a bot's words are ours
                ours = (label.speaker == "customer") == (utterance.speaker == "customer")
            if ours == (name in asked):
                heard, wanted = _who(label.speaker), _who(utterance.speaker)
                other = "客服" if utterance.speaker == "customer" else "客户"
                notes.errors.add(
                    name.place,
                    f"标签 {name.text} 认的是{heard}的话，"
                    + (f"{wanted}回答的是{other}" if ours else f"这一条看的是{wanted}"),
                    f"请换一个认{other}的话的标签" if ours else "请换一个标签，或改 speaker",
                )


def _check_proposal(handbook: Handbook, clause: Clause, notes: Notes) -> None:
    """What is missing in a customer's words proposes nothing that anybody could read or refuse."""
    if clause.block.proposes is not None and "must_not" not in clause.block.operators():
        notes.errors.add(
            handbook.place(clause.id, "utterance", "proposes"),
            "没有写听到客户说什么才提议",
            "请把要找的词写进 must_not",
        )


def _who(speaker: str) -> str:
    return {"agent": "客服", "customer": "客户", "bot": "机器人"}.get(speaker, "任何人")


def _check_event_labels(handbook: Handbook, clause: Clause, notes: Notes) -> None:
    for pattern in _patterns(handbook.nodes[clause.id].get(clause.kind)):
        event = pattern.get("event")
        speakers = {"message.received": ("customer",), "message.sent": ("agent", "bot")}
        heard = speakers.get(event.text if isinstance(event, ScalarNode) else "", ())
        for name in scalars(pattern.get("label")):
            label = handbook.labels.labels.get(name.text)
            if label is not None and heard and label.speaker not in ("any", *heard):
                notes.errors.add(
                    name.place,
                    f"标签 {name.text} 认的是{_who(label.speaker)}的话，这里是{_who(heard[0])}说的",
                    "请换一个标签，或换一种消息",
                )


def _check_acts(handbook: Handbook, node: MappingNode, notes: Notes) -> None:
    known = [ANSWER, BLANK, *handbook.acts.acts]
    for pattern in _patterns(node):
        event = pattern.get("event")
        if isinstance(event, ScalarNode) and event.text == "message.sent":
            for act in scalars(pattern.get("act")):
                if act.text not in known:
                    notes.errors.add(
                        act.place,
                        f"wording/acts.yaml 里没有“{act.text}”这一类",
                        instead_of(act.text, known),
                    )


def _patterns(node: Node | None) -> list[MappingNode]:
    return [mapping for mapping in mappings(node) if "event" in mapping]
