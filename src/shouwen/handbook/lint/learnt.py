"""Learnt labels against the sentences that they were learnt from."""

from shouwen.handbook.assembly import Assembled
from shouwen.handbook.book import Handbook
from shouwen.handbook.learnt import (
    own_entries,
    plain_lines_change,
    read_all_lines,
    refuse_orphans,
    refuse_stranger,
)
from shouwen.handbook.lint.notes import Notes
from shouwen.source import Mistakes, Place
from shouwen.wording.likeness.lines import OTHERS


def check(handbook: Handbook, assembled: Assembled, notes: Notes) -> None:
    """Read the lines of the folder; each of its tables must be of the lines that lie there."""
    folder = assembled.folder
    files = read_all_lines(folder, notes.errors)
    refuse_orphans(assembled, files, notes.errors)
    entries = own_entries(assembled)
    taken_over = assembled.listed("learnt").keys() - entries.keys()
    remedy = f"请运行 shouwen handbook learn {folder.shown}"
    if entries and plain_lines_change(folder, files):
        place = Place(f"{folder.shown}/lines/{OTHERS}.txt", 1, 1)
        notes.advice.add(place, "不属于任何标签的例句变了，还没有照它重学", remedy)
    for each in files:
        entry, table = entries.get(each.label), handbook.learnt.learnt.get(each.label)
        if each.label == OTHERS:
            continue
        if entry is None:
            known = handbook.labels.labels.get(each.label)
            if known is not None and known.learnt and each.label not in taken_over:
                continue  # said where labels.yaml says learnt: true
            strange = Mistakes()
            refuse_stranger(assembled, each.label, each.place, strange)
            if not strange:
                strange.add(each.place, f"{each.label} 的例句还没有学", remedy)
            notes.errors.extend(strange)
        elif table is not None and table.lines != each.digest:
            # without a table it could not be read, or its label goes without; both were said
            notes.errors.add(entry.head, f"学来的说法 {each.label} 与例句对不上", remedy)
