"""Each operator on a small conversation: what `docs/reference/operators.md` shows and the tests run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

LABELS: dict[str, dict[str, Any]] = {
    "greeting": {"any": ["您好"]},
    "farewell": {"any": ["再见"]},
    "empathy": {"any": ["理解您的心情"]},
    "reason": {"any": ["因为", "按照规定"]},
    "apology": {"any": ["抱歉", "对不起"]},
    "answered": {"any": ["已经为您办好"]},
    "selling": {"any": ["推荐您", "升级套餐"]},
    "complaint": {"any": ["投诉"], "speaker": "customer"},
    "asks_back": {"patterns": ["[?]"]},
    "time_named": {"patterns": ["[0-9]+点"]},
}


class Line(NamedTuple):
    """Who says what; `at` and `until` in seconds from the beginning, where they are known."""

    who: str
    text: str
    at: int | None = None
    until: int | None = None


class Shown(NamedTuple):
    """An operator with its block in YAML, a conversation, and the turns that break it (from 1)."""

    title: str
    yaml: str
    lines: tuple[Line, ...]
    breaks: tuple[int, ...]
    facts: Mapping[str, object] = {}


def _s(title: str, yaml: str, lines: list[tuple[Any, ...]], *breaks: int, **facts: object) -> Shown:
    return Shown(title, yaml.strip(), tuple(Line(*line) for line in lines), breaks, facts)


SHOWN: dict[str, list[Shown]] = {
    "must_not": [
        _s("不能说（短语、正则、例外、引述、前后）", """
must_not:
  any: [不知道, 不清楚]
  except: [听不清楚]
  unless_quoting: true
  unless_followed_by: {any: [我去核实]}
""", [("客服", "这个不知道"), ("客服", "您说“不知道”"), ("客服", "我不清楚，我去核实"), ("客服", "有点听不清楚"), ("客服", "布知道")], 1, 5),
        _s("客户认可：答我们问话的“好的”不算", """
speaker: customer
must_not: {any: [好的], unless_answering: asks_back}
""", [("客户", "登不上"), ("客服", "请问会员名？"), ("客户", "好的，小山"), ("客服", "密码已重置"), ("客户", "好的")], 5),
        _s("证件号不能出现", "must_not: {entity: [id_card, bank_card, phone]}", [("客服", "您的手机是13800001234吗"), ("客服", "您的工号是多少")], 1),
    ],
    "must": [_s("必须说，以及在哪里说", "must: {any: [还有其他需要], position: before_farewell}", [("客服", "您好"), ("客服", "再见")], 2)],
    "must_first": [_s("第一句要说（默认每人的第一句）", "must_first: {label: greeting}", [("客户", "在吗"), ("客服", "说吧")], 2)],
    "order": [
        _s("先后：先体谅，再讲原因", "order: [empathy, reason]", [("客户", "太慢了"), ("客服", "因为下雨，所以晚了")], 2),
        _s("先后：先办事，再推荐", "order: [answered, selling]", [("客户", "怎么退款"), ("客服", "推荐您升级套餐"), ("客服", "已经为您办好")], 2),
    ],
    "not_until": [_s("等说过另一句才能说", "not_until: {label: reason, until: apology}", [("客服", "因为下雨"), ("客服", "抱歉，因为下雨")], 1)],
    "first_say": [_s("先要说，并且说在前面", "first_say: {label: apology, after: complaint, before: reason}", [("客户", "我要投诉"), ("客服", "请讲"), ("客服", "因为下雨，对不起"), ("客服", "明天送到")], 2, 3)],
    "addresses": [_s("知道姓名就称呼姓氏，并且称呼对（这里 name 是 欧阳倩）", "addresses: {fact: name}", [("客服", "您好，请讲"), ("客服", "欧女士，您的快递到了"), ("客服", "欧阳女士，您的快递到了")], 1, 2, name="欧阳倩")],
    "recap": [
        _s("道别前复述说定的数字、日期、金额", "recap: {of: [date, money, number]}", [("客服", "298元今天退回"), ("客服", "感谢您的来电，再见")], 2),
        _s("复述错了", "recap: {of: [clock_time]}", [("客户", "上午十点来"), ("客服", "那就下午十点，再见")], 2),
        _s("数量、星期、姓名、起讫这些细节也比；改口以后的算数", "recap: {of: [detail]}", [("客户", "周一吧，不，改周二，两箱梨三箱橙子"), ("客服", "周一送，再见")], 2),
    ],
    "absence": [_s("该说而没说", "absence: {label: apology, after: complaint, within_turns: 2}", [("客户", "我要投诉"), ("客服", "请讲"), ("客服", "嗯")], 3)],
    "reply_within": [_s("回复快慢", "reply_within: 20 秒", [("客户", "在吗", 0), ("客服", "在的", 35)], 2)],
    "length": [_s("长短", "length: {at_most: 10}", [("客服", "好的"), ("客服", "这一条说得实在太长了一些")], 2)],
    "several": [
        _s("几样都要 / 至少几样 / 一样也不能", """
several:
  parts:
    - {title: 问候, label: greeting}
    - {title: 身份, any: [售后客服]}
    - {title: 询问, any: [请问]}
  need: 2
  of: first
""", [("客服", "您好，什么事"), ("客服", "请问")], 1),
    ],
    "count": [_s("次数与重复", "count: {any: [稍等], at_most: 2}", [("客服", "请稍等"), ("客服", "再稍等"), ("客服", "还请稍等")], 3)],
    "near": [_s("靠得近", "near: {words: {any: [加微信]}, to: {any: [优惠, 返现]}, within: 8}", [("客服", "加微信给您返现"), ("客服", "加微信可以看进度，本店长期坚持诚信经营，没有优惠")], 1)],
    "beside": [
        _s("在另一句的前后几条之内", "beside: {words: {label: apology}, to: {label: complaint}, to_speaker: customer, where: after, turns: 2}", [("客户", "我要投诉"), ("客服", "请讲"), ("客服", "嗯"), ("客服", "抱歉")], 3),
        _s("在另一句之后多久之内", "beside: {words: {label: answered}, to: {any: [请稍等]}, where: after, seconds: 60 秒}", [("客服", "请稍等", 0), ("客户", "好", 30), ("客服", "已经为您办好", 90)], 3),
    ],
    "silence": [_s("静默", "silence: {at_most: 30 秒}", [("客服", "请稍等", 0, 2), ("客服", "查到了", 50, 52)], 2)],
    "overlap": [_s("抢话", "overlap: {at_most: 1 秒}", [("客户", "我的宽带从昨天开始", 0, 8), ("客服", "您重启一下", 4, 7)], 2)],
    "speed": [_s("语速", "speed: {at_most: 300}", [("客服", "请您先把光猫的电源拔下来等一分钟再插上", 0, 3)], 1)],
    "talk_share": [_s("说话占比", "talk_share: {at_most: 70}", [("客户", "喂", 0, 1), ("客服", "您好，这里是售后", 1, 9)], 2)],
    "echo": [_s("复述客户说的号码和日期", "echo: {of: [date, phone], recap: {any: [跟您核对]}}", [("客户", "10月3日来，电话13800001234"), ("客服", "跟您核对：十月五日，13800001234")], 2)],
    "shape": [_s("句子、感叹号、表情、链接的多少", "shape: {exclamations: {at_most: 1}, sentences: {at_most: 3}}", [("客服", "好的！！！")], 1)],
    "email": [_s("邮件的结构", """
email:
  subject_not: {any: [您好]}
  parts:
    - {title: 问题, any: [您反映]}
    - {title: 方案, any: [我们已]}
  ending:
    - {title: 联系方式, entity: phone}
""", [("客服", "主题：您好\n我们已更换设备。\n您反映的断网问题如上。\n客服")], 1)],
    "slots": [_s("报公司、工号，称姓氏", "slots: {company: [禾信家电], staff_number: true}", [("客服", "您好，禾信家电")], 1)],
    "promise": [_s("答应的事说明时间", "promise: {any: [给您答复, 给您回电]}", [("客服", "我会给您答复。"), ("客服", "明天下午三点给您回电。")], 1)],
    "combine": [_s("并且、或者、没有", """
combine:
  broken_if:
    and:
      - said: {any: [收费]}
      - not: {said: {any: [元, 免费]}}
""", [("客服", "上门要收费"), ("客服", "上门收费30元")], 1)],
    "score": [_s("评分项", """
score:
  at_least: 60
  items:
    - {title: 问候, points: 40, label: greeting}
    - {title: 致歉, points: 30, label: apology}
    - {title: 告别, points: 30, label: farewell}
""", [("客服", "您好"), ("客服", "不用谢")], 2)],
}  # fmt: skip

WHEN = {"send": "发送时", "turn": "后面的消息", "close": "会话结束时"}

# What the public documents name: 阿里云 help.aliyun.com/zh/sca (检测算子对象说明, CheckRange,
# 质检算子使用介绍), 华为云 support.huaweicloud.com (cec 质检接口与用户指南). “—”: not found there.
OTHERS = [
    (
        "关键词：任意、全部、至少 N 个、全不含",
        "有",
        "有（对话规则，至少几条）",
        "`must_not` `several` `count`",
    ),
    ("正则，排除", "有", "—", "`patterns` `except`，不会失控"),
    ("与、或、非", "有（算子间表达式）", "有（规则组表达式）", "`combine`"),
    ("谁说的", "有", "有", "`speaker` `by`"),
    ("前置条件：之前、之后、前后、当前句，第几次/每次/任意一次", "有", "—", "`beside`"),
    ("第几句到第几句", "有", "—", "`position` `turns`"),
    ("静音", "有", "有（时长与次数）", "`silence`（有时间时）"),
    ("语速", "有", "有", "`speed`（有起止时间时）"),
    ("抢话", "有", "有", "`overlap`（有起止时间时）"),
    ("说话占比", "—", "—", "`talk_share`"),
    ("回复时长", "有", "—", "`reply_within`"),
    ("上下文重复", "有（按相似度）", "—", "`count`（同一说法的次数；不比相似）"),
    ("信息实体", "有（模型）", "—", "`entity`（按形状，证件号和卡号验校验位）"),
    ("相似句、语义匹配", "有", "—", "没有"),
    ("情绪", "有（模型）", "有（模型）", "没有；投诉、升级等说法由标签认"),
    ("声音能量、非正常挂机、录音时长", "有", "—", "没有；没有录音"),
    ("加减分", "有", "有", "`score`"),
    ("先后次序、缺失", "由前置条件拼", "—", "`order` `not_until` `absence`"),
    ("复述客户的号码与日期，并查对错", "—", "—", "`echo`"),
    ("邮件结构", "—", "—", "`email`"),
    ("承诺有无时间", "—", "—", "`promise`"),
    ("繁体、全角、插入符号、同音、拼音、叠字", "—", "—", "`evasion`，逐项开关"),
    ("引述不算", "—", "—", "`unless_quoting`"),
    ("发送前拦住", "—", "实时提示", "同一个判断：写时提示的就是事后查到的"),
]
UNSEEN = [
    "意思相同而说法不在词表里的话；反话；说得对不对（除复述的号码、日期之外）。",
    "语气、情绪、音量、口音：只看文字和时间，不听声音。",
    "两个字的短语的同音写法（除非写 `short: true`，误报会多），声调和读音只是相近的写法，拼音首字母缩写，把字拆开写，图片里的字。",
    "表情代字只认一眼能读出的；一段消息超过两万字时，拼音、表情和叠字只看前两万字。",
    "没有起止时间的抢话、语速、静音和说话占比：未观察。",
    "`echo` 比的是数值的短摘要（16 位），约六万分之一会把两个不同的值当成相同。",
]
