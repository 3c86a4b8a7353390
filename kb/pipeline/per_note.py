"""The two stages that take one note at a time, and what a worker process needs to run them.

Both are pure: the same settings, rules and vocabulary give the same result in any process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from kb.chunks import chunk_note
from kb.graph.candidates import Candidate, find_candidates
from kb.graph.lexicon import load_lexicon
from kb.graph.links import Links, link_chunks, link_text
from kb.graph.vocabulary import Vocabulary, VocabularyRecord
from kb.language.morphemes import Analyser
from kb.notes import FoundFile, Unreadable, read_note
from kb.settings import Settings
from kb.types import Chunk

Terms = tuple[tuple[tuple[str, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class NoteRead:
    """What follows from one file alone; `unreadable` says why where nothing does."""

    title: str = ""
    text: str = ""
    chunks: tuple[Chunk, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    unreadable: str = ""


@dataclass(frozen=True, slots=True)
class NoteLinked:
    """What also depends on the names of all notes; `key` tells which of them that were."""

    heading_terms: Terms
    line_terms: Terms
    links: Links
    key: str


@dataclass(frozen=True, slots=True)
class Reader:
    """File → chunks and candidates."""

    settings: Settings
    analyser: Analyser

    @classmethod
    def start(cls, settings: Settings) -> Reader:
        return cls(settings, Analyser(load_lexicon().words))

    def __call__(self, file: FoundFile) -> NoteRead:
        try:
            note = read_note(file, self.settings)
        except Unreadable as error:
            return NoteRead(unreadable=str(error))
        chunks = chunk_note(note, self.settings)
        return NoteRead(note.title, note.text, chunks, find_candidates(note, chunks, self.analyser))


@dataclass(frozen=True, slots=True)
class Linker:
    """Chunks → terms, mentions and relations."""

    vocabulary: Vocabulary
    analyser: Analyser
    """Knows the names of the vocabulary."""

    @classmethod
    def start(cls, record: VocabularyRecord) -> Linker:
        vocabulary = Vocabulary(record)
        return cls(vocabulary, Analyser(load_lexicon().words).with_words(vocabulary.words))

    def __call__(self, chunks: tuple[Chunk, ...]) -> NoteLinked:
        headings = [chunk.heading for chunk in chunks]
        lines = [[statement.text for statement in chunk.statements] for chunk in chunks]
        terms = self._terms_of(text for part in (*headings, *lines) for text in part)
        return NoteLinked(
            heading_terms=tuple(tuple(terms[text] for text in part) for part in headings),
            line_terms=tuple(tuple(terms[text] for text in part) for part in lines),
            links=link_chunks(chunks, self.vocabulary, self.analyser),
            key=self.vocabulary.slice_key(link_text(chunks)),
        )

    def _terms_of(self, texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Each text once: a heading stands above many passages."""
        distinct = list(dict.fromkeys(texts))
        return dict(zip(distinct, self.analyser.terms_many(distinct), strict=True))


@dataclass(frozen=True, slots=True)
class Stage:
    """How a worker runs a stage: `start` makes of what the build knows (`setup`) a function from `takes` to `gives`."""

    setup: Any
    takes: Any
    gives: Any
    start: Callable[[Any], Callable[[Any], Any]]


STAGES = {
    "read": Stage(Settings, FoundFile, NoteRead, Reader.start),
    "link": Stage(VocabularyRecord, tuple[Chunk, ...], NoteLinked, Linker.start),
}
