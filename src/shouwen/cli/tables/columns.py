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
        """Field → column from 0, or `None` where a column is not there."""
        names = [heading.strip() for heading in found]
        if not all(heading in names for heading in self.headings.values()):
            return None
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
    """An object of the file; raises `BadColumns`."""
    if not isinstance(data, dict):
        raise BadColumns("应是一组“名称: 列名”")
    headings: dict[str, str] = {}
    roles: dict[str, str] = {}
    for name, value in data.items():
        if name == "roles" and isinstance(value, dict):
            for word, role in value.items():
                if role not in ROLES:
                    raise BadColumns(f"“{word}”不能是 {role}，可以写的有：{'、'.join(ROLES)}")
                roles[str(word)] = role
        elif name not in FIELDS:
            raise BadColumns(f"不认识 {name}，{instead_of(name, [*FIELDS, 'roles'])}")
        elif isinstance(value, str) and value.strip():
            headings[name] = value.strip()
        elif value is not None:
            raise BadColumns(f"{name} 应是一个列名")
    missing = [f"{name}（{FIELDS[name]}）" for name in REQUIRED if name not in headings]
    if missing:
        raise BadColumns(f"还缺少 {'、'.join(missing)}")
    return Columns(headings, roles)


def read_columns(file: Path) -> list[Columns]:
    """What a file of columns holds. Raises `BadColumns`; `FileNotFoundError` where there is none."""
    try:
        with file.open("rb") as stream:
            text = stream.read(_MOST).decode("utf-8-sig")
        data = json.loads(text)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise BadColumns(f"{file} 读不了（{reason(error)}）") from None
    except (ValueError, RecursionError):
        raise BadColumns(f"{file} 不是 JSON，请看一看，或删掉它再答一次") from None
    try:
        return [as_columns(each) for each in (data if isinstance(data, list) else [data])]
    except BadColumns as bad:
        raise BadColumns(f"{file} 里{bad}") from None


def written_columns(text: str) -> Columns:
    """Columns as they are written on the command line; raises `BadColumns`."""
    data: dict[str, Any] = {"roles": {}}
    for part in text.split(","):
        name, sign, value = (piece.strip() for piece in part.partition("="))
        if not sign or not value:
            raise BadColumns(f"“{part}”应写成 名称=列名")
        if name in ROLES:
            data["roles"].update(dict.fromkeys(value.split("|"), name))
        else:
            data[name] = value
    return as_columns(data)


def keep(columns: Columns, file: Path) -> None:
    """Add an answer to a file of columns, before what stands in it. Raises `BadColumns`, `OSError`."""
    try:
        known = read_columns(file)
    except FileNotFoundError:
        known = []
    rows = [each.to_json() for each in (columns, *known)]
    text = json.dumps(rows[0] if len(rows) == 1 else rows, ensure_ascii=False, indent=2)
    file.write_text(text + "\n", "utf-8")
