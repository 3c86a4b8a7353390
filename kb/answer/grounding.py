"""Do the notes hold an answer? A calibrated decision over a few plain measures of the best passages."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from kb.retrieval import Evidence

WEIGHTS = {
    "bias": -2.9,
    "passage": 3.59,
    "line": 1.51,
    "line_coverage": 1.25,
    "support": 0.85,
    "least_support": 2.71,
    "units": 0.14,
    "absent": -3.8,
    "no_number": -6.46,
    "no_person": -3.72,
}
"""Logistic regression on the dev questions; `scripts/tune_answers.py` fits and prints it."""

THRESHOLD = 0.545
"""Probability from which the notes answer: 2 % of the answerable dev questions lie below."""

CONSIDERED = 3
"""Passages looked at, so that one odd passage on top doesn't decide alone."""
MAX_UNITS = 6

_NUMBER = re.compile(r"(?<![A-Za-z\d.-])\d|(?<!\w)(한|두|세|네|다섯|여섯|일곱|여덟|아홉|열) ?(개|가지|번|배|층|단계)|O\(")
"""A quantity; the digits of a name (GPT-3, L2) are none."""
_PERSON = re.compile(
    r"\bet al\b|\bby [A-Z]\w+|\b(19|20)\d\d\b|(교수|박사|연구(팀|진)|님|씨|[A-Z]\w+)[이가]? ?(제안|발표|만든|만들|개발|고안)"
)
"""Somebody who did something, or the year that comes with a citation."""


@dataclass(frozen=True, slots=True)
class Grounding:
    grounded: bool
    probability: float


def measure(evidence: Evidence) -> dict[str, float]:
    """The measures behind the decision."""
    top = evidence.features[:CONSIDERED]
    weight = sum(unit.weight for unit in evidence.units) or 1.0
    supported = sum(unit.weight * share for unit, share in zip(evidence.units, evidence.support, strict=True))
    lines = " ".join(line.text for hit in evidence.hits[:CONSIDERED] for line, _ in hit.statements[:2])
    wants = evidence.question.wants
    return {
        "bias": 1.0,
        "passage": max((f["passage"] for f in top), default=0.0),
        "line": max((f["line"] for f in top), default=0.0),
        "line_coverage": max((f["line_coverage"] for f in top), default=0.0),
        "support": supported / weight,
        "least_support": min(evidence.support, default=0.0),
        "units": float(min(len(evidence.units), MAX_UNITS)),
        "absent": float(bool(evidence.absent)),
        "no_number": float(wants == "number" and not _NUMBER.search(lines)),
        "no_person": float(wants == "person" and not _PERSON.search(lines)),
    }


_WORD = re.compile(r"[가-힣]{2}|[A-Za-zÀ-ɏ]{2}")


def asks_something(evidence: Evidence) -> bool:
    """Whether the question names anything at all; "ㅇㅇ", "42" and "?!" don't."""
    return bool(evidence.concepts) or any(_WORD.search(term) for term in evidence.question.content)


def decide(evidence: Evidence) -> Grounding:
    if not evidence.hits or not asks_something(evidence):
        return Grounding(False, 0.0)
    measures = measure(evidence)
    probability = 1 / (1 + math.exp(-sum(WEIGHTS[name] * value for name, value in measures.items())))
    return Grounding(probability >= THRESHOLD, probability)
