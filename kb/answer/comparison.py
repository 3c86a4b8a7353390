"""A comparison as a table: what the notes say of the one beside what they say of the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.answer.lines import Candidate, Line, label_of
from kb.answer.select import announces, says_more, shows_side
from kb.language.text import fold
from kb.retrieval.kinds import kind_of

ROWS = 3
"""Lines taken of each side."""
TOGETHER = 0.3
"""Probability from which a line under a heading that compares answers by itself."""
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


def sides(candidates: Sequence[Candidate], topics: Sequence[frozenset[int]]) -> list[Line]:
    """The likeliest lines of each side, in turn, where no passage compares them: as many of the one as of the other."""
    both = frozenset[int]().union(*topics)
    if any(c.measures["kind_heading"] and c.probability >= TOGETHER and both <= c.units for c in candidates):
        return []
    columns: list[list[Line]] = []
    for topic in topics:
        others = both - topic
        own = [c for c in candidates if topic & (c.about or c.own) and not others & c.about and _says(c.line)]
        own.sort(key=lambda c: -c.probability)
        columns.append([c.line for c in own[:ROWS]])
    fewest = min(map(len, columns))
    return [column[at] for at in range(fewest) for column in columns]


def _says(line: Line) -> bool:
    """Whether a line can stand in a cell: words, no bare formula, no label."""
    text = line.statement.text.strip()
    formula = text.startswith("$") and text.endswith("$")
    return says_more(line.chunk, line.statement) and not formula and not announces(text) and line.statement.kind != "code"


def _whose(candidate: Candidate | None, topics: Mapping[str, frozenset[int]]) -> list[str]:
    """The concepts of which a line speaks: the one under which it stands, else those in its own words."""
    if candidate is None:
        return []
    about = [name for name, units in topics.items() if units & candidate.about]
    own = [name for name, units in topics.items() if units & candidate.own]
    return about if len(about) == 1 else own or about


def _aspect(line: Line) -> str:
    """The side of the thing that a line is about, as the notes label it: its own label or its list parent's."""
    if (label := label_of(line.statement.text)) and shows_side(label):
        return label
    above = [part for part in line.statement.path if part not in line.chunk.heading]
    if above and (shows_side(above[-1]) or kind_of(above[-1]) in SIDES) and len(fold(above[-1])) <= len("advantages") + 2:
        return above[-1]
    return ""
