"""A comparison as a table: what the notes say of the one beside what they say of the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.answer.lines import Candidate, Line, label_of
from kb.answer.select import shows_side
from kb.language.text import fold
from kb.retrieval.question import kind_of

ROWS = 4
"""Lines taken of each side."""
SIDES = ("definition", "advantage", "problem", "solution", "when", "why", "how")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Lines of each concept by aspect, and lines about several of them at once."""

    concepts: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Line, ...], ...]], ...]
    """(aspect, lines per concept); the aspect is a label of the notes or empty."""
    shared: tuple[Line, ...]


def compare(
    lines: Sequence[Line], candidates: Sequence[Candidate], topics: Mapping[str, frozenset[int]]
) -> Comparison | None:
    """Shown lines sorted by the concept of which they speak; None where they don't speak of two sides apart."""
    rated = {candidate.line.key: candidate for candidate in candidates}
    concepts = tuple(topics)
    shared: list[Line] = []
    sides: dict[str, list[Line]] = {name: [] for name in concepts}
    for line in lines:
        whose = _whose(rated.get(line.key), topics)
        if len(whose) == 1:
            sides[whose[0]].append(line)
        else:
            shared.append(line)
    if sum(bool(side) for side in sides.values()) < 2:
        return None
    aspects: dict[str, dict[str, list[Line]]] = {}
    for name in concepts:
        for line in sides[name]:
            aspects.setdefault(_aspect(line), {}).setdefault(name, []).append(line)
    rows = [(aspect, tuple(tuple(by.get(name, ())) for name in concepts)) for aspect, by in aspects.items()]
    return Comparison(concepts, tuple(rows), tuple(shared))


def _whose(candidate: Candidate | None, topics: Mapping[str, frozenset[int]]) -> list[str]:
    """The concepts of which a line speaks: the one under which it stands, else those in its own words."""
    if candidate is None:
        return []
    over = [name for name, units in topics.items() if units & candidate.over]
    own = [name for name, units in topics.items() if units & candidate.own]
    return over if len(over) == 1 else own or over


def _aspect(line: Line) -> str:
    """The side of the thing that a line is about, as the notes label it: its own label or its list parent's."""
    if (label := label_of(line.statement.text)) and shows_side(label):
        return label
    above = [part for part in line.statement.path if part not in line.chunk.heading]
    if above and (shows_side(above[-1]) or kind_of(above[-1]) in SIDES) and len(fold(above[-1])) <= len("advantages") + 2:
        return above[-1]
    return ""
