"""How well each line of the best passages answers: a learned sum of plain measures, one probability per line."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import takewhile
from typing import Any

import numpy as np

from kb.answer.context import in_context
from kb.language.text import fold
from kb.retrieval import Evidence, Retriever
from kb.retrieval.features import Floats
from kb.retrieval.kinds import kinds_of
from kb.store import Snapshot, concept_term
from kb.types import Chunk, Statement

WHOLE = ("definition", "open", "about", "how")
"""Kinds of question that a passage under a fitting heading answers as a whole."""
FACETS = ("problem", "advantage", "when")
"""Kinds of question that ask for one side of a thing."""
SHORT_WORDS = 8
"""A line of fewer letters is a name or a label."""
MAX_DEPTH = 3
_NUMBERED = re.compile(r"(?<!\d)(\d{1,2}[.)]|[①-⑳])[\s*_`#]*$")
MARKER = 12
"""Characters before an item in which its number stands."""
DECORATION = re.compile(r"^\W+")
"""List markers, emphasis and emoji before the words of a line."""
COMPARED = ("cosine", "coverage", "near", "near_own", "near_more")
"""Measures that also count by how far the best line of all is ahead."""


@dataclass(frozen=True, slots=True)
class Line:
    """A statement in its passage."""

    chunk: Chunk
    statement: Statement

    @property
    def key(self) -> tuple[int, int]:
        return self.chunk.id, self.statement.start

    @property
    def place(self) -> tuple[str, tuple[str, ...], int]:
        """What it shares with the other items of its list."""
        return self.statement.kind, self.statement.path, self.statement.depth


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line with its measures (names as in `weights.toml`) and the probability that it is part of the answer."""

    line: Line
    measures: Mapping[str, float]
    units: frozenset[int]
    """Units of the question of which it speaks, with its headings and list parents."""
    own: frozenset[int]
    """Those of which its own words speak."""
    about: frozenset[int]
    """Those that the nearest heading or list parent names which names anything."""
    subject: frozenset[int]
    """`own` and `about`."""
    near: Floats
    """float32 [units]: how near it comes to each unit, with its headings and list parents; 1 where it speaks of it."""
    vector: Floats
    """float32 [d]: its meaning, as the index of lines has it."""
    alone: float = 0.0
    """Probability by its own measures."""
    probability: float = 0.0
    """The same once its neighbours are seen."""


@cache
def weights() -> dict[str, Any]:
    """What `scripts/tune_answers.py` fitted: tables `lines`, `context` and `grounding`."""
    return tomllib.loads((files("kb.answer") / "weights.toml").read_text(encoding="utf-8"))


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    data = tomllib.loads((files("kb.answer") / "cues.toml").read_text(encoding="utf-8"))
    return {kind: re.compile("|".join([*words["ko"], *words["en"]]), re.IGNORECASE) for kind, words in data.items()}


_REMEDIED = re.compile(
    r"\S+( ?(문제|현상|위험))?(을|를|이|가)? ?(잘 |크게 |어느 ?정도 )?"
    r"(방지|완화|해결|억제|예방|극복|막[아는을고]|줄[이여인]|줄어|피[하할해]|없[애앤어]|발생하지 ?않)"
    r"|\b(prevent|avoid|mitigat|solv|reduc|fix|remov|eliminat|address|alleviat|overcom)(e?s|e?d|ing|e)?\b.{0,40}",
    re.IGNORECASE,
)
"""A trouble that is removed is none."""


def shows(kind: str, text: str) -> bool:
    """Whether a line has a word that lines have which answer this kind of question."""
    pattern = _cues().get(kind)
    if kind == "problem":
        text = _REMEDIED.sub(" ", text)
    return bool(pattern and pattern.search(text))


_LABEL = re.compile(r"^\W*([^:：]{1,20})[:：]\s*\S")


def label_of(text: str) -> str:
    """What a line calls itself before a colon ("단점: 느리다"); empty where it doesn't."""
    found = _LABEL.match(text)
    return found[1].strip("*_` ") if found else ""


def announced(labels: Iterable[str]) -> set[str]:
    """Kinds of answer that headings, list parents or labels announce."""
    return {kind for label in labels for kind in kinds_of(label)}


def own_kinds(statement: Statement) -> set[str]:
    """Kinds of answer that a line announces itself: by its label, or by the headers of a table row."""
    labels = [label_of(statement.text), *(header for header, _ in statement.cells)]
    return announced(labels)


def sides_of(line: Line) -> set[str]:
    """The sides of a thing that a line belongs to: by its list parents, its label, or being such a parent itself."""
    statements = line.chunk.statements
    over = [statements[at].text for at in parents(statements, statements.index(line.statement))]
    kinds = announced((*over, *parts_between(line.chunk, line.statement))) | own_kinds(line.statement)
    if len(fold(line.statement.text)) < SHORT_WORDS:
        kinds |= announced([line.statement.text])
    return kinds & {*FACETS, "solution"}


def parents(statements: Sequence[Statement], at: int) -> list[int]:
    """Positions of the list parents and pseudo-headings above statement `at`, nearest first."""
    above: list[int] = []
    depth = statements[at].depth
    for before in range(at - 1, -1, -1):
        if statements[before].depth < depth:
            above.append(before)
            depth = statements[before].depth
    return above


def line_opening(statements: Sequence[Statement], at: int) -> int:
    """Position of the sentence that opens the item of sentence `at`, and names what the others are about ("**Blossom end
    rot**: a black bottom. Cause: uneven watering."); `at` itself elsewhere."""
    statement = statements[at]
    if statement.kind != "item":
        return at
    while at > 0 and statements[at - 1].kind == "item" and statements[at - 1].end_line == statement.start_line:
        at -= 1
    return at


def parts_between(chunk: Chunk, statement: Statement) -> tuple[str, ...]:
    """The list parents and pseudo-headings of a statement that its passage's heading path lacks: they may stand in the
    passage before."""
    return tuple(part for part in statement.path if part not in chunk.heading)


def marker(line: Line) -> str:
    """The number before an item ("2."), empty where there is none."""
    at = line.statement.start - line.chunk.start
    found = _NUMBERED.search(line.chunk.text[max(0, at - MARKER) : at])
    return found[1] if found else ""


def with_children(line: Line) -> list[Statement]:
    """A statement and what hangs under it: a list parent says nothing alone."""
    statements = line.chunk.statements
    at = statements.index(line.statement)
    if line.statement.kind not in ("item", "heading"):
        return [line.statement]
    under = takewhile(lambda statement: statement.depth > line.statement.depth, statements[at + 1 :])
    return [line.statement, *under]


def standing_at(snapshot: Snapshot, note: str, line: int, quote: str) -> Iterator[tuple[Line, int]]:
    """The statements with these words at this line of a note, each with its position in its passage."""
    for chunk in snapshot.chunks_of_note.get(note, ()):
        if chunk.start_line <= line <= chunk.end_line:
            for at, statement in enumerate(chunk.statements):
                if statement.quote == quote and statement.start_line == line:
                    yield Line(chunk, statement), at


def section(chunk: Chunk, neighbours: Sequence[Chunk]) -> list[Chunk]:
    """The passage and what else stands under its heading, which may have been cut into several passages."""
    depth = len(chunk.heading)
    return [one for one in neighbours if one.heading[:depth] == chunk.heading] if depth > 1 else [chunk]


def candidates(evidence: Evidence, retriever: Retriever, stated: frozenset[tuple[int, int]]) -> tuple[Candidate, ...]:
    """Every line of the hits and of their sections, best passage first. `stated`: keys of the lines on which an edge rests
    that answers the question."""
    found: list[Candidate] = []
    seen: set[int] = set()
    for rank, hit in enumerate(evidence.hits):
        for chunk in (hit.chunk, *section(hit.chunk, retriever.snapshot.chunks_of_note[hit.chunk.note])):
            if chunk.id not in seen:
                seen.add(chunk.id)
                found += _of_chunk(evidence, retriever, rank, chunk, stated)
    best = {name: max((c.measures[name] for c in found), default=0.0) for name in COMPARED}
    return seen_again([_rated(c, best) for c in found])


def seen_again(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The lines with the probabilities that their neighbours leave them."""
    fitted = weights()["context"]
    places = [(c.line.chunk.id, c.line.statement.depth) for c in candidates]
    around = in_context([c.vector for c in candidates], places, [c.alone for c in candidates])
    return tuple(
        replace(candidate, probability=probability({**candidate.measures, **measures}, fitted))
        for candidate, measures in zip(candidates, around, strict=True)
    )


def probability(measures: Mapping[str, float], fitted: Mapping[str, float]) -> float:
    """Of a logistic regression with these weights; measures without a weight count nothing."""
    total = fitted["bias"] + sum(fitted.get(name, 0.0) * value for name, value in measures.items())
    return 1 / (1 + math.exp(-total))


def topics_of(evidence: Evidence) -> dict[str, frozenset[int]]:
    """The asked concepts with the positions of their units."""
    found: dict[str, frozenset[int]] = {}
    for name in evidence.concepts:
        units = frozenset(at for at, unit in enumerate(evidence.units) if concept_term(name) in unit.terms)
        if units:
            found[name] = units
    return found


def _rated(candidate: Candidate, best: Mapping[str, float]) -> Candidate:
    gaps = {f"{name}_gap": best[name] - candidate.measures[name] for name in COMPARED}
    measures = {**candidate.measures, **gaps}
    return replace(candidate, measures=measures, alone=probability(measures, weights()["lines"]))


def _of_chunk(
    evidence: Evidence, retriever: Retriever, rank: int, chunk: Chunk, stated: frozenset[tuple[int, int]]
) -> Iterator[Candidate]:
    wanted, hit, features = evidence.question.kind, evidence.hits[rank], evidence.features[rank]
    fits = retriever.fitter.lines(evidence.units, evidence.query, chunk)
    above = retriever.fitter.above(evidence.units, chunk)
    topics = frozenset(at for at, unit in enumerate(evidence.units) if unit.is_concept)
    total = sum(unit.weight for unit in evidence.units) or 1.0
    heading_kinds = announced(chunk.heading[-2:])

    snapshot = retriever.snapshot
    vectors = snapshot.lines.vectors[snapshot.first_line[snapshot.position[chunk.id]] :]

    @cache
    def named(part: str) -> frozenset[int]:
        return retriever.fitter.named_in(evidence.units, part)

    headed = retriever.fitter.near(evidence.units, [" ".join(chunk.heading)], [above])[0]
    weight = np.array([unit.weight for unit in evidence.units], dtype=np.float32) / total

    best_here = max((fit.cosine for fit in fits), default=0.0)
    for at, fit in enumerate(fits):
        statement = fit.statement
        over = parents(chunk.statements, at)
        opening = fits[opens].units if (opens := line_opening(chunk.statements, at)) < at else frozenset[int]()
        higher = above.union(opening, *(fits[one].units for one in over), *map(named, parts_between(chunk, statement)))
        spoken = higher | fit.units
        about = retriever.fitter.subject(evidence.units, statement.path) | opening
        subject = about | fit.units
        parent_kinds = announced((*(chunk.statements[one].text for one in over), *parts_between(chunk, statement)))
        sides = parent_kinds or announced(chunk.heading[-1:])
        other_sides = {*FACETS, "solution"} - {wanted} if wanted in FACETS else set[str]()
        higher_near = np.maximum.reduce([headed, *(fits[one].near for one in over)])
        near = np.maximum(fit.near, higher_near)
        near[list(spoken)] = 1.0
        nearest = {
            "near": float(near @ weight),
            "near_own": float(fit.near @ weight),
            "near_more": float(np.maximum(fit.near - higher_near, 0) @ weight),
            "near_least": float(near.min(initial=1.0)),
            "near_own_least": float(fit.near.min(initial=1.0)),
            "near_own_best": float(fit.near.max(initial=0.0)),
        }
        measures = {
            **nearest,
            "passage_gap": evidence.hits[0].score - hit.score,
            "first": float(rank == 0),
            "neighbour": float(chunk.id != hit.chunk.id),
            "cosine": fit.cosine,
            "below_best_here": best_here - fit.cosine,
            "parent_cosine": max((fits[one].cosine for one in over), default=fit.cosine),
            "coverage": sum(evidence.units[unit].weight for unit in spoken) / total,
            "heading": features["heading"],
            "heading_whole": features["heading"] * float(wanted in WHOLE),
            "kind_heading": float(wanted in heading_kinds),
            "kind_parent": float(wanted in parent_kinds),
            "kind_own": float(wanted in own_kinds(statement)),
            "off_subject": float(bool(topics) and not topics & subject),
            "other_side": float(wanted not in sides and bool(other_sides & sides)),
            "cue": float(shows(wanted, statement.text)),
            "stated": float((chunk.id, statement.start) in stated),
            "row": float(statement.kind == "row"),
            "depth": float(min(statement.depth, MAX_DEPTH)),
            "short": float(len(fold(statement.text)) < SHORT_WORDS),
            "names": float(bool(topics & fit.units)),
            "off_topic": float(bool(topics) and not topics & spoken),
            "list_item": float(wanted == "list" and statement.depth > 0),
            "mid_sentence": float(at > 0 and chunk.statements[at - 1].end_line == statement.start_line),
            "lines_here": math.log1p(len(fits)),
        }
        yield Candidate(Line(chunk, statement), measures, spoken, fit.units, about, subject, near, vectors[at])
