"""What each passage speaks of: the words and concepts of its headings and of each of its lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from kb.retrieval.kinds import kinds_of
from kb.store import NoteRecord, Snapshot, concept_term

CACHED_PASSAGES = 20_000
"""Passages whose terms stay in memory once they were asked for, at about 5 kB each."""

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Terms:
    """The analysed words of one passage, and the terms of the concepts that it names."""

    headings: tuple[tuple[str, ...], ...]
    """The words of each heading of the path, outermost first."""
    above: frozenset[str]
    """Words and concepts of the heading path, which every line of the passage silently relies on, and the concepts of its
    list parents and pseudo-headings, on which some do."""
    headed: frozenset[str]
    """Words and concepts of the heading path alone."""
    lines: tuple[frozenset[str], ...]
    """Words and concepts of each statement alone."""
    named: frozenset[str]
    """Concepts of headings and text."""
    named_in_path: frozenset[str]
    above_ids: Ids
    named_ids: Ids
    line_ids: Ids
    line_sizes: Ids
    """`line_ids` are the term ids of the statements one after another, each with those of the heading path and of its own
    list parents; `line_sizes` how many each statement has."""

    @property
    def whole(self) -> frozenset[str]:
        """Words and concepts of headings and text."""
        return self.above.union(self.named, *self.lines)


class PassageTerms:
    """Views of one snapshot by the position of the passage in `Snapshot.chunks`; each is made on first use, so that
    neither opening nor asking takes longer over more notes."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.of = lru_cache(maxsize=CACHED_PASSAGES)(self._terms)
        self._mentions = lru_cache(maxsize=CACHED_PASSAGES)(self._mentions_in)
        self.kinds = lru_cache(maxsize=CACHED_PASSAGES)(self._kinds)

    @cached_property
    def _records(self) -> dict[str, tuple[NoteRecord, int]]:
        """Path → record and the position of its first passage."""
        found: dict[str, tuple[NoteRecord, int]] = {}
        first = 0
        for record in self.snapshot.records:
            found[record.path] = (record, first)
            first += len(record.chunks)
        return found

    def _kinds(self, at: int) -> frozenset[str]:
        """The kinds of answer that the last two headings announce ("ReLU의 문제점")."""
        return frozenset(kind for heading in self.snapshot.chunks[at].heading[-2:] for kind in kinds_of(heading))

    def _terms(self, at: int) -> Terms:
        chunk = self.snapshot.chunks[at]
        record, first = self._records[chunk.note]
        in_path, in_line = self._mentions(chunk.note)
        headings = record.heading_terms[at - first]
        own = in_line.get(chunk.id, {})
        surfaces = in_path.get(chunk.id, {})
        named_in_path = frozenset(term for terms in surfaces.values() for term in terms)
        lines = tuple(
            frozenset(words).union(own.get(number, ())) for number, words in enumerate(record.line_terms[at - first])
        )
        above = named_in_path.union(*headings)
        headed = frozenset[str]().union(*headings, _named_by(surfaces, chunk.heading))
        named = named_in_path.union(*own.values())
        relied_on = {path: headed | _named_by(surfaces, path) for path in {one.path for one in chunk.statements}}
        ids = [term_ids(line | relied_on[one.path]) for line, one in zip(lines, chunk.statements, strict=True)]
        return Terms(
            headings,
            above,
            headed,
            lines,
            named,
            named_in_path,
            term_ids(above),
            term_ids(named),
            np.concatenate([np.empty(0, np.int64), *ids]),
            np.array([len(line) for line in ids], dtype=np.int64),
        )

    def _mentions_in(self, note: str) -> tuple[dict[int, dict[str, set[str]]], dict[int, dict[int, set[str]]]]:
        """Concept terms per chunk id: those of its headings and list parents, by the name that stands there, and those in
        the words of each statement (by number; -1 before the first)."""
        record, _ = self._records[note]
        starts = {chunk.id: [s.start for s in chunk.statements] for chunk in record.chunks}
        above: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        own: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for mention in record.links.mentions:
            term = concept_term(mention.concept)
            if mention.in_path:
                above[mention.chunk][mention.surface].add(term)
            else:
                at = int(np.searchsorted(starts[mention.chunk], mention.start, side="right")) - 1
                own[mention.chunk][at].add(term)
        return above, own


def _named_by(surfaces: Mapping[str, set[str]], path: Sequence[str]) -> set[str]:
    """The terms of the concepts whose names stand in a path; a name within a longer one (ELU of ReLU) doesn't."""
    left = "\n".join(path)
    found: set[str] = set()
    for surface in sorted(surfaces, key=lambda name: (-len(name), name)):
        if surface and surface in left:
            found |= surfaces[surface]
            left = left.replace(surface, "\n")
    return found


def term_ids(terms: Sequence[str] | frozenset[str]) -> Ids:
    """int64: terms as numbers that are equal for equal terms within one process (two of 50,000 terms clash with a
    probability of 10⁻¹⁰)."""
    return np.fromiter(map(hash, terms), dtype=np.int64, count=len(terms))
