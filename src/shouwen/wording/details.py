"""Details that two people settle on: which weekday, how many of what, whose name, from where to where.

Each detail has a subject (what it is about) and a value, so that a later message can be compared
with an earlier one: 两箱牛奶 and 三箱牛奶 have one subject and two values. Numbers are compared by
what they come to, however they are written. Only for the comparison of `recap`; what is stored of
them is a few bits of a hash (`shouwen.wording.entities`).

Source: R667 (the key information is repeated before the goodbye, and repeated rightly).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from shouwen.wording.pattern import Pattern, parse_pattern

_N = "[0-9零〇一二两三四五六七八九十百千万]"
_STARTS = "(?<!星期)(?<!礼拜)(?<!周)"  # 星期五四位 is four people on a Friday
_UNITS = "元块期箱支枝张条斤吨位栋幢楼层室号日页寸码件份瓶盒袋台套辆人岁折度兆年双只桶罐本包把间桌席扇盏颗盆束扎筐捆平"
_ONE_UNIT = {"块": "元", "日": "号", "枝": "支", "幢": "栋", "楼": "层"}
_THINGS = {
    "器具": "空调|冰箱|冰柜|洗衣机|烘干机|热水器|油烟机|燃气灶|电视机?|净水器|饮水机|微波炉|烤箱|洗碗机|马桶|水龙头|花洒|浴霸|水表|电表|燃气表|门锁|电梯|路由器|光猫|机顶盒|打印机|扫地机|空气净化器|电饭煲|窗帘|沙发|床垫|衣柜|书桌|餐桌|地板|轮胎|刹车片|电瓶|雨刮|滤芯|压缩机|手机|平板|笔记本|相机|耳机|手表",
    "颜色": "[红蓝白黑灰绿粉黄紫棕橙银金米咖]色",
    "寄法": "冷链|普通件|普快|标快|特快|次日达|同城|空运|陆运|自提|送货上门|到付|寄付",
    "付法": "微信|支付宝|银行卡|信用卡|现金|对公转账",
    "班次": "头等舱|商务座|一等座|二等座|经济舱|公务舱|靠窗|靠过道|上铺|中铺|下铺|大床|双床|标间|套间",
    "口味": "微辣|中辣|特辣|不辣|少冰|去冰|多冰|热的|无糖|少糖|半糖|全糖",
}
_TITLES = "主任|护士|医生|大夫|老师|师傅|经理|教练|顾问|律师|会计"
_RELATIVES = "弟弟|妹妹|哥哥|姐姐|女儿|儿子|爱人|老公|老婆|丈夫|妻子|太太|先生|父亲|母亲|爸爸|妈妈|爸|妈|同事|朋友|邻居|表弟|表妹|表哥|表姐|侄子|侄女|外甥|孙子|孙女|助理|秘书|收件人|联系人|受益人|签收人"


class Detail(NamedTuple):
    """Where it stands, and what is said of what."""

    start: int
    end: int
    subject: str
    value: str


def _weekday(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return "星期", found[1].replace("天", "日")


def _near_day(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return NEAR_DAY, found[1].replace("听", "明")


def _code(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return "编号", found[0].replace("-", "")


def _long(found: re.Match[str], number: Callable[[str], str]) -> tuple[str, str]:
    return f"{len(found[0])}位", number(found[0])


def _count(found: re.Match[str], number: Callable[[str], str]) -> tuple[str, str]:
    return _ONE_UNIT.get(found[2], found[2]), number(found[1])


def _count_of(found: re.Match[str], number: Callable[[str], str]) -> tuple[str, str]:
    return f"{found[2]}{found[3]}", number(found[1])


def _person(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return found[2], found[1]


def _relative(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return "谁去", found[1] or "本人"


def _route(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    here, there = found[1] or found[3], found[2] or found[4]
    return "路线" + "".join(sorted((here, there))), here + there


def _deal(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return "退换", found[1]


def _thing(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return str(found.lastgroup), found[0]


NEAR_DAY = "哪天"
"""The subject of 今天, 明天, 后天: to have said it again is not yet to have repeated anything."""

type Told = Callable[[re.Match[str], Callable[[str], str]], tuple[str, str]]


class Kind:
    """Details of one form. `sign`: what the first stage looks for; without it a text holds none."""

    def __init__(self, source: str, told: Told) -> None:
        self.sign: Pattern = parse_pattern(source)
        self._finditer = re.compile(source).finditer
        self._told = told

    def details_in(self, folded: str, number: Callable[[str], str]) -> Iterator[Detail]:
        """Those in a folded text; `number` writes a numeral in digits."""
        for found in self._finditer(folded):
            subject, value = self._told(found, number)
            yield Detail(found.start(), found.end(), subject, value)


# A pattern that looks back begins with what it looks back from: `re` then skips along the text.
_UNBROKEN = "0-9零〇一二两三四五六七八九十百千万"
KINDS: tuple[Kind, ...] = tuple(
    Kind(source, told)
    for source, told in [
        ("(?:周|星期|礼拜)([一二三四五六日天末])", _weekday),
        (
            "([今明后听])(?:天|日|晚|早|朝|儿)(?=[上下中早晚傍]|[0-9一二三四五六七八九十两]|[送到取来去发办交寄退前修装接])",
            _near_day,
        ),
        (r"[a-z0-9](?<![a-z0-9.@/-].)(?:(?<=[a-z])(?=[a-z-]{0,8}[0-9])|(?<=[0-9])(?=[0-9-]{0,8}[a-z]))[a-z0-9-]{1,20}", _code),
        (rf"[0-9幺零〇一二三四五六七八九](?<![a-z.,{_UNBROKEN}-].)(?:(?<=[0-9])[0-9]{{2,11}}|(?<![0-9])[零〇幺一二三四五六七八九]{{2,11}})(?![a-z{_UNBROKEN}-]|号为您)", _long),
        (rf"({_N}(?<!星期.)(?<!礼拜.)(?<!周.)(?:(?<=[0-9])[0-9]{{0,2}}(?:,[0-9]{{3}})+|{_N}{{0,8}}))公?(单元|[{_UNITS}])(?!线|客服|坐席|为您)", _count),
        (rf"({_N}(?<!星期.)(?<!礼拜.)(?<!周.){_N}{{0,5}})([{_UNITS}])([一-龥]{{2}})", _count_of),
        (f"([一-龥])({_TITLES})", _person),
        (rf"(?:{_RELATIVES})(?:是|为|叫|改成|改为)?((?!来|去|说|在|的|那|要|会|也|都|自|本|那|用|有|没|已|改|换|我|您|你|他|她)[一-龥]{{2}})(?![一-龥]?(?:地|家))|(?:您|我|你)(?:本人|自己)(?=[一-龥]{{0,4}}[去来签取领接收办])", _relative),
        ("从([一-龥]{2})(?:飞|到|至|回|去)([一-龥]{2})|([一-龥]{2})(?:飞|开往)([一-龥]{2})", _route),
        ("(退|换)(?<!不.)(?<!不用.)(?<!别.)(?<!不是.)(?:款|货|掉|钱|小|大|成|新|一|双|件|个)", _deal),
        ("|".join(f"(?P<{name}>{words})" for name, words in _THINGS.items()), _thing),
    ]
)  # fmt: skip
"""All forms. What is said of each other's words is compared by `recap` (the subject tells them apart)."""

CORRECTION = re.compile(
    r"算了|不对|说错|改口|更正|[,。.…!?~ ]不[,是]|改(?:成|到|为|送|寄|约|在|用|换|周|明|后|[0-9一二三四五六七八九十])|换(?:成|到|为)|不要了|还是(?=改|换|送|约)"
)
