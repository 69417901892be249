"""Who works at the fictional 星屿云服, and who its customers are. All names are invented."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "xingyu-demo-2026"  # noqa: S105 - of a fictional company, printed when the demo starts

TEAMS = (("T1", "在线一组"), ("T2", "在线二组"))


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the demo. ``pace``: how fast they answer, 1 is usual; ``care``: share of their
    replies that keep to the handbook."""

    staff_no: str
    login: str
    name: str
    role: str
    team: str | None
    pace: float = 1.0
    care: float = 0.95

    @property
    def id(self) -> str:
        """The person's id on the ledger."""
        return f"P{self.staff_no}"


COLLEAGUES = (
    Colleague("0217", "lin", "林晓雨", "agent", "T1", 0.8, 0.97),
    Colleague("0221", "zhao", "赵可欣", "agent", "T1", 1.0, 0.94),
    Colleague("0235", "sun", "孙远航", "agent", "T1", 1.5, 0.8),
    Colleague("0240", "tang", "唐一诺", "agent", "T1", 1.1, 0.9),
    Colleague("0318", "chen", "陈思远", "agent", "T2", 0.9, 0.95),
    Colleague("0322", "xu", "徐梦洁", "agent", "T2", 1.0, 0.92),
    Colleague("0327", "gao", "高子轩", "agent", "T2", 1.9, 0.75),
    Colleague("0331", "fan", "范书瑶", "agent", "T2", 1.0, 0.96),
    Colleague("0101", "zhou", "周敏", "leader", "T1"),
    Colleague("0102", "he", "何志强", "leader", "T2"),
    Colleague("0010", "luo", "罗启明", "manager", None),
    Colleague("0001", "song", "宋雨桐", "admin", None),
)
# The two whose desks a visitor of the demo sits down at: nobody answers in their place.
VISITED = ("P0217", "P0318")


def beside(one: Colleague) -> Colleague:
    """The first colleague of the same team whose desk nobody visits."""
    return next(
        other
        for other in COLLEAGUES
        if other.role == "agent" and other.team == one.team and other.id not in VISITED
    )


SURNAMES = "鲁许吴韩郑黎钱唐龚罗沈魏蒋邓曹彭曾萧田董潘袁蔡余叶程苏丁任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷汤尹武乔贺赖龚文"
GIVEN = (
    "文静", "建平", "雪", "海", "国栋", "晓梅", "志远", "丽华", "俊杰", "思琪", "明辉", "艳", "浩然",
    "佳怡", "立新", "秀英", "子涵", "振宇", "慧敏", "一凡", "春燕", "博文", "雅婷", "永强", "欣怡",
    "德福", "若曦", "光明", "小军", "玉兰", "嘉诚", "静怡", "卫东", "梦瑶", "天佑", "彩霞", "鹏飞",
)  # fmt: skip
SALUTATIONS = ("女士", "先生", "经理", "老师", "总", "")
ORGANISATIONS = (
    "明达物流园", "康诺医疗器械", "宏润包装", "绿源商超", "恒通冷链", "云帆文具", "盛达电子",
    "第二职业学校", "星河印刷", "晋阳水务", "小满烘焙", "知行书店", "远航旅行社", "安居物业",
    "春禾农业", "百味餐饮", "锦程汽修", "晨光幼儿园", "瑞丰粮油", "海悦酒店", "鼎新建材", "蓝鲸健身",
    "同心药房", "竹里茶业", "飞羽快运", "青禾服饰", "金石律师事务所", "乐童玩具", "顺意家政", "北辰机电",
)  # fmt: skip
CUSTOMER_LEVELS = ("A 类客户", "B 类客户", "C 类客户", "")
HABITS = ("下午联系，先说结论", "只方便微信", "说话快，先核对数字", "", "", "", "", "")
