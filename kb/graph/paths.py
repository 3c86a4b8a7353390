"""The few best explained paths between two concepts: typed and confident hops are short, hubs are a detour."""

from __future__ import annotations

import heapq
import math
from itertools import pairwise
from typing import TYPE_CHECKING

from kb.types import Edge, Relation, Route

if TYPE_CHECKING:
    from kb.graph.concept_graph import ConceptGraph

COST = {
    Relation.CAUSES: 1.0, Relation.SOLVES: 1.0, Relation.IMPROVES_ON: 1.0,
    Relation.CONTRASTS_WITH: 1.1, Relation.ALTERNATIVE_TO: 1.1,
    Relation.USES: 1.2, Relation.PART_OF: 1.2, Relation.IS_A: 1.3, Relation.SUITED_TO: 1.3, Relation.RELATED_TO: 3.0,
}  # fmt: skip
"""What a hop of full confidence costs; `related_to` explains nothing, so it is walked only where no stated chain exists."""
HUB_PENALTY = 0.25
"""Cost per doubling of the neighbours of a node in between: "딥러닝" is next to everything and explains nothing."""
MAX_HOPS = 5


def best_paths(graph: ConceptGraph, start: str, goal: str, limit: int) -> tuple[Route, ...]:
    """Up to `limit` simple paths, cheapest first (Yen's idea: best path, then with one of its hops forbidden)."""
    if start == goal or start not in graph.concepts or goal not in graph.concepts:
        return ()
    found: list[tuple[float, tuple[Edge, ...]]] = []
    seen: set[tuple[str, ...]] = set()
    queue: list[tuple[float, tuple[tuple[str, str], ...]]] = [(0.0, ())]
    tried = 0
    while queue and len(found) < limit and tried < 4 * limit + 4:
        tried += 1
        _, forbidden = heapq.heappop(queue)
        best = _dijkstra(graph, start, goal, frozenset(forbidden))
        if best is None:
            continue
        cost, edges = best
        key = _nodes(start, edges)
        if key not in seen:
            seen.add(key)
            found.append((cost, edges))
        for one, other in pairwise(key):
            pair = (min(one, other), max(one, other))
            heapq.heappush(queue, (cost, tuple(sorted({*forbidden, pair}))))
    found.sort(key=lambda item: (item[0], _nodes(start, item[1])))
    stated = [item for item in found if all(edge.relation is not Relation.RELATED_TO for edge in item[1])]
    found = stated or found  # beside a stated chain one over "often together" explains nothing
    return tuple(_path(start, edges, cost) for cost, edges in found[:limit])


def _dijkstra(
    graph: ConceptGraph, start: str, goal: str, forbidden: frozenset[tuple[str, str]]
) -> tuple[float, tuple[Edge, ...]] | None:
    heap: list[tuple[float, tuple[str, ...], tuple[Edge, ...]]] = [(0.0, (start,), ())]
    settled: dict[str, int] = {}
    bound = math.inf  # the cheapest way to the goal so far
    while heap:
        cost, nodes, edges = heapq.heappop(heap)
        node = nodes[-1]
        if node == goal:
            return cost, edges
        if (node in settled and settled[node] <= len(edges)) or len(edges) >= MAX_HOPS:
            continue
        settled[node] = len(edges)
        steps = _steps(graph, node)
        hub = HUB_PENALTY * math.log2(max(1, len(steps))) if node != start else 0.0
        for other, edge in steps:
            so_far, hops = cost + hub + hop_cost(edge), len(edges) + 1
            if so_far > bound or settled.get(other, math.inf) <= hops or (hops == MAX_HOPS and other != goal):
                continue  # nothing would come of it
            if other not in nodes and (min(node, other), max(node, other)) not in forbidden:
                heapq.heappush(heap, (so_far, (*nodes, other), (*edges, edge)))
                bound = so_far if other == goal else bound
    return None


def hop_cost(edge: Edge) -> float:
    return COST[edge.relation] + (1 - edge.confidence)


def _steps(graph: ConceptGraph, node: str) -> list[tuple[str, Edge]]:
    """Each neighbour with the cheapest edge to it."""
    best: dict[str, Edge] = {}
    for edge in graph.edges_of(node):
        other = edge.target if edge.source == node else edge.source
        if other != node and (other not in best or hop_cost(edge) < hop_cost(best[other])):
            best[other] = edge
    return sorted(best.items())


def _nodes(start: str, edges: tuple[Edge, ...]) -> tuple[str, ...]:
    nodes = [start]
    for edge in edges:
        nodes.append(edge.target if edge.source == nodes[-1] else edge.source)
    return tuple(nodes)


def _path(start: str, edges: tuple[Edge, ...], cost: float) -> Route:
    from kb.graph.concept_graph import hop_of

    return Route(_nodes(start, edges), tuple(hop_of(edge) for edge in edges), round(1 / (1 + cost), 4))
