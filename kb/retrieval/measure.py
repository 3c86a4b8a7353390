"""All candidates of a question, from every source, with every measure of how well each one fits."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np

from kb.encoder import Encoder
from kb.encoder.static import StaticEncoder
from kb.language.morphemes import Analyser
from kb.language.text import fold, has_hangul
from kb.retrieval.features import (
    FEATURES,
    Floats,
    Positions,
    Unit,
    best_lines,
    heading_match,
    shares,
    standardise,
)
from kb.retrieval.late import LateInteraction
from kb.retrieval.passage_terms import PassageTerms
from kb.retrieval.question import Asked, Question
from kb.retrieval.ranking import Ranking
from kb.retrieval.spread import spread
from kb.store import Snapshot, concept_term
from kb.types import Relation

CANDIDATES = 60
"""Passages taken from each source; `reachable` of `scripts/tune_retrieval.py` is 1.000 on all dev questions."""
LINE_CANDIDATES = 150
"""Lines taken: several of them stand in one passage."""

REACHED = 20
"""Sections taken because links lead to them: those that the most mass reaches."""
PASSAGES_PER_PLACE = 3
"""Passages of such a section: the nearest in meaning."""
NAMED_SEEDS = 0.5
"""Share of the belief that the names in a question get, whatever else fits."""
COVERAGE = FEATURES.index("coverage")
LATE = slice(FEATURES.index("late"), FEATURES.index("late_close") + 1)
BM25 = FEATURES.index("bm25")
BM25_NAMES = FEATURES.index("bm25_names")
RERANKED = 50
"""Candidates, best first, for which late interaction is computed."""

FITTING = {
    "solution": (Relation.SOLVES, Relation.IMPROVES_ON, Relation.ALTERNATIVE_TO),
    "problem": (Relation.CAUSES,),
    "why": (Relation.CAUSES, Relation.SOLVES),
    "list": (Relation.IS_A, Relation.PART_OF),
    "compare": (Relation.CONTRASTS_WITH, Relation.IMPROVES_ON),
    "when": (Relation.SUITED_TO,),
    "advantage": (Relation.SOLVES,),
    "definition": (Relation.IS_A,),
}
"""Which relations answer which kind of question."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Candidates of one question: rows of `plain` and `table` (float32 [n, features]) belong to `positions`.

    `table` is what the score is made of: the unbounded features standardised over the candidates."""

    positions: Positions
    plain: Floats
    table: Floats
    linked: Floats
    """float32 [n]: how much of the belief in other passages links bring to each one's section."""
    units: tuple[Unit, ...]
    query: Floats

    def scores(self, ranking: Ranking) -> Floats:
        """float32 [n]: log of the belief that a passage is right: that it fits the question itself, or that what fits
        leads to it. Links count as much as the question asks for more than the fitting passages hold."""
        belief = softmax(self.table @ weights_of(ranking.weights))
        missing = 1 - float(belief @ self.plain[:, COVERAGE])
        return np.log(belief + ranking.by_links * missing * self.linked + np.finfo(np.float32).tiny)


def _parts_of(whole: str, words: Sequence[str]) -> frozenset[str]:
    """Of the words of a question those that are parts of another of them, which is written as one."""
    return frozenset(word for word in words if word != whole and word in whole and has_hangul(word))


class Measurer:
    """Measures passages of one snapshot. Holds no state between questions."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, analyser: Analyser, ranking: Ranking) -> None:
        self.snapshot = snapshot
        self.ranking = ranking
        self.encoder = encoder
        self.analyser = analyser
        self.terms = PassageTerms(snapshot)
        self._late = LateInteraction(snapshot, encoder) if isinstance(encoder, StaticEncoder) else None

    def idf(self, term: str) -> float:
        """Inverse document frequency, as BM25 (Robertson) has it; a word that no note holds tells most."""
        n, df = len(self.snapshot.chunks), self.snapshot.lexical.document_frequency(term)
        return math.log(1 + (n - df + 0.5) / (df + 0.5))

    def measure(self, question: Question) -> Measured:
        """All candidates with their features; those that only links reach come last."""
        units = self._units(question)
        query = self.encoder.encode_queries([question.meant])[0]
        terms = [*question.terms, *(concept_term(name) for name in question.concepts)]
        lexical = self.snapshot.lexical.scores(terms)
        stated = self._stated(question)
        names, rest = self._names(question)
        named = _largest(names)
        near = self._candidates(query, lexical, stated, named)

        def plain_of(positions: Positions) -> Floats:
            return np.concatenate(
                [
                    (self.snapshot.passages.vectors[positions] @ query)[:, None],
                    best_lines(self.snapshot, query, positions)[:, None],
                    lexical[positions][:, None],
                    self._shares(question.kind, units, positions, stated),
                    np.array([[named.get(int(self._place[at]), 0.0), 0.0, 0.0, 0.0] for at in positions], np.float32),
                ],
                axis=1,
            )

        plain = plain_of(near)
        by_names = self._share_of_names(question)
        first = standardise(plain, plain)
        first[:, BM25_NAMES] = by_names * first[:, BM25]
        late = self._late_scores(question.meant, near, first @ weights_of(self.ranking.weights))
        first[:, LATE] = late
        belief = softmax(first @ weights_of(self.ranking.weights))
        received = spread(self.snapshot, self._seeds(near, belief, names), rest)
        far = self._reached(received, near, query)
        positions = np.concatenate([near, far])
        everything = np.concatenate([plain, plain_of(far)]) if len(far) else plain
        linked = np.array([received.get(int(place), 0.0) for place in self._place[positions]], dtype=np.float32)
        table = standardise(everything, plain)
        table[:, BM25_NAMES] = by_names * table[:, BM25]
        table[: len(near), LATE] = late
        table[len(near) :, LATE] = late.min(axis=0)
        return Measured(positions, everything, table, linked, units, query)

    def _late_scores(self, question: str, positions: Positions, scores: Floats) -> Floats:
        """float32 [n, 2]: z-scores of late interaction over the first `RERANKED`; the lowest of these for the others."""
        late = np.zeros((len(positions), 2), dtype=np.float32)
        if self._late is None:
            return late
        first = best_of(scores, RERANKED)
        found = self._late.scores(question, positions[first])
        found = (found - found.mean(axis=0)) / np.maximum(found.std(axis=0), 1e-6)
        late[:] = found.min(axis=0)
        late[first] = found
        return late

    @cached_property
    def _place(self) -> Positions:
        return self.snapshot.places.of_chunk

    @cached_property
    def _in_place(self) -> tuple[Positions, Positions]:
        """Passages ordered by their place, and where each place begins in that order."""
        order = np.argsort(self._place, kind="stable")
        return order, np.searchsorted(self._place[order], np.arange(len(self.snapshot.places) + 1))

    def _share_of_names(self, question: Question) -> float:
        """How much of the question, by inverse document frequency, its particular names are; 0 to 1."""
        whole = sum(self.idf(term) for term in question.content) or 1.0
        return min(1.0, sum(self.idf(term) for name in question.names for term in self.analyser.terms(name)) / whole)

    def _names(self, question: Question) -> tuple[list[tuple[float, tuple[int, ...]]], Floats]:
        """The names of sections in the question: (share of the question, by inverse document frequency, that the name
        makes up; places that bear it); and what is asked beside the names, as a vector."""
        whole = sum(self.idf(term) for term in question.content) or 1.0
        names: list[tuple[float, tuple[int, ...]]] = []
        text = question.corrected
        for surface, start, end, places in reversed(self.snapshot.places.named_in(question.corrected)):
            names.append((min(1.0, sum(self.idf(term) for term in self.analyser.terms(surface)) / whole), places))
            text = text[:start] + " " + text[end:]
        return names, self.encoder.encode_queries([text])[0]

    def _seeds(
        self, positions: Positions, belief: Floats, names: Sequence[tuple[float, tuple[int, ...]]]
    ) -> dict[int, float]:
        """Where links are followed from: what fits the question, and what it names, each name as much as it makes up of
        the question; so that of two things compared neither is forgotten."""
        seeds: dict[int, float] = defaultdict(float)
        by_name = NAMED_SEEDS if names else 0.0
        for at, share in zip(positions, belief, strict=True):
            seeds[int(self._place[at])] += (1 - by_name) * float(share)
        total = sum(share for share, _ in names)
        for share, places in names:
            for place in places:
                seeds[place] += by_name * share / total / len(places)
        return seeds

    def _reached(self, received: Mapping[int, float], near: Positions, query: Floats) -> Positions:
        order, first = self._in_place
        known = set(near.tolist())
        found: list[int] = []
        for place in sorted(received, key=lambda p: (-received[p], p))[:REACHED]:
            members = order[first[place] : first[place + 1]]
            cosines = self.snapshot.passages.vectors[members] @ query
            best = members[np.argsort(-cosines, kind="stable")[:PASSAGES_PER_PLACE]]
            found += [at for at in best.tolist() if at not in known]
        return np.array(sorted(found), dtype=np.int64)

    def _units(self, question: Question) -> tuple[Unit, ...]:
        """The question's concepts, and those content words that are no part of a concept's name."""
        units: list[Unit] = []
        inside: set[str] = set()
        # a name that no note uses is no more than its words: 합성곱 출력 크기 where the notes speak of the output's size
        known = [asked for asked in question.asked if self.is_named(asked)]
        named = [(asked.surface, asked.senses, frozenset(asked.terms)) for asked in known]
        for surface, senses, words in (*named, *((name, (name,), frozenset[str]()) for name in question.carried)):
            inside |= words
            terms = frozenset(concept_term(sense) for sense in senses)
            weight = min(self.idf(term) for term in terms)
            # 해시충돌 beside 해시 and 충돌 is the two written as one
            parts = frozenset(word for word in words if not any(other != word and other in word for other in words))
            names = words.union(*map(self._words_of, senses))
            units.append(Unit(surface, terms, parts, names, weight, self._wider(surface, senses)))
        left = [term for term in question.content if term not in inside]
        # 분광형 that the notes have is one thing asked, not three: 분 and 광 stand for it only together
        inner_of = {term: _parts_of(term, left) for term in left if self.snapshot.lexical.document_frequency(term)}
        for term in left:
            if not any(term in inner for inner in inner_of.values()):
                together = inner_of.get(term, frozenset())
                units.append(Unit(term, frozenset({term}), together, frozenset({term}), self.idf(term)))
        return tuple(units)

    def _wider(self, surface: str, senses: Sequence[str]) -> frozenset[str]:
        """The concepts, as terms, of which some name holds the surface as a part."""
        names, begins, owners = self._all_names
        part = fold(surface)
        found: set[str] = set()
        for match in re.finditer(re.escape(part), names) if part else ():
            whole = names[match.start() - 1] == names[match.end()] == "\n"
            if not whole and (owner := owners[bisect_right(begins, match.start()) - 1]) not in senses:
                found.add(concept_term(owner))
        return frozenset(found)

    @cached_property
    def _all_names(self) -> tuple[str, list[int], list[str]]:
        """All names of all concepts in one text, each between line ends; where each begins, and whose it is."""
        owned = [(fold(name), c.name) for c in self.snapshot.graph.concepts.values() for name in (c.name, *c.aliases)]
        begins = list(accumulate((len(name) + 1 for name, _ in owned), initial=1))[: len(owned)]
        return "\n" + "".join(f"{name}\n" for name, _ in owned), begins, [owner for _, owner in owned]

    def is_named(self, asked: Asked) -> bool:
        """Whether some note names the concept, in any of its senses."""
        return not self.snapshot.graph.concepts.keys().isdisjoint(asked.senses)

    def _words_of(self, concept: str) -> tuple[str, ...]:
        known = self.snapshot.graph.concepts.get(concept)
        names = (known.name, *known.aliases) if known else (concept,)
        return tuple(term for terms in self.analyser.terms_many(names) for term in terms)

    def _candidates(
        self, query: Floats, lexical: Floats, stated: Mapping[int, float], named: Mapping[int, float]
    ) -> Positions:
        """The nearest passages and lines, the best of BM25, what states an edge that answers, and the sections that the
        question names."""
        position = self.snapshot.position
        found = {position[chunk] for chunk in stated}
        found.update(self._reached(named, np.empty(0, np.int64), query).tolist())
        ids, _ = self.snapshot.passages.search(query, CANDIDATES)
        found.update(position[int(i)] for i in ids)
        rows, _ = self.snapshot.lines.search(query, LINE_CANDIDATES)
        found.update(int(self.snapshot.line_chunk[int(row)]) for row in rows)
        top = best_of(lexical, CANDIDATES)
        found.update(int(at) for at in top if lexical[at] > 0)
        return np.array(sorted(found), dtype=np.int64)

    def _shares(self, kind: str, units: Sequence[Unit], positions: Positions, stated: Mapping[int, float]) -> Floats:
        """float32 [n, 5]: the features from `coverage` on."""
        passages = [self.terms.of(at) for at in positions.tolist()]
        rows = [
            (
                heading_match(units, terms.headings, terms.above),
                float(kind in self.terms.kinds(at)),
                stated.get(self.snapshot.chunks[at].id, 0.0),
            )
            for at, terms in zip(positions.tolist(), passages, strict=True)
        ]
        rest = np.array(rows, dtype=np.float32).reshape(len(positions), 3)
        return np.concatenate([shares(units, passages), rest], axis=1)

    def _stated(self, question: Question) -> dict[int, float]:
        """Chunk id → confidence of the best edge on it that touches an asked concept with a relation that answers."""
        fitting = FITTING.get(question.kind, ())
        stated: dict[int, float] = {}
        for name in question.concepts:
            for edge in self.snapshot.graph.edges_of(name):
                if edge.relation in fitting:
                    for evidence in edge.evidence:
                        stated[evidence.chunk] = max(stated.get(evidence.chunk, 0.0), evidence.confidence)
        return stated


def _largest(names: Sequence[tuple[float, tuple[int, ...]]]) -> dict[int, float]:
    largest: dict[int, float] = {}
    for share, places in names:
        for place in places:
            largest[place] = max(largest.get(place, 0.0), share)
    return largest


def softmax(scores: Floats) -> Floats:
    shares = np.exp(scores - scores.max())
    return np.asarray(shares / shares.sum(), dtype=np.float32)


def weights_of(weights: Mapping[str, float]) -> Floats:
    return np.array([weights[name] for name in FEATURES], dtype=np.float32)


def best_of(scores: Floats, k: int) -> Positions:
    """Positions of the k highest scores, best first, equal ones by position."""
    if k < len(scores):
        edge = np.partition(scores, len(scores) - k)[len(scores) - k]
        found = np.flatnonzero(scores >= edge)
    else:
        found = np.arange(len(scores))
    return found[np.lexsort((found, -scores[found]))][:k].astype(np.int64)
