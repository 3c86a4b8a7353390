"""Answers of one shape: how long, how warm, whose number, by which command; told by their shape or not told."""

from __future__ import annotations

import pytest
from own_notes import over

from kb import KnowledgeBase

WORKSHOP = """# 도자기 공방

## 가마 Kiln
- 초벌구이는 900도에서 8시간 굽는다
- 재벌구이는 1250도까지 올린다
- kiln rental 45,000원, 예약 마감 9/14
- 공방장 이서연 (내선 317)
- **Crazing** = fine cracks in the glaze. Cause: the glaze shrinks more than the clay. Fix: add silica to the glaze

## 유약

| 유약 | 색 | 온도 | 예 |
|---|---|---|---|
| 청자유 | 비색 | 1250 | 고려청자 |
| 재유 | 갈색 | 1200 | 옹기 |

- Glaze/2 는 새 배합법이다
- 완성 전시 10/3 → 10/20으로 연기 (이유: 가마 수리)

## 점토
- 백자토
  - 하얗고 곱다
  - 고온에서 굽는다
- 옹기토
  - 철분이 많아 붉다
  - 숨을 쉰다
"""


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return over(tmp_path_factory.mktemp("workshop"), {"공방.md": WORKSHOP})


@pytest.mark.parametrize(
    ("question", "wants", "first"),
    [
        ("초벌구이는 몇 시간 구워?", "duration", "8시간"),
        ("초벌구이는 몇 도에서 구워?", "temperature", "900도"),
        ("How much does the kiln rental cost?", "price", "45,000원"),
        ("이서연 내선번호?", "phone", "내선 317"),
        ("가마 예약 마감 언제야?", "date", "9/14"),
    ],
)
def test_a_measure_is_answered_by_the_line_that_holds_it(
    workshop: KnowledgeBase, question: str, wants: str, first: str
) -> None:
    assert workshop._read(question).wants == wants
    answer = workshop.ask(question)
    assert answer.grounded
    assert first in answer.citations[0].quote


@pytest.mark.parametrize(
    "question",
    [
        "유약 바르는 데 며칠 걸려?",
        "옹기는 가격이 얼마야?",
        "이서연 이메일 주소 알려줘",
        "How do I install the kiln?",
        "청자유의 시간 복잡도는?",
        "재유 기본값은 얼마야?",
        "공방은 몇 년도에 설립됐어?",
    ],
)
def test_a_measure_that_no_line_holds_is_not_there(workshop: KnowledgeBase, question: str) -> None:
    answer = workshop.ask(question)
    assert not answer.grounded, answer.text


def test_a_name_with_another_number_is_not_there(workshop: KnowledgeBase) -> None:
    assert not workshop.ask("Glaze/3가 뭐야?").grounded
    assert "Glaze/3" in workshop.ask("Glaze/3가 뭐야?").text
    assert "Glaze/2" not in workshop._retriever.retrieve(workshop._read("Glaze/2가 뭐야?"), 8).absent


def test_one_of_two_things_tells_no_difference(workshop: KnowledgeBase) -> None:
    assert not workshop.ask("백자토와 Porcelaine의 차이는?").grounded


def test_list_parents_are_compared_by_what_hangs_under_them(workshop: KnowledgeBase) -> None:
    answer = workshop.ask("백자토랑 옹기토 차이")
    assert answer.grounded
    assert "하얗고 곱다" in answer.text
    assert "철분이 많아" in answer.text


@pytest.mark.parametrize(("question", "said"), [("What causes crazing?", "Cause:"), ("How do I fix crazing?", "Fix:")])
def test_a_sentence_of_an_item_is_about_what_opens_it(workshop: KnowledgeBase, question: str, said: str) -> None:
    assert workshop.ask(question).citations[0].quote.startswith(said)


def test_a_row_is_found_by_the_header_of_its_first_column(workshop: KnowledgeBase) -> None:
    answer = workshop.ask("고려청자는 무슨 유약이야?")
    assert answer.grounded
    assert "청자유" in answer.citations[0].quote


def test_a_question_without_a_noun_is_about_what_was_spoken_of(workshop: KnowledgeBase) -> None:
    answer = workshop.ask("왜 미뤄졌어?", history=["완성 전시 언제야?"])
    assert any("가마 수리" in citation.quote for citation in answer.citations)
