"""Candidates from every source, one score, duplicates collapsed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kb.encoder import Encoder
from kb.language.morphemes import Analyser
from kb.retrieval.features import (
    FEATURES,
    UNBOUNDED,
    Floats,
    Positions,
    Unit,
    best_lines,
    heading_match,
    share,
    shares,
    standardise,
)
from kb.retrieval.passage_terms import PassageTerms
from kb.retrieval.question import Question
from kb.store import Snapshot, concept_term
from kb.types import Hit, Relation, Statement

CANDIDATES = 60
"""Passages taken from each source; `reachable` of `scripts/tune_retrieval.py` is 1.000 on all dev questions."""
LINE_CANDIDATES = 150
"""Lines taken: several of them stand in one passage."""

SUPPORTING = 3
"""Passages that are asked together whether they speak of everything that the question names."""

WEIGHTS = {
    "passage": 0.31,
    "line": 0.88,
    "bm25": 0.51,
    "coverage": 2.42,
    "line_coverage": 2.55,
    "heading": 2.54,
    "kind": 0.51,
    "stated": 0.32,
}
"""Fitted on the dev questions by `scripts/tune_retrieval.py`, which prints the ablation."""

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
class Evidence:
    """What the notes hold on a question, before it is put into words."""

    question: Question
    concepts: tuple[str, ...]
    """What the question is about; a name of several concepts stands for the one that the best passages speak of."""
    units: tuple[Unit, ...]
    hits: tuple[Hit, ...]
    features: tuple[dict[str, float], ...]
    """Per hit, the measures that its score is made of (`passage` and `line` as plain cosines)."""
    named: tuple[frozenset[str], ...]
    """Per hit, those of `concepts` of which it speaks."""
    support: tuple[float, ...]
    """Per unit: 1 where the first passages speak of it, else how near in meaning (cosine) their nearest line is."""
    unknown: tuple[str, ...]
    """Content words of the question that stand nowhere in the notes."""
    absent: tuple[str, ...]
    """Particular things that the question names and no note does."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Candidates of one question: rows of `plain` and `table` (float32 [n, features]) belong to `positions`.

    `table` is what the score is made of: the unbounded features standardised over the candidates."""

    positions: Positions
    plain: Floats
    table: Floats
    units: tuple[Unit, ...]
    query: Floats


class Retriever:
    """Searches one snapshot. Holds no state between questions."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, analyser: Analyser) -> None:
        self.snapshot = snapshot
        self.encoder = encoder
        self.analyser = analyser
        self.terms = PassageTerms(snapshot)

    def idf(self, term: str) -> float:
        """Inverse document frequency, as BM25 (Robertson) has it; a word that no note holds tells most."""
        n, df = len(self.snapshot.chunks), self.snapshot.lexical.document_frequency(term)
        return math.log(1 + (n - df + 0.5) / (df + 0.5))

    def retrieve(self, question: Question, k: int) -> Evidence:
        """The best `k` passages, duplicates collapsed into one hit that keeps every source."""
        if not self.snapshot.chunks:
            return Evidence(question, (), (), (), (), (), (), question.content, question.names)
        measured = self.measure(question)
        scores = measured.table @ np.array([WEIGHTS[name] for name in FEATURES], dtype=np.float32)
        order = sorted(range(len(scores)), key=lambda at: (-float(scores[at]), int(measured.positions[at])))
        collapsed, features = self._collapse(order, measured, scores, k)
        hits = tuple(self._with_lines(hit, measured.units, measured.query) for hit in collapsed)
        concepts = self._concepts(question, hits)
        support = self._support(measured, [self.snapshot.position[hit.chunk.id] for hit in hits[:SUPPORTING]])
        return Evidence(
            question=question,
            concepts=concepts,
            units=measured.units,
            hits=hits,
            features=features,
            named=tuple(self._spoken_of(hit, concepts, measured.units) for hit in hits),
            support=support,
            unknown=self._unknown(question),
            absent=self._absent(question),
        )

    def measure(self, question: Question) -> Measured:
        """All candidates with their features."""
        units = self._units(question)
        query = self.encoder.encode_queries([question.corrected])[0]
        terms = [*question.terms, *(concept_term(name) for name in question.concepts)]
        lexical = self.snapshot.lexical.scores(terms)
        stated = self._stated(question)
        positions = self._candidates(query, lexical, stated)
        plain = np.concatenate(
            [
                (self.snapshot.passages.vectors[positions] @ query)[:, None],
                best_lines(self.snapshot, query, positions)[:, None],
                lexical[positions][:, None],
                self._shares(question.kind, units, positions, stated),
            ],
            axis=1,
        )
        table = plain.copy()
        table[:, :UNBOUNDED] = standardise(plain[:, :UNBOUNDED])
        return Measured(positions, plain, table, units, query)

    def _units(self, question: Question) -> tuple[Unit, ...]:
        """The question's concepts, and those content words that are no part of a concept's name."""
        units: list[Unit] = []
        inside: set[str] = set()
        named = [(asked.surface, asked.senses, frozenset(asked.terms)) for asked in question.asked]
        for surface, senses, words in (*named, *((name, (name,), frozenset[str]()) for name in question.carried)):
            inside |= words
            terms = frozenset(concept_term(sense) for sense in senses)
            weight = min(self.idf(term) for term in terms)
            units.append(Unit(surface, terms, words, words.union(*map(self._words_of, senses)), weight))
        for term in question.content:
            if term not in inside:
                units.append(Unit(term, frozenset({term}), frozenset(), frozenset({term}), self.idf(term)))
        return tuple(units)

    def _words_of(self, concept: str) -> tuple[str, ...]:
        known = self.snapshot.graph.concepts.get(concept)
        names = (known.name, *known.aliases) if known else (concept,)
        return tuple(term for terms in self.analyser.terms_many(names) for term in terms)

    def _candidates(self, query: Floats, lexical: Floats, stated: Mapping[int, float]) -> Positions:
        """The nearest passages and lines, the best of BM25, and what states an edge that answers."""
        position = self.snapshot.position
        found = {position[chunk] for chunk in stated}
        ids, _ = self.snapshot.passages.search(query, CANDIDATES)
        found.update(position[int(i)] for i in ids)
        rows, _ = self.snapshot.lines.search(query, LINE_CANDIDATES)
        found.update(int(self.snapshot.line_chunk[int(row)]) for row in rows)
        top = np.argsort(-lexical, kind="stable")[:CANDIDATES]
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

    def _collapse(
        self, order: Sequence[int], measured: Measured, scores: Floats, k: int
    ) -> tuple[list[Hit], tuple[dict[str, float], ...]]:
        first: dict[str, int] = {}
        hits: list[Hit] = []
        measures: list[dict[str, float]] = []
        for at in order:
            chunk = self.snapshot.chunks[measured.positions[at]]
            key = "".join("".join(statement.text for statement in chunk.statements).split()).casefold() or str(chunk.id)
            if key in first:
                known = hits[first[key]]
                hits[first[key]] = Hit(known.chunk, known.score, (*known.also, chunk))
            elif len(hits) < k:
                first[key] = len(hits)
                hits.append(Hit(chunk, float(scores[at])))
                measures.append(dict(zip(FEATURES, measured.plain[at].tolist(), strict=True)))
        return hits, tuple(measures)

    def _with_lines(self, hit: Hit, units: Sequence[Unit], query: Floats) -> Hit:
        """How well each line of a hit bears on the question: half meaning, half the asked words that it holds."""
        chunk, at = hit.chunk, self.snapshot.position[hit.chunk.id]
        start, end = self.snapshot.first_line[at], self.snapshot.first_line[at + 1]
        cosines = self.snapshot.lines.vectors[start:end] @ query
        scored: list[tuple[Statement, float]] = []
        for number, (statement, cosine) in enumerate(zip(chunk.statements, cosines, strict=True)):
            scored.append((statement, 0.5 * float(cosine) + 0.5 * share(units, self.terms.of(at).lines[number])))
        scored.sort(key=lambda pair: (-pair[1], pair[0].start))
        return Hit(hit.chunk, hit.score, hit.also, tuple(scored))

    def _unknown(self, question: Question) -> tuple[str, ...]:
        known = {term for asked in question.asked for term in asked.terms}
        lexical = self.snapshot.lexical
        return tuple(t for t in question.content if t not in known and not lexical.document_frequency(t))

    def _concepts(self, question: Question, hits: Sequence[Hit]) -> tuple[str, ...]:
        """The question's concepts that the notes know; of several senses the one that the first passages name most,
        in a heading before the text."""

        def spoken_of(sense: str) -> int:
            term, top = concept_term(sense), [self.snapshot.position[hit.chunk.id] for hit in hits[:SUPPORTING]]
            return sum(2 * (term in self.terms.of(at).named_in_path) + (term in self.terms.of(at).named) for at in top)

        chosen = [max(asked.senses, key=lambda s: (spoken_of(s), s == asked.concept)) for asked in question.asked]
        known = self.snapshot.graph.concepts
        return tuple(dict.fromkeys(name for name in (*chosen, *question.carried) if name in known))

    def _spoken_of(self, hit: Hit, concepts: Sequence[str], units: Sequence[Unit]) -> frozenset[str]:
        terms = self.terms.of(self.snapshot.position[hit.chunk.id]).whole
        unit_of = {concept_term(name): unit for name in concepts for unit in units if concept_term(name) in unit.terms}
        return frozenset(name for name in concepts if unit_of[concept_term(name)].is_in(terms))

    def _absent(self, question: Question) -> tuple[str, ...]:
        """Named things of which no note speaks, neither as a concept nor by the words of their name."""
        concepts, lexical = self.snapshot.graph.concepts, self.snapshot.lexical
        known: set[str] = set()
        absent: list[str] = []
        for asked in question.asked:
            if concepts.keys() & set(asked.senses):
                known.update(asked.terms)
            elif not all(lexical.document_frequency(term) for term in asked.terms):
                absent.append(asked.surface)
        for name in question.names:
            terms = self.analyser.terms(name)
            if known.isdisjoint(terms) and not any(lexical.document_frequency(term) for term in terms[:1]):
                absent.append(name)
        return tuple(dict.fromkeys(absent))

    def _support(self, measured: Measured, positions: Sequence[int]) -> tuple[float, ...]:
        if not positions or not measured.units:
            return ()
        terms = set[str]().union(*(self.terms.of(at).whole for at in positions))
        first = self.snapshot.first_line
        lines = np.concatenate([self.snapshot.lines.vectors[first[at] : first[at + 1]] for at in positions])
        meanings = self.encoder.encode_queries([unit.surface for unit in measured.units])
        nearest = (meanings @ lines.T).max(axis=1, initial=0.0)
        return tuple(1.0 if unit.is_in(terms) else float(near) for unit, near in zip(measured.units, nearest, strict=True))
