"""What the order of passages is made of: the fitted weights, and how to rank otherwise to see what each is worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kb.retrieval.crossing import CrossReranker

WEIGHTS = {
    "passage": 0.39,
    "line": 0.3,
    "bm25": 0.03,
    "coverage": 1.88,
    "line_coverage": 1.63,
    "heading": 2.58,
    "kind": 0.22,
    "stated": 1.15,
    "named": 1.1,
    "late": 0.54,
    "late_close": 0.43,
    "bm25_names": 0.4,
}
"""Midway between two fits of `scripts/tune_retrieval.py` on dev questions, over two and over seven folders of notes; but
bm25_names, which text full of names wants higher than its fits (.08, .29; `docs/decisions.md`)."""

BY_LINKS = 0.12
"""How much belief that comes by links counts."""
SAME_SECTION = 1.0
"""What a further passage of a section already taken loses, in logarithms of belief: it must be e times as likely right as
the first of another section (`docs/decisions.md`)."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the order of passages is made of; other values than the shipped ones are for measuring what each is worth."""

    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    by_links: float = BY_LINKS
    same_section: float = SAME_SECTION
    reranker: CrossReranker | None = None
