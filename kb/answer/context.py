"""A second look at each line: whether it answers, what stands around it tells as well, and what the likeliest lines say.

The first probabilities become measures themselves, and a second learned sum of measures gives those that count
(stacking, Wolpert 1992)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from kb.retrieval.features import Floats

AGREED = 3
"""Likeliest lines with which each line is compared."""
LEAST = 1e-6

Measures = dict[str, float]


def in_context(
    vectors: Sequence[Floats], places: Sequence[tuple[int, int]], probabilities: Sequence[float]
) -> list[Measures]:
    """For each line, the measures that its neighbours give it. The lines are those of whole passages, one after another:
    `vectors` float32 [n, d], `places` (passage, depth) [n], `probabilities` of each line alone [n]."""
    if not len(vectors):
        return []
    p, matrix = np.asarray(probabilities, dtype=np.float64), np.stack(vectors)
    order = np.argsort(-p, kind="stable")
    top, rank = order[:AGREED], np.empty(len(p))
    rank[order] = np.arange(len(p))
    alike = matrix @ matrix[top].T
    found: list[Measures] = []
    for _, passage in groupby(range(len(p)), key=lambda at: places[at][0]):
        rows = list(passage)
        depths = [places[at][1] for at in rows]
        mean, best = float(p[rows].mean()), float(p[rows].max())
        for here, at in enumerate(rows):
            others = [float(alike[at, column]) for column, one in enumerate(top) if one != at]
            above = next((rows[b] for b in range(here - 1, -1, -1) if depths[b] < depths[here]), None)
            found.append(
                {
                    "alone": math.log(p[at] + LEAST),
                    "before": float(p[rows[here - 1]]) if here else 0.0,
                    "after": float(p[rows[here + 1]]) if here + 1 < len(rows) else 0.0,
                    "parent": float(p[above]) if above is not None else 0.0,
                    "children": max((float(p[rows[c]]) for c in _children(depths, here)), default=0.0),
                    "agrees": max(others, default=0.0),
                    "agrees_mean": sum(others) / len(others) if others else 0.0,
                    "passage_mean": mean,
                    "below_passage": best - float(p[at]),
                    "below_best": float(p[top[0]] - p[at]),
                    "rank": math.log1p(rank[at]),
                }
            )
    return found


def _children(depths: Sequence[int], here: int) -> range:
    end = here + 1
    while end < len(depths) and depths[end] > depths[here]:
        end += 1
    return range(here + 1, end)
