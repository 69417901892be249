"""How many of the recorded Chinese times are read right: ``python -m bench.zh_time [--list]``.

Reads ``data/zh-time`` of the reference data (``../shared``, or where SHOUWEN_SHARED points) and
says so where there is none. A time is *right* when its due instant lies inside the recorded
interval (a length: equal; a repetition: known as one), *asked* when it came out unsure or vague,
*wrong* when a certain answer lies elsewhere, *missed* when nothing was found. Of expressions that
leave it open (both halves of the day, last and next week) the record names several: then asking,
with one of them among the readings, is right.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from shouwen.events.instant import parse_instant
from shouwen.wording.times import Time, times_in
from shouwen.worktime import cn_office

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("SHOUWEN_SHARED", ROOT.parent / "shared")) / "data" / "zh-time"
ZONE = ZoneInfo("Asia/Shanghai")
OUTCOMES = ("right", "asked", "wrong", "missed")
_SECOND = 1_000_000
_UNITS = {"year": ("month", 12), "month": ("month", 1), "day": ("day", 1), "workday": ("workday", 1),
          "hour": ("second", 3600), "minute": ("second", 60), "second": ("second", 1)}  # fmt: skip

# What `shouwen times --help` says is not reckoned or always asked: by its words, not by the outcome.
_NOT_CLAIMED = re.compile(
    "农历|阴历|闰|腊|正月|初[一二三四五六七八九十]|月十[一二三四五六七八九]?$|节|五一|暑假|寒假|[春夏秋冬](?:天|$)|世纪|年代|康熙|雍正|元年"
    "|第[一二三四五六七八九0-9 ]+(?:个?星期|个?礼拜|周|年)|首月|最后|前[两三四0-9]|[月年度][初中]|半周|未来|今后|今明两年"
    "|黎明|下午$|晚上$|昨晚|早$|早间|午夜|[七][八]点|一年多|以上|之后5"
    "|半年?(?:之|以)?[前后来]|半以来|几十|当[晚日]|19?2?[0-9]{2,3} ?年?[-—~ 至到]+[一二0-9]{2}|月-"
    "|^[9十][~一]|是一个十一点|明天四点|周六早"
    "|(?<!或)(?<!及)(?<!底)(?<!度)(?<=[年月日号0-9])(?:之前|以前|前)(?![两三])"
)

type Tally = dict[str, Counter[str]]


def measure(data: Path = DATA) -> tuple[Tally, list[str]]:
    """The outcomes by set and kind, and a line for each that is not right."""
    tally: Tally = {}
    lines: list[str] = []
    for name, outcomes in (("jionlp.jsonl", _jionlp), ("recognizers-datetime.jsonl", _recognizers)):
        for raw in (data / name).read_text(encoding="utf-8").splitlines():
            row = json.loads(raw)
            for kind, outcome, said in outcomes(row):
                claim = "other" if _NOT_CLAIMED.search(said) else "claimed"
                source = name.split(".")[0].split("-")[0]
                tally.setdefault(f"{claim} {source} {kind}", Counter())[outcome] += 1
                if outcome != "right":
                    lines.append(f"{outcome:6} {claim} {row['id']} {kind} {said} | {row['text']}")
    return tally, lines


def _jionlp(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    expected = row["expect"]
    kind = expected["type"]
    now = _base(row["base"])
    times = times_in(row["text"], now, cn_office())
    if kind == "time_period":
        return [(kind, _is("repeat", times), row["text"])]
    if kind == "time_delta":
        return [(kind, _length(times, expected["time"]), row["text"])]
    first, last = expected["time"]
    a = -(1 << 62) if first == "-inf" else _at(first)
    b = (1 << 62) if last == "inf" else _at(last) + _SECOND
    return [(kind, _inside(times, [(a, b)]), row["text"])]


def _recognizers(row: dict[str, Any]) -> list[tuple[str, str, str]]:
    now = _at(row["base"] or "2017-03-22T00:00:00")
    times = times_in(row["text"], now, cn_office())
    if not row["expect"]:
        wrong = any(time.due is not None for time in times)
        return [("nothing", "wrong" if wrong else "right", "")]
    found: list[tuple[str, str, str]] = []
    for expected in row["expect"]:
        kind = expected["type"]
        at = row["text"].find(expected["text"])
        if expected["text"] == "今日":  # the first is a newspaper's name
            at = row["text"].rfind("今日")
        here = [t for t in times if t.span[0] < at + len(expected["text"]) and t.span[1] > at]
        values = expected["values"]
        if kind == "set":
            outcome = _is("repeat", here)
        elif kind == "duration":
            outcome = _length(here, {"second": float(values[0]["value"])})
        elif values[0].get("value") == "not resolved":
            outcome = "wrong" if any(t.due is not None for t in here) else "right"
        else:
            outcome = _inside(here, [_interval(value, kind, now) for value in values])
        found.append((kind, outcome, expected["text"]))
    return found


def _interval(value: dict[str, Any], kind: str, now: int) -> tuple[int, int]:
    if kind in ("time", "timerange"):
        today = datetime.fromtimestamp(now / _SECOND, ZONE).date().isoformat()
        first, last = value.get("value") or value["start"], value.get("value") or value["end"]
        a, b = _at(f"{today} {first}"), _at(f"{today} {last}")
        return a, b if b >= a else b + 86_400 * _SECOND
    first, last = value.get("value") or value.get("start"), value.get("value") or value.get("end")
    if value.get("Mod") == "before":  # up to the day, which does not count
        return -(1 << 62), _at(value["end"])
    a = -(1 << 62) if first is None else _at(first)
    whole = last is not None and len(last) == 10
    b = (1 << 62) if last is None else _at(last) + (86_400 * _SECOND if whole else 0)
    return a, b


def _inside(times: list[Time], intervals: list[tuple[int, int]]) -> str:
    sure = [time for time in times if time.due is not None]
    if any(
        not any(a <= time.due <= b for a, b in intervals) for time in sure if time.due is not None
    ):
        return "wrong"
    if sure or any(_opens(time, intervals) for time in times):
        return "right"
    if len(intervals) > 1 and any(
        reading.due is not None and any(a <= reading.due <= b for a, b in intervals)
        for time in times for reading in time.readings
    ):  # fmt: skip
        return "right"
    return "asked" if times else "missed"


def _opens(time: Time, intervals: list[tuple[int, int]]) -> bool:
    """Whether a time without an end (今晚八点以后) begins where the record has one begin."""
    if time.first is None or time.last is not None:
        return False
    return any(a <= time.first <= a + 366 * 86_400 * _SECOND for a, _ in intervals)


def _length(times: list[Time], expected: Any) -> str:
    if isinstance(expected, list):
        expected = expected[-1]
    wanted: Counter[str] = Counter()
    for unit, much in expected.items():
        kind, size = _UNITS[unit]
        wanted[kind] += much * size
    seconds = {"second": 1, "day": 86_400, "month": 30 * 86_400}
    for time in times:
        got = Counter(dict(time.length))
        if got == wanted or sum(got[k] * s for k, s in seconds.items()) == wanted["second"] > 0:
            return "right"
    return "asked" if times else "missed"


def _is(kind: str, times: list[Time]) -> str:
    if any(time.due is not None for time in times):
        return "wrong"
    return "right" if any(time.kind == kind for time in times) else "asked" if times else "missed"


def _base(base: Any) -> int:
    if isinstance(base, dict):
        base = [
            base["year"],
            base.get("month", 1),
            base.get("day", 1),
            base.get("hour", 0),
            base.get("minute", 0),
        ]
    if isinstance(base, list):
        padded = [*base, *(1, 1, 1, 0, 0, 0)[len(base) :]]
        year, month, day, hour, minute, second = padded
        moment = datetime(year, month, day, hour, minute, second, tzinfo=ZONE)
        return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return _at(base or "2021-06-14T01:06:40")


def _at(text: str) -> int:
    return parse_instant(text, ZONE)


def main() -> int:
    """Print the table; 2 where the data is absent."""
    if not DATA.is_dir():
        sys.stderr.write(
            f"LEFT OUT: {DATA} is not there; set SHOUWEN_SHARED to the folder that holds data/\n"
        )
        return 2
    tally, lines = measure()
    print(f"{'set and kind':36}" + "".join(f"{name:>8}" for name in OUTCOMES))
    for name, counts in sorted(tally.items()):
        print(f"{name:36}" + "".join(f"{counts[outcome]:8}" for outcome in OUTCOMES))
    for claim in ("claimed", "other"):
        total: Counter[str] = sum((c for n, c in tally.items() if n.startswith(claim)), Counter())
        share = total["right"] / max(1, total.total())
        print(
            f"{claim + ': all':36}" + "".join(f"{total[o]:8}" for o in OUTCOMES) + f"{share:9.1%}"
        )
    if "--list" in sys.argv:
        print("\n".join(sorted(lines)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
