"""One question of a chat and what came of it, and the form in which a browser keeps it.

The browser keeps what was answered, not only what was asked, so that a chat reads the same after a rebuild. What it sends
back is its own reader's and goes nowhere else, but it is read strictly all the same: a record that isn't whole is left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import msgspec

from kb.types import Answer, Chunk, Citation, Hit, Hop, Language, Statement
from kb.ui.steps import Steps

Verdict = Literal["", "like", "dislike"]
MAX_TURNS = 60
"""Kept of one chat; the oldest go first. A turn takes about 8 kB of the browser's 5 MB."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Still running, answered, stopped by the reader, or failed with a named error."""

    question: str
    answer: Answer | None = None
    error: str = ""
    seconds: float = 0.0
    shown: int | None = None
    """How many characters of the answer are shown so far; None: all of it, with what belongs under it."""
    steps: Steps | None = None
    stopped: bool = False
    verdict: Verdict = ""


Exchanges = tuple[Exchange, ...]


class _Passage(msgspec.Struct, array_like=True):
    chunk: int
    score: float
    best: str
    also: list[int]


class _Kept(msgspec.Struct):
    """An exchange without what can be left out: passages once, of their statements only the best one's quote."""

    question: str
    text: str
    chunks: list[Chunk]
    citations: list[tuple[int, int, str]]
    passages: list[_Passage]
    hops: tuple[Hop, ...]
    concepts: tuple[str, ...]
    grounded: bool
    language: Language
    kind: str
    suggestions: tuple[str, ...]
    seconds: float
    writer: str = ""
    steps: Steps | None = None
    verdict: Verdict = ""


def keep(exchange: Exchange) -> str:
    """JSON for `recall`; "" for an exchange without an answer."""
    answer = exchange.answer
    if answer is None:
        return ""
    chunks: dict[int, Chunk] = {}
    for chunk in (*(c.chunk for c in answer.citations), *(c for hit in answer.passages for c in (hit.chunk, *hit.also))):
        chunks.setdefault(chunk.id, replace(chunk, statements=()))
    place = {identity: at for at, identity in enumerate(chunks)}
    kept = _Kept(
        question=exchange.question,
        text=answer.text,
        chunks=list(chunks.values()),
        citations=[(c.number, place[c.chunk.id], c.quote) for c in answer.citations],
        passages=[
            _Passage(place[hit.chunk.id], hit.score, best_quote(hit), [place[c.id] for c in hit.also])
            for hit in answer.passages
        ],
        hops=answer.hops,
        concepts=answer.concepts,
        grounded=answer.grounded,
        language=answer.language,
        kind=answer.kind,
        suggestions=answer.suggestions,
        seconds=exchange.seconds,
        writer=answer.writer,
        steps=exchange.steps,
        verdict=exchange.verdict,
    )
    return msgspec.json.encode(kept).decode()


def recall(kept: Iterable[str]) -> Exchanges:
    """The exchanges that `keep` wrote; what isn't one is left out."""
    exchanges = []
    for text in list(kept)[-MAX_TURNS:]:
        try:
            exchanges.append(_recalled(msgspec.json.decode(text, type=_Kept)))
        except (msgspec.MsgspecError, ValueError, IndexError, TypeError):
            continue
    return tuple(exchanges)


def best_quote(hit: Hit) -> str:
    """The line of a passage that bears most on the question; "" where none is known."""
    return hit.statements[0][0].quote if hit.statements else ""


def _recalled(kept: _Kept) -> Exchange:
    citations = tuple(Citation(number, kept.chunks[at], quote) for number, at, quote in kept.citations)
    if any(citation.quote not in citation.chunk.text for citation in citations):
        raise ValueError("a quote that is not in its passage")
    answer = Answer(
        question=kept.question,
        text=kept.text,
        citations=citations,
        passages=tuple(_hit(passage, kept.chunks) for passage in kept.passages),
        hops=kept.hops,
        concepts=kept.concepts,
        grounded=kept.grounded,
        language=kept.language,
        kind=kept.kind,
        suggestions=kept.suggestions,
        writer=kept.writer,
    )
    return Exchange(kept.question, answer, seconds=kept.seconds, steps=kept.steps, verdict=kept.verdict)


def _hit(passage: _Passage, chunks: list[Chunk]) -> Hit:
    chunk = chunks[passage.chunk]
    at = chunk.text.find(passage.best) if passage.best else -1
    statements: tuple[tuple[Statement, float], ...] = ()
    if at >= 0:
        quote, start = passage.best, chunk.start + at
        line = chunk.start_line + chunk.text.count("\n", 0, at)
        last = line + quote.count("\n")
        best = Statement(quote, quote, start, start + len(quote), line, last, chunk.heading, "item")
        statements = ((best, 1.0),)
    return Hit(chunk, passage.score, tuple(chunks[other] for other in passage.also), statements)
