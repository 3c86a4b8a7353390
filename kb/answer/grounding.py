"""Do the notes hold an answer? A calibrated decision over a few plain measures of the best passages."""

from __future__ import annotations

import math
from dataclasses import dataclass

from kb.retrieval import Evidence

WEIGHTS = {"bias": -5.0, "cosine": 5.0, "line_coverage": 3.0, "coverage": 2.0, "heading": 1.0, "unknown": -3.0}
"""Logistic regression on the dev questions; `scripts/tune_answers.py` fits and prints them."""

THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Grounding:
    grounded: bool
    probability: float


def measure(evidence: Evidence) -> dict[str, float]:
    """The measures behind the decision: each is the best of the first three passages, so that one odd passage on top
    doesn't decide alone."""
    top = evidence.features[:3]
    weight = sum(unit.weight for unit in evidence.units) or 1.0
    unknown = sum(unit.weight for unit in evidence.units if unit.surface in evidence.unknown)
    return {
        "bias": 1.0,
        "cosine": max((max(f["line"], f["passage"]) for f in top), default=0.0),
        "line_coverage": max((f["line_coverage"] for f in top), default=0.0),
        "coverage": max((f["coverage"] for f in top), default=0.0),
        "heading": max((f["heading"] for f in top), default=0.0),
        "unknown": unknown / weight,
    }


def decide(evidence: Evidence) -> Grounding:
    if not evidence.hits:
        return Grounding(False, 0.0)
    measures = measure(evidence)
    probability = 1 / (1 + math.exp(-sum(WEIGHTS[name] * value for name, value in measures.items())))
    return Grounding(probability >= THRESHOLD, probability)
