"""The words beside a due time."""

from shouwen.worktime import Calendar, Duration, cn_office, explain, provisional_years
from shouwen.worktime.due import due_at
from shouwen.worktime.duration import Basis
from tests.core.worktime.times import at

OFFICE = cn_office()


def why(
    start: str, within: str, basis: Basis = "work", pauses: tuple[tuple[str, str | None], ...] = ()
) -> list[str]:
    spans = [(at(a), None if b is None else at(b)) for a, b in pauses]
    return explain(OFFICE, at(start), Duration.parse(within), basis, spans)


def test_working_days_over_a_holiday_and_a_make_up_day() -> None:
    assert why("2026-09-30 16:20", "3 个工作日") == [
        "从 2026年9月30日 周三 16:20 起算，时限 3 个工作日",
        "9月30日 周三 当天不算，从第二天起算（《民法典》第二百零一条）",
        "10月1日 周四至10月7日 周三 国庆节放假，不算",
        "10月8日 周四 第 1 个工作日",
        "10月9日 周五 第 2 个工作日",
        "10月10日 周六 第 3 个工作日（调休上班）",
        "到 10月10日 周六 结束服务时为止（《民法典》第二百零三条）",
        "到期：2026年10月10日 周六 18:00",
    ]


def test_working_hours_with_a_pause() -> None:
    assert why(
        "2026-09-30 16:20", "4 工作小时", "wall", (("2026-09-30 17:00", "2026-10-08 10:00"),)
    ) == [
        "从 2026年9月30日 周三 16:20 起算，时限 4 工作小时",
        "只算服务时间（办公时间）",
        "9月30日 周三 16:20–18:00 计 40 分钟",
        "10月8日 周四 09:00–13:20 计 3 小时 20 分钟",
        "2026年9月30日 周三 17:00 至 2026年10月8日 周四 10:00 暂停，扣除 2 小时",
        "到期：2026年10月8日 周四 13:20",
    ]


def test_wall_time() -> None:
    assert why("2026-09-30 16:20:05.5", "30 分钟", "wall") == [
        "从 2026年9月30日 周三 16:20:05.5 起算，时限 30 分钟",
        "按自然时间连续计算，夜间和休息日照算",
        "到期：2026年9月30日 周三 16:50:05.5",
    ]


def test_a_last_day_off_moves_on() -> None:
    assert why("2026-09-25 16:20", "10 天")[1:] == [
        "9月25日 周五 当天不算，从第二天起算（《民法典》第二百零一条）",
        "10月5日 周一 不是工作日，顺延到 10月8日 周四（《民法典》第二百零三条）",
        "到 10月8日 周四 结束服务时为止（《民法典》第二百零三条）",
        "到期：2026年10月8日 周四 18:00",
    ]


def test_paused_days_are_named() -> None:
    assert why(
        "2026-11-16 10:00", "2 个工作日", "work", (("2026-11-16 12:00", "2026-11-17 19:00"),)
    )[2:] == [
        "11月17日 周二 全天暂停，不算",
        "11月18日 周三 第 1 个工作日",
        "11月19日 周四 第 2 个工作日",
        "到 11月19日 周四 结束服务时为止（《民法典》第二百零三条）",
        "2026年11月16日 周一 12:00 至 2026年11月17日 周二 19:00 暂停（按日计算的时限只扣整天）",
        "到期：2026年11月19日 周四 18:00",
    ]


def test_a_year_without_notice_is_never_passed_over_in_silence() -> None:
    lines = why("2026-12-30 16:20", "3 个工作日")
    assert (
        lines[-2]
        == "暂定：2027 年的放假安排未收录（未公布或早于 2007 年），按周一至周五为工作日推算"
    )
    assert lines[-1] == "到期：2027年1月4日 周一 18:00"
    assert any(line.startswith("暂定") for line in why("2026-12-31 17:30", "1 小时"))
    assert not any(line.startswith("暂定") for line in why("2026-12-31 17:30", "1 小时", "wall"))
    duration = Duration.parse("3 个工作日")
    due = due_at(OFFICE, at("2006-12-01"), duration)
    assert provisional_years(OFFICE, at("2006-12-01"), duration, "work", due) == [2006]


def test_the_same_clock_time() -> None:
    assert "到 11月17日 周二 的同一时刻为止，不早于开始服务，不晚于结束服务" in why(
        "2026-11-16 10:00", "1 个工作日同一时刻"
    )


def test_what_never_comes_and_what_stands_still() -> None:
    closed = Calendar.from_mapping({"hours": {}})
    assert (
        explain(closed, at("2026-11-16"), Duration.parse("1 工作小时"))[-1]
        == "日历里没有足够的服务时间，永不到期"
    )
    assert why("2026-11-16 10:00", "2 小时", "wall", (("2026-11-16 11:00", None),))[-2:] == [
        "2026年11月16日 周一 11:00 起暂停计时",
        "计时暂停中，恢复后再算到期时间",
    ]


def test_a_long_reckoning_stays_readable() -> None:
    days = why("2026-01-05 10:00", "200 个工作日")
    assert len(days) < 20
    assert any("行略" in line for line in days)
    hours = why("2024-01-02 10:00", "4000 工作小时")
    assert len(hours) < 20
    night = Calendar.from_mapping(
        {"title": "夜班", "hours": {"mon-sun": ["20:00-04:00", "10:00-24:00"][:1]}}
    )
    assert "11月16日 周一 20:00–11月17日 周二 02:00 计 6 小时" in explain(
        night, at("2026-11-16 12:00"), Duration.parse("6 工作小时")
    )
    whole = Calendar.from_mapping({"hours": {"mon": ["10:00-24:00"]}})
    assert "11月16日 周一 12:00–24:00 计 12 小时" in explain(
        whole, at("2026-11-16 12:00"), Duration.parse("12 工作小时")
    )
