"""What is made of all notes together, in the order of their paths: indexes, graph and links between passages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.graph.concept_graph import ConceptGraph
from kb.graph.passage_links import Places, link_passages
from kb.graph.vocabulary import Vocabulary
from kb.index.dense import DenseIndex
from kb.index.lexical import LexicalIndex
from kb.pipeline.reuse import Parts, line_count
from kb.store import Manifest, NoteRecord, Snapshot, concept_term
from kb.types import NoteStatus


def assemble(
    manifest: Manifest,
    records: tuple[NoteRecord, ...],
    parts: Sequence[Parts],
    vocabulary: Vocabulary,
    places: Places,
    skipped: tuple[tuple[str, str], ...],
    base: Snapshot | None,
    same_lines: Iterable[str],
) -> Snapshot:
    """`parts`: vectors of the records, in their order. `same_lines`: notes whose lines name the same places as in `base`."""
    none = np.zeros((0, manifest.dimensions), dtype=np.float32)
    passages = np.concatenate([none, *(part.passages for part in parts)])
    lines = np.concatenate([none, *(part.lines for part in parts)])
    chunks = [chunk for record in records for chunk in record.chunks]
    graph = ConceptGraph.assemble(vocabulary.concepts.values(), {record.path: record.links for record in records})
    return Snapshot(
        folder=Path(),
        manifest=replace(
            manifest,
            notes=_states(manifest, records, skipped),
            hashes={record.path: record.sha256 for record in records},
            concepts=len(graph.concepts),
            relations=len(graph.edges),
        ),
        records=records,
        vocabulary=vocabulary,
        graph=graph,
        passages=DenseIndex.build(np.array([chunk.id for chunk in chunks], dtype=np.int64), passages),
        lines=DenseIndex.build(np.arange(len(lines), dtype=np.int64), lines),
        lexical=LexicalIndex.build([terms for record in records for terms in _documents(record)]),
        links=link_passages(chunks, places, base.links, _rows(base.records, records, set(same_lines)))
        if base
        else link_passages(chunks, places),
    )


def _rows(old: Sequence[NoteRecord], new: Sequence[NoteRecord], same: set[str]) -> NDArray[np.int64]:
    """int64 [statements]: where the lines of the notes `same` stood in the old snapshot, -1 for all others."""
    first: dict[str, int] = {}
    at = 0
    for record in old:
        first[record.path] = at
        at += line_count(record)
    rows = [np.zeros(0, dtype=np.int64)]
    for record in new:
        count = line_count(record)
        known = record.path in same
        rows.append(np.arange(first[record.path], first[record.path] + count) if known else np.full(count, -1))
    return np.concatenate(rows)


def _documents(record: NoteRecord) -> list[tuple[str, ...]]:
    """What BM25 sees of each chunk: its terms and, as one token whatever the language, the concepts that it names."""
    named: dict[int, set[str]] = {chunk.id: set() for chunk in record.chunks}
    for mention in record.links.mentions:
        named[mention.chunk].add(concept_term(mention.concept))
    return [
        (*chain.from_iterable((*headings, *lines)), *sorted(named[chunk.id]))
        for headings, lines, chunk in zip(record.heading_terms, record.line_terms, record.chunks, strict=True)
    ]


def _states(manifest: Manifest, records: Sequence[NoteRecord], skipped: Sequence[tuple[str, str]]) -> tuple[NoteStatus, ...]:
    states = [
        NoteStatus(
            path=record.path,
            state="indexed",
            reason=record.problem,
            chunks=len(record.chunks),
            concepts=len({mention.concept for mention in record.links.mentions}),
            indexed_at=record.indexed_at,
        )
        for record in records
    ]
    states += [NoteStatus(path, "skipped", reason, 0, 0, manifest.built_at) for path, reason in skipped]
    return tuple(sorted(states, key=lambda state: state.path))
