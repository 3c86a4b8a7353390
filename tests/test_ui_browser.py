"""The app in a real Chromium, over real notes: a click shows what the notes say, and nothing leaves the machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ui_readers import Reader, Served, in_chromium, serving

pytestmark = in_chromium

HOSTILE = """# 적대적 학습

## 적대적 예제란?

적대적 예제(adversarial example)는 <script>window.hacked = 1</script> 작은 섭동으로 모델을 속이는 입력이다.
<img src=x onerror="window.hacked = 2"> [눌러](javascript:window.hacked=3) <b onmouseover="window.hacked=4">섭동</b>
<a data-kb="ask" data-question="x" href="https://example.com/">밖으로</a> ![추적](https://example.com/pixel.png)
이름 뒤집기: abc\u202efdp.exe
$\\text{<img src=x onerror=window.hacked=5>}$ $\\href{javascript:window.hacked=6}{x}$
"""
NEW_NOTE = """# 그래프 신경망

## 과평활화란?

과평활화(oversmoothing)는 층이 깊어질수록 모든 노드의 표현이 서로 비슷해지는 현상이다.
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    yield from serving(tmp_path_factory.mktemp("app"), {"적대적-학습.md": HOSTILE})


@pytest.fixture
def reader(browser, served: Served) -> Iterator[Reader]:
    reader = Reader(browser, served)
    yield reader
    reader.close()


def test_korean_question_citation_and_concept(reader: Reader) -> None:
    page = reader.page
    turn = reader.ask("ReLU의 문제점은?")
    assert "죽은 뉴런" in turn.inner_text()
    assert page.locator("#kb-question textarea").input_value() == ""

    chip = turn.locator(".kb-prose .kb-cite").first
    line = chip.locator("xpath=ancestor::li[1]").inner_text()
    chip.click()
    mark = page.locator("#kb-note mark").first
    mark.wait_for()
    marked = re.sub(r"\s+", "", "".join(page.locator("#kb-note mark").all_inner_texts()))
    assert marked
    assert re.sub(r"\s+", "", line).startswith(marked)
    box, panel = mark.bounding_box(), page.locator("#kb-note .kb-page").bounding_box()
    assert panel["y"] <= box["y"] <= panel["y"] + panel["height"]
    assert re.search(r"\.md:\d+", page.locator("#kb-note .kb-where").inner_text())

    concept = turn.locator(".kb-hops .kb-concept").last
    concept.click()
    page.locator("#kb-map .kb-concept-card header h2", has_text=concept.inner_text()).wait_for()
    assert page.locator("#kb-map .kb-wide .kb-node.kb-focus").count() == 1

    other = page.locator("#kb-map .kb-wide .kb-node:not(.kb-focus)").first
    name = other.get_attribute("data-name")
    other.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("name => document.querySelector('#kb-map .kb-wide .kb-focus')?.dataset.name === name", arg=name)
    page.locator("#kb-map .kb-ask-about").click()
    reader.answered(1)


def test_english_question_quotes_and_next_source(browser, served: Served) -> None:
    reader = Reader(browser, served, "en-US")
    page = reader.page
    assert page.get_by_role("tab", name="Concept map").is_visible()
    turn = reader.ask("What does gradient clipping do?")
    assert "gradient" in turn.locator(".kb-prose").inner_text().lower()
    arrow = turn.locator(".kb-arrow").first
    if arrow.count():
        arrow.click()
        assert arrow.get_attribute("aria-expanded") == "true"
        assert turn.locator(".kb-quote:visible").count() == 1
    cites = turn.locator(".kb-prose .kb-cite")
    cites.first.click()
    first = page.locator("#kb-note .kb-where").inner_text()
    if cites.count() > 1:
        page.locator("#kb-note .kb-step").nth(1).click()
        page.wait_for_function("was => document.querySelector('#kb-note .kb-where').innerText !== was", arg=first)
    reader.close()


def test_follow_up_buttons_ask_the_next_question(reader: Reader) -> None:
    turn = reader.ask("죽은 뉴런은 무엇인가?")
    button = turn.locator(".kb-next .kb-question").first
    question = button.inner_text()
    button.click()
    assert question in reader.answered(1).locator(".kb-asked").inner_text()


def test_what_the_notes_do_not_hold_is_said_calmly(reader: Reader) -> None:
    turn = reader.ask("내일 부산 날씨 알려줘")
    assert turn.locator(".kb-calm .kb-badge").inner_text() == "노트에 없음"
    assert turn.locator(".kb-cite").count() == 0


def test_hostile_note_is_text(reader: Reader) -> None:
    page = reader.page
    turn = reader.ask("적대적 예제란?")
    assert "작은 섭동으로 모델을 속이는 입력이다." in turn.locator(".kb-prose").inner_text()
    turn.locator(".kb-prose .kb-cite").first.click()
    page.locator("#kb-note mark").first.wait_for()
    note = page.locator("#kb-note .kb-page").inner_text()
    assert "<script>window.hacked = 1</script>" in note
    assert "⟦U+202E⟧" in note
    for tab in ("근거", "개념 지도", "원문"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_timeout(150)
    assert page.evaluate("window.hacked") is None
    assert page.locator("#kb-note .kb-page :is(img, script, [onerror], [onmouseover], [data-kb])").count() == 0
    assert page.locator("#kb-note a[href^=javascript]").count() == 0


def test_upload_rebuild_and_ask(reader: Reader, served: Served, tmp_path: Path) -> None:
    page = reader.page
    good, bad = tmp_path / "그래프.md", tmp_path / "slides.md"
    good.write_text(NEW_NOTE, encoding="utf-8")
    bad.write_bytes(b"\x00\x01binary")
    page.get_by_role("tab", name="노트", exact=True).click()
    page.locator("#kb-upload input[type=file]").set_input_files([good, bad])
    page.locator("#kb-events .kb-good", has_text="그래프.md").wait_for()
    assert "텍스트가 아닙니다" in page.locator("#kb-events .kb-warn").inner_text()
    assert (served.notes / "그래프.md").read_text(encoding="utf-8") == NEW_NOTE
    assert not (served.notes / "slides.md").exists()

    before = served.session.current
    page.locator("#kb-rebuild").click()
    page.locator("#kb-message .kb-good", has_text="이제 새 색인으로 답합니다").wait_for()
    assert served.session.current is not before
    page.locator("#kb-status th", has_text="그래프.md").wait_for()
    page.get_by_role("tab", name="질문").click()
    turn = reader.ask("과평활화란 무엇인가?")
    assert "모든 노드의 표현이 서로 비슷해지는 현상" in turn.locator(".kb-prose").inner_text()


def test_new_chat_starts_over(reader: Reader) -> None:
    reader.ask("LSTM이란?")
    reader.page.get_by_role("button", name="새 대화").click()
    reader.page.locator(".kb-welcome").wait_for()
    assert reader.page.locator(".kb-turn").count() == 0
    reader.ask("ReLU의 문제점은?")
    assert reader.page.locator(".kb-turn").count() == 1


def test_a_page_under_another_name_is_turned_away(served: Served) -> None:
    import httpx

    assert httpx.get(served.address).status_code == 200
    assert httpx.get(served.address, headers={"Host": "notes.example.com"}).status_code == 400
    assert httpx.get(f"{served.address}gradio_api/file={served.notes / 'quiz.md'}").status_code == 403


def test_programs_get_the_same_answers(served: Served) -> None:
    from gradio_client import Client
    from gradio_client.exceptions import AppError

    client = Client(served.address, verbose=False)
    answer = client.predict(question="LSTM이란?", api_name="/ask")
    assert answer["grounded"]
    quote = answer["citations"][0]
    assert quote["quote"] in (served.notes / quote["chunk"]["note"]).read_text(encoding="utf-8")
    assert client.predict(query="LSTM", k=2, api_name="/search")[0]["chunk"]["note"] == "심화/rnn.md"
    assert client.predict(name="LSTM", api_name="/concept")["name"] == "LSTM"
    assert isinstance(client.predict(a="LeakyReLU", b="ReLU", api_name="/path"), list)
    with pytest.raises(AppError, match="no concept"):
        client.predict(name="없는 개념 이름", api_name="/concept")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_has_no_sideways_scroll_and_a_sheet(browser, served: Served, scheme: str) -> None:
    reader = Reader(
        browser, served, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, color_scheme=scheme
    )
    page = reader.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    turn = reader.ask("LSTM이란?")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not page.locator("#kb-evidence").is_visible()
    turn.locator(".kb-prose .kb-cite").first.tap()
    page.locator("#kb-note mark").first.wait_for()
    page.keyboard.press("Escape")
    page.locator("#kb-evidence").wait_for(state="hidden")
    turn.locator(".kb-hops .kb-concept").first.tap()
    page.locator("#kb-map .kb-narrow svg").wait_for()
    assert not page.locator("#kb-map .kb-wide svg").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    reader.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 390])
def test_accessibility_has_no_serious_violation(browser, served: Served, scheme: str, width: int) -> None:
    reader = Reader(browser, served, color_scheme=scheme, viewport={"width": width, "height": 844})
    page, found = reader.page, reader.violations("welcome")
    turn = reader.ask("LSTM이란?")
    found += reader.violations("answer")
    turn.locator(".kb-prose .kb-cite").first.click()
    page.locator("#kb-note mark").first.wait_for()
    found += reader.violations("note")
    page.get_by_role("tab", name="개념 지도").click()
    page.locator("#kb-map :is(.kb-wide, .kb-narrow) svg:visible").first.wait_for()
    found += reader.violations("map")
    page.keyboard.press("Escape")  # on a phone the panel lies over the page
    page.get_by_role("tab", name="노트", exact=True).click()
    page.locator("#kb-status table").wait_for()
    found += reader.violations("notes")
    assert found == []
    reader.close()


def test_slash_focuses_the_question(reader: Reader) -> None:
    page = reader.page
    page.locator(".kb-welcome .kb-question").first.focus()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.closest('#kb-question') !== null")
    assert page.locator("#kb-question textarea").input_value() == ""
