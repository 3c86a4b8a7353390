"""What is counted through in a conversation, what it goes on to, and two questions in one sentence."""

from __future__ import annotations

import pytest
from own_notes import over

from kb import KnowledgeBase
from kb.answer.parts import things_in
from kb.retrieval.conversation import asks_instead, place_in, thing_in
from kb.types import Answer

NOTES = {
    "염색.md": (
        "# 천연 염색\n\n"
        "## 염색의 3요소\n\n- 염료\n    - 식물에서 얻는다\n    - 쪽과 홍화가 흔하다\n    - 햇빛에 바랜다\n"
        "- 매염제\n    - 백반이 흔하다\n    - 색을 천에 붙든다\n- 섬유\n    - 비단이 잘 물든다\n\n"
        "## 큰 염색 축제\n\n1. 나주축제(2003, 나주) ← 홍길수가 시작, 쪽빛\n2. 보성축제(2007, 보성) ← 윤가람이 시작, 홍화\n"
        "3. 제주축제(2011, 제주) ← 강하늘이 시작, 감물\n\n"
        "## 용어\n\n- 감물: 풋감에서 짠 떫은 물\n- 홀치기(shibori) - 실로 묶어 무늬를 남김\n"
        "- 교반 = 쪽물을 저어 거품을 냄\n\n"
        "## 쪽물\n\n쪽물은 항아리에서 삭힌 푸른 물이다.\n- 재료: 쪽잎, 석회\n- 단점: 냄새가 난다\n\n"
        "## 색의 계열\n\n색에는 붉은 계열, 푸른 계열, 누런 계열이 있다.\n"
    ),
    "looms.md": (
        "# Looms\n\n## Faults\n\n| fault | looks like | remedy |\n|---|---|---|\n"
        "| skip | a missing thread | tighten the heddle |\n"
        "| snag | a loop | trim it |\n| skew | a slanted edge | pull the beam straight |\n\n"
        "## Terms\n\nWarp: the threads that run along the loom\nWeft: the threads that cross it\n"
        "Selvage: the firm edge of a cloth\n"
    ),
}


@pytest.fixture(scope="module")
def cloth(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return over(tmp_path_factory.mktemp("cloth"), NOTES)


def talk(kb: KnowledgeBase, *questions: str) -> Answer:
    return kb.ask(questions[-1], history=list(questions[:-1]))


def quotes(answer: Answer) -> str:
    return " | ".join(citation.quote for citation in answer.citations)


def test_list_parents_are_counted_and_not_what_hangs_under_them(cloth: KnowledgeBase) -> None:
    second = talk(cloth, "염색의 3요소는?", "두번째는?")
    assert second.text.startswith("*두번째 → 매염제*")
    assert "백반" in quotes(second)
    assert talk(cloth, "염색의 3요소는?", "마지막은?").text.startswith("*마지막 → 섬유*")


def test_the_rest_of_the_question_is_asked_of_the_item(cloth: KnowledgeBase) -> None:
    third = talk(cloth, "큰 염색 축제는?", "세 번째는 누가 시작했어?")
    assert third.text.startswith("*세 번째 → 제주축제*")
    assert "강하늘" in third.citations[0].quote
    mended = talk(cloth, "What are the faults?", "how do I fix the second one?")
    assert mended.text.startswith("*second → snag*")
    assert "trim it" in mended.citations[0].quote


def test_the_next_one_follows_the_last_that_was_asked(cloth: KnowledgeBase) -> None:
    assert talk(cloth, "큰 염색 축제는?", "첫번째는?", "그 다음은?").text.startswith("*그 다음 → 보성축제*")
    third = talk(cloth, "큰 염색 축제는?", "첫번째는?", "그 다음은?", "다음은?")
    assert third.text.startswith("*다음 → 제주축제*")
    over = talk(cloth, "큰 염색 축제는?", "마지막은?", "그 다음은?")
    assert not over.grounded
    assert "제주축제" in over.text
    assert talk(cloth, "What are the faults?", "what is a skip?", "the next one?").text.startswith("*next → snag*")


def test_a_sentence_that_counts_up_is_a_list(cloth: KnowledgeBase) -> None:
    assert talk(cloth, "색의 계열은?", "세 번째는?").text.startswith("*세 번째 → 누런 계열*")


@pytest.mark.parametrize(
    ("question", "stands_alone"),
    [("세 번째는 누가 시작했어?", True), ("why did the third one fail?", True), ("the second law of motion", False)],
)
def test_a_place_alone_is_told_from_one_that_counts(question: str, stands_alone: bool) -> None:
    place = place_in(question)
    assert place is not None
    assert place.alone == stands_alone


@pytest.mark.parametrize(
    ("asked", "then", "words"),
    [
        ("홀치기가 뭐야?", "그럼 교반은?", "거품"),
        ("쪽물이 뭐야?", "그럼 감물은?", "풋감"),
        ("What is weft?", "and selvage?", "firm edge"),
        ("What is weft?", "what about the skew?", "slanted"),
    ],
)
def test_what_a_question_goes_on_to_may_be_no_concept(cloth: KnowledgeBase, asked: str, then: str, words: str) -> None:
    answer = talk(cloth, asked, then)
    assert answer.grounded
    assert words in answer.citations[0].quote
    assert answer.kind == "definition"


def test_a_side_under_the_heading_of_the_topic_stays_its_side(cloth: KnowledgeBase) -> None:
    assert "쪽잎" in quotes(talk(cloth, "쪽물의 단점은?", "그럼 재료는?"))


def test_how_a_question_goes_on() -> None:
    assert thing_in("and what about the moss?") == "moss"
    assert thing_in("그럼 감물은 어때?") == "감물"
    assert asks_instead("And weft?")
    assert not asks_instead("and is it good?")


def test_two_things_in_one_sentence_are_each_told(cloth: KnowledgeBase) -> None:
    both = cloth.ask("What is weft and selvage?")
    assert both.text.index("**weft**") < both.text.index("**selvage**")
    assert "cross it" in quotes(both)
    assert "firm edge" in quotes(both)
    bare = cloth.ask("교반은 뭐고 감물은?")
    assert "거품" in quotes(bare)
    assert "풋감" in quotes(bare)
    assert [part.asked for part in things_in("What is a warp and a weft?")] == ["What is a warp?", "What is a weft?"]


def test_no_line_stands_in_both_halves_of_an_answer(cloth: KnowledgeBase) -> None:
    for question in ("쪽물이 뭐고 단점은 뭐야?", "What is a skew and how do I fix it?", "쪽물은 뭐고 재료는?"):
        answer = cloth.ask(question)
        places = [(citation.chunk.id, citation.quote) for citation in answer.citations]
        assert len(places) == len({*places}), question
    second = cloth.ask("쪽물이 뭐고 단점은 뭐야?").text.split("**단점은 뭐야?**")
    assert "냄새가 난다" in second[1]


def test_of_two_things_the_line_that_fits_comes_first(cloth: KnowledgeBase) -> None:
    which = talk(cloth, "What is warp?", "and weft?", "which one crosses the threads?")
    assert "cross it" in which.citations[0].quote
