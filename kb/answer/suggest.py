"""Questions that the notes can answer: from headings that are questions, and from edges that the graph holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from kb.answer.phrases import phrase
from kb.language.text import fold, language_of
from kb.retrieval.question import kind_of
from kb.store import Snapshot
from kb.types import Chunk, Concept, Language, Relation

QUESTION = re.compile(r"(\?|？|(이란|란|인가|는가|까|나요|이유는|차이는|종류는|역할은|효과는|장단점은))\s*$")
MAX_QUESTION_CHARS = 60
MIN_ANSWER_CHARS = 30
"""A question heading over less than this has no answer to show."""


def follow_ups(
    snapshot: Snapshot, concepts: Iterable[str], asked: str, language: Language, limit: int = 3
) -> tuple[str, ...]:
    """Next questions around the concepts of an answer, each with an edge or a passage that answers it."""
    seen = {fold(asked)}
    found: list[str] = []
    for question in _around(snapshot, tuple(concepts), language):
        if fold(question) not in seen:
            seen.add(fold(question))
            found.append(question)
        if len(found) == limit:
            break
    return tuple(found)


def _around(snapshot: Snapshot, concepts: tuple[str, ...], language: Language) -> Iterator[str]:
    graph = snapshot.graph
    label = {name: concept.label(language) for name, concept in graph.concepts.items()}
    for name in concepts:
        edges = [edge for edge in graph.edges_of(name) if edge.relation is not Relation.RELATED_TO]
        for edge in edges:
            if edge.relation is Relation.CAUSES and edge.source == name:
                yield phrase("ask_solution", language, concept=label[edge.target])
            elif edge.relation is Relation.SOLVES and edge.target == name:
                yield phrase("ask_definition", language, concept=label[edge.source])
            elif edge.relation is Relation.CONTRASTS_WITH:
                yield phrase("ask_compare", language, a=label[edge.source], b=label[edge.target])
        if sum(edge.relation is Relation.IS_A and edge.target == name for edge in edges) >= 2:
            yield phrase("ask_kinds", language, concept=label[name])
        if any(edge.relation is Relation.CAUSES and edge.source == name for edge in edges):
            yield phrase("ask_problem", language, concept=label[name])
        for edge in edges:
            other = edge.target if edge.source == name else edge.source
            yield phrase("ask_definition", language, concept=label[other])


def example_questions(snapshot: Snapshot, language: Language, limit: int = 4) -> tuple[str, ...]:
    """Questions to begin with: those that the notes themselves ask and answer, spread over the notes; where there are too
    few in the language, definitions of the most mentioned concepts."""
    found = dict.fromkeys(_spread(_asked_in_headings(snapshot, language)))
    for concept in most_mentioned(snapshot):
        if len(found) >= limit:
            break
        found.setdefault(phrase("ask_definition", language, concept=concept.label(language)))
    return tuple(found)[:limit]


def most_mentioned(snapshot: Snapshot) -> tuple[Concept, ...]:
    """All concepts, those of most passages first."""
    counts = Counter({name: len(snapshot.graph.chunks_of(name)) for name in snapshot.graph.concepts})
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    return tuple(snapshot.graph.concepts[name] for name in ranked)


def _asked_in_headings(snapshot: Snapshot, language: Language) -> list[tuple[str, str]]:
    """(note, question) in the order of the notes; short questions on which a passage follows."""
    return [
        (chunk.note, chunk.heading[-1]) for chunk in snapshot.chunks if chunk.heading and _is_good_question(chunk, language)
    ]


def _is_good_question(chunk: Chunk, language: Language) -> bool:
    title = chunk.heading[-1]
    return (
        len(title) <= MAX_QUESTION_CHARS
        and language_of(title) == language
        and bool(QUESTION.search(title))
        and kind_of(title) != "open"
        and len(chunk.text) - len(title) >= MIN_ANSWER_CHARS
    )


def _spread(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """One question of each note in turn."""
    by_note: dict[str, list[str]] = {}
    for note, question in pairs:
        by_note.setdefault(note, []).append(question)
    while by_note:
        for note in list(by_note):
            yield by_note[note].pop(0)
            if not by_note[note]:
                del by_note[note]
