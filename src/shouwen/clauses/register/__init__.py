"""``register``: a form or book that is kept."""

from shouwen.clauses.kind import Kind
from shouwen.clauses.register.rule import RegisterRule
from shouwen.clauses.register.schema import Register

KIND = Kind(
    name="register",
    title="表单",
    meaning="从立单起就要填，必填的栏目齐了算守，到结案还不齐判违；记下的只增不改。",
    example="""
id: "4.3.3"
title: 每件投诉一张《投诉处理单》
text: 接到投诉即立《投诉处理单》，一直跟到结案。
kind: register
per: case
when: {type: complaint}
register:
  name: 投诉处理单
  opens: [case.opened, case.typed]
  fields:
    - {name: detail, title: 问题细节, filled_when: {event: question.recorded, question: detail}}
    - {name: result, title: 处理结果, filled_by: 当前处理}
  unalterable: true
""",
    schema=Register,
    compile=RegisterRule,
)
