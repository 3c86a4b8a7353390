"""Which edges of the graph belong beside an answer, and which of them are the answer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kb.answer.lines import shows
from kb.graph.concept_graph import ConceptGraph, hop_of
from kb.types import Edge, Hop, Relation

MAX_HOPS = 5
MAX_ROUTE = 3
"""A longer way between two concepts explains nothing to a reader."""
ANSWERING = 4
SOLVERS = 8
"""Edges whose lines are quoted first, when the relation itself is what was asked."""

JOINING = ("yes_no", "relation")
"""Kinds of question that are about what holds between the concepts that they name."""
TOWARDS = {"solution": (Relation.SOLVES,), "why": (Relation.CAUSES,), "list": (Relation.IS_A,)}
"""Asked "what solves X", the answer is at the tail end of the arrows that point at X."""
FROM = {
    "problem": (Relation.CAUSES,),
    "when": (Relation.SUITED_TO,),
    "advantage": (Relation.SOLVES,),
    "solution": (Relation.SOLVES,),
    "why": (Relation.SOLVES,),
}


_WHAT_IT_SOLVES = re.compile(
    r"(무엇|뭘|뭐|어떤 문제|무슨 문제)(을|를)? ?(해결|막|방지|줄|완화|억제)|\b(what|which)( problems?)? (do|does|is|can)\b.*"
    r"\b(solv|prevent|fix|mitigat|reduc|address|avoid)",
    re.IGNORECASE,
)
"""Asks for what a method removes, not for what removes it."""


def answering_hops(graph: ConceptGraph, kind: str, concepts: Iterable[str], text: str = "") -> tuple[Hop, ...]:
    """Edges that state what was asked, strongest first. "How is the problem of X solved?" goes two hops: what X causes,
    and what solves that."""
    names = tuple(concepts)
    if len(names) > 1 and kind in JOINING:
        joining = [e for e in graph.edges_of(names[0]) if {e.source, e.target} <= set(names)]
        return tuple(hop_of(edge) for edge in joining if edge.relation is not Relation.RELATED_TO)[:ANSWERING]
    found: dict[tuple[str, Relation, str], Edge] = {}
    inward = {} if _WHAT_IT_SOLVES.search(text) else TOWARDS
    for name in names:
        edges = graph.edges_of(name)
        for edge in edges:
            if (edge.target == name and edge.relation in inward.get(kind, ())) or (
                edge.source == name and edge.relation in FROM.get(kind, ())
            ):
                found[(edge.source, edge.relation, edge.target)] = edge
        if kind == "solution" and inward:
            for caused in (edge for edge in edges if edge.source == name and edge.relation is Relation.CAUSES):
                for edge in graph.edges_of(caused.target):
                    if edge.relation is Relation.SOLVES and edge.target == caused.target and edge.source != name:
                        found[(edge.source, edge.relation, edge.target)] = edge
    if kind == "solution" and inward and any(e.source not in names for e in found.values()):
        found = {key: e for key, e in found.items() if e.source not in names}
    if kind == "problem":
        found = {key: edge for key, edge in found.items() if _hurts(graph, edge)}
    ranked = sorted(found.values(), key=lambda e: (-e.confidence, -len(e.evidence), e.source, e.target))
    each = {edge.source if kind in ("solution", "list") else (edge.source, edge.target): edge for edge in reversed(ranked)}
    return tuple(hop_of(edge) for edge in ranked if edge in each.values())[: SOLVERS if kind == "solution" else ANSWERING]


def _hurts(graph: ConceptGraph, edge: Edge) -> bool:
    """Whether what an edge says is brought about is a problem: something solves it, or the line sounds like one."""
    solved = any(e.relation is Relation.SOLVES and e.target == edge.target for e in graph.edges_of(edge.target))
    return solved or any(shows("problem", evidence.quote) for evidence in edge.evidence)


def related_hops(graph: ConceptGraph, concepts: tuple[str, ...], cited: set[tuple[str, int]]) -> tuple[Hop, ...]:
    """A readable handful around the question: the path between two asked concepts, then typed edges, those whose line is
    quoted in the answer first, then what a second hop adds to a problem that the first one raised."""
    chosen: dict[tuple[str, Relation, str], Hop] = {}

    def add(hop: Hop) -> None:
        if len(chosen) < MAX_HOPS:
            chosen.setdefault((hop.source, hop.relation, hop.target), hop)

    if len(concepts) >= 2:
        for route in graph.paths(concepts[0], concepts[1], limit=1):
            if len(route.hops) <= MAX_ROUTE and all(hop.relation is not Relation.RELATED_TO for hop in route.hops):
                for hop in route.hops:
                    add(hop)
    edges = [edge for name in concepts for edge in graph.edges_of(name)]
    typed = [edge for edge in edges if edge.relation is not Relation.RELATED_TO]

    def preference(edge: Edge) -> tuple[bool, bool, float, str, str]:
        quoted = any((evidence.note, evidence.line) in cited for evidence in edge.evidence)
        return (not quoted, edge.relation is Relation.IS_A, -edge.confidence, edge.source, edge.target)

    for edge in sorted(typed, key=preference)[: MAX_HOPS - 2]:
        add(hop_of(edge))
    for hop in list(chosen.values()):
        if hop.relation is Relation.CAUSES:
            solvers = [e for e in graph.edges_of(hop.target) if e.relation is Relation.SOLVES and e.target == hop.target]
            for edge in sorted(solvers, key=preference)[:2]:
                add(hop_of(edge))
    for edge in sorted(typed, key=preference):
        add(hop_of(edge))
    if not chosen:
        for edge in sorted(edges, key=preference)[:2]:
            add(hop_of(edge))
    return tuple(chosen.values())
