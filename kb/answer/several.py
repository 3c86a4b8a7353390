"""The answer to a sentence that asks several questions: each part under its own words, no line twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.answer.compose import answer_one
from kb.answer.extremes import with_extreme
from kb.answer.gather import Asker
from kb.answer.lines import Line, own_kinds, shows, sides_of
from kb.answer.parts import PAIR, Part, questions_in, things_in
from kb.answer.phrases import phrase
from kb.answer.shown import lines_of, showing
from kb.language.text import fold
from kb.retrieval import Question
from kb.retrieval.conversation import asks_of_two, asks_which
from kb.types import Answer, Citation, Turn


def answer(asker: Asker, text: str, turns: Sequence[Turn], k: int) -> Answer:
    """The answer to what was asked, after the conversation `turns`; that to the whole where its parts have none of their
    own."""
    whole = asker.read(text, turns)
    if not asker.snapshot.chunks:
        return answer_one(asker, whole, k)
    things: tuple[Part, ...] = ()
    parts = questions_in(whole.text)
    if len(parts) == 1 and whole.kind == "definition":
        things = things_in(whole.text)
        named = {fold(asked.surface) for asked in whole.asked}
        parts = things if all(fold(thing.words) in named for thing in things) else parts
    alone = _alone(asker, whole, k) if len(parts) == 1 else None
    if alone and (alone.grounded or len(things) < PAIR):
        return alone
    answers = _each(asker, things if alone else parts, turns, k)
    told = sum(one.grounded for one in answers)
    if told < (len(things) if alone else 1):
        return alone or answer_one(asker, whole, k)
    return _joined(whole, answers)


def _alone(asker: Asker, question: Question, k: int) -> Answer:
    """The answer to a whole question; where it asks which of two things, with the line that says what it asks for first."""
    one = with_extreme(asker, question, answer_one(asker, question, k))
    if not one.grounded or one.text.startswith("|") or not (asks_which(question.text) or asks_of_two(question.text)):
        return one
    own = {*asker.read(question.text, ()).content}
    lines = lines_of(one)
    return showing(one, sorted(lines, key=lambda line: own.isdisjoint(asker.retriever.analyser.terms(line.statement.text))))


def _each(asker: Asker, parts: Sequence[Part], turns: Sequence[Turn], k: int) -> list[Answer]:
    """The answers to the parts, each asked after those before it, no line in two of them: what the first shows is left to
    the second where it answers that alone. None where a part has nothing to itself: then it is one answer."""
    questions: list[Question] = []
    whole: list[Answer] = []
    said = tuple(turns)
    for part in parts:
        question = replace(asker.read(part.asked, said, follows=bool(questions)), text=part.words)
        questions.append(question)
        whole.append(answer_one(asker, question, k))
        said = (*said, Turn(part.asked, whole[-1].concepts or question.concepts, question.kind))
    lines = [{line.key: line for line in lines_of(one)} if one.grounded else {} for one in whole]
    leads: dict[int, tuple[int, int]] = {}
    for at, own in enumerate(lines):
        known = {key for earlier in lines[:at] for key in earlier}
        # nothing that doesn't stand there already; of an open question no line tells that it answers it
        if own and own.keys() <= known and questions[at].kind != "open":
            told = next((key for key, line in own.items() if _tells(line, questions[at].kind)), None)
            if told is None or any(told == next(iter(earlier), None) for earlier in lines[:at]):
                return []
            leads[at] = told
    answers: list[Answer] = []
    shown: set[tuple[int, int]] = set()
    for at, (question, one) in enumerate(zip(questions, whole, strict=True)):
        taken = shown.union(lead for later, lead in leads.items() if later > at)
        left = one if shown.isdisjoint(lines[at]) else answer_one(asker, question, k, frozenset(taken))
        if not taken.isdisjoint(line.key for line in lines_of(left)):
            left = showing(left, [line for line in lines_of(left) if line.key not in taken])
        shown.update(line.key for line in lines_of(left) if left.grounded)
        answers.append(left)
    return answers


def _tells(line: Line, kind: str) -> bool:
    """Whether a line says itself that it answers this kind of question."""
    return shows(kind, line.statement.text) or kind in sides_of(line) | own_kinds(line.statement)


def _joined(question: Question, answers: Sequence[Answer]) -> Answer:
    """Answers to the parts of a question as one, each under its own words."""
    texts: list[str] = []
    citations: list[Citation] = []
    for one in answers:
        shift = len(citations)
        words = _body(one)
        for citation in reversed(one.citations):
            words = words.replace(f"[{citation.number}]", f"[{citation.number + shift}]")
        citations += [citation._replace(number=citation.number + shift) for citation in one.citations]
        texts.append(f"**{one.question}**\n\n{words}")
    hops = tuple({(h.source, h.relation, h.target): h for one in answers for h in one.hops}.values())
    passages = tuple({hit.chunk.id: hit for one in answers for hit in one.passages}.values())
    return Answer(
        question=question.text,
        text="\n\n".join(texts),
        citations=tuple(citations),
        passages=passages,
        hops=hops,
        concepts=tuple(dict.fromkeys(name for one in answers for name in one.concepts)),
        grounded=True,
        language=question.language,
        kind=answers[0].kind,
        suggestions=next((one.suggestions for one in reversed(answers) if one.grounded), ()),
    )


def _body(one: Answer) -> str:
    """An answer without the questions that it offers instead."""
    return one.text.split(f"\n\n{phrase('can_answer', one.language)}")[0]
