"""Business time: calendars, durations, due instants and how they were reached. No clock is read.

::

    calendar = Calendar.from_mapping({"official": "cn", "hours": {"mon-fri": ["09:00-18:00"]}}, zone)
    due = due_at(calendar, start, Duration.parse("3 个工作日"), basis="work", pauses=[(a, b)])
    used = elapsed(calendar, start, end, basis="work", pauses=[(a, None)])
    lines = explain(calendar, start, Duration.parse("3 个工作日"), basis="work")

Instants are ``int`` microseconds since 1970 UTC. :class:`Calendar` answers ``add``, ``between``,
``is_open``, ``next_open``, ``close_of_workday``, ``workday_after``, ``workdays_between``,
``not_announced`` (years that are 暂定) and ``pinned`` (JSON data that an edition stores and hashes).
``due_at`` gives None where the time never comes. :func:`cn_office` is the calendar that applies
where none is named; :meth:`Calendar.from_node` reads a located tree and notes mistakes by place.
"""

from shouwen.worktime.calendar import BeyondCalendar, Calendar, cn_office, cn_workdays
from shouwen.worktime.due import due_at, elapsed, last_day
from shouwen.worktime.duration import BadDuration, Basis, Duration, span_words
from shouwen.worktime.explain import explain, provisional_years
from shouwen.worktime.official import OfficialDays, official_days
from shouwen.worktime.pauses import Pause
from shouwen.worktime.sheet import BadCalendar, Complaint

__all__ = [
    "BadCalendar",
    "BadDuration",
    "Basis",
    "BeyondCalendar",
    "Calendar",
    "Complaint",
    "Duration",
    "OfficialDays",
    "Pause",
    "cn_office",
    "cn_workdays",
    "due_at",
    "elapsed",
    "explain",
    "last_day",
    "official_days",
    "provisional_years",
    "span_words",
]
