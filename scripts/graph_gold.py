"""Hand-made labels of a concept graph: the records of tests/data/gold/*.jsonl, one JSON object a line.

    {"record": "range", "note": …, "first_line": …, "last_line": …, "split": "dev"|"test", "sha256": …}
    {"record": "concept", "names": […], "lines": [[note, line], …], "optional": bool}
    {"record": "edge", "head": name, "relation": …, "tail": name, "note": …, "line": …, "optional": bool, "or": […]}

A range is labelled exhaustively; a note belongs to one split. Lines are 1-based, those of the file on disk. `optional`:
right where found, nobody is blamed for missing it. `or`: relations that are as right. `pooled`: found by the program and
judged by hand afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.types import Relation


@dataclass(frozen=True, slots=True)
class Range:
    note: str
    first_line: int
    last_line: int
    split: str
    sha256: str = ""

    def holds(self, note: str, line: int) -> bool:
        return note == self.note and self.first_line <= line <= self.last_line


@dataclass(frozen=True, slots=True)
class GoldConcept:
    names: tuple[str, ...]
    lines: tuple[tuple[str, int], ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class GoldEdge:
    head: str
    relation: str
    tail: str
    note: str
    line: int
    optional: bool = False
    also: tuple[str, ...] = ()
    """Other relations that are as right."""


@dataclass(frozen=True, slots=True)
class Gold:
    ranges: tuple[Range, ...]
    concepts: tuple[GoldConcept, ...]
    edges: tuple[GoldEdge, ...]

    def part(self, split: str) -> Gold:
        """Only what stands in the notes of one split ("all": everything)."""
        ranges = tuple(r for r in self.ranges if split in ("all", r.split))

        def holds(note: str, line: int) -> bool:
            return any(r.holds(note, line) for r in ranges)

        concepts = tuple(c for c in self.concepts if any(holds(*place) for place in c.lines))
        return Gold(ranges, concepts, tuple(e for e in self.edges if holds(e.note, e.line)))

    def holds(self, note: str, line: int) -> bool:
        return any(r.holds(note, line) for r in self.ranges)


def read_gold(path: Path) -> Gold:
    ranges, concepts, edges = [], [], []
    for line in path.read_text("utf-8").splitlines():
        item = json.loads(line)
        kind = item.pop("record")
        if kind == "range":
            ranges.append(Range(**item))
        elif kind == "concept":
            places = tuple((note, number) for note, number in item["lines"])
            concepts.append(GoldConcept(tuple(item["names"]), places, item.get("optional", False)))
        else:
            also = tuple(item.pop("or", ()))
            item.pop("pooled", None)
            edges.append(GoldEdge(**item, also=also))
    return Gold(tuple(ranges), tuple(concepts), tuple(edges))


def faults(gold: Gold) -> Iterator[str]:
    """What is wrong with the labels themselves."""
    split = {r.note: r.split for r in gold.ranges}
    for stretch in gold.ranges:
        if split[stretch.note] != stretch.split:
            yield f"{stretch.note} is in two splits"
    for concept in gold.concepts:
        if len(set(concept.names)) < len(concept.names) or not concept.names:
            yield f"names of {concept.names} repeat or are none"
        if not any(gold.holds(*place) for place in concept.lines):
            yield f"{concept.names[0]} stands in no labelled stretch"
    for edge in gold.edges:
        said = f"{edge.note}:{edge.line}: {edge.head} —{edge.relation}→ {edge.tail}"
        if not gold.holds(edge.note, edge.line):
            yield f"{said} stands in no labelled stretch"
        if Relation.RELATED_TO in (edge.relation, *edge.also) or not {edge.relation, *edge.also} <= set(Relation):
            yield f"{said} has no such relation"
        for name in (edge.head, edge.tail):
            named = [c for c in gold.concepts if name in c.names]
            if len(named) != 1:
                yield f"{said}: {name} names {len(named)} concepts"
            elif not any(note in split and split[note] == split[edge.note] for note, _ in named[0].lines):
                yield f"{said}: {name} has no line in that split"
    if len(set(gold.edges)) < len(gold.edges):
        yield "an edge repeats"
