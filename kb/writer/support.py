"""Whether a passage backs a sentence that somebody else wrote about it. Strict: a true sentence dropped costs less than a
false one shown under a citation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.chunks import chunk_note
from kb.encoder import Encoder
from kb.graph.links import link_chunks
from kb.graph.quoting import StatedEdge
from kb.language.morphemes import Analyser
from kb.notes import parse_note
from kb.retrieval.kinds import is_furniture
from kb.settings import Settings
from kb.store import Snapshot
from kb.types import Citation, Statement
from kb.writer.opposites import opposed

COVERED = 0.5
"""Share of what a sentence says of its subject (content words beyond the question's and the headings') that the quoted
lines say too, from which it says no more than they do."""
ALIKE = 0.6
"""Cosine between what the two say of the subject from which other words, or another language's, mean the same."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a text speaks of."""

    words: frozenset[str]
    named: Mapping[str, str]
    """Concept → how the text calls it."""
    numbers: frozenset[str]
    lemmas: tuple[str, ...]

    @property
    def concepts(self) -> frozenset[str]:
        return frozenset(self.named)


class Support:
    """Holds sentences to lines of one snapshot."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, analyser: Analyser) -> None:
        self._snapshot, self._encoder, self._analyser = snapshot, encoder, analyser

    def backs(self, sentence: str, cited: Sequence[Citation], question: str) -> bool:
        """Whether the cited lines, under their headings, say what the sentence says.

        It may name no concept and no number that neither they nor the question name; what it says of its subject is in their
        words, or near them in meaning; it denies as often as they do and takes no opposite side; and no relation that it
        states between two concepts is another one in their passages.
        """
        quotes = " ".join(_plain(citation) for citation in cited)
        headings = " ".join(part for citation in cited for part in _path(citation))
        said, asked, there, above = map(self._read, (sentence, question, quotes, headings))
        known = there.concepts | above.concepts | asked.concepts
        words = there.words | above.words | asked.words
        if not said.words or not all(
            name in known or set(self._analyser.terms(said.named[name])) <= words for name in said.named
        ):
            return False
        if not said.numbers <= there.numbers | above.numbers | asked.numbers:
            return False
        stated = self._stated(sentence, cited)
        if opposed(said.lemmas, there.lemmas) or stated is False:
            return False
        new = said.words - asked.words - above.words
        if stated or not new or len(new & there.words) / len(new) >= COVERED:
            return True
        subject = asked.concepts | above.concepts
        return self._cosine(self._without(sentence, subject), self._without(quotes, subject)) >= ALIKE

    def _read(self, text: str) -> _Reading:
        tokens = self._analyser.tokens(text)
        terms = self._analyser.terms(text)
        return _Reading(
            frozenset(term for term in terms if not is_furniture(term)),
            {name.concept: name.surface for name in self._snapshot.vocabulary.find(text)},
            frozenset(term.rstrip(".") for term in terms if term[:1].isdigit()),
            tuple(token.lemma for token in tokens),
        )

    def _without(self, text: str, concepts: frozenset[str]) -> str:
        """The text without the names of its subject, which would make any two sentences about it alike."""
        for name in reversed(self._snapshot.vocabulary.find(text)):
            if name.concept in concepts:
                text = f"{text[: name.start]} {text[name.end :]}"
        return text

    def _cosine(self, a: str, b: str) -> float:
        one, other = self._encoder.encode_passages([a, b])
        return float(one @ other)

    def _stated(self, sentence: str, cited: Sequence[Citation]) -> bool | None:
        """Whether the passages state the relations that the sentence states: False where they state only others between the
        same two concepts, None where they or it say nothing of the kind."""
        there: dict[frozenset[str], set[tuple[str, str, str]]] = {}
        inside = {citation.chunk.id for citation in cited}
        notes = {citation.chunk.note for citation in cited}
        for record in self._snapshot.records:
            for edge in record.links.edges if record.path in notes else ():
                if edge.evidence.chunk in inside and not edge.evidence.negated:
                    there.setdefault(frozenset((edge.source, edge.target)), set()).add(_key(edge))
        edges = self._edges(sentence) if there else ()
        shared = [_key(edge) in there[pair] for edge in edges if (pair := frozenset((edge.source, edge.target))) in there]
        return all(shared) if shared else None

    def _edges(self, sentence: str) -> tuple[StatedEdge, ...]:
        note = parse_note("sentence.md", sentence.encode())
        return link_chunks(chunk_note(note, Settings()), self._snapshot.vocabulary, self._analyser).edges


def _key(edge: StatedEdge) -> tuple[str, str, str]:
    return edge.source, str(edge.relation), edge.target


def _statement(citation: Citation) -> Statement | None:
    return next((s for s in citation.chunk.statements if s.quote == citation.quote), None)


def _plain(citation: Citation) -> str:
    statement = _statement(citation)
    return statement.text if statement else citation.quote


def _path(citation: Citation) -> tuple[str, ...]:
    statement = _statement(citation)
    return statement.path if statement else citation.chunk.heading
