"""What a YAML parser's complaint means, in words that a handbook editor can act on."""

from ruamel.yaml.error import MarkedYAMLError

_UNEVEN = ("缩进不齐", "同一层的各项要对齐，子项多缩进两格")
_ESCAPE = ("双引号里的反斜杠写法不对", "请改用单引号，或把 \\ 写成 \\\\")
_ANCHOR = ("手册不用锚点和别名（& 与 *）", "若是以 & 或 * 开头的文字，请加引号")
_NEW_LINE = ("列表或子项不能从这里开始", "请换一行，写在上一项下面并缩进两格")
_TAG = ("手册不用标签（!）", "若是以 ! 开头的文字，请加引号")
_EXTRA = ("这里接不上上面的内容", "请删去多余的符号，或给整段文字加引号")

# A piece of the parser's English problem, or else of its context → what is wrong, the remedy.
# The first hit wins; the problem says more than the context and is asked first.
_COMPLAINTS: tuple[tuple[str, tuple[str, str]], ...] = (
    ("URI", _TAG),
    ("unknown escape character", _ESCAPE),
    ("escape sequence", _ESCAPE),
    ("but found '<scalar>'", ("这里多出一段文字", "若前面用了引号，请让引号包住整段文字；否则请看这一行的缩进")),
    ("mapping values are not allowed", ("这一行有两个冒号，或缩进不对", "文字里有“: ”时请整句加引号；子项要比上一行多缩进两格")),
    ("could not find expected ':'", ("这一行少了英文冒号", "请写成“名称: 内容”，冒号后空一格")),
    ("are not allowed here", _NEW_LINE),
    ("<document start>", _EXTRA),
    ("quoted scalar", ("引号没有配对", "请补上右引号；引号里的双引号写成 \\\"，单引号写成两个 ''")),
    ("flow sequence", ("方括号 [ ] 里的写法不对", "请用英文逗号隔开各项，并补上 ]")),
    ("flow mapping", ("花括号 { } 里的写法不对", "请写成 {名称: 内容, 名称: 内容}，用英文逗号，并补上 }")),
    ("flow node", ("括号里少了内容，或括号没有配对", "请检查逗号和右括号")),
    ("block node", _EXTRA),
    ("block collection", ("列表的缩进不齐", "同一个列表的“- ”要对齐")),
    ("block mapping", _UNEVEN),
    ("block scalar", ("| 或 > 后面的写法不对", "请在 | 或 > 后直接换行，下面的文字缩进两格")),
    ("anchor", _ANCHOR),
    ("alias", _ANCHOR),
    ("tag", _TAG),
    ("directive", ("% 开头的行不能写在这里", "若是文字，请加引号")),
)  # fmt: skip


def explain_syntax(error: MarkedYAMLError, text: str) -> tuple[str, str, int, int]:
    """``(what, remedy, line, column)`` of a syntax error; line and column count from 1."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    problem, context = str(error.problem or ""), str(error.context or "")
    what, remedy = _words(problem, context)
    in_quotes = "quoted scalar" in context
    if in_quotes and "escape" not in problem and error.context_mark is not None:
        # The parser notices at the end of the file; the reader wants the quote that stays open.
        line, column = error.context_mark.line + 1, error.context_mark.column + 1
    full_width = None if in_quotes else _full_width_colon(text, line)
    if full_width is not None:
        line, column = full_width
        what = "这里用了全角冒号“：”"
        remedy = "名称后面请用英文冒号加空格“: ”；若整行是文字，请加引号"
    return what, remedy, line, column


def _words(problem: str, context: str) -> tuple[str, str]:
    if "that cannot start any token" in problem:
        first = problem.partition("found character ")[2][1:2]
        if first in ("\t", "\\"):  # the parser shows a tab as \t
            return "这里用了制表符（Tab）", "请换成空格"
        return f"文字不能以 {first} 开头", "请给整段文字加引号"
    for words in (problem, context):
        for piece, answer in _COMPLAINTS:
            if piece in words:
                return answer
    return "YAML 写法不对", "请看一看这一行的冒号、引号和缩进"


def _full_width_colon(text: str, line: int) -> tuple[int, int] | None:
    """The full-width colon that stands where ``: `` was meant, on the line or the one before."""
    lines = text.splitlines()
    for number in (line - 1, line):
        if 1 <= number <= len(lines):
            content = lines[number - 1]
            position = content.find("：")
            if position > 0 and ": " not in content and not content.rstrip().endswith(":"):
                return number, position + 1
    return None
