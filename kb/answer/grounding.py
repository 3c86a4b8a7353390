"""Do the notes hold an answer? A calibrated decision over a few plain measures of the best passages and lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.answer.lines import Candidate, probability, weights
from kb.answer.shapes import CERTAIN, PERSONS, QUANTITIES, has_shape
from kb.retrieval import Evidence, Retriever

CONSIDERED = 3
"""Passages looked at, so that one odd passage on top doesn't decide alone."""
MAX_UNITS = 6
BEST = 3
"""Lines whose mean probability counts."""
SIDES = ("problem", "advantage", "solution", "when", "why", "list")
"""Kinds of question that ask for one attribute of a thing: its being there at all doesn't answer them."""
FEW_UNITS = 4
"""A question of more words describes; one of fewer names what it asks about."""
ALL_UNKNOWN = 0.999
"""Share of a short question's words that stand nowhere in the notes, from which it asks about something else."""
LIKELY = 0.05
"""A line below this probability is no witness for anything."""

_WORD = re.compile(r"[가-힣]{2}|[A-Za-zÀ-ɏ]{2}|[A-Za-z]\d|\d[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Grounding:
    grounded: bool
    probability: float
    needed: float
    """Probability from which the notes answer."""


def measure(evidence: Evidence, candidates: Sequence[Candidate], retriever: Retriever) -> dict[str, float]:
    """The measures behind the decision; names as in `weights.toml`."""
    units, question, graph = evidence.units, evidence.question, retriever.snapshot.graph
    top = evidence.features[:CONSIDERED]
    total = sum(unit.weight for unit in units) or 1.0
    topics = frozenset(at for at, unit in enumerate(units) if unit.is_concept)
    words = frozenset(range(len(units))) - topics
    ranked = sorted(candidates, key=lambda c: -c.probability)
    on_topic = [c for c in candidates if c.probability >= LIKELY and (not topics or topics & c.units)]
    text = " ".join(c.line.statement.text for c in ranked[: 2 * CONSIDERED])
    word_weight = sum(units[at].weight for at in words)
    together = max((sum(units[at].weight for at in words & c.units) for c in on_topic), default=0.0)
    announced = [c for c in on_topic if c.measures["kind_heading"] or c.measures["kind_parent"] or c.measures["kind_own"]]
    strong = any(c.measures["stated"] for c in on_topic) or any(not topics or topics & c.subject for c in announced)
    said = any(c.measures["cue"] and (not topics or topics & c.subject) for c in on_topic)
    headed = [any(mention.in_path for mention in graph.mentions_of(name)) for name in evidence.concepts]
    strange = [at for at in words if units[at].surface in evidence.unknown]
    unknown = sum(units[at].weight for at in strange)
    nearest = np.maximum.reduce([c.near for c in on_topic]) if on_topic else np.zeros(len(units))
    far = (1 - nearest).tolist()
    covered = max((c.measures["coverage"] for c in candidates), default=0.0)
    best = [c.probability for c in ranked[:BEST]]
    side = question.kind in SIDES
    return {
        "passage": max((f["passage"] for f in top), default=0.0),
        "line": max((f["line"] for f in top), default=0.0),
        "line_coverage": max((f["line_coverage"] for f in top), default=0.0),
        "support": sum(u.weight * share for u, share in zip(units, evidence.support, strict=True)) / total,
        "least_support": min(evidence.support, default=0.0),
        "units": float(min(len(units), MAX_UNITS)),
        "absent": float(bool(evidence.absent)),
        "no_number": float(question.wants in QUANTITIES and not has_shape(QUANTITIES[question.wants], text, retriever)),
        "no_person": float(question.wants in PERSONS and not has_shape(question.wants, text, retriever)),
        "best": best[0] if best else 0.0,
        "best_mean": sum(best) / len(best) if best else 0.0,
        "coverage": covered,
        "together": together / word_weight if word_weight else 1.0,
        "near": max((c.measures["near"] for c in on_topic), default=0.0),
        "near_own": max((c.measures["near_own"] for c in on_topic), default=0.0),
        "near_least": max((c.measures["near_least"] for c in on_topic), default=0.0),
        "near_of_best": sum(c.measures["near_least"] for c in ranked[:BEST]) / BEST,
        "far": max((far[at] for at in range(len(units))), default=0.0),
        "far_unknown": sum(units[at].weight * far[at] for at in strange) / total,
        "far_modifier": max((far[at] for at in strange if units[at].surface in question.modifiers), default=0.0),
        "unknown": unknown / total,
        "side_unseen": float(side and not strong),
        "side_unsaid": float(side and not strong and not said),
        "problem_unseen": float(question.kind == "problem" and not strong),
        "problem_unsaid": float(question.kind == "problem" and not strong and not said),
        "one_sided": float(question.kind == "compare" and len(headed) > 1 and not all(headed)),
        "unnamed": float(bool(evidence.unnamed)),
        "unnamed_defined": float(bool(evidence.unnamed) and question.kind == "definition"),
        "undefined": 1 - covered if question.kind == "definition" and len(units) <= FEW_UNITS else 0.0,
        "unknown_few": unknown / total if len(units) <= FEW_UNITS else 0.0,
        "unheaded": float(bool(headed) and not any(headed)),
        "no_topic": float(not topics),
        "no_topic_few": float(not topics and len(units) <= FEW_UNITS),
    }


def quantity_told(candidates: Sequence[Candidate], evidence: Evidence, retriever: Retriever) -> bool:
    """Whether a number, date or the like is asked for, and a line that may belong to the answer holds one and all that the
    question names, with what stands above it ("Mash at 66C for 60 min")."""
    wants, nouns = evidence.question.wants, evidence.question.nouns
    named = frozenset(at for at, unit in enumerate(evidence.units) if unit.is_concept or unit.surface in nouns)
    naming = (one for one in candidates if one.probability >= LIKELY and one.units and one.units >= named)
    return wants in QUANTITIES and any(has_shape(wants, one.line.statement.text, retriever) for one in naming)


def _few_words(evidence: Evidence) -> bool:
    """Whether a question names what it asks about instead of describing it: parts of a compound don't count."""
    words = {unit.surface for unit in evidence.units}
    return sum(not any(word != other and word in other for other in words) for word in words) <= FEW_UNITS


def asks_something(evidence: Evidence) -> bool:
    """Whether the question names anything at all; "ㅇㅇ", "42" and "?!" don't."""
    return bool(evidence.concepts) or any(_WORD.search(term) for term in evidence.question.content)


def decide(evidence: Evidence, candidates: Sequence[Candidate], retriever: Retriever) -> Grounding:
    if not evidence.hits or not asks_something(evidence):
        return Grounding(False, 0.0, 1.0)
    fitted = weights()["grounding"]
    measures = measure(evidence, candidates, retriever)
    if evidence.question.wants in CERTAIN:
        likely = [one.line for one in candidates if one.probability >= LIKELY and one.units]
        texts = (text for line in likely for text in (*line.chunk.heading[-1:], line.statement.text))
        told = "\n".join(dict.fromkeys(texts))
        if not has_shape(evidence.question.wants, told, retriever):
            return Grounding(False, 0.0, fitted["threshold"])
    # of HTTP/3 nothing is told by what HTTP is, nor does one of two things tell how they differ
    numbered = any(char.isdigit() for name in evidence.absent for char in name)
    if numbered or (evidence.absent and evidence.question.kind == "compare"):
        return Grounding(False, 0.0, fitted["threshold"])
    if not evidence.concepts and measures["unknown"] >= ALL_UNKNOWN and _few_words(evidence):
        return Grounding(False, 0.0, fitted["threshold"])
    believed = probability(measures, fitted)
    return Grounding(believed >= fitted["threshold"], believed, fitted["threshold"])
