"""From bytes to text: encodings, invisible characters, tabs."""

import re

from shouwen.source.mistakes import Mistakes, Place

# Control characters that YAML forbids, and the line ends that editors do not count as lines.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
# Marks that turn the reading direction: what an approver sees would not be what is enforced.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INDENT_TAB = re.compile(r"^( *\t[ \t]*)(?=\S)", re.MULTILINE)
_MOST_NAMED = 50


def decode(raw: bytes, name: str, mistakes: Mistakes) -> str | None:
    """UTF-8 text of a file; None and a mistake at the first wrong byte where it is not UTF-8."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        mistakes.add(Place(name, 1, 1), "文件是 UTF-16 编码", "请另存为 UTF-8")
        return None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # the codec counts from behind a byte-order mark
        start = error.start + (3 if raw.startswith(b"\xef\xbb\xbf") else 0)
        before = raw[:start].decode("utf-8", "replace").removeprefix("\ufeff")
        line, column = _position(before, len(before))
        looks_gbk = "，看起来是 GBK（ANSI）" if _is_gbk(raw) else ""
        mistakes.add(Place(name, line, column), f"文件不是 UTF-8 编码{looks_gbk}", "请另存为 UTF-8")
        return None


def refuse_strange_characters(text: str, name: str, mistakes: Mistakes) -> bool:
    """Note control and direction-turning characters; True where there is any."""
    found = False
    for pattern, kind, remedy in (
        (_CONTROL, "看不见的控制字符", "请删去它"),
        (_DIRECTION, "改变文字方向的字符", "请删去它；确实需要时在双引号里写 \\u{:04x}"),
    ):
        for count, match in enumerate(pattern.finditer(text)):
            found = True
            if count == _MOST_NAMED:
                break
            code = ord(match.group())
            place = Place(name, *_position(text, match.start()))
            mistakes.add(place, f"这里有{kind} U+{code:04X}", remedy.format(code))
    return found


def without_strange_characters(text: str) -> str | None:
    """The text without what :func:`refuse_strange_characters` notes, so that the other mistakes are
    found in the same pass; None where there are so many that it is no text at all."""
    for pattern in (_CONTROL, _DIRECTION):
        text, count = pattern.subn("", text)
        if count > _MOST_NAMED:
            return None
    return text


def spaces_for_tabs(text: str, name: str, mistakes: Mistakes) -> str:
    """Note each line that is indented with tabs, and give the text with spaces in their place.

    YAML forbids tabs there. Going on with spaces lets the other mistakes be found in the same
    pass. Lines inside ``|`` and ``>`` blocks are told apart by their first character only, so a
    tab there is refused as well: nobody who reads the file could see how it is meant.
    """
    if "\t" not in text:
        return text
    for count, match in enumerate(_INDENT_TAB.finditer(text)):
        if count == _MOST_NAMED:
            break
        line, _ = _position(text, match.start())
        column = match.group(1).index("\t") + 1
        mistakes.add(Place(name, line, column), "行首用了制表符（Tab）缩进", "请换成空格，每层两个")
    return _INDENT_TAB.sub(lambda match: match.group(1).replace("\t", "  "), text)


def _position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset; a line ends with LF, CR LF or CR."""
    before = text[:offset].replace("\r\n", "\n").replace("\r", "\n")
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _is_gbk(raw: bytes) -> bool:
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True
