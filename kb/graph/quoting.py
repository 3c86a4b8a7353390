"""Claims and names of a statement as records that quote its line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.graph.finder import Found
from kb.graph.stated import Claim
from kb.language.text import fold
from kb.types import Chunk, EdgeEvidence, Mention, Relation, Statement

_UNSAID = ("/above", "/previous")
"""Rules whose subject isn't in the sentence."""


@dataclass(frozen=True, slots=True)
class StatedEdge:
    source: str
    relation: Relation
    target: str
    evidence: EdgeEvidence


def mentions_in(chunk: Chunk, statement: Statement, found: Sequence[Found]) -> Iterator[Mention]:
    """Where each name stands in the note: searched from left to right in the quote, since markup shifts positions."""
    at = 0
    for name in found:
        position = statement.quote.find(name.surface, at)
        if position < 0:  # said by a column header, or cut up by markup: the whole statement is the place
            yield Mention(
                name.concept,
                chunk.id,
                chunk.note,
                statement.start_line,
                statement.start,
                statement.end,
                statement.quote,
            )
            continue
        at = position + len(name.surface)
        line = statement.start_line + statement.quote.count("\n", 0, position)
        start = statement.start + position
        yield Mention(name.concept, chunk.id, chunk.note, line, start, start + len(name.surface), name.surface)


def _is_own_part(claim: Claim) -> bool:
    """One name inside the other (DBSCAN – DBSCAN clustering) states nothing, but that a compound is a kind of its head."""
    one, other, relation = fold(claim.source), fold(claim.target), claim.relation
    if relation in (Relation.CONTRASTS_WITH, Relation.ALTERNATIVE_TO, Relation.IMPROVES_ON):
        return False
    if relation is Relation.USES and not claim.rule.endswith(_UNSAID):
        return False  # "MAP: mean over queries of average precision"
    if relation is Relation.PART_OF:
        return one in other  # "Kafka Connect" is said to be a part of Kafka
    return (one in other or other in one) and not (relation is Relation.IS_A and one.endswith(other))


def stated_edges(chunk: Chunk, statement: Statement, claims: Sequence[Claim]) -> Iterator[StatedEdge]:
    best: dict[tuple[str, Relation, str, bool], Claim] = {}
    for claim in claims:
        source, target = claim.source, claim.target
        if source == target or _is_own_part(claim):
            continue
        if claim.relation.symmetric and target < source:
            source, target = target, source
        key = (source, claim.relation, target, claim.negated)
        if key not in best or best[key].confidence < claim.confidence:
            best[key] = claim
    for (source, relation, target, negated), claim in best.items():
        evidence = EdgeEvidence(
            chunk.note,
            statement.start_line,
            statement.quote,
            claim.rule,
            claim.confidence,
            chunk.id,
            negated,
            claim.exclusive,
        )
        yield StatedEdge(source, relation, target, evidence)
