"""Places for the concepts of a small map: as few crossings as a few hundredths of a second can find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from kb.types import Edge
from kb.ui.stress import Floats, graph_distances, push_apart, starts, stress_layout

Links = npt.NDArray[np.int64]
"""int64 [m, 2]: positions of the two ends of each line."""

GAP_X, GAP_Y = 62.0, 40.0
MARGIN = 10.0
_STEP_X, _STEP_Y = 190.0, 90.0
"""Pixels from one concept to the next that leave room for an arrow with its word."""
_ROUNDS = 300
"""Of pushing boxes apart; 25 boxes settle in fewer than 150."""
TRIES, SWEEPS = 6, 2
"""Layouts begun, and rounds of exchanges: 20 and 3 take four times as long for one crossing less in twenty maps."""
_ASIDE = 0.5
"""Steps that a second relation between two concepts puts between them, so that both have room for their words."""


def place(names: Sequence[str], edges: Sequence[Edge], sizes: Floats, width: float, height: float) -> Floats:
    """float64 [n, 2]: centres of boxes of `sizes` [n, 2], none over another and none beyond the sides of a picture `width`
    wide: of several stress layouts the one that reads best, improved by exchanging concepts."""
    if len(names) == 1:
        return np.array([[width / 2, height / 2]])
    at = {name: place for place, name in enumerate(names)}
    pairs = [(at[edge.source], at[edge.target]) for edge in edges]
    links = sorted({(min(pair), max(pair)) for pair in pairs if pair[0] != pair[1]})
    ends = np.array(links, dtype=np.int64).reshape(-1, 2)
    distances = graph_distances(len(names), links, unreachable=0.5)
    for (a, b), count in Counter(frozenset(pair) for pair in pairs if pair[0] != pair[1]).items():
        distances[a, b] = distances[b, a] = 1 + _ASIDE * (count - 1)
    best, least = np.zeros((len(names), 2)), np.inf
    for start in starts(len(names), TRIES):
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
        [min(width - 2 * MARGIN - 100, _STEP_X * (len(raw) - 1)), min(height - 2 * MARGIN - 40, _STEP_Y * (len(raw) - 1))]
    )
    spread = np.ptp(raw, axis=0)
    middle = (raw.min(0) + raw.max(0)) / 2
    at: Floats = (raw - middle) / np.where(spread > 1e-9, spread, 1.0) * room + (width / 2, height / 2)
    padded = sizes + np.array([min(GAP_X, width * 0.13), GAP_Y])
    half = sizes / 2 + MARGIN
    # sideways there is an edge, downwards there is more room: the picture grows
    for _ in range(_ROUNDS):
        moved = push_apart(at, padded, rounds=1)
        moved[:, 0] = np.clip(moved[:, 0], half[:, 0], np.maximum(half[:, 0], width - half[:, 0]))
        if np.abs(moved - at).max() < 0.05:
            break
        at = moved
    return at


def faults(at: Floats, sizes: Floats, ends: Links) -> float:
    """Lines that cross, and lines through concepts, of straight lines between places `at` [n, 2]."""
    crossings, hits, _ = _read(at, sizes, ends)
    return crossings + hits


def _cost(at: Floats, sizes: Floats, ends: Links) -> float:
    """How badly a picture reads. A line through a concept is worse than a crossing; length decides between equals."""
    crossings, hits, length = _read(at, sizes, ends)
    return crossings * 3 + hits * 4 + length / 400


def _read(at: Floats, sizes: Floats, ends: Links) -> tuple[float, float, float]:
    """(crossings, lines through concepts, length of all lines in pixels)"""
    if not len(ends):
        return 0.0, 0.0, 0.0
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
    return crossings, float(inside.sum()), float(np.linalg.norm(along, axis=1).sum())


def _exchanged(at: Floats, sizes: Floats, ends: Links, cost: float, width: float) -> Floats:
    """The layout after every exchange of two concepts that makes it read better."""
    half = sizes[:, 0] / 2 + MARGIN
    for _ in range(SWEEPS):
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
