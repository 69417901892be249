"""What lies on the desks of those whom a visitor sits in for: cases at every state of the queue.

Each scene says how many minutes before now its steps happened, so that clocks run, warn, are late
and stand still while one looks.
"""

from __future__ import annotations

from dataclasses import dataclass

from shouwen_desk.cases import actions as cases
from shouwen_desk.cases.models import Case

from . import company
from .making import MINUTE, Maker
from .story import Does, Replies, Says, Step, Story, plan


@dataclass(frozen=True, slots=True)
class Scene:
    """A case that is not finished. ``steps``: minutes before now, and what happened.

    ``beside``: it lies on a colleague's desk. With ``settings.busy_chats`` chats and more of their own
    visitors would be shown nothing but what holds a message.
    """

    opened: float
    story: Story
    steps: tuple[tuple[float, Step], ...] = ()
    taken: bool = True
    beside: bool = False


HANDED_ON = 45
"""Minutes before now at which what else lay on a visited desk goes to a colleague."""


def _story(opening: str, kind: str = "inquiry", level: int = 3, *, urgent: bool = False) -> Story:
    return Story("scene", [opening], (), type=kind, level=level, urgent=urgent)


def _reply(text: str) -> Replies:
    return Replies([text])


SCENES = (
    # late: level 1, half an hour, and nobody answered yet
    Scene(36.2, _story("四家门店的收款全停了，客户排着队，赶紧给我看！", "repair", 1)),
    # an hourly report falls due in twenty-four minutes
    Scene(
        95.9,
        _story("仓库系统打不开，三辆车等着装货，急！", "repair", 1),
        (
            (
                88,
                _reply(
                    "您好，{称呼}，您着急我非常理解，给您添了这么大的麻烦，非常抱歉。我是{姓名}，工号{工号}，由我跟到底。技术同事正在抢修，{时间}前恢复，每小时我向您报一次进展。"
                ),
            ),
            (80, Says(["能不能先让我们出一车？有一车是冷链的。"])),
            (
                74,
                _reply(
                    "可以，我先把冷链那一单的出库单手工开给您，单号CK20731，您凭它装车。目前工程师正在更换硬盘，换好我马上告诉您。"
                ),
            ),
            (
                40,
                _reply(
                    "同步最新进展：目前工程师已经换好硬盘，正在恢复索引，预计{时间}前可以正常出库。"
                ),
            ),
            (12, Says(["冷链那车走了。剩下两车司机在催。"])),
        ),
    ),
    # an urgent complaint: two of three questions asked, the third due in under twelve minutes
    Scene(
        48.3,
        _story(
            "3号线的分拣机上周刚修过，今天早上又停了，四十多车货压在库里，你们到底管不管？我要投诉！",
            "complaint",
            2,
            urgent=True,
        ),
        (
            (
                41,
                _reply(
                    "{称呼}，您好，我是{姓名}，工号{工号}。刚修过又停机，还压了四十多车货，非常抱歉给您带来了这样的体验，这件事由我负责到底。请问停机时屏幕上显示什么？您希望先恢复运行，还是先更换整机？"
                ),
            ),
            (34, Says(["屏幕报E-417，复位三次都没用。当然先恢复！"])),
            (
                30,
                Does(
                    "record_question",
                    {"question": "detail", "text": "3号线停机，屏幕报E-417，复位三次无效"},
                ),
            ),
            (
                29,
                Does(
                    "record_question",
                    {"question": "wish", "text": "先恢复运行，今晚有一批冷链货要发"},
                ),
            ),
            (3, Says(["今晚有一批冷链货必须发走。光说检测没用，工程师几点能到？"])),
        ),
    ),
    # a promise falls due in forty-two minutes
    Scene(
        160,
        _story("我们二十个账号续费，想要一个带折扣的报价单，老板等着签。", "presales"),
        (
            (
                150,
                _reply(
                    "您好，{称呼}，我是{姓名}。二十个账号可以走团购价，我去核价，下午给您回电报价。"
                ),
            ),
            (148, Says(["好，回我电话就行。"])),
            (146, Does("make_promise", {"text": "电话回复团购报价", "hours": 3.14})),
        ),
    ),
    # a promise later in the day
    Scene(
        200,
        _story("上个月多扣了一笔服务费，能不能查一下退给我们？"),
        (
            (
                190,
                _reply(
                    "您好，{称呼}，我是{姓名}，给您添麻烦了。这笔扣款我请财务逐笔核对，晚些时候把结果电话告诉您。"
                ),
            ),
            (188, Says(["行，查清楚一点。"])),
            (186, Does("make_promise", {"text": "电话告知扣款核对结果", "hours": 6.5})),
        ),
        beside=True,
    ),
    # forty-eight hours for a solution: an hour and a half left
    Scene(
        46.5 * 60,
        _story("新装的考勤机识别不了一半员工，早高峰排长队。", "inquiry", 2),
        (
            (
                46.2 * 60,
                _reply(
                    "您好，{称呼}，我是{姓名}，给您带来不便非常抱歉。请发几张识别失败的照片，我请算法同事比对，今天先给您一个临时开门的办法：长按确认键三秒用工号打卡。"
                ),
            ),
            (45.8 * 60, Says(["照片发了，主要是戴眼镜的识别不了。"])),
            (
                45.6 * 60,
                _reply(
                    "照片收到了。算法同事已经在比对，方案出来前请先用工号打卡，不影响考勤记录。"
                ),
            ),
            (20, Says(["方案还没定吗？两天了。"])),
        ),
    ),
    # the same with plenty of time
    Scene(
        110,
        _story("手机端审批打不开附件，财务付款卡住了。", "inquiry", 2),
        (
            (
                101,
                _reply(
                    "您好，{称呼}，我是{姓名}，非常抱歉影响付款。请先在电脑端审批，附件可以打开；手机端的问题我请开发同事定位，{时间}前告诉您原因。"
                ),
            ),
            (96, Says(["电脑端可以，先这样付。"])),
            (
                90,
                plan("移动端开发组", "修正附件预览组件", "后天中午前", "请客户用手机打开三份附件"),
            ),
        ),
        beside=True,
    ),
    # the clock stands still: waiting for the customer
    Scene(
        320,
        _story("打印模板改了以后金额少两位小数，帮忙看看。", "inquiry", 2),
        (
            (
                300,
                _reply(
                    "您好，{称呼}，我是{姓名}。请把改动前后的模板各发一份给我，我对照着改，改好发回给您。"
                ),
            ),
            (290, Says(["模板在同事电脑里，他下午回来。"])),
            (188, Does("pause", {"reason": "等客户资料"})),
        ),
    ),
    # an order to be checked within the day
    Scene(
        18.5 * 60,
        _story("我们要三台收银一体机，合同盖好章了，扫描件已经发过去。", "order"),
        (
            (18.4 * 60, Does("record_fact", {"kind": "order.received"})),
            (
                18.3 * 60,
                _reply(
                    "您好，{称呼}，我是{姓名}。订单和合同都收到了，资质和条款审完后，我把订单编号和到货日告诉您。"
                ),
            ),
            (18.2 * 60, Says(["好的，尽量早点。"])),
        ),
        beside=True,
    ),
    # an ordinary question of a few minutes ago
    Scene(14, _story("请问导出的报表能不能按门店分开？现在全在一张表里。")),
)

UNCLAIMED = (
    Scene(9, _story("你们的会员积分能不能转给家里人用？"), taken=False),
    Scene(21, _story("刚才升级以后扫码枪没反应了，收银台排队了。", "repair", 2), taken=False),
    Scene(26, _story("我要投诉！昨天约好上午十点装机，等到现在人影都没有。", "complaint", 3, urgent=True), taken=False),
)  # fmt: skip


def stage(maker: Maker) -> None:
    """Put the scenes on the heap of the maker, each at its time before ``maker.now``."""
    visited = [one for one in company.COLLEAGUES if one.id in company.VISITED]
    for number, colleague in enumerate(visited):
        beside = company.beside(colleague)
        staged: set[str] = set()
        for place, scene in enumerate(SCENES):
            whose = beside if scene.beside else colleague
            _schedule(maker, scene, whose, whose.team, number * 0.37 + place * 0.01, staged)
        maker.at(
            maker.now - HANDED_ON * MINUTE,
            lambda one=colleague, to=beside, staged=staged: _hand_on(maker, one, to, staged),  # type: ignore[misc]
        )
    for number, (team, _) in enumerate(company.TEAMS):
        for scene in UNCLAIMED:
            _schedule(maker, scene, None, team, number * 1.3, set())


def _hand_on(maker: Maker, one: company.Colleague, to: company.Colleague, staged: set[str]) -> None:
    """What two weeks left open on a visited desk goes on with a colleague."""
    left = Case.objects.filter(handler=one.id, closed_at=None).exclude(pk__in=staged)
    for case in left.order_by("opened_at", "pk").values_list("pk", flat=True):
        cases.transfer(maker.people[one.id], case, to.id, "今天专接急件，请接着跟")


def _schedule(
    maker: Maker,
    scene: Scene,
    agent: company.Colleague | None,
    team: str | None,
    shift: float,
    staged: set[str],
) -> None:
    def instant(minutes: float) -> int:
        return maker.now - int((minutes - shift) * MINUTE)

    def opens() -> None:
        telling = maker.open(scene.story, agent=agent, team=team, channel="chat")
        staged.add(telling.case)
        if not scene.taken:
            return
        maker.at(instant(scene.opened - 0.8), lambda: maker.take(telling))
        for minutes, step in scene.steps:
            maker.at(instant(minutes), lambda step=step: maker.do(telling, step))  # type: ignore[misc]

    maker.at(instant(scene.opened), opens)
