"""How each line of a passage bears on a question, and what the headings above it are about."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from kb.encoder import Encoder
from kb.encoder.static import StaticEncoder
from kb.language.morphemes import Analyser
from kb.retrieval.features import Floats, Unit
from kb.retrieval.late import nearness
from kb.retrieval.passage_terms import PassageTerms
from kb.store import Snapshot, concept_term
from kb.types import Chunk, Statement

CACHED_HEADINGS = 20_000


@dataclass(frozen=True, slots=True)
class LineFit:
    """One line of a passage against a question."""

    statement: Statement
    cosine: float
    units: frozenset[int]
    """Those units of the question, by position, of which the line's own words speak."""
    near: Floats
    """float32 [units]: how near the line's own words come to each unit, 1 where they speak of it."""


class Fitter:
    """Reads passages of one snapshot. Holds no state between questions."""

    def __init__(self, snapshot: Snapshot, analyser: Analyser, terms: PassageTerms, encoder: Encoder) -> None:
        self._snapshot = snapshot
        self._encoder = encoder if isinstance(encoder, StaticEncoder) else None
        self._analyser = analyser
        self._terms = terms
        # caches of its own: they go when the snapshot goes
        self._subject = lru_cache(maxsize=CACHED_HEADINGS)(self._find_subject)
        self._named = lru_cache(maxsize=CACHED_HEADINGS)(self._find_named)

    def lines(self, units: Sequence[Unit], query: Floats, chunk: Chunk) -> tuple[LineFit, ...]:
        """Each line of a passage, in the order of the note."""
        at = self._snapshot.position[chunk.id]
        start, end = self._snapshot.first_line[at], self._snapshot.first_line[at + 1]
        cosines = self._snapshot.lines.vectors[start:end] @ query
        spoken = [_units_in(units, terms) for terms in self._terms.of(at).lines]
        near = self.near(units, [statement.text for statement in chunk.statements], spoken)
        return tuple(LineFit(*of_line) for of_line in zip(chunk.statements, map(float, cosines), spoken, near, strict=True))

    def near(self, units: Sequence[Unit], texts: Sequence[str], spoken: Sequence[frozenset[int]]) -> Floats:
        """float32 [texts, units]: how near the pieces of each text come to each unit; 1 for those `spoken` of, all that an
        encoder without pieces can tell."""
        near = np.zeros((len(texts), len(units)), dtype=np.float32)
        if self._encoder is not None and units:
            near = nearness(self._encoder, [unit.surface for unit in units], self._encoder.piece_ids(texts))
        for row, held in zip(near, spoken, strict=True):
            row[list(held)] = 1.0
        return near

    def above(self, units: Sequence[Unit], chunk: Chunk) -> frozenset[int]:
        """Those units, by position, of which the passage's headings speak."""
        return _units_in(units, self._terms.of(self._snapshot.position[chunk.id]).headed)

    def subject(self, units: Sequence[Unit], path: tuple[str, ...]) -> frozenset[int]:
        """Those units, by position, that the nearest part of a path names which names any concept: under
        "RNN, LSTM, GRU" › "RNN의 문제점" the subject is RNN."""
        return _units_in(units, self._subject(path))

    def named_in(self, units: Sequence[Unit], text: str) -> frozenset[int]:
        """Those units, by position, that a text names."""
        return _units_in(units, self._named(text)[0])

    def _find_named(self, text: str) -> tuple[frozenset[str], bool]:
        """The terms of a text with those of the concepts that it names, and whether it names any."""
        found = self._snapshot.vocabulary.find(text)
        return frozenset((*self._analyser.terms(text), *(concept_term(one.concept) for one in found))), bool(found)

    def _find_subject(self, path: tuple[str, ...]) -> frozenset[str]:
        parts = [self._named(part) for part in reversed(path)]
        return next((terms for terms, names in parts if names), frozenset[str]().union(*(terms for terms, _ in parts)))


def _units_in(units: Sequence[Unit], terms: AbstractSet[str]) -> frozenset[int]:
    return frozenset(at for at, unit in enumerate(units) if unit.is_in(terms))
