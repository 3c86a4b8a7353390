"""Candidates from every source, one score, duplicates collapsed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.chunks import embedding_text
from kb.encoder import Encoder
from kb.language.morphemes import Analyser
from kb.retrieval.features import FEATURES, Floats, Unit, share
from kb.retrieval.fit import Fitter
from kb.retrieval.measure import Measured, Measurer, best_of
from kb.retrieval.question import Question
from kb.retrieval.ranking import Ranking
from kb.retrieval.respelling import Respeller
from kb.store import Snapshot, concept_term
from kb.types import Chunk, Hit, Statement

SUPPORTING = 3
"""Passages that are asked together whether they speak of everything that the question names."""


CROSSED = 30
"""Passages that a cross-encoder reads, if there is one."""


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
    unnamed: tuple[str, ...]
    """Names of known concepts in the question that no note uses; their words may stand there."""
    query: Floats
    """float32 [d]: the question's vector."""


class Retriever:
    """Searches one snapshot. Holds no state between questions."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, analyser: Analyser, ranking: Ranking | None = None) -> None:
        self.snapshot = snapshot
        self.encoder = encoder
        self.analyser = analyser
        self.ranking = ranking or Ranking()
        self.measurer = Measurer(snapshot, encoder, analyser, self.ranking)
        self.terms = self.measurer.terms
        self.fitter = Fitter(snapshot, analyser, self.terms, encoder)
        self.respell = Respeller(snapshot, analyser, encoder)

    def retrieve(self, question: Question, k: int) -> Evidence:
        """The best `k` passages, duplicates collapsed into one hit that keeps every source."""
        if not self.snapshot.chunks:
            nothing = np.zeros(0, dtype=np.float32)
            return Evidence(question, (), (), (), (), (), (), question.content, question.names, (), nothing)
        measured = self.measurer.measure(question)
        chosen, features = self._choose(question, measured, k)
        hits = tuple(self._with_lines(hit, measured.units, measured.query) for hit in chosen)
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
            absent=(*self._absent(question), *_versions_absent(question, hits)),
            unnamed=tuple(asked.surface for asked in question.asked if not self.measurer.is_named(asked)),
            query=measured.query,
        )

    def _choose(self, question: Question, measured: Measured, k: int) -> tuple[list[Hit], tuple[dict[str, float], ...]]:
        """The best `k`, each further passage of a section held back a little, so that what is compared, or stands in
        several notes, finds room; duplicates collapsed into the first of them."""
        scores = self._crossed(question, measured, measured.scores(self.ranking))
        order = np.lexsort((measured.positions, -scores))
        positions, scores = measured.positions[order], scores[order]
        places = self.snapshot.places.of_chunk[positions]
        same: dict[str, list[int]] = defaultdict(list)
        keys = [_words_of(self.snapshot.chunks[at]) for at in positions]
        for at, key in enumerate(keys):
            same[key].append(at)
        hits: list[Hit] = []
        chosen: list[int] = []
        for _ in range(min(k, len(same))):
            at = int(scores.argmax())
            first, *others = same[keys[at]]
            also = tuple(self.snapshot.chunks[positions[other]] for other in others)
            hits.append(Hit(self.snapshot.chunks[positions[first]], float(scores[at]), also))
            chosen.append(int(order[first]))
            scores[places == places[at]] -= self.ranking.same_section
            scores[same[keys[at]]] = -np.inf
        return hits, tuple(dict(zip(FEATURES, measured.plain[at].tolist(), strict=True)) for at in chosen)

    def _crossed(self, question: Question, measured: Measured, scores: Floats) -> Floats:
        """The scores with the first passages ordered by score and cross-encoder alike (sum of z-scores)."""
        if self.ranking.reranker is None:
            return scores
        first = best_of(scores, CROSSED)
        texts = [embedding_text(self.snapshot.chunks[at]) for at in measured.positions[first]]
        read = self.ranking.reranker.scores(question.text, texts)
        own = scores[first]
        mixed = _spread_of(own) + _spread_of(read)
        scores = scores.copy()
        scores[first] = own.min() + (mixed - mixed.min()) * max(float(own.std()), 1e-6)  # on the scale of the others
        return scores

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
            elif not any(lexical.document_frequency(term) for term in asked.terms):
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


def _versions_absent(question: Question, hits: Sequence[Hit]) -> tuple[str, ...]:
    """Names with a number (HTTP/3, TLS 1.3) that no passage has in any spelling: notes on HTTP/2 don't tell of it."""
    text = "\n".join(part for hit in hits for part in (*hit.chunk.heading, hit.chunk.text))
    missing = []
    for found in _VERSION.finditer(question.text):
        name, number = found.groups()
        written = rf"(?<![A-Za-z\d]){re.escape(name)}[\W_]{{0,3}}(version )?v?{re.escape(number)}(?!\d)"
        if name != name.lower() and not re.search(written, text, re.IGNORECASE):
            missing.append(found.group())
    return tuple(missing)


def _spread_of(scores: Floats) -> Floats:
    return np.asarray((scores - scores.mean()) / max(float(scores.std()), 1e-6), dtype=np.float32)


_VERSION = re.compile(
    r"(?<![A-Za-z\d])([A-Za-z][A-Za-z+#]+)[/ -]?v?(\d+(?:\.\d+)*)(?![\dA-Za-z])(?=[와과는은이가을를의에로랑도란 ?.,!]|$)"
)
"""A name and its number, whatever stands between them; a number before a counted thing (LSTM 4개) is none."""


def _words_of(chunk: Chunk) -> str:
    """What makes two passages the same: their words, whatever their spacing and case."""
    return "".join("".join(statement.text for statement in chunk.statements).split()).casefold() or str(chunk.id)
