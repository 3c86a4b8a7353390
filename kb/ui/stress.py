"""Places for the nodes of a small graph: distances on paper follow distances in the graph (stress, minimised by SMACOF).

Gansner, Koren & North (2004), "Graph Drawing by Stress Majorization": each round solves the layout that bounds the stress
from above, so that it never grows. Everything is computed from fixed seeds: the same graph gives the same picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

ROUNDS = 120
"""Of majorization: graphs of 40 nodes gain under 1 % of stress after the hundredth."""


def graph_distances(size: int, links: Sequence[tuple[int, int]], unreachable: float = 1.0) -> Floats:
    """float64 [size, size]: shortest paths in steps; nodes that no path joins are `unreachable` beyond the longest one."""
    hops = np.full((size, size), np.inf)
    np.fill_diagonal(hops, 0.0)
    for a, b in links:
        if a != b:
            hops[a, b] = hops[b, a] = 1.0
    for middle in range(size):  # Floyd and Warshall, a row at a time
        np.minimum(hops, hops[:, middle, None] + hops[None, middle, :], out=hops)
    finite = hops[np.isfinite(hops)]
    hops[~np.isfinite(hops)] = (finite.max() if finite.size else 0.0) + unreachable
    return hops


def stress_layout(distances: Floats, start: Floats, rounds: int = ROUNDS) -> Floats:
    """float64 [n, 2]: `start` moved to where distances follow `distances` [n, n], near pairs weighing most (d⁻²)."""
    size = len(distances)
    if size < 2:
        return start.copy()
    off = ~np.eye(size, dtype=bool)
    weights = np.zeros_like(distances)
    weights[off] = distances[off] ** -2.0
    laplacian = np.diag(weights.sum(1)) - weights
    inverse = np.linalg.pinv(laplacian)
    wanted = weights * distances
    at = start.copy()
    for _ in range(rounds):
        apart = np.linalg.norm(at[:, None] - at[None], axis=2)
        ratio = np.divide(wanted, apart, out=np.zeros_like(wanted), where=apart > 1e-9)
        pull = np.diag(ratio.sum(1)) - ratio
        moved: Floats = inverse @ (pull @ at)
        if np.abs(moved - at).max() < 1e-4:
            return moved
        at = moved
    return at


def starts(size: int, count: int) -> Iterator[Floats]:
    """`count` beginnings: the nodes round a circle, first in their own order, then in shuffled ones."""
    angles = np.linspace(0, 2 * np.pi, size, endpoint=False)
    circle = np.column_stack((np.cos(angles), np.sin(angles)))
    for seed in range(count):
        yield circle if seed == 0 else circle[np.random.default_rng(seed).permutation(size)]


def push_apart(at: Floats, sizes: Floats, rounds: int = 200) -> Floats:
    """float64 [n, 2]: centres moved until boxes of `sizes` [n, 2] (width, height) no longer overlap, or rounds run out."""
    at = at.copy()
    need = (sizes[:, None] + sizes[None]) / 2
    upper = np.triu(np.ones((len(at), len(at)), dtype=bool), 1)
    for _ in range(rounds):
        gap = at[None] - at[:, None]
        over = need - np.abs(gap)
        pairs = np.argwhere(upper & (over > 0.01).all(2))
        if not len(pairs):
            break
        shift = np.zeros_like(at)
        hits = np.zeros(len(at))
        for a, b in pairs:
            axis = 0 if over[a, b, 0] < over[a, b, 1] else 1
            sign = 1.0 if gap[a, b, axis] >= 0 else -1.0
            shift[a, axis] -= sign * over[a, b, axis] / 2
            shift[b, axis] += sign * over[a, b, axis] / 2
            hits[a] += 1
            hits[b] += 1
        # several neighbours push at once: their mean, a little more than needed so that it ends
        at += shift / np.maximum(hits, 1)[:, None] * 1.1
    return at
