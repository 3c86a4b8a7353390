"""How questions are read and passages found."""

from __future__ import annotations

import pytest

from kb import KnowledgeBase
from kb.retrieval.question import kind_of


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("드롭아웃이란?", "definition"),
        ("What is dropout?", "definition"),
        ("정규화의 종류 4가지는?", "list"),
        ("Name three optimizers", "list"),
        ("L1과 L2의 차이", "compare"),
        ("SGD vs Adam", "compare"),
        ("왜 비선형이어야 하나?", "why"),
        ("Why is ReLU popular?", "why"),
        ("ReLU의 단점은?", "problem"),
        ("과적합을 막는 방법은?", "solution"),
        ("How can overfitting be prevented?", "solution"),
        ("LSTM과 GRU는 무슨 관계야?", "relation"),
        ("배치 정규화는 언제 써?", "when"),
        ("드롭아웃은 과적합을 막아주나요?", "yes_no"),
        ("Does dropout prevent overfitting?", "yes_no"),
        ("출력 크기는 어떻게 계산하나?", "how"),
        ("모멘텀", "open"),
    ],
)
def test_kind_of_question(question: str, kind: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("query", "note", "line"),
    [
        ("vanishing gradient in LSTM", "심화/rnn.md", 5),
        ("이진 분류의 출력층에는 무엇을 쓰나", "활성화-함수.md", 31),
        ("escape saddle points", "optimization.md", 5),
        ("검증 손실이 오르면 멈추기", "quiz.md", 17),
        ("exploding gradients 막기", "심화/rnn.md", 9),
    ],
)
def test_the_right_passage_comes_first_or_second(kb: KnowledgeBase, query: str, note: str, line: int) -> None:
    hits = kb.search(query, k=2)
    assert any(hit.chunk.note == note and hit.chunk.start_line <= line <= hit.chunk.end_line for hit in hits)


def test_the_bare_question_list_is_no_passage(kb: KnowledgeBase) -> None:
    assert not any(chunk.note == "quiz.md" and chunk.start_line < 7 for chunk in kb.chunks)


def test_hits_are_best_first_and_as_many_as_asked(kb: KnowledgeBase) -> None:
    hits = kb.search("정규화", k=4)
    assert len(hits) == 4
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(kb.search("정규화", k=500)) <= len(kb.chunks)


def test_an_empty_folder_of_notes_answers_plainly(tmp_path: object) -> None:
    from pathlib import Path

    from kb import build

    folder = Path(str(tmp_path))
    (folder / "notes").mkdir()
    build(folder / "notes", folder / "index")
    kb = KnowledgeBase.open(folder / "index")
    assert kb.search("무엇이든") == []
    answer = kb.ask("무엇이든?")
    assert not answer.grounded
    assert "색인된 노트가 없습니다" in answer.text
