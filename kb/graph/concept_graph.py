"""Concepts and the relations between them, with every line that states one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kb.graph.cooccurrence import related_pairs
from kb.graph.disagreements import disagreements
from kb.graph.links import Links
from kb.graph.paths import best_paths
from kb.graph.quoting import StatedEdge
from kb.types import Concept, Disagreement, Edge, EdgeEvidence, Hop, Mention, Relation, Route

if TYPE_CHECKING:
    import networkx as nx

MAX_CONFIDENCE = 0.99
DENIED = 0.7
"""Confidence kept by an edge that another line denies."""
WEAK = 0.5
"""Typed edges below this stand behind the confident ones in views and answers."""


@dataclass(frozen=True, slots=True)
class GraphRecord:
    """The graph as plain records, for the snapshot; the mentions stand with their notes."""

    concepts: tuple[Concept, ...]
    edges: tuple[Edge, ...]
    denials: tuple[Edge, ...] = ()


class ConceptGraph:
    """Immutable. Edges are sorted by source, relation, target; their evidence strongest first."""

    def __init__(
        self,
        concepts: Sequence[Concept],
        edges: Sequence[Edge],
        mentions: Sequence[Mention],
        denials: Sequence[Edge] = (),
    ) -> None:
        self.concepts: Mapping[str, Concept] = {concept.name: concept for concept in concepts}
        self.edges = tuple(edges)
        self.mentions = tuple(mentions)
        self.denials = tuple(denials)
        """What notes say is not so, and none says is: no edges, never walked."""

    @classmethod
    def assemble(
        cls, concepts: Mapping[str, Concept] | Iterable[Concept], links_by_note: Mapping[str, Links]
    ) -> ConceptGraph:
        """The graph of all notes; independent of the order of notes. Concepts that no note names are left out."""
        if isinstance(concepts, Mapping):
            concepts = concepts.values()
        mentions = [m for note in sorted(links_by_note) for m in links_by_note[note].mentions]
        stated = [e for note in sorted(links_by_note) for e in links_by_note[note].edges]
        named = {mention.concept for mention in mentions}
        kept = sorted((c for c in concepts if c.name in named), key=lambda c: c.name)
        edges, denials = _edges(e for e in stated if e.source in named and e.target in named)
        typed = {frozenset((e.source, e.target)) for e in edges}
        for one, other, confidence, (first, _) in related_pairs(mentions, typed):
            evidence = EdgeEvidence(first.note, first.line, first.surface, "together", confidence, first.chunk)
            edges.append(Edge(one, Relation.RELATED_TO, other, confidence, (evidence,)))
        edges.sort(key=lambda e: (e.source, e.relation, e.target))
        return cls(kept, edges, mentions, denials)

    @classmethod
    def from_record(cls, record: GraphRecord, links_by_note: Mapping[str, Links]) -> ConceptGraph:
        """The graph that `record` was made of; `links_by_note` holds its mentions."""
        mentions = [m for note in sorted(links_by_note) for m in links_by_note[note].mentions]
        return cls(record.concepts, record.edges, mentions, record.denials)

    def record(self) -> GraphRecord:
        return GraphRecord(tuple(self.concepts.values()), self.edges, self.denials)

    @cached_property
    def network(self) -> nx.MultiDiGraph:
        """networkx view: node attributes name, aliases, ko, en; edge key the relation; attributes evidence, confidence."""
        import networkx as nx

        graph = nx.MultiDiGraph()
        for concept in self.concepts.values():
            graph.add_node(concept.name, name=concept.name, aliases=concept.aliases, ko=concept.ko, en=concept.en)
        for edge in self.edges:
            graph.add_edge(
                edge.source, edge.target, key=str(edge.relation), relation=str(edge.relation), evidence=edge.evidence,
                confidence=edge.confidence, disputed=edge.disputed,
            )  # fmt: skip
        return graph

    @cached_property
    def _touching(self) -> Mapping[str, tuple[Edge, ...]]:
        touching: dict[str, list[Edge]] = defaultdict(list)
        for edge in self.edges:
            touching[edge.source].append(edge)
            touching[edge.target].append(edge)
        return {name: tuple(sorted(edges, key=_rank)) for name, edges in touching.items()}

    @cached_property
    def _mentions(self) -> Mapping[str, tuple[Mention, ...]]:
        by_name: dict[str, list[Mention]] = defaultdict(list)
        for mention in self.mentions:
            by_name[mention.concept].append(mention)
        return {name: tuple(found) for name, found in by_name.items()}

    def mentions_of(self, name: str) -> tuple[Mention, ...]:
        """All places that name the concept, by note and position."""
        return self._mentions.get(name, ())

    def chunks_of(self, name: str) -> tuple[int, ...]:
        """Ids of the chunks that name it, those that do so in their own words first."""
        own = dict.fromkeys(m.chunk for m in self.mentions_of(name) if not m.in_path)
        return tuple(dict.fromkeys([*own, *(m.chunk for m in self.mentions_of(name))]))

    def edges_of(self, name: str) -> tuple[Edge, ...]:
        """Edges into and out of a concept: stated and confident ones first."""
        return self._touching.get(name, ())

    def denials_of(self, name: str) -> tuple[Edge, ...]:
        """What notes say that the concept is or does not, and what is not so of it; surest first."""
        touching = (edge for edge in self.denials if name in (edge.source, edge.target))
        return tuple(sorted(touching, key=_rank))

    def disagreements(self, names: Sequence[str] = ()) -> tuple[Disagreement, ...]:
        """Pairs of quoted lines that can't both hold, surest first; with `names`, those that touch one of the concepts."""
        wanted = set(names)
        return tuple(
            said
            for said in self._disagreements
            if not wanted or any(name in wanted for side in said.sides for name in (side.source, side.target))
        )

    @cached_property
    def _disagreements(self) -> tuple[Disagreement, ...]:
        return disagreements(self.edges)

    def neighbourhood(self, names: Sequence[str], limit: int = 25) -> tuple[Edge, ...]:
        """Edges around the concepts: those between them first, then stated and confident ones, `related_to` last."""
        wanted = set(names)
        edges = {(e.source, e.relation, e.target): e for name in names for e in self.edges_of(name)}
        ranked = sorted(edges.values(), key=lambda e: (not (e.source in wanted and e.target in wanted), *_rank(e)))
        return tuple(ranked[:limit])

    def around(self, name: str, limit: int = 3) -> tuple[str, ...]:
        """The concepts nearest to one, those with a stated and sure relation first."""
        others = (edge.target if edge.source == name else edge.source for edge in self.edges_of(name))
        return tuple(dict.fromkeys(others))[:limit]

    def paths(self, start: str, goal: str, limit: int = 3) -> tuple[Route, ...]:
        """The best explained paths between two concepts, best first; () where none exists. Hops may run against arrows."""
        return best_paths(self, start, goal, limit)


def hop_of(edge: Edge) -> Hop:
    best = next((e for e in edge.evidence if not e.negated), edge.evidence[0])
    return Hop(edge.source, edge.relation, edge.target, best.note, best.line, best.quote, edge.confidence)


def _rank(edge: Edge) -> tuple[bool, bool, float, str, str, str]:
    return (
        edge.relation is Relation.RELATED_TO, edge.confidence < WEAK, -edge.confidence,
        edge.source, edge.relation, edge.target,
    )  # fmt: skip


def _edges(stated: Iterable[StatedEdge]) -> tuple[list[Edge], list[Edge]]:
    """Edges, and what is only denied. Evidence for one edge adds up as independent witnesses (noisy-or)."""
    evidence: dict[tuple[str, Relation, str], dict[tuple[str, int, str, bool], EdgeEvidence]] = defaultdict(dict)
    for edge in stated:
        item = edge.evidence
        key = (item.note, item.line, item.quote, item.negated)
        known = evidence[edge.source, edge.relation, edge.target].get(key)
        if known is None or (known.confidence, known.rule) < (item.confidence, item.rule):
            evidence[edge.source, edge.relation, edge.target][key] = item
    edges: list[Edge] = []
    denials: list[Edge] = []
    for (source, relation, target), items in sorted(evidence.items()):
        ordered = tuple(sorted(items.values(), key=lambda e: (e.negated, -e.confidence, e.note, e.line, e.quote, e.rule)))
        says = [e for e in ordered if not e.negated]
        denied = ordered[-1].negated
        confidence = _witnessed(says or ordered) * (DENIED if denied and says else 1.0)
        (edges if says else denials).append(Edge(source, relation, target, round(confidence, 3), ordered))
    edges = _one_way(edges)
    quarrels = disagreements(edges)
    sides = {(s.source, s.relation, s.target) for said in quarrels for s in said.sides}
    marked = (replace(e, disputed=True) if (e.source, e.relation, e.target) in sides else e for e in edges)
    return list(marked), denials


def _witnessed(lines: Sequence[EdgeEvidence]) -> float:
    doubt = 1.0
    for quote in {e.quote: e for e in reversed(lines)}.values():  # the same words twice are one witness
        doubt *= 1 - quote.confidence * (1.0 if quote is lines[0] else 0.5)
    return min(MAX_CONFIDENCE, 1 - doubt)


def _one_way(edges: list[Edge]) -> list[Edge]:
    """Of a directed relation that is read both ways, the surer direction: one of them is misread."""
    by_key = {(e.source, e.relation, e.target): e for e in edges}
    kept: list[Edge] = []
    for edge in edges:
        back = by_key.get((edge.target, edge.relation, edge.source))
        if edge.relation.symmetric or back is None or back.confidence <= edge.confidence:
            kept.append(edge)
    return kept
