"""Learnt labels against the sentences that they were learnt from."""

from shouwen.handbook.assembly import Assembled
from shouwen.handbook.book import Handbook
from shouwen.handbook.learnt import own_entries, read_all_lines
from shouwen.handbook.lint.notes import Notes
from shouwen.wording.likeness.lines import OTHERS


def check(handbook: Handbook, assembled: Assembled, notes: Notes) -> None:
    """Read the lines of the folder; each of its tables must be of the lines that lie there."""
    folder = assembled.folder
    lines = {each.label: each for each in read_all_lines(folder, notes.errors)}
    remedy = f"请运行 shouwen handbook learn {folder.shown}"
    entries = own_entries(assembled)
    for name, entry in entries:
        table = handbook.learnt.learnt.get(name)
        if table is None:
            continue  # it could not be read, or its label goes without; both were said
        if name not in lines:
            notes.errors.add(
                entry.head, f"学来的说法 {name} 没有例句", f"请补上 lines/{name}.txt，或删去这一段"
            )
        elif lines[name].digest != table.lines:
            notes.errors.add(entry.head, f"学来的说法 {name} 与例句对不上", remedy)
    learnt = {name for name, _ in entries}
    for name, each in lines.items():
        if name != OTHERS and name not in learnt:
            notes.errors.add(each.place, f"{name} 的例句还没有学", remedy)
