"""Details that two people settle on: which weekday, what time, how many of what, whose name, from where to where.

Each detail has a subject (what it is about) and a value, so that a later message can be compared
with an earlier one: 两箱牛奶 and 三箱牛奶 have one subject and two values. Numbers are compared by
what they come to, however they are written: 下午四点 is 16点, and both are four on the clock face. A
price for each (一天80元) is another subject than a sum. Only for the comparison of `recap`; what is
stored of them is a few bits of a hash (`shouwen.wording.entities`).

Source: R667 (the key information is repeated before the goodbye, and repeated rightly).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple

from shouwen.wording.pattern import Pattern, guarded, parse_pattern
from shouwen.wording.syntax import parse, reach

_N = "[0-9零〇一二两三四五六七八九十百千万]"
_UNITS = "元块期箱支枝张条斤吨位栋幢楼层室号日页寸码件份瓶盒袋台套辆人岁折度兆年双只桶罐本包把间桌席扇盏颗盆束扎筐捆平厢晚克升米节排座针粒片卷副"
_ONE_UNIT = {"块": "元", "日": "号", "枝": "支", "幢": "栋", "楼": "层"}
_RATED = 2  # characters before a sum that make it a price for each
_RATES = re.compile("每[一-龥]|一[天月晚年次人位平件斤度]|个月|小时")
_THINGS = {
    "器具": "空调|冰箱|冰柜|洗衣机|烘干机|热水器|油烟机|燃气灶|电视机?|净水器|饮水机|微波炉|烤箱|洗碗机|马桶|水龙头|花洒|浴霸|水表|电表|燃气表|门锁|路由器|光猫|机顶盒|打印机|扫地机|空气净化器|电饭煲|窗帘|沙发|床垫|衣柜|书桌|餐桌|地板|轮胎|刹车片|电瓶|雨刮|滤芯|压缩机|手机|平板|笔记本|相机|耳机|手表",
    "颜色": "[红蓝白黑灰绿粉黄紫棕橙银金米咖]色",
    "寄法": "冷链|普通件|普快|标快|特快|次日达|同城|空运|陆运|自提|送货上门|到付|寄付",
    "付法": "微信|支付宝|信用卡|现金|对公转账",
    "班次": "头等舱|商务座|一等座|二等座|经济舱|公务舱|靠窗|靠过道|上铺|中铺|下铺|大床|双床|标间|套间",
    "程": "单程|往返",
    "几人": "单人(?=间|房|床)|双人(?=间|房|床)|三人(?=间|房)",
    "发票": "专用发票|专票|普通发票|普票",
    "纸电": "纸质|电子(?=发票|票|保单|版|合同)",
    "房间": "主卧|次卧|客卧|客厅|厨房|卫生间|洗手间|阳台|书房|地下室",
    "班": "早班|中班|晚班|夜班|白班",
    "杯": "大杯|中杯|小杯|大份|小份|大号|中号|小号",
    "餐": "早餐|午餐|晚餐|早饭|午饭|晚饭",
    "款": "男款|女款|男装|女装|童装",
    "哪里办": "上门(?!费)|到店",
    "运营商": "移动|联通|电信",
    "深浅": "[深浅][灰蓝绿红棕紫咖黄]",
    "城市": "北京|上海|广州|深圳|天津|重庆|成都|杭州|南京|武汉|西安|苏州|长沙|郑州|青岛|宁波|厦门|福州|合肥|昆明|大连|沈阳|济南|哈尔滨|长春|南昌|贵阳|南宁|海口|三亚|兰州|太原|石家庄|香港|澳门|台北|台中|高雄|桂林|无锡|佛山|东莞|珠海|温州",
    "口味": "微辣|中辣|特辣|不辣|少冰|去冰|多冰|热的|无糖|少糖|半糖|全糖",
}
_TITLES = "主任|护士|医生|大夫|老师|师傅|经理|教练|顾问|律师|会计"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛范彭郎鲁韦马苗凤方俞任袁柳唐费岑薛雷贺倪汤滕罗毕郝安常于时傅卞康伍余顾孟平黄穆萧尹姚邵湛汪祁毛狄臧戴宋庞熊纪舒屈项祝董梁杜阮蓝闵席季贾路娄江童颜郭梅盛林钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房丁宣邓洪石崔吉龚程裴陆荣翁段侯武刘景詹龙叶司黎薄白温庄柴瞿阎连易廖耿文寇聂关岳帅牟辛简饶曾沙桂牛燕佟肖"
_FAMILY = "弟弟|妹妹|哥哥|姐姐|女儿|儿子|爱人|老公|老婆|丈夫|妻子|太太|父亲|母亲|爸爸|妈妈|爸|妈|表弟|表妹|表哥|表姐|侄子|侄女|外甥|孙子|孙女|我[弟妹姐哥姨舅叔]"
_RELATIVES = rf"{_FAMILY}|同事|朋友|邻居|助理|秘书|收件人|联系人|受益人|签收人|持卡人|投保人"
_ELDERS = {
    "爷爷": "爷",
    "奶奶": "奶",
    "外公": "外公",
    "姥爷": "外公",
    "外婆": "外婆",
    "姥姥": "外婆",
    "儿子": "儿",
    "女儿": "女",
    "岳父": "岳父",
    "岳母": "岳母",
    "丈母娘": "岳母",
}
_BANKS = "工商|农业|建设|交通|招商|中国|邮储|浦发|中信|光大|民生|兴业|平安"
_PERIODS = "上午|早上|早晨|清晨|凌晨|中午|下午|傍晚|晚上|夜里|[今明听当]晚上?|[今明听当][早朝]"
_LATE = frozenset("下傍夜晚")


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
    unit = _ONE_UNIT.get(found[2], found[2])
    each = unit == "元" and _RATES.match(
        found.string, max(0, found.start() - _RATED), found.start()
    )
    return ("每" if each else "") + unit, number(found[1])


def _count_of(found: re.Match[str], number: Callable[[str], str]) -> tuple[str, str]:
    return f"{found[2]}{found[3]}", number(found[1])


def _size(found: re.Match[str], number: Callable[[str], str]) -> tuple[str, str]:
    return f"{found[1]}度", f"{number(found[2])}.{number(found[3]) if found[3] else 0}"


def _letter(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return "码", found[1]


def _person(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return found[2], found[1]


def _name(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    name = found[1] or found[2] or found[3]
    return f"姓{name[0]}", name[1:]


def _relative(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return "谁去", found[1] or "本人"


def _elder(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return "亲人", _ELDERS[found[0]]


def _bank(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return "银行", (found[1] or found[2])[0]


def _side(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return f"方位{found[2]}", found[1]


def _road(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return found[1], found[2]


def _year(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return "哪年", found[1]


def _part_of_day(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return "时段", _PART_OF_DAY[found[1]]


_PART_OF_DAY = {
    "上午": "上午",
    "早上": "上午",
    "早": "上午",
    "中午": "中午",
    "下午": "下午",
    "傍晚": "晚",
    "晚上": "晚",
    "晚": "晚",
}


def _route(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    here, there = found[1] or found[3], found[2] or found[4]
    return "路线" + "".join(sorted((here, there))), here + there


def _deal(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return SWAP, found[1]


def _changed(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return CHANGED, found[1]


def _thing(found: re.Match[str], _: Callable[[str], str]) -> tuple[str, str]:
    return str(found.lastgroup), _ONE_THING.get(found[0], found[0])


_ONE_THING = {
    "专票": "专用发票",
    "普票": "普通发票",
    "早饭": "早餐",
    "午饭": "午餐",
    "晚饭": "晚餐",
    "洗手间": "卫生间",
    "电视机": "电视",
}


CHANGED = "改成"
"""The subject of what something is changed into, in whatever words: it has to be repeated, but other
words for it are not yet another thing."""
SWAP = "退换"
"""The subject of giving back and changing: there are more words for it than ours."""
NEAR_DAY = "哪天"
"""The subject of 今天, 明天, 后天: to have said it again is not yet to have repeated anything."""

type Told = Callable[[re.Match[str], Callable[[str], str]], tuple[str, str]]


class Kind:
    """Details of one form. `sign`: what the first stage looks for; without it a text holds none."""

    def __init__(self, source: str, told: Told) -> None:
        self._source = source
        self._told = told

    @cached_property
    def sign(self) -> Pattern:
        """Read when it is asked for: an import should cost nothing."""
        return parse_pattern(self._source)

    @cached_property
    def _finditer(self) -> Callable[[str], Iterator[re.Match[str]]]:
        return re.compile(guarded(self._source)).finditer

    @cached_property
    def _match(self) -> Callable[[str, int], re.Match[str] | None]:
        return re.compile(self._source).match

    @cached_property
    def alone(self) -> bool:
        """Whether each is read by itself, whatever stands elsewhere in the text."""
        return type(self).details_in is Kind.details_in

    @cached_property
    def reach(self) -> tuple[int, int]:
        """How many characters before and behind one decide what it says, at most."""
        before, behind = reach(parse(self._source))
        return max(before, _RATED), behind

    def detail_at(self, folded: str, start: int, number: Callable[[str], str]) -> Detail:
        """The one that begins there (`alone`)."""
        found = self._match(folded, start)
        assert found is not None
        return Detail(start, found.end(), *self._told(found, number))

    def details_in(self, folded: str, number: Callable[[str], str]) -> Iterator[Detail]:
        """Those in a folded text; `number` writes a numeral in digits."""
        for found in self._finditer(folded):
            subject, value = self._told(found, number)
            yield Detail(found.start(), found.end(), subject, value)


_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45}


class _Clocks(Kind):
    """Times of day: what the clock face shows, and the hour of the day where that is told."""

    def details_in(self, folded: str, number: Callable[[str], str]) -> Iterator[Detail]:
        """Those in a folded text; a range has its part of the day once, at the beginning."""
        period, told_at = "", -9
        for found in self._finditer(folded):
            hour = int(found[2] or found[4] or number(found[5]))
            if hour > 24 or (found[5] == "一" and found[1] is None and found[6] is None):
                continue  # 有一点 is no time
            minute = int(found[3] or _QUARTERS.get(found[6] or "") or number(found[7] or "0"))
            if found[1]:
                period = found[1]
            elif found.start() - told_at > 3:  # 下午一点到三点 is all in the afternoon
                period = ""
            told_at = found.end()
            yield Detail(found.start(), found.end(), "钟面", f"{hour % 12}:{minute}")
            if period or hour > 12:
                late = hour < 12 and not _LATE.isdisjoint(period)
                yield Detail(
                    found.start(), found.end(), "钟点", f"{hour + 12 if late else hour}:{minute}"
                )


_CLOCKS = _Clocks(
    rf"({_PERIODS})?(?:(?<![0-9:])([0-9]{{1,2}}):([0-9]{{2}})|(?:(?<![0-9.])([0-9]{{1,2}})|(?<![周期拜零〇一二两三四五六七八九十百])([一二两三四五六七八九十]{{1,3}}))点(?:(半|一刻|三刻)|[零过]?([0-9一二三四五六七八九十]{{1,3}})分?)?)(?!几|建议|意见|问题|原因|要求|说明|注意|[的地儿]|以上)",
    _thing,
)

# A pattern that looks back begins with what it looks back from: `re` then skips along the text.
_UNBROKEN = "0-9零〇一二两三四五六七八九十百千万"
KINDS: tuple[Kind, ...] = (_CLOCKS, *(
    Kind(source, told)
    for source, told in [
        ("(?:周|星期|礼拜)([一二三四五六日天末])", _weekday),
        (
            "([今明后听])(?:天|日|晚|早|朝|儿)(?=[上下中早晚傍]|[0-9一二三四五六七八九十两]|[送到取来去发办交寄退前修装接])",
            _near_day,
        ),
        (r"[a-z0-9](?<![a-z0-9.@/-].)(?:(?<=[a-z])(?=[a-z-]{0,8}[0-9])|(?<=[0-9])(?=[0-9-]{0,8}[a-z]))[a-z0-9-]{1,20}", _code),
        (rf"[0-9幺零〇一二三四五六七八九](?<![a-z.{_UNBROKEN}-].)(?<![0-9],.)(?:(?<=[0-9])[0-9]{{2,11}}|(?<![0-9])[零〇幺一二三四五六七八九]{{2,11}})(?![a-z{_UNBROKEN}-]|,[0-9]|号为您)", _long),
        (rf"({_N}(?<!星期.)(?<!礼拜.)(?<!周.)(?<![0-9]\..)(?:(?<=[0-9])[0-9]{{0,2}}(?:,[0-9]{{3}})+|(?<=[0-9])[0-9]{{0,6}}\.[0-9]{{1,2}}|{_N}{{0,8}}))公?(单元|个月|[{_UNITS}])(?!线|客服|坐席|为您)", _count),
        (rf"({_N}(?<!星期.)(?<!礼拜.)(?<!周.){_N}{{0,5}})([{_UNITS}])([一-龥]{{2}})", _count_of),
        (rf"({_N})(?:位|个)?(大人)", _count),
        (rf"({_N})大(?={_N}小)", lambda found, number: ("大人", number(found[1]))),
        (rf"([高宽长厚深])(?:度|是|为|:)?({_N}{{1,3}})[米.点]({_N}{{1,2}})?(?=米|[,。、;的做]|$)", _size),
        (r"(?<![a-z])(s|m|l|x{1,3}l)(?:码|号)", _letter),
        (r"(?:换|要|改成?|改?穿)([0-9]{2}(?:\.5)?)(?=[有的行吧可,。?!])", _letter),
        (f"([{_SURNAMES}])({_TITLES})", _person),
        (rf"(?:{_RELATIVES}|叫|名字是|姓名是)(?:是|为|叫|改成|改为|的名字是)?([{_SURNAMES}][一-龥]{{1,2}})(?=[,。、的来去签取收]|报|学|先生|女士|名下|本人|同学|$)|(?:^|[,。:])([王李张刘陈杨赵吴徐孙朱胡郭林罗梁宋郑韩冯曹彭曾肖董潘袁蔡蒋魏薛叶阎杜戴钟汪姜范姚廖邹熊陆郝崔邱秦邵孟汤尹黎贺赖龚][一-龥]{{1,2}})(?=[,。]|先生|女士|名下|本人|同学)|(?:到|给|由)([{_SURNAMES}][一-龥]{{1,2}})(?=先生|女士|名下|本人|同学)", _name),
        (rf"(?:{_RELATIVES})(?:是|为|叫|改成|改为)?([{_SURNAMES}][一-龥])(?![一-龥]?(?:地|家))|(?:您|我|你)(?:本人|自己)(?=[一-龥]{{0,4}}[去来签取领接收办])", _relative),
        ("|".join(sorted(_ELDERS, key=len, reverse=True)), _elder),
        (rf"({_BANKS})银行|([工农建交招中])行(?=[,。卡的账帐换扣改转到里了吧、]|$)", _bank),
        ("([东南西北])([门边侧区院座屋楼口卧厅头]|广场|站)", _side),
        ("([前后侧])(门|轮|排|座|刹|灯)", _side),
        ("([左右])([边侧手前后眼耳脚腿膝肩门轮灯])", _side),
        (r"([0-9]+(?:\.[0-9]+)?)(%)", lambda found, number: ("%", number(found[1]))),
        (rf"百分之({_N}{{1,3}}?)(?:点({_N}{{1,2}}))?(?!{_N}|点)", lambda found, number: ("%", number(found[1]) + (f".{number(found[2])}" if found[2] else ""))),
        (rf"({_N}(?<![0-9个].){_N}{{0,2}})月(?![内后底初])", lambda found, number: ("月份", number(found[1]))),
        ("([上本下]|这)个?月", lambda found, _: ("哪月", found[1].replace("这", "本"))),
        ("([上本下这])(?:个星期|星期|个礼拜|礼拜|周)(?=[一二三四五六日天末])", lambda found, _: ("哪周", found[1].replace("这", "本"))),
        ("科(?<=([眼骨儿内外妇产牙吸化肤经脏瘤喉鼻腔尿疗复神血肾肝胃肠心胸脑痛伤染麻]).)", lambda found, _: ("科", found[1])),
        (r"(路|街|巷)(?<=([一-龥]).)(?=[0-9一二三四五六七八九十]|店|口|站|支行|网点|分店|校区|营业)", _road),
        ("(今年|明年|后年)(?=[0-9一二三四五六七八九十])", _year),
        ("(?:[周期拜][一二三四五六日天末]|[今明后]天|[0-9一二三四五六七八九十][日号])的?(上午|早上|中午|下午|傍晚|晚上)(?!好)", _part_of_day),
        ("从([一-龥]{2})[一-龥]{0,2}?(?:飞|到|至|回|去|迁|挪|搬|转|换|改|调|寄)(?:往|到|至|回|去|成|为|入)?([一-龥]{2})|([一-龥]{2})(?:飞|开往)([一-龥]{2})", _route),
        ("(退|换)(?<!不.)(?<!不用.)(?<!别.)(?<!不是.)(?:款|货|掉|钱|小|大|成|新|一|双|件|个)", _deal),
        ("(?:改成|改为|换成|换为)([一-龥]{2})", _changed),
        ("|".join(f"(?P<{name}>{words})" for name, words in _THINGS.items()), _thing),
    ]
))  # fmt: skip
"""All forms. What is said of each other's words is compared by `recap` (the subject tells them apart)."""

CORRECTION = re.compile(
    r"算了|不对|说错|改口|更正|[,。.…!?~ ]不[,是]|改(?:成|到|为|送|寄|约|在|用|换|周|明|后|[0-9一二三四五六七八九十])|换(?:成|到|为)|不要了|还是(?=改|换|送|约)"
)
