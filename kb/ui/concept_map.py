"""Where the concepts and arrows of a small graph stand: positions only, no drawing.

Of several stress layouts the one with the fewest crossings is taken, and improved by exchanging concepts while that makes
it read better. The same edges give the same picture every time.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot

import numpy as np
import numpy.typing as npt

from kb.types import Edge, Relation
from kb.ui.stress import Floats, graph_distances, push_apart, starts, stress_layout

Links = npt.NDArray[np.int64]

FONT = 13.0
"""Pixels; the smallest size at which Hangul with its inner strokes stays legible on an ordinary screen."""
NODE_HEIGHT = 30.0
MAX_LABEL = 11
"""Wide characters, or twice as many narrow ones; the whole name is in the tooltip."""
_GAP_X, _GAP_Y = 62.0, 40.0
_MARGIN = 10.0
_STEP_X, _STEP_Y = 190.0, 90.0
"""Pixels from one concept to the next that leave room for an arrow with its word."""
_ROUNDS = 300
"""Of pushing boxes apart; 25 boxes settle in fewer than 150."""
_TRIES, _SWEEPS = 6, 2
"""Layouts begun, and rounds of exchanges; what more of either gains is not seen."""
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
    area = sum((widths[name] + _GAP_X * 1.5) * (NODE_HEIGHT + _GAP_Y * 1.9) for name in names)
    height = max(130.0, min(820.0, area / width))
    places = _place(names, edges, [widths[name] for name in names], width, height)
    top, bottom = places[:, 1].min(), places[:, 1].max()
    places[:, 1] -= top - NODE_HEIGHT / 2 - _MARGIN  # no empty band above or below
    height = round(float(bottom - top + NODE_HEIGHT + 2 * _MARGIN), 1)
    nodes = tuple(
        Node(n, shown[n], round(float(x), 1), round(float(y), 1), widths[n], n in focus)
        for n, (x, y) in zip(names, places, strict=True)
    )
    return ConceptMap(width, height, nodes, _arrows(edges, {node.name: node for node in nodes}, words, bold))


def _place(names: Sequence[str], edges: Sequence[Edge], widths: Sequence[float], width: float, height: float) -> Floats:
    """float64 [n, 2]: of several stress layouts the one that reads best, improved by exchanging concepts."""
    if len(names) == 1:
        return np.array([[width / 2, height / 2]])
    at = {name: place for place, name in enumerate(names)}
    pairs = ((at[edge.source], at[edge.target]) for edge in edges)
    links = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    ends = np.array(links, dtype=np.int64).reshape(-1, 2)
    distances = graph_distances(len(names), links, unreachable=0.5)
    sizes = np.column_stack((np.array(widths), np.full(len(names), NODE_HEIGHT)))
    best, least = np.zeros((len(names), 2)), np.inf
    for start in starts(len(names), _TRIES):
        laid = _fitted(stress_layout(distances, start * distances.max() / 2), sizes, width, height)
        cost = _cost(laid, sizes, ends)
        if cost < least - 1e-6:
            best, least = laid, cost
    return _exchanged(best, sizes, ends, least, width)


def _fitted(raw: Floats, sizes: Floats, width: float, height: float) -> Floats:
    """A layout turned to the picture's shape, stretched to fill it, its boxes apart and inside."""
    if (np.ptp(raw[:, 0]) < np.ptp(raw[:, 1])) == (width > height):
        raw = raw[:, ::-1]
    # a few concepts stand close together in the middle; many take all the room there is
    room = np.array(
        [min(width - 2 * _MARGIN - 100, _STEP_X * (len(raw) - 1)), min(height - 2 * _MARGIN - 40, _STEP_Y * (len(raw) - 1))]
    )
    spread = np.ptp(raw, axis=0)
    middle = (raw.min(0) + raw.max(0)) / 2
    at: Floats = (raw - middle) / np.where(spread > 1e-9, spread, 1.0) * room + (width / 2, height / 2)
    padded = sizes + np.array([min(_GAP_X, width * 0.13), _GAP_Y])
    half = sizes / 2 + _MARGIN
    # sideways there is an edge, downwards there is more room: the picture grows
    for _ in range(_ROUNDS):
        moved = push_apart(at, padded, rounds=1)
        moved[:, 0] = np.clip(moved[:, 0], half[:, 0], np.maximum(half[:, 0], width - half[:, 0]))
        if np.abs(moved - at).max() < 0.05:
            break
        at = moved
    return at


def _cost(at: Floats, sizes: Floats, ends: Links) -> float:
    """How badly a picture reads: lines that cross, lines through concepts, and their length."""
    if not len(ends):
        return 0.0
    a, b = at[ends[:, 0]], at[ends[:, 1]]
    along = b - a

    def side(origin: Floats, towards: Floats, point: Floats) -> Floats:
        turn = towards[:, None, 0] * (point[None, :, 1] - origin[:, None, 1]) - towards[:, None, 1] * (
            point[None, :, 0] - origin[:, None, 0]
        )
        return np.asarray(turn)

    apart = ~(ends[:, None, :, None] == ends[None, :, None, :]).any((2, 3))
    split = side(a, along, a) * side(a, along, b) < 0
    crossings = float((split & split.T & apart).sum()) / 2
    points = a[:, None] + along[:, None] * np.linspace(0.08, 0.92, 12)[None, :, None]
    near = np.abs(points[:, :, None] - at[None, None]) < (sizes / 2 + 4)[None, None]
    inside: npt.NDArray[np.bool_] = np.any(np.all(near, axis=3), axis=1)
    inside[np.arange(len(ends)), ends[:, 0]] = inside[np.arange(len(ends)), ends[:, 1]] = False
    return crossings * 3 + float(inside.sum()) * 4 + float(np.linalg.norm(along, axis=1).sum()) / 400


def _exchanged(at: Floats, sizes: Floats, ends: Links, cost: float, width: float) -> Floats:
    """The layout after every exchange of two concepts that makes it read better."""
    half = sizes[:, 0] / 2 + _MARGIN
    for _ in range(_SWEEPS):
        before = cost
        for i, j in combinations(range(len(at)), 2):
            trial = at.copy()
            trial[[i, j]] = trial[[j, i]]
            if (trial[[i, j], 0] < half[[i, j]]).any() or (trial[[i, j], 0] > width - half[[i, j]]).any():
                continue
            if _overlaps(trial, sizes, (i, j)):
                continue
            tried = _cost(trial, sizes, ends)
            if tried < cost - 0.05:
                at, cost = trial, tried
        if cost > before - 0.05:
            break
    return at


def _overlaps(at: Floats, sizes: Floats, moved: tuple[int, int]) -> bool:
    for one in moved:
        near = (np.abs(at - at[one]) < (sizes + sizes[one]) / 2 + 8).all(1)
        near[one] = False
        if near.any():
            return True
    return False


def _arrows(
    edges: Sequence[Edge],
    nodes: dict[str, Node],
    words: dict[Relation, str],
    bold: frozenset[tuple[str, Relation, str]],
) -> tuple[Arrow, ...]:
    node_boxes = {name: _box(node) for name, node in nodes.items()}
    taken = list(node_boxes.values())
    between: dict[frozenset[str], int] = {}
    drawn: list[Arrow] = []
    # bold edges first: they get the best places for their words
    ranked = sorted(edges, key=lambda e: (not _is_bold(e, bold), e.relation is Relation.RELATED_TO, -e.confidence))
    for edge in ranked:
        pair = frozenset((edge.source, edge.target))
        if len(pair) < 2:
            continue
        nth = between.get(pair, 0)
        between[pair] = nth + 1
        side = 1 if edge.source < edge.target else -1
        a, b = nodes[edge.source], nodes[edge.target]
        start, end = _border(a, (b.x, b.y), 2), _border(b, (a.x, a.y), 5)
        others = [box for name, box in node_boxes.items() if name not in pair]
        bend = side * _bend(start, end, nth, others)
        word = words[edge.relation]
        place = None
        if edge.relation is not Relation.RELATED_TO:
            place = _free_place(start, end, bend, text_width(word, 11.5) + 8, taken)
        drawn.append(Arrow(edge, start, end, bend, place, _is_bold(edge, bold)))
    return tuple(reversed(drawn))


def _box(node: Node) -> Box:
    half_w, half_h = node.width / 2, NODE_HEIGHT / 2
    return node.x - half_w, node.y - half_h, node.x + half_w, node.y + half_h


def _bend(start: tuple[float, float], end: tuple[float, float], nth: int, boxes: Sequence[Box]) -> float:
    """The smallest bend that leads the `nth` arrow of a pair past other concepts; straight where none does."""
    bends = (0, *_BENDS)[nth:] if nth < len(_BENDS) else (nth * 20,)

    def hits(bend: float) -> int:
        points = [_point(start, end, bend, step / 12) for step in range(1, 12)]
        return sum(any(b[0] - 3 < x < b[2] + 3 and b[1] - 3 < y < b[3] + 3 for b in boxes) for x, y in points)

    return min(bends, key=hits)  # the first of equals


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
