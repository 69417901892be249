"""The report as one page: no request to anywhere, no script; reads on screen in both themes and on A4.

What was said comes from outside: every piece is escaped, and what could move or turn around the
text is spelt out. Counts cover everything; listed are the first findings of each clause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from typing import BinaryIO

from shouwen.clauses.head import SEVERITY_WORDS
from shouwen.cli.printable import with_blanks
from shouwen.cli.report.gathered import ClauseRow, Gathered, Listed, Why
from shouwen.cli.report.gathering import REPORT, STANDING, Found
from shouwen.events.instant import moment_of
from shouwen.measures.share import LEAST_SEEN
from shouwen.source import visible, visible_lines

OF_EACH = 100  # findings of a clause that are listed: a page of that length still opens and prints
OF_WATCHED = 20
_PEOPLE = 200
_BAD_ROWS = 200


class Page:
    """Takes findings as they come and writes the page at the end."""

    def __init__(self) -> None:
        self._listed = Listed(OF_EACH, OF_WATCHED)

    def add(self, found: Iterable[Found]) -> None:
        """Take findings over."""
        for each in found:
            self._listed.add(each)

    def write(self, all_of_it: Gathered, out: BinaryIO) -> None:
        """Write the whole page as UTF-8."""
        for piece in _page(all_of_it, self._listed):
            out.write(piece.encode("utf-8", "backslashreplace"))


def _text(text: str, at_most: int = 400) -> str:
    """Text from outside, on one line."""
    cut = visible(text[:at_most])
    return escape(cut + ("……" if len(text) > at_most else ""))


def _lines(text: str) -> str:
    """Text from outside with its line breaks."""
    return escape(visible_lines(text))


def _number(number: int) -> str:
    return f"{number:,}"


def _page(g: Gathered, listed: Listed) -> Iterator[str]:
    css = files("shouwen.cli.report").joinpath("page.css").read_text("utf-8")
    yield (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f'<meta name="referrer" content="no-referrer">\n<title>会话检查报告 · {_text(g.program.title)}'
        f"</title>\n<style>\n{css}</style>\n</head>\n<body>\n<main>\n"
    )
    yield from _head(g)
    yield from _clauses(g)
    yield from _people(g)
    yield from _not_seen(g)
    yield from _findings(g, listed)
    yield from _foot(g)
    yield "</main>\n</body>\n</html>\n"


def _head(g: Gathered) -> Iterator[str]:
    broken = g.broken()
    watched = broken.pop("watch")
    total = sum(broken.values())
    yield f"<header>\n<h1>{REPORT}</h1>\n"
    yield (
        f'<p class="meta">{_text(g.program.title)}（{_text(g.program.code)}）{_text(g.program.number)} 版'
        f" · 版本指纹 {g.program.edition[:12]}</p>\n"
        f'<p class="meta">输入：{escape(g.read_from())} · 时间：{g.period()}</p>\n'
    )
    rows = g.clauses()
    worst = next((row for row in rows if row.broken and row.severity != "watch"), None)
    if not g.conversations:
        sentence = "没有读到一段会话，所以什么也没有检查。"
    elif worst is None:
        sentence = f"{_number(g.conversations)} 段会话里没有要看的地方。"
    else:
        share = (
            f"（{g.part.touched / g.conversations:.1%}）" if g.conversations >= LEAST_SEEN else ""
        )
        sentence = (
            f"{_number(g.conversations)} 段会话里有 <strong>{_number(g.part.touched)} 段</strong>"
            f"{share}有要看的地方；先看 {_tag(worst.number)} {_text(worst.title)}，"
            f"<strong>{_number(worst.broken)} 处</strong>。"
        )
    yield f'<p class="lead">{sentence}</p>\n<dl class="figures">\n'
    figures = [("会话", g.conversations, "段"), ("消息", g.turns, "条"), ("待核", total, "处")]
    figures += [(SEVERITY_WORDS[severity], number, "处") for severity, number in broken.items()]
    if g.bad_rows:
        figures.append(("读不了", g.bad_rows, "行"))
    for name, number, unit in figures:
        yield f"<div><dt>{name}</dt><dd>{_number(number)}<small>{unit}</small></dd></div>\n"
    yield (
        '</dl>\n<p class="note">机器从话里认出来的都是待核：有人看过、认定了，才算违。'
        "拦：不该发出；劝：有更好的说法；提：可以更好。"
    )
    if watched:
        yield f"另有 {_number(watched)} 处属于还在观察的条款，不计在内，列在最后。"
    yield "</p>\n</header>\n"


def _tag(number: str, *, link: bool = True) -> str:
    inner = f"<b>条</b><i>{escape(number)}</i>"
    if link:
        return f'<a class="tag" href="#c-{escape(number, quote=True)}">{inner}</a>'
    return f'<span class="tag">{inner}</span>'


def _word(severity: str) -> str:
    return f'<span class="word {severity}">{SEVERITY_WORDS[severity]}</span>'


def _clauses(g: Gathered) -> Iterator[str]:
    rows = [row for row in g.clauses() if row.severity != "watch"]
    shown = [row for row in rows if row.broken]
    words = "，".join(f"{number} 条{STANDING[how]}" for how, number in g.standings().items())
    yield f"<section>\n<h2>一、各条<small>{words}</small></h2>\n"
    yield from _table_of(shown)
    yield f'<p class="note">比例按机会算：守的和待核的合在一起是一，待核的还没有人认定；看不出来的和没有遇到的不算。不满 {LEAST_SEEN} 次的不算比例。</p>\n</section>\n'


def _table_of(rows: Iterable[ClauseRow]) -> Iterator[str]:
    pieces = [
        f'<tr><td>{_tag(row.number)}</td><td class="title">{_text(row.title)}</td><td>{_word(row.severity)}</td>'
        f'<td>{_bar(row)}</td><td class="n">{_share(row)}</td>{_cells(row.broken, row.kept, row.unobserved)}</tr>\n'
        for row in rows
    ]
    if pieces:
        yield (
            '<div class="framed scroll"><table>\n<thead><tr><th>条</th><th>标题</th><th>轻重</th><th>守的比例（未认定）</th>'
            '<th class="n"></th><th class="n">待核</th><th class="n">守</th><th class="n">未观察</th></tr></thead>\n<tbody>\n'
        )
        yield from pieces
        yield "</tbody>\n</table></div>\n"


def _share(row: ClauseRow) -> str:
    if row.share is None:
        return f"只有 {row.seen} 次" if row.seen else "—"
    return f"{row.share:.1%}" if row.share < 0.9995 or not row.broken else "&gt; 99.9%"


def _bar(row: ClauseRow) -> str:
    if row.share is None:
        return '<span class="bar none"></span>'
    part = max(2.0, (1 - row.share) * 100) if row.broken else 0
    return f'<span class="bar"><span style="width:{part:.1f}%"></span></span>'


def _cells(*numbers: int) -> str:
    return "".join(
        f'<td class="n">{_number(n)}</td>' if n else '<td class="n zero">0</td>' for n in numbers
    )


def _people(g: Gathered) -> Iterator[str]:
    people = g.people()
    if not people:
        yield '<section>\n<h2>二、各人</h2>\n<p class="note">输入里没有写是哪位客服说的。</p>\n</section>\n'
        return
    order = "按出现的先后" if g.masked else "消息多的在前"
    yield f"<section>\n<h2>二、各人<small>{_number(len(people))} 位，{order}</small></h2>\n"
    yield (
        '<div class="framed scroll"><table>\n<thead><tr><th>客服</th><th class="n">消息</th>'
        '<th class="n">拦</th><th class="n">劝</th><th class="n">提</th><th class="n">每百条待核</th></tr></thead>\n<tbody>\n'
    )
    for name, (messages, _watch, hint, urge, stop) in people[:_PEOPLE]:
        found = hint + urge + stop
        rate = (
            f"{100 * found / messages:.1f}" if messages >= LEAST_SEEN else f"不满 {LEAST_SEEN} 条"
        )
        yield (
            f'<tr><td>{_text(name, 60)}</td><td class="n">{_number(messages)}</td>'
            f'{_cells(stop, urge, hint)}<td class="n">{rate}</td></tr>\n'
        )
    yield "</tbody>\n</table></div>\n"
    named = "姓名换成了甲、乙、丙（要写真名请加 --unmasked）。" if g.masked else ""
    yield f'<p class="note">待核的没有人认定，不算到谁头上，也不排名次。{named}</p>\n'
    if len(people) > _PEOPLE:
        yield f'<p class="note">只列前 {_PEOPLE} 位，全部在 --format xlsx 里。</p>\n'
    yield "</section>\n"


def _not_seen(g: Gathered) -> Iterator[str]:
    reasons: dict[tuple[str, str], list[Why]] = {}
    for row in g.not_observed():
        reasons.setdefault((row.why, row.remedy), []).append(row)
    yield "<section>\n<h2>三、没有看到的<small>不算守，也不算违</small></h2>\n"
    if reasons:
        yield (
            '<div class="framed scroll"><table>\n<thead><tr><th>为什么</th><th>怎么补</th><th>涉及</th>'
            '<th class="n">次</th></tr></thead>\n<tbody>\n'
        )
        for (why, remedy), rows in reasons.items():
            tags = " ".join(_tag(row.number, link=False) for row in rows)
            times = sum(row.times for row in rows)
            yield (
                f'<tr><td class="title">{_text(why)}</td><td class="title">{_text(remedy)}</td>'
                f'<td class="tags">{tags}</td><td class="n">{_number(times)}</td></tr>\n'
            )
        yield "</tbody>\n</table></div>\n"
    unmet = [r for r in g.clauses() if r.standing == "unmet" and r.severity != "watch"]
    if unmet:
        tags = " ".join(_tag(row.number, link=False) for row in unmet)
        yield (
            f"<h3>未遇到<small>{len(unmet)} 条，它们管的情形在这些会话里没有出现</small></h3>\n"
            f'<p class="tags">{tags}</p>\n'
        )
    notes = [f"{word} {number} 条" for word, number in g.not_looked_at()]
    if notes:
        yield f'<p class="note">手册里另有{"、".join(notes)}，不从会话文本判断，这里没有看。</p>\n'
    if g.part.gaps:
        yield f'<p class="note">{_number(g.part.gaps)} 段会话有读不了的行，只看说了什么，不判少说了什么。</p>\n'
    if g.complaints:
        yield f'<h3>读不了的行<small>{_number(g.bad_rows)} 行</small></h3>\n<ul class="note">\n'
        for sentence in g.complaints[:_BAD_ROWS]:
            yield f"<li>{_text(sentence)}</li>\n"
        yield "</ul>\n"
        if g.bad_rows > _BAD_ROWS:
            yield f'<p class="note">只列前 {_BAD_ROWS} 行，其余在运行时的提示里。</p>\n'
    yield "</section>\n"


def _findings(g: Gathered, listed: Listed) -> Iterator[str]:
    rows = [row for row in g.clauses() if row.broken]
    judged = [(row, listed.of(row.id)) for row in rows if row.severity != "watch"]
    watched = [(row, listed.of(row.id)) for row in rows if row.severity == "watch"]
    if judged:
        yield f"<section>\n<h2>四、逐处<small>{_how_many(judged)}</small></h2>\n"
        yield from _by_clause(g, judged)
        yield "</section>\n"
    if watched:
        yield (
            f"<details>\n<summary>还在观察的条款<small>{_how_many(watched)}，"
            "给编手册的人看准不准，不算谁的</small></summary>\n"
        )
        yield from _table_of(row for row, _ in watched)
        yield from _by_clause(g, watched)
        yield "</details>\n"


def _how_many(shown: list[tuple[ClauseRow, list[Found]]]) -> str:
    number = sum(len(found) for _, found in shown)
    total = sum(row.broken for row, _ in shown)
    if number == total:
        return f"{_number(total)} 处"
    return f"{_number(total)} 处中的 {_number(number)} 处"


def _by_clause(g: Gathered, shown: list[tuple[ClauseRow, list[Found]]]) -> Iterator[str]:
    if any(len(found) < row.broken for row, found in shown):
        yield (
            f'<p class="note">每条列前 {OF_EACH} 处（观察的 {OF_WATCHED} 处），'
            "上面的数包括全部。逐处全列请用 --format xlsx 或 json。</p>\n"
        )
    for row, found in shown:
        more = f"，列出 {len(found)} 处" if len(found) < row.broken else ""
        yield (
            f'<h3 id="c-{escape(row.number, quote=True)}">{_tag(row.number, link=False)} {_text(row.title)} {_word(row.severity)}'
            f"<small>{_text(g.program.code)} {_text(g.program.number)} 版 · {_number(row.broken)} 处{more}</small></h3>\n"
            '<ol class="found">\n'
        )
        for place, each in enumerate(found, start=1):
            yield _finding(place, each, g)
        yield "</ol>\n"


def _finding(place: int, found: Found, g: Gathered) -> str:
    where = [f"会话 {_text(found.conversation, 80)}", f"第 {found.turn + 1} 条消息"]
    if found.by:
        where.append(_text(g.called(found.by), 40))
    if found.at is not None:
        where.append(moment_of(found.at, g.zone).strftime("%Y-%m-%d %H:%M"))
    pieces = [f'<p class="meta">{" · ".join(where)}</p>']
    if found.before:
        pieces.append(f'<p class="asked">前一句：{_lines(found.before)}</p>')
    pieces.append(f'<p class="said">{_said(found)}</p>')
    if found.span is None:
        pieces.append('<p class="missing">还差：该说的没有说</p>')
    pieces.append(f"<p>{_text(found.message)}</p>")
    if found.instead:
        pieces.append(
            f'<p class="instead"><b>更好的说法</b>{_text(with_blanks(found.instead))}</p>'
        )
    return f"<li><b>{place}</b><div>{''.join(pieces)}</div></li>\n"


def _said(found: Found) -> str:
    front, behind = ("……" if cut else "" for cut in found.cut)
    if found.span is None:
        return front + _lines(found.text) + behind
    start, end = found.span
    marked = f'<mark class="{found.severity}">{_lines(found.text[start:end])}</mark>'
    return front + _lines(found.text[:start]) + marked + _lines(found.text[end:]) + behind


def _foot(g: Gathered) -> Iterator[str]:
    hidden = (
        "电话、证件号、卡号等长串数字和邮箱已隐去中间（会话和文件的名称里只隐去手机号、证件号和邮箱），客服换成了甲乙丙；话里的姓名和地址机器认不准，没有隐去，外传前请看一遍。"
        if g.masked
        else "这一份没有隐去个人信息，请按保密文件收存。"
    )
    yield (
        f'<footer class="end meta"><p>{hidden}</p><p>同一版手册、同一份输入，任何人重做结果相同。'
        f"识别器 {g.program.language.version}，版本 {g.program.edition}。</p></footer>\n"
    )
