"""Candidates from every source, one score, duplicates collapsed."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from kb.encoder import Encoder
from kb.language.morphemes import Analyser
from kb.language.text import fold
from kb.retrieval.features import (
    FEATURES,
    UNBOUNDED,
    Floats,
    Positions,
    Unit,
    best_lines,
    heading_match,
    share,
    standardise,
    units_of,
)
from kb.retrieval.question import Question, kind_of
from kb.store import Snapshot, concept_term
from kb.types import Hit, Relation, Statement

CANDIDATES = 60
"""Passages taken from each source. Recall of the union is complete on the dev questions from 40 on."""
LINE_CANDIDATES = 150
"""Lines taken: several of them stand in one passage."""

SUPPORTING = 3
"""Passages that are asked together whether they speak of everything that the question names."""

WEIGHTS = {
    "passage": 0.38,
    "line": 0.85,
    "bm25": 0.51,
    "coverage": 2.76,
    "line_coverage": 2.71,
    "heading": 2.49,
    "kind": 0.66,
    "stated": 0.56,
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

    @cached_property
    def _heading_terms(self) -> list[tuple[str, ...]]:
        return [terms for record in self.snapshot.records for terms in record.heading_terms]

    @cached_property
    def _heading_kinds(self) -> list[frozenset[str]]:
        """Per chunk: the kinds of answer that its last two headings announce ("ReLU의 문제점")."""
        known = {heading: kind_of(heading) for chunk in self.snapshot.chunks for heading in chunk.heading[-2:]}
        return [frozenset(known[h] for h in chunk.heading[-2:]) - {"open"} for chunk in self.snapshot.chunks]

    @cached_property
    def _line_terms(self) -> list[tuple[tuple[str, ...], ...]]:
        return [lines for record in self.snapshot.records for lines in record.line_terms]

    @cached_property
    def _named(self) -> dict[int, frozenset[str]]:
        """Chunk id → the concept terms that it names, in its headings or its own words."""
        named: dict[int, set[str]] = defaultdict(set)
        for record in self.snapshot.records:
            for mention in record.links.mentions:
                named[mention.chunk].add(concept_term(mention.concept))
        return {chunk: frozenset(terms) for chunk, terms in named.items()}

    @cached_property
    def _named_in_line(self) -> dict[tuple[int, int], frozenset[str]]:
        """(chunk id, start of the statement) → concept terms in the statement's own words."""
        starts = {chunk.id: [s.start for s in chunk.statements] for chunk in self.snapshot.chunks}
        named: dict[tuple[int, int], set[str]] = defaultdict(set)
        for record in self.snapshot.records:
            for mention in record.links.mentions:
                if mention.in_path:
                    continue
                own = starts[mention.chunk]
                at = int(np.searchsorted(own, mention.start, side="right")) - 1
                if at >= 0:
                    named[(mention.chunk, own[at])].add(concept_term(mention.concept))
        return {key: frozenset(terms) for key, terms in named.items()}

    def idf(self, term: str) -> float:
        """Inverse document frequency, as BM25 (Robertson) has it; a word that no note holds tells most."""
        n, df = len(self.snapshot.chunks), self.snapshot.lexical.document_frequency(term)
        return math.log(1 + (n - df + 0.5) / (df + 0.5))

    def retrieve(self, question: Question, k: int) -> Evidence:
        """The best `k` passages, duplicates collapsed into one hit that keeps every source."""
        if not self.snapshot.chunks:
            return Evidence(question, (), (), (), (), (), question.content, question.names)
        measured = self.measure(question)
        scores = measured.table @ np.array([WEIGHTS[name] for name in FEATURES], dtype=np.float32)
        order = sorted(range(len(scores)), key=lambda at: (-float(scores[at]), int(measured.positions[at])))
        hits, features = self._collapse(order, measured, scores, k)
        hits = tuple(self._with_lines(hit, measured.units, measured.query) for hit in hits)
        support = self._support(measured, [self.snapshot.position[hit.chunk.id] for hit in hits[:SUPPORTING]])
        return Evidence(
            question=question,
            concepts=self._concepts(question, hits),
            units=measured.units,
            hits=hits,
            features=features,
            support=support,
            unknown=self._unknown(question),
            absent=self._absent(question),
        )

    def measure(self, question: Question) -> Measured:
        """All candidates with their features."""
        units = units_of(question, concept_term, self.idf)
        query = self.encoder.encode_queries([question.text])[0]
        terms = [*question.terms, *(concept_term(name) for name in question.concepts)]
        lexical = self.snapshot.lexical.scores(terms)
        positions = self._candidates(question, query, lexical)
        plain = np.concatenate(
            [
                (self.snapshot.passages.vectors[positions] @ query)[:, None],
                best_lines(self.snapshot, query, positions)[:, None],
                lexical[positions][:, None],
                self._shares(question, units, positions),
            ],
            axis=1,
        )
        table = plain.copy()
        table[:, :UNBOUNDED] = standardise(plain[:, :UNBOUNDED])
        return Measured(positions, plain, table, units, query)

    def _candidates(self, question: Question, query: Floats, lexical: Floats) -> Positions:
        found: set[int] = set()
        ids, _ = self.snapshot.passages.search(query, CANDIDATES)
        found.update(self.snapshot.position[int(i)] for i in ids)
        rows, _ = self.snapshot.lines.search(query, LINE_CANDIDATES)
        found.update(int(self.snapshot.line_chunk[int(row)]) for row in rows)
        top = np.argsort(-lexical, kind="stable")[:CANDIDATES]
        found.update(int(at) for at in top if lexical[at] > 0)
        for name in question.concepts:
            for edge in self.snapshot.graph.edges_of(name):
                if edge.relation in FITTING.get(question.kind, ()):
                    found.update(self._positions_of(e.chunk for e in edge.evidence))
        return np.array(sorted(found), dtype=np.int64)

    def _positions_of(self, chunks: Iterable[int]) -> list[int]:
        return [self.snapshot.position[chunk] for chunk in chunks if chunk in self.snapshot.position]

    def _shares(self, question: Question, units: Sequence[Unit], positions: Positions) -> Floats:
        """float32 [n, 5]: the features from `coverage` on."""
        stated = self._stated(question)
        rows: list[tuple[float, ...]] = []
        for at in positions:
            chunk = self.snapshot.chunks[at]
            heading, lines = self._heading_terms[at], self._line_terms[at]
            named = self._named.get(chunk.id, frozenset())
            above = set(heading)
            whole = above.union(named, *lines)
            best = max(
                (
                    share(units, above.union(line, self._named_in_line.get((chunk.id, statement.start), ())))
                    for line, statement in zip(lines, chunk.statements, strict=True)
                ),
                default=0.0,
            )
            in_heading = frozenset(self._named_in_heading.get(chunk.id, ()))
            rows.append(
                (
                    share(units, whole),
                    best,
                    heading_match(units, heading, in_heading),
                    float(question.kind in self._heading_kinds[at]),
                    stated.get(chunk.id, 0.0),
                )
            )
        return np.array(rows, dtype=np.float32).reshape(len(positions), 5)

    @cached_property
    def _named_in_heading(self) -> dict[int, frozenset[str]]:
        named: dict[int, set[str]] = defaultdict(set)
        for record in self.snapshot.records:
            for mention in record.links.mentions:
                if mention.in_path:
                    named[mention.chunk].add(concept_term(mention.concept))
        return {chunk: frozenset(terms) for chunk, terms in named.items()}

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
            key = fold("".join(statement.text for statement in chunk.statements)) or str(chunk.id)
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
        for statement, terms, cosine in zip(chunk.statements, self._line_terms[at], cosines, strict=True):
            named = self._named_in_line.get((chunk.id, statement.start), frozenset())
            scored.append((statement, 0.5 * float(cosine) + 0.5 * share(units, named.union(terms))))
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
            term, chunks = concept_term(sense), [hit.chunk.id for hit in hits[:SUPPORTING]]
            in_heading = sum(term in self._named_in_heading.get(chunk, ()) for chunk in chunks)
            return 2 * in_heading + sum(term in self._named.get(chunk, ()) for chunk in chunks)

        chosen = [max(asked.senses, key=lambda s: (spoken_of(s), s == asked.concept)) for asked in question.asked]
        known = self.snapshot.graph.concepts
        return tuple(dict.fromkeys(name for name in (*chosen, *question.carried) if name in known))

    def _absent(self, question: Question) -> tuple[str, ...]:
        concepts = self.snapshot.graph.concepts
        known = {term for asked in question.asked if concepts.keys() & set(asked.senses) for term in asked.terms}
        absent = [asked.surface for asked in question.asked if not concepts.keys() & set(asked.senses)]
        lexical = self.snapshot.lexical
        for name in question.names:
            terms = self.analyser.terms(name)
            if known.isdisjoint(terms) and not any(lexical.document_frequency(term) for term in terms[:1]):
                absent.append(name)
        return tuple(dict.fromkeys(absent))

    def _support(self, measured: Measured, positions: Sequence[int]) -> tuple[float, ...]:
        if not positions or not measured.units:
            return ()
        terms: set[str] = set()
        for at in positions:
            terms.update(self._heading_terms[at], *self._line_terms[at])
            terms.update(self._named.get(self.snapshot.chunks[at].id, ()))
        first = self.snapshot.first_line
        lines = np.concatenate([self.snapshot.lines.vectors[first[at] : first[at + 1]] for at in positions])
        meanings = self.encoder.encode_queries([unit.surface for unit in measured.units])
        nearest = (meanings @ lines.T).max(axis=1, initial=0.0)
        return tuple(
            1.0 if not unit.terms.isdisjoint(terms) else float(near)
            for unit, near in zip(measured.units, nearest, strict=True)
        )
