"""Fit the weights of the retrieval score on dev questions, and show what each feature is worth on dev and test questions.

    python scripts/tune_retrieval.py --index REAL INDEX INDEX \\
        --questions tests/data/questions/{real_notes,corpus_ko,corpus_en}.jsonl

It ends with the line to put into kb/retrieval/ranking.py (WEIGHTS). Loss: listwise softmax (Cao et al. 2007), for every
gold place alone against all wrong passages, so that a second and third place count as the first does:
-log(e^right / (e^right + e^wrong)). Convex in the weights where each place has one passage; Adam, weights ≥ 0.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from kb import KnowledgeBase
from kb.evaluation import GoldQuestion, read_questions
from kb.retrieval.features import FEATURES, Floats, Marks
from kb.retrieval.measure import Measured
from kb.retrieval.ranking import BY_LINKS, WEIGHTS, Ranking

STEPS = 400
RATE = 0.1
RIDGE = 0.002

Example = tuple[Measured, Marks]
"""(candidates of a question; bool [places, n]: which passages hold which gold place)"""


def examples(kb: KnowledgeBase, questions: tuple[GoldQuestion, ...]) -> list[Example]:
    found: list[Example] = []
    for question in questions:
        if question.places:
            measured = kb.measure(question.text)
            chunks = [kb.chunks[at] for at in measured.positions]
            found.append((measured, np.array([[place.in_chunk(chunk) for chunk in chunks] for place in question.places])))
    return found


def gradient_of(table: Floats, right: Marks, weights: Floats) -> Floats:
    scores = table @ weights
    belief = np.exp(scores - scores.max())
    wrong = belief * ~right.any(axis=0)
    gradient = np.zeros_like(weights)
    places = [belief * row for row in right if row.any()]
    for place in places:
        gradient += (place + wrong) @ table / (place.sum() + wrong.sum()) - place @ table / max(place.sum(), 1e-30)
    return np.asarray(gradient / len(places), dtype=np.float32)


def fit(data: list[Example], start: Floats, mask: Floats) -> Floats:
    weights = start * mask
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    usable = [(measured.table, right) for measured, right in data if right.any()]
    for step in range(1, STEPS + 1):
        gradient = sum((gradient_of(table, right, weights) for table, right in usable), np.zeros_like(weights))
        gradient = gradient / len(usable) + RIDGE * weights
        mean, square = 0.9 * mean + 0.1 * gradient, 0.99 * square + 0.01 * gradient**2
        pace = RATE * (1 - step / STEPS) / (np.sqrt(square / (1 - 0.99**step)) + 1e-6)
        weights = np.maximum(weights - pace * mean / (1 - 0.9**step), 0) * mask
    return weights.astype(np.float32)


def quality(data: list[Example], weights: Floats, by_links: float = BY_LINKS) -> dict[str, float]:
    """Without the making room for other sections, which comes after the score."""
    first, share = [], []
    ranking = Ranking(named(weights), by_links)
    for measured, right in data:
        rank = np.empty(right.shape[1], dtype=np.int64)
        rank[np.argsort(-measured.scores(ranking), kind="stable")] = np.arange(1, right.shape[1] + 1)
        ranks = np.where(right, rank, 10**6).min(axis=1)
        first.append(int(ranks.min()))
        share.append(float((ranks <= 5).mean()))
    at = np.array(first)
    return {
        "R@1": float((at <= 1).mean()),
        "R@3": float((at <= 3).mean()),
        "R@5": float((at <= 5).mean()),
        "MRR": float((1 / at).mean()),
        "share@5": float(np.mean(share)),
        "reachable": float((at < 10**6).mean()),
    }


def named(weights: Floats) -> dict[str, float]:
    return {name: round(float(value), 2) for name, value in zip(FEATURES, weights, strict=True)}


def show(name: str, figures: dict[str, float]) -> None:
    print(f"{name:28s}" + "  ".join(f"{key} {value:.3f}" for key, value in figures.items()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, nargs="+", required=True, help="one index, or one for each questions file")
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    arguments = parser.parse_args()
    indexes = arguments.index * len(arguments.questions) if len(arguments.index) == 1 else arguments.index
    start = np.array([WEIGHTS[name] for name in FEATURES], dtype=np.float32)
    dev: list[Example] = []
    test: list[Example] = []
    for index, path in zip(indexes, arguments.questions, strict=True):
        kb = KnowledgeBase.open(index)
        here = {split: examples(kb, read_questions(path, kb, split)) for split in ("dev", "test")}
        for split, data in here.items():
            if data:
                show(f"{path.stem} {split}, as is", quality(data, start))
        dev += here["dev"]
        test += here["test"]
    everything = np.ones(len(FEATURES), dtype=np.float32)
    fitted = fit(dev, start, everything)
    show("dev, fitted", quality(dev, fitted))
    show("test, fitted", quality(test, fitted))
    for by_links in (0.0, BY_LINKS / 2, 2 * BY_LINKS):
        show(f"dev, links count {by_links}", quality(dev, fitted, by_links))
    for at, name in enumerate(FEATURES):
        mask = everything.copy()
        mask[at] = 0
        without = fit(dev, start, mask)
        show(f"dev, without {name}", quality(dev, without))
        show(f"test, without {name}", quality(test, without))
    print("WEIGHTS =", named(fitted))


if __name__ == "__main__":
    main()
