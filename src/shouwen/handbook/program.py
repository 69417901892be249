"""A compiled edition: what the engine runs on.

``Program.compile(handbook)`` from files; ``Program.from_content(content)`` from what the ledger
keeps of an edition. Both give the same program under the same hash. Immutable once built.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import tzinfo
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from shouwen.clauses.conditions import Compiled
from shouwen.clauses.frame import Clause
from shouwen.clauses.gate.rule import GateRule
from shouwen.clauses.kinds import KINDS
from shouwen.clauses.register.rule import RegisterRule
from shouwen.clauses.rule import Rule
from shouwen.clauses.utterance.rule import Wording
from shouwen.handbook.book import edition_of
from shouwen.handbook.control import Settings
from shouwen.wording import Acts, Labels, Language, LanguageClause
from shouwen.wording.knowing import known_patterns
from shouwen.wording.likeness.tables import Learnt
from shouwen.wording.schema import UtteranceExamples
from shouwen.worktime import Calendar, cn_office

if TYPE_CHECKING:
    from shouwen.handbook.book import Handbook
    from shouwen.wording.schema import UtteranceFrame

_OFFICE = "cn-office"

ALWAYS = frozenset({"case", "conversation", "promise"})
"""Subjects that have a state in every edition, so that one that says nothing of them does not lose
what an earlier edition began or a later one will ask for."""


class Program:
    """A compiled edition.

    ``edition``: its hash; ``code``, ``number``, ``title``: as on the cover. ``clauses``: CODE:id →
    the clause as written, in reading order; ``rules``: CODE:id → its behaviour. ``scopes``: the
    kinds of subject that have a state. ``interest``: (scope, kind of event) → the rules that it
    concerns, each with whether also while they owe nothing. ``judges``: (scope, kind of event) →
    the gates that judge it; ``gates``: (scope, intent) → the gates before it. ``language``: recognises and judges
    words; ``wording`` the same, with the state's facts. ``chapters``: number, title and clause ids;
    ``cover`` has them too, with document control and examples to read, and is no part of the hash.
    ``content``: JSON data from which :meth:`from_content` makes the same program.
    """

    def __init__(
        self,
        enforced: Mapping[str, Any],
        clauses: Iterable[Clause],
        labels: Labels,
        acts: Acts,
        settings: Settings,
        calendars: Mapping[str, Calendar],
        learnt: Learnt | None = None,
        *,
        cover: Mapping[str, Any],
        edition: str,
    ) -> None:
        self.edition = edition
        self.enforced = enforced
        self.cover = dict(cover)
        self.code: str = enforced["code"]
        self.number: str = self.cover["number"]
        self.title: str = self.cover["title"]
        self.chapters: list[dict[str, Any]] = self.cover["chapters"]
        self.zone: tzinfo = ZoneInfo(settings.zone or "Asia/Shanghai")
        self.settings: dict[str, Any] = settings.model_dump(mode="json")
        self.defaults: Mapping[str, Any] = dict(settings.defaults)
        self._calendars = dict(calendars)
        self._company = self._calendars.get(settings.calendar or _OFFICE) or cn_office()
        self._channels = {
            name: self._calendars[channel.hours]
            for name, channel in settings.channels.items()
            if channel.hours in self._calendars
        }
        ordered = list(clauses)
        self.clauses: dict[str, Clause] = {f"{self.code}:{clause.id}": clause for clause in ordered}
        self.language = self._compile_language(ordered, labels, acts, learnt or Learnt())
        self.wording = Wording(self.language, self) if self.language.clauses else None
        self.rules: dict[str, Rule] = {}
        for clause in ordered:
            rule = KINDS[clause.kind].compile(clause, clause.block, self)
            self.rules[rule.code] = rule
        self.registers: dict[str, RegisterRule] = {
            rule.name: rule for rule in self.rules.values() if isinstance(rule, RegisterRule)
        }
        self.scopes = ALWAYS | {rule.scope for rule in self.rules.values()}
        self.interest = _interest(self.rules.values())
        self.judges = _judges(self.rules.values())
        self.gates = _gates(self.rules.values())

    @classmethod
    def compile(cls, handbook: Handbook) -> Program:
        """Compile an assembled handbook. What does not fit together (an unknown label) raises
        ``WordingFaults``; a handbook that was loaded without mistakes always compiles."""
        cover = {
            "number": handbook.number,
            "title": handbook.title,
            "chapters": [
                {
                    "number": chapter.number,
                    "title": chapter.title,
                    "clauses": [c.id for c in chapter.clauses],
                }
                for chapter in handbook.chapters
            ],
            "control": handbook.control.model_dump(mode="json", exclude={"settings"}),
            "examples": {clause.id: _read(clause) for clause in handbook.clauses},
        }
        with known_patterns(handbook.code):
            return cls(
                handbook.enforced,
                handbook.clauses,
                handbook.labels,
                handbook.acts,
                handbook.settings,
                handbook.calendars,
                handbook.learnt,
                cover=cover,
                edition=handbook.edition,
            )

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Program:
        """The program of a stored edition (see ``content``); its hash is taken anew, so that an
        altered content gives another ``edition``."""
        enforced, cover = content["enforced"], content["cover"]
        settings = Settings.model_validate(enforced["settings"])
        zone = ZoneInfo(settings.zone or "Asia/Shanghai")
        order = [identity for chapter in cover["chapters"] for identity in chapter["clauses"]]
        with known_patterns(enforced["code"]):
            return cls(
                enforced,
                [Clause.model_validate(enforced["clauses"][identity]) for identity in order],
                Labels.model_validate(enforced["wording"]["labels"]),
                Acts.model_validate(enforced["wording"]["acts"]),
                settings,
                {
                    name: Calendar.from_mapping(data, zone)
                    for name, data in enforced["calendars"].items()
                },
                Learnt.model_validate(enforced["wording"].get("learnt", {})),
                cover=cover,
                edition=edition_of(enforced),
            )

    @property
    def content(self) -> dict[str, Any]:
        """JSON data from which :meth:`from_content` makes this program again."""
        return {"enforced": deepcopy(self.enforced), "cover": deepcopy(self.cover)}

    @property
    def pause_reasons(self) -> tuple[str, ...]:
        """The reasons for which some clock of this edition stops, in reading order; a clause that
        stops for any reason adds none."""
        reasons: dict[str, None] = {}
        for clause in self.clauses.values():
            if clause.clock is not None and isinstance(clause.clock.pauses, list):
                reasons.update(dict.fromkeys(clause.clock.pauses))
        return tuple(reasons)

    def calendar(self, channel: str = "") -> Calendar:
        """The hours of service of a channel; the company's calendar for any other."""
        return self._channels.get(channel, self._company)

    def _compile_language(
        self, clauses: list[Clause], labels: Labels, acts: Acts, learnt: Learnt
    ) -> Language:
        spoken = [
            LanguageClause(
                f"{self.code}:{clause.id}",
                clause.title,
                clause.severity,
                cast("UtteranceFrame", clause.utterance),
                clause.why,
                self._condition(clause),
                frozenset([*clause.applies, *clause.when]),
            )
            for clause in clauses
            if clause.utterance is not None
        ]
        return Language.compile(
            spoken,
            labels.labels,
            acts,
            parts=labels.parts,
            tables=learnt.tables,
            edition=self.edition,
        )

    def _condition(self, clause: Clause) -> Any:
        compiled = Compiled(clause.applies, clause.when)
        if not compiled.tests:
            return None
        return lambda facts: compiled.holds(facts, self.defaults)


def _read(clause: Clause) -> dict[str, list[Any]]:
    """What a reader is shown of a clause's examples: sentences, or the titles of its scenarios."""
    if isinstance(clause.examples, UtteranceExamples):
        return clause.examples.model_dump(mode="json")
    return {"scenarios": [scenario.title for scenario in clause.examples]}


def _interest(rules: Iterable[Rule]) -> dict[tuple[str, str], tuple[tuple[Rule, bool], ...]]:
    found: dict[tuple[str, str], list[tuple[Rule, bool]]] = {}
    for rule in rules:
        for kind in rule.kinds:
            found.setdefault((rule.scope, kind), []).append((rule, kind in rule.alone))
    return {where: tuple(concerned) for where, concerned in found.items()}


def _judges(rules: Iterable[Rule]) -> dict[tuple[str, str], tuple[GateRule, ...]]:
    found: dict[tuple[str, str], list[GateRule]] = {}
    for rule in rules:
        if isinstance(rule, GateRule):
            found.setdefault((rule.scope, rule.event), []).append(rule)
    return {where: tuple(concerned) for where, concerned in found.items()}


def _gates(rules: Iterable[Rule]) -> dict[tuple[str, str], tuple[GateRule, ...]]:
    found: dict[tuple[str, str], list[GateRule]] = {}
    for rule in rules:
        if isinstance(rule, GateRule):
            found.setdefault((rule.scope, rule.intent), []).append(rule)
    return {where: tuple(concerned) for where, concerned in found.items()}
