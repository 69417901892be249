"""Kinds of event about a case, and about what is done for it."""

from shouwen.events.shape import Field, Kind

_CASE = ("case",)
_WITH = ("conversation", "customer", "person", "promise", "visit", "order")
_DESK = ("工作台", "接口")

_LEVEL = Field("level", "integer", "级别（1 最急）", fact="level")
_TYPE = Field("type", "text", "类型", fact="type")
_URGENT = Field("urgent", "boolean", "是否紧急", fact="urgent")
_TEAM = Field("team", "id", "班组", fact="team")
_REASON = Field("reason", "text", "原因")


def _must(field: Field) -> Field:
    return Field(
        field.name, field.type, field.title, True, field.values, field.fact, field.first_fact
    )


CASE_KINDS: tuple[Kind, ...] = (
    Kind(
        "case.opened", "立单", "一件事进了服务台，从此有人对它负责。", _CASE, _WITH,
        (
            _TYPE, _LEVEL, Field("channel", "text", "渠道", fact="channel"), _URGENT,
            Field("title", "text", "标题"),
            Field("owner", "id", "首问责任人", fact="owner", first_fact="first_asked"), _TEAM,
            Field("facts", "facts", "其他已知的事实，名称到值"), Field("text", "json", "长文字的摘要"),
        ),
        sets={"closed": False}, intent="case.open", producers=("网页客服", *_DESK, "命令行"),
    ),
    Kind("case.typed", "定类", "这件事属于哪一类，改了也记一次。", _CASE, _WITH, (_must(_TYPE),),
         intent="case.set_type", producers=_DESK),
    Kind("case.level_set", "定级", "这件事有多急，升级、降级各记一次。", _CASE, _WITH,
         (_must(_LEVEL), _REASON), intent="case.set_level", producers=_DESK),
    Kind("case.urgency_set", "标紧急", "标上或去掉紧急。", _CASE, _WITH, (_must(_URGENT),),
         intent="case.set_urgency", producers=_DESK),
    Kind(
        "case.assigned", "转派", "从现在起由谁处理。", _CASE, _WITH,
        (
            Field("to", "id", "接手人", True, fact="owner", first_fact="first_asked"), _TEAM,
            Field("from", "id", "原处理人"), _REASON,
        ),
        intent="case.assign", producers=_DESK,
    ),
    Kind("case.paused", "暂停", "在等客户或外部，约定的钟停下。", _CASE, _WITH,
         (Field("reason", "text", "暂停的原因", True),), sets={"paused": True},
         intent="case.pause", producers=_DESK),
    Kind("case.resumed", "恢复", "等到了，钟接着走。", _CASE, _WITH, sets={"paused": False},
         intent="case.resume", producers=_DESK),
    Kind("case.solution_issued", "给出方案", "把解决方案给了客户。", _CASE, _WITH,
         (Field("text", "json", "长文字的摘要"),), sets={"solution_issued": True},
         intent="case.issue_solution", witness="person", producers=_DESK),
    Kind("case.customer_confirmed", "客户确认", "客户认可了方案或结果。", _CASE, _WITH,
         sets={"customer_confirmed": True}, intent="case.confirm", witness="counterpart",
         producers=("网页客服", *_DESK)),
    Kind("case.result_told", "告知结果", "把处理结果告诉了客户。", _CASE, _WITH,
         sets={"result_told": True}, intent="case.tell_result", witness="person", producers=_DESK),
    Kind("case.solved", "解决", "问题本身解决了。", _CASE, _WITH, sets={"solved": True},
         intent="case.solve", witness="person", producers=_DESK),
    Kind("case.closed", "结案", "这件事办完，收进柜子。", _CASE, _WITH, (_REASON,),
         sets={"closed": True}, intent="case.close", producers=_DESK),
    Kind("case.reopened", "重新打开", "以为办完了，其实没有。", _CASE, _WITH, (_REASON,),
         sets={"closed": False, "solved": False, "result_told": False, "customer_confirmed": False},
         intent="case.reopen", producers=("网页客服", *_DESK)),
    Kind("case.merged", "并单", "和另一件是同一件事，并过去办。", _CASE, _WITH,
         (Field("into", "id", "并入哪一件", True),), sets={"merged": True},
         intent="case.merge", producers=_DESK),
    Kind("question.recorded", "记下一问", "三问里的一问有了答案。", _CASE, _WITH,
         (Field("question", "text", "哪一问", True, ("detail", "wish", "time")),
          Field("text", "json", "长文字的摘要")),
         intent="question.record", producers=_DESK),
    Kind("register.entry_added", "登记", "在一张表单上填了几栏。", _CASE, (*_WITH, "entry"),
         (Field("register", "text", "表单名", True), Field("fields", "names", "这次填了哪几栏", True),
          Field("text", "json", "长文字的摘要")),
         intent="register.add_entry", producers=_DESK),
    Kind("service.completed", "服务完成", "约好的服务做完了。", _CASE, _WITH,
         sets={"service_completed": True}, intent="service.complete", witness="person",
         producers=_DESK),
    Kind("followup.attempted", "回访未通", "回访了，没有联系上。", _CASE, _WITH, (_REASON,),
         intent="followup.attempt", witness="person", producers=_DESK),
    Kind("followup.done", "回访", "回访到了客户本人。", _CASE, _WITH,
         (Field("score", "integer", "客户评分（1–5）", fact="score"), Field("text", "json", "长文字的摘要")),
         sets={"followed_up": True}, intent="followup.do", witness="person", producers=_DESK),
    Kind("visit.scheduled", "约定上门", "和客户定了上门时间。", _CASE, _WITH,
         (Field("visit_at", "instant", "上门时间", True, fact="visit_at"),),
         intent="visit.schedule", producers=("接口", "命令行")),
    Kind("visit.moved", "改约", "上门时间改了。", _CASE, _WITH,
         (Field("visit_at", "instant", "新的上门时间", True, fact="visit_at"),),
         intent="visit.move", producers=("接口", "命令行")),
    Kind("visit.cancelled", "取消上门", "不上门了。", _CASE, _WITH, (_REASON,),
         intent="visit.cancel", producers=("接口", "命令行")),
    Kind("order.received", "收到订单", "客户下了单。", _CASE, _WITH, sets={"order": True},
         intent="order.receive", producers=("接口", "命令行")),
    Kind("order.reviewed", "审完订单", "资质和条款审完了。", _CASE, _WITH, intent="order.review",
         witness="person", producers=_DESK),
    Kind("order.unfulfillable", "订单做不了", "缺货、政策等原因，不能照单履行。", _CASE, _WITH,
         (_REASON,), sets={"unfulfillable": True}, intent="order.refuse", witness="person",
         producers=_DESK),
    Kind("customer.contacted", "联系客户", "主动联系上了客户。", _CASE, _WITH,
         (Field("about", "text", "为了什么"),), intent="customer.contact", witness="person",
         producers=_DESK),
    Kind("invoice.requested", "申请发票", "客户要发票。", _CASE, _WITH, intent="invoice.request",
         producers=_DESK),
    Kind("invoice.mailed", "寄出发票", "发票寄出去了。", _CASE, _WITH,
         (Field("tracking", "text", "快递单号"),), intent="invoice.mail", witness="person",
         producers=_DESK),
)  # fmt: skip
