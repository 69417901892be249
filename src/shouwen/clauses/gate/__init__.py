"""``gate``: an action is refused unless…"""

from shouwen.clauses.gate.rule import GateRule
from shouwen.clauses.gate.schema import Gate
from shouwen.clauses.kind import Kind

KIND = Kind(
    name="gate",
    title="关口",
    meaning="要求没有满足，就不能做这件事；已经做了的照样记下，并判违。有权的人可以写明理由放行。",
    example="""
id: "4.3.4"
title: 结果告知了才能结案
text: 处理结果告诉了客户，投诉才可以结案。
kind: gate
per: case
when: {type: complaint}
gate:
  before: case.close
  requires:
    - {say: 还没有把结果告诉客户, act: tell_result, happened: case.result_told}
  override: {by: leader, reason: true, tells: manager}
""",
    schema=Gate,
    compile=GateRule,
)
