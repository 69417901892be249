"""Labels that clauses name: every one must be in ``wording/labels.yaml``."""

from collections.abc import Container

from shouwen.clauses.frame import Clause
from shouwen.handbook.book import Handbook
from shouwen.source import ListNode, MappingNode, Mistakes, Node, ScalarNode, instead_of, shown
from shouwen.wording import LanguageClause, WordingFaults
from shouwen.wording.building import build


def language_clauses(handbook: Handbook, without: Container[str] = ()) -> list[LanguageClause]:
    """The language clauses of a handbook, without their conditions."""
    return [
        LanguageClause(
            f"{handbook.code}:{clause.id}",
            clause.title,
            clause.severity,
            clause.block,
            clause.why,
        )
        for clause in handbook.clauses
        if clause.kind == "utterance" and clause.id not in without
    ]


def check_labels(handbook: Handbook, mistakes: Mistakes, unread: Container[str] = ()) -> None:
    """Note each label that a clause names and nobody has defined; ``unread`` clauses left out."""
    try:
        build(
            language_clauses(handbook, unread),
            handbook.labels.labels,
            handbook.acts,
            handbook.labels.parts,
            handbook.learnt.tables,
        )
    except WordingFaults as faults:
        for fault in faults.faults:
            node = handbook.nodes[fault.clause.partition(":")[2]]
            mistakes.add(node.place_of(*fault.path), fault.what, fault.remedy)
    for clause in handbook.clauses:
        if clause.kind != "utterance" and clause.id not in unread:
            _check_patterns(clause, handbook.nodes[clause.id], handbook, mistakes)


def _check_patterns(
    clause: Clause, node: MappingNode, handbook: Handbook, mistakes: Mistakes
) -> None:
    block = node.get(clause.kind)
    for pattern in _patterns(block):
        label = pattern.get("label")
        for named in label.items if isinstance(label, ListNode) else [label]:
            if isinstance(named, ScalarNode) and named.text not in handbook.labels.labels:
                known = handbook.labels.labels
                mistakes.add(
                    named.place,
                    f"没有名为 {shown(named.text)} 的标签",
                    instead_of(named.text, known),
                )


def _patterns(node: Node | None) -> list[MappingNode]:
    """Every event pattern (a mapping with ``event``) below a node."""
    if isinstance(node, ListNode):
        return [found for item in node for found in _patterns(item)]
    if isinstance(node, MappingNode):
        own = [node] if "event" in node else []
        return own + [found for _, below in node.items() for found in _patterns(below)]
    return []
