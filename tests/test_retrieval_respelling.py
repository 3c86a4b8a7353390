"""A question may use other words than the notes: slips, loan words in the other script, names that no note uses."""

from __future__ import annotations

from pathlib import Path

import pytest
from own_notes import over

from kb import KnowledgeBase, build

NOTES = {
    "ocean.md": """# Ocean currents

## Upwelling
Upwelling brings cold, nutrient-rich water to the surface along coasts.

## Plankton
Plankton drifts with the current and feeds most of the sea.

## Thermocline
The thermocline is the layer in which temperature falls quickly with depth.
""",
    "배.md": """# 배와 항해

## 스태빌라이저
스태빌라이저는 배의 좌우 흔들림을 줄이는 장치이다.

## 밸러스트
밸러스트는 배의 무게 중심을 낮추려고 싣는 물이나 돌이다.
- 문제점: 외래 생물을 옮긴다.

## 방향타
방향타는 배의 진행 방향을 바꾼다.
""",
}


@pytest.fixture(scope="module")
def sea(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return over(tmp_path_factory.mktemp("sea"), NOTES)


@pytest.mark.parametrize(
    ("question", "word", "line"),
    [
        ("플랑크톤이 뭐야?", "", "drifts with the current"),
        ("업웰링이 뭐였더라", "Upwelling", "nutrient-rich"),
        ("써모클라인이란?", "", "falls quickly with depth"),
        ("What does a stabilizer do?", "", "흔들림을 줄이는"),
        ("What is ballast for?", "밸러스트", "무게 중심"),
        ("what is a thermoclin", "thermocline", "falls quickly with depth"),
        ("밸러스트의 문재점은?", "문제점", "외래 생물"),
        ("방향터는 뭐 하는 거야?", "방향타", "진행 방향"),
    ],
)
def test_the_answer_is_found_under_the_notes_own_word(sea: KnowledgeBase, question: str, word: str, line: str) -> None:
    answer = sea.ask(question)
    assert answer.grounded
    assert any(line in citation.quote for citation in answer.citations)
    assert answer.question == question
    if word:
        assert word.casefold() in sea._read(question).corrected.casefold()


@pytest.mark.parametrize("question", ["플라멩코가 뭐야?", "스테이플러는 어떻게 써?", "What is a theremin?", "방앗간이란?"])
def test_what_only_sounds_a_little_alike_is_not_in_the_notes(sea: KnowledgeBase, question: str) -> None:
    assert not sea.ask(question).grounded
    assert sea._read(question).corrected == question


def test_a_name_that_no_note_uses_stands_for_the_one_they_use(tmp_path: Path) -> None:
    (tmp_path / "stats.md").write_text(
        "# Preparing data\n\n## Dimensionality reduction\nProjects the columns on few directions that keep the variance.\n",
        encoding="utf-8",
    )
    build(tmp_path, tmp_path / "index")
    answer = KnowledgeBase.open(tmp_path / "index").ask("차원 축소가 뭐야?")
    assert answer.grounded
    assert "keep the variance" in answer.text


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("효소는 무슨 일을 해?", "speeds up a reaction"),
        ("프랑스 혁명은 언제 시작됐어?", "1789"),
        ("What is a kidney?", "피를 거른다"),
    ],
)
def test_a_word_of_the_other_language_finds_its_translation(tmp_path: Path, question: str, line: str) -> None:
    (tmp_path / "biology.md").write_text("# Cells\n\n## Enzyme\nAn enzyme speeds up a reaction.\n", encoding="utf-8")
    (tmp_path / "history.md").write_text("# The French Revolution\n\nIt began in 1789.\n", encoding="utf-8")
    (tmp_path / "몸.md").write_text("# 몸\n\n## 신장\n신장은 피를 거른다.\n\n## 폐\n폐는 숨을 쉰다.\n", encoding="utf-8")
    build(tmp_path, tmp_path / "index")
    kb = KnowledgeBase.open(tmp_path / "index")
    answer = kb.ask(question)
    assert answer.grounded
    assert any(line in citation.quote for citation in answer.citations)
    assert kb._read(question).meant == question  # the encoder reads both languages
