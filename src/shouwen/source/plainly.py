"""What comes from outside, said so that a terminal and a reader can take it: text in which nothing
moves, hides or turns around, and why a file could not be used."""

import errno
import re

_MOVING = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
    # What nobody sees and what still makes two words differ. The joiner inside an emoji is no such.
    "\xad\u034f\u180b-\u180e\u200b\u200c\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
    "|\u200d(?![\u2600-\u27bf\U0001f000-\U0001faff])"
)

_REASONS = {
    errno.ENOENT: "没有这个文件",
    errno.ENOTDIR: "没有这个文件",
    errno.EISDIR: "这是一个文件夹，不是文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENAMETOOLONG: "名字太长",
    errno.ELOOP: "链接绕成了圈",
    errno.ENOSPC: "磁盘满了",
    errno.EDQUOT: "磁盘配额用完了",
    errno.EFBIG: "文件太大",
    errno.EROFS: "磁盘是只读的",
    errno.EIO: "磁盘读写出错",
    errno.EBADF: "它是关着的",
    errno.EMFILE: "打开的文件太多",
    errno.EADDRINUSE: "已经有程序在用",
    errno.EADDRNOTAVAIL: "这台机器没有这个地址",
}
_MISSING = frozenset({errno.ENOENT, errno.ENOTDIR})


def visible(text: str) -> str:
    """`text` on one line; control, direction-turning and unseen characters spelt as ``\\u202e``."""
    return text if text.isprintable() else _MOVING.sub(_spelt, text)


def visible_lines(text: str) -> str:
    """Like :func:`visible`, with the line breaks kept."""
    return "\n".join(map(visible, text.split("\n")))


def reason(error: OSError, *, writing: bool = False) -> str:
    """Why a file cannot be read or written, in Chinese. What is to be written need not be there: then
    it is the folder that is missing."""
    if writing and error.errno in _MISSING:
        return "没有这个文件夹"
    known = _REASONS.get(error.errno or 0)
    return known or error.strerror or type(error).__name__


def _spelt(match: re.Match[str]) -> str:
    character = match.group()
    if character in "\n\r\t":
        return " "
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
