"""Document control and settings against the rest: folder, signatures, calendars, defaults."""

from shouwen.events.catalogue import known_facts
from shouwen.handbook.assembly import Assembled
from shouwen.handbook.book import Handbook
from shouwen.handbook.folder import HEAD
from shouwen.handbook.lint.notes import Notes
from shouwen.handbook.lint.values import misfit
from shouwen.handbook.requirements import requirement_rows
from shouwen.source import MappingNode, Mistakes, Node, Place, instead_of, load_file


def check(handbook: Handbook, assembled: Assembled, notes: Notes) -> None:
    """Check ``handbook.yaml`` against its folder, calendars and the catalogue of facts."""
    head = load_file(assembled.folder.head, Mistakes(), f"{assembled.folder.shown}/{HEAD}")
    assert head is not None
    control = handbook.control
    folder = assembled.folder.path.resolve().name
    if control.code != folder:
        notes.errors.add(
            head.place_of("code"),
            f"代号 {control.code} 和文件夹名 {folder} 不一致",
            f"请写 code: {folder}，或把文件夹改名为 {control.code}",
        )
    _check_signatures(handbook, head, notes)
    _check_sources(handbook, head, notes)
    settings = assembled.settings or MappingNode(
        place=Place(f"{assembled.folder.shown}/{HEAD}", 1, 1)
    )
    _check_calendars(handbook, settings, set(assembled.calendars), notes)
    _check_defaults(handbook, settings, notes)


def _check_signatures(handbook: Handbook, head: Node, notes: Notes) -> None:
    control = handbook.control
    if control.prepared_by == control.reviewed_by:
        notes.advice.add(
            head.place_of("reviewed_by"),
            f"编制和审核是同一个人（{control.prepared_by}）",
            "请换一位审核；人手少的店可以不改",
        )


def _check_sources(handbook: Handbook, head: Node, notes: Notes) -> None:
    known = sorted({seed for row in requirement_rows().values() for seed in row.seeds})
    for index, source in enumerate(handbook.control.sources):
        if known and source not in known:
            notes.errors.add(
                head.place_of("sources", index),
                f"requirements.tsv 里没有材料 {source}",
                instead_of(source, known),
            )


def _check_calendars(
    handbook: Handbook, settings: MappingNode, written: set[str], notes: Notes
) -> None:
    named: list[tuple[tuple[str, ...], str | None]] = [(("calendar",), handbook.settings.calendar)]
    named += [
        (("channels", name, "hours"), channel.hours)
        for name, channel in handbook.settings.channels.items()
    ]
    used = set()
    for path, name in named:
        used.add(name)
        if name is not None and name not in handbook.calendars and name not in written:
            notes.errors.add(
                settings.place_of(*path),
                f"没有名为 {name} 的日历",
                f"{instead_of(name, handbook.calendars)}；日历写在 calendars/{name}.yaml",
            )
    for name, calendar in handbook.calendars.items():
        place = Place(f"{handbook.folder.shown}/calendars/{name}.yaml", 1, 1)
        own = any(path.stem == name for path in handbook.folder.calendars)
        if own and name not in used:
            notes.advice.add(place, f"日历 {name} 没有用到", "请在 settings 里引用它，或删去")
        if calendar.has_hours and calendar.workday_after(calendar.date_of(0), 1) is None:
            notes.errors.add(place, f"日历 {name} 一天也不开放，时限永远走不完", "请写上 hours")


def _check_defaults(handbook: Handbook, settings: MappingNode, notes: Notes) -> None:
    facts = known_facts()
    for name, value in handbook.settings.defaults.items():
        field = facts.get(name)
        if name in handbook.settings.facts:
            continue
        if field is None:
            notes.errors.add(
                settings.key_place_of("defaults", name),
                f"没有“{name}”这个事实",
                instead_of(name, facts),
            )
        elif wrong := misfit(field, value):
            notes.errors.add(settings.place_of("defaults", name), *wrong)
