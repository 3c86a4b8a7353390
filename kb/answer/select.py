"""Which lines answer: whole answers under a heading that asks the same, single lines elsewhere, stated edges first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kb.language.text import fold
from kb.retrieval import Evidence
from kb.retrieval.question import kind_of
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
SHORT = 2
"""Statements of a passage that is too short to cut."""
MAX_FACET_CHARS = 20
"""A list parent that is no longer than this names a facet of its subject, it states nothing."""
MAX_SOURCES = 3
BROAD = ("list", "compare", "about", "solution")
"""Kinds of question that one passage seldom answers whole."""

FACETS = ("problem", "advantage", "when")
"""Kinds of question that ask for one side of a thing."""
BRANCHES = (*FACETS, "solution", "why", "list")
"""Kinds of answer that a list parent may announce within a passage."""

_LEFTOVER = re.compile(r"[:：(\[]\s*$|^\W*\w{0,3}\W*$")
"""What is left of a line whose only content was a link or a picture ("자료: ")."""


_CODE = re.compile(r"코드|구현|명령|예제|\b(code|command|implement|example|syntax|how to)", re.IGNORECASE)


_DECORATION = re.compile(r"^\W+")
_NAME_END = re.compile(r"\s*[:：]\s")


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
    if evidence.question.kind == "compare" and len(evidence.concepts) > 1:
        found = _in_turn(found, evidence)
    announced = evidence.question.kind == "list" and bool(evidence.features) and _announces(evidence.features[0])
    room = MAX_CHARS * (2 if evidence.question.kind in BROAD else 1)
    taken: dict[tuple[int, int], Line] = {}
    if not _CODE.search(evidence.question.text):
        found = [line for line in found if line.statement.kind != "code"] or found
    for line in _distinct([*found, *edges] if announced else [*edges, *found]):
        room -= len(line.statement.text)
        if len(taken) >= MAX_LINES or (taken and room < 0):
            break
        taken[(line.chunk.id, line.statement.start)] = line
    order = {chunk: at for at, chunk in enumerate(dict.fromkeys(key[0] for key in taken))}
    return tuple(sorted(taken.values(), key=lambda line: (order[line.chunk.id], line.statement.start)))


def _from_hits(evidence: Evidence, chunks_of_note: Mapping[str, Sequence[Chunk]]) -> Iterator[Line]:
    kind = evidence.question.kind
    # a passage that speaks of none of the asked concepts shares no more than a facet ("단점") with the question
    on_topic = [at for at, named in enumerate(evidence.named) if named] or list(range(len(evidence.hits)))
    taken = [(evidence.hits[at], evidence.features[at]) for at in on_topic]
    taken = taken[: MAX_SOURCES + (2 if kind in BROAD else 0)]
    lines = (scored for hit, _ in taken for scored in hit.statements)
    best_line = max((score for statement, score in lines if statement.kind != "heading"), default=0.0)
    for hit, measures in taken:
        if taken[0][0].score - hit.score > NEAR_BEST_HIT and not _adds_concept(evidence, hit):
            break
        section = _section(hit.chunk, chunks_of_note[hit.chunk.note])
        if kind == "list" and _announces(measures):
            yield from _items(section)
        elif facet := _facet(section, kind):
            yield from facet
        elif _answers_whole(hit, measures, kind):
            yield from (Line(one, s) for one in section for s in one.statements if says_more(one, s))
        elif len(hit.statements) <= SHORT:
            yield from (Line(hit.chunk, s) for s in hit.chunk.statements if says_more(hit.chunk, s))
        else:
            yield from (Line(hit.chunk, statement) for statement in _near_best(hit, best_line))


def _answers_whole(hit: Hit, measures: Mapping[str, float], kind: str) -> bool:
    """Whether all that stands under the heading is the answer: it asks the question itself; under a mere name stands more
    than the one facet that was asked for."""
    about = measures["heading"] >= HEADING_ANSWERS or hit.statements[0][0].kind == "heading"
    return about and (kind not in FACETS or bool(measures["kind"]))


def _announces(measures: Mapping[str, float]) -> bool:
    """Whether the heading asks for the same kind of answer about the same thing ("정규화의 종류")."""
    return measures["heading"] >= HEADING_LISTS and bool(measures["kind"])


def _adds_concept(evidence: Evidence, hit: Hit) -> bool:
    """Whether a hit speaks of an asked concept that no better hit spoke of."""
    at = evidence.hits.index(hit)
    return bool(evidence.named[at] - frozenset().union(*evidence.named[:at]))


def _in_turn(lines: Sequence[Line], evidence: Evidence) -> list[Line]:
    """For a comparison: what concerns several of the concepts first, then lines of each concept in turn."""
    named = {hit.chunk.id: names for hit, names in zip(evidence.hits, evidence.named, strict=True)}
    shared = [line for line in lines if len(named.get(line.chunk.id, ())) > 1]
    queues = [
        [line for line in lines if named.get(line.chunk.id, frozenset()) == {concept}] for concept in evidence.concepts
    ]
    turns = [queue[at] for at in range(MAX_LINES) for queue in queues if at < len(queue)]
    rest = [line for line in lines if not named.get(line.chunk.id)]
    return [*shared, *turns, *rest]


def _section(chunk: Chunk, neighbours: Sequence[Chunk]) -> list[Chunk]:
    """The passage and what else stands under its heading, which may have been cut into several passages."""
    depth = len(chunk.heading)
    return [one for one in neighbours if one.heading[:depth] == chunk.heading] if depth > 1 else [chunk]


def _items(section: Sequence[Chunk]) -> Iterator[Line]:
    """The outermost lines of a section: its list. Headings of sections within it are items of it too."""
    lines = [Line(one, statement) for one in section for statement in one.statements if says_more(one, statement)]
    top = min((_level(line) for line in lines), default=0)
    yield from (line for line in lines if _level(line) == top)


def _facet(section: Sequence[Chunk], kind: str) -> list[Line]:
    """What stands under those list parents of a section that announce the kind of answer ("단점"), if there are any."""
    lines: dict[int, Line] = {}
    for chunk in section if kind in BRANCHES else ():
        for statement in chunk.statements:
            if len(statement.text) <= MAX_FACET_CHARS and kind_of(statement.text) == kind:
                branch = _with_children(Line(chunk, statement))
                if len(branch) > 1:
                    lines.update((one.start, Line(chunk, one)) for one in branch if says_more(chunk, one))
    return [lines[start] for start in sorted(lines)]


def _level(line: Line) -> int:
    return len(line.chunk.heading) + line.statement.depth


def _near_best(hit: Hit, best_line: float) -> list[Statement]:
    """The lines that bear on the question, each with what hangs under it."""
    telling = [(s, score) for s, score in hit.statements if s.kind != "heading"] or list(hit.statements)
    wanted = {s.start for s, score in telling if score >= NEAR_BEST * best_line} or {telling[0][0].start}
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
    words, heading = fold(statement.text), fold(chunk.heading[-1]) if chunk.heading else ""
    if statement.kind == "heading" or words == heading:
        return False
    if len(_with_children(Line(chunk, statement))) > 1:
        return True
    return words not in heading and not _LEFTOVER.search(statement.text)  # "A란?" of "A란? 왜 쓰는가?"


def subject_of(line: Line, shown: Iterable[Statement]) -> str:
    """What a line is silently about, where neither the heading shown above nor another shown line says it: the nearest
    list parent or pseudo-heading of its path that the passage's own path lacks."""
    above = [part for part in line.statement.path if part not in line.chunk.heading]
    if not above or fold(above[-1]) in fold(line.statement.text):
        return ""
    # of "배치 정규화: 평균과 분산을 …" the name is the subject
    subject = _NAME_END.split(above[-1].rstrip("…"), maxsplit=1)[0]
    said = (*(statement.text for statement in shown if statement is not line.statement), *line.chunk.heading)
    return "" if any(fold(_DECORATION.sub("", text)).startswith(fold(subject)) for text in said) else subject


def _distinct(lines: Iterable[Line]) -> Iterator[Line]:
    """Each line once, also where two notes have the same words."""
    seen: set[str] = set()
    for line in lines:
        words = "".join(line.statement.text.split()).casefold()
        if words and words not in seen:
            seen.add(words)
            yield line
