"""Which relations a map of a few concepts shows: theirs first, then what stands one step further out, never too many."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from kb.types import Edge, EdgeEvidence, Hop, Relation

if TYPE_CHECKING:
    from kb.graph.concept_graph import ConceptGraph

FEW = 7
"""Concepts: a smaller map shows what lies behind the neighbours too. With more, a second ring hides the first."""
BRANCHES = 2
"""Concepts that one concept of the first ring may bring in."""

Key = tuple[str, Relation, str]


def surroundings(graph: ConceptGraph, focus: Sequence[str], hops: Sequence[Hop] = (), limit: int = 14) -> tuple[Edge, ...]:
    """Edges over at most `limit` concepts: an answer's hops, the focus's own relations, stated ones between what is there,
    and where that is little those of a second ring. `related_to` is left out where a stated relation joins the two."""
    chosen: dict[Key, Edge] = {}
    names = dict.fromkeys(name for name in focus if name in graph.concepts)
    known = {key_of(e): e for hop in hops for name in (hop.source, hop.target) for e in _edges_of(graph, name)}
    for hop in hops:
        key = (hop.source, hop.relation, hop.target)
        chosen[key] = known.get(key) or _edge(hop)
        names.update(dict.fromkeys((hop.source, hop.target)))
    room = max(limit, len(names))
    for edge in _ranked([edge for name in focus for edge in _edges_of(graph, name)]):
        other = edge.target if edge.source in names else edge.source
        if other in names or len(names) < room:
            names.setdefault(edge.source)
            names.setdefault(edge.target)
            chosen.setdefault(key_of(edge), edge)
    inner = [name for name in names if name not in focus] if len(names) < FEW else []
    for name in inner:
        brought = 0
        for edge in _ranked(_edges_of(graph, name)):
            other = edge.target if edge.source == name else edge.source
            if other in names or edge.relation is Relation.RELATED_TO:
                continue
            if brought < BRANCHES and len(names) < room:
                names.setdefault(other)
                chosen.setdefault(key_of(edge), edge)
                brought += 1
    for name in names:
        for edge in _edges_of(graph, name):
            stated = edge.relation is not Relation.RELATED_TO
            if stated and edge.source in names and edge.target in names:
                chosen.setdefault(key_of(edge), edge)
    return _thinned(chosen)


def key_of(edge: Edge) -> Key:
    return edge.source, edge.relation, edge.target


def nearest_edges(edges: Sequence[Edge], focus: Collection[str], limit: int, keep: Collection[Key] = ()) -> tuple[Edge, ...]:
    """The edges among the first `limit` concepts: those of `keep` first, then those at the focus; else in their order."""
    ranked = sorted(edges, key=lambda e: (key_of(e) not in keep, e.source not in focus and e.target not in focus))
    kept: dict[str, None] = dict.fromkeys(focus)
    for edge in ranked:
        ends = {edge.source, edge.target} - kept.keys()
        if len(kept) + len(ends) <= limit:
            kept.update(dict.fromkeys(sorted(ends)))
    return tuple(edge for edge in edges if edge.source in kept and edge.target in kept)


def _thinned(chosen: dict[Key, Edge]) -> tuple[Edge, ...]:
    stated = {frozenset((e.source, e.target)) for e in chosen.values() if e.relation is not Relation.RELATED_TO}
    return tuple(
        edge
        for edge in chosen.values()
        if edge.relation is not Relation.RELATED_TO or frozenset((edge.source, edge.target)) not in stated
    )


def _edges_of(graph: ConceptGraph, name: str) -> Sequence[Edge]:
    return tuple(graph.edges_of(name)) if name in graph.concepts else ()


def _ranked(edges: Sequence[Edge]) -> list[Edge]:
    return sorted(edges, key=lambda e: (e.relation is Relation.RELATED_TO, -e.confidence, key_of(e)))


def _edge(hop: Hop) -> Edge:
    evidence = EdgeEvidence(hop.note, hop.line, hop.quote, "", hop.confidence, 0)
    return Edge(hop.source, hop.relation, hop.target, hop.confidence, (evidence,))
