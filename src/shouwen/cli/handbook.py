"""``shouwen handbook``: lint, test, show, coverage, learn, diff of handbooks (DESIGN §8).

Exit codes: 0 all is well, 1 something was found (errors, examples that fail), 2 the handbook
could not be read.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Set
from typing import TYPE_CHECKING, Any

from shouwen.cli import learning
from shouwen.cli.printable import complain, harmless_json
from shouwen.source import visible, visible_lines

if TYPE_CHECKING:
    from shouwen.handbook import Handbook
    from shouwen.measures.coverage import Covered
    from shouwen.source import Mistake


def add_parser(subparsers: Any) -> None:
    """Declare the command and its own commands."""
    parser = subparsers.add_parser(
        "handbook",
        help="手册：检查、试例子、阅读、对照要求、比较两版",
        description="手册的工具。手册写代号（随程序来的）或文件夹。",
    )
    commands = parser.add_subparsers(dest="tool", required=True, metavar="工具", title="工具")
    lint = _tool(commands, "lint", _lint, "检查手册，一次说完所有错处", several=True)
    lint.add_argument("--strict", action="store_true", help="建议也算错")
    test = _tool(commands, "test", _test, "试手册里的例子：句子和情景", several=True)
    test.add_argument("--clause", metavar="编号", help="只试这一条")
    test.add_argument(
        "--mutate", action="store_true", help="再试：删去一条、改动一个数，有没有例子发觉"
    )
    show = _tool(commands, "show", _show, "按阅读的次序印出手册")
    show.add_argument("--clause", metavar="编号", help="只看这一条")
    cover = _tool(commands, "coverage", _coverage, "对照要求：哪些已有，哪些还没有")
    cover.add_argument("--mutate", action="store_true", help="例子管得住的条款才算数")
    learning.add_parser(_tool(commands, "learn", learning.learn, "由例句学标签：读 lines/，写分量"))
    diff = commands.add_parser(
        "diff", help="比较两版手册", description="比较两版手册，逐条说变了什么。"
    )
    diff.add_argument("before", metavar="前一版", help="手册代号或文件夹")
    diff.add_argument("after", metavar="后一版", help="手册代号或文件夹")
    _output(diff)
    diff.set_defaults(func=run, act=_diff)


def _tool(
    commands: Any,
    name: str,
    act: Callable[[argparse.Namespace], int],
    words: str,
    several: bool = False,
) -> Any:
    parser = commands.add_parser(name, help=words, description=words + "。")
    count = "+" if several else None
    parser.add_argument("handbook", nargs=count, metavar="CODE|DIR", help="手册代号或文件夹")
    _output(parser)
    parser.set_defaults(func=run, act=act)
    return parser


def _output(parser: Any) -> None:
    parser.add_argument("--format", choices=("text", "json"), default="text", help="输出格式")


def run(args: argparse.Namespace) -> int:
    """Run the tool; gives the exit code."""
    code: int = args.act(args)
    return code


def _lint(args: argparse.Namespace) -> int:
    from shouwen.handbook.lint import lint

    worst = 0
    for name in args.handbook:
        report = lint(name)
        if args.format == "json":
            for strength, found in (("error", report.errors), ("advice", report.advice)):
                _print_json(_mistake_row(mistake, strength) for mistake in found)
        else:
            _print_lint(name, report.errors, report.advice, report.handbook)
        if report.errors or (args.strict and report.advice):
            worst = max(worst, 1 if report.handbook is not None else 2)
    return worst


def _print_lint(name: str, errors: Any, advice: Any, handbook: Handbook | None) -> None:
    for mistake in errors:
        _say(mistake)
    for mistake in advice:
        _say(f"{mistake.place} 建议：{str(mistake).partition(' ')[2]}")
    if errors:
        _say(f"{name}：{len(errors)} 处错误" + (f"，{len(advice)} 条建议" if advice else ""))
    elif handbook is not None:
        more = f"，{len(advice)} 条建议" if advice else ""
        _say(f"{name}：没有错误{more}。{len(handbook.clauses)} 条，版 {handbook.edition[:12]}")


def _mistake_row(mistake: Mistake, strength: str) -> dict[str, Any]:
    place = mistake.place
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "strength": strength,
        "what": mistake.what,
        "remedy": mistake.remedy,
    }


def _test(args: argparse.Namespace) -> int:
    from shouwen.measures.mutation import mutants
    from shouwen.measures.trials import try_handbook

    worst = 0
    for name in args.handbook:
        handbook = _loaded(name)
        if handbook is None:
            worst = 2
            continue
        if not _has(handbook, args.clause):
            worst = 2
            continue
        tried = failed = 0
        for trial in try_handbook(handbook, args.clause):
            tried += 1
            failed += not trial.passed
            if args.format == "json":
                row = {"clause": trial.clause, "example": trial.example, "passed": trial.passed}
                _print_json([{**row, "place": str(trial.place), "what": trial.what}])
            elif not trial.passed:
                _say(f"{trial.place} {trial.clause} 例子“{_short(trial.example)}”：{trial.what}。")
        loose = 0
        if args.mutate:
            for clause in handbook.clauses:
                if args.clause not in (None, clause.id):
                    continue
                for mutant in mutants(handbook, clause):
                    loose += not mutant.noticed
                    if args.format == "json":
                        row = {"clause": mutant.clause, "mutant": mutant.what}
                        _print_json([{**row, "noticed": mutant.noticed}])
                    elif not mutant.noticed:
                        place = handbook.nodes[clause.id].place
                        _say(f"{place} {mutant.clause} {mutant.what}，没有例子发觉。")
        if args.format == "text":
            more = f"；{loose} 处改动没有例子发觉" if args.mutate else ""
            _say(f"{name}：{tried} 个例子，{failed} 个不符{more}")
        worst = max(worst, 1 if failed or loose else 0)
    return worst


def _show(args: argparse.Namespace) -> int:
    from shouwen.measures.reading import as_rows, as_text

    handbook = _loaded(args.handbook)
    if handbook is None:
        return 2
    if not _has(handbook, args.clause):
        return 2
    if args.format == "json":
        rows = json.dumps(as_rows(handbook, args.clause), ensure_ascii=False, indent=2)
        print("\n".join(map(harmless_json, rows.split("\n"))))
    else:
        _say(as_text(handbook, args.clause))
    return 0


def _coverage(args: argparse.Namespace) -> int:
    from shouwen.measures.coverage import STATUS_WORDS, coverage
    from shouwen.measures.mutation import held

    handbook = _loaded(args.handbook)
    if handbook is None:
        return 2
    measured = coverage(handbook, (lambda c: held(handbook, c)) if args.mutate else None)
    # Written by the folder itself, or written anew, and not merely taken over.
    own = {c.id for c in handbook.clauses if handbook.folder.holds(handbook.nodes[c.id].place)}
    if args.format == "json":
        _print_json(
            {
                "row": covered.row.id,
                "status": covered.status,
                "clauses": list(covered.clauses),
                "lacking": list(covered.lacking),
                "quote": covered.row.quote,
                "section": covered.row.section,
                "of_sources": covered in measured.rows,
                "own": [identity for identity in covered.clauses if identity in own],
            }
            for covered in (*measured.rows, *measured.besides)
        )
        return 0
    for heading, rows in _by_origin(handbook, measured.rows, own):
        if heading:
            _say(heading)
        for covered in rows:
            where = "、".join(covered.clauses)
            lacking = f"（{'、'.join(covered.lacking)} 还没有来处）" if covered.lacking else ""
            words = STATUS_WORDS[covered.status]
            _say(f"{covered.row.id}  {words}  {where or '—'}{lacking}  {covered.row.quote}")
    if measured.besides:
        _say(
            "另外还对应："
            + "、".join(f"{c.row.id}（{'、'.join(c.clauses)}）" for c in measured.besides)
        )
    counts = "，".join(
        f"{STATUS_WORDS[s]} {measured.count(s)}" for s in STATUS_WORDS if measured.count(s)
    )
    _say(f"{handbook.title} {handbook.number} 版：要求 {len(measured.rows)} 行，{counts}")
    return 0


def _by_origin(
    handbook: Handbook, rows: Iterable[Covered], own: Set[str]
) -> list[tuple[str, list[Covered]]]:
    """Rows under headings: what the folder's own clauses say, what it takes over, what nobody says.
    One part without a heading where the handbook builds on no other."""
    if len(handbook.line) < 2:
        return [("", [*rows])]
    parts: tuple[list[Covered], ...] = ([], [], [])
    for covered in rows:
        mine = not own.isdisjoint(covered.clauses)
        parts[0 if mine else 1 if covered.clauses else 2].append(covered)
    taken = len(handbook.clauses) - len(own)
    headings = (
        f"{handbook.code} 自己写的 {len(own)} 条，对应 {len(parts[0])} 行：",
        f"从 {'、'.join(handbook.line[:-1])} 接过来的 {taken} 条，另外对应 {len(parts[1])} 行：",
        f"还没有条款的 {len(parts[2])} 行：",
    )
    return [(heading, part) for heading, part in zip(headings, parts, strict=True) if part]


def _diff(args: argparse.Namespace) -> int:
    from shouwen.measures.difference import differences

    before, after = _loaded(args.before), _loaded(args.after)
    if before is None or after is None:
        return 2
    found = differences(before, after)
    if args.format == "json":
        _print_json({"clause": d.clause, "change": d.change, "what": d.what} for d in found)
    else:
        for difference in found:
            _say(f"{difference.clause or '手册'}  {difference.what}")
        _say(f"变了 {len(found)} 处" if found else "两版执行起来一样")
    return 1 if found else 0


def _has(handbook: Handbook, clause: str | None) -> bool:
    """Whether the handbook has the clause that was asked for; says so where it has not."""
    if clause is None or clause in handbook.nodes:
        return True
    complain(f"手册里没有条款 {visible(clause)}。")
    return False


def _loaded(name: str) -> Handbook | None:
    from shouwen.handbook import load_handbook

    handbook, mistakes = load_handbook(name)
    if handbook is None:
        complain(mistakes.text())
    return handbook


def _say(text: object) -> None:
    """Print words that may hold pieces of a handbook, harmless for a terminal."""
    print(visible_lines(str(text)))


def _print_json(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        print(harmless_json(json.dumps(row, ensure_ascii=False)))


def _short(text: str, at_most: int = 60) -> str:
    line = " ".join(text.split())
    return line if len(line) <= at_most else line[: at_most - 1] + "…"
