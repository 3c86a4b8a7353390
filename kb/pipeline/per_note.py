"""The two stages that take one note at a time, and what a worker process needs to run them.

Both are pure: the same settings, rules and vocabulary give the same result in any process. What they can't make of a note
is left out with the reason, and the rest of it is kept: no text of a user breaks a build.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.chunks import chunk_note
from kb.errors import KBError
from kb.graph.candidates import Candidate, find_candidates
from kb.graph.lexicon import load_lexicon
from kb.graph.links import Links, link_chunks, link_text
from kb.graph.vocabulary import Vocabulary, VocabularyRecord
from kb.language.morphemes import Analyser
from kb.notes import FoundFile, Unreadable, read_note
from kb.settings import Settings
from kb.types import Chunk, Note, Statement

Terms = tuple[tuple[tuple[str, ...], ...], ...]

NOT_OF_THE_NOTE = (KBError, OSError, ImportError, MemoryError)
"""Errors that no note is to blame for: they end the build."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The two stages whose rules meet whatever people write."""

    names: Callable[[Note, Sequence[Chunk], Analyser], tuple[Candidate, ...]] = find_candidates
    relations: Callable[[Sequence[Chunk], Vocabulary, Analyser], Links] = link_chunks


RULES = Rules()


@dataclass(frozen=True, slots=True)
class NoteRead:
    """What follows from one file alone; `unreadable` says why where nothing does."""

    title: str = ""
    text: str = ""
    chunks: tuple[Chunk, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    unreadable: str = ""
    nameless: str = ""
    """Why no names were looked for; empty where they were."""


@dataclass(frozen=True, slots=True)
class NoteLinked:
    """What also depends on the names of all notes; `key` tells which of them that were."""

    heading_terms: Terms
    line_terms: Terms
    links: Links
    key: str
    unlinked: str = ""
    """Why no relations and mentions were; empty where they were."""


@dataclass(frozen=True, slots=True)
class Reader:
    """File → chunks and candidates."""

    settings: Settings
    analyser: Analyser
    rules: Rules = RULES

    @classmethod
    def start(cls, settings: Settings) -> Reader:
        return cls(settings, Analyser(load_lexicon().words))

    def __call__(self, file: FoundFile) -> NoteRead:
        try:
            note = read_note(file, self.settings)
            chunks = chunk_note(note, self.settings)
        except Unreadable as error:
            return NoteRead(unreadable=str(error))
        except NOT_OF_THE_NOTE:
            raise
        except Exception as error:
            return NoteRead(unreadable=f"kb can't read it; please report this ({_blame(error)})")
        try:
            candidates, nameless = self.rules.names(note, chunks, self.analyser), ""
        except NOT_OF_THE_NOTE:
            raise
        except Exception as error:
            candidates, nameless = (), f"its names were left out; please report this ({_blame(error)})"
        return NoteRead(note.title, note.text, chunks, candidates, nameless=nameless)


@dataclass(frozen=True, slots=True)
class Linker:
    """Chunks → terms, mentions and relations."""

    vocabulary: Vocabulary
    analyser: Analyser
    """Knows the names of the vocabulary."""
    rules: Rules = RULES

    @classmethod
    def start(cls, record: VocabularyRecord) -> Linker:
        vocabulary = Vocabulary(record)
        return cls(vocabulary, Analyser(load_lexicon().words).with_words(vocabulary.words))

    def __call__(self, chunks: tuple[Chunk, ...]) -> NoteLinked:
        headings = [chunk.heading for chunk in chunks]
        lines = [[_words_of(statement) for statement in chunk.statements] for chunk in chunks]
        terms = self._terms_of(text for part in (*headings, *lines) for text in part)
        try:
            links, unlinked = self.rules.relations(chunks, self.vocabulary, self.analyser), ""
        except NOT_OF_THE_NOTE:
            raise
        except Exception as error:
            links, unlinked = Links((), ()), f"its relations were left out; please report this ({_blame(error)})"
        return NoteLinked(
            heading_terms=tuple(tuple(terms[text] for text in part) for part in headings),
            line_terms=tuple(tuple(terms[text] for text in part) for part in lines),
            links=links,
            key=self.vocabulary.slice_key(link_text(chunks)),
            unlinked=unlinked,
        )

    def _terms_of(self, texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Each text once: a heading stands above many passages."""
        distinct = list(dict.fromkeys(texts))
        return dict(zip(distinct, self.analyser.terms_many(distinct), strict=True))


def _words_of(statement: Statement) -> str:
    """What a statement is found by: a row also by the header of its first column, which its text leaves out."""
    key = statement.cells[0][0] if statement.cells else ""
    return f"{key} {statement.text}" if key and key not in statement.text else statement.text


def _blame(error: Exception) -> str:
    """ "IndexError in kb/graph/frames.py, line 12": our last line, the same in every process; no word of the note."""
    package = Path(__file__).parents[1]
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(package)]
    if isinstance(error, RecursionError):  # where the stack ends differs
        return type(error).__name__
    return f"{type(error).__name__} in kb/{Path(ours[-1].filename).relative_to(package).as_posix()}, line {ours[-1].lineno}"


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
