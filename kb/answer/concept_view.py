"""Everything that the notes hold about one concept, found by any of its names."""

from __future__ import annotations

from kb.answer.gather import Asker
from kb.answer.phrases import phrase
from kb.answer.select import says_more
from kb.errors import UnknownConcept
from kb.graph.concept_graph import hop_of
from kb.graph.senses import likeliest
from kb.language.fuzzy import nearest
from kb.language.text import fold
from kb.store import Snapshot
from kb.types import Chunk, Citation, Concept, ConceptView, Hit, Language

MAX_DEFINITIONS = 5
MAX_PASSAGES = 10


def concept_view(asker: Asker, name: str) -> ConceptView:
    """Definitions, passages and relations of a concept. Raises UnknownConcept with the nearest names."""
    snapshot, graph = asker.snapshot, asker.snapshot.graph
    concept = concept_named(snapshot, name)
    chunks = [snapshot.chunks[snapshot.position[at]] for at in graph.chunks_of(concept.name)]
    edges = graph.edges_of(concept.name)
    return ConceptView(
        name=concept.name,
        aliases=concept.aliases,
        ko=concept.ko,
        en=concept.en,
        definitions=_definitions(asker, concept),
        passages=tuple(Hit(chunk, 1.0) for chunk in chunks[:MAX_PASSAGES]),
        outgoing=tuple(hop_of(edge) for edge in edges if edge.source == concept.name),
        incoming=tuple(hop_of(edge) for edge in edges if edge.target == concept.name),
        mentions=len(graph.mentions_of(concept.name)),
        senses=tuple(sense for sense in _senses(snapshot, name) if sense != concept.name),
    )


def concept_named(snapshot: Snapshot, name: str) -> Concept:
    """Raises UnknownConcept with the nearest names."""
    concepts = snapshot.graph.concepts
    if name in concepts:
        return concepts[name]
    senses = _senses(snapshot, name)
    if not senses:
        raise UnknownConcept(name, nearest(name, [alias for c in concepts.values() for alias in (c.name, *c.aliases)]))
    return concepts[senses[0]]


def _senses(snapshot: Snapshot, name: str) -> tuple[str, ...]:
    graph = snapshot.graph
    known = (sense for sense in snapshot.vocabulary.senses_of(name) if sense in graph.concepts)
    return likeliest(known, lambda sense: len(graph.mentions_of(sense)))


def _definitions(asker: Asker, concept: Concept) -> tuple[Citation, ...]:
    """Sentences that say what it is, as the retriever ranks them for the question that asks so."""
    language: Language = "ko" if concept.ko else "en"
    question = asker.read(phrase("ask_definition", language, concept=concept.label(language)), ())
    evidence = asker.retriever.retrieve(question, MAX_DEFINITIONS)
    named = set(asker.snapshot.graph.chunks_of(concept.name))
    names = tuple(fold(name) for name in (concept.name, *concept.aliases))
    lines: list[tuple[Chunk, str]] = []
    for hit in evidence.hits:
        telling = [s for s, _ in hit.statements if s.kind != "code" and says_more(hit.chunk, s)]
        # a definition mostly begins with what it defines
        telling.sort(key=lambda statement: not fold(statement.text).startswith(names))
        if hit.chunk.id in named and telling:
            lines.append((hit.chunk, telling[0].quote))
    return tuple(Citation(number, chunk, quote) for number, (chunk, quote) in enumerate(lines, 1))
