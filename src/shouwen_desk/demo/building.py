"""Bring a demo's data into being, or find it ready."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from shouwen.handbook.loading import load_handbook
from shouwen.handbook.program import Program
from shouwen_desk.api import tokens
from shouwen_desk.config import clock
from shouwen_desk.ledger import editions
from shouwen_desk.ledger.actions import put_in_force
from shouwen_desk.ledger.models import Event
from shouwen_desk.ledger.record import UNIT
from shouwen_desk.people.actions import add_person, add_team
from shouwen_desk.people.models import Person

from . import company, showcase
from .making import DAY, Made, Maker

CARD = "demo.json"
UNFINISHED = "demo.unfinished"
CASES = 600
# Channels on which a customer writes. Whoever tries the demo's chat and sits down as the printed agent
# should find their own case there, so web chat goes to that agent's team alone.
RECEIVES = {"T1": ("chat", "wechat", "app"), "T2": ("wechat", "app")}


class NotDemo(RuntimeError):
    """The folder holds a real desk, or a handbook that cannot be put in force."""


def is_ready(data: Path) -> bool:
    """Whether the folder holds a finished demo."""
    return (data / CARD).is_file() and not (data / UNFINISHED).exists()


def clear_unfinished(data: Path) -> None:
    """Remove what an interrupted making left; nothing else is ever removed."""
    if not (data / UNFINISHED).exists():
        return
    for path in (*data.glob("shouwen.sqlite3*"), data / CARD, *data.glob("heads*")):
        path.unlink(missing_ok=True)


def program_of(handbook: str) -> Program:
    """The compiled handbook; ``NotDemo`` with every mistake where it has some."""
    book, mistakes = load_handbook(handbook)
    if book is None:
        raise NotDemo("\n".join(str(one) for one in mistakes))
    return Program.compile(book)


def build(
    data: Path, program: Program, *, report: Callable[[int], None], count: int = CASES
) -> Made:
    """Make the company and its two weeks in the empty database of ``data``."""
    if Event.objects.exists():
        raise NotDemo(
            f"{data} 里已有一个服务台的数据，演示不会动它。请用 --data 换一个空的文件夹。"
        )
    (data / UNFINISHED).touch()
    now = clock.now()
    if connection.vendor == "sqlite":
        # Nothing here was acknowledged to anybody: an interrupted making is made anew.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")
    try:
        clock.tell(Maker(now).begin - DAY)
        put_in_force(program, actor="system")
        for team_id, name in company.TEAMS:
            add_team(None, team_id, name, receives=RECEIVES[team_id])
        for one in company.COLLEAGUES:
            add_person(
                None,
                staff_no=one.staff_no,
                login=one.login,
                name=one.name,
                role=one.role,
                team=one.team,
                password=company.PASSWORD,
            )
        maker = Maker(now, count=count)
        showcase.stage(maker)
        made = maker.run(report)
    finally:
        clock.tell(None)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=FULL")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return made


def refresh(program: Program) -> None:
    """Put the handbook's present edition in force where it has changed since."""
    ruling = editions.programs().at(UNIT, clock.now())
    if ruling is None or ruling.edition != program.edition:
        put_in_force(program, actor="system")


def write_card(data: Path, address: str) -> dict[str, object]:
    """Write ``demo.json``: where the desk is, who can sign in, a token of the API.

    The token of an earlier card stays good and is kept.
    """
    path = data / CARD
    token = ""
    if path.is_file():
        token = str(json.loads(path.read_text(encoding="utf-8")).get("token", ""))
    if not token:
        manager = next(one for one in company.COLLEAGUES if one.role == "manager")
        token = tokens.draw(Person.objects.get(pk=manager.id), "演示")
    order = ("agent", "leader", "manager", "admin")
    card: dict[str, object] = {
        "address": address,
        "users": [
            {"role": one.role, "name": one.name, "login": one.login, "password": company.PASSWORD}
            for one in sorted(company.COLLEAGUES, key=lambda one: order.index(one.role))
        ],
        "token": token,
    }
    new = path.with_suffix(".new")
    new.write_text(json.dumps(card, ensure_ascii=False, indent=1), encoding="utf-8")
    new.chmod(0o600)
    new.replace(path)
    (data / UNFINISHED).unlink(missing_ok=True)
    return card
