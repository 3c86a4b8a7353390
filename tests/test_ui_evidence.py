"""Beside the chat: a map that is never empty without a word, cards that carry the answer's numbers, and what was skipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from ui_readers import PATIENCE, Reader, Served, in_chromium, serving

from kb import KnowledgeBase
from kb.answer.beginnings import opens
from kb.types import Language
from kb.ui import Session, controller
from kb.ui.controller import Page
from kb.ui.markup import render_markdown
from kb.ui.notes_view import skipped_html
from kb.ui.strings import words

KO, EN = words("ko"), words("en")
LOOSE = (
    "# 천 짜기\n\n## 용어\n\n- 베틀: 천을 짜는 나무 틀이다.\n- 물레: 솜에서 실을 뽑는 바퀴다.\n\n"
    "## 씨실이란?\n\n씨실은 날실을 가로질러 오가는 실이다. 씨실이 촘촘하면 천이 질기다.\n\n"
    "## 3일 건조\n\n천을 그늘에서 사흘 말리면 줄지 않는다. 볕에 말리면 색이 바랜다.\n"
)
TELLING = "# 물감\n\n## 아교\n\n아교는 안료를 붙드는 풀이다. 아교는 균열을 유발한다. 명반은 균열을 방지한다.\n"


@pytest.fixture
def loom(tmp_path: Path) -> Session:
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "천.md").write_text(LOOSE, encoding="utf-8")
    (notes / "물감.md").write_text(TELLING, encoding="utf-8")
    (notes / "스캔.md").write_bytes(bytes(range(256)) * 4)
    return Session.open(notes, tmp_path / "index")


def last(session: Session, question: str, language: str = "ko") -> Page:
    return list(controller.ask(session, question, (), words("en") if language == "en" else KO))[-1]


def test_an_answer_speaks_its_own_language_on_either_page(loom: Session) -> None:
    korean = last(loom, "우주선은 왜 날아?", "en").transcript or ""
    assert KO("not_in_notes") in korean
    assert EN("not_in_notes") not in korean
    assert "단락" in korean  # the foot
    english = last(loom, "Why do rockets fly?").transcript or ""
    assert EN("not_in_notes") in english
    assert "Passages looked through" in english


def test_a_greeting_has_the_map_of_the_notes_beside_it(loom: Session) -> None:
    page = last(loom, "안녕")
    assert "<svg" in (page.map or "")
    assert KO("no_map_for_answer") not in (page.map or "")
    assert page.tab is None


def test_without_relations_the_map_says_so_and_the_passages_come_forward(loom: Session) -> None:
    told = last(loom, "베틀이 뭐야?")
    assert told.tab == "passages"
    assert "kb-said" in (told.map or "")
    nothing = last(loom, "우주선은 왜 날아?")
    assert KO("no_map_for_answer") in (nothing.map or "")
    assert "<svg" in (nothing.map or "")
    related = last(loom, "아교의 문제점은?")
    assert "<svg" in (related.map or "")
    assert related.tab is None


def test_cards_carry_the_numbers_of_the_answer_and_mark_the_chosen_line(loom: Session) -> None:
    page = last(loom, "용어 알려줘")
    assert page.exchanges
    answer = page.exchanges[-1].answer
    assert answer
    assert len(answer.citations) > 1
    for citation in answer.citations:
        assert f'data-kb="cite" data-turn="0" data-number="{citation.number}"' in (page.passages or "")
    second = controller.passages_of(page.exchanges, 0, 2, KO)
    marked = second.split("<mark>")[1].split("</mark>")[0]
    assert marked in answer.citations[1].quote


def test_a_note_that_could_not_be_read_is_named_with_its_reason(loom: Session) -> None:
    status = loom.current.status()
    assert "읽지 못한 노트 1개: 스캔.md" in skipped_html(status, KO)
    assert "1 note could not be read: 스캔.md" in skipped_html(status, EN)
    assert 'data-kb="notes"' in skipped_html(status, KO)
    assert skipped_html(None, KO) == ""


def test_what_is_offered_first_measures_nothing(loom: Session) -> None:
    assert loom.current.example_questions("ko")
    assert not any("3일" in question for question in loom.current.example_questions("ko"))
    assert not any("3일" in concept.name for concept in loom.current.topics(10))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_what_is_offered_first_opens_with_what_it_asks_and_comes_from_several_notes(
    kb: KnowledgeBase, language: Language
) -> None:
    questions = kb.example_questions(language)
    assert len(questions) > 1
    answers = [kb.ask(question) for question in questions]
    assert len({answer.citations[0].chunk.note for answer in answers}) > 1
    assert all(opens(answer, kb.concept_graph) for answer in answers)


def test_tags_that_only_arrange_are_left_out() -> None:
    page = render_markdown(
        '<details open>\n<summary>언제 말리나?</summary>\n\n사흘. <div class="x">그늘</div>\n</details>\n'
    ).html
    assert "&lt;" not in page
    assert "언제 말리나?" in page
    assert "<details" not in page
    assert "&lt;div onclick" in render_markdown("<div onclick=x()>그늘</div>").html


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory):
    yield from serving(tmp_path_factory.mktemp("evidence"), {"스캔.md": "\x00\x01\x02" * 50})


@pytest.mark.browser
@pytest.mark.slow
@in_chromium[2]
def test_a_tap_on_a_number_leads_to_its_card_and_back(browser, served: Served) -> None:
    reader = Reader(browser, served, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = reader.page
    assert "스캔.md" in page.locator(".kb-skipped").inner_text()
    turn = reader.ask("ReLU의 문제점은?")
    chip = turn.locator(".kb-prose .kb-cite").nth(1)
    number = chip.inner_text()
    chip.tap()
    page.locator("#kb-note mark, #kb-note .kb-hit").first.wait_for()
    page.locator("#kb-panel [role=tab]").first.tap()
    card = page.locator("#kb-passages .kb-card", has=page.locator(".kb-cite[aria-current]"))
    card.wait_for()
    assert card.locator(".kb-cite[aria-current]").inner_text() == number
    page.locator(".kb-sheet-close").tap()
    page.wait_for_function("() => document.activeElement.classList.contains('kb-cite')", timeout=PATIENCE)
    assert chip.get_attribute("aria-current") == "true"
    page.locator(".kb-skipped").tap()
    page.locator("#kb-status table").wait_for()
    reader.close()
