"""The report as an Excel workbook, written row by row: memory does not grow with the findings.

Everything from outside is written as text and never as a formula or a link; what begins like a
formula carries Excel's mark for text as well, so that editing the cell leaves it one.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import xlsxwriter

from shouwen.clauses.head import SEVERITY_WORDS
from shouwen.cli.printable import with_blanks
from shouwen.cli.report.gathered import Gathered
from shouwen.cli.report.gathering import REPORT, STANDING, Found
from shouwen.events.instant import moment_of
from shouwen.measures.share import LEAST_SEEN
from shouwen.source import visible_lines

MOST_ROWS = 1_000_000
"""Findings on one sheet; what is more goes to a further sheet (Excel has 1,048,576 rows)."""
MOST_SHEETS = 10
_LONGEST = 32_000  # characters in a cell; Excel has 32,767, counted in UTF-16
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_NO_CHARACTER = str.maketrans({"\ufffe": " ", "\uffff": " "})  # XML has no form for them
_HEAD = ("会话", "第几条消息", "客服", "时间", "条款", "标题", "版本", "轻重", "说的话", "标出的字", "前一句", "为什么", "更好的说法", "认定")  # fmt: skip
_WIDTHS = (18, 10, 12, 17, 16, 24, 10, 6, 60, 20, 36, 40, 44, 10)


class Workbook:
    """Takes findings as they come and is complete at the end. Raises `OSError`."""

    def __init__(self, all_of_it: Gathered) -> None:
        self._g = all_of_it
        self._folder = tempfile.TemporaryDirectory(prefix="shouwen-")
        self._path = Path(self._folder.name) / "report.xlsx"
        self._book = xlsxwriter.Workbook(
            str(self._path),
            {
                "constant_memory": True,
                "tmpdir": self._folder.name,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        form = self._book.add_format
        base = {"font_name": "Microsoft YaHei", "font_size": 10, "valign": "top"}
        self._plain = form({**base, "text_wrap": True})
        self._quoted = form({**base, "text_wrap": True, "quote_prefix": True})
        self._head = form(
            {**base, "bold": True, "bg_color": "#F7F8F6", "bottom": 1, "bottom_color": "#CDD3CF"}
        )
        self._title = form({**base, "bold": True, "font_size": 16})
        self._figure = form({**base, "num_format": "#,##0", "align": "right"})
        self._share = form({**base, "num_format": "0.0%", "align": "right"})
        self._titles = {clause.id: clause.title for clause in all_of_it.program.language.clauses}
        self._summary = self._book.add_worksheet("汇总")
        self._sheets = 0
        self._left_out = 0
        self._rows = 0
        self._new_sheet()

    def _new_sheet(self) -> None:
        self._sheets += 1
        name = "逐处" if self._sheets == 1 else f"逐处{self._sheets}"
        self._found = self._book.add_worksheet(name)
        self._table(self._found, _HEAD, _WIDTHS)
        self._rows = 0

    def _table(self, sheet: Any, head: Sequence[str], widths: Sequence[int]) -> None:
        for column, (word, width) in enumerate(zip(head, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, word, self._head)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def _text(self, sheet: Any, row: int, column: int, text: str) -> None:
        """Text from outside: no formula, nothing that moves, nothing longer than a cell."""
        shown = visible_lines(text[:_LONGEST].translate(_NO_CHARACTER))
        while len(shown) > _LONGEST or len(shown.encode("utf-16-le")) > 2 * _LONGEST:
            shown = shown[: len(shown) // 2]
        if shown.startswith("<r>"):  # the writer takes such a text for marked-up pieces
            shown = " " + shown
        quoted = shown.startswith(_FORMULA)
        sheet.write_string(row, column, shown, self._quoted if quoted else self._plain)

    def add(self, found: Iterable[Found]) -> None:
        """Write findings."""
        for each in found:
            if self._rows >= MOST_ROWS:
                if self._sheets >= MOST_SHEETS:
                    self._left_out += 1
                    continue
                self._new_sheet()
            self._rows += 1
            self._finding(self._rows, each)

    def _finding(self, row: int, found: Found) -> None:
        front, behind = ("……" if cut else "" for cut in found.cut)
        marked = "（还差）" if found.span is None else found.text[slice(*found.span)]
        at = (
            ""
            if found.at is None
            else moment_of(found.at, self._g.zone).strftime("%Y-%m-%d %H:%M:%S")
        )
        cells: list[str | int] = [
            found.conversation, found.turn + 1, self._g.called(found.by), at, found.clause,
            self._titles[found.clause], self._g.program.number, SEVERITY_WORDS[found.severity],
            front + found.text + behind, marked, found.before, found.message,
            with_blanks(found.instead),
            "待核",
        ]  # fmt: skip
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                self._found.write_number(row, column, cell, self._figure)
            else:
                self._text(self._found, row, column, cell)

    def write(self, all_of_it: Gathered, out: BinaryIO) -> None:
        """Write the other sheets, and the whole file to `out`."""
        if self._rows:
            self._found.autofilter(0, 0, self._rows, len(_HEAD) - 1)
        self._write_summary(all_of_it)
        self._write_clauses(all_of_it)
        self._write_people(all_of_it)
        self._write_not_seen(all_of_it)
        self._write_bad_rows(all_of_it)
        self._book.close()
        with self._path.open("rb") as stream:
            shutil.copyfileobj(stream, out)
        self._folder.cleanup()

    def _write_summary(self, g: Gathered) -> None:
        sheet, program = self._summary, g.program
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 1, 60)
        sheet.write_string(0, 0, REPORT, self._title)
        rows: list[tuple[str, str | int]] = [
            ("手册", f"{program.title}（{program.code}）{program.number} 版"),
            ("版本指纹", program.edition),
            ("输入", g.read_from()),
            ("时间", g.period()),
            ("会话", g.conversations),
            ("有拦、劝、提的会话", g.part.touched),
            ("消息", g.turns),
        ]
        rows += [(f"待核 · {SEVERITY_WORDS[severity]}", n) for severity, n in g.broken().items()]
        rows += [(f"条款 · {STANDING[how]}", n) for how, n in g.standings().items()]
        rows += [
            (f"渠道 · {name or '（没有写）'}", n) for name, n in sorted(g.part.channels.items())
        ]
        rows.append(("读不了的行", g.bad_rows))
        rows.append(("有缺行的会话", g.part.gaps))
        for word, n in g.not_looked_at():
            rows.append((f"没有看的{word}条款", n))
        if self._left_out:
            rows.append(("放不下、没有列出的处", self._left_out))
        rows.append(
            (
                "说明",
                "机器认出来的都是待核，有人认定了才算违。未认定的不算到谁头上。未遇到的条款，管的情形没有出现，不算守。缺行的会话只看说了什么，不判少说了什么。",
            )
        )
        rows.append(
            (
                "个人信息",
                "长串数字和邮箱已隐去（会话和文件的名称里只隐去手机号、证件号和邮箱），客服换成了甲乙丙；话里的姓名和地址没有隐去"
                if g.masked
                else "没有隐去，请按保密文件收存",
            )
        )
        for row, (name, value) in enumerate(rows, start=2):
            self._text(sheet, row, 0, name)
            if isinstance(value, int):
                sheet.write_number(row, 1, value, self._figure)
            else:
                self._text(sheet, row, 1, value)

    def _write_clauses(self, g: Gathered) -> None:
        sheet = self._book.add_worksheet("各条")
        head = ("条款", "标题", "轻重", "待核", "守", "未观察", "守的比例（未认定）", "结果")
        self._table(sheet, head, (20, 40, 8, 10, 12, 12, 20, 10))
        for row, each in enumerate(g.clauses(), start=1):
            for column, text in enumerate((each.id, each.title, SEVERITY_WORDS[each.severity])):
                self._text(sheet, row, column, text)
            for column, number in enumerate((each.broken, each.kept, each.unobserved), start=3):
                sheet.write_number(row, column, number, self._figure)
            if each.share is not None:
                sheet.write_number(row, 6, each.share, self._share)
            elif each.seen:
                sheet.write_string(row, 6, f"不满 {LEAST_SEEN} 次，不算", self._plain)
            sheet.write_string(row, 7, STANDING[each.standing], self._plain)

    def _write_people(self, g: Gathered) -> None:
        sheet = self._book.add_worksheet("各人")
        self._table(sheet, ("客服", "消息", "拦", "劝", "提", "观察"), (20, 10, 8, 8, 8, 8))
        for row, (name, counts) in enumerate(g.people(), start=1):
            self._text(sheet, row, 0, name)
            messages, watch, hint, urge, stop = counts
            for column, number in enumerate((messages, stop, urge, hint, watch), start=1):
                sheet.write_number(row, column, number, self._figure)

    def _write_not_seen(self, g: Gathered) -> None:
        sheet = self._book.add_worksheet("未观察")
        self._table(sheet, ("条款", "标题", "为什么", "怎么补", "次"), (20, 36, 40, 40, 10))
        for row, each in enumerate(g.not_observed(), start=1):
            for column, text in enumerate((each.id, each.title, each.why, each.remedy)):
                self._text(sheet, row, column, text)
            sheet.write_number(row, 4, each.times, self._figure)

    def _write_bad_rows(self, g: Gathered) -> None:
        if not g.complaints:
            return
        sheet = self._book.add_worksheet("读不了的行")
        self._table(sheet, ("位置与原因",), (120,))
        for row, sentence in enumerate(g.complaints, start=1):
            self._text(sheet, row, 0, sentence)
        if g.bad_rows > len(g.complaints):
            more = g.bad_rows - len(g.complaints)
            self._text(sheet, len(g.complaints) + 1, 0, f"另有 {more} 行，见运行时的提示")
