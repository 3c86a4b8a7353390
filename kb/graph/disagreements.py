"""Where notes disagree: two quoted lines that can't both hold, or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from kb.types import Disagreement, Edge, EdgeEvidence, Relation, Side

SURE = 0.55
"""Confidence from which a line is taken as one side: a misread line would invent a quarrel."""
OPPOSITES = {Relation.CAUSES: Relation.SOLVES, Relation.SOLVES: Relation.CAUSES}
"""A and B of which one note says this and another that."""

_Kind = Literal["denied", "opposite", "only"]
_Key = tuple[str, Relation, str]


def disagreements(edges: Sequence[Edge]) -> tuple[Disagreement, ...]:
    """All pairs of lines that disagree, one per relation: the surest line of each side, surest pairs first."""
    by_key: dict[_Key, Edge] = {(e.source, e.relation, e.target): e for e in edges}
    found: list[tuple[float, Disagreement]] = []
    for edge in edges:
        if (said := _denied(edge)) is not None or (said := _opposed(edge, by_key)) is not None:
            found.append(said)
    found += _exclusive(edges, by_key)
    found.sort(key=lambda item: (-item[0], item[1].concept, item[1].sides[0].target, item[1].sides[1].target))
    return tuple(said for _, said in found)


def _denied(edge: Edge) -> tuple[float, Disagreement] | None:
    return _pair("denied", edge, _sure(edge, negated=False), edge, _sure(edge, negated=True))


def _opposed(edge: Edge, by_key: Mapping[_Key, Edge]) -> tuple[float, Disagreement] | None:
    rival = by_key.get((edge.source, OPPOSITES[edge.relation], edge.target)) if edge.relation in OPPOSITES else None
    if rival is None or edge.relation > rival.relation:  # once, not from both ends
        return None
    return _pair("opposite", edge, _sure(edge, negated=False), rival, _sure(rival, negated=False))


def _exclusive(edges: Sequence[Edge], by_key: Mapping[_Key, Edge]) -> Iterator[tuple[float, Disagreement]]:
    """ "X is used for A only" against "X is used for B", unless one of A, B is a kind of the other."""
    suiting: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        if edge.relation is Relation.SUITED_TO:
            suiting[edge.source].append(edge)
    for source in sorted(suiting):
        for edge in suiting[source]:
            only = next((e for e in edge.evidence if e.exclusive and e.confidence >= SURE), None)
            if only is None:
                continue
            allowed = {
                other.target
                for other in suiting[source]
                if any((e.note, e.line, e.quote) == (only.note, only.line, only.quote) for e in other.evidence)
            }
            for other in suiting[source]:
                if other.target in allowed or any(_is_kind(other.target, a, by_key) for a in allowed):
                    continue
                said = _pair("only", edge, [only], other, _sure(other, negated=False)[:1])
                if said is not None:
                    yield said


def _is_kind(one: str, other: str, by_key: Mapping[_Key, Edge]) -> bool:
    """Whether one concept is said to be a kind or a part of the other, either way."""
    pairs = ((one, other), (other, one))
    return any((a, relation, b) in by_key for a, b in pairs for relation in (Relation.IS_A, Relation.PART_OF))


def _sure(edge: Edge, *, negated: bool) -> list[EdgeEvidence]:
    return [e for e in edge.evidence if e.negated is negated and e.confidence >= SURE]


def _pair(
    kind: _Kind, one: Edge, first: Sequence[EdgeEvidence], other: Edge, second: Sequence[EdgeEvidence]
) -> tuple[float, Disagreement] | None:
    """The surest two lines that stand apart. Who says both in one passage (장점 beside 단점) means both."""
    for left in first:
        for right in second:
            same = (left.note, left.line, left.quote) == (right.note, right.line, right.quote)
            if not same and (kind == "only" or left.chunk != right.chunk):
                sides = _side(one, left, only=kind == "only"), _side(other, right, only=False)
                return min(left.confidence, right.confidence), Disagreement(one.source, kind, sides)
    return None


def _side(edge: Edge, evidence: EdgeEvidence, *, only: bool) -> Side:
    says: Literal["yes", "no", "only"] = "only" if only else "no" if evidence.negated else "yes"
    return Side(edge.source, edge.relation, edge.target, says, evidence.note, evidence.line, evidence.quote)
