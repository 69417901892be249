"""Things that are recognised by their form and not by a list of words: numbers, dates, phone numbers.

A handbook names them wherever it names words (`entity: [phone, id_card]`). They are looked for in
the folded text, only by editions that ask for them, and stored as hits `entity:phone` without what
they said. For `echo` a hit `value:number:3fa1` also holds sixteen bits of the SHA-256 of the value:
enough to see that a later message says the same, too few to tell what it was.

Source: GB 11643 (ID numbers), GB/T 2659 and the numbering plan of 工信部 (phones), ISO/IEC 7812
(Luhn, bank cards); R-rows on privacy, promises and repeating the key information.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache, partial
from itertools import islice
from typing import Literal, get_args

from shouwen.wording.details import CORRECTION, KINDS, Kind
from shouwen.wording.fold import HAN, fold
from shouwen.wording.pattern import Pattern
from shouwen.wording.prefilter import Rough

type Place = tuple[int, int, str]  # from, to, and the hit's name: so they sort as hits do
type Found = tuple[int, int, int]  # a form by its number, from, to; negative: somewhere
type Finder = Callable[[str], list[Place]]
type Reader = Callable[[str, int, int], list[Place]]

type EntityName = Literal[
    "number", "contact_number", "phone", "id_card", "bank_card", "mail_address", "link", "plate",
    "money", "date", "clock_time", "duration", "due_time", "staff_number", "surname_title",
    "emoji", "exclamation", "question_mark", "latin_word", "sentence", "line", "subject_line", "closing_lines",
    "detail", "correction",
]  # fmt: skip

ENTITIES: tuple[str, ...] = get_args(EntityName.__value__)
ENTITY = "entity:"
VALUE = "value:"
_CLOSING = ENTITY + "closing_lines"
_DETAIL = ENTITY + "detail"
MOST = 500  # of a kind in a message
_NEAR = 40  # characters; what looks further is read from the whole text
_MOST_READ = 4096
_PART_OF = {"month": "date", "sex": "surname_title"}  # a value that is part of an entity

_N = r"[0-9一二三四五六七八九十百千两半]"
_DIGITS = dict(
    zip("零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖", "001223456789123456789", strict=True)
)
_UNITS = {"十": 10, "百": 100, "千": 1000}
_THOUSANDS = re.compile("(?<=[0-9]),(?=[0-9]{3})")
_NUMERAL = re.compile(f"[{''.join(_DIGITS)}十百千万]+")
_LONG_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "端木", "东方", "独孤", "南宫", "夏侯", "轩辕", "宇文", "长孙", "司空", "呼延", "赫连", "太史", "百里", "东郭", "西门", "申屠", "澹台", "淳于", "拓跋", "万俟", "闻人", "钟离")  # fmt: skip
_DAY = rf"(?:(?:[0-9]{{4}}年)?{_N}{{1,3}}月{_N}{{1,3}}[日号]|[0-9]{{4}}[-/.][0-9]{{1,2}}[-/.][0-9]{{1,2}}|(?<![0-9]){_N}{{1,3}}[日号](?![线楼码])|(?<![0-9a-z./\-])(?:1[0-2]|0?[1-9])[./](?:3[01]|[12][0-9]|0?[1-9])(?= ?(?:之|以)?前))"
_NAMED_DAY = r"(?:今天|今日|今晚|今早|明天|明日|明早|明晚|后天|大后天|当天|当日|次日|本周|这周|下周|本月|月底|月末|月内|下个?月|季度末|年底|年内|周末|上班前|下班前|(?:周|星期|礼拜)[一二三四五六日天末])"
_CLOCK = rf"(?:上午|下午|晚上|中午|早上|凌晨|傍晚|夜里|[今明听当][早晚朝](?:上)?)?(?:[0-9]{{1,2}}:[0-9]{{2}}|{_N}{{1,3}}点(?:半|{_N}{{1,3}}分?)?)(?!几)"
_SPAN = (
    rf"(?:{_N}{{1,4}}|几)(?:个?(?:工作日|工作小时|小时|星期|钟头)|个月|分钟|秒钟?|天|日内|周|刻钟)"
    r"|(?<![0-9a-z.*/×])[0-9]{1,3}(?:\.[0-9])? ?(?:h|min)(?![a-z0-9])"
)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎鲁韦昌马苗凤花方俞任袁柳鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房解应宗丁宣邓郁单洪包诸左石崔吉龚程嵇邢裴陆荣翁荀羊惠甄曲封储靳段侯全班秋仲伊宫宁仇栾甘厉戎祖武符刘景詹束龙叶幸司黎薄白怀蒲鄂卓屠池乔阴胥苍闻党翟谭贡劳申扶堵冉宰桑桂牛寿边燕尚农温庄柴瞿阎连习容向古易廖耿匡国文寇广东欧聂关荆游权盖益赖肖闫付涂覃佟麦迟敖晏苟鹿冷辛阚简饶曾沙鞠巢蒯查竺逯桓仉晋楚鄢钦岳帅牟佘逄丘练揭亓亢仝兰占官栗焦滑衣佀艾奚裘缪宓羿隗"

_SEXES = {"男": ("先生", "叔叔"), "女": ("女士", "小姐", "阿姨")}

_PATTERNS: dict[str, str] = {
    # Begins with a digit, not with what it looks back at: `re` then skips along the text.
    "number": r"[0-9](?<![0-9a-z.].)[0-9]*(?:[.,][0-9]+)*(?![0-9])",
    "contact_number": rf"[0-9{''.join(_DIGITS)}](?:[ -]?[0-9{''.join(_DIGITS)}]){{7,24}}",
    "phone": r"(?<![0-9])(?:(?:\+?86[- ]?)?1[3-9][0-9][- ]?[0-9]{4}[- ]?[0-9]{4}|0[0-9]{2,3}[- ]?[0-9]{7,8}|400[- ]?[0-9]{3}[- ]?[0-9]{4})(?![0-9])",
    "id_card": r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9x](?![0-9])",
    "bank_card": r"(?<![0-9])[1-9][0-9]{3}(?:[ -]?[0-9]{4}){3}(?:[ -]?[0-9]{1,3})?(?![0-9])",
    "mail_address": r"[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}",
    "link": r"(?:https?://|www\.)[a-z0-9./?&=#_%:+~-]{3,}",
    "plate": r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][·.]?[a-z0-9]{5,6}(?![a-z0-9])",
    "money": r"(?:[¥$][0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|(?:[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?|[零〇万0-9一二三四五六七八九十百千两半]{1,10})(?:元|块钱?|万元|角|分钱))",
    "date": _DAY,
    "clock_time": _CLOCK,
    "duration": _SPAN,
    "due_time": f"(?:{_DAY}|{_NAMED_DAY}|{_CLOCK}|{_SPAN})",
    "staff_number": r"(?:工号|员工号|编号)(?:是|为|:)? ?[a-z]{0,3}[0-9]{2,8}|[0-9]{2,8}号(?:客服|坐席|座席|话务员|为您服务)",
    "surname_title": rf"(?:[{_SURNAMES}]|{"|".join(_LONG_SURNAMES)}){{1}}[{HAN}]{{0,2}}?(?:先生|女士|小姐|老师|经理|总|师傅|阿姨|叔叔)",
    "emoji": r"[\u2600-\u27bf\U0001f300-\U0001faff]|\[[一-龥]{1,4}\]",
    "exclamation": "!",
    "question_mark": r"\?",
    "latin_word": r"[a-z]{2,}",
    "sentence": r"[^。!?;\n]*[^。!?;\n ][^。!?;\n]*",
    "line": r"[^\n]*[^\n ][^\n]*",
    "subject_line": r"\A *[【\[(]?(?:邮件|信件)?(?:主题|主旨|标题|题目|subject)[】\])]? ?:? ?([^\n]{1,200})",
    "closing_lines": r"\Z",
    "correction": CORRECTION.pattern,
}  # fmt: skip

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _is_id(text: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(text, _WEIGHTS, strict=False))
    return "10x98765432"[total % 11] == text[17]


def _is_card(text: str) -> bool:
    digits = [int(c) for c in text if c.isdigit()]
    doubled = [d * 2 - 9 * (d > 4) for d in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


_SURE: dict[str, Callable[[str], bool]] = {"id_card": _is_id, "bank_card": _is_card}


class Entities:
    """The kinds that an edition asks for; `values`: those whose values `echo` compares."""

    def __init__(self, kinds: Iterable[str], values: Iterable[str] = ()) -> None:
        self.values = tuple(sorted(set(values)))
        self.kinds = tuple(sorted({_PART_OF.get(kind, kind) for kind in (*kinds, *self.values)}))
        self._valued = {
            kind: [value for value in self.values if _PART_OF.get(value, value) == kind]
            for kind in self.kinds
        }
        found = [(kind, found) for kind in self.kinds for found in self._finders_of(kind)]
        self._finders = [each for _, each in found]
        self._kind_of = [kind for kind, _ in found]

    def __bool__(self) -> bool:
        return bool(self._finders)

    def forms_of(self, names: Collection[str]) -> frozenset[int]:
        """The numbers of the forms of which hits with these names (`entity:phone`) come."""
        kinds = {name.removeprefix(ENTITY) for name in names if name.startswith(ENTITY)}
        kinds = {_PART_OF.get(kind, kind) for kind in kinds}
        return frozenset(n for n, kind in enumerate(self._kind_of) if kind in kinds)

    def signs(self) -> list[Rough | Pattern]:
        """For each form, in order, something without which a folded text holds none of it."""
        return [sign for _, sign in self._finders]

    def places(
        self, folded: str, among: Collection[int] | None = None
    ) -> list[tuple[int, int, str]]:
        """All of them in a folded text: start, end, and the hit's name; `among`: only these forms,
        by their number."""
        places: list[tuple[int, int, str]] = []
        finders = self._finders
        for find, _ in finders if among is None else [finders[at] for at in among]:
            places += find(folded)
        return places

    def places_at(self, folded: str, found: Sequence[Found]) -> list[Place]:
        """As `places`, where it is known which forms stand where (`from` negative: somewhere)."""
        if len(found) > MOST:
            return self.places(folded, dict.fromkeys(form for form, _, _ in found))
        places: list[Place] = []
        last = -1
        for form, start, end in found:
            read = self._readers[form]
            if read is not None and start >= 0:
                places += read(folded, start, end)
            elif form != last:
                places += self._finders[form][0](folded)
                last = form
        return places

    def read_alone(self) -> list[bool]:
        """Of which forms one that is found is read where it stands, whatever else is in the text."""
        return [reader is not None for reader in self._readers]

    @cached_property
    def _readers(self) -> list[Reader | None]:
        return [reader for kind in self.kinds for reader in self._readers_of(kind)]

    def _readers_of(self, kind: str) -> Iterator[Reader | None]:
        """In the order of `_finders_of`: what reads one whose place is known, where that is enough."""
        if kind == "detail":
            for form in KINDS:
                yield _Read(form).places if form.alone and max(form.reach) <= _NEAR else None
        elif kind == "closing_lines" or re.compile(_PATTERNS[kind]).groups:
            yield None
        else:
            yield partial(_place, kind, self._valued[kind])

    def _finders_of(self, kind: str) -> Iterator[tuple[Finder, Rough | Pattern]]:
        """How a kind is found, in each of its forms, and by what the first stage tells it."""
        if kind == "detail":
            for form in KINDS:
                yield partial(_details, form), form.sign
        elif kind == "closing_lines":
            yield _closing, Rough(".")
        else:
            sign = Rough(_ESCAPED.sub(_character, _PATTERNS[kind]))
            yield partial(_places, re.compile(_PATTERNS[kind]), kind, self._valued[kind]), sign


def _place(kind: str, valued: Sequence[str], folded: str, start: int, end: int) -> list[Place]:
    """One of a kind that is known to be written there, with its values."""
    text, sure = folded[start:end], _SURE.get(kind)
    if sure is not None and not sure(text):
        return []
    places = [(start, end, ENTITY + kind)]
    for each in valued:
        value = value_of(each, text)
        if value is not None:
            places.append((start, end, f"{VALUE}{each}:{value}"))
    return places


class _Read:
    """Details of a form whose place is known: what stands around one says what it is."""

    def __init__(self, form: Kind) -> None:
        self._form = form
        before, behind = form.reach
        self._before, self._behind = before + 1, behind + 1
        self._known: dict[tuple[int, int, str], str] = {}

    def places(self, folded: str, start: int, end: int) -> list[Place]:
        """The detail, and a few bits of its subject and value."""
        low = max(0, start - self._before)
        key = start - low, end - low, folded[low : end + self._behind]
        name = self._known.get(key)
        if name is None:
            detail = self._form.detail_at(folded, start, _digits_of)
            name = _named(detail.subject, detail.value)
            if len(self._known) >= _MOST_READ:
                self._known.clear()
            self._known[key] = name
        return [(start, end, _DETAIL), (start, end, name)]


def _places(
    pattern: re.Pattern[str], kind: str, valued: Sequence[str], folded: str
) -> list[tuple[int, int, str]]:
    places: list[tuple[int, int, str]] = []
    name, sure = ENTITY + kind, _SURE.get(kind)
    number = 0
    for found in pattern.finditer(folded):
        if sure is not None and not sure(found.group()):
            continue
        number += 1
        if number > MOST:
            break
        start, end = found.span(1) if pattern.groups else found.span()
        places.append((start, end, name))
        for each in valued:
            value = value_of(each, found.group())
            if value is not None:
                places.append((start, end, f"{VALUE}{each}:{value}"))
    return places


_ESCAPED = re.compile(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})")  # the engine does not know these


def _character(found: re.Match[str]) -> str:
    return chr(int(found[1] or found[2], 16))


def _details(form: Kind, folded: str) -> list[tuple[int, int, str]]:
    """Details of a form, and of each twelve bits of its subject and sixteen of its value."""
    places: list[tuple[int, int, str]] = []
    for detail in islice(form.details_in(folded, _digits_of), MOST):
        places.append((detail.start, detail.end, _DETAIL))
        places.append((detail.start, detail.end, _named(detail.subject, detail.value)))
    return places


@lru_cache(maxsize=4096)
def _named(subject: str, value: str) -> str:
    return f"{VALUE}detail:{about(subject)}{_hashed('detail', value)[:4]}"


@lru_cache(maxsize=4096)
def about(subject: str) -> str:
    """What the value of a detail with this subject begins with."""
    return _hashed("subject", subject)[:3]


def _hashed(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}={value}".encode()).hexdigest()


def _digits_of(numeral: str) -> str:
    if numeral.isdecimal():
        return numeral.lstrip("0") or "0"
    return _arabic(_THOUSANDS.sub("", numeral.replace("幺", "一"))).lstrip("0") or "0"


def _closing(folded: str) -> list[tuple[int, int, str]]:
    """The last four lines with something in them: one place, or none."""
    start = end = len(folded.rstrip())
    if "\n" not in folded[:end]:
        return [(0, end, _CLOSING)] if end else []
    for _ in range(4):
        start = folded.rfind("\n", 0, max(0, start - 1)) + 1
        while start and not folded[start:end].strip():
            start = folded.rfind("\n", 0, start - 1) + 1
        if not start:
            break
    return [(start, end, _CLOSING)] if end > start else []


@lru_cache(maxsize=4096)
def value_of(kind: str, text: str) -> str | None:
    """A few bits of the SHA-256 of what a value comes to, or `None` where that is open.

    下午三点 and 15:00 are one; 三点 may be either and is none. 二十号 and 6月20日 are one date,
    their months are values of their own. A surname has six bits, so that many share them.
    """
    value = _digits_of(text) if kind == "number" and text.isdecimal() else _value(kind, text)
    if value is None:
        return None
    digest = _hashed(kind, value)
    return f"{int(digest[:2], 16) >> 2:02x}" if kind == "surname_title" else digest[:4]


def _value(kind: str, text: str) -> str | None:
    if kind == "surname_title":
        plain = fold(text)
        return plain[:2] if plain.startswith(_LONG_SURNAMES) else plain[:1]
    digits = re.findall(r"[0-9]+", _arabic(_THOUSANDS.sub("", text)))
    match kind:
        case "clock_time":
            hour = int(digits[0]) if digits else 0
            late = re.match("下午|晚上|傍晚|夜里|[今明听当]晚", text) is not None
            if (
                not late
                and 0 < hour < 12
                and not re.match("上午|早上|凌晨|中午|[今明听当][早朝]|[0-9]+:", text)
            ):
                return None
            minute = int(digits[1]) if len(digits) > 1 else 30 if "半" in text else 0
            return f"{hour + 12 if late and hour < 12 else hour}:{minute}"
        case "date":
            return str(int(digits[-1])) if digits else None
        case "sex":
            return next((sex for sex, ends in _SEXES.items() if text.endswith(ends)), None)
        case "month":
            return str(int(digits[-2])) if len(digits) > 1 else None
        case "phone" | "bank_card" | "contact_number" | "id_card":
            return "".join(digits)
        case _:
            return ".".join(d.lstrip("0") or "0" for d in digits)


def _arabic(text: str) -> str:
    """Chinese numerals written as digits: 二零二六 → 2026, 一千二百六十 → 1260, 3万 → 30000."""
    if text.isascii():
        return text
    text = _NUMERAL.sub(lambda found: _counted(found.group()), text)
    return re.sub("([0-9]+)万", r"\g<1>0000", text)


def _counted(numeral: str) -> str:
    if not any(c in _UNITS or c == "万" for c in numeral):
        return "".join(_DIGITS[c] for c in numeral)
    total = section = digit = 0
    for character in numeral:
        if character == "万":
            total, section, digit = (total + section + digit) * 10_000, 0, 0
        elif character in _UNITS:
            section, digit = section + (digit or 1) * _UNITS[character], 0
        else:
            digit = int(_DIGITS[character])
    return str(total + section + digit)
