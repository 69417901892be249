"""Small tables: .csv files, and .xlsx files written part by part, so that tests can write strange ones."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from shouwen.cli.inputs import Inputs

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKSHEET = f"{LINKS}/worksheet"
STYLES = f"""<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="164" formatCode="yyyy/m/d hh:mm"/>
<numFmt numFmtId="165" formatCode="0.00&quot;day&quot;"/></numFmts>
<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="165"/></cellXfs></styleSheet>"""


def cell(place: str, value: str | float, style: int = 0, kind: str = "") -> str:
    """One cell: text lies in it (or `kind` says what its value is), a number is a number."""
    if isinstance(value, str) and not kind:
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    attribute = f' t="{kind}"' if kind else ""
    return f'<c r="{place}" s="{style}"{attribute}><v>{escape(str(value))}</v></c>'


def row(number: int, *cells: str) -> str:
    """One row."""
    return f'<row r="{number}">{"".join(cells)}</row>'


def texts(number: int, *values: str) -> str:
    """A row of texts from column A on."""
    return row(number, *(cell(f"{chr(65 + at)}{number}", value) for at, value in enumerate(values)))


def write_book(
    path: Path,
    sheets: Mapping[str, str],
    *,
    shared: Sequence[str] = (),
    hidden: Sequence[str] = (),
    epoch_1904: bool = False,
    parts: Mapping[str, str] | None = None,
) -> Path:
    """A workbook whose `sheets` hold these rows (XML); `shared`: its shared texts (XML of `si`)."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"{" state=" + chr(34) + "hidden" + chr(34) if name in hidden else ""}/>'
        for n, name in enumerate(names, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{WORKSHEET}" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(names) + 1)
    )
    files = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><workbookPr date1904="{int(epoch_1904)}"/><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
        "xl/styles.xml": STYLES,
    }
    if shared:
        items = "".join(f"<si>{each}</si>" for each in shared)
        files["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{items}</sst>'
    for n, name in enumerate(names, start=1):
        files[f"xl/worksheets/sheet{n}.xml"] = (
            f'<worksheet xmlns="{MAIN}"><sheetData>{sheets[name]}</sheetData></worksheet>'
        )
    files.update(parts or {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in files.items():
            book.writestr(name, text)
    return path


HEAD = ("会话", "角色", "内容", "时间", "人员", "渠道")
ROWS = [
    ("A", "客户", "在吗", "2026/10/1 9:30", "", "chat"),
    ("B", "访客", "有人吗", "2026-10-01 09:30:10", "", ""),
    ("A", "客服", "您好，\n请讲", "2026年10月1日 09:31", "张", ""),
]


def sheet(path: Path, *rows: tuple[str, ...], encoding: str = "utf-8", mark: str = ",") -> Path:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def read(*paths: Path | str, **more: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """Conversations, and what is bad with its place (the folder taken off)."""
    inputs = Inputs(asking=lambda: False, **more)
    inputs.prepare()
    lines = list(inputs.conversations([str(path) for path in paths]))
    folder = f"{Path(paths[0]).parent}/"
    bad = [f"{line.place} {line.bad}".replace(folder, "") for line in lines if line.bad]
    return [json.loads(line.data) for line in lines if not line.bad], bad
