"""Which lines answer: whole answers under a heading that asks the same, single lines elsewhere, stated edges first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kb.language.text import fold
from kb.retrieval import Evidence
from kb.types import Chunk, Hit, Statement

MAX_LINES = 8
"""What fits on a screen beside its evidence; the passages hold the rest."""
MAX_CHARS = 700
NEAR_BEST = 0.72
"""A line is taken from this share of the best line's score on."""
NEAR_BEST_HIT = 1.2
"""A passage is quoted while its score is at most this far (in summed z-scores) below the best."""
HEADING_ANSWERS = 0.6
"""From this agreement on, the heading asks the question itself, and what stands under it is the answer in its order."""
HEADING_LISTS = 0.4
"""The same for a question that asks for a list: all its items are wanted, not the one that is most like the question."""
MAX_SOURCES = 3
BROAD = ("list", "compare", "about", "solution")
"""Kinds of question that one passage seldom answers whole."""


@dataclass(frozen=True, slots=True)
class Line:
    chunk: Chunk
    statement: Statement


def select_lines(
    evidence: Evidence, stated: Sequence[Line], chunks_of_note: Mapping[str, Sequence[Chunk]]
) -> tuple[Line, ...]:
    """The lines of the answer, grouped by passage, best passage first, in the order of the note within each.

    `stated` are lines of edges that answer by themselves (LeakyReLU solves dead neuron). They come first, but for a list
    that the notes themselves give under a heading that asks for it.
    """
    edges = [Line(line.chunk, statement) for line in stated for statement in _with_children(line)]
    found = list(_from_hits(evidence, chunks_of_note))
    listed = evidence.question.kind == "list" and evidence.features and evidence.features[0]["heading"] >= HEADING_LISTS
    room = MAX_CHARS * (2 if evidence.question.kind in BROAD else 1)
    taken: dict[tuple[int, int], Line] = {}
    for line in _distinct([*found, *edges] if listed else [*edges, *found]):
        room -= len(line.statement.text)
        if len(taken) >= MAX_LINES or (taken and room < 0):
            break
        taken[(line.chunk.id, line.statement.start)] = line
    order = {chunk: at for at, chunk in enumerate(dict.fromkeys(key[0] for key in taken))}
    return tuple(sorted(taken.values(), key=lambda line: (order[line.chunk.id], line.statement.start)))


def _from_hits(evidence: Evidence, chunks_of_note: Mapping[str, Sequence[Chunk]]) -> Iterator[Line]:
    if not evidence.hits:
        return
    kind = evidence.question.kind
    sources = MAX_SOURCES + (2 if kind in BROAD else 0)
    best_line = max(
        (score for hit in evidence.hits[:sources] for s, score in hit.statements if s.kind != "heading"), default=0.0
    )
    for hit, measures in zip(evidence.hits[:sources], evidence.features, strict=False):
        if evidence.hits[0].score - hit.score > NEAR_BEST_HIT:
            break
        if kind == "list" and measures["heading"] >= HEADING_LISTS:
            yield from _items(hit.chunk, chunks_of_note[hit.chunk.note])
        elif measures["heading"] >= HEADING_ANSWERS or len(hit.statements) <= 2 or hit.statements[0][0].kind == "heading":
            yield from (Line(hit.chunk, s) for s in hit.chunk.statements if says_more(hit.chunk, s))
        else:
            yield from (Line(hit.chunk, statement) for statement in _near_best(hit, best_line))


def _items(chunk: Chunk, neighbours: Sequence[Chunk]) -> Iterator[Line]:
    """The outermost lines of a whole section, which may have been cut into several passages: its list."""
    section = [one for one in neighbours if one.heading == chunk.heading]
    lines = [Line(one, statement) for one in section for statement in one.statements if says_more(one, statement)]
    top = min((line.statement.depth for line in lines), default=0)
    yield from (line for line in lines if line.statement.depth == top)


def _near_best(hit: Hit, best_line: float) -> list[Statement]:
    """The lines that bear on the question, each with what hangs under it."""
    wanted = {s.start for s, score in hit.statements if score >= NEAR_BEST * best_line} or {hit.statements[0][0].start}
    chosen: dict[int, Statement] = {}
    for statement in hit.chunk.statements:
        if statement.start in wanted:
            chosen.update((one.start, one) for one in _with_children(Line(hit.chunk, statement)))
    lines = [chosen[start] for start in sorted(chosen)]
    return [statement for statement in lines if says_more(hit.chunk, statement)] or lines


def _with_children(line: Line) -> list[Statement]:
    """A statement and what hangs under it: a list parent says nothing alone."""
    statements = line.chunk.statements
    at = statements.index(line.statement)
    if line.statement.kind not in ("item", "heading"):
        return [line.statement]
    under = takewhile(lambda statement: statement.depth > line.statement.depth, statements[at + 1 :])
    return [line.statement, *under]


def says_more(chunk: Chunk, statement: Statement) -> bool:
    """Whether a statement adds to the heading that is shown above it."""
    return statement.kind != "heading" and fold(statement.text) not in {fold(heading) for heading in chunk.heading[-1:]}


def _distinct(lines: Iterable[Line]) -> Iterator[Line]:
    """Each line once, also where two notes have the same words."""
    seen: set[str] = set()
    for line in lines:
        words = "".join(line.statement.text.split()).casefold()
        if words and words not in seen:
            seen.add(words)
            yield line
