"""Fit the decision whether the notes hold an answer, on dev questions; print what it refuses on dev and test.

    python scripts/tune_answers.py --index index --questions tests/data/questions/corpus_ko.jsonl …

Logistic regression on standardised measures, an unanswerable question counting as three answerable ones because there are
far fewer of them. The threshold is where 2 % of the answerable dev questions are refused.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from kb import KnowledgeBase
from kb.answer.grounding import WEIGHTS, measure
from kb.evaluation import read_questions

FALSE_REFUSALS = 0.02
UNANSWERABLE_WEIGHT = 3
STRENGTH = 0.3
"""Inverse of the penalty on weights: 35 unanswerable questions don't carry more."""
NAMES = tuple(name for name in WEIGHTS if name != "bias")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, nargs="+", required=True, help="one index, or one for each questions file")
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    parser.add_argument("--show", action="store_true", help="list the dev questions that are decided wrongly")
    arguments = parser.parse_args()
    indexes = arguments.index * len(arguments.questions) if len(arguments.index) == 1 else arguments.index
    rows: list[tuple[str, bool, str, list[float]]] = []
    for index, path in zip(indexes, arguments.questions, strict=True):
        kb = KnowledgeBase.open(index)
        for question in read_questions(path, kb):
            measures = measure(kb.evidence(question.text))
            rows.append((question.split, bool(question.places), question.text, [measures[name] for name in NAMES]))
    x = np.array([row[3] for row in rows])
    y = np.array([row[1] for row in rows])
    dev = np.array([row[0] == "dev" for row in rows])
    mean, spread = x[dev].mean(axis=0), x[dev].std(axis=0) + 1e-9
    model = LogisticRegression(C=STRENGTH, class_weight={True: 1, False: UNANSWERABLE_WEIGHT}).fit(
        (x[dev] - mean) / spread, y[dev]
    )
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - weights @ mean)
    probability = 1 / (1 + np.exp(-(x @ weights + bias)))
    threshold = float(np.quantile(probability[dev & y], FALSE_REFUSALS))
    print({"bias": round(bias, 2), **{name: round(float(w), 2) for name, w in zip(NAMES, weights, strict=True)}})
    print(f"threshold {threshold:.3f}")
    for split, members in (("dev", dev), ("test", ~dev)):
        refused = probability < threshold
        print(
            f"{split}: false refusals {refused[members & y].mean():.3f} of {(members & y).sum()}, "
            f"refused {refused[members & ~y].mean():.3f} of {(members & ~y).sum()} unanswerable"
        )
    if arguments.show:
        for row, p in zip(rows, probability, strict=True):
            if row[0] == "dev" and row[1] != (p >= threshold):
                print(f"{p:.2f}  {'answerable' if row[1] else 'unanswerable'}  {row[2]}")


if __name__ == "__main__":
    main()
