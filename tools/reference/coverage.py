"""The page of coverage: which demands each shipped handbook answers, and which not yet."""

from __future__ import annotations

from pathlib import Path

from shouwen.handbook import load_handbook
from shouwen.measures.coverage import STATUS_WORDS, Covered, coverage

HEAD = """# 对照要求

本页由 `make reference` 印出，请勿手改；同样的内容由 `shouwen handbook coverage enterprise` 打印，加上 `--mutate`
只数例子管得住的条文。要求的全文在 [requirements.tsv](../requirements.tsv)。**未观察**：条文已写，但它等的事件还没有来处；
**还没有**：没有哪一条管它。"""


def _row(covered: Covered) -> str:
    where = "、".join(covered.clauses) or "—"
    if covered.lacking:
        where += "（" + "、".join(f"`{kind}`" for kind in covered.lacking) + " 还没有来处）"
    quote = covered.row.quote.replace("|", "\\|").replace("[", "\\[")
    return f"| {covered.row.id} | {STATUS_WORDS[covered.status]} | {where} | {quote} |"


def _handbook(folder: Path) -> str:
    handbook, mistakes = load_handbook(str(folder))
    if handbook is None:
        raise SystemExit(mistakes.text())
    measured = coverage(handbook)
    counts = "，".join(
        f"{words} {measured.count(status)}"
        for status, words in STATUS_WORDS.items()
        if measured.count(status)
    )
    lines = [
        f"## {handbook.title}（`{folder.name}`，{handbook.number} 版）",
        "",
        f"要求 {len(measured.rows)} 行：{counts}。",
        "",
        "| 行 | 情况 | 条文 | 要求 |",
        "| --- | --- | --- | --- |",
        *map(_row, measured.rows),
    ]
    if measured.besides:
        also = "、".join(f"{c.row.id}（{'、'.join(c.clauses)}）" for c in measured.besides)
        lines += ["", f"另外还对应：{also}。"]
    return "\n".join(lines)


def page(root: Path) -> str:
    """The whole page: every handbook that ships, by its code."""
    folders = sorted(file.parent for file in (root / "handbooks").glob("*/handbook.yaml"))
    return "\n\n".join([HEAD, *map(_handbook, folders)]) + "\n"
