"""Fit which lines answer and whether the notes hold an answer at all, on dev questions; print how well.

    python scripts/tune_answers.py --over INDEX FILE… [--over INDEX FILE…]… [--write] [--show]

INDEX: of the notes that the questions of the FILEs are over. `--write` replaces kb/answer/weights.toml. Logistic
regressions on standardised measures: lines that are gold against those that aren't, first alone, then with what stands
around them, and answerable against unanswerable questions; the threshold of the last is where FALSE_REFUSALS of the
answerable dev questions are refused. Figures on dev are cross-validated, in five folds by question and with several
INDEXes by leaving out each in turn (what to expect over notes not seen). Needs scikit-learn.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from kb import KnowledgeBase
from kb.answer import grounding, lines
from kb.answer.context import in_context
from kb.evaluation import GoldQuestion, Place, read_questions

WEIGHTS = Path(lines.__file__).parent / "weights.toml"

FALSE_REFUSALS = 0.06
"""Half of these are answered all the same, because an edge of the graph states what was asked."""
STRENGTH = 0.1
"""Inverse of the penalty on weights."""
FOLDS = 5
BY_QUESTION, BY_FOLDER = "by question", "by folder"

Floats = NDArray[np.float64]


@dataclass
class Table:
    measures: list[list[float]] = field(default_factory=list)
    labels: list[bool] = field(default_factory=list)
    questions: list[int] = field(default_factory=list)
    folders: list[int] = field(default_factory=list)
    """Of which question and of which notes folder each row is, by number."""
    names: tuple[str, ...] = ()

    def add(self, measures: dict[str, float], label: bool, question: int, folder: int) -> None:
        self.names = tuple(measures)
        self.measures.append(list(measures.values()))
        self.labels.append(label)
        self.questions.append(question)
        self.folders.append(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--over", type=Path, nargs="+", action="append", required=True, metavar=("INDEX", "FILE"))
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", action="store_true", help="list the dev questions that are decided wrongly")
    arguments = parser.parse_args()
    asked = [pair for index, *files in arguments.over for pair in _asked(index, files)]
    dev = [pair for pair in asked if pair[1].split == "dev"]
    folders = list(dict.fromkeys(kb for kb, _ in dev))

    table, seen = Table(), []
    for number, (kb, question) in enumerate(dev):
        if question.places:
            seen.append(kb.consider(question.text, question.history)[1])
            for candidate in seen[-1]:
                gold = any(_at(place, candidate.line) for place in question.places)
                table.add(dict(candidate.measures), gold, number, folders.index(kb))
    alone = _predicted(table, balance=1.0)
    around = _around(table, seen, alone[BY_QUESTION])
    _report_lines("lines alone", table, alone)
    _report_lines("with what stands around them", around, _predicted(around, balance=1.0))
    for name, fitted in (("lines", _fit(table, balance=1.0)), ("context", _fit(around, balance=1.0))):
        lines.weights()[name] = fitted

    decisions = Table()
    for number, (kb, question) in enumerate(dev):
        decisions.add(_decision(kb, question), bool(question.places), number, folders.index(kb))
    answerable = np.array(decisions.labels)
    balance = answerable.sum() / max(1, (~answerable).sum())
    ground_weights, predicted = _fit(decisions, balance), _predicted(decisions, balance)
    threshold = float(np.quantile(predicted[BY_QUESTION][answerable], FALSE_REFUSALS))
    for name, p in predicted.items():
        _report(f"dev, cross-validated {name}", p, answerable, threshold)
    test = [pair for pair in asked if pair[1].split == "test"]
    if test:
        rows = np.array([[1.0, *_decision(kb, question).values()] for kb, question in test])
        scores = 1 / (1 + np.exp(-rows @ np.array([ground_weights[n] for n in ("bias", *decisions.names)])))
        _report("test", scores, np.array([bool(q.places) for _, q in test]), threshold)
    if arguments.show:
        for (_, question), p in zip(dev, predicted[BY_QUESTION], strict=True):
            if bool(question.places) != (p >= threshold):
                print(f"{p:.2f}  {'answerable' if question.places else 'unanswerable'}  {question.text}")
    text = _toml(lines.weights() | {"grounding": {**ground_weights, "threshold": threshold}})
    if arguments.write:
        WEIGHTS.write_text(text, encoding="utf-8")
    else:
        print(text)


def _asked(index: Path, files: Sequence[Path]) -> Iterator[tuple[KnowledgeBase, GoldQuestion]]:
    kb = KnowledgeBase.open(index)
    for path in files:
        yield from ((kb, question) for question in read_questions(path, kb))


def _decision(kb: KnowledgeBase, question: GoldQuestion) -> dict[str, float]:
    evidence, considered = kb.consider(question.text, question.history)
    return grounding.measure(evidence, considered, kb.retriever)


def _around(table: Table, seen: Sequence[Sequence[lines.Candidate]], alone: Floats) -> Table:
    """The rows with the measures of their neighbours, under probabilities that other questions gave the lines alone."""
    wider, begin = Table(questions=table.questions, folders=table.folders, labels=table.labels), 0
    for found in seen:
        some = alone[begin : begin + len(found)]
        places = [(c.line.chunk.id, c.line.statement.depth) for c in found]
        for candidate, measures in zip(found, in_context([c.vector for c in found], places, some.tolist()), strict=True):
            whole = {**candidate.measures, **measures}
            wider.names = tuple(whole)
            wider.measures.append(list(whole.values()))
        begin += len(found)
    return wider


def _report_lines(name: str, table: Table, predicted: dict[str, Floats]) -> None:
    labels = np.array(table.labels)
    found = ", ".join(f"{of} {average_precision_score(labels, p):.3f}" for of, p in predicted.items())
    print(f"{name}: {len(labels)}, {labels.mean():.3f} gold; average precision, cross-validated {found}")


def _at(place: Place, line: lines.Line) -> bool:
    return (
        place.note == line.chunk.note and place.first <= line.statement.end_line and line.statement.start_line <= place.last
    )


def _fit(table: Table, balance: float) -> dict[str, float]:
    """Weights for plain measures. `balance`: what a wrong row counts against a right one."""
    x, y = np.array(table.measures), np.array(table.labels)
    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    model = _model(balance).fit((x - mean) / spread, y)
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - weights @ mean)
    return {"bias": bias, **dict(zip(table.names, map(float, weights), strict=True))}


def _predicted(table: Table, balance: float) -> dict[str, Floats]:
    """The probability of each row when rows of other questions were fitted; with several folders, of other folders."""
    x, y = np.array(table.measures), np.array(table.labels)
    scaled = (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-9)
    groups = {BY_QUESTION: (table.questions, FOLDS), BY_FOLDER: (table.folders, len(set(table.folders)))}
    return {
        name: cross_val_predict(_model(balance), scaled, y, groups=of, cv=GroupKFold(folds), method="predict_proba")[:, 1]
        for name, (of, folds) in groups.items()
        if folds > 1
    }


def _model(balance: float) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, class_weight={True: 1.0, False: balance}, max_iter=2000)


def _report(split: str, predicted: Floats, answerable: NDArray[np.bool_], threshold: float) -> None:
    refused = predicted < threshold
    print(
        f"{split}: AUC {roc_auc_score(answerable, predicted):.3f}, false refusals {refused[answerable].mean():.3f} of "
        f"{answerable.sum()}, refused {refused[~answerable].mean():.3f} of {(~answerable).sum()} unanswerable"
    )


def _toml(tables: dict[str, dict[str, float]]) -> str:
    head = "# Fitted by scripts/tune_answers.py --write on the dev questions; not written by hand.\n"
    written = (
        f"[{name}]\n" + "".join(f"{key} = {value:.4f}\n" for key, value in table.items()) for name, table in tables.items()
    )
    return "\n".join((head, *written))


if __name__ == "__main__":
    main()
