"""How well a passage fits a question, by several measures that err in different ways.

Dense and lexical scores have no common scale, and their scale changes from question to question; so each is standardised
over the candidates of one question (z-score) before they are added. Shares (coverage, heading) already mean the same for
every question and stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kb.retrieval.kinds import is_furniture
from kb.retrieval.passage_terms import Ids, Terms, term_ids
from kb.store import Snapshot, concept_term

Floats = NDArray[np.float32]
Positions = NDArray[np.int64]
Marks = NDArray[np.bool_]

FEATURES = (
    "passage",
    "line",
    "bm25",
    "coverage",
    "line_coverage",
    "heading",
    "kind",
    "stated",
    "named",
    "late",
    "late_close",
    "bm25_names",
)
"""passage: cosine with the passage. line: cosine with its best single line. bm25: over morphemes and concepts.
coverage: share of the asked units that the passage holds. line_coverage: the same for its best line with its headings.
heading: how much heading and question are about the same. kind: a heading asks for
the same kind of answer. stated: an edge of a fitting relation rests on the passage. named: share of the question that is
the name of the section. late: late interaction between the pieces of question and passage (of the first candidates only).
late_close: the same within a window of the passage.
bm25_names: bm25 as much as the question is made of particular names, for which no near word can stand."""


UNBOUNDED = 3
"""The first features, whose scale differs from question to question."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that the question asks about, a concept or a word, and what stands for it in a text."""

    surface: str
    terms: frozenset[str]
    """Any one of these in a text means that the text speaks of the unit."""
    words: frozenset[str]
    """So do all of these together: the unit's own words, for a text in which the concept went unrecognised."""
    names: frozenset[str]
    """Words of all its names: a heading made of them is about nothing else."""
    weight: float
    """Inverse document frequency: how much it tells."""
    wider: frozenset[str] = frozenset()
    """Concepts whose names hold its own (LeakyReLU of ReLU): a text that speaks of one has its `words` from there."""

    @property
    def is_concept(self) -> bool:
        """Whether it is a concept of the graph, not just a word."""
        return any(term.startswith(concept_term("")) for term in self.terms)

    def is_in(self, terms: AbstractSet[str]) -> bool:
        by_words = bool(self.words) and self.words <= terms and self.wider.isdisjoint(terms)
        return by_words or not self.terms.isdisjoint(terms)


def share(units: Sequence[Unit], terms: AbstractSet[str]) -> float:
    """Share of the units, by weight, that a text with these terms speaks of; 0 for a question without units."""
    total = sum(unit.weight for unit in units)
    return sum(unit.weight for unit in units if unit.is_in(terms)) / total if total else 0.0


def standardise(table: Floats, among: Floats) -> Floats:
    """The table with its unbounded columns as z-scores over the rows `among` others; zero where those don't differ."""
    spread, mean = among[:, :UNBOUNDED].std(axis=0), among[:, :UNBOUNDED].mean(axis=0)
    flat = spread <= 1e-6
    scaled = table.copy()
    scaled[:, :UNBOUNDED] = np.where(flat, 0.0, (table[:, :UNBOUNDED] - mean) / np.where(flat, 1.0, spread))
    return scaled


def best_lines(snapshot: Snapshot, query: Floats, positions: Positions) -> Floats:
    """float32 [n]: cosine of the best single line of each passage, -1 where it has none."""
    starts, ends = snapshot.first_line[positions], snapshot.first_line[positions + 1]
    sizes = ends - starts
    rows = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
    best = np.full(len(positions), -1.0, dtype=np.float32)
    np.maximum.at(best, np.repeat(np.arange(len(positions)), sizes), snapshot.lines.vectors[rows] @ query)
    return best


def shares(units: Sequence[Unit], passages: Sequence[Terms]) -> Floats:
    """float32 [n, 2]: for each passage, what it holds of the units (by weight), and the same for its best line together
    with the headings; 0 for a question without units.

    The same as `share` of the passages' terms and of their lines', for all of them at once."""
    total = sum(unit.weight for unit in units)
    if not total or not passages:
        return np.zeros((len(passages), 2), dtype=np.float32)
    words = sorted({term for unit in units for term in (*unit.terms, *unit.words, *unit.wider)})
    above = _holds([p.above_ids for p in passages], words)
    named = _holds([p.named_ids for p in passages], words)
    line_sizes = [len(p.line_sizes) for p in passages]
    passage_of_line = np.repeat(np.arange(len(passages)), line_sizes)
    line = _holds_rows(
        np.concatenate([p.line_ids for p in passages]), np.concatenate([p.line_sizes for p in passages]), words
    )
    whole = above | named
    np.logical_or.at(whole.T, passage_of_line, line.T)
    number = {word: at for at, word in enumerate(words)}
    in_whole = np.zeros(len(passages), dtype=np.float32)
    in_line = np.zeros(len(passage_of_line), dtype=np.float32)
    for unit in units:
        any_of, all_of, none_of = ([number[t] for t in some] for some in (unit.terms, unit.words, unit.wider))
        for held, into in ((whole, in_whole), (line, in_line)):
            found = held[any_of].any(axis=0)
            if all_of:
                found |= held[all_of].all(axis=0) & ~held[none_of].any(axis=0)
            np.add(into, unit.weight * found, out=into, casting="same_kind")
    best = np.zeros(len(passages), dtype=np.float32)
    np.maximum.at(best, passage_of_line, in_line)
    return np.stack([in_whole, best], axis=1) / np.float32(total)


def _holds(texts: Sequence[Ids], words: Sequence[str]) -> Marks:
    """bool [words, texts]: whether each text holds each word."""
    return _holds_rows(np.concatenate(texts), np.array([len(ids) for ids in texts], dtype=np.int64), words)


def _holds_rows(ids: Ids, sizes: Ids, words: Sequence[str]) -> Marks:
    row = np.repeat(np.arange(len(sizes)), sizes)
    held = np.zeros((len(words), len(sizes)), dtype=np.bool_)
    for at, word in enumerate(term_ids(words)):
        held[at, row[ids == word]] = True
    return held


def heading_match(units: Sequence[Unit], headings: Sequence[Sequence[str]], above: AbstractSet[str]) -> float:
    """F-measure between the asked units and one of the last two headings: a heading that asks the same question is the
    best sign there is that its answer follows. The whole path counts for recall ("ReLU" › "문제점")."""
    recall = share(units, above)
    if not recall:
        return 0.0
    names = frozenset[str]().union(*(unit.names for unit in units))
    best = 0.0
    for heading in headings[-2:]:
        words = {term for term in heading if not is_furniture(term)}
        precision = len(words & names) / len(words) if words else 0.0
        if precision:
            best = max(best, 2 * recall * precision / (recall + precision))
    return best
