"""Which lines answer: whole answers under a heading that asks the same, single lines elsewhere, stated edges first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kb.retrieval import Evidence
from kb.types import Chunk, Hit, Hop, Statement

MAX_LINES = 8
"""What fits on a screen beside its evidence; the passages hold the rest."""
MAX_CHARS = 700
NEAR_BEST = 0.72
"""A line is taken from this share of the best line's score on."""
NEAR_BEST_HIT = 1.2
"""A passage is quoted while its score is at most this far (in summed z-scores) below the best."""
HEADING_ANSWERS = 0.6
"""From this agreement on, the heading asks the question itself, and what stands under it is the answer in its order."""
MAX_SOURCES = 3
BROAD = ("list", "compare", "about", "solution")
"""Kinds of question that one passage seldom answers whole."""


@dataclass(frozen=True, slots=True)
class Line:
    chunk: Chunk
    statement: Statement


def select_lines(evidence: Evidence, hops: Sequence[Hop], chunks: dict[tuple[str, int], Line]) -> tuple[Line, ...]:
    """The lines of the answer, grouped by passage, best passage first, in the order of the note within each.

    `hops` are edges that answer by themselves (LeakyReLU solves dead neuron); `chunks` finds their lines.
    """
    stated = [chunks[(hop.note, hop.line)] for hop in hops if (hop.note, hop.line) in chunks]
    taken: dict[tuple[int, int], Line] = {}
    chars = 0
    for line in _distinct([*stated, *_from_hits(evidence)]):
        if len(taken) >= MAX_LINES or (taken and chars + len(line.statement.text) > MAX_CHARS):
            break
        taken[(line.chunk.id, line.statement.start)] = line
        chars += len(line.statement.text)
    order = {chunk: at for at, chunk in enumerate(dict.fromkeys(key[0] for key in taken))}
    return tuple(sorted(taken.values(), key=lambda line: (order[line.chunk.id], line.statement.start)))


def _from_hits(evidence: Evidence) -> Iterator[Line]:
    if not evidence.hits:
        return
    best = evidence.hits[0].score
    sources = MAX_SOURCES + (2 if evidence.question.kind in BROAD else 0)
    best_line = max((score for hit in evidence.hits[:sources] for _, score in hit.statements[:1]), default=0.0)
    for hit, measures in zip(evidence.hits[:sources], evidence.features, strict=False):
        if best - hit.score > NEAR_BEST_HIT and hit is not evidence.hits[0]:
            break
        if measures["heading"] >= HEADING_ANSWERS or len(hit.statements) <= 2:
            lines = [statement for statement in hit.chunk.statements if statement.kind != "heading"]
        else:
            lines = _with_context(hit, best_line)
        yield from (Line(hit.chunk, statement) for statement in lines)


def _with_context(hit: Hit, best_line: float) -> list[Statement]:
    """The lines that bear on the question, each with what hangs under it (a list parent says nothing alone)."""
    wanted = {statement.start for statement, score in hit.statements if score >= NEAR_BEST * best_line}
    if not wanted and hit.statements:
        wanted = {hit.statements[0][0].start}
    chosen: list[Statement] = []
    under: int | None = None
    for statement in hit.chunk.statements:
        if under is not None and statement.depth > under:
            chosen.append(statement)
            continue
        under = None
        if statement.start in wanted:
            chosen.append(statement)
            under = statement.depth if statement.kind in ("item", "heading") else None
    return [statement for statement in chosen if statement.kind != "heading"] or chosen


def _distinct(lines: Iterable[Line]) -> Iterator[Line]:
    """Each line once, also where two notes have the same words."""
    seen: set[str] = set()
    for line in lines:
        words = "".join(line.statement.text.split()).casefold()
        if words and words not in seen:
            seen.add(words)
            yield line
