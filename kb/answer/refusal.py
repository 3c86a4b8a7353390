"""What is said where the notes hold no answer: that they don't, what they say nearby, and what can be asked instead."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from kb.answer.lines import Candidate, Line, topics_of
from kb.answer.phrases import phrase
from kb.answer.render import bullets, cite
from kb.answer.select import for_each, says_more, whole
from kb.answer.suggest import example_questions, follow_ups, nearest_questions
from kb.language.lexemes import english_lemma
from kb.language.text import fold
from kb.retrieval import Evidence, Question
from kb.store import Snapshot
from kb.types import Answer, Chunk, Hit, Relation

NEARBY = 2
"""Lines shown of the topic of a question that the notes don't answer."""
TELLING = (Relation.IS_A, Relation.PART_OF, Relation.CAUSES, Relation.SOLVES, Relation.IMPROVES_ON)
"""Relations that tell what a concept is; being used or compared doesn't."""
MAY_ANSWER, MAY_NEAR = 0.4, 0.5
"""Probability of a line and its nearness to the asked words from which it is shown beside a refusal: of 85 refused questions
that are told (dev and a stranger's) beside 41, of 301 that aren't beside 94."""
SAYS_CHARS = 4
"""Letters that a statement has beyond the name, where it is no mere entry of a list ("Mailbox rule")."""
NEAR_SCORE = 4.0
"""How far below the best passage (in its score's units) one may be that questions are offered on."""
SUGGESTED = 3
MAX_WORD = 40
"""Letters shown of a word that the notes don't know."""
LEAD_CHARS = 6
"""A statement begins with a name that stands this near to its start: list markers and emphasis come before it."""


def refuse(evidence: Evidence, rated: Sequence[Candidate], snapshot: Snapshot) -> Answer:
    """What the question asks isn't there; what is there about its topic, and what can be asked instead."""
    language = evidence.question.language
    labels = _named(evidence, snapshot)
    opening = phrase("nothing_about", language, concepts=", ".join(labels)) if labels else phrase("nothing", language)
    if unknown := _unknown(evidence):
        opening += " " + phrase("unknown_words", language, words=", ".join(unknown))
    named = for_each(rated, list(topics_of(evidence).values()), ())
    likelihood = {one.line.key: one.probability for one in rated}
    about = list(dict.fromkeys(said for line in (*_nearest(rated), *named) for said in whole(line, likelihood)))[:NEARBY]
    if about and not unknown and only_mentioned(evidence, snapshot):
        return mentioned(evidence, snapshot, about)
    return _with_places(evidence, snapshot, opening, about, phrase("there_is" if named else "nearest", language))


def _nearest(rated: Sequence[Candidate]) -> list[Line]:
    """The likeliest line, where it comes so near to what was asked that it may answer after all, in other words."""
    words = (one for one in rated if one.line.statement.kind not in ("code", "math"))
    best = max(words, key=lambda one: one.probability, default=None)
    near = best and best.probability >= MAY_ANSWER and best.measures["near"] >= MAY_NEAR
    return [best.line] if best and near and says_more(best.line.chunk, best.line.statement) else []


def only_mentioned(evidence: Evidence, snapshot: Snapshot) -> bool:
    """Whether a definition was asked for and the notes only use the word: no heading names the concept, no statement
    begins with it, and no relation says what it is, brings about or removes."""
    if evidence.question.kind != "definition" or len(evidence.concepts) != 1:
        return False
    name = evidence.concepts[0]
    if any(edge.relation in TELLING for edge in snapshot.graph.edges_of(name)):
        return False
    for mention in snapshot.graph.mentions_of(name):
        if mention.in_path:
            return False
        chunk = snapshot.chunks[snapshot.position[mention.chunk]]
        named = [one for one in chunk.statements if 0 <= mention.start - one.start <= LEAD_CHARS]
        if any(len(fold(one.text)) >= len(fold(mention.surface)) + SAYS_CHARS for one in named):
            return False
    return True


def mentioned(evidence: Evidence, snapshot: Snapshot, lines: Sequence[Line]) -> Answer:
    """No definition, but the places that use the word, cited."""
    question = evidence.question
    opening = phrase("mention_only", question.language, concept=_named(evidence, snapshot)[0])
    return _with_places(evidence, snapshot, opening, lines)


def _with_places(evidence: Evidence, snapshot: Snapshot, opening: str, lines: Sequence[Line], lead: str = "") -> Answer:
    question = evidence.question
    places = bullets(lines, evidence.hits, question.language)
    text = "\n\n".join(part for part in (opening, lead if places else "", places) if part)
    best = evidence.hits[0].score if evidence.hits else 0.0
    near = [hit.chunk for hit in evidence.hits if hit.score >= best - NEAR_SCORE]
    told = without(question, evidence.concepts, snapshot, text, near)
    known = {line.chunk.id: Hit(line.chunk, 0.0) for line in lines}
    return replace(told, citations=cite(lines), passages=tuple(known.values()))


def _unknown(evidence: Evidence) -> tuple[str, ...]:
    """What the question names and no note does, as the question has it; without what only points, counts, greets or asks."""
    question = evidence.question
    terms = [term for term in evidence.unknown if term in question.nouns and not _says_nothing(term)]
    named = (word for word in evidence.absent if not _says_nothing(word))
    words = dict.fromkeys((*named, *(question.written[term] for term in terms)))
    words = dict.fromkeys(question.as_asked(word) for word in words if not _says_nothing(word))
    longest = (word for word in words if not any(word != other and word in other for other in words))
    return tuple(word if len(word) <= MAX_WORD else f"{word[:MAX_WORD]}…" for word in longest)


@cache
def _empty_words() -> frozenset[str]:
    data = tomllib.loads((files("kb.answer") / "refusal.toml").read_text(encoding="utf-8"))
    words = [word for text in data.values() for word in text.split()]
    return frozenset(fold(form) for word in words for form in (word, english_lemma(word) if word.isascii() else word))


def _says_nothing(word: str) -> bool:
    return fold(word) in _empty_words() or (word.isascii() and fold(english_lemma(word)) in _empty_words())


def _named(evidence: Evidence, snapshot: Snapshot) -> list[str]:
    """What the question is about, in its own words; what it takes over from the conversation by its usual name."""
    question = evidence.question
    said = {sense: question.as_asked(asked.surface) for asked in question.asked for sense in (asked.concept, *asked.senses)}
    names = (said.get(name) or snapshot.graph.concepts[name].label(question.language) for name in evidence.concepts)
    return list(dict.fromkeys(names))


def without(
    question: Question, concepts: tuple[str, ...], snapshot: Snapshot, text: str, passages: Sequence[Chunk] = ()
) -> Answer:
    """An answer that says that there is none, and what can be asked instead: about the concepts, else on the nearest
    `passages`, else anything."""
    near = follow_ups(snapshot, concepts, question.text, question.kind, question.language, SUGGESTED)
    if len(near) < SUGGESTED:
        near = (*near, *nearest_questions(snapshot, passages, question.language, SUGGESTED))
    near = tuple(dict.fromkeys(one for one in near if fold(one) != fold(question.text)))[:SUGGESTED]
    suggestions = near or example_questions(snapshot, question.language, SUGGESTED)
    if suggestions:
        listed = "\n".join(f"- {suggestion}" for suggestion in suggestions)
        text = f"{text}\n\n{phrase('can_answer', question.language)}\n{listed}"
    return Answer(
        question=question.text,
        text=text,
        citations=(),
        passages=(),
        hops=(),
        concepts=concepts,
        grounded=False,
        language=question.language,
        kind=question.kind,
        suggestions=suggestions,
    )
