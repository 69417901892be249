"""``clock``: after X, Y must happen within T."""

from shouwen.clauses.clock.rule import ClockRule
from shouwen.clauses.clock.schema import Clock
from shouwen.clauses.kind import Kind

KIND = Kind(
    name="clock",
    title="时限",
    meaning="某件事发生以后，要在多久之内做到另一件事；可以每隔一段时间要一次，也可以由服务台自己做。",
    example="""
id: "5.1.1"
title: 一级问题半小时内响应
text: 一级问题不分昼夜，30 分钟内由人给客户第一个答复；自动问候和“收到”不算答复。
kind: clock
per: case
when: {level: 1}
clock:
  measures: first_response
  act: 给客户第一个答复
  starts: [case.opened, case.level_set]
  within: 30 分钟
  basis: wall
  stops: {event: message.sent, by: person, act: [answer, progress]}
  voids: [{event: case.level_set, level: {not: 1}}, case.merged]
  warn: [10 分钟]
  breach: [{tell: leader}, {after: 15 分钟, tell: manager}]
""",
    schema=Clock,
    compile=ClockRule,
)
