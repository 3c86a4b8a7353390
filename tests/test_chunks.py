"""Passages: coherent, complete, exactly placed."""

from __future__ import annotations

import itertools
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from kb.chunks import chunk_note, embedding_text, statement_text
from kb.notes import parse_note
from kb.settings import Settings
from kb.types import Chunk, Note

SETTINGS = Settings()


def chunks_of(text: str, path: str = "note.md") -> tuple[Chunk, ...]:
    return chunk_note(parse_note(path, text.encode()), SETTINGS)


def long(words: str, times: int = 12) -> str:
    return " ".join(f"{words} {number}번째로 설명한다." for number in range(times))


def test_a_short_section_stays_whole_with_its_heading() -> None:
    first, second = chunks_of(
        "# DB\n\n## 인덱스는 항상 빠른가?\n\n아니다.\n\n- 쓰기\n  - 느려진다\n\n## 뷰\n\n가상의 표이다.\n"
    )
    assert first.text == "## 인덱스는 항상 빠른가?\n\n아니다.\n\n- 쓰기\n  - 느려진다"
    assert first.heading == ("DB", "인덱스는 항상 빠른가?")
    assert (first.start_line, first.end_line) == (3, 8)
    assert second.heading == ("DB", "뷰")


def test_quotes_keep_raised_numbers_as_written_and_leave_out_tags_around_them() -> None:
    text = "## 별\n<box>온도가 10<sup>9</sup> K에 이른다. 그 뒤 식는다.</box>\n\n`?` 뒤는 조건, `.` 앞은 이름이다.\n"
    (chunk,) = chunks_of(text)
    assert [(s.text, s.quote) for s in chunk.statements[1:]] == [
        ("온도가 10^9 K에 이른다.", "온도가 10<sup>9</sup> K에 이른다."),
        ("그 뒤 식는다.", "그 뒤 식는다."),
        ("? 뒤는 조건, . 앞은 이름이다.", "`?` 뒤는 조건, `.` 앞은 이름이다."),
    ]


def test_a_long_section_is_cut_at_its_groups() -> None:
    text = "## 정렬 알고리즘\n\n" + "".join(
        f"`{name}`\n\n- {long(name, 14)}\n\n" for name in ("퀵 정렬", "병합 정렬", "힙 정렬")
    )
    found = chunks_of(text)
    assert [chunk.heading for chunk in found] == [("정렬 알고리즘", n) for n in ("퀵 정렬", "병합 정렬", "힙 정렬")]
    assert found[0].text.startswith("## 정렬 알고리즘")
    assert found[1].text.startswith("`병합 정렬`")


def test_a_bullet_group_keeps_its_parent() -> None:
    text = "## 구조\n" + "".join(f"- {n}\n  - {long(n, 9)}\n  - {long(n, 9)}\n" for n in ("스택", "큐", "덱"))
    found = chunks_of(text)
    assert [c.heading for c in found] == [("구조", "스택"), ("구조", "큐"), ("구조", "덱")]
    assert found[2].text.startswith("- 덱\n  - 덱")
    parent, child = found[2].statements[0], found[2].statements[1]
    assert (parent.kind, parent.text) == ("item", "덱")
    assert child.path == ("구조", "덱")
    assert statement_text(child) == child.text  # it names its parent itself


def test_a_long_run_is_cut_evenly_and_at_sentences() -> None:
    found = chunks_of("# 긴 글\n\n" + long("가상 메모리의 페이지 교체를", 40))
    sizes = [len(chunk.text) for chunk in found]
    assert max(sizes) <= 700
    assert min(sizes) > max(sizes) / 2
    assert all(chunk.heading == ("긴 글",) for chunk in found)
    assert all(chunk.text.endswith("설명한다.") for chunk in found)


def test_nothing_is_longer_than_the_limit() -> None:
    text = "글자" * 3000 + "\n\n```\n" + "x = 1\n" * 900 + "```\n\n| a | b |\n|---|---|\n| " + "길다 " * 900 + " | 끝 |\n"
    found = chunks_of(text)
    assert max(len(chunk.text) for chunk in found) <= SETTINGS.max_chunk_chars
    assert sum(chunk.text.count("글자") for chunk in found) == 3000
    assert sum(chunk.text.count("x = 1") for chunk in found) == 900
    assert sum(chunk.text.count("길다") for chunk in found) == 900


def test_the_bare_questions_of_a_quiz_are_left_out() -> None:
    questions = ["스택이란?", "큐란 무엇인가?", "이진 탐색의 시간 복잡도는?", "해시 충돌을 푸는 방법 두 가지를 말하시오"]
    listed = "".join(f"{n}. {q}\n" for n, q in enumerate(questions, 1))
    answers = "".join(f"{n}. **{q}**\n그 답은 {n}이다. 까닭도 적어 둔다.\n\n" for n, q in enumerate(questions, 2))
    found = chunks_of(f"머리말이다. 쪽지시험 방식으로 적는다.\n\n## 문제\n\n{listed}\n## 답\n\n{answers}")
    assert [c.heading for c in found if c.heading] == [("답", q) for q in questions] or found[-1].heading[0] == "답"
    assert not any("1. 스택이란?" in chunk.text for chunk in found)
    assert all(any(q in chunk.text for chunk in found) for q in questions)


def test_questions_without_answers_and_lists_of_names_stay() -> None:
    assert chunks_of("## 물어볼 것\n\n- 스택이란?\n- 큐란?\n- 덱이란?\n- 힙이란?\n")
    sections = "".join(f"## {name}\n\n이 구조의 설명은 이렇다.\n\n" for name in ("스택", "큐", "덱"))
    named = f"## 종류\n\n- 스택\n- 큐\n- 덱\n\n{sections}"
    assert any("- 스택\n- 큐\n- 덱" in chunk.text for chunk in chunks_of(named))


def test_a_table_of_contents_is_left_out() -> None:
    names = ("스택", "큐", "덱")
    text = "".join(f"- [{n}](#{n})\n" for n in names) + "".join(f"\n# {n}\n\n그 설명이다.\n" for n in names)
    assert [chunk.heading for chunk in chunks_of(text)] == [("스택",), ("큐",), ("덱",)]


def test_empty_sections_sources_and_pictures_make_no_passage() -> None:
    assert not chunks_of("# 빈 절\n\n## 또 빈 절\n\n![img](a.png)\n\n출처: https://a.b/c\n\n- \n\n<br>\n" + "\n" * 50)


def test_a_table_goes_with_its_header_row() -> None:
    rows = "".join(f"| 알고리즘 {n} | {long('이 알고리즘을', 2)} | O(n) |\n" for n in range(12))
    found = chunks_of(f"## 비교\n\n| 이름 | 설명 | 복잡도 |\n|---|---|---|\n{rows}")
    assert len(found) > 1
    assert all(chunk.kind == "table" for chunk in found)
    assert "| 이름 | 설명 | 복잡도 |" in found[0].text
    assert len(found[0].statements) > 1
    assert found[1].statements[0].cells[2] == ("복잡도", "O(n)")
    assert "설명: 이 알고리즘을" in embedding_text(found[1])


def test_statements_are_sentences_with_exact_quotes() -> None:
    (chunk,) = chunks_of("## 락\n\n- **뮤텍스**: 하나만 들어간다. *세마포어*는 여럿이 들어간다! (단, 수를 정한다.)\n")
    quotes = [statement.quote for statement in chunk.statements if statement.kind == "item"]
    assert quotes[0] == "**뮤텍스**: 하나만 들어간다."
    assert quotes[1].startswith("*세마포어*는")
    assert chunk.statements[1].text == "뮤텍스: 하나만 들어간다."
    assert chunk.statements[1].path == ("락",)


def test_what_the_encoder_reads() -> None:
    (chunk,) = chunks_of("## 특징\n\n- `push`는 **O(1)**이다. [글](https://a.b)\n", "자료구조/01. 스택.md")
    assert embedding_text(chunk) == "스택 > 특징\npush는 O(1)이다.\n글"
    (same,) = chunks_of("# 스택의 특징\n\n- 빠르다고 한다.\n", "스택.md")
    assert embedding_text(same) == "스택의 특징\n빠르다고 한다."


def test_links_of_a_passage_and_stable_ids() -> None:
    text = "# A\n\n[[큐]]를 보라, 그러면 된다.\n\n# B\n\n다른 글이다.\n"
    one, two = chunks_of(text)
    assert (one.links, two.links) == (("큐",), ())
    assert [c.id for c in chunks_of(text)] == [one.id, two.id]
    assert chunks_of(text, "other.md")[0].id != one.id
    assert 0 <= one.id < 2**63


MARKED = """
# 제목|### 작은 제목|  ### 안의 제목|- #### 항목 제목|- 항목|  - 하위 항목이다.|    - 더 하위|1. **질문이란?**
2. 번호|`코드 이름`|**굵은 이름**|***질문인가?***|장점|설명은 이렇다:|문장이다. 또 문장이다.|> 인용|||   |```|# 주석
<br>|<details><summary>요약</summary>|</details>|<!-- 숨은|-->|$$|x^2|---|===|[^1]: 각주|용어|: 뜻|![그림](a.png)
[[링크 글]]|\t- 탭|> - 인용 항목|-
"""
ROWS = ("| a | b |", "|---|---|", "| 1 | 2 |", "- | c | d |", "  | - | - |")
LINES = st.sampled_from([*MARKED.strip().replace("\n", "|").split("|"), *ROWS, "단어 " * 90, "글" * 700])
TEXTS = st.lists(LINES, max_size=25).map("\n".join) | st.text(max_size=300)


def check(note: Note, found: tuple[Chunk, ...], limit: int) -> None:
    for before, after in itertools.pairwise(found):
        assert before.end <= after.start
    assert len({chunk.id for chunk in found}) == len(found)
    for chunk in found:
        assert chunk.text == note.text[chunk.start : chunk.end]
        assert 0 < len(chunk.text) <= limit
        assert chunk.start_line == note.text.count("\n", 0, chunk.start) + 1
        assert chunk.end_line == note.text.count("\n", 0, chunk.end - 1) + 1
        assert chunk.statements
        for statement in chunk.statements:
            assert statement.quote
            assert statement.quote == note.text[statement.start : statement.end]
            assert chunk.start <= statement.start < statement.end <= chunk.end
            assert statement.start_line == note.text.count("\n", 0, statement.start) + 1
            assert statement.end_line == note.text.count("\n", 0, statement.end - 1) + 1
            assert statement.text
            assert statement_text(statement)
        assert embedding_text(chunk)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["n.md", "n.txt"]), st.sampled_from([40, 200, 1200]))
def test_any_text_is_cut_into_exact_passages(text: str, path: str, limit: int) -> None:
    note = parse_note(path, text.encode(errors="replace")) if not re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text) else None
    if note is None:
        return
    for position, block in enumerate(note.blocks):
        assert block.parent is None or 0 <= block.parent < position
        assert block.text
        assert 0 <= block.start < block.end <= len(note.text)
    for one, other in itertools.pairwise(note.blocks):
        assert one.end <= other.start
    check(note, chunk_note(note, Settings(max_chunk_chars=limit)), limit)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES.filter(lambda line: not re.match(r"<|-->|\$\$|---|\[\^|!", line.strip())), max_size=20).map("\n".join))
def test_no_words_of_content_are_lost(text: str) -> None:
    """Every word stands in a passage or in a heading (of an empty section), whatever the markup around it."""
    note = parse_note("n.md", text.encode())
    held = [*(chunk.text for chunk in chunk_note(note, SETTINGS)), *(b.text for b in note.blocks if b.kind == "heading")]
    words = set(re.findall(r"[가-힣]{2,}", text)) - set(re.findall(r"```\s*([가-힣]+)", text))
    assert words <= set(re.findall(r"[가-힣]{2,}", "\n".join(held)))
