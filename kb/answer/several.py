"""The answer to a sentence that asks several questions: each part under its own words, no line twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.answer.compose import answer_one
from kb.answer.gather import Asker
from kb.answer.lines import Line
from kb.answer.parts import PAIR, Part, questions_in, things_in
from kb.answer.phrases import phrase
from kb.answer.render import bullets, cite
from kb.answer.shown import lines_of
from kb.retrieval import Question
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
        parts = things if len(whole.asked) >= len(things) else parts
    alone = answer_one(asker, whole, k) if len(parts) == 1 else None
    if alone and (alone.grounded or len(things) < PAIR):
        return alone
    answers = _once(_each(asker, things if alone else parts, turns, k))
    told = sum(one.grounded for one in answers)
    if len(answers) < len(parts) or told < (len(things) if alone else 1):
        return alone or answer_one(asker, whole, k)
    return _joined(whole, answers)


def _each(asker: Asker, parts: Sequence[Part], turns: Sequence[Turn], k: int) -> list[Answer]:
    """The answers to the parts, each asked after those before it."""
    answers: list[Answer] = []
    said = tuple(turns)
    for part in parts:
        question = replace(asker.read(part.asked, said, follows=bool(answers)), text=part.words)
        answers.append(answer_one(asker, question, k))
        said = (*said, Turn(part.asked, answers[-1].concepts or question.concepts, question.kind))
    return answers


def _once(answers: Sequence[Answer]) -> list[Answer]:
    """The answers with each line in the one that shows it earlier; without those that have no line left to themselves."""
    first: dict[tuple[int, int], tuple[int, int]] = {}
    for part, one in enumerate(answers):
        for at, line in enumerate(lines_of(one) if one.grounded else ()):
            first[line.key] = min(first.get(line.key, (at, part)), (at, part))
    left: list[Answer] = []
    for part, one in enumerate(answers):
        lines = lines_of(one)
        own = [line for line in lines if not one.grounded or first[line.key][1] == part]
        if own or not lines:
            left.append(one if len(own) == len(lines) else _with(one, own))
    return left


def _with(one: Answer, lines: Sequence[Line]) -> Answer:
    """An answer with only these of its lines."""
    own = {line.chunk.id for line in lines}
    named = one.text.split(f"\n\n**{phrase('hops', one.language)}**", 1)
    below = [f"**{phrase('hops', one.language)}**{named[1]}"] if len(named) > 1 else []
    text = "\n\n".join([bullets(lines, one.passages, one.language), *below])
    hits = tuple(hit for hit in one.passages if hit.chunk.id in own)
    return replace(one, text=text, citations=cite(lines), passages=hits)


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
