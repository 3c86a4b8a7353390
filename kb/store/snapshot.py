"""What a snapshot holds: one record per note, the manifest, and the indexes and graph over all of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from kb.graph.candidates import Candidate
from kb.graph.concept_graph import ConceptGraph
from kb.graph.links import Links
from kb.graph.passage_links import PassageLinks, Places, find_places
from kb.graph.vocabulary import Vocabulary
from kb.index.dense import DenseIndex
from kb.index.lexical import LexicalIndex
from kb.settings import Settings
from kb.types import Chunk, NoteStatus, Statement


@dataclass(frozen=True, slots=True)
class NoteRecord:
    """Everything derived from one note; `key` says from which names of concepts terms and links were derived."""

    path: str
    sha256: str
    title: str
    text: str
    chunks: tuple[Chunk, ...]
    candidates: tuple[Candidate, ...]
    heading_terms: tuple[tuple[tuple[str, ...], ...], ...]
    """Per chunk and heading of its path: the analysed words."""
    line_terms: tuple[tuple[tuple[str, ...], ...], ...]
    """Per chunk and statement: the analysed words of the statement."""
    links: Links
    key: str
    indexed_at: str
    nameless: str = ""
    """Why no candidates were found; empty where they were looked for."""
    unlinked: str = ""
    """Why no links were made; empty where they were."""

    @property
    def problem(self) -> str:
        """What of the note is not in the index, and why; empty where all is."""
        return "; ".join(part for part in (self.nameless, self.unlinked) if part)


@dataclass(frozen=True, slots=True)
class Manifest:
    format: int
    version: str
    built_at: str
    notes_folder: str
    encoder: str
    encoder_fingerprint: str
    dimensions: int
    analyser: str
    rules: str
    """Hash of the stages' code and data (lexicon, relation rules) and of the owner's concepts."""
    settings: Settings
    notes: tuple[NoteStatus, ...]
    hashes: dict[str, str]
    """Path of each indexed note → sha256 of its file."""
    concepts: int
    relations: int
    files: dict[str, str]


@dataclass(frozen=True)
class Snapshot:
    """One whole index, in memory. Row i of `passages` is `chunks[i]`; `lines` are all statements in chunk order."""

    folder: Path
    manifest: Manifest
    records: tuple[NoteRecord, ...]
    vocabulary: Vocabulary
    graph: ConceptGraph
    passages: DenseIndex
    lines: DenseIndex
    lexical: LexicalIndex
    links: PassageLinks

    @cached_property
    def chunks(self) -> tuple[Chunk, ...]:
        return tuple(chunk for record in self.records for chunk in record.chunks)

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        return tuple(statement for chunk in self.chunks for statement in chunk.statements)

    @cached_property
    def line_chunk(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """int64 [statements]: the position of each statement's chunk."""
        counts = [len(chunk.statements) for chunk in self.chunks]
        return np.repeat(np.arange(len(counts), dtype=np.int64), counts)

    @cached_property
    def first_line(self) -> np.ndarray[Any, np.dtype[np.int64]]:
        """int64 [chunks + 1]: statements of chunk i are `statements[first_line[i]:first_line[i + 1]]`."""
        counts = [len(chunk.statements) for chunk in self.chunks]
        return np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)

    @cached_property
    def position(self) -> dict[int, int]:
        """`Chunk.id` → position in `chunks`."""
        return {chunk.id: at for at, chunk in enumerate(self.chunks)}

    @cached_property
    def places(self) -> Places:
        """The sections and their names, as `links` numbers them."""
        return find_places(self.chunks, self.vocabulary)

    @cached_property
    def chunks_of_note(self) -> dict[str, tuple[Chunk, ...]]:
        return {record.path: record.chunks for record in self.records}

    @cached_property
    def texts(self) -> dict[str, str]:
        return {record.path: record.text for record in self.records}


def concept_term(name: str) -> str:
    """The BM25 token of a concept; the mark keeps it apart from every word."""
    return f"§{name}"
