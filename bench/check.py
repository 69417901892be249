"""Language: a batch of conversations against the shipped handbook, and the live check of a draft.

The conversations are made here from a fixed seed: everyday sentences of a help desk, with the
handbook's own examples strewn in (one agent's message in eight breaks something), about as rich in hits as
real ones. Times are processor time of this process, so that neighbours do not count.
"""

from __future__ import annotations

import gc
import json
import random
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from shouwen.cli.checking import Checker, batches
from shouwen.cli.conversations import conversation_of
from shouwen.cli.lines import read_lines
from shouwen.handbook import load_handbook, load_program
from shouwen.wording import Language, Turn
from shouwen.wording.fold import fold
from shouwen.wording.inspection import inspected
from shouwen.wording.native import available
from shouwen.wording.normalise import squeeze
from shouwen.wording.pattern import parse_pattern
from shouwen.wording.recogniser import plain_phrase

from .language_accuracy import DATA

HANDBOOK = "enterprise"
REAL = ("weibo-helpdesk", "crosswoz-desk")
MOST_REAL = 3_000  # conversations

CUSTOMER = (
    "我的订单{n}怎么还没有发货", "昨天买的东西到现在没有动静，帮我看看", "后台登录不上去，提示验证码错误", "发票能不能换成公司抬头",
    "在吗", "好的", "嗯嗯", "你们这个月的账单比上个月多了{n}块钱，是什么原因", "麻烦快一点，我这边等着用呢", "已经重启过两次了，还是老样子",
    "控制台里的那台机器一直显示创建中", "请问续费以后什么时候生效", "谢谢", "备案材料我上周就交了", "那我等你消息", "套餐里包含多少流量",
)  # fmt: skip
AGENT = (
    "您好，请问有什么可以帮您", "订单{n}已经出库，预计明天送达您那里", "我看到这台机器是前天下午创建的，地域在华东", "麻烦您把报错的页面截一张图发给我",
    "账单里多出来的{n}元是上月末开通的备份空间", "续费成功后立即生效，到期时间顺延一个月", "抬头可以换，原发票作废后重新开一张，大约两个工作日",
    "您这边可以先点击右上角的刷新，再看一下状态", "套餐里每个月有{n}G流量，超出部分按量计费", "备案材料已经初审通过，下一步由管理局审核",
    "好的，我已经记录下来了", "请稍等", "感谢您的耐心等待，结果出来了", "我帮您把这台机器重新部署了一次，现在状态是运行中", "还有其他需要帮您的吗",
)  # fmt: skip


def conversations(turns: int, seed: int = 20261001) -> list[dict[str, Any]]:
    """Conversations with at least so many turns in all, as `shouwen check` reads them."""
    draw = random.Random(seed)
    handbook, mistakes = load_handbook(HANDBOOK)
    if handbook is None:
        raise RuntimeError(mistakes.text())
    spoken = [c.examples for c in handbook.clauses if c.kind == "utterance"]
    breaks = [s for e in spoken for s in getattr(e, "breaks", ()) if isinstance(s, str)]
    keeps = [s for e in spoken for s in getattr(e, "keeps", ()) if isinstance(s, str)]
    made: list[dict[str, Any]] = []
    count = 0
    while count < turns:
        said = []
        for index in range(draw.randint(2, 12)):
            role = "customer" if index % 2 == 0 or draw.random() < 0.1 else "agent"
            sentences = [
                draw.choice(CUSTOMER if role == "customer" else AGENT)
                for _ in range(draw.randint(1, 3))
            ]
            if role == "agent" and draw.random() < 0.25:
                sentences[-1] = draw.choice(breaks if draw.random() < 0.5 else keeps)
            text = "，".join(sentences).replace("{n}", str(draw.randint(2, 9999)))
            said.append({"role": role, "text": text})
        count += len(said)
        made.append({"id": f"B{len(made)}", "channel": "chat", "turns": said})
    return made


def spent(work: Callable[[], object], rounds: int = 5) -> float:
    """The least processor time of some rounds, in seconds."""
    best = float("inf")
    for _ in range(rounds):
        started = time.process_time()
        work()
        best = min(best, time.process_time() - started)
    return best


def alternation(language: Language) -> re.Pattern[str]:
    """All phrases and patterns of a language as one plain alternation."""
    parts: dict[str, None] = {}
    for recogniser in language.recognisers:
        parts.update((re.escape(plain_phrase(phrase)), None) for phrase in recogniser.phrases)
        parts.update((f"(?:{parse_pattern(p).exact})", None) for p in recogniser.patterns)
    return re.compile("|".join(parts))


FACTS: dict[str, object] = {"channel": "chat"}
TOGETHER = 256  # conversations, as the command reads them


class Said:
    """Conversations of a chat, and how fast they are gone through, in turns a second."""

    def __init__(self, language: Language, rows: list[dict[str, Any]]) -> None:
        self.language = language
        talks = [conversation_of(row | FACTS) for row in rows]
        self.talks = [talks[at : at + TOGETHER] for at in range(0, len(talks), TOGETHER)]
        self.batches = [
            [(said.text, said.role) for talk in some for said in talk.turns] for some in self.talks
        ]
        self.turns = sum(map(len, self.batches))
        self.plain = [(squeeze(fold(text)), role) for some in self.batches for text, role in some]

    def recognised(self) -> float:
        def work() -> None:
            self.language.forget()
            for batch in self.batches:
                self.language.recognise_many(batch)

        return self.turns / spent(work)

    def judged(self) -> float:
        def work() -> None:
            self.language.forget()
            for some in self.talks:
                for _ in inspected(self.language, some):
                    pass

        return self.turns / spent(work)

    def first_stage(self) -> float:
        def work() -> None:
            for text, role in self.plain:
                self.language.may_occur(text, role)

        return self.turns / spent(work)

    def alternation(self, naive: re.Pattern[str]) -> float:
        def work() -> None:
            for text, _ in self.plain:
                for found in naive.finditer(text):
                    found.span()

        return self.turns / spent(work, 1)


def real(language: Language, naive: re.Pattern[str]) -> list[dict[str, Any]]:
    """The same on real conversations, where they lie beside the project."""
    rows = []
    for name in REAL:
        file = DATA / name / "dialogues.jsonl"
        if not file.exists():
            print(f"left out: {name} is not beside the project")
            continue
        lines = file.read_text("utf-8").splitlines()[:MOST_REAL]
        said = Said(language, [json.loads(line) for line in lines])
        rows.append(
            {
                "work": f"batch check, recognised and judged, {name}",
                "measure": "turns a second and core",
                "unit": "/s",
                "value": said.judged(),
                "aim": None,
                "baseline": "one plain re alternation, spans only",
                "baseline_value": said.alternation(naive),
                "note": f"{said.turns} turns",
            }
        )
    return rows


def run() -> list[dict[str, Any]]:
    """The rows of this benchmark."""
    language = load_program(HANDBOOK).language
    gc.freeze()  # as the command does
    talks = conversations(30_000)
    said = Said(language, talks)
    naive = alternation(language)
    size = f"{len(language.clauses)} clauses, {len(language.recognisers)} recognisers"
    common: dict[str, Any] = {
        "measure": "turns a second and core",
        "unit": "/s",
        "baseline": "one plain re alternation, spans only",
        "baseline_value": said.alternation(naive),
        "note": size,
    }
    command = said.turns / through_the_command(language, talks)
    rows = [
        {"work": "batch check, recognised and judged", "value": said.judged(), "aim": ">= 50000", "aim_ratio": ">= 10", **common},
        {"work": "batch check, recognised only", "value": said.recognised(), "aim": None, **common},
        {"work": "first stage alone: which phrases occur", "value": said.first_stage(), "aim": None, "aim_ratio": ">= 10", **common},
        {"work": "shouwen check, JSON lines in and out", "value": command, "aim": None, **common},
    ]  # fmt: skip
    rows += real(language, naive)
    rows.append(live(language, FACTS))
    return [*rows, *with_loops(talks, naive, common)]


def with_loops(
    talks: list[dict[str, Any]], naive: re.Pattern[str], common: dict[str, Any]
) -> list[dict[str, Any]]:
    """The same with compiled loops, as a command that has seen many messages goes on."""
    if not available():
        print("left out: compiled loops (numba is not installed)")
        return []
    language = load_program(HANDBOOK).language
    language.expect_many(now=True)
    gc.freeze()
    said = Said(language, talks)
    rows = [
        {"work": "batch check with compiled loops, recognised and judged", "value": said.judged(), "aim": ">= 50000", "aim_ratio": ">= 10", **common},
        {"work": "batch check with compiled loops, recognised only", "value": said.recognised(), "aim": None, **common},
    ]  # fmt: skip
    loops = [row | {"work": f"{row['work']}, compiled loops"} for row in real(language, naive)]
    return [*rows, *loops]


def through_the_command(language: Language, talks: list[dict[str, Any]]) -> float:
    """Seconds for reading, checking and writing the same conversations as lines."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "talks.jsonl"
        file.write_text("".join(json.dumps(t, ensure_ascii=False) + "\n" for t in talks), "utf-8")
        checker = Checker(language, "json")

        def check() -> None:
            language.forget()
            for batch in batches(read_lines([str(file)])):
                checker.check(batch)

        return spent(check)


def live(language: Language, facts: dict[str, object]) -> dict[str, Any]:
    """A 200-character draft checked in a 20-turn conversation, as at each pause of typing."""
    draw = random.Random(7)
    sentences = [s["text"] for talk in conversations(2_000) for s in talk["turns"]]
    turns: list[Turn] = []
    for index in range(20):
        role = "customer" if index % 2 == 0 else "agent"
        turns.append(Turn.of(language.recognise(draw.choice(sentences), role), role, role, None))
    took: list[float] = []
    for _ in range(2_000):
        draft = ""
        while len(draft) < 200:
            draft += draw.choice(sentences) + "，"
        started = time.process_time()
        seen = language.recognise(draft[:200], "agent")
        language.judge([*turns, Turn.of(seen, "agent", "agent")], only_last=True, facts=facts)
        took.append(time.process_time() - started)
    took.sort()
    return {
        "work": "live check, 200-character draft, 20-turn conversation",
        "measure": "p99 in the engine",
        "value": took[int(len(took) * 0.99)] * 1000,
        "unit": "ms",
        "aim": "<= 5",
        "baseline": None,
        "baseline_value": None,
        "note": f"p50 {took[len(took) // 2] * 1000:.2f} ms",
    }
