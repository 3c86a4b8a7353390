"""The chat and its maps in a real Chromium: what is kept, what can be undone, and that nothing is out of reach of a key."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator

import pytest
from ui_readers import Reader, Served, in_chromium, serving

from kb import KnowledgeBase

pytestmark = in_chromium
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


NAMES = (
    "태백",
    "소백",
    "차령",
    "노령",
    "낭림",
    "함경",
    "마천령",
    "강남",
    "적유령",
    "묘향",
    "언진",
    "멸악",
    "광주",
    "안데스",
)
RANGES = "# 산맥의 종류\n\n" + "".join(f"- {name}산맥\n" for name in NAMES)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    yield from serving(tmp_path_factory.mktemp("chat"), {"산맥.md": RANGES})


@pytest.fixture
def reader(browser, served: Served) -> Iterator[Reader]:
    reader = Reader(browser, served)
    yield reader
    reader.close()


def panel_tab(page, at: int) -> None:
    page.locator("#kb-panel [role=tab]").nth(at).click()


def open_atlas(page) -> None:
    panel_tab(page, 1)
    page.locator("#kb-map [data-kb=atlas]").click()
    page.locator("#kb-atlas .kb-spot").first.wait_for(state="attached")


def test_reload_keeps_the_chat_and_its_sources_and_earlier_chats_are_listed(reader: Reader) -> None:
    page = reader.page
    reader.ask("ReLU의 문제점은?")
    reader.ask("해결책은?")
    page.locator(".kb-turn").nth(1).locator(".kb-foot").wait_for()
    said = page.locator(".kb-turns").inner_text()
    page.reload()
    page.wait_for_function("said => document.querySelector('.kb-turns')?.innerText === said", arg=said)
    page.locator(".kb-turn").first.locator(".kb-prose .kb-cite").first.click()
    page.locator("#kb-note mark").first.wait_for()
    turn = reader.ask("장점은?")
    assert "ReLU" in turn.inner_text(), "the conversation is remembered too"

    page.locator(".kb-new").click()
    page.locator(".kb-welcome").wait_for()
    reader.ask("LSTM이란?")
    page.locator("[data-kb=history]").click()
    page.locator("#kb-history .kb-chat-name").nth(1).wait_for()
    titles = page.locator("#kb-history .kb-chat-name span").all_inner_texts()
    assert titles == ["LSTM이란?", "ReLU의 문제점은?"]
    page.locator("#kb-history .kb-chat-name").nth(1).click()
    page.locator(".kb-turn").nth(2).wait_for()
    assert page.locator(".kb-turn").count() == 3

    page.locator("[data-kb=history]").click()
    page.locator("#kb-history .kb-chat-bin").nth(0).click()
    page.wait_for_function("() => document.querySelectorAll('#kb-history .kb-chat-name').length === 1")
    page.keyboard.press("Escape")
    page.locator("#kb-history").wait_for(state="detached")
    assert page.evaluate("document.activeElement.dataset.kb") == "history"


def test_an_answer_that_was_seen_survives_a_reload_at_that_very_moment(reader: Reader) -> None:
    page = reader.page
    page.add_init_script("window.reloaded = performance.getEntriesByType('navigation')[0].type === 'reload'")
    page.evaluate(
        """() => new MutationObserver(() => document.querySelector(".kb-foot") && location.reload())
        .observe(document.body, { childList: true, subtree: true })"""
    )
    page.fill("#kb-question textarea", "LSTM이란?")
    page.keyboard.press("Enter")
    page.wait_for_function("window.reloaded")
    assert "LSTM" in reader.answered(0).inner_text()
    reader.complaints.clear()  # Gradio's, of the connection that the reload cut


def test_a_question_is_edited_in_place_and_what_followed_it_goes(reader: Reader) -> None:
    page = reader.page
    turn = reader.ask("LSTM이란?")
    reader.ask("ReLU의 문제점은?")
    turn.hover()
    turn.locator("[data-kb=edit]").click()
    page.keyboard.press("Escape")
    assert turn.locator(".kb-asked").is_visible()
    turn.locator("[data-kb=edit]").click()
    turn.locator(".kb-edit textarea").fill("죽은 뉴런은 무엇인가?")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.kb-turn').length === 1 && document.querySelector('.kb-foot')")
    assert "죽은 뉴런은 무엇인가?" in page.locator(".kb-asked").inner_text()
    page.reload()
    page.locator(".kb-turn .kb-foot").wait_for()
    assert page.locator(".kb-asked").all_inner_texts()[0].endswith("죽은 뉴런은 무엇인가?")


def test_asking_again_looks_at_more_passages_and_says_what_was_done(reader: Reader) -> None:
    page = reader.page
    turn = reader.ask("ReLU의 문제점은?")
    turn.locator(".kb-steps summary").click()
    steps = turn.locator(".kb-steps dl").inner_text()
    assert "ReLU" in steps
    assert "문제점" in steps
    before = page.locator("#kb-passages .kb-card").count()
    turn.locator("[data-kb=again]").click()
    page.wait_for_function("n => document.querySelectorAll('#kb-passages .kb-card').length > n", arg=before)
    assert page.locator(".kb-turn").count() == 1


def test_the_evidence_of_an_earlier_answer_is_shown_again(reader: Reader) -> None:
    page = reader.page
    first = reader.ask("LSTM이란?")
    panel_tab(page, 0)
    places = page.locator("#kb-passages .kb-place").all_inner_texts()
    reader.ask("ReLU의 문제점은?")
    assert page.locator("#kb-passages .kb-place").all_inner_texts() != places
    first.locator(".kb-evidence").click()
    page.wait_for_function("first => document.querySelector('#kb-passages .kb-place')?.innerText === first", arg=places[0])
    assert page.locator("#kb-passages .kb-place").all_inner_texts() == places


def test_a_running_question_can_be_stopped(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    page, go_on, explain = reader.page, threading.Event(), KnowledgeBase.explain

    def slowly(*args, **named):
        go_on.wait(20)
        return explain(*args, **named)

    monkeypatch.setattr(KnowledgeBase, "explain", slowly)
    try:
        page.fill("#kb-question textarea", "LSTM이란?")
        page.keyboard.press("Enter")
        page.locator(".kb-waiting").wait_for()
        page.locator("#kb-question .stop-button").click()
        page.locator(".kb-calm", has_text="멈췄습니다").wait_for()
        assert page.locator("#kb-question .submit-button").is_visible()
    finally:
        go_on.set()
    monkeypatch.undo()
    assert "LSTM" in reader.ask("LSTM이란?").inner_text()


def test_a_question_right_after_a_stop_is_asked(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    page, go_on, explain = reader.page, threading.Event(), KnowledgeBase.explain

    def slowly(kb, question, **named):
        if "ReLU" in question:
            go_on.wait(20)
        return explain(kb, question, **named)

    monkeypatch.setattr(KnowledgeBase, "explain", slowly)
    try:
        page.fill("#kb-question textarea", "ReLU의 문제점은?")
        page.keyboard.press("Enter")
        page.locator("#kb-question .stop-button").wait_for()
        page.fill("#kb-question textarea", "LSTM이란?")
        page.evaluate("document.querySelector('#kb-question .stop-button').click()")  # leaves the focus in the box
        page.keyboard.press("Enter")
        assert "게이트" in reader.answered(1).inner_text()
        assert "멈췄습니다" in page.locator(".kb-turn").first.inner_text()
    finally:
        go_on.set()


def test_an_answer_does_not_follow_its_reader_into_a_new_chat(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    page, go_on, done, explain = reader.page, threading.Event(), threading.Event(), KnowledgeBase.explain

    def slowly(*args, **named):
        go_on.wait(20)
        try:
            return explain(*args, **named)
        finally:
            done.set()

    monkeypatch.setattr(KnowledgeBase, "explain", slowly)
    page.fill("#kb-question textarea", "LSTM이란?")
    page.keyboard.press("Enter")
    page.locator(".kb-waiting").wait_for()
    page.locator(".kb-new").click()
    page.locator(".kb-welcome").wait_for()
    go_on.set()
    assert done.wait(20)
    assert "ReLU" in reader.ask("ReLU의 문제점은?").inner_text()
    assert page.locator(".kb-turn").count() == 1


def _held(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Lets every answer wait until the event is set."""
    go_on, explain = threading.Event(), KnowledgeBase.explain
    monkeypatch.setattr(KnowledgeBase, "explain", lambda *args, **named: go_on.wait(20) and explain(*args, **named))
    return go_on


def test_what_is_typed_while_an_answer_is_on_its_way_waits_in_its_box(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, go_on = reader.page, _held(monkeypatch)
    page.fill("#kb-question textarea", "LSTM이란?")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.locator(".kb-waiting").wait_for()
    page.fill("#kb-question textarea", "그 장점은?")
    page.keyboard.press("Enter")
    go_on.set()
    reader.answered(0)
    assert page.locator("#kb-question textarea").input_value() == "그 장점은?"
    assert page.locator(".kb-turn").count() == 1
    page.keyboard.press("Enter")
    reader.answered(1)


def test_a_question_is_back_in_its_box_after_a_reload_in_the_middle_of_its_answer(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, go_on = reader.page, _held(monkeypatch)
    page.fill("#kb-question textarea", "LSTM이란?")
    page.keyboard.press("Enter")
    page.locator(".kb-waiting").wait_for()
    page.reload()
    page.wait_for_function("document.querySelector('#kb-question textarea')?.value === 'LSTM이란?'")
    go_on.set()
    page.focus("#kb-question textarea")
    page.keyboard.press("Enter")
    assert "게이트" in reader.answered(0).inner_text()
    page.reload()
    reader.answered(0)
    assert page.locator("#kb-question textarea").input_value() == ""
    reader.complaints.clear()  # Gradio's, of the connection that the reload cut


def test_a_text_too_long_for_a_question_is_not_cut_but_said_so(reader: Reader) -> None:
    page, text = reader.page, "LSTM이란 무엇이고 어디에 쓰는가? " * 60
    page.fill("#kb-question textarea", text)
    page.keyboard.press("Enter")
    said = page.locator("#kb-question .kb-too-long")
    assert "1,000자" in said.inner_text()
    assert page.locator("#kb-question textarea").input_value() == text
    assert page.locator(".kb-turn").count() == 0
    page.fill("#kb-question textarea", "LSTM이란?")
    said.wait_for(state="detached")
    page.keyboard.press("Enter")
    reader.answered(0)


def test_the_box_of_a_long_question_is_one_line_again_once_it_is_asked(reader: Reader) -> None:
    box = reader.page.locator("#kb-question textarea")
    low = box.evaluate("box => box.offsetHeight")
    long = "LSTM이란 무엇이고 어디에 쓰는가? " * 12
    box.fill(long)
    is_high = "low => document.querySelector('#kb-question textarea').offsetHeight > 2 * low"
    reader.page.wait_for_function(is_high, arg=low)
    reader.page.keyboard.press("Enter")
    reader.answered(0)
    assert box.input_value() == ""
    assert box.evaluate("box => box.offsetHeight") == low


def test_the_rest_of_a_long_answer_opens_below_its_button(reader: Reader) -> None:
    turn = reader.ask("산맥의 종류는?")
    fold = turn.locator("details.kb-more")
    fold.locator("summary").click()
    summary, rest = fold.locator("summary").bounding_box(), fold.locator("ul").bounding_box()
    assert rest["y"] >= summary["y"] + summary["height"]
    assert rest["width"] == turn.locator(".kb-prose > ul").first.bounding_box()["width"]


def test_a_verdict_is_written_beside_the_index_and_survives_a_reload(reader: Reader, served: Served) -> None:
    page = reader.page
    turn = reader.ask("LSTM이란?")
    turn.locator("[data-verdict=like]").click()
    page.locator("[data-verdict=like][aria-pressed=true]").wait_for()
    lines = (served.session.index / "feedback.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[-1])["verdict"] == "like"
    page.reload()
    page.locator("[data-verdict=like][aria-pressed=true]").wait_for()


def test_two_readers_at_once_have_chats_of_their_own(browser, served: Served) -> None:
    first, second = Reader(browser, served), Reader(browser, served, "en-US")
    for reader, question in ((first, "ReLU의 문제점은?"), (second, "What does gradient clipping do?")):
        reader.page.fill("#kb-question textarea", question)
    for reader in (first, second):
        reader.page.keyboard.press("Enter")
    for reader, word in ((first, "죽은 뉴런"), (second, "gradient")):
        reader.page.locator(".kb-turn .kb-foot").wait_for()
        assert reader.page.locator(".kb-turn").count() == 1
        assert word in reader.page.locator(".kb-prose").first.inner_text()
    for reader in (first, second):
        reader.close()


def test_the_interface_changes_its_language_and_keeps_the_chat(reader: Reader) -> None:
    page = reader.page
    reader.ask("LSTM이란?")
    page.locator("[data-kb=language]").click()
    page.get_by_role("tab", name="Concept map").wait_for()
    page.locator(".kb-turn .kb-foot").wait_for()
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator("#kb-question textarea").get_attribute("placeholder") == "Ask your notes, in Korean or English"
    assert page.locator(".kb-new").inner_text().strip() == "New chat"


def test_an_arrow_shows_the_lines_behind_it(reader: Reader) -> None:
    page = reader.page
    reader.ask("ReLU의 문제점은?")
    panel_tab(page, 1)
    word = page.locator("#kb-map .kb-wide text.kb-word.kb-bold").first
    word.focus()
    page.keyboard.press("Enter")
    card = page.locator("#kb-map .kb-edge-card:visible")
    assert card.count() == 1
    assert card.locator("q").first.inner_text()
    card.locator(".kb-place").first.click()
    page.locator("#kb-note :is(mark, .kb-hit)").first.wait_for()


def test_the_whole_map_is_searched_walked_and_closed_by_keys(reader: Reader) -> None:
    page = reader.page
    reader.ask("ReLU의 문제점은?")
    open_atlas(page)
    page.keyboard.type("lstm")
    page.keyboard.press("Enter")
    page.locator("#kb-map .kb-concept-card h2", has_text="LSTM").wait_for()
    assert page.locator("#kb-atlas .kb-spot.kb-focus").get_attribute("data-name") == "LSTM"
    page.locator("#kb-atlas .kb-spot.kb-focus").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.classList.contains('kb-spot')")
    weak = page.locator("#kb-atlas .kb-weak")
    if weak.count():
        page.locator("#kb-atlas .kb-toggle").click()
        assert not weak.first.is_visible()
    page.locator("#kb-atlas .kb-spot.kb-focus").focus()
    page.keyboard.press("Escape")
    assert page.locator("#kb-atlas .kb-spot.kb-focus").count() == 0
    page.keyboard.press("Escape")
    assert page.locator("#kb-atlas").count() == 0


def test_names_on_the_whole_map_never_overlap(reader: Reader) -> None:
    page = reader.page
    reader.ask("LSTM이란?")
    open_atlas(page)
    for _ in range(3):
        boxes = page.evaluate(
            """[...document.querySelectorAll('#kb-atlas .kb-names .kb-named, #kb-atlas .kb-region-name:not(.kb-off)')]
            .map((text) => text.getBoundingClientRect()).map((b) => [b.x, b.y, b.x + b.width, b.y + b.height])"""
        )
        assert boxes
        clash = [
            (a, b)
            for at, a in enumerate(boxes)
            for b in boxes[at + 1 :]
            if min(a[2], b[2]) - max(a[0], b[0]) > 2 and min(a[3], b[3]) - max(a[1], b[1]) > 3
        ]
        assert clash == []
        page.locator("#kb-atlas .kb-zoom button").first.click()
        page.wait_for_timeout(60)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_new_screens_have_no_serious_violation(browser, served: Served, scheme: str) -> None:
    reader = Reader(browser, served, color_scheme=scheme)
    page = reader.page
    turn = reader.ask("ReLU의 문제점은?")
    turn.locator(".kb-steps summary").click()
    panel_tab(page, 1)
    page.locator("#kb-map .kb-wide text.kb-word").first.click()
    page.locator("[data-kb=history]").click()
    found = reader.violations("steps, edge, history")
    page.keyboard.press("Escape")
    turn.hover()
    turn.locator("[data-kb=edit]").click()
    found += reader.violations("edit")
    page.keyboard.press("Escape")
    open_atlas(page)
    found += reader.violations("whole map")
    page.keyboard.type("lstm")
    page.keyboard.press("Enter")
    found += reader.violations("a concept on the whole map")
    assert found == []
    reader.close()


def test_phone_has_the_whole_map_the_chats_and_no_sideways_scroll(browser, served: Served) -> None:
    reader = Reader(browser, served, **PHONE)
    page = reader.page
    turn = reader.ask("ReLU의 문제점은?")
    turn.locator(".kb-steps summary").tap()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    turn.locator(".kb-evidence").tap()
    page.locator("#kb-passages .kb-card").first.wait_for()
    page.locator(".kb-sheet-close").tap()
    page.locator("#kb-evidence").wait_for(state="hidden")
    turn.locator(".kb-hops .kb-concept").first.tap()
    page.locator("#kb-map .kb-narrow svg").wait_for()
    page.wait_for_timeout(300)
    page.locator("#kb-map [data-kb=atlas]").tap()
    page.locator("#kb-atlas .kb-spot").first.wait_for(state="attached")
    box = page.locator("#kb-atlas").bounding_box()
    assert (box["width"], box["height"]) == (390, 844)
    page.locator("#kb-atlas .kb-round").tap()
    page.locator("[data-kb=history]").tap()
    box = page.locator("#kb-history").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    reader.close()


def test_an_answer_grows_without_moving_what_stands_there(reader: Reader) -> None:
    page = reader.page
    page.evaluate(
        """() => { window.moved = 0; new PerformanceObserver((list) => { for (const e of list.getEntries())
        window.moved += e.value; }).observe({ type: "layout-shift" }); }"""
    )
    reader.ask("ReLU의 문제점은?")
    page.wait_for_timeout(300)
    assert page.evaluate("window.moved") < 0.02
