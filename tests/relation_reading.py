"""The graph of a few lines, and what it states: what the tests of relations share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from kb.chunks import chunk_note
from kb.graph.candidates import find_candidates
from kb.graph.concept_graph import ConceptGraph
from kb.graph.lexicon import Entry, load_lexicon
from kb.graph.links import Links, link_chunks, link_text
from kb.graph.owner import OwnerConcepts
from kb.graph.vocabulary import build_vocabulary
from kb.language.morphemes import Analyser
from kb.notes import read_note, scan
from kb.settings import Settings
from kb.types import Edge, Relation

ANALYSER = Analyser()


def graph_of(folder: Path, *texts: str, names: Sequence[str] = ()) -> ConceptGraph:
    """The graph of notes with these texts; `names` are concepts of the owner's, for fields that the lexicon doesn't know."""
    for number, text in enumerate(texts):
        (folder / f"note{number}.md").write_text(text, encoding="utf-8")
    settings = Settings()
    notes = [read_note(found, settings) for found in scan(folder, settings)[0]]
    chunks = {note.path: chunk_note(note, settings) for note in notes}
    candidates = {note.path: find_candidates(note, chunks[note.path], ANALYSER) for note in notes}
    vocabulary = build_vocabulary(candidates, load_lexicon(), OwnerConcepts(tuple(map(Entry, names))))
    links: dict[str, Links] = {path: link_chunks(own, vocabulary, ANALYSER) for path, own in chunks.items()}
    for edge in (e for link in links.values() for e in link.edges):
        assert any(edge.evidence.quote in chunk.text for chunk in chunks[edge.evidence.note])
    assert link_text(()) == ""
    return ConceptGraph.assemble(vocabulary.concepts, links)


def stated(graph: ConceptGraph) -> dict[tuple[str, str, str], Edge]:
    return {(e.source, str(e.relation), e.target): e for e in graph.edges if e.relation is not Relation.RELATED_TO}


def read(folder: Path, text: str) -> set[str]:
    """The edges of a note, "source relation target"; [[…]] marks the names that its owner has as concepts."""
    names = re.findall(r"\[\[(.+?)\]\]", text)
    graph = graph_of(folder, re.sub(r"\[\[|\]\]", "", text), names=tuple(dict.fromkeys(names)))
    return {" ".join(key) for key in stated(graph)}
