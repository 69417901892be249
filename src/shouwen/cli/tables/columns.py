"""Which column of a table is what: said once by a person, kept in a small file, never guessed.

The file (`shouwen-columns.json` beside the tables, or where `--columns` says) holds one such object,
or a list of them for tables of several shapes; the first one whose columns are all there is taken::

    {"conversation": "会话ID", "role": "发送方", "text": "消息", "at": "时间",
     "roles": {"坐席": "agent", "访客": "customer", "*": "system"}}

On the command line the same can be written as `--columns "conversation=会话ID,role=发送方,text=消息"`,
with words for who speaks as `agent=坐席|班长`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shouwen.cli.lines import BadRow, read_json
from shouwen.source import instead_of, reason
from shouwen.wording.turns import ROLES

MEMORY = "shouwen-columns.json"
"""The name of the file in which answers are kept, beside the tables that they are about."""

FIELDS = {
    "conversation": "会话",
    "role": "角色",
    "text": "内容",
    "by": "人员",
    "at": "时间",
    "until": "结束时间",
    "channel": "渠道",
}
"""What a column may be, and its Chinese heading. Columns that are headed so need no answer."""

REQUIRED = ("conversation", "role", "text")

ROLE_WORDS = {
    **{word: word for word in ROLES},
    **dict.fromkeys(("客服", "坐席", "座席", "人工", "人工客服"), "agent"),
    **dict.fromkeys(("客户", "用户", "顾客", "访客", "买家"), "customer"),
    **dict.fromkeys(("机器人", "智能客服"), "bot"),
    "系统": "system",
}
"""Words for who speaks that need no answer."""

_MOST = 1 << 20  # bytes of a file of columns


class BadColumns(Exception):
    """An answer that cannot be used; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Columns:
    """`headings`: field → heading; `roles`: the table's word → role, `*` for any other word."""

    headings: Mapping[str, str]
    roles: Mapping[str, str] = field(default_factory=dict)

    def places(self, found: Sequence[str]) -> dict[str, int] | None:
        """Field → column from 0, or `None` where a column is not there. Raises `BadColumns` where
        several are headed alike: nobody can tell which one is meant."""
        names = [heading.strip() for heading in found]
        if not all(heading in names for heading in self.headings.values()):
            return None
        doubled = [
            f"“{heading}”（第 {'、'.join(str(n) for n, name in enumerate(names, 1) if name == heading)} 列）"
            for heading in dict.fromkeys(self.headings.values())
            if names.count(heading) > 1
        ]
        if doubled:
            raise BadColumns(
                f"有几列同名，不知道是哪一列：{'、'.join(doubled)}。请在表里改名，或删去多余的列"
            )
        return {name: names.index(heading) for name, heading in self.headings.items()}

    def role(self, word: str) -> str | None:
        """The role that a word of the table means."""
        word = word.strip()
        return self.roles.get(word) or ROLE_WORDS.get(word.lower()) or self.roles.get("*")

    def to_json(self) -> dict[str, Any]:
        """The object of the file."""
        return {**self.headings, "roles": dict(self.roles)}


STANDARD = (Columns({name: name for name in FIELDS}), Columns(FIELDS))


def standard(found: Sequence[str]) -> Columns | None:
    """The columns of a table that is headed in our words (English or Chinese), else `None`."""
    names = {heading.strip() for heading in found}
    for each in STANDARD:
        if all(each.headings[name] in names for name in REQUIRED):
            return Columns({k: v for k, v in each.headings.items() if v in names})
    return None


def as_columns(data: object) -> Columns:
    """An object of the file; raises `BadColumns` with everything that is wrong."""
    if not isinstance(data, dict):
        raise BadColumns("应是一组“名称: 列名”")
    wrong: list[str] = []
    headings: dict[str, str] = {}
    roles: dict[str, str] = {}
    for name, value in data.items():
        if name == "roles":
            roles = _roles(value, wrong)
        elif name not in FIELDS:
            wrong.append(f"不认识 {name}，{instead_of(name, [*FIELDS, 'roles'])}")
        elif isinstance(value, str) and value.strip():
            headings[name] = value.strip()
        elif value is not None:
            wrong.append(f"{name} 应是一个列名")
    _refuse_missing([name for name in REQUIRED if data.get(name) is None], wrong)
    if wrong:
        raise BadColumns("；".join(wrong))
    return Columns(headings, roles)


def _roles(value: object, wrong: list[str]) -> dict[str, str]:
    """The table's words and whom they mean; what is wrong goes to `wrong`."""
    if not isinstance(value, dict):
        wrong.append(f"roles 应写成一组“表里的词: 角色”，角色有：{'、'.join(ROLES)}")
        return {}
    for word, role in value.items():
        if role not in ROLES:
            wrong.append(f"“{word}”不能是 {role}，可以写的有：{'、'.join(ROLES)}")
    return {str(word): str(role) for word, role in value.items()}


def _refuse_missing(names: Sequence[str], wrong: list[str]) -> None:
    if names:
        wrong.append(f"还缺少 {'、'.join(f'{name}（{FIELDS[name]}）' for name in names)}")


def read_columns(file: Path) -> list[Columns]:
    """What a file of columns holds. Raises `BadColumns`; `FileNotFoundError` where there is none."""
    try:
        with file.open("rb") as stream:
            text = stream.read(_MOST).decode("utf-8-sig")
        data = read_json(text)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise BadColumns(f"{file} 读不了（{reason(error)}）") from None
    except BadRow as bad:
        raise BadColumns(f"{file} {bad}") from None
    except (ValueError, RecursionError):
        raise BadColumns(f"{file} 不是 JSON，请看一看，或删掉它再答一次") from None
    found: list[Columns] = []
    wrong: list[str] = []
    for number, each in enumerate(data if isinstance(data, list) else [data], start=1):
        try:
            found.append(as_columns(each))
        except BadColumns as bad:
            wrong.append(f"第 {number} 组{bad}" if isinstance(data, list) else str(bad))
    if wrong:
        raise BadColumns(f"{file} 里{'；'.join(wrong)}")
    return found


def written_columns(text: str) -> Columns:
    """Columns as they are written on the command line; raises `BadColumns` with everything that is
    wrong."""
    wrong: list[str] = []
    headings: dict[str, str] = {}
    roles: dict[str, str] = {}
    for part in text.split(","):
        name, sign, value = (piece.strip() for piece in part.partition("="))
        if not name or not sign or not value:
            wrong.append(f"“{part}”应写成 名称=列名")
        elif name in ROLES:
            words = [word for word in map(str.strip, value.split("|")) if word]
            wrong += [
                f"“{word}”写成了 {roles[word]}，又写成 {name}，请留一个"
                for word in words
                if roles.setdefault(word, name) != name
            ]
        elif name not in FIELDS:
            # in a file the words stand under `roles`; here each role has a name of its own
            remedy = instead_of(name, [*FIELDS, *ROLES])
            if name == "roles":
                remedy = "表里的词请写成 agent=坐席|班长,customer=访客"
            wrong.append(f"不认识 {name}，{remedy}")
        elif headings.setdefault(name, value) != value:
            wrong.append(f"{name} 写了两次：“{headings[name]}”和“{value}”，请留一个")
    given = {part.partition("=")[0].strip() for part in text.split(",")}
    _refuse_missing([name for name in REQUIRED if name not in given], wrong)
    if wrong:
        raise BadColumns("；".join(wrong))
    return Columns(headings, roles)


def is_a_file(text: str) -> bool:
    """Whether what stands behind `--columns` names a file: it exists, or is not written as columns."""
    if "=" not in text:
        return True
    try:
        return Path(text).exists()
    except OSError:
        return False  # longer than any file may be called


def keep(columns: Columns, file: Path) -> None:
    """Add an answer to a file of columns, before what stands in it. Raises `BadColumns`, `OSError`."""
    try:
        known = read_columns(file)
    except FileNotFoundError:
        known = []
    rows = [each.to_json() for each in (columns, *known)]
    text = json.dumps(rows[0] if len(rows) == 1 else rows, ensure_ascii=False, indent=2)
    file.write_text(text + "\n", "utf-8")
