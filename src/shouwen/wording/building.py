"""Turns the `utterance:` blocks, labels and acts of an edition into recognisers and operators."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from shouwen.source import Wrong, instead_of
from shouwen.wording.entities import ENTITY, Entities
from shouwen.wording.evasion import ALWAYS, EXTRA, LEAST, SAFE
from shouwen.wording.likeness.weighing import NO_TABLES, Table, Tables
from shouwen.wording.operators import Operator
from shouwen.wording.parts import NO_PARTS, Parts, written_out
from shouwen.wording.recogniser import OURS, Recogniser
from shouwen.wording.schema import Acts, Label, UtteranceFrame
from shouwen.wording.turns import Severity
from shouwen.wording.words import WordList, Words

type Condition = Callable[[Mapping[str, object]], bool | None]

# Operators whose own words are forbidden: the ways round them are looked through by default.
BANS = frozenset({"must_not", "not_until"})
ACT = "act:"  # acts share the machine with labels and clauses; their hits are not handed on


@dataclass(frozen=True, slots=True)
class LanguageClause:
    """What `Language.compile` needs of a clause.

    `id` with the handbook's code (`enterprise:4.1.2`); `condition` answers for the facts of a
    conversation whether the clause applies: `None` where a fact is missing (then unobserved).
    `reads` are the facts that it asks for (a missing one is as good as `None`): conversations
    that agree on them share an answer. Without `reads` every conversation is asked anew.
    """

    id: str
    title: str
    severity: str
    utterance: UtteranceFrame
    why: str | None = None
    condition: Condition | None = None
    reads: frozenset[str] | None = None

    def applies(self, facts: Mapping[str, object]) -> bool | None:
        """Whether it applies with some facts; `None` where one that it asks for is missing."""
        return True if self.condition is None else self.condition(facts)


@dataclass(frozen=True, slots=True)
class WordingFault:
    """A mistake that only shows when all parts are together: `path` into the clause's YAML."""

    clause: str
    path: tuple[str | int, ...]
    what: str
    remedy: str


class WordingFaults(ValueError):
    """Raised by `Language.compile`, with every fault."""

    def __init__(self, faults: Sequence[WordingFault]) -> None:
        super().__init__("\n".join(f"{f.clause}：{f.what}，{f.remedy}" for f in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Rule:
    """One operator of one clause, ready to judge; `after` are the labels of `only_after`, `reads` the
    names of all hits that it looks at (`value:…` go with the entity that they are values of). What
    every finding of it says is read out of the clause once."""

    clause: LanguageClause
    operator: Operator
    after: tuple[str, ...]
    reads: frozenset[str]
    named: str = field(init=False)
    severity: Severity = field(init=False)
    message: str = field(init=False)
    instead: str | None = field(init=False)

    def __post_init__(self) -> None:
        clause = self.clause
        object.__setattr__(self, "named", clause.id)
        object.__setattr__(self, "severity", clause.severity)
        object.__setattr__(self, "message", clause.why or clause.title)
        object.__setattr__(self, "instead", clause.utterance.instead)


@dataclass(frozen=True, slots=True)
class Built:
    """Everything that a language runs on."""

    rules: tuple[Rule, ...]
    recognisers: tuple[Recogniser, ...]
    entities: Entities
    tables: Tables


def build(
    clauses: Sequence[LanguageClause],
    labels: Mapping[str, Label],
    acts: Acts,
    parts: Parts = NO_PARTS,
    tables: Tables = NO_TABLES,
) -> Built:
    """All recognisers and rules; raises `WordingFaults` naming every unknown label and every
    pattern that its parts (`shouwen.wording.parts`) spoil. A learnt label weighs by the table of its
    name; without one only its words count, which `handbook.loading` reports."""
    faults: list[WordingFault] = []
    labels = {name: written_out(label, parts) for name, label in labels.items()}
    learnt = frozenset(name for name, label in labels.items() if label.learnt and name in tables)
    weighed = {name: tables[name] for name in labels if name in learnt}
    doubts = {name: _doubting(label, weighed) for name, label in labels.items()}
    recognisers = [
        _recogniser(
            name,
            label,
            label.speaker,
            learnt=(name,) if name in learnt else (),
            weighed=doubts[name],
        )
        for name, label in labels.items()
    ]
    recognisers += [_recogniser(ACT + name, act, OURS) for name, act in acts.acts.items()]
    rules: list[Rule] = []
    entities: tuple[set[str], set[str]] = (set(), set())
    for clause in clauses:
        for key, form in clause.utterance.operators().items():
            building = _Building(
                clause, key, labels, recognisers, faults, parts, entities, learnt, doubts
            )
            operator = form.build(building)
            after = building.labels(clause.utterance.after_labels, "..", "only_after")
            rules.append(Rule(clause, operator, after, frozenset(building.read)))
    if faults:
        raise WordingFaults(list(dict.fromkeys(faults)))
    return Built(tuple(rules), tuple(recognisers), Entities(*entities), weighed)


def _doubting(label: Label, tables: dict[str, Table]) -> str:
    """The table that has a say in what a label's words find, added where there is none from which on
    it has; empty for none."""
    name, start = label.weighed_by, label.weighed_from
    if name not in tables:
        return ""
    if start is None:
        return name
    doubting = f"{name}≥{start}"
    tables[doubting] = tables[name].doubting(start)
    return doubting


def _recogniser(
    name: str,
    words: WordList,
    speaker: str,
    further: Sequence[Label] = (),
    kinds: frozenset[str] | None = None,
    plain: bool = True,
    learnt: tuple[str, ...] = (),
    weighed: str = "",
    apart: bool = False,
) -> Recogniser:
    """A recogniser of `words`, joined with the labels that it narrows."""
    lists = (words, *further)
    return Recogniser(
        name=name,
        phrases=tuple(dict.fromkeys(p for each in lists for p in each.any)),
        patterns=tuple(dict.fromkeys(p for each in lists for p in each.patterns)),
        exceptions=tuple(dict.fromkeys(p for each in lists for p in each.except_)),
        unless_quoting=any(each.unless_quoting for each in lists),
        speaker=speaker,
        evasion=tuple(sorted(words.evasion.kinds(ALWAYS) if kinds is None else kinds)),
        plain=plain,
        learnt=learnt,
        weighed=weighed,
        apart=apart,
    )


class _Building:
    """`operators.base.Build` for one operator of one clause."""

    def __init__(
        self,
        clause: LanguageClause,
        key: str,
        labels: Mapping[str, Label],
        recognisers: list[Recogniser],
        faults: list[WordingFault],
        parts: Parts,
        entities: tuple[set[str], set[str]],
        learnt: frozenset[str],
        doubts: Mapping[str, str],
    ) -> None:
        self.read: set[str] = set()
        self._clause = clause
        self._learnt = learnt
        self._doubts = doubts
        self._entities = entities
        self._key = key
        self._labels = labels
        self._recognisers = recognisers
        self._faults = faults
        self._parts = parts

    @property
    def speaker(self) -> str:
        return self._clause.utterance.speaker

    @property
    def title(self) -> str:
        return self._clause.title

    def entities(self, *kinds: str, values: bool = False) -> tuple[str, ...]:
        for asked in self._entities[: 2 if values else 1]:
            asked.update(kinds)
        names = tuple(ENTITY + kind for kind in kinds)
        self.read.update(names)
        return names

    def matchers(
        self, words: Words, speaker: str | None = None, *part: str | int
    ) -> tuple[str, ...]:
        names = self._matchers(words, speaker, *part)
        self.read.update(names)
        return names

    def _matchers(self, words: Words, speaker: str | None, *part: str | int) -> tuple[str, ...]:
        entities = self.entities(*words.entities)
        named = (*self._known(words.labels, *part, "label"), *entities)
        banned = self._key in BANS and not part
        try:
            words = written_out(words, self._parts)
        except Wrong as wrong:
            where = ("utterance", self._key, *part, *wrong.path)
            self._faults.append(WordingFault(self._clause.id, where, wrong.what, wrong.remedy))
            return named
        weighed = self._weighing(words.weighed_by, *part)
        narrowed = bool(words.except_ or words.unless_quoting or weighed)
        name = ".".join([f"{self._clause.id}/{self._key}", *map(str, part)])
        joined = {label: self._labels[label] for label in named if label in self._labels}
        kinds = words.evasion.kinds(SAFE if banned else ALWAYS)
        if banned and not narrowed and not kinds.isdisjoint(EXTRA):
            # What a label names is forbidden here: the ways round it count, for this clause only.
            for label, each in joined.items():
                if any(len(phrase) >= LEAST for phrase in each.any):
                    dodged = f"{name}~{label}"
                    self._recognisers.append(
                        _recogniser(dodged, each, each.speaker, kinds=kinds, plain=False)
                    )
                    named = (*named, dodged)
        if not (words.any or words.patterns or narrowed):
            return named
        speaker = speaker or self.speaker
        if not narrowed:
            self._add(name, words, speaker, {}, kinds, weighed)
            return (*named, name)
        if weighed or not any(self._doubts[label] for label in joined):
            self._add(name, words, speaker, joined, kinds, weighed)
            return (name, *entities)
        # A label that is narrowed here is doubted as it is elsewhere, and what stands beside it is not.
        doubted = [label for label in joined if self._doubts[label]]
        rest = {label: each for label, each in joined.items() if label not in doubted}
        names = [f"{name}~{label}" for label in doubted]
        if words.any or words.patterns or rest:
            self._add(name, words, speaker, rest, kinds)
            names.append(name)
        elif len(doubted) == 1:
            names = [name]
        bare = words.model_copy(update={"any": [], "patterns": []})
        for label, its_name in zip(doubted, names, strict=False):
            self._add(its_name, bare, speaker, {label: joined[label]}, kinds, self._doubts[label])
        return (*names, *entities)

    def _add(
        self,
        name: str,
        words: Words,
        speaker: str,
        narrowed: Mapping[str, Label],
        kinds: frozenset[str],
        weighed: str = "",
    ) -> None:
        """A recogniser of `words`, joined with the labels that they narrow."""
        self._recognisers.append(
            _recogniser(
                name,
                words,
                speaker,
                [*narrowed.values()],
                kinds,
                learnt=tuple(label for label in narrowed if label in self._learnt),
                weighed=weighed,
                apart=words.weighed_apart,
            )
        )

    def _weighing(self, name: str | None, *path: str | int) -> str:
        """The table that has a say in what the words find; empty for none."""
        if name is None or not self._known((name,), *path, "weighed_by") or name in self._learnt:
            return name or ""
        if name in self._labels and not self._labels[name].learnt:
            where = ("utterance", self._key, *path, "weighed_by")
            what, remedy = f"标签 {name} 不是学来的，没有分量", "请写一个 learnt: true 的标签"
            self._faults.append(WordingFault(self._clause.id, where, what, remedy))
        return ""

    def labels(self, names: tuple[str, ...], *path: str | int) -> tuple[str, ...]:
        self.read.update(names)
        return self._known(names, *path)

    def _known(self, names: tuple[str, ...], *path: str | int) -> tuple[str, ...]:
        """The same names; unknown ones are noted."""
        for name in names:
            if name not in self._labels:
                where: tuple[str | int, ...] = ("utterance", self._key, *path)
                if path[:1] == ("..",):
                    where = ("utterance", *path[1:])
                what = f"没有名为 {name} 的标签" if name else "标签的名字是空的"
                remedy = instead_of(name, self._labels)
                self._faults.append(WordingFault(self._clause.id, where, what, remedy))
        return names
