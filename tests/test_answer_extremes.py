"""The highest and the lowest of a table, by the numbers that stand in it, and only where all rows have one."""

from __future__ import annotations

import pytest
from own_notes import over

from kb import KnowledgeBase
from kb.answer.extremes import _number

NOTES = {
    "등대.md": (
        "# 등대\n\n## 등대 목록\n\n| 이름 | 높이(m) | 불빛 | 점등 시간 |\n|---|---|---|---|\n"
        "| 가시섬 | 21 | 희다 | 9:40 |\n| 너른목 | 34.5 | 붉다 | 1:02:00 |\n| 돌머리 | 8 | 희다 | 12:05 |\n\n"
        "## 당직\n\n| 당직자 | 일수 | 비고 |\n|---|---|---|\n| 바우 | 12 | 쉼 |\n| 솔이 | 여러 날 | - |\n| 찬새 | 7 | - |\n"
    ),
    "buoys.md": (
        "# Buoys\n\n## Buoys in the bay\n\n| buoy | depth | colour |\n|---|---|---|\n| north | 1,200 m | red |\n"
        "| south | 90 m | green |\n| west | 450 m | red |\n"
    ),
}


@pytest.fixture(scope="module")
def coast(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return over(tmp_path_factory.mktemp("coast"), NOTES)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("높이가 가장 높은 등대는?", "너른목"),
        ("높이가 제일 낮은 등대는?", "돌머리"),
        ("점등 시간이 가장 짧은 등대는?", "가시섬"),
        ("Which buoy has the largest depth?", "north"),
        ("Which buoy has the lowest depth?", "south"),
    ],
)
def test_the_winning_row_comes_first_and_it_says_how_it_was_compared(
    coast: KnowledgeBase, question: str, first: str
) -> None:
    answer = coast.ask(question)
    assert answer.grounded
    assert first in answer.citations[0].quote
    assert "비교" in answer.text.split("\n")[0] or "compared" in answer.text.split("\n")[0]
    assert len(answer.citations) == 3


@pytest.mark.parametrize(
    "question",
    [
        "일수가 가장 많은 당직자는?",
        "목성에서 높이가 가장 높은 화산은?",
        "Which red buoy has the largest depth?",
        "높이가 왜 가장 높아?",
    ],
)
def test_without_a_number_in_every_row_or_of_some_rows_only_nothing_is_ranked(coast: KnowledgeBase, question: str) -> None:
    said = coast.ask(question).text.split("\n")[0]
    assert "순서로" not in said
    assert "Ordered" not in said


def test_a_cell_is_a_number_only_where_it_says_nothing_else() -> None:
    assert _number("1,200 m") == (1200.0, "m")
    assert _number("1:02:00") == (3720, "h:m:s")
    assert _number("약 12%") == (12.0, "%")
    assert _number("8~12") is None
    assert _number("2024-03-01") is None
    assert _number("3 or more") is None
