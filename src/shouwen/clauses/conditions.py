"""Conditions on facts: ``when: {level: 1}``, ``{rings: {above: 3}}``, ``{type: [repair, order]}``.

Three values: true, false, and None for *unknown*, where a fact is missing or cannot be compared.
Unknown never counts as kept; it makes a clause 未观察 (DESIGN §4).
"""

from collections.abc import Callable, Mapping
from typing import Any, Self

from pydantic import Field, model_validator

from shouwen.clauses.block import Block, Scalar, same
from shouwen.source import Wrong

type Truth = bool | None
type Test = Callable[[Any], Truth]


class Compare(Block):
    """``{above: 3}``, ``{at_least: 1, below: 4}``, ``{not: x}``, ``{not: [x, y]}``."""

    above: float | int | None = Field(None, title="大于")
    at_least: float | int | None = Field(None, title="不小于")
    below: float | int | None = Field(None, title="小于")
    at_most: float | int | None = Field(None, title="不大于")
    not_: Scalar | list[Scalar] | None = Field(None, alias="not", title="不是")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        given = (self.above, self.at_least, self.below, self.at_most, self.not_)
        if all(bound is None for bound in given):
            raise Wrong(
                "比较没有写全", "请写 above、at_least、below、at_most 或 not，如 {above: 3}"
            )
        return self


type Condition = Scalar | list[Scalar] | Compare
type Conditions = dict[str, Condition]


def compile_test(condition: Condition) -> Test:
    """A function from a value that is there to true, false or unknown."""
    if isinstance(condition, Compare):
        return _comparison(condition)
    wanted = condition if isinstance(condition, list) else [condition]
    if len(wanted) == 1:
        only = wanted[0]
        return lambda value: same(value, only)
    return lambda value: any(same(value, one) for one in wanted)


def _comparison(compare: Compare) -> Test:
    bounds: list[Callable[[Any], bool]] = []
    if (above := compare.above) is not None:
        bounds.append(lambda value: value > above)
    if (at_least := compare.at_least) is not None:
        bounds.append(lambda value: value >= at_least)
    if (below := compare.below) is not None:
        bounds.append(lambda value: value < below)
    if (at_most := compare.at_most) is not None:
        bounds.append(lambda value: value <= at_most)
    unwanted = compare.not_
    refused = unwanted if isinstance(unwanted, list) else [] if unwanted is None else [unwanted]

    def test(value: Any) -> Truth:
        if any(same(value, one) for one in refused):
            return False
        if bounds and (isinstance(value, bool) or not isinstance(value, int | float)):
            return None
        return all(bound(value) for bound in bounds)

    return test


class Compiled:
    """Several conditions that must all hold."""

    __slots__ = ("tests",)

    def __init__(self, *conditions: Mapping[str, Condition] | None) -> None:
        self.tests: tuple[tuple[str, Test], ...] = tuple(
            (fact, compile_test(condition))
            for part in conditions
            for fact, condition in (part or {}).items()
        )

    def __bool__(self) -> bool:
        return bool(self.tests)

    def holds(self, facts: Mapping[str, Any], defaults: Mapping[str, Any]) -> Truth:
        """False as soon as one is false, else unknown if one is unknown, else true.

        ``defaults`` answers for facts that are not there (the handbook's settings).
        """
        unknown = False
        for name, test in self.tests:
            value = facts.get(name)
            if value is None:
                value = defaults.get(name)
            truth = None if value is None else test(value)
            if truth is False:
                return False
            unknown = unknown or truth is None
        return None if unknown else True

    def unknown(self, facts: Mapping[str, Any], defaults: Mapping[str, Any]) -> list[str]:
        """The facts that are missing or cannot be compared."""
        missing = []
        for name, test in self.tests:
            value = facts.get(name, defaults.get(name))
            if value is None or test(value) is None:
                missing.append(name)
        return missing
