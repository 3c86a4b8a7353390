"""How well a passage fits a question, by several measures that err in different ways.

Dense and lexical scores have no common scale, and their scale changes from question to question; so each is standardised
over the candidates of one question (z-score) before they are added. Shares (coverage, heading) already mean the same for
every question and stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.retrieval.question import Question, is_furniture
from kb.store import Snapshot

Floats = NDArray[np.float32]
Positions = NDArray[np.int64]

FEATURES = ("passage", "line", "bm25", "coverage", "line_coverage", "heading", "kind", "stated")
"""passage: cosine with the passage. line: cosine with its best single line. bm25: over morphemes and concepts.
coverage: share of the asked units that the passage holds. line_coverage: the same for its best line with its headings.
heading: how much heading and question are about the same. kind: a heading asks for
the same kind of answer. stated: an edge of a fitting relation rests on the passage."""


UNBOUNDED = 3
"""The first features, whose scale differs from question to question."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that the question asks about, a concept or a word, and every term that stands for it."""

    surface: str
    terms: frozenset[str]
    """Any one of these in a text means that the text speaks of the unit."""
    weight: float
    """Inverse document frequency: how much it tells."""


def units_of(question: Question, concept_term: Callable[[str], str], idf: Callable[[str], float]) -> tuple[Unit, ...]:
    """The question's concepts, and those content words that are no part of a concept's name."""
    units: list[Unit] = []
    inside: set[str] = set()
    for asked in question.asked:
        terms = frozenset(concept_term(sense) for sense in asked.senses)
        inside.update(asked.terms)
        units.append(Unit(asked.surface, terms, idf(concept_term(asked.concept))))
    for name in question.carried:
        term = concept_term(name)
        units.append(Unit(name, frozenset({term}), idf(term)))
    units += [Unit(term, frozenset({term}), idf(term)) for term in question.content if term not in inside]
    return tuple(units)


def share(units: Sequence[Unit], terms: frozenset[str] | set[str]) -> float:
    """Share of the units, by weight, that a text with these terms speaks of; 0 for a question without units."""
    total = sum(unit.weight for unit in units)
    if not total:
        return 0.0
    return sum(unit.weight for unit in units if not unit.terms.isdisjoint(terms)) / total


def standardise(table: Floats) -> Floats:
    """z-scores of each column over the candidates; zero where they don't differ."""
    spread = table.std(axis=0)
    centred = table - table.mean(axis=0)
    return np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 1e-6).astype(np.float32)


def best_lines(snapshot: Snapshot, query: Floats, positions: Positions) -> Floats:
    """Cosine of the best single line of each passage; the passage's own cosine is used where it has no line."""
    starts, ends = snapshot.first_line[positions], snapshot.first_line[positions + 1]
    rows = np.concatenate([np.arange(a, b) for a, b in zip(starts, ends, strict=True)]) if len(positions) else starts
    cosines = snapshot.lines.vectors[rows] @ query
    best = np.full(len(positions), -1.0, dtype=np.float32)
    np.maximum.at(best, np.repeat(np.arange(len(positions)), ends - starts), cosines)
    return best


def heading_match(units: Sequence[Unit], heading: Sequence[str], named: frozenset[str]) -> float:
    """F-measure between the asked units and the words of the heading path: a heading that asks the same question is the
    best sign there is that its answer follows."""
    words = {term for term in heading if not is_furniture(term)}
    if not units or not words:
        return 0.0
    recall = share(units, words | named)
    asked = frozenset().union(*(unit.terms for unit in units))
    precision = min(1.0, (len(words & asked) + len(named & asked)) / len(words))
    return 2 * recall * precision / (recall + precision) if recall + precision else 0.0
