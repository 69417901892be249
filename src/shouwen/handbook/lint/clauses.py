"""What every clause has: number, chapter, rows that it covers, why, and no twins."""

import re

from shouwen.handbook.assembly import Assembled, reading_order
from shouwen.handbook.book import Handbook
from shouwen.handbook.lint.notes import Notes, bare_id, scalars
from shouwen.handbook.requirements import requirement_rows
from shouwen.source import Place, instead_of

_ID = re.compile(r"[0-9]+(\.[0-9]+){0,4}[a-z]?")


def check(handbook: Handbook, assembled: Assembled, notes: Notes) -> None:  # noqa: ARG001
    """Check numbers, ``covers``, ``why`` and titles."""
    titles: dict[str, str] = {}
    registers: dict[str, str] = {}
    for chapter in handbook.chapters:
        before: str | None = None
        for clause in chapter.clauses:
            node = handbook.nodes[clause.id]
            number = node.get("id")
            if number is not None and number.place.file:  # one that the linter made up has no file
                _check_number(clause.id, chapter.number, before, node.place_of("id"), notes)
            before = clause.id
            _check_covers(handbook, clause.id, notes)
            if clause.why is None:
                notes.advice.add(
                    node.place,
                    f"{bare_id(clause.id)} 没有写为什么",
                    "请补上 why，一句话让员工明白道理",
                )
            first = titles.setdefault(clause.title, clause.id)
            if first != clause.id:
                notes.advice.add(
                    node.place_of("title"), f"标题和 {first} 相同", "请换一个标题，免得引用时分不清"
                )
            if clause.register_ is not None and clause.id not in notes.unread:
                name = clause.register_.name
                first = registers.setdefault(name, clause.id)
                if first != clause.id:
                    notes.errors.add(
                        node.place_of("register", "name"),
                        f"《{name}》在 {first} 里已经有了",
                        "一张表单只由一条规定；请换一个名称，或并成一条",
                    )


def _check_number(
    identity: str, chapter: str, before: str | None, place: Place, notes: Notes
) -> None:
    if "#" in identity:
        return  # a number used twice is noted where the sheets are read
    if not _ID.fullmatch(identity):
        notes.errors.add(
            place, f"编号“{identity}”写法不合规定", "请写成 4.1.2 这样，用英文句点隔开数字"
        )
        return
    if chapter and _ID.fullmatch(chapter) and not f"{identity}.".startswith(f"{chapter}."):
        notes.errors.add(
            place,
            f"编号 {identity} 不在第 {chapter} 章里",
            f"请以 {chapter}. 开头，或移到那一章的文件",
        )
    elif before is not None and reading_order(identity) < reading_order(before):
        notes.advice.add(
            place, f"编号 {identity} 排在 {before} 后面", "请按编号的次序写，读起来才不跳"
        )


def _check_covers(handbook: Handbook, identity: str, notes: Notes) -> None:
    known = requirement_rows()
    nodes = scalars(handbook.nodes[identity].get("covers"))
    seen: set[str] = set()
    for node in nodes:
        if known and node.text not in known:
            notes.errors.add(
                node.place,
                f"requirements.tsv 里没有 {node.text} 这一行",
                instead_of(node.text, known),
            )
        if node.text in seen:
            notes.errors.add(node.place, f"{node.text} 写了两次", "请删去一个")
        seen.add(node.text)
