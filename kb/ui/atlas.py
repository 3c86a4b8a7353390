"""The whole graph as a map: concepts that hang together lie together as a region. Positions only, no drawing.

Regions are communities of the graph (Louvain: Blondel et al. 2008). Inside each, stress layout; regions keep as near to
their neighbours as their size allows. Boxes of names never overlap at scale 1; the browser shows as many as fit at its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from kb.types import Edge, Relation
from kb.ui.concept_map import shortened, text_width
from kb.ui.stress import Floats, graph_distances, push_apart, stress_layout

STATED, TOGETHER = 1.0, 0.35
"""Weight of a stated relation and of standing together often, for which concepts belong to one region."""
SMALL = 4
"""Concepts: fewer are an islet beside the regions."""
LINE = 34.0
"""Pixels at scale 1 that a concept takes with its name under it."""
GAP = 18.0
_WIDE = 1.35
"""Width of the map for its height: screens are wide, and so are names."""
_TRIES = 12


@dataclass(frozen=True, slots=True)
class Spot:
    name: str
    x: float
    y: float
    weight: int
    """Passages that name it."""
    region: int
    """Position in `Atlas.regions`; -1 for an islet."""


@dataclass(frozen=True, slots=True)
class Region:
    names: tuple[str, ...]
    """Its concepts, most mentioned first."""
    box: tuple[float, float, float, float]
    """Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Atlas:
    spots: tuple[Spot, ...]
    regions: tuple[Region, ...]
    edges: tuple[Edge, ...]
    unlinked: int
    """Concepts that no relation touches, which are not on the map."""


def survey(edges: Sequence[Edge], weights: Mapping[str, int], labels: Mapping[str, str]) -> Atlas:
    """`weights`: passages per concept, for all concepts; `labels`: what each is called on the map."""
    import networkx as nx

    graph = nx.Graph()
    for edge in sorted(edges, key=lambda e: (e.source, e.target, e.relation)):
        if edge.source != edge.target:
            weight = TOGETHER if edge.relation is Relation.RELATED_TO else STATED
            before = graph.get_edge_data(edge.source, edge.target, {"weight": 0.0})["weight"]
            graph.add_edge(edge.source, edge.target, weight=before + weight)
    if not graph:
        return Atlas((), (), (), len(weights))

    def rank(name: str) -> tuple[int, str]:
        return -weights.get(name, 0), name

    found = nx.community.louvain_communities(graph, seed=0) if len(graph) > 2 * SMALL else [set(graph)]
    groups = sorted((sorted(group, key=rank) for group in found), key=lambda g: (-len(g), g[0]))
    links = [(a, b) for a, b in graph.edges]
    group_of = {name: at for at, group in enumerate(groups) for name in group}
    inside = [_inside(group, [(a, b) for a, b in links if group_of[a] == group_of[b] == at], labels)
              for at, group in enumerate(groups)]  # fmt: skip
    between = Counter(
        (min(group_of[a], group_of[b]), max(group_of[a], group_of[b])) for a, b in links if group_of[a] != group_of[b]
    )
    centres = _placed([spread for _, spread in inside], between)
    spots: list[Spot] = []
    regions: list[Region] = []
    for at, group in enumerate(groups):
        places = inside[at][0] + centres[at]
        region = -1
        if len(group) >= SMALL:
            region = len(regions)
            half = inside[at][1] / 2
            left, top = centres[at] - half
            right, bottom = centres[at] + half
            regions.append(Region(tuple(group), (round(left), round(top), round(right), round(bottom))))
        spots += (
            Spot(name, round(float(x), 1), round(float(y), 1), weights.get(name, 0), region)
            for name, (x, y) in zip(group, places, strict=True)
        )
    return Atlas(tuple(spots), tuple(regions), tuple(edges), len(set(weights) - set(graph)))


def _inside(group: Sequence[str], links: Sequence[tuple[str, str]], labels: Mapping[str, str]) -> tuple[Floats, Floats]:
    """(places [n, 2] round the origin, (width, height)) of one region."""
    place = {name: at for at, name in enumerate(group)}
    sizes = np.array([[text_width(shortened(labels.get(name, name)), 12.5) + GAP, LINE] for name in group])
    distances = graph_distances(len(group), [(place[a], place[b]) for a, b in links])
    angles = np.linspace(0, 2 * pi, len(group), endpoint=False)
    start = np.column_stack((np.cos(angles), np.sin(angles))) * max(1.0, distances.max() / 2)
    at = stress_layout(distances, start)
    at -= at.mean(0)
    # as much room as the names need, and half as much again for the lines between them
    room = sqrt(float((sizes[:, 0] * sizes[:, 1]).sum()) * 2.2)
    spread = np.maximum(np.ptp(at, axis=0), 1e-6)
    if spread[1] > spread[0]:
        at, spread = at[:, ::-1], spread[::-1]
    at = at / spread * np.array([room * sqrt(_WIDE), room / sqrt(_WIDE)])
    at = push_apart(at, sizes)
    low, high = (at - sizes / 2).min(0), (at + sizes / 2).max(0)
    return at - (low + high) / 2, high - low + 2 * GAP


def _placed(extents: Sequence[Floats], between: Mapping[tuple[int, int], int]) -> Floats:
    """float64 [regions, 2]: their centres, linked ones near each other, none over another."""
    sizes = np.array(extents) + 2 * GAP
    if len(sizes) == 1:
        return np.zeros((1, 2))
    linked = sorted({region for pair in between for region in pair})
    centres = np.zeros((len(sizes), 2))
    if linked:
        place = {region: at for at, region in enumerate(linked)}
        steps = graph_distances(len(linked), [(place[a], place[b]) for a, b in between])
        strength = np.zeros_like(steps)
        for (a, b), count in between.items():
            strength[place[a], place[b]] = strength[place[b], place[a]] = count
        # many links draw closer than one
        distances = steps / (1 + 0.35 * np.log1p(strength))
        angles = np.linspace(0, 2 * pi, len(linked), endpoint=False)
        at = stress_layout(distances, np.column_stack((np.cos(angles), np.sin(angles))))
        boxes = sizes[linked]
        room = sqrt(float((boxes[:, 0] * boxes[:, 1]).sum()))
        spread = np.maximum(np.ptp(at, axis=0), 1e-6)
        at = at / spread * np.array([room * sqrt(_WIDE), room / sqrt(_WIDE)]) * 0.8
        centres[linked] = push_apart(at - at.mean(0), boxes, rounds=600)
    _add_islets(centres, sizes, set(linked))
    return centres


def _add_islets(centres: Floats, sizes: Floats, placed: set[int]) -> None:
    """Puts what hangs together with nothing else where there is room, as near to the middle as possible."""
    for at in range(len(sizes)):
        if at in placed:
            continue
        others = sorted(placed)
        best, least = np.zeros(2), np.inf
        for x, y in _candidates(centres[others], sizes[others], sizes[at]):
            over = (sizes[others] + sizes[at]) / 2 - np.abs(centres[others] - (x, y))
            distance = (x / _WIDE) ** 2 + y**2
            if distance < least and not (over > 0.01).all(1).any():
                best, least = np.array([x, y]), distance
        centres[at] = best
        placed.add(at)


def _candidates(centres: Floats, sizes: Floats, own: Floats) -> list[tuple[float, float]]:
    """Places that touch the sides of the boxes which stand already; the middle where there are none."""
    if not len(centres):
        return [(0.0, 0.0)]
    found: list[tuple[float, float]] = []
    for (x, y), (width, height) in zip(centres, sizes, strict=True):
        dx, dy = (width + own[0]) / 2, (height + own[1]) / 2
        for share in (-1.0, -0.5, 0.0, 0.5, 1.0):
            found += ((x + dx, y + share * dy), (x - dx, y + share * dy), (x + share * dx, y + dy), (x + share * dx, y - dy))
    return found
