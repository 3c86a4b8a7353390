"""From the sections that a question finds to those that they name: personalised PageRank, cut off after a few steps.

The restart distribution is the ranker's own belief (softmax of its score); a step follows the links of `kb.graph` from a
section's lines to the sections that they name, and prefers lines that speak of what the question asks beside the names
it already gives ("Who *directed* …?"). Source: random walks with restart over passages as in HippoRAG (Gutiérrez et al.
2024), here over links that the passages state themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from kb.retrieval.features import Floats, Positions
from kb.store import Snapshot

STEPS = 3
GO_ON = 0.5
"""Share of a section's mass that leaves it in a step."""
FRONTIER = 64
"""Sections followed in one step: those with the most mass."""
SHARPNESS = 8.0
"""How much a line's cosine with the question counts: a line .1 nearer gets e^.8 = 2.2 times the mass."""


def spread(snapshot: Snapshot, seeds: Mapping[int, float], asked: Floats) -> dict[int, float]:
    """Place → mass that links bring to it, from seeds (place → mass, summing to 1); `asked`: float32 [d], the question."""
    places = np.fromiter(seeds.keys(), np.int64, len(seeds))
    mass = np.fromiter(seeds.values(), np.float64, len(seeds))
    received: dict[int, float] = {}
    for _ in range(STEPS):
        places, mass = _step(snapshot, places, mass, asked)
        for place, amount in zip(places.tolist(), mass.tolist(), strict=True):
            received[place] = received.get(place, 0.0) + amount
    return received


def _step(snapshot: Snapshot, places: Positions, mass: np.ndarray, asked: Floats) -> tuple[Positions, np.ndarray]:
    links = snapshot.links
    if len(places) > FRONTIER:
        kept = np.sort(np.argsort(-mass, kind="stable")[:FRONTIER])
        places, mass = places[kept], mass[kept]
    starts, ends = links.first[places], links.first[places + 1]
    sizes = ends - starts
    rows = np.repeat(starts - np.cumsum(sizes) + sizes, sizes) + np.arange(int(sizes.sum()))
    if not len(rows):
        return np.empty(0, np.int64), np.empty(0)
    source = np.repeat(np.arange(len(places)), sizes)
    cosines = snapshot.lines.vectors[links.line[rows]] @ asked
    weight = links.weight[rows] * np.exp(SHARPNESS * cosines.astype(np.float64))
    total = np.bincount(source, weight, minlength=len(places))
    targets, inverse = np.unique(links.target[rows], return_inverse=True)
    return targets, np.bincount(inverse, GO_ON * mass[source] * weight / total[source])
