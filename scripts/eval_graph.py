"""Measures the concept graph of an index against hand-made labels of the same notes.

    python scripts/eval_graph.py --gold tests/data/gold/corpus.jsonl --index DIR [--split dev|test|all] [--show]

Prints, per set and split: gold concepts found where they are labelled, in the graph at all, and their names; pairs that
share a node, concepts on several nodes, nodes of no gold concept; and typed edges, precision and recall per relation. The
right pair and direction with a relation that reads nearly the same counts half. scripts/graph_gold.py has the records.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

from graph_gold import Gold, GoldConcept, GoldEdge, read_gold

from kb import KnowledgeBase
from kb.errors import UnknownConcept
from kb.types import Edge, Relation

SPLITS = ("dev", "test")
FAMILIES = (
    {"is_a", "part_of"},
    {"solves", "improves_on"},
    {"uses", "suited_to"},
    {"contrasts_with", "alternative_to", "improves_on"},
    {"causes"},
)
FAMILY_CREDIT = 0.5
"""For the right pair and direction with a relation that reads nearly the same."""


@dataclass(slots=True)
class Tally:
    """Counts of one set and split; they add up over sets."""

    counts: Counter[str] = field(default_factory=Counter)
    credit: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0.0] * 4))
    """Relation → right, predicted (for precision), right, stated (for recall)."""

    def add(self, other: Tally) -> None:
        self.counts.update(other.counts)
        for relation, values in other.credit.items():
            self.credit[relation] = [a + b for a, b in zip(self.credit[relation], values, strict=True)]


def credit(relation: str, gold: GoldEdge, same_direction: bool) -> float:
    """1 for the relation (or one that is as right), a part for its family; against the arrow only where one is symmetric."""
    exact = relation in (gold.relation, *gold.also)
    if not same_direction and not Relation(relation).symmetric and not (Relation(gold.relation).symmetric and not exact):
        return 0.0
    if exact:
        return 1.0
    return FAMILY_CREDIT if any(relation in family and gold.relation in family for family in FAMILIES) else 0.0


def nodes_of(gold: Gold, resolve: Callable[[str], str | None]) -> dict[str, str | None]:
    """Every gold name → the node that it resolves to."""
    return {name: resolve(name) for concept in gold.concepts for name in concept.names}


Show = Callable[[str], None]


def measure_concepts(gold: Gold, nodes: dict[str, str | None], mentioned: set[str], tally: Tally, show: Show) -> None:
    """`mentioned`: the nodes that the labelled stretches name."""
    owners = Counter(name for concept in gold.concepts for name in concept.names)
    held: list[tuple[GoldConcept, set[str]]] = []
    for concept in gold.concepts:
        found = Counter(node for name in concept.names if (node := nodes[name]))
        held.append((concept, {node for name in concept.names if owners[name] == 1 and (node := nodes[name])}))
        if concept.optional:
            continue
        place = "{}:{}".format(*next(p for p in concept.lines if gold.holds(*p)))
        main = max(found, key=found.__getitem__, default=None)
        tally.counts.update(concepts=1, names=len(concept.names), in_graph=bool(found), found=bool(found.keys() & mentioned))
        tally.counts.update(names_found=found[main] if main else 0, splits=len(held[-1][1]) > 1)
        if not found.keys() & mentioned:
            show(f"{place}: concept missed{' there' if found else ''}: {concept.names[0]}")
        elif lost := [name for name in concept.names if nodes[name] != main]:
            show(f"{place}: names of {main} lost: {', '.join(f'{n} ({nodes[n]})' for n in lost)}")
    for (a, nodes_a), (b, nodes_b) in combinations(held, 2):
        if nodes_a & nodes_b:
            tally.counts["merged"] += 1
            show(f"wrong merge: {a.names[0]} / {b.names[0]} in {', '.join(sorted(nodes_a & nodes_b))}")
    extra = mentioned - {node for node in nodes.values() if node}
    tally.counts.update(predicted_concepts=len(mentioned), extra=len(extra))
    show(f"concepts that are none in gold: {', '.join(sorted(extra))}")


def measure_edges(gold: Gold, nodes: dict[str, str | None], edges: Iterable[Edge], tally: Tally, show: Show) -> None:
    senses: defaultdict[str, set[str]] = defaultdict(set)  # gold name → nodes of all names of its concept
    for concept in gold.concepts:
        for name in concept.names:
            senses[name] |= {node for other in concept.names if (node := nodes[other])}
    notes = {r.note for r in gold.ranges}
    best: dict[GoldEdge, float] = dict.fromkeys(gold.edges, 0.0)
    for edge in edges:
        evidence = [e for e in edge.evidence if not e.negated and e.note in notes]
        if edge.relation is Relation.RELATED_TO or not evidence:
            continue
        right = 0.0
        for stated in gold.edges:
            heads, tails = senses[stated.head], senses[stated.tail]
            same = edge.source in heads and edge.target in tails
            if not same and not (edge.source in tails and edge.target in heads):
                continue
            value = credit(edge.relation.value, stated, same)
            right = max(right, value)
            if any(e.note == stated.note for e in evidence):
                best[stated] = max(best[stated], value)
        inside = [e for e in evidence if gold.holds(e.note, e.line)]
        if inside:
            tally.credit[edge.relation.value][0] += right
            tally.credit[edge.relation.value][1] += 1
            if right < 1:
                where, grade = inside[0], "wrong" if not right else "near"
                said = f"{edge.source} —{edge.relation}→ {edge.target}"
                show(f"{where.note}:{where.line}: {grade}: {said} [{where.rule}] “{where.quote}”")
    for stated, value in best.items():
        if not stated.optional:
            tally.credit[stated.relation][2] += value
            tally.credit[stated.relation][3] += 1
            if value < 1:
                grade = "missed" if not value else "half"
                show(f"{stated.note}:{stated.line}: {grade}: {stated.head} —{stated.relation}→ {stated.tail}")


def measure(gold: Gold, kb: KnowledgeBase, show: Show = lambda line: None) -> Tally:
    def resolve(name: str) -> str | None:
        try:
            return kb.concept(name).name
        except UnknownConcept:
            return None

    tally, graph = Tally(), kb.concept_graph
    nodes = nodes_of(gold, resolve)
    mentioned = {name for name in graph.concepts if any(gold.holds(m.note, m.line) for m in graph.mentions_of(name))}
    measure_concepts(gold, nodes, mentioned, tally, show)
    measure_edges(gold, nodes, graph.edges, tally, show)
    return tally


def report(title: str, tally: Tally) -> str:
    """Percentages with what they are shares of."""

    def share(part: float, whole: float) -> str:
        return f"{part / whole:6.1%} ({part:g}/{whole:g})" if whole else "     – (0/0)"

    n = tally.counts
    lines = [
        f"== {title}",
        f"concepts: recall {share(n['found'], n['concepts'])}  in graph {share(n['in_graph'], n['concepts'])}"
        f"  names {share(n['names_found'], n['names'])}",
        f"          wrong merges {share(n['merged'], n['found'])}  splits {share(n['splits'], n['concepts'])}"
        f"  extra {share(n['extra'], n['predicted_concepts'])}",
    ]
    total = [sum(values) for values in zip(*tally.credit.values(), strict=True)] or [0.0] * 4
    for relation, values in [*sorted(tally.credit.items()), ("edges", total)]:
        lines.append(f"{relation:15} precision {share(*values[:2]):22} recall {share(*values[2:])}")
    return "\n".join(lines)


def check_notes(gold: Gold, kb: KnowledgeBase, path: Path) -> None:
    """Exits where the index holds other notes than those that were labelled."""
    status = kb.status()
    indexed = {note.path for note in status.notes if note.state == "indexed"}
    for stretch in gold.ranges:
        if stretch.note not in indexed:
            sys.exit(f"{path}: {stretch.note} isn't in {status.index}: build the index of the notes that were labelled")
        file = Path(status.notes_folder) / stretch.note
        if stretch.sha256 and file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() != stretch.sha256:
            sys.exit(f"{path}: {stretch.note} has changed since it was labelled")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, action="append", required=True)
    parser.add_argument("--index", type=Path, action="append", required=True, help="one per --gold, in the same order")
    parser.add_argument("--split", choices=(*SPLITS, "all"), default="all", help="all: dev, then test")
    parser.add_argument("--show", action="store_true", help="what is missed and wrong; of the dev split only")
    given = parser.parse_args(arguments)
    if len(given.gold) != len(given.index):
        parser.error("as many --index as --gold")
    if given.show and given.split != "dev":
        parser.error("--show is for --split dev: whoever reads the test items can no longer test")
    pooled = {split: Tally() for split in SPLITS if given.split in ("all", split)}
    for path, index in zip(given.gold, given.index, strict=True):
        gold, kb = read_gold(path), KnowledgeBase.open(index)
        check_notes(gold, kb, path)
        for split, together in pooled.items():
            tally = measure(gold.part(split), kb, print if given.show else lambda line: None)
            together.add(tally)
            print(report(f"{path.stem} · {split}", tally))
    if len(given.gold) > 1:
        for split, together in pooled.items():
            print(report(f"pooled · {split}", together))


if __name__ == "__main__":
    main()
