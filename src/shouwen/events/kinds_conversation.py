"""Kinds of event about a conversation, its messages, calls and promises."""

from shouwen.events.shape import Field, Kind

_TALK = ("conversation",)
_WITH = ("case", "customer", "person")
_CHAT = ("网页客服", "接口", "命令行")
_SAID = (
    Field("message", "id", "消息编号", True),
    Field("length", "integer", "字数"),
    Field("hits", "hits", "认出的词句：[[识别器, 起, 止], …]"),
    Field("version", "text", "识别器的版本"),
    Field("act", "text", "这句话算什么：问候、稍候、进展、答复……；客户的话为空"),
    Field("text", "json", "原文的摘要；原文另存，可依法删除"),
    Field("client_id", "id", "发送端的编号，重发不重记"),
    Field("attachments", "json", "附件的摘要"),
    Field("channel", "text", "渠道"),
)

CONVERSATION_KINDS: tuple[Kind, ...] = (
    Kind("conversation.opened", "会话开始", "客户和服务台接上了话。", _TALK, _WITH,
         (Field("channel", "text", "渠道", fact="channel"),
          Field("facts", "facts", "其他已知的事实，名称到值")),
         intent="conversation.open", producers=_CHAT),
    Kind("conversation.closed", "会话结束", "这次对话说完了。", _TALK, _WITH,
         intent="conversation.close", producers=("网页客服", "工作台", "命令行")),
    Kind("message.received", "客户来话", "客户说了一句。", _TALK, _WITH, _SAID,
         intent="message.receive", producers=_CHAT),
    Kind("message.sent", "客服回话", "服务台说了一句。", _TALK, (*_WITH, "obligation"),
         (*_SAID,
          Field("by", "text", "谁说的", True, ("person", "bot", "system")),
          Field("overrides", "overrides", "越过条款的说明：[{clause, by, reason}]")),
         intent="message.send", producers=("工作台", *_CHAT)),
    Kind("promise.made", "许诺", "答应客户什么时候做到什么。", ("promise",),
         ("case", "conversation", "customer", "person"),
         (Field("promise", "text", "许的是什么"), Field("due", "instant", "说好的时间", True, fact="promise_due"),
          Field("message", "id", "出自哪条消息"), Field("text", "json", "原话的摘要")),
         intent="promise.make", producers=("工作台", "接口")),
    Kind("promise.moved", "改期", "在约好的时间前另约时间。", ("promise",),
         ("case", "conversation", "customer", "person"),
         (Field("promise", "text", "许的是什么"), Field("due", "instant", "新的时间", True, fact="promise_due"),
          Field("told", "boolean", "是否已告诉客户", True), Field("message", "id", "告知的那条消息")),
         intent="promise.move", producers=("工作台", "接口")),
    Kind("promise.kept", "兑现", "答应的做到了。", ("promise",),
         ("case", "conversation", "customer", "person"),
         (Field("promise", "text", "许的是什么"),),
         intent="promise.keep", witness="person", producers=("工作台", "接口")),
    Kind("call.answered", "接起电话", "铃响之后有人接了。", _TALK, _WITH,
         (Field("rings", "integer", "响了几声", fact="rings"),),
         intent="call.answer", producers=("命令行",)),
    Kind("call.ended", "挂断电话", "电话挂了。", _TALK, _WITH,
         (Field("purpose", "text", "为了什么"),), intent="call.end", producers=("命令行",)),
)  # fmt: skip
