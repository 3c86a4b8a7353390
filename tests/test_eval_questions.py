"""The committed question files can be trusted, and retrieval over corpus/ keeps what it reached on them."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kb import KnowledgeBase, build
from kb.evaluation import evaluate, read_questions, summarise

CORPUS = Path(__file__).parents[1] / "corpus"
QUESTIONS = Path(__file__).parent / "data" / "questions"
FILES = sorted(QUESTIONS.glob("*.jsonl"))
OVER_CORPUS = [QUESTIONS / "corpus_ko.jsonl", QUESTIONS / "corpus_en.jsonl"]
OVER_REAL_NOTES = [QUESTIONS / f"{name}.jsonl" for name in ("real_notes", "real_notes_more", "four_notes_test")]
OVER_OTHER_NOTES = [*OVER_REAL_NOTES, *sorted(QUESTIONS.glob("vault_*.jsonl"))]

KINDS = {
    "compare",
    "definition",
    "how",
    "list",
    "multi_hop",
    "notes",
    "problem",
    "relation",
    "solution",
    "when",
    "why",
    "yes_no",
}
STYLES = {"plain", "paraphrase", "colloquial", "typo", "cross_language"}
LANGUAGES = {"ko", "en", "mixed"}
ENOUGH = 100
"""Answerable questions per language: below that a point of recall is one question."""


@cache
def rows(path: Path) -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def all_rows(*paths: Path) -> Iterator[dict[str, Any]]:
    for path in paths:
        yield from rows(path)


def topic(row: dict[str, Any]) -> str:
    """`ko-activation-01` → `activation`: the files cut the field into the same topics."""
    return row["id"].split("-", 1)[1].rsplit("-", 1)[0]


def gold_lines(row: dict[str, Any]) -> set[tuple[str, int]]:
    lines: set[tuple[str, int]] = set()
    for gold in row["gold"]:
        text = (CORPUS / gold["note"]).read_text(encoding="utf-8").splitlines()
        lines |= {(gold["note"], number) for number, line in enumerate(text, 1) if gold["quote"] in line}
    return lines


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_question_says_what_it_is(path: Path) -> None:
    for row in rows(path):
        assert row["question"].strip() == row["question"] != ""
        assert row["language"] in LANGUAGES, row["id"]
        assert row["style"] in STYLES, row["id"]
        assert row["split"] in {"dev", "test"}, row["id"]
        assert row["kind"] in (KINDS if row["gold"] else {"unanswerable"}), row["id"]


@pytest.mark.parametrize("path", OVER_CORPUS, ids=lambda path: path.stem)
def test_every_quote_stands_on_exactly_one_line_of_its_note(path: Path) -> None:
    for row in rows(path):
        for gold in row["gold"]:
            assert "\n" not in gold["quote"], row["id"]
            lines = (CORPUS / gold["note"]).read_text(encoding="utf-8").splitlines()
            assert sum(gold["quote"] in line for line in lines) == 1, (row["id"], gold)


@pytest.mark.parametrize("path", OVER_OTHER_NOTES, ids=lambda path: path.stem)
def test_questions_over_other_notes_name_lines_only(path: Path) -> None:
    """Those notes belong to their owners; no words of theirs stand here."""
    for row in rows(path):
        for gold in row["gold"]:
            assert set(gold) == {"note", "lines"}, row["id"]
            first, last = gold["lines"]
            assert 1 <= first <= last, row["id"]


def test_questions_held_out_are_not_those_tuned_on() -> None:
    *tuned, held_out = ({row["question"].casefold() for row in rows(path)} for path in OVER_REAL_NOTES)
    assert not set().union(*tuned) & held_out
    assert [{row["split"] for row in rows(path)} for path in OVER_REAL_NOTES[1:]] == [{"dev"}, {"test"}]


def test_ids_and_questions_are_unique() -> None:
    ids = Counter(row["id"] for row in all_rows(*FILES))
    assert [one for one, times in ids.items() if times > 1] == []
    asked = Counter((path.stem, row["question"]) for path in FILES for row in rows(path))
    assert [one for one, times in asked.items() if times > 1] == []


def test_a_topic_is_either_tuned_on_or_tested_on() -> None:
    splits: dict[str, set[str]] = defaultdict(set)
    for row in all_rows(*OVER_CORPUS):
        splits[topic(row)].add(row["split"])
    assert {name: found for name, found in splits.items() if len(found) > 1} == {}
    assert Counter(found.copy().pop() for found in splits.values())["test"] >= 20


def test_dev_and_test_questions_share_few_gold_lines() -> None:
    """A line may answer questions of two topics; most must not, or the test split would be no test."""
    lines: dict[str, set[tuple[str, int]]] = {"dev": set(), "test": set()}
    for row in all_rows(*OVER_CORPUS):
        lines[row["split"]] |= gold_lines(row)
    assert len(lines["dev"] & lines["test"]) <= 0.05 * len(lines["test"])


def test_there_are_enough_answerable_questions_in_either_language() -> None:
    answerable = Counter(row["language"] for row in all_rows(*OVER_CORPUS) if row["gold"])
    assert answerable["ko"] >= ENOUGH
    assert answerable["en"] >= ENOUGH
    unanswerable = Counter(row["split"] for row in all_rows(*OVER_CORPUS) if not row["gold"])
    assert min(unanswerable["dev"], unanswerable["test"]) >= 20


FLOORS = {"recall1": 0.84, "recall5": 0.93, "mrr": 0.88, "answer_recall": 0.68, "refused": 0.68}
CEILING = 0.08
"""Of answerable questions refused."""


@pytest.mark.slow
def test_retrieval_over_the_corpus_keeps_its_level(tmp_path: Path) -> None:
    """On the test split; floors lie a few points under the figures of docs/decisions.md."""
    build(CORPUS, tmp_path / "index")
    kb = KnowledgeBase.open(tmp_path / "index")
    asked = [question for path in OVER_CORPUS for question in read_questions(path, kb, "test")]
    scores = summarise(evaluate(kb, asked))[0]
    assert {name: getattr(scores, name) for name, floor in FLOORS.items() if getattr(scores, name) < floor} == {}
    assert scores.false_refusals <= CEILING
    assert scores.citations_valid == 1.0
