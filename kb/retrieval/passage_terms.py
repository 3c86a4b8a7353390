"""What each passage speaks of: the words and concepts of its headings and of each of its lines."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

import numpy as np

from kb.retrieval.question import kind_of
from kb.store import Snapshot, concept_term

NONE: frozenset[str] = frozenset()


class PassageTerms:
    """Views of one snapshot by the position of the passage in `Snapshot.chunks`; each is made on first use."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    @cached_property
    def headings(self) -> list[tuple[tuple[str, ...], ...]]:
        """The analysed words of each heading of the path, outermost first."""
        return [terms for record in self.snapshot.records for terms in record.heading_terms]

    @cached_property
    def lines(self) -> list[tuple[tuple[str, ...], ...]]:
        """The analysed words of each statement."""
        return [lines for record in self.snapshot.records for lines in record.line_terms]

    @cached_property
    def heading_kinds(self) -> list[frozenset[str]]:
        """The kinds of answer that the last two headings announce ("ReLU의 문제점")."""
        known = {heading: kind_of(heading) for chunk in self.snapshot.chunks for heading in chunk.heading[-2:]}
        return [frozenset(known[h] for h in chunk.heading[-2:]) - {"open"} for chunk in self.snapshot.chunks]

    def above(self, at: int) -> set[str]:
        """Words and concepts of the whole heading path: every line of the passage silently relies on them."""
        return {term for heading in self.headings[at] for term in heading} | self.named_in_path(at)

    def whole(self, at: int) -> set[str]:
        """Words and concepts of headings and text."""
        return self.above(at).union(self.named(at), *self.lines[at])

    def line(self, at: int, number: int) -> set[str]:
        """Words and concepts of one statement alone."""
        start = self.snapshot.chunks[at].statements[number].start
        return set(self.lines[at][number]) | self._named_in_line.get((self.snapshot.chunks[at].id, start), NONE)

    def named(self, at: int) -> frozenset[str]:
        """Concept terms of headings and text."""
        return self._named.get(self.snapshot.chunks[at].id, NONE)

    def named_in_path(self, at: int) -> frozenset[str]:
        """Concept terms of the heading path."""
        return self._named_in_path.get(self.snapshot.chunks[at].id, NONE)

    @cached_property
    def _named(self) -> dict[int, frozenset[str]]:
        named: dict[int, set[str]] = defaultdict(set)
        for record in self.snapshot.records:
            for mention in record.links.mentions:
                named[mention.chunk].add(concept_term(mention.concept))
        return {chunk: frozenset(terms) for chunk, terms in named.items()}

    @cached_property
    def _named_in_path(self) -> dict[int, frozenset[str]]:
        named: dict[int, set[str]] = defaultdict(set)
        for record in self.snapshot.records:
            for mention in record.links.mentions:
                if mention.in_path:
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
