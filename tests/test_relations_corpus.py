"""The notes that ship with the program: the chain that the design promises, with its quotes."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.chunks import chunk_note
from kb.graph.candidates import find_candidates
from kb.graph.concept_graph import ConceptGraph
from kb.graph.lexicon import load_lexicon
from kb.graph.links import link_chunks
from kb.graph.owner import OwnerConcepts
from kb.graph.vocabulary import build_vocabulary
from kb.language.morphemes import Analyser
from kb.notes import read_note, scan
from kb.settings import Settings
from kb.types import Relation

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="module")
def graph() -> ConceptGraph:
    settings, analyser = Settings(), Analyser()
    notes = [read_note(found, settings) for found in scan(CORPUS, settings)[0]]
    chunks = {note.path: chunk_note(note, settings) for note in notes}
    candidates = {note.path: find_candidates(note, chunks[note.path], analyser) for note in notes}
    vocabulary = build_vocabulary(candidates, load_lexicon(), OwnerConcepts())
    speaking = analyser.with_words(vocabulary.words)
    links = {path: link_chunks(own, vocabulary, speaking) for path, own in chunks.items()}
    return ConceptGraph.assemble(vocabulary.concepts.values(), links)


def test_the_chain_from_relu_over_the_dead_neuron_to_leaky_relu(graph: ConceptGraph) -> None:
    best = graph.paths("ReLU", "LeakyReLU")[0]
    chain = [(hop.source, hop.relation, hop.target) for hop in best.hops]
    assert chain == [
        ("ReLU", Relation.CAUSES, "dead neuron"),
        ("LeakyReLU", Relation.SOLVES, "dead neuron"),
    ]
    assert all(hop.quote for hop in best.hops)


def test_no_formula_slug_or_adjective_is_a_concept(graph: ConceptGraph) -> None:
    assert not {"frac", "sigma", "log", "효과적", "초기화", "rag-and-embeddings"} & set(graph.concepts)


def test_labels_of_known_concepts_are_names_of_the_lexicon(graph: ConceptGraph) -> None:
    listed = {entry.name: {entry.ko, *entry.aliases, ""} for entry in load_lexicon().entries}
    for concept in graph.concepts.values():
        if concept.origin == "lexicon":
            assert concept.ko in listed[concept.name]
    assert graph.concepts["ReLU"].label("ko") == "ReLU"
