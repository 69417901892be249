"""The kinds of clause that there are, by name."""

from collections.abc import Mapping

from shouwen.clauses import clock, gate, register, utterance
from shouwen.clauses.kind import Kind

KINDS: Mapping[str, Kind] = {
    kind.name: kind for kind in (clock.KIND, utterance.KIND, gate.KIND, register.KIND)
}
