"""The pages Notes and Concepts in a real Chromium: what a reader does there reaches folder, index and answers."""

from __future__ import annotations

import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from ui_readers import Reader, Served, in_chromium, serving

from kb.errors import UnknownConcept
from kb.types import Progress
from kb.ui import Session

pytestmark = in_chromium

AGAIN = 8_000
"""Milliseconds after which a reader presses a button again."""
NEW_NOTE = "# 그래프 신경망\n\n## 과평활화란?\n\n과평활화는 층이 깊어질수록 모든 노드의 표현이 서로 비슷해지는 현상이다.\n"
DISAGREEING = {
    "다툼 하나.md": "# 정규화 실험\n\n배치 정규화는 과적합을 방지한다.\n",
    "다툼 둘.md": "# 정규화 정리\n\n배치 정규화는 과적합을 해결하지 못한다.\n",
    "휴가.md": "# 휴가\n\n## 여름 휴가\n\n여름 휴가는 길다.\n\n## summer vacation\n\nThe summer vacation is long.\n",
    "이름.md": "# 증강\n\n## 혼합 증강\n\n혼합 증강은 그림을 섞는다.\n\n## 혼합 증강법\n\n혼합 증강법은 그림을 섞는다.\n",
}
SCRIPTS = """# 적대적 학습

적대적 예제는 <script>window.hacked = 1</script> 작은 섭동으로 모델을 속인다.
<img src=x onerror="window.hacked = 2"> [눌러](javascript:window.hacked=3) <b onmouseover="window.hacked=4">섭동</b>
<button data-do="delete" data-note="quiz.md" data-title="x" data-yes="y" data-no="n" data-text="t">지워</button>
<a data-do="rebuild" href="https://example.com/">밖</a> ![](https://example.com/pixel.png) <iframe src="https://example.com">
abc\u202efdp.exe | $\\text{<img src=x onerror=window.hacked=5>}$
<style>body { display: none }</style><svg onload="window.hacked=6"></svg><form action="https://example.com"><input autofocus>
"""
BIG_TABLE = "# 큰 표\n\n| 이름 | 값 |\n|---|---|\n" + "".join(f"| 행 {n} | {'긴 칸 ' * 20} |\n" for n in range(1_500))
HOSTILE_NAMES = ("<img src=x onerror=window.hacked=7>.md", 'a" onclick="window.hacked=8" b.md', "abc\u202edm.exe.md")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    yield from serving(tmp_path_factory.mktemp("pages"), DISAGREEING)


@pytest.fixture
def reader(browser, served: Served) -> Iterator[Reader]:
    reader = Reader(browser, served)
    yield reader
    reader.close()


def test_an_uploaded_note_is_new_then_indexed_then_answered(reader: Reader, served: Served, tmp_path: Path) -> None:
    page, file = reader.page, tmp_path / "그래프.md"
    file.write_text(NEW_NOTE, encoding="utf-8")
    reader.open("노트")
    page.locator("#kb-upload input[type=file]").set_input_files([file])
    page.locator("#kb-events .kb-good", has_text="그래프.md").wait_for()
    reader.row("그래프.md").locator(".kb-new").wait_for()
    assert "새 노트 1개" in page.locator("#kb-message .kb-pending").inner_text()
    before = served.session.generation
    reader.rebuild()
    assert served.session.generation == before + 1
    reader.row("그래프.md").locator(".kb-indexed").wait_for()
    assert "모든 노드의 표현이 서로 비슷해지는 현상" in reader.ask("과평활화란 무엇인가?").inner_text()


def test_a_deletion_asks_first_and_can_be_taken_back(reader: Reader, served: Served) -> None:
    page = reader.page
    (served.notes / "지울 것.md").write_text("# 증류\n\n지식 증류는 큰 모델의 출력을 작은 모델이 배우는 것이다.\n", "utf-8")
    served.session.rebuild()
    reader.open("노트")
    reader.row("지울 것.md").locator(".kb-delete").click()
    dialog = page.get_by_role("dialog")
    assert "지울 것.md" in dialog.inner_text()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert (served.notes / "지울 것.md").exists()
    reader.row("지울 것.md").locator(".kb-delete").click()
    dialog.get_by_role("button", name="지우기").click()
    reader.row("지울 것.md").locator(".kb-removed").wait_for()
    assert not (served.notes / "지울 것.md").exists()
    page.get_by_role("button", name="되돌리기").click()
    reader.row("지울 것.md").locator(".kb-indexed").wait_for()
    assert (served.notes / "지울 것.md").exists()
    reader.row("지울 것.md").locator(".kb-delete").click()
    dialog.get_by_role("button", name="지우기").click()
    reader.row("지울 것.md").locator(".kb-removed").wait_for()
    reader.rebuild()
    reader.row("지울 것.md").wait_for(state="detached")
    assert "작은 모델이 배우는 것" not in reader.ask("지식 증류란?").inner_text()


def test_questions_are_answered_while_a_rebuild_runs_and_its_end_is_announced_everywhere(
    browser, reader: Reader, served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, other = reader.page, Reader(browser, served)
    reached, go_on = threading.Event(), threading.Event()
    _held(served.session, monkeypatch, reached, go_on)
    (served.notes / "새 노트.md").write_text("# 혼합\n\n전문가 혼합은 입력마다 일부 전문가만 쓰는 구조이다.\n", "utf-8")
    # seen within seconds, on whatever page, and updated from there
    other.page.locator(".kb-notice.kb-pending").wait_for()
    reader.open("노트")
    page.locator("#kb-rebuild").click()
    assert reached.wait(20)
    page.get_by_role("progressbar").wait_for()
    other.page.locator(".kb-notice.kb-busy").wait_for()
    assert "게이트" in other.ask("LSTM이란?").inner_text()
    assert "게이트" in reader.ask("LSTM이란?").inner_text()
    go_on.set()
    other.page.locator(".kb-notice.kb-switched").wait_for()
    page.locator(".kb-notice.kb-switched").wait_for()
    assert "일부 전문가만" in other.ask("전문가 혼합이란?").inner_text()
    page.locator(".kb-notice.kb-switched button").click()
    page.locator(".kb-notice.kb-switched").wait_for(state="detached")
    other.close()


def test_a_stopped_rebuild_leaves_the_last_index(reader: Reader, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    page = reader.page
    reached, go_on = threading.Event(), threading.Event()
    _held(served.session, monkeypatch, reached, go_on)
    (served.notes / "halb.md").write_text("# 절반\n\n반정밀도는 수를 16비트로 나타내는 방식이다.\n", "utf-8")
    before = served.session.generation
    reader.open("노트")
    page.locator("#kb-rebuild").click()
    assert reached.wait(20)
    page.locator("#kb-stop").click()
    assert served.session._stop.wait(20)
    go_on.set()
    page.locator("#kb-message .kb-warn", has_text="멈췄습니다").wait_for()
    assert served.session.generation == before
    assert "16비트" not in reader.ask("반정밀도란?").inner_text()
    (served.notes / "halb.md").unlink()


def _held(session: Session, monkeypatch: pytest.MonkeyPatch, reached: threading.Event, go_on: threading.Event) -> None:
    """Lets the next rebuild of the session begin, and then wait for `go_on`."""
    rebuild = session.rebuild

    def on_progress(step: Progress) -> None:
        reached.set()
        assert go_on.wait(60)

    monkeypatch.setattr(session, "rebuild", lambda: rebuild(on_progress))


def test_a_note_edited_outside_is_noticed_and_updated_with_one_click(reader: Reader, served: Served) -> None:
    page, note = reader.page, served.notes / "optimization.md"
    text = note.read_text(encoding="utf-8")
    note.write_text(text + "\n## 룩어헤드란?\n\n룩어헤드는 느린 가중치가 빠른 가중치를 따라가는 방법이다.\n", "utf-8")
    page.locator(".kb-notice.kb-pending").get_by_role("button").click()
    page.locator(".kb-notice.kb-switched").wait_for()
    assert "느린 가중치" in reader.ask("룩어헤드란?").inner_text()
    note.write_text(text, encoding="utf-8")
    served.session.rebuild()


def test_the_table_is_searched_narrowed_and_sorted(reader: Reader, served: Served) -> None:
    page = reader.page
    (served.notes / "빈.md").write_text("\n", encoding="utf-8")
    served.session.rebuild()
    reader.page.reload()
    reader.open("노트")
    skipped = page.get_by_role("button", name="건너뜀")
    skipped.wait_for()
    skipped.click()
    page.wait_for_function("!document.querySelector('#kb-status .kb-indexed')")
    assert "비어 있음" in reader.row("빈.md").inner_text()
    page.locator(".kb-kinds button").first.click()
    page.get_by_role("button", name="단락").click()
    page.locator("#kb-status th[aria-sort=descending]").wait_for()
    counts = [int(text) for text in page.locator("#kb-status tbody td:nth-child(3)").all_inner_texts() if text]
    assert counts == sorted(counts, reverse=True)
    page.fill("#kb-find-note textarea, #kb-find-note input", "심화 RNN")
    page.wait_for_function("document.querySelectorAll('#kb-status tbody tr').length === 1")
    reader.row("심화/rnn.md").get_by_role("button", name="심화/rnn.md", exact=True).click()
    page.locator("#kb-note .kb-where", has_text="심화/rnn.md").wait_for()
    assert page.locator("#kb-note :is(mark, .kb-hit, .kb-cut)").count() == 0, "nothing was quoted"


def test_files_too_large_are_refused_in_the_page_s_language(reader: Reader, served: Served, tmp_path: Path) -> None:
    page, large, huge, good = reader.page, tmp_path / "큰.md", tmp_path / "아주 큰.md", tmp_path / "작은.md"
    large.write_bytes(b"x " * 2_600_000)
    huge.write_bytes(b"x " * 25_000_000)
    good.write_text("# 작은 글\n\n작은 글이다.\n", encoding="utf-8")
    reader.open("노트")
    page.locator("#kb-upload input[type=file]").set_input_files([large, good])
    page.locator("#kb-events .kb-warn", has_text="큰.md 파일은 더하지 않았습니다: 5 MB보다 큽니다").wait_for()
    page.locator("#kb-events .kb-good", has_text="작은.md").wait_for()
    page.locator("#kb-upload input[type=file]").set_input_files([huge])
    page.locator("#kb-events .kb-warn", has_text="한 번에 49 MB까지").wait_for()
    assert sorted(path.name for path in served.notes.glob("*은.md")) == ["작은.md"]
    (served.notes / "작은.md").unlink()


def test_concepts_are_found_by_either_name_and_open_the_map(reader: Reader) -> None:
    page = reader.page
    reader.open("개념")
    for typed, shown in (("lstm", "LSTM"), ("순환신경", "순환 신경망")):
        page.fill("#kb-find-concept textarea, #kb-find-concept input", typed)
        page.wait_for_function(
            "shown => document.querySelector('#kb-concepts tbody tr').innerText.includes(shown)", arg=shown
        )
    page.locator("#kb-concepts tbody .kb-place").first.click()
    page.locator("#kb-map .kb-concept-card:visible", has_text="순환 신경망").wait_for()


def test_an_accepted_merge_is_written_and_holds_after_the_update(reader: Reader, served: Served) -> None:
    page = reader.page
    assert len({served.session.current.concept(name).name for name in ("혼합 증강", "혼합 증강법")}) == 2
    reader.open("개념")
    page.get_by_role("tab", name="같은 개념일까?").click()
    first = page.locator(".kb-proposals li").first
    first.wait_for()
    names = first.locator(".kb-concept").all_inner_texts()
    first.get_by_role("button", name="다른 개념").click()
    page.locator(".kb-decided li", has_text=names[0]).wait_for()
    decided = tomllib.loads((served.notes / "concepts.toml").read_text(encoding="utf-8"))
    assert names in decided["separate"]
    page.wait_for_function("document.querySelectorAll('.kb-decided li').length === 1")
    page.locator(".kb-decided li").get_by_role("button", name="같은 개념").click()
    page.wait_for_function("document.querySelector('.kb-decided li').innerText.includes('=')")
    decided = tomllib.loads((served.notes / "concepts.toml").read_text(encoding="utf-8"))
    assert names in decided["merge"]
    assert names not in decided.get("separate", [])
    update = page.locator(".kb-decided").get_by_role("button", name="업데이트")
    update.click()
    page.wait_for_timeout(AGAIN)
    if update.is_visible() and update.is_enabled():  # seen rarely on a loaded machine: the click came to nothing
        update.click()
    page.locator(".kb-notice.kb-switched").wait_for()
    reader.until(lambda: _are_one(served.session, names))
    reader.until(lambda: not served.session.building)
    (served.notes / "concepts.toml").unlink()
    served.session.rebuild()


def _are_one(session: Session, names: list[str]) -> bool:
    """Whether the names stand for one concept; before the merge one of them may be none in the notes."""
    try:
        return len({session.current.concept(name).name for name in names}) == 1
    except UnknownConcept:
        return False


def test_lines_that_disagree_stand_side_by_side(reader: Reader) -> None:
    page = reader.page
    reader.open("개념")
    page.get_by_role("tab", name="엇갈리는 말").click()
    card = page.locator(".kb-disagreements li", has_text="배치 정규화").first
    card.wait_for()
    assert "과적합을 방지한다" in card.inner_text()
    assert "해결하지 못한다" in card.inner_text()
    card.locator(".kb-place", has_text="다툼 둘.md:3").click()
    page.locator("#kb-note mark", has_text="해결하지 못한다").wait_for()


def test_hostile_notes_are_text_or_refused(reader: Reader, served: Served, tmp_path: Path) -> None:
    page = reader.page
    for name in HOSTILE_NAMES:  # laid there by a program; the browser's upload refuses such names
        (served.notes / name).write_text(SCRIPTS, encoding="utf-8")
    files = [tmp_path / "적대적 학습.md", tmp_path / "큰 표.md", tmp_path / "a\u202edm.exe.md", tmp_path / "binary.md"]
    for file, data in zip(files, (SCRIPTS, BIG_TABLE, SCRIPTS, "a\0b"), strict=True):
        file.write_text(data, encoding="utf-8")
    reader.open("노트")
    picture = tmp_path / "그림.png"
    picture.write_bytes(b"\x89PNG")
    page.locator("#kb-upload input[type=file]").set_input_files(picture)
    page.locator("#kb-events .kb-warn", has_text="그림.png").wait_for()
    page.locator("#kb-upload input[type=file]").set_input_files(files)  # after a refusal more can be added
    page.locator("#kb-events .kb-warn", has_text="binary.md").wait_for()
    refused = page.locator("#kb-events").inner_text()
    assert "쓸 수 없는 파일 이름" in refused
    assert "\u202e" not in refused
    reader.rebuild()
    for name in ("적대적 학습.md", "큰 표.md"):
        reader.row(name).get_by_role("button", name=name, exact=True).click()
        page.locator("#kb-note .kb-where", has_text=name).wait_for()
        assert page.locator("#kb-note .kb-page").inner_text()
        inside = "img, script, style, iframe, svg, form, input, [onerror], [onclick], [onmouseover], [data-do], [data-kb]"
        assert page.locator(f"#kb-note .kb-page :is({inside})").count() == 0
        reader.open("노트")
    rows = page.locator("#kb-status tbody tr").all_inner_texts()
    assert any("<img src=x onerror=window.hacked=7>.md" in row for row in rows)
    assert any("⟦U+202E⟧" in row for row in rows)
    assert not any("\u202e" in row for row in rows)
    page.locator("#kb-status tr", has_text="<img src=x").locator(".kb-delete").click()
    dialog = page.get_by_role("dialog")
    assert "<img src=x onerror=window.hacked=7>.md" in dialog.inner_text()
    assert dialog.locator("img").count() == 0
    dialog.get_by_role("button", name="지우기").click()
    page.locator("#kb-events", has_text="지웠습니다").wait_for()
    assert not (served.notes / HOSTILE_NAMES[0]).exists()
    reader.ask("적대적 예제는 무엇을 하는가?")
    reader.open("개념")
    page.get_by_role("tab", name="같은 개념일까?").click()
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("getComputedStyle(document.body).display") != "none"
    for name in (*HOSTILE_NAMES[1:], "적대적 학습.md", "큰 표.md"):
        (served.notes / name).unlink()
    served.session.rebuild()


def test_read_only_offers_nothing_that_writes(browser, tmp_path: Path) -> None:
    for served in serving(tmp_path, read_only=True):
        reader = Reader(browser, served)
        page = reader.page
        reader.open("노트")
        assert page.locator("#kb-status tbody tr").count() > 3
        for part in ("#kb-rebuild", "#kb-stop", "#kb-upload", ".kb-delete"):
            assert not page.locator(part).is_visible(), part
        reader.open("개념")
        page.get_by_role("tab", name="같은 개념일까?").click()
        page.locator("#kb-proposals .kb-deciding").wait_for()
        assert page.locator("[data-do=decide]").count() == 0
        # what a program builds into the index is taken up all the same
        (served.notes / "새 노트.md").write_text(
            "# 증류\n\n지식 증류는 큰 모델의 출력을 작은 모델이 배우는 것이다.\n", "utf-8"
        )
        from kb import build

        build(served.notes, served.session.index)
        page.locator(".kb-notice.kb-switched").wait_for()
        assert "작은 모델이 배우는 것" in reader.ask("지식 증류란?").inner_text()
        reader.close()


def test_a_browser_logs_in(browser, tmp_path: Path) -> None:
    for served in serving(tmp_path, users=("수연:긴 비밀",)):
        context = browser.new_context(locale="ko-KR")
        page = context.new_page()
        page.goto(served.address)
        page.get_by_label("이름").fill("수연")
        page.get_by_label("비밀번호").fill("틀린 것")
        page.get_by_role("button", name="로그인").click()
        page.get_by_role("alert").wait_for()
        page.get_by_label("이름").fill("수연")
        page.get_by_label("비밀번호").fill("긴 비밀")
        page.get_by_role("button", name="로그인").click()
        page.wait_for_selector(".kb-welcome")
        page.fill("#kb-question textarea", "LSTM이란?")
        page.keyboard.press("Enter")
        page.locator(".kb-foot").first.wait_for()
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1360, 390])
def test_pages_fit_and_have_no_serious_violation(browser, served: Served, scheme: str, width: int) -> None:
    reader = Reader(browser, served, color_scheme=scheme, viewport={"width": width, "height": 844})
    page = reader.page

    def check(where: str) -> list[tuple[str, str, str]]:
        found = reader.violations(where)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, where
        return found

    (served.notes / "offen.md").write_text("# 아직\n\n아직 색인하지 않은 노트이다.\n", encoding="utf-8")
    reader.open("노트")
    page.locator("#kb-message .kb-pending").wait_for()
    found = check("notes")
    reader.open("개념")
    found += check("concepts")
    page.get_by_role("tab", name="같은 개념일까?").click()
    found += check("proposals")
    page.get_by_role("tab", name="엇갈리는 말").click()
    found += check("disagreements")
    assert found == []
    (served.notes / "offen.md").unlink()
    reader.close()
