"""Questions that the notes can answer: from headings that are questions, and from edges that the graph holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from kb.answer.phrases import phrase
from kb.answer.told import is_plural, label_in_question, names_something, told_of
from kb.graph.concept_graph import ConceptGraph
from kb.language.text import fold, has_hangul
from kb.retrieval.conversation import goes_on, points_back
from kb.retrieval.kinds import kind_of
from kb.store import NoteRecord, Snapshot
from kb.types import Chunk, Concept, Language, Relation

QUESTION = re.compile(r"(\?|？|(이란|란|인가|는가|까|나요|이유는|차이는|종류는|역할은|효과는|장단점은))\s*$")
NUMBERING = re.compile(r"^\s*([Qq]\d*|\d+([-.]\d+)*)\s*([.):]|(?=\s))\s*")
MAX_QUESTION_CHARS = 60
MAX_CONCEPTS = 200
"""Concepts among which those are looked for that make a question to begin with."""
MIN_ANSWER_CHARS = 30
"""A question heading over less than this has no answer to show."""


@dataclass(frozen=True, slots=True)
class _Suggestion:
    kind: str
    concepts: tuple[str, ...]
    text: str


def follow_ups(
    snapshot: Snapshot, concepts: Sequence[str], asked: str, kind: str, language: Language, limit: int = 3
) -> tuple[str, ...]:
    """Next questions around `concepts` (those of the question first), each with an edge or a passage that answers it;
    never the one that was just `asked`."""
    seen = {fold(asked)}
    meant = {(kind, (name,)) for name in concepts[:1]} | {(kind, tuple(sorted(concepts[:2])))}
    found: list[str] = []
    # a name that the notes have in the other script alone is no word of an English sentence
    foreign: list[str] = []
    for suggestion in _around(snapshot, concepts, language):
        if fold(suggestion.text) in seen or (suggestion.kind, suggestion.concepts) in meant:
            continue
        seen.add(fold(suggestion.text))
        (foreign if language == "en" and has_hangul(suggestion.text) else found).append(suggestion.text)
        if len(found) == limit:
            break
    return tuple([*found, *foreign][:limit])


def _around(snapshot: Snapshot, concepts: Sequence[str], language: Language) -> Iterator[_Suggestion]:
    graph = snapshot.graph

    def suggest(key: str, kind: str, *names: str) -> _Suggestion:
        labels = [label_in_question(snapshot, name, language) for name in names]
        values = {"concept": labels[0], "a": labels[0], "b": labels[-1]}
        plural = f"{key}_plural" if language == "en" and is_plural(labels[0]) else key
        return _Suggestion(kind, tuple(sorted(names)), phrase(plural, language, **values))

    for name in concepts:
        edges = [edge for edge in graph.edges_of(name) if edge.relation is not Relation.RELATED_TO]
        for edge in edges:
            if edge.relation is Relation.CAUSES and edge.source == name and _solved(graph, edge.target):
                yield suggest("ask_solution", "solution", edge.target)
        if _solved(graph, name):
            yield suggest("ask_solution", "solution", name)
        for edge in edges:
            if edge.relation is Relation.CONTRASTS_WITH and all(
                told_of(snapshot, end) for end in (edge.source, edge.target)
            ):
                yield suggest("ask_compare", "compare", edge.source, edge.target)
        if sum(edge.relation is Relation.IS_A and edge.target == name for edge in edges) >= 2:
            yield suggest("ask_kinds", "list", name)
        for edge in edges:
            other = edge.target if edge.source == name else edge.source
            if told := told_of(snapshot, other):
                yield suggest(f"ask_{told}", told, other)


def _solved(graph: ConceptGraph, name: str) -> bool:
    return any(edge.relation is Relation.SOLVES and edge.target == name for edge in graph.edges_of(name))


def example_questions(snapshot: Snapshot, language: Language, limit: int = 4) -> tuple[str, ...]:
    """Questions to begin with: those that the notes themselves ask and answer, spread over the notes; where there are too
    few in the language, about the most mentioned concepts of which the notes say something."""
    return tuple(islice(example_candidates(snapshot, language), limit))


def example_candidates(snapshot: Snapshot, language: Language) -> Iterator[str]:
    """The same without end: one heading of each note, then concepts, then further headings."""
    asked = [list(_asked_in_headings(record, language)) for record in snapshot.records]
    firsts = (questions[0] for questions in asked if questions)
    known = (concept.name for concept in most_mentioned(snapshot)[:MAX_CONCEPTS])
    further = _spread(iter(questions[1:]) for questions in asked)
    yield from dict.fromkeys(chain(firsts, _of_concepts(snapshot, known, language), further))


def main_topics(snapshot: Snapshot, limit: int) -> tuple[Concept, ...]:
    """The most mentioned concepts of which the notes say something, then the others that have a name of a thing."""
    ranked = tuple(concept for concept in most_mentioned(snapshot) if names_something(concept.name))
    told = [concept for concept in ranked[: MAX_CONCEPTS // 4] if told_of(snapshot, concept.name)]
    return tuple(dict.fromkeys((*told, *ranked)))[:limit]


def nearest_questions(snapshot: Snapshot, passages: Iterable[Chunk], language: Language, limit: int = 3) -> tuple[str, ...]:
    """Questions that `passages` (nearest first) and their sections answer, about what they name, one of each in turn."""
    of_note = {record.path: record for record in snapshot.records}
    found: dict[str, None] = {}
    for question in _spread(_on_passage(snapshot, of_note[chunk.note], chunk, language) for chunk in passages):
        found.setdefault(question)
        if len(found) == limit:
            break
    return tuple(found)


def _on_passage(snapshot: Snapshot, record: NoteRecord, chunk: Chunk, language: Language) -> Iterator[str]:
    named = [mention for mention in record.links.mentions if mention.chunk == chunk.id]
    if chunk.heading and _is_good_question(chunk, language):
        yield _as_question(chunk.heading[-1])
    names = dict.fromkeys(m.concept for m in sorted(named, key=lambda m: (not m.in_path, m.start)))
    yield from _of_concepts(snapshot, [name for name in names if name in snapshot.graph.concepts], language)


def _of_concepts(snapshot: Snapshot, names: Iterable[str], language: Language) -> Iterator[str]:
    """Definitions first, then what the notes say at length; a name in the other script alone only where all are."""
    other_script: list[str] = []
    at_length: list[str] = []
    for name in names:
        if told := told_of(snapshot, name):
            label = label_in_question(snapshot, name, language)
            plural = "_plural" if language == "en" and told == "definition" and is_plural(label) else ""
            question = phrase(f"ask_{told}{plural}", language, concept=label)
            if language == "en" and has_hangul(label):
                other_script.append(question)
            elif told == "about":
                at_length.append(question)
            else:
                yield question
    yield from (*at_length, *other_script)


def most_mentioned(snapshot: Snapshot) -> tuple[Concept, ...]:
    """All concepts, those of most passages first."""
    counts = Counter({name: len(snapshot.graph.chunks_of(name)) for name in snapshot.graph.concepts})
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    return tuple(snapshot.graph.concepts[name] for name in ranked)


def _asked_in_headings(record: NoteRecord, language: Language) -> Iterator[str]:
    """Short questions of a note, in its order, that name a concept and on which a passage follows."""
    surfaces: dict[int, set[str]] = {}
    for mention in record.links.mentions:
        if mention.in_path:
            surfaces.setdefault(mention.chunk, set()).add(fold(mention.surface))
    for chunk in record.chunks:
        if chunk.heading and _is_good_question(chunk, language):
            heading = fold(chunk.heading[-1])
            if any(surface in heading for surface in surfaces.get(chunk.id, ())):
                yield _as_question(chunk.heading[-1])


def _as_question(heading: str) -> str:
    return f"{NUMBERING.sub('', heading).rstrip(' ?？')}?"


def _is_good_question(chunk: Chunk, language: Language) -> bool:
    title = chunk.heading[-1]
    return (
        len(title) <= MAX_QUESTION_CHARS
        and (has_hangul(title) if language == "ko" else not has_hangul(title))
        and bool(QUESTION.search(title))
        and kind_of(title) != "open"
        and not (goes_on(title) or points_back(title))
        and len(chunk.text) - len(title) >= MIN_ANSWER_CHARS
    )


def _spread(notes: Iterable[Iterator[str]]) -> Iterator[str]:
    """One question of each note in turn; no more notes are read than it takes."""
    left: list[Iterator[str]] = []
    for questions in notes:
        if (first := next(questions, None)) is not None:
            left.append(questions)
            yield first
    while left:
        for questions in tuple(left):
            if (further := next(questions, None)) is None:
                left.remove(questions)
            else:
                yield further
