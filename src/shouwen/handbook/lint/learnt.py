"""Learnt labels against the sentences that they were learnt from."""

from shouwen.handbook.assembly import Assembled
from shouwen.handbook.book import Handbook
from shouwen.handbook.learnt import own_entries, read_all_lines, refuse_strangers
from shouwen.handbook.lint.notes import Notes
from shouwen.source import Mistakes
from shouwen.wording.likeness.lines import OTHERS


def check(handbook: Handbook, assembled: Assembled, notes: Notes) -> None:
    """Read the lines of the folder; each of its tables must be of the lines that lie there."""
    folder = assembled.folder
    files = read_all_lines(folder, notes.errors)
    strange = Mistakes()
    entries = own_entries(assembled)
    learnt = {name for name, _ in entries}
    refuse_strangers(assembled, [each for each in files if each.label not in learnt], strange)
    notes.errors.extend(strange)
    lines = {each.label: each for each in files}
    remedy = f"请运行 shouwen handbook learn {folder.shown}"
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
    said = {mistake.place for mistake in strange}
    for name, each in lines.items():
        if name != OTHERS and name not in learnt and each.place not in said:
            notes.errors.add(each.place, f"{name} 的例句还没有学", remedy)
