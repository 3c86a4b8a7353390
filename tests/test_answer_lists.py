"""What opens an answer, what makes a list of it, and what a question of who, when or how much must find."""

from __future__ import annotations

import pytest
from own_notes import over

from kb import KnowledgeBase
from kb.answer.lines import Line, marker
from kb.answer.lists import steps_around

NOTES = {
    "유리.md": (
        "# 유리 세공\n\n## 유리 제작 과정\n\n유리는 모래를 녹여 만든다.\n\n"
        "### 1) 용융\n\n모래와 소다를 1500도에서 녹인다.\n\n### 2) 성형\n\n대롱으로 불어 모양을 잡는다.\n\n"
        "### 3) 서냉\n\n가마에서 천천히 식힌다. 이를 빼먹으면 금이 간다.\n\n"
        "## 장인들\n\n- 갈로 - 무라노에서 크리스탈로를 완성\n"
        "- 티파니: 오팔 유리로 등을 만듦\n- 에밀 갈레: 겹유리에 꽃무늬를 새김\n\n"
        "## 판유리의 굴절률\n\n- 굴절률: n = c / v\n- 판유리는 투명하다\n\n"
        "## 블로잉\n\n블로잉은 대롱으로 공기를 불어 넣는 기법이다.\n\n"
        "## 캐스팅\n\n캐스팅은 틀에 녹은 유리를 붓는 기법이다.\n\n"
        "## 대롱\n\n대롱은 14세기에 하인리히가 고안했다.\n\n"
        "## 가마 예열\n\n1. 환기구를 연다\n2. 시간당 100도씩 올린다\n"
        "3. 600도에서 한 시간 머문다\n4. 환기구를 닫고 끝까지 올린다\n\n"
        "## 3C\n\n3C는 절단(cut), 연마(carve), 세척(clean)이다.\n"
    ),
    "kiln.md": (
        "# Kilns\n\n## Kiln Firing Modes\n\n### OXIDATION\n\nPlenty of air; colours stay bright.\n\n### REDUCTION\n\n"
        "Little air; copper turns red.\n\n### NEUTRAL\n\nAir and fuel in balance.\n\n"
        "## Kiln care\n\n### Shelves\n\nWash them.\n\n"
        "### Drawbacks of wash\n\nIt flakes.\n"
    ),
}


@pytest.fixture(scope="module")
def glass(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    return over(tmp_path_factory.mktemp("glass"), NOTES)


def quotes(kb: KnowledgeBase, question: str) -> list[str]:
    return [citation.quote for citation in kb.ask(question).citations]


@pytest.mark.parametrize("question", ["유리 제작 과정은?", "유리 제작 과정 3단계를 알려줘", "유리 제작 순서가 어떻게 돼?"])
def test_headings_that_count_through_a_procedure_are_its_steps(glass: KnowledgeBase, question: str) -> None:
    assert quotes(glass, question)[:3] == ["1) 용융", "2) 성형", "3) 서냉"]


def test_numbered_steps_are_whole_and_in_order_wherever_they_stand(glass: KnowledgeBase) -> None:
    steps = ["환기구를 연다", "시간당 100도씩 올린다", "600도에서 한 시간 머문다", "환기구를 닫고 끝까지 올린다"]
    assert quotes(glass, "가마 예열은 어떻게 해?")[:4] == steps
    lines = [Line(chunk, one) for chunk in glass.chunks for one in chunk.statements if one.quote in steps]
    assert [marker(line) for line in lines] == ["1.", "2.", "3.", "4."]
    assert all(steps_around(line) == lines for line in lines)


def test_a_plural_heading_lists_the_names_below_it(glass: KnowledgeBase) -> None:
    assert quotes(glass, "What kiln firing modes are there?")[:3] == ["OXIDATION", "REDUCTION", "NEUTRAL"]


def test_what_was_asked_opens_the_answer(glass: KnowledgeBase) -> None:
    assert "금이 간다" in " ".join(quotes(glass, "서냉을 빼먹으면?")[:2])
    assert quotes(glass, "오팔 유리로 등을 만든 장인은?")[0].startswith("티파니")


def test_other_entries_of_a_list_stay_out(glass: KnowledgeBase) -> None:
    assert not any("크리스탈로" in quote for quote in quotes(glass, "에밀 갈레는 무엇을 했어?")[:2])


def test_two_things_with_a_line_each_are_compared(glass: KnowledgeBase) -> None:
    answer = glass.ask("블로잉이랑 캐스팅 차이")
    assert answer.grounded
    assert {"대롱", "틀"} <= {word for word in ("대롱", "틀") if word in answer.text}


def test_who_is_answered_by_a_name_and_a_formula_by_one(glass: KnowledgeBase) -> None:
    assert "하인리히" in quotes(glass, "대롱은 누가 고안했어?")[0]
    assert "n = c / v" in quotes(glass, "굴절률 공식은?")[0]


def test_a_name_of_a_digit_and_a_letter_asks_something(glass: KnowledgeBase) -> None:
    assert "절단" in " ".join(quotes(glass, "3C가 뭐야?"))


@pytest.mark.parametrize(
    ("question", "wants", "kind"),
    [
        ("블로잉은 언제 써?", "", "when"),
        ("대롱은 언제 생겼어?", "date", "open"),
        ("대롱은 몇 세기에 나왔어?", "year", "open"),
        ("대롱은 누구한테 줬어?", "", "open"),
        ("굴절률 공식은?", "formula", "open"),
    ],
)
def test_the_shape_that_a_question_wants(glass: KnowledgeBase, question: str, wants: str, kind: str) -> None:
    read = glass._read(question)
    assert (read.wants, read.kind) == (wants, kind)


@pytest.mark.parametrize("said", ["안녕", "고마워", "hello there!"])
def test_talk_is_no_question_that_the_notes_fail(glass: KnowledgeBase, said: str) -> None:
    assert glass.ask(said).kind == "talk"
