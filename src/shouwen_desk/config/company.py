"""``shouwen company``: what a new desk needs before anybody can sign in, from the machine's shell.

Whoever has the shell owns the data, so nothing here asks for a permission; every change is an event all
the same. Passwords and tokens are drawn here and shown once.
"""

from __future__ import annotations

import argparse
import secrets
import string
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shouwen.handbook.program import Program

# Read aloud over a telephone without mistakes: no 0 O 1 l I.
LETTERS = "".join(c for c in string.ascii_letters + string.digits if c not in "0O1lI")
CHANNELS = ("chat", "app", "wechat", "social", "phone", "email", "onsite")
ROLES = ("agent", "leader", "manager", "admin")

Run = Callable[[argparse.Namespace], None]


def add_parser(commands: Any) -> None:
    """Add ``company`` and its commands."""
    company = commands.add_parser("company", help="公司：手册生效、班组、人员、接口令牌")
    parts = company.add_subparsers(dest="part", required=True, metavar="做什么", title="命令")

    handbook = _part(parts, "handbook", "让一本手册现在的这一版生效", _handbook)
    handbook.add_argument("handbook", metavar="CODE|DIR", help="手册代号或文件夹")

    team = _part(parts, "team", "加一个班组", _team)
    team.add_argument("id", metavar="编号", help="如 T1")
    team.add_argument("name", metavar="名称", help="如 售后组")
    team.add_argument(
        "--receives", action="append", choices=CHANNELS, default=[], help="接待哪个渠道，可写几次"
    )

    person = _part(parts, "person", "加一位同事，印出初始密码", _person)
    person.add_argument("name", metavar="姓名")
    person.add_argument("--number", required=True, metavar="工号", help="如 0217")
    person.add_argument("--login", required=True, metavar="登录名", help="如 lin.xiaoyu")
    person.add_argument("--role", choices=ROLES, default="agent", help="角色（默认 agent）")
    person.add_argument("--team", metavar="班组", help="客服和组长要写")

    password = _part(parts, "password", "给一位同事换新密码", _password)
    password.add_argument("number", metavar="工号")

    token = _part(parts, "token", "发一个接口令牌，它能做这位同事能做的事", _token)
    token.add_argument("number", metavar="工号")
    token.add_argument("--name", required=True, metavar="用途", help="如 官网")


def _part(parts: Any, name: str, words: str, act: Run) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = parts.add_parser(name, help=words, description=words + "。")
    parser.add_argument("--data", metavar="目录", help="数据目录（默认 SHOUWEN_DATA 或 ./data）")
    parser.set_defaults(func=run, act=act, alone=True)
    return parser


def run(args: argparse.Namespace) -> int:
    """Bring the tables up to date and take the step; exit code 2 where it cannot be taken."""
    from shouwen_desk.config import desk
    from shouwen_desk.people.errors import DeskError

    desk.migrate()
    try:
        args.act(args)
    except DeskError as error:
        print(f"{error.message}{error.remedy}", file=sys.stderr)
        return 2
    return 0


def _handbook(args: argparse.Namespace) -> None:
    from shouwen.handbook import load_handbook
    from shouwen.handbook.program import Program
    from shouwen_desk.config import clock
    from shouwen_desk.ledger import editions
    from shouwen_desk.ledger.actions import put_in_force
    from shouwen_desk.ledger.record import UNIT
    from shouwen_desk.people.errors import Invalid

    book, mistakes = load_handbook(args.handbook)
    if book is None:
        raise Invalid(mistakes.text() + "\n", remedy="请先改好这些错处，再让它生效。")
    program = Program.compile(book)
    ruling = editions.programs().at(UNIT, clock.now())
    name = f"《{book.title}》{program.number} 版（{program.edition[:12]}）"
    if ruling is not None and ruling.edition == program.edition:
        print(f"{name}已经在施行，没有改动。{_speaks_as(program)}")
        return
    put_in_force(program, actor="system")
    print(f"{name}从现在起施行。{_speaks_as(program)}")


def _speaks_as(program: Program) -> str:
    """Under which name the desk will speak: whoever founds a company with the handbook of another sees it."""
    company = program.settings["company"]
    where = "在手册的 handbook.yaml 里，settings 下的 company"
    return (
        f"服务台对客户自称“{company}客服”（{where}）。"
        if company
        else f"还没有写公司名（{where}）。"
    )


def _team(args: argparse.Namespace) -> None:
    from shouwen_desk.people.actions import add_team

    team = add_team(None, args.id, args.name, receives=tuple(args.receives))
    print(f"已加班组 {team.pk} {team.name}。")


def _person(args: argparse.Namespace) -> None:
    from shouwen_desk.people.actions import add_person

    password = _drawn()
    person = add_person(
        None,
        staff_no=args.number,
        login=args.login,
        name=args.name,
        role=args.role,
        team=args.team,
        password=password,
    )
    print(f"已加 {person.name}。登录名 {person.login}，初始密码 {password}（只印这一次）。")


def _password(args: argparse.Namespace) -> None:
    from shouwen_desk.people.actions import set_password

    password = _drawn()
    set_password(None, f"P{args.number}", password)
    print(f"新密码 {password}（只印这一次）。")


def _token(args: argparse.Namespace) -> None:
    from shouwen_desk.api import tokens
    from shouwen_desk.people.errors import NotFound
    from shouwen_desk.people.models import Person

    person = Person.objects.filter(pk=f"P{args.number}").first()
    if person is None:
        raise NotFound("没有这个工号的同事。", remedy="请先用 shouwen company person 加上。")
    print(f"令牌 {tokens.draw(person, args.name)}（只印这一次）。")


def _drawn() -> str:
    """A password of 14 letters, about 80 bits."""
    return "".join(secrets.choice(LETTERS) for _ in range(14))
