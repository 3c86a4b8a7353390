"""Note text on the page: readable, exactly highlighted, and never more than text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.ui.markup import escape, render_markdown, visible
from kb.ui.mathml import to_mathml

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "<svg onload=alert(1)>",
    "<b onclick=alert(1)>굵게</b>",
    "[눌러](javascript:alert(1))",
    "[눌러](JaVaScRiPt&colon;alert(1))",
    "[눌러](data:text/html,<script>alert(1)</script>)",
    "<a href='javascript:alert(1)'>x</a>",
    '<iframe src="https://example.com"></iframe>',
    "<style>body{display:none}</style>",
    '<div data-kb="ask" data-question="x">x</div>',
    "![그림](https://example.com/track.png)",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    "| <script> | b |\n|---|---|\n| <img src=x onerror=alert(1)> | c |",
    "$\\text{<script>alert(1)</script>}$",
    "$\\href{javascript:alert(1)}{x}$",
    "$$\\style{position:fixed}{x}$$",
    "<details open ontoggle=alert(1)>",
    "<!-- <script>alert(1)</script> -->",
    "\u202efdp.exe\u202c",
]


class Elements(HTMLParser):
    """Every element that the HTML really holds, with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(page: str) -> None:
    for tag, attributes in Elements(page).found:
        assert tag not in ("script", "img", "svg", "iframe", "style", "object", "embed", "form", "input", "details"), page
        for name, value in attributes.items():
            assert not name.startswith(("on", "data-")), page
            assert name not in ("style", "src", "srcset", "action", "id"), page
            if name == "href":
                assert re.match(r"https?://", value or ""), page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_markup_is_shown_as_text(text: str) -> None:
    assert_harmless(render_markdown(text).html)
    assert_harmless(render_markdown(f"- 목록\n\n{text}\n\n끝", (0, len(text) + 6)).html)


def test_script_stays_readable() -> None:
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in render_markdown("<script>alert(1)</script>").html


def test_text_direction_controls_are_written_out() -> None:
    assert visible("abc\u202etxt") == "abc⟦U+202E⟧txt"
    assert "\u202e" not in escape("\u202e") + render_markdown("a\u202eb").html


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from([*HOSTILE, "**굵게**", "- 항목", "\n\n", "`코드`", " ", "뉴런", "<b>", "</b>", "$x$", "*", "]("])
    ),
    st.integers(0, 200),
    st.integers(0, 200),
)
def test_no_mixture_of_markup_becomes_active(parts: list[str], start: int, length: int) -> None:
    text = "".join(parts)
    start = min(start, len(text))
    assert_harmless(render_markdown(text, (start, min(len(text), start + length))).html)


def marked(text: str, quote: str) -> tuple[str, bool]:
    """The words that stand inside `<mark>`, and whether the highlight is exact."""
    start = text.index(quote)
    rendered = render_markdown(text, (start, start + len(quote)))
    inside = "".join(re.findall(r"<mark>(.*?)</mark>", rendered.html, re.DOTALL))
    return re.sub(r"<[^>]+>", "", inside), rendered.exact


def test_highlight_is_exactly_the_quote() -> None:
    text = "# 배치 크기\n\n배치가 크면 기울기의 잡음이 준다. 배치가 작으면 잡음이 는다.\n"
    assert marked(text, "배치가 작으면 잡음이 는다.") == ("배치가 작으면 잡음이 는다.", True)


def test_highlight_crosses_emphasis_and_skips_markup() -> None:
    text = "- 첫째\n- **모멘텀(momentum)** 은 지난 *기울기* 를 더한다.\n- 셋째\n"
    words, exact = marked(text, "- **모멘텀(momentum)** 은 지난 *기울기* 를 더한다.")
    assert exact
    assert words == "모멘텀(momentum) 은 지난 기울기 를 더한다."
    assert "<li>첫째</li>" in render_markdown(text, (5, 40)).html.replace("\n", "")


def test_highlight_of_several_list_items_keeps_the_list() -> None:
    text = "1. 하나를 섞는다\n2. 둘로 나눈다\n3. 셋을 더한다\n"
    start, end = 0, text.index("\n3.")
    page = render_markdown(text, (start, end)).html
    assert page.count("<li>") == 3
    assert re.findall(r"<mark>(.*?)</mark>", page) == ["하나를 섞는다", "둘로 나눈다"]


def test_highlight_in_table_row_code_and_math() -> None:
    table = "| 함수 | 범위 |\n|---|---|\n| tanh | (-1, 1) |\n"
    assert marked(table, "| tanh | (-1, 1) |") == ("tanh(-1, 1)", True)
    code = "```python\nx = relu(x)\ny = x + 1\n```\n"
    assert marked(code, "x = relu(x)") == ("x = relu(x)", True)
    page = render_markdown("손실은 $L = y^2$ 이다.", (0, 15)).html
    assert "<mark><math" in page


def test_highlight_that_cannot_be_exact_marks_the_block() -> None:
    text = "앞 문단\n\n[연결](https://example.com/very/long) 문단\n\n뒤 문단\n"
    start = text.index("very")
    rendered = render_markdown(text, (start, start + 4))
    assert not rendered.exact
    assert '<p class="kb-hit">' in rendered.html
    assert rendered.html.count("kb-hit") == 1


def test_plain_formatting_tags_stand_when_closed() -> None:
    page = render_markdown("H<sub>2</sub>O<br>물 <b>중요</b> <b>열린 채").html
    assert "H<sub>2</sub>O<br>물 <b>중요</b> &lt;b&gt;열린 채" in page


def test_pictures_show_their_alt_text_and_task_boxes_are_characters() -> None:
    assert '<span class="kb-image">구조도</span>' in render_markdown("![구조도](a.png)").html
    assert "☑" in render_markdown("- [x] 복습").html


def test_math_is_mathml_and_broken_math_is_code() -> None:
    assert "<mfrac>" in to_mathml(r"\frac{1}{1+e^{-x}}")
    assert to_mathml(r"\frac{") == r'<code class="kb-tex">\frac{</code>'
    assert "<script" not in to_mathml(r"\text{<script>alert(1)</script>}")
    assert "href" not in to_mathml(r"\href{https://example.com}{x}").replace(r"\href", "")


def test_korean_particles_follow_bold_words_in_brackets() -> None:
    """A rule of CommonMark leaves the stars of `**굵게(bold)**는` standing; Korean notes are full of it."""
    page = render_markdown('**잔차 연결(skip connection)**은 그는**"길"**이라 했다').html
    assert page == "<p><strong>잔차 연결(skip connection)</strong>은 그는<strong>&quot;길&quot;</strong>이라 했다</p>\n"
    assert "<strong>" not in render_markdown("2 ** 3 ** 4, 가 ** 나 ** 다").html


def test_links_and_callouts_of_obsidian_are_shown_as_words() -> None:
    text = "> [!warning]- 시험에 나옴\n> [[미토콘드리아]]와 [[bio/cell|세포]] ![[cell.png]]\n\n> [!note]\n> `[[code]]`"
    page = render_markdown(text).html
    assert "<p>시험에 나옴<br />" in page
    assert "<p>Note<br />" in page
    assert "[!" not in page
    assert '<a class="kb-link">미토콘드리아</a>와 <a class="kb-link">세포</a>' in page
    assert '<span class="kb-image">cell.png</span>' in page
    assert "<code>[[code]]</code>" in page
    quote = text.index("시험")
    marked = render_markdown(text, (text.index("[!"), text.index("와")))
    assert marked.exact
    assert "<mark>시험에 나옴</mark>" in marked.html
    assert "<mark>미토콘드리아</mark></a>" in marked.html
    assert render_markdown(text, (quote, quote + 2)).exact
