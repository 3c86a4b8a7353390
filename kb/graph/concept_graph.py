"""Concepts and the relations between them, with every line that states one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kb.graph.cooccurrence import related_pairs
from kb.graph.links import Links, StatedEdge
from kb.graph.paths import best_paths
from kb.types import Concept, Edge, EdgeEvidence, Hop, Mention, Relation, Route

if TYPE_CHECKING:
    import networkx as nx

MAX_CONFIDENCE = 0.99
WEAK = 0.5
"""Typed edges below this stand behind the confident ones in views and answers."""


@dataclass(frozen=True, slots=True)
class GraphRecord:
    """The graph as plain records, for the snapshot; the mentions stand with their notes."""

    concepts: tuple[Concept, ...]
    edges: tuple[Edge, ...]


class ConceptGraph:
    """Immutable. Edges are sorted by source, relation, target; their evidence strongest first."""

    def __init__(self, concepts: Sequence[Concept], edges: Sequence[Edge], mentions: Sequence[Mention]) -> None:
        self.concepts: Mapping[str, Concept] = {concept.name: concept for concept in concepts}
        self.edges = tuple(edges)
        self.mentions = tuple(mentions)

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
        edges = _edges(e for e in stated if e.source in named and e.target in named)
        typed = {frozenset((e.source, e.target)) for e in edges}
        for one, other, confidence, (first, _) in related_pairs(mentions, typed):
            evidence = EdgeEvidence(first.note, first.line, first.surface, "together", confidence, first.chunk)
            edges.append(Edge(one, Relation.RELATED_TO, other, confidence, (evidence,)))
        edges.sort(key=lambda e: (e.source, e.relation, e.target))
        return cls(kept, edges, mentions)

    @classmethod
    def from_record(cls, record: GraphRecord, links_by_note: Mapping[str, Links]) -> ConceptGraph:
        """The graph that `record` was made of; `links_by_note` holds its mentions."""
        mentions = [m for note in sorted(links_by_note) for m in links_by_note[note].mentions]
        return cls(record.concepts, record.edges, mentions)

    def record(self) -> GraphRecord:
        return GraphRecord(tuple(self.concepts.values()), self.edges)

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

    def neighbourhood(self, names: Sequence[str], limit: int = 25) -> tuple[Edge, ...]:
        """Edges around the concepts: those between them first, then stated and confident ones, `related_to` last."""
        wanted = set(names)
        edges = {(e.source, e.relation, e.target): e for name in names for e in self.edges_of(name)}
        ranked = sorted(edges.values(), key=lambda e: (not (e.source in wanted and e.target in wanted), *_rank(e)))
        return tuple(ranked[:limit])

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


def _edges(stated: Iterable[StatedEdge]) -> list[Edge]:
    """Evidence for one edge adds up as independent witnesses (noisy-or); lines that deny it mark it as disputed."""
    evidence: dict[tuple[str, Relation, str], dict[tuple[str, int, str, bool], EdgeEvidence]] = defaultdict(dict)
    for edge in stated:
        item = edge.evidence
        key = (item.note, item.line, item.quote, item.negated)
        known = evidence[edge.source, edge.relation, edge.target].get(key)
        if known is None or (known.confidence, known.rule) < (item.confidence, item.rule):
            evidence[edge.source, edge.relation, edge.target][key] = item
    edges: list[Edge] = []
    for (source, relation, target), items in sorted(evidence.items()):
        ordered = tuple(sorted(items.values(), key=lambda e: (e.negated, -e.confidence, e.note, e.line, e.quote, e.rule)))
        says = [e for e in ordered if not e.negated]
        denies = [e for e in ordered if e.negated]
        if not says:
            continue
        doubt = 1.0
        for quote in {e.quote: e for e in reversed(says)}.values():  # the same words twice are one witness
            doubt *= 1 - quote.confidence * (1.0 if quote is says[0] else 0.5)
        confidence = min(MAX_CONFIDENCE, 1 - doubt) * (0.7 if denies else 1.0)
        edges.append(Edge(source, relation, target, round(confidence, 3), ordered, disputed=bool(denies)))
    return _without_contradictions(edges)


def _without_contradictions(edges: list[Edge]) -> list[Edge]:
    """ "A causes B" and "A solves B" of different lines both stay, marked; of `is_a` both ways, the stronger."""
    by_key = {(e.source, e.relation, e.target): e for e in edges}
    kept: list[Edge] = []
    for edge in edges:
        back = by_key.get((edge.target, edge.relation, edge.source))
        if not edge.relation.symmetric and back is not None and back.confidence > edge.confidence:
            continue
        rival = {Relation.CAUSES: Relation.SOLVES, Relation.SOLVES: Relation.CAUSES}.get(edge.relation)
        if rival is not None and (edge.source, rival, edge.target) in by_key:
            kept.append(Edge(edge.source, edge.relation, edge.target, edge.confidence, edge.evidence, disputed=True))
        else:
            kept.append(edge)
    return kept
