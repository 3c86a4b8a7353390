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
_WIDE = 1.2
"""Width of the map for its height: screens are wide, and so are names."""
_ROUND = 2.0
"""What being far from the middle of the map costs, where a single link of that length costs 0.7."""


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
    """Its concepts, those on which most others hang first."""
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
            inner = Counter(end for pair in links if {*pair} <= {*group} for end in pair)
            # a region goes by what most of it hangs on, rather than by a common word at its edge
            named = sorted(group, key=lambda n: (-inner[n] * (1 + weights.get(n, 0)) ** 0.5, n))
            regions.append(Region(tuple(named), (round(left), round(top), round(right), round(bottom))))
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
    """float64 [regions, 2]: their centres, linked ones near each other, none over another.

    One after the other, always that with the most links to those which stand already, beside one of them: where its links
    are shortest, and the whole stays small.
    """
    sizes = np.array(extents) + 2 * GAP
    links = np.zeros((len(sizes), len(sizes)))
    for (a, b), count in between.items():
        links[a, b] = links[b, a] = count
    centres = np.zeros((len(sizes), 2))
    area = sizes[:, 0] * sizes[:, 1]
    placed: list[int] = []
    left = set(range(len(sizes)))
    while left:
        drawn = links[:, placed].sum(1) if placed else links.sum(1)
        region = min(left, key=lambda at: (-drawn[at], -area[at], at))
        left.remove(region)
        if placed:
            centres[region] = _beside(centres[placed], sizes[placed], links[region, placed], sizes[region])
        placed.append(region)
    return centres


def _beside(centres: Floats, sizes: Floats, links: Floats, own: Floats) -> Floats:
    """The best free place for a box of size `own` that touches one of the boxes there."""
    places = np.array(_candidates(centres, sizes, own))
    over = (sizes + own)[None] / 2 - np.abs(places[:, None] - centres[None])
    places = places[~np.any(np.all(over > 0.01, axis=2), axis=1)]
    away = np.linalg.norm(places[:, None] - centres[None], axis=2)
    middle = ((centres + sizes / 2).max(0) + (centres - sizes / 2).min(0)) / 2
    shape = np.array([1 / _WIDE, 1.0])
    # seen from the middle, so that the map grows round and not along a chain of links
    cost = (away * np.log1p(links)).sum(1) + _ROUND * np.linalg.norm((places - middle) * shape, axis=1)
    return np.asarray(places[int(np.argmin(np.round(cost, 3)))])


def _candidates(centres: Floats, sizes: Floats, own: Floats) -> list[tuple[float, float]]:
    """Places that touch the sides of the boxes which stand already."""
    found: list[tuple[float, float]] = []
    for (x, y), (width, height) in zip(centres, sizes, strict=True):
        dx, dy = (width + own[0]) / 2, (height + own[1]) / 2
        in_x, in_y = (width - own[0]) / 2, (height - own[1]) / 2
        for aside in (-in_y, 0.0, in_y):
            found += ((x + dx, y + aside), (x - dx, y + aside))
        for aside in (-in_x, 0.0, in_x):
            found += ((x + aside, y + dy), (x + aside, y - dy))
    return found
