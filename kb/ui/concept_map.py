"""Where the concepts and arrows of a small graph stand: positions only, no drawing.

Of several stress layouts the one with the fewest crossings is taken, and improved by exchanging concepts while that makes
it read better. The same edges give the same picture every time.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np

from kb.types import Edge, Relation
from kb.ui.placing import GAP_X, GAP_Y, MARGIN, place

FONT = 13.0
"""Pixels; the smallest size at which Hangul with its inner strokes stays legible on an ordinary screen."""
NODE_HEIGHT = 30.0
MAX_LABEL = 11
"""Wide characters, or twice as many narrow ones; the whole name is in the tooltip."""
_LONG = 130.0
"""Pixels of an arrow; a shorter one bends less, or it would be a loop."""
_BENDS = (26, -26, 48, -48, 72, -72)
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class Node:
    name: str
    label: str
    x: float
    y: float
    width: float
    focus: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    edge: Edge
    start: tuple[float, float]
    end: tuple[float, float]
    bend: float
    """Sideways offset of the middle, in pixels: two relations between one pair bend apart."""
    label_at: tuple[float, float] | None
    """None where no free place for the word is left."""
    bold: bool

    @property
    def middle(self) -> tuple[float, float]:
        return _point(self.start, self.end, self.bend, 0.5)


@dataclass(frozen=True, slots=True)
class ConceptMap:
    width: float
    height: float
    nodes: tuple[Node, ...]
    arrows: tuple[Arrow, ...]


def text_width(text: str, size: float = FONT) -> float:
    """Pixels that `text` takes: Hangul and other wide characters fill the square, Latin a little over half of it."""
    return sum(size * (0.96 if unicodedata.east_asian_width(c) in "WF" else 0.58) for c in text)


def shortened(label: str) -> str:
    room = MAX_LABEL * 2
    for at, character in enumerate(label):
        room -= 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if room < 0:
            return label[: max(1, at - 1)].rstrip() + "…"
    return label


def lay_out(
    edges: Sequence[Edge],
    labels: dict[str, str],
    focus: Sequence[str],
    words: dict[Relation, str],
    *,
    width: float,
    bold: frozenset[tuple[str, Relation, str]] = frozenset(),
) -> ConceptMap:
    """Positions for all ends of `edges` in a picture `width` pixels wide; its height follows from how much it holds.

    `focus`: names drawn as centres. `bold`: (source, relation, target) of the edges that an answer rests on.
    """
    names = list(dict.fromkeys([*(n for n in focus if n in labels), *(n for e in edges for n in (e.source, e.target))]))
    if not names:
        return ConceptMap(width, 0.0, (), ())
    shown = {name: shortened(labels.get(name, name)) for name in names}
    widths = {name: text_width(shown[name]) + 26 for name in names}
    area = sum((widths[name] + GAP_X * 1.5) * (NODE_HEIGHT + GAP_Y * 1.9) for name in names)
    height = max(130.0, min(820.0, area / width))
    sizes = np.array([[widths[name], NODE_HEIGHT] for name in names])
    places = place(names, edges, sizes, width, height)
    top, bottom = places[:, 1].min(), places[:, 1].max()
    places[:, 1] -= top - NODE_HEIGHT / 2 - MARGIN  # no empty band above or below
    height = round(float(bottom - top + NODE_HEIGHT + 2 * MARGIN), 1)
    nodes = tuple(
        Node(n, shown[n], round(float(x), 1), round(float(y), 1), widths[n], n in focus)
        for n, (x, y) in zip(names, places, strict=True)
    )
    return ConceptMap(width, height, nodes, _arrows(edges, {node.name: node for node in nodes}, words, bold))


def _arrows(
    edges: Sequence[Edge],
    nodes: dict[str, Node],
    words: dict[Relation, str],
    bold: frozenset[tuple[str, Relation, str]],
) -> tuple[Arrow, ...]:
    node_boxes = {name: _box(node) for name, node in nodes.items()}
    taken = list(node_boxes.values())
    several = Counter(frozenset((edge.source, edge.target)) for edge in edges)
    used: dict[frozenset[str], list[float]] = {}
    drawn: list[Arrow] = []
    # bold edges first: they get the best places for their words
    ranked = sorted(edges, key=lambda e: (not _is_bold(e, bold), e.relation is Relation.RELATED_TO, -e.confidence))
    for edge in ranked:
        pair = frozenset((edge.source, edge.target))
        if len(pair) < 2:
            continue
        side = 1 if edge.source < edge.target else -1
        a, b = nodes[edge.source], nodes[edge.target]
        start, end = _border(a, (b.x, b.y), 2), _border(b, (a.x, a.y), 5)
        others = [box for name, box in node_boxes.items() if name not in pair]
        # two arrows part to both sides of the straight line, a third goes between them
        before = used.setdefault(pair, [])
        bends = [bend for bend in (_BENDS if several[pair] == 2 else (0, *_BENDS)) if bend not in before]
        chosen, bend = _bend(start, end, side, bends or [20.0 * len(before)], others)
        before.append(chosen)
        word = words[edge.relation]
        place = None
        if edge.relation is not Relation.RELATED_TO:
            place = _free_place(start, end, bend, text_width(word, 11.5) + 8, taken)
        drawn.append(Arrow(edge, start, end, bend, place, _is_bold(edge, bold)))
    return tuple(reversed(drawn))


def _box(node: Node) -> Box:
    half_w, half_h = node.width / 2, NODE_HEIGHT / 2
    return node.x - half_w, node.y - half_h, node.x + half_w, node.y + half_h


def _bend(
    start: tuple[float, float], end: tuple[float, float], side: int, bends: Sequence[float], boxes: Sequence[Box]
) -> tuple[float, float]:
    """Of `bends` the first that leads past most other concepts, and how far the arrow then leaves the straight line."""
    short = side * min(1.0, hypot(end[0] - start[0], end[1] - start[1]) / _LONG)

    def hits(bend: float) -> int:
        points = [_point(start, end, bend * short, step / 12) for step in range(1, 12)]
        return sum(any(b[0] - 3 < x < b[2] + 3 and b[1] - 3 < y < b[3] + 3 for b in boxes) for x, y in points)

    best = min(bends, key=hits)  # the first of equals
    return best, best * short


def _is_bold(edge: Edge, bold: frozenset[tuple[str, Relation, str]]) -> bool:
    return (edge.source, edge.relation, edge.target) in bold


def _free_place(
    start: tuple[float, float],
    end: tuple[float, float],
    bend: float,
    width: float,
    taken: list[Box],
) -> tuple[float, float] | None:
    for share in (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74):
        x, y = _point(start, end, bend, share)
        box = (x - width / 2, y - 8, x + width / 2, y + 8)
        if not any(box[0] < o[2] and o[0] < box[2] and box[1] < o[3] and o[1] < box[3] for o in taken):
            taken.append(box)
            return round(x, 1), round(y, 1)
    return None


def _border(node: Node, towards: tuple[float, float], gap: float) -> tuple[float, float]:
    """Where the line from the node's centre towards a point leaves its box, `gap` pixels outside it."""
    dx, dy = towards[0] - node.x, towards[1] - node.y
    length = hypot(dx, dy) or 1.0
    half_w, half_h = node.width / 2, NODE_HEIGHT / 2
    share = min(half_w / abs(dx) if dx else 9e9, half_h / abs(dy) if dy else 9e9, 0.5) + gap / length
    return round(node.x + dx * share, 1), round(node.y + dy * share, 1)


def _point(start: tuple[float, float], end: tuple[float, float], bend: float, share: float) -> tuple[float, float]:
    """A point of the quadratic curve whose middle is `bend` pixels beside the straight line."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = hypot(dx, dy) or 1.0
    off = 4 * share * (1 - share) * bend
    return start[0] + dx * share - dy / length * off, start[1] + dy * share + dx / length * off
