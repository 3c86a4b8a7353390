"""Measures the concept maps of an index: `python scripts/measure_maps.py INDEX [-n CONCEPTS]`.

For the most mentioned concepts: crossings and lines through other concepts, of one stress layout and of the one that is
shown; and the time. For the whole graph: what is on it, and the time.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from statistics import mean

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("-n", type=int, default=60)
    chosen = parser.parse_args()
    from kb import KnowledgeBase
    from kb.ui.atlas import survey

    kb = KnowledgeBase.open(chosen.index)
    graph = kb.concept_graph
    names = [concept.name for concept in kb.concepts()[: chosen.n]]
    for label, tries, sweeps in (("one layout", 1, 0), ("as shown", 0, 0)):
        faults, seconds = measure(kb, names, tries, sweeps)
        shown = f"{mean(faults):.2f} per map, worst {max(faults):.0f}, {mean(seconds) * 1e3:.0f} ms"
        print(f"{label:12} crossings and lines through concepts: {shown}")
    started = time.perf_counter()
    weights = {name: len(graph.chunks_of(name)) for name in graph.concepts}
    atlas = survey(graph.edges, weights, {name: kb.label(name, "ko") for name in weights})
    spent = time.perf_counter() - started
    print(
        f"whole graph: {len(atlas.spots)} concepts in {len(atlas.regions)} regions, {atlas.unlinked} unlinked, {spent:.2f} s"
    )


def measure(kb: object, names: list[str], tries: int, sweeps: int) -> tuple[list[float], list[float]]:
    """Per map (crossings + hits, seconds); `tries` 0 for the layout as it is shown."""
    from kb.knowledge_base import KnowledgeBase
    from kb.types import Relation
    from kb.ui import concept_map, placing
    from kb.ui.strings import words
    from kb.ui.surroundings import surroundings

    assert isinstance(kb, KnowledgeBase)
    before = placing.TRIES, placing.SWEEPS
    if tries:
        placing.TRIES, placing.SWEEPS = tries, sweeps
    said = {relation: words("ko").relation(relation) for relation in Relation}
    faults, seconds = [], []
    for name in names:
        edges = surroundings(kb.concept_graph, (name,))
        labels = {end: kb.label(end, "ko") for edge in edges for end in (edge.source, edge.target)}
        if len(labels) < 3:
            continue
        started = time.perf_counter()
        drawn = concept_map.lay_out(edges, labels, (name,), said, width=520)
        seconds.append(time.perf_counter() - started)
        place = {node.name: at for at, node in enumerate(drawn.nodes)}
        at = np.array([[node.x, node.y] for node in drawn.nodes])
        sizes = np.array([[node.width, concept_map.NODE_HEIGHT] for node in drawn.nodes])
        ends = np.array(sorted({(place[e.source], place[e.target]) for e in edges if e.source != e.target}))
        faults.append(placing.faults(at, sizes, ends))
    placing.TRIES, placing.SWEEPS = before
    return faults, seconds


if __name__ == "__main__":
    main()
