"""Fit the weights of the retrieval score on dev questions, and show what each feature is worth on test questions.

    python scripts/tune_retrieval.py --index index --questions tests/data/questions/corpus_ko.jsonl …

Listwise softmax loss (Cao et al. 2007, ListNet with several right passages): -log of the share that the right passages
take of softmax(score). Convex in the weights; plain gradient descent.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from kb import KnowledgeBase
from kb.evaluation import GoldQuestion, read_questions
from kb.retrieval.features import FEATURES, Floats
from kb.retrieval.measure import WEIGHTS

STEPS = 3000
RATE = 0.05
RIDGE = 0.002

Example = tuple[Floats, Floats]
"""(features [n, F], 1.0 where the passage holds a gold place [n])"""


def examples(kb: KnowledgeBase, questions: tuple[GoldQuestion, ...]) -> list[Example]:
    found: list[Example] = []
    for question in questions:
        if not question.places:
            continue
        measured = kb.measure(question.text)
        chunks = [kb.chunks[at] for at in measured.positions]
        right = np.array([any(place.in_chunk(chunk) for place in question.places) for chunk in chunks], dtype=np.float32)
        found.append((measured.table, right))
    return found


def fit(data: list[Example], start: Floats, mask: Floats) -> Floats:
    weights = start * mask
    usable = [(table, right) for table, right in data if right.any()]
    for step in range(STEPS):
        gradient = np.zeros_like(weights)
        for table, right in usable:
            scores = table @ weights
            share = np.exp(scores - scores.max())
            share /= share.sum()
            among = share * right
            among /= max(float(among.sum()), 1e-12)
            gradient += (share - among) @ table
        gradient = gradient / len(usable) + RIDGE * weights
        weights = np.maximum(weights - RATE * gradient / (1 + step / STEPS), 0) * mask
    return weights.astype(np.float32)


def quality(data: list[Example], weights: Floats) -> dict[str, float]:
    ranks = []
    for table, right in data:
        order = np.argsort(-(table @ weights), kind="stable")
        hits = np.flatnonzero(right[order])
        ranks.append(int(hits[0]) + 1 if len(hits) else 10**6)
    at = np.array(ranks)
    return {
        "R@1": float((at <= 1).mean()),
        "R@3": float((at <= 3).mean()),
        "R@5": float((at <= 5).mean()),
        "MRR": float((1 / at).mean()),
        "reachable": float((at < 10**6).mean()),
    }


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
    print({name: round(float(value), 2) for name, value in zip(FEATURES, fitted, strict=True)})
    show("dev, fitted", quality(dev, fitted))
    show("test, fitted", quality(test, fitted))
    for at, name in enumerate(FEATURES):
        mask = everything.copy()
        mask[at] = 0
        show(f"test, without {name}", quality(test, fit(dev, start, mask)))


if __name__ == "__main__":
    main()
