"""Weak `related_to` edges: pairs that stand together more often than chance says (PMI, Church & Hanks 1990)."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from kb.types import Mention

MIN_TOGETHER = 2
"""Lines or passages that name both: once is an accident."""
MIN_NPMI = 0.25
MAX_PER_CONCEPT = 4
"""Related concepts kept per node, so that they never crowd out what is stated."""
MAX_CONCEPTS_PER_LINE = 8
"""A line that names more is an enumeration; its pairs say nothing."""
MAX_CONFIDENCE = 0.35
"""Below the weakest typed edge."""


def related_pairs(
    mentions: Sequence[Mention], typed: set[frozenset[str]]
) -> Iterator[tuple[str, str, float, tuple[Mention, Mention]]]:
    """(name, name, confidence, where both stand first) in sorted order; pairs with a typed edge are left out."""
    lines: Mapping[tuple[str, int], dict[str, Mention]] = defaultdict(dict)
    for mention in mentions:
        if not mention.in_path:
            lines[mention.note, mention.line].setdefault(mention.concept, mention)
    single: Counter[str] = Counter()
    together: Counter[tuple[str, str]] = Counter()
    where: dict[tuple[str, str], tuple[Mention, Mention]] = {}
    for key in sorted(lines):
        names = sorted(lines[key])
        single.update(names)
        if 2 <= len(names) <= MAX_CONCEPTS_PER_LINE:
            for pair in combinations(names, 2):
                together[pair] += 1
                where.setdefault(pair, (lines[key][pair[0]], lines[key][pair[1]]))
    total = len(lines)
    scored: list[tuple[float, str, str]] = []
    for (one, other), count in together.items():
        if count < MIN_TOGETHER or frozenset((one, other)) in typed:
            continue
        joint = count / total
        pmi = math.log(joint * total * total / (single[one] * single[other]))
        npmi = pmi / -math.log(joint) if joint < 1 else 0.0
        if npmi >= MIN_NPMI:
            scored.append((-npmi * math.log1p(count), one, other))
    kept: Counter[str] = Counter()
    for score, one, other in sorted(scored):
        if kept[one] < MAX_PER_CONCEPT and kept[other] < MAX_PER_CONCEPT:
            kept.update((one, other))
            yield one, other, round(min(MAX_CONFIDENCE, 0.15 + 0.1 * -score), 3), where[one, other]
