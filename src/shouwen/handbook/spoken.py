"""What an ``utterance`` clause enforces, in one plain Chinese sentence (see ``sentence``)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from shouwen.clauses.frame import Clause
from shouwen.clauses.head import SEVERITY_WORDS
from shouwen.wording import Label
from shouwen.wording.likeness.tables import LearntTable

type Labels = Mapping[str, Label]
type Tables = Mapping[str, LearntTable]

NOTHING: Tables = {}
_INNER = str.maketrans("“”", "‘’")
_HEAVIEST = 5  # pieces of a learnt label that are shown

PROPOSAL_WORDS = {
    "open_complaint": "改按投诉办",
    "raise_level": "升一级",
    "tell_leader": "报告班组长",
    "set_type": "定类",
    "mark_solved": "记为已解决",
}
TYPE_WORDS = {
    "inquiry": "咨询",
    "presales": "售前咨询",
    "complaint": "投诉",
    "repair": "报修",
    "order": "订单",
    "suggestion": "建议",
    "praise": "表扬",
}
LEVEL_WORDS = {1: "一级", 2: "二级", 3: "三级"}
WHO = {"agent": "客服", "customer": "客户", "bot": "机器人", "any": "任何一方"}
# The kinds of things that are known by their form, as a reader calls them.
ENTITY_WORDS = {
    "number": "数字", "contact_number": "联系号码", "phone": "电话", "id_card": "身份证号",
    "bank_card": "银行卡号", "mail_address": "邮箱", "link": "链接", "plate": "车牌", "money": "金额",
    "date": "日期", "month": "月份", "clock_time": "钟点", "duration": "时长", "due_time": "时间",
    "staff_number": "工号", "surname_title": "姓氏加称呼", "emoji": "表情", "exclamation": "感叹号",
    "question_mark": "问号", "latin_word": "外文词", "detail": "细节", "correction": "改口", "sentence": "句子", "line": "行",
    "subject_line": "主题行", "closing_lines": "最后四行",
}  # fmt: skip
_PLACES = {"first": "第一句", "last": "最后一句", "before_farewell": "告别以前"}
_SCOPES = {
    "message": "每一条里",
    "first": "第一条里",
    "last": "最后一条里",
    "conversation": "整段会话里",
}
_COUNTED = {
    "sentences": "句子", "lines": "行", "questions": "问号", "exclamations": "感叹号", "emoji": "表情",
    "links": "链接", "latin_words": "外文词",
}  # fmt: skip


def utterance_words(clause: Clause, labels: Labels, learnt: Tables = NOTHING) -> str:
    """The sentence without its conditions and full stop; ``labels`` give names to recognisers,
    ``learnt`` says of those that were learnt what from."""
    return (
        _utterance_words(clause, labels)
        + _learnt(clause, labels, learnt)
        + _weighed(clause, labels, learnt)
    )


def _learnt(clause: Clause, labels: Labels, learnt: Tables) -> str:
    """Whoever reads the clause is told that no list of words stands behind it."""
    operators = [*clause.block.operators().values()]
    labelled = (name for block in _blocks(operators) for name in getattr(block, "labels", ()))
    return "".join(
        f"；{named(name, labels)[0]}是学来的说法，由 {table.from_[0]} 句正例、{table.from_[1]} 句反例学来，"
        f"最重的是{''.join(f'“{piece}”' for piece in table.heaviest(_HEAVIEST))}"
        for name in dict.fromkeys(labelled)
        if (table := learnt.get(name)) is not None
    )


def _weighed(clause: Clause, labels: Labels, learnt: Tables) -> str:
    """Whoever reads the words of a clause is told that finding them is not the last of it: those that
    it writes itself, and those of the labels that it names."""
    judges: dict[tuple[str, str], None] = {}
    for block in _blocks(clause.block):
        judge = getattr(block, "weighed_by", None)
        if judge is not None:
            judges["", judge] = None
            continue
        for name in getattr(block, "labels", ()):
            if name in labels and (judge := labels[name].weighed_by) is not None:
                judges[f"{named(name, labels)[0]}的", judge] = None
    said = ""
    for whose, name in judges:
        table = learnt.get(name)
        source = f"（由 {table.from_[0]} 句正例、{table.from_[1]} 句反例学来）" if table else ""
        said += (
            f"；找到{whose}词句还不算数：再掂量它所在的那一句和整条消息，"
            f"都不像{named(name, labels)[0]}{source}的就不算"
        )
    return said


def _blocks(value: object) -> Iterator[BaseModel]:
    """The blocks of which a value is made, in reading order."""
    if isinstance(value, BaseModel):
        yield value
        for below in value.__dict__.values():
            yield from _blocks(below)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _blocks(item)


def _utterance_words(clause: Clause, labels: Labels) -> str:
    utterance = clause.block
    who = WHO[utterance.speaker]
    operators = utterance.operators()
    if (proposed := utterance.proposes) is not None:
        act = PROPOSAL_WORDS[proposed.act]
        if proposed.level is not None:
            act = f"升到{LEVEL_WORDS[proposed.level]}"
        if proposed.type is not None:
            act = f"定为{TYPE_WORDS[proposed.type]}"
        form = operators.get("must_not")
        heard = f"客户的话里有{said(form, labels)}{_spared(form, labels)}"
        return f"{_first(utterance, labels)}{heard}，就提议{act}，由人定；不判守违"
    parts = [part for key, form in operators.items() if (part := _SAY[key](form, who, labels))]
    first = _first(utterance, labels)
    return f"{first}{'；'.join(parts)}；强度：{SEVERITY_WORDS[clause.severity]}"


def _first(utterance: Any, labels: Labels) -> str:
    """What has to have been said before."""
    after = named(utterance.after_labels, labels)
    return f"{any_of(after)}之后，" if after else ""


def said(form: object, labels: Labels) -> str:
    """What is looked for: labels by name, things by their kind, else the first phrase and how many
    more."""
    known = list(named(getattr(form, "labels", ()), labels))
    known += [ENTITY_WORDS.get(name, name) for name in getattr(form, "entities", ())]
    phrases = list(getattr(form, "any", ()))
    if phrases:
        known.append(f"“{phrases[0]}”")
    more = max(0, len(phrases) - 1) + len(getattr(form, "patterns", ()))
    if not known:
        return f"条款列出的 {more} 种说法之一" if more > 1 else "条款列出的那种说法"
    if more:
        return "、".join(known) + f"等 {more + len(known)} 种说法"
    return any_of(known)


def any_of(known: Sequence[str]) -> str:
    """Of which one is enough: ``“甲”、“乙”或“丙”``."""
    *most, last = known
    return "、".join(most) + f"或{last}" if most else last


def named(names: str | Iterable[str], labels: Labels) -> tuple[str, ...]:
    """Labels by their titles, in quotation marks; those within a title are single ones."""
    wanted = [names] if isinstance(names, str) else names
    titles = ((labels[n].title if n in labels else "") or n for n in wanted)
    return tuple(f"“{title.translate(_INNER)}”" for title in titles)


def _must_not(form: Any, who: str, labels: Labels) -> str:
    return f"{who}的话里不能有{said(form, labels)}{_spared(form, labels)}"


def _spared(form: Any, labels: Labels) -> str:
    """What does not count: quotations, exceptions, other words in the same message, an answer."""
    if form is None:
        return ""
    spared: list[str] = []
    if form.unless_quoting:
        spared.append("引述")
    if form.except_:
        spared.append(f"{len(form.except_)} 种例外")
    if unless := named(form.unless, labels):
        spared.append(f"同一句里有{'或'.join(unless)}")
    if asked := named(form.unless_answering, labels):
        spared.append(f"接着{'或'.join(asked)}回答的")
    return f"（{'、'.join(spared)}不算）" if spared else ""


def _must(form: Any, who: str, labels: Labels) -> str:
    return f"{who}{_PLACES.get(form.position, '整段会话')}要有{said(form, labels)}"


def _must_first(form: Any, who: str, labels: Labels) -> str:
    return f"{who}的第一句要有{said(form, labels)}"


def _order(form: Any, _: str, labels: Labels) -> str:
    return "先" + "，再".join(named(form.root, labels))


def _not_until(form: Any, who: str, labels: Labels) -> str:
    answers, through = named(form.answers, labels), named(form.through, labels)
    between = f"（隔着{who}的{any_of(through)}也算）" if through else ""
    asked = f"对方刚说的是{any_of(answers)}{between}时，" if answers else ""
    first = any_of(named(form.until, labels))
    return f"{asked}没有{first}在先，{who}的话里不能有{said(form, labels)}"


def _first_say(form: Any, who: str, labels: Labels) -> str:
    ahead = f"，说在{any_of(named(form.before, labels))}前面" if form.before else ""
    return f"{any_of(named(form.after, labels))}之后{who}先要有{said(form, labels)}{ahead}"


def _absence(form: Any, who: str, labels: Labels) -> str:
    after = named(form.after, labels)
    since = f"{any_of(after)}之后" if after else ""
    within = f" {form.within_turns} 句之内" if form.within_turns else ""
    return f"{since}{who}{within}要有{said(form, labels)}"


def _addresses(_form: Any, who: str, _: Labels) -> str:
    return f"知道客户的姓名时，{who}第一句要称呼姓氏，称呼错了也算"


def _recap(form: Any, who: str, labels: Labels) -> str:
    return (
        f"{who}说{any_of(named(form.farewell, labels))}以前，复述说定的{_kinds(form.of)}，说错也算"
    )


def _echo(form: Any, who: str, _: Labels) -> str:
    wanted = {"all": "都要复述", "last": "复述最后说的那个", "none": "不说错"}[form.need]
    return f"客户说的{_kinds(form.of)}，{who}{wanted}"


def _kinds(kinds: Iterable[str]) -> str:
    return "、".join(ENTITY_WORDS.get(kind, kind) for kind in kinds)


def _reply_within(form: Any, who: str, _: Labels) -> str:
    return f"{who}在 {form.root}之内回话"


def _length(form: Any, _: str, __: Labels) -> str:
    return "一条" + "、".join(_bounds(form, "个字"))


def _speed(form: Any, who: str, _: Labels) -> str:
    return f"{who}每分钟" + "、".join(_bounds(form, "个字"))


def _bounds(form: Any, unit: str) -> list[str]:
    pairs = (("最多", form.at_most), ("至少", form.at_least))
    return [f"{word} {number} {unit}" for word, number in pairs if number is not None]


def _shape(form: Any, _: str, __: Labels) -> str:
    bounds = [
        bound
        for key, word in _COUNTED.items()
        if (given := getattr(form, key)) is not None
        for bound in _bounds(given, f"个{word}")
    ]
    return "一条" + "、".join(bounds)


def _silence(form: Any, _: str, __: Labels) -> str:
    return f"{WHO[form.after]}说完之后，静默不超过 {form.at_most}"


def _overlap(form: Any, who: str, _: Labels) -> str:
    return f"{who}插话不超过 {form.at_most}"


def _talk_share(form: Any, who: str, _: Labels) -> str:
    return f"{who}说的话占" + "、".join(_bounds(form, "%"))


def _beside(form: Any, who: str, labels: Labels) -> str:
    where = {"before": "以前", "after": "以后", "around": "前后", "same": "的同一条里"}[form.where]
    near = f" {form.turns} 条之内" if form.turns else ""
    near += f" {form.seconds}之内" if form.seconds else ""
    which = {"each": "每次", "any": "有一次"}.get(form.which, f"第 {form.which} 次")
    verb = "不说" if form.forbidden else "要说"
    return f"{which}{said(form.to, labels)}{where}{near}，{who}{verb}{said(form.words, labels)}"


def _near(form: Any, who: str, labels: Labels) -> str:
    return (
        f"{who}不把{said(form.words, labels)}和{said(form.to, labels)}说在一起"
        f"（隔 {form.within} 个字之内）"
    )


def _several(form: Any, who: str, _: Labels) -> str:
    parts = "、".join(f"“{part.title}”" for part in form.parts)
    need = {"all": "都要说到", "none": "一样也不说"}.get(form.need, f"至少说到 {form.need} 样")
    return f"{who}{_SCOPES[form.of]}{parts}{need}"


def _count(form: Any, who: str, labels: Labels) -> str:
    bounds = "、".join(_bounds(form, "次"))
    return f"{who}说{said(form, labels)}{bounds}"


def _slots(form: Any, who: str, _: Labels) -> str:
    wanted = [f"公司或部门（{form.company[0]}…）"] if form.company else []
    wanted += ["工号"] if form.staff_number else []
    wanted += ["姓氏加称呼"] if form.surname_title else []
    return f"{who}{'第一句' if form.position == 'first' else ''}说出{'、'.join(wanted)}"


def _email(form: Any, _: str, __: Labels) -> str:
    wanted = [f"主题不少于 {form.subject_at_least} 个字、说明是哪件事"] if form.subject else []
    if form.parts:
        order = "依次" if form.in_order else ""
        wanted.append(f"正文{order}有" + "、".join(part.title for part in form.parts))
    if form.ending:
        wanted.append("结尾有" + "、".join(part.title for part in form.ending))
    return "，".join(wanted)


def _promise(form: Any, who: str, labels: Labels) -> str:
    where = f"隔 {form.sentences} 句之内" if form.sentences else "同一句里"
    return f"{who}说了{said(form, labels)}，{where}要说出时间"


def _score(form: Any, _: str, __: Labels) -> str:
    items = "、".join(f"{item.title} {item.points:+d}" for item in form.items)
    return f"从 {form.start} 分起，{items}，至少 {form.at_least} 分"


def _combine(form: Any, who: str, labels: Labels) -> str:
    term = form.broken_if if form.broken_if is not None else form.kept_if
    where = _SCOPES[form.of]
    if {*_speakers(term, who)} == {who}:  # said once, not before each part
        where += f"{who}的话里"
        who = ""
    ending = "，就算违" if form.broken_if is not None else "，才算守"
    return f"{where}{_term(term, who, labels)}{ending}"


def _speakers(term: Any, who: str) -> Iterator[str]:
    """Of whose words each part speaks."""
    if term.said is not None:
        yield WHO[term.by] if term.by else who
    for each in [*(term.and_ or ()), *(term.or_ or ()), *([term.not_] if term.not_ else ())]:
        yield from _speakers(each, who)


def _term(term: Any, who: str, labels: Labels) -> str:
    if term.said is not None:
        return f"{_whose(term, who)}有{said(term.said, labels)}"
    if term.not_ is not None:
        return _without(term.not_, who, labels)
    joined, terms = ("，又", term.and_) if term.and_ is not None else ("，或者", term.or_)
    return joined.join(_term(each, who, labels) for each in terms)


def _without(term: Any, who: str, labels: Labels) -> str:
    """That something is not so: nobody says “并非（…）”."""
    if term.said is not None:
        return f"{_whose(term, who)}没有{said(term.said, labels)}"
    if term.not_ is not None:
        return _term(term.not_, who, labels)
    if term.or_ is not None:
        return "，又".join(_without(each, who, labels) for each in term.or_)
    first = term.and_[0]
    if all(each.said is not None and each.by == first.by for each in term.and_):
        heard = "，以及".join(said(each.said, labels) for each in term.and_)
        return f"{_whose(first, who)}没有同时有{heard}"
    return "没有样样做到：" + "；".join(_term(each, who, labels) for each in term.and_)


def _whose(term: Any, who: str) -> str:
    """Whose words; nothing where the sentence has said so."""
    return f"{WHO[term.by] if term.by else who}的话里" if who else ""


_SAY: Mapping[str, Callable[[Any, str, Labels], str]] = {
    "must_not": _must_not,
    "must": _must,
    "must_first": _must_first,
    "order": _order,
    "not_until": _not_until,
    "first_say": _first_say,
    "addresses": _addresses,
    "recap": _recap,
    "absence": _absence,
    "reply_within": _reply_within,
    "length": _length,
    "shape": _shape,
    "near": _near,
    "several": _several,
    "beside": _beside,
    "combine": _combine,
    "count": _count,
    "silence": _silence,
    "overlap": _overlap,
    "speed": _speed,
    "talk_share": _talk_share,
    "echo": _echo,
    "slots": _slots,
    "email": _email,
    "promise": _promise,
    "score": _score,
}
