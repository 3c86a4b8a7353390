"""What a note's structure becomes: who stands under whom, and in which plain words."""

from __future__ import annotations

from kb.notes import parse_note
from kb.types import Block, Note


def read(text: str, path: str = "note.md") -> Note:
    return parse_note(path, text.encode())


def block(note: Note, words: str) -> Block:
    """The one block whose plain words begin like this."""
    found = [b for b in note.blocks if b.text.startswith(words)]
    assert len(found) == 1, [b.text for b in note.blocks]
    return found[0]


def test_headings_and_lists_give_the_path() -> None:
    note = read("# 정렬\n\n## 퀵 정렬\n\n- 특징\n  - 평균 O(n log n)\n  - 제자리 정렬\n- 단점\n  - 최악 O(n^2)\n")
    assert block(note, "최악").path == ("정렬", "퀵 정렬", "단점")
    assert block(note, "최악").depth == 1
    assert block(note, "특징").pseudo
    assert block(note, "특징").kind == "item"
    parent = block(note, "최악").parent
    assert parent is not None
    assert note.blocks[parent].text == "단점"


def test_lines_and_offsets_are_those_of_the_file() -> None:
    note = read("# A\r\n\r\n가나다 **라마**\r\n\r\n- 첫째\r\n- 둘째\r\n")
    second = block(note, "둘째")
    assert (second.start_line, second.end_line) == (6, 6)
    assert note.text[second.start : second.end] == "- 둘째"
    assert block(note, "가나다 라마").start_line == 3


def test_only_real_line_ends_count() -> None:
    note = read("하나\u2028둘\x0b셋\x85넷\r다섯\n\n# 여섯\n")
    assert block(note, "여섯").start_line == 4


def test_a_line_of_code_or_bold_is_a_heading() -> None:
    note = read("## 캐시\n\n`Write Through`\n\n- 메모리에 바로 쓴다.\n\n`Write Back`\n\n- 나중에 쓴다.\n\n## 다음\n\n- 끝\n")
    assert block(note, "메모리에").path == ("캐시", "Write Through")
    assert block(note, "나중에").path == ("캐시", "Write Back")
    assert block(note, "끝").path == ("다음",)
    assert block(note, "Write Back").kind == "heading"
    assert block(note, "Write Back").pseudo

    bold = read("**장점**\n\n빠르게 찾는다.\n\n**단점**\n\n메모리를 더 쓴다.\n")
    assert block(bold, "메모리를").path == ("단점",)


def test_a_bold_sentence_is_no_heading() -> None:
    note = read("## 해시\n\n**해시 함수는 같은 입력에 같은 값을 낸다.**\n\n충돌이 날 수 있다.\n")
    assert block(note, "충돌이").path == ("해시",)
    enumeration = read("## 종류\n\n**스택, 큐, 덱, 힙**\n\n- `스택`\n  - 나중에 넣은 것이 먼저 나온다.\n")
    assert block(enumeration, "나중에").path == ("종류", "스택")


def test_a_command_in_backticks_is_no_heading() -> None:
    note = read("## 설치\n\n`pip install --upgrade numpy`\n\n한 번만 하면 된다.\n")
    assert block(note, "한 번만").path == ("설치",)


QUIZ = """## 문제

1. 스택이란?
2. 큐란?
3. 트리의 종류를 말하시오
4. 그래프란?

## 답

1. **스택이란?**
나중에 넣은 것이 먼저 나오는 구조
- push, pop이 O(1)
**→ 되돌리기에 쓴다**

2. **큐란?**
먼저 넣은 것이 먼저 나오는 구조

4. **트리의 종류를 말하시오**
**이진 트리, AVL 트리, B 트리**
- 🔸**이진 트리**: 자식이 둘까지
    - 탐색 트리의 바탕

***균형 트리란?***
높이 차이가 작은 트리

5. **그래프란?**

정점과 간선으로 이루어진 구조
"""


def test_bold_numbered_questions_are_over_their_unindented_answers() -> None:
    note = read(QUIZ)
    assert block(note, "나중에 넣은").path == ("답", "스택이란?")
    assert block(note, "push").path == ("답", "스택이란?")
    assert block(note, "→ 되돌리기").path == ("답", "스택이란?")
    assert block(note, "먼저 넣은").path == ("답", "큐란?")
    assert block(note, "이진 트리, AVL").path == ("답", "트리의 종류를 말하시오")
    assert block(note, "높이 차이").path == ("답", "트리의 종류를 말하시오", "균형 트리란?")
    assert block(note, "정점과").path == ("답", "그래프란?")
    assert not any(b.pseudo for b in note.blocks if b.path == ("문제",))


def test_a_list_parent_that_states_something_is_in_the_path_without_emoji() -> None:
    note = read(QUIZ)
    assert block(note, "탐색 트리의").path[-1] == "이진 트리: 자식이 둘까지"
    long = (
        "- **캐시 메모리**: "
        + "프로세서와 주기억장치의 속도 차이를 줄이려고 둔 작고 빠른 기억장치이고 " * 3
        + "\n  - L1이 가장 빠르다.\n"
    )
    assert block(read(long), "L1").path == ("캐시 메모리",)


def test_a_label_before_a_list_is_over_that_list_only() -> None:
    note = read(
        "### 인덱스란?\n\n찾기를 빠르게 한다.\n\n장점\n\n- 조회가 빠르다\n\n단점\n- 쓰기가 느리다\n\n그래서 골라서 만든다.\n"
    )
    assert block(note, "조회가").path == ("인덱스란?", "장점")
    assert block(note, "쓰기가").path == ("인덱스란?", "단점")
    assert block(note, "그래서").path == ("인덱스란?",)
    lead = read("트랜잭션은 네 가지 성질을 지켜야 한다:\n\n- 원자성\n- 일관성\n\n이것이 ACID이다.\n")
    assert block(lead, "원자성").path == ("트랜잭션은 네 가지 성질을 지켜야 한다",)
    assert block(lead, "이것이").path == ()


def test_headings_inside_list_items_are_of_the_section() -> None:
    note = read("### A\n\n- `x`\n\n  - 하나\n\n  ### B란?\n\n  둘이다.\n\n  - 셋\n\n밖의 글\n\n- 넷\n")
    assert block(note, "둘이다").path == ("B란?",)
    assert block(note, "둘이다").depth == 0
    assert block(note, "셋").path == ("B란?",)
    assert block(note, "밖의").path == ("B란?",)


def test_a_heading_that_opens_a_list_item_is_over_its_item() -> None:
    note = read("## 모델\n\n- 개요 문장이다.\n\n- #### <b>Backbone</b>\n\n  - 특징을 뽑는다\n\n- 다른 이야기이다.\n")
    assert block(note, "특징을").path == ("모델", "Backbone")
    assert block(note, "다른").path == ("모델",)


def test_numbered_headings_stand_under_the_heading_of_their_level_before_them() -> None:
    note = read(
        "## 산불\n\n### 발생 조건\n\n1. ### 연료\n\n   마른 잎이다.\n\n2. ### 산소\n\n   바람이 나른다.\n\n"
        "### 진화\n\n물을 뿌린다.\n\n3. ### 열\n\n   번개가 친다.\n"
    )
    assert block(note, "마른").path == ("산불", "발생 조건", "연료")
    assert block(note, "바람이").path == ("산불", "발생 조건", "산소")
    assert block(note, "물을").path == ("산불", "진화")
    assert block(note, "번개가").path == ("산불", "열")  # the list didn't begin there


def test_headings_numbered_anew_stand_under_the_heading_before_them() -> None:
    note = read(
        "## 저장\n\n### 세 가지 성질\n\n### 1. 원자성\n\n모두 아니면 없다.\n\n### 2. 지속성\n\n남는다.\n\n"
        "### 잠금의 갈래\n\n두 갈래이다.\n\n### 1. 공유\n\n함께 읽는다.\n\n### 2. 배타\n\n홀로 쓴다.\n\n"
        "### 맺음\n\n끝이다.\n"
    )
    assert block(note, "남는다").path == ("저장", "세 가지 성질", "2. 지속성")
    assert block(note, "함께").path == ("저장", "잠금의 갈래", "1. 공유")
    assert block(note, "홀로").path == ("저장", "잠금의 갈래", "2. 배타")
    assert block(note, "끝이다").path == ("저장", "맺음")
    chapters = read("# 책\n\n## 머리말\n\n고맙다.\n\n## 1. 처음\n\n시작한다.\n\n## 2. 다음\n\n잇는다.\n")
    assert block(chapters, "잇는다").path == ("책", "2. 다음")
    assert block(read("## 목차\n\n## 1. 처음\n\n시작한다.\n"), "시작").path == ("1. 처음",)
    assert block(chapters, "시작").path == ("책", "1. 처음")  # what has words of its own is no title of the chapters


def test_unindented_bullets_right_under_a_numbered_name_are_its_own() -> None:
    note = read(
        "## 저장 장치의 종류\n1. HDD (Hard Disk Drive)\n- 원판이 돈다\n- 값이 싸다\n\n1. SSD\n- 돌지 않는다\n  - 조용하다\n"
        "\n고를 때는 용량을 본다.\n\n3. 테이프\n\n- 이 줄은 따로 떨어져 있다\n"
    )
    assert block(note, "값이").path == ("저장 장치의 종류", "HDD (Hard Disk Drive)")
    assert block(note, "조용").path == ("저장 장치의 종류", "SSD", "돌지 않는다")
    assert block(note, "SSD").path == ("저장 장치의 종류",)
    assert (block(note, "SSD").kind, block(note, "SSD").pseudo) == ("item", True)
    assert block(note, "고를").path == ("저장 장치의 종류",)
    assert block(note, "이 줄은").path == ("저장 장치의 종류",)
    bold = read("1. **SSD**\n- 돌지 않는다\n\n소리가 없다.\n")
    assert block(bold, "소리가").path == ("SSD",)  # one that is marked up as a heading is over all that follows
    steps = read("1. 물을 끓인다\n2. 불을 끈다\n- 뜨거우니 조심\n\n1. 비율: 반반\n- 다른 이야기\n")
    assert not any(b.path for b in steps.blocks)


def test_a_lone_dash_under_a_line_makes_no_heading() -> None:
    note = read("### 문제\n\n- 과적합\n  - \n\n### 다음\n\n글\n")
    assert block(note, "과적합").kind == "item"
    assert block(note, "글").path == ("다음",)


def test_a_sentence_over_a_rule_is_no_heading() -> None:
    note = read("이 글은 여기서 끝난다.\n---\n\n다음 글이다.\n\n제목\n===\n\n내용\n")
    assert block(note, "다음").path == ()
    assert block(note, "내용").path == ("제목",)


def test_comments_in_code_are_no_headings_and_code_is_kept() -> None:
    note = read("## 코드\n\n```python\n# 초기화\nx = 1  # **그대로**\n```\n\n    # 들여쓴 제목\n\n끝\n")
    code = block(note, "# 초기화")
    assert code.kind == "code"
    assert code.text == "# 초기화\nx = 1  # **그대로**"
    assert code.path == ("코드",)


def test_table_rows_carry_their_headers() -> None:
    note = read("| 구분 | 스택 | 큐 |\n|---|:-:|--:|\n| 순서 | LIFO | FIFO |\n| | | |\n| 연산 | `push\\|pop` | |\n")
    header, first, second = note.blocks
    assert header.pseudo
    assert header.text == "구분; 스택; 큐"
    assert first.text == "순서 — 스택: LIFO; 큐: FIFO"
    assert first.cells == (("구분", "순서"), ("스택", "LIFO"), ("큐", "FIFO"))
    assert second.cells == (("구분", "연산"), ("스택", "push|pop"))
    assert note.text[first.start : first.end] == "| 순서 | LIFO | FIFO |"
    assert first.start_line == 3


def test_a_table_in_a_list_with_breaks_and_too_many_cells() -> None:
    note = read("- 비교\n\n- | 이름 | 뜻 |\n  |---|---|\n  | 가<br>나 | 다 | 라 |\n")
    row = note.blocks[-1]
    assert row.kind == "row"
    assert row.cells == (("이름", "가 나"), ("뜻", "다"), ("", "라"))


def test_html_blocks_keep_their_words_and_their_headings() -> None:
    note = read(
        '<br>\n## 제목\n\n<div align="center">가운데 글</div>\n\n<!-- 지운\n\n# 글 -->\n\n<script>\nalert(1)\n</script>\n\n'
        '<img src="a.png" alt="img"> <img src="b.png" alt="계층 구조도">\n\n<h3>작은 제목</h3>\n\n내용이다.\n'
    )
    assert [b.text for b in note.blocks] == ["제목", "가운데 글", "계층 구조도", "작은 제목", "내용이다."]
    assert note.blocks[-1].path == ("제목", "작은 제목")


def test_details_and_definition_lists() -> None:
    note = read("<details>\n<summary>프로세스란?</summary>\n\n실행 중인 프로그램이다.\n\n</details>\n")
    assert block(note, "실행").path == ("프로세스란?",)
    terms = read("스레드\n: 프로세스 안의 실행 흐름\n\n그 다음 글이다.\n")
    assert block(terms, "프로세스 안의").path == ("스레드",)
    assert block(terms, "그 다음").path == ()


def test_quotes_tasks_mathematics_and_footnotes() -> None:
    note = read("> 인용한 글이다.\n\n- [x] 끝낸 일\n- [ ] 남은 일\n\n$$\nE = mc^2\n$$\n\n본문[^1]이다.\n\n[^1]: 각주의 글\n")
    assert block(note, "인용한").kind == "quote"
    assert block(note, "끝낸 일").kind == "item"
    assert block(note, "남은 일").kind == "item"
    assert block(note, "$$").kind == "math"
    assert "E = mc^2" in block(note, "$$").text
    assert block(note, "본문이다.")
    assert block(note, "각주의 글")


def test_wrapped_lines_are_one_paragraph_and_meant_lines_are_not() -> None:
    wrapped = (
        "A hash table stores its entries in an array and computes the index of an\n"
        "entry from its key, so that a lookup needs constant time on average as\n"
        "long as few keys collide.\n"
    )
    assert len(read(wrapped).blocks) == 1
    meant = read("배열: 연속된 메모리\n리스트: 포인터로 이은 노드\n해시: 키로 찾는 표\n")
    assert [b.text for b in meant.blocks] == ["배열: 연속된 메모리", "리스트: 포인터로 이은 노드", "해시: 키로 찾는 표"]


def test_one_long_line_after_short_ones_is_no_wrapped_line() -> None:
    long_line = "세 갈래로 나뉜다 → 물리 계층(전기), 전송 계층(포트), 응용 계층(메시지)"
    note = read(f"## 계층\n뜻: 통신을 나눈 것\n{long_line}\n장점\n - 따로 바꿀 수 있다\n")
    assert block(note, "세 갈래").text == long_line
    assert block(note, "따로").path == ("계층", "장점")
    carried_on = "여러 장치가 한 매체를 나누어 쓰면서 동시에 보내 부딪치는 일이 잦은 까닭을"
    assert block(read(f"이더넷\n{carried_on}\n따로 살핀다.\n"), "여러 장치").text.endswith("까닭을 따로 살핀다.")


def test_paired_tags_of_the_writers_own_are_markup_and_names_in_brackets_are_not() -> None:
    note = read(
        "## 빙하\n<redbox>한계: 나이를 모른다. </redbox>\n\n<memo>\n흐르는 얼음이다.\n\n느리다.\n</memo>\n\n"
        "`List<String>`이 아닌 List<String>과 <이름>, <Name> 그리고 a < b\n\n<tag>와 </tag> 사이에 쓴다.\n\n"
        "```xml\n<memo>코드</memo>\n```\n"
    )
    assert [b.text for b in note.blocks[1:]] == [
        "한계: 나이를 모른다.",
        "흐르는 얼음이다.",
        "느리다.",
        "List<String>이 아닌 List<String>과 <이름>, <Name> 그리고 a < b",
        "<tag>와 </tag> 사이에 쓴다.",
        "<memo>코드</memo>",
    ]


def test_attribute_lists_are_no_lines_and_no_part_of_one() -> None:
    note = read(
        "## 절차\n\n1. 요청\n2. 응답\n{: .notice--info}\n\n"
        "연결을 끊을 때에는 네 번에 걸쳐 신호를 주고받으며 양쪽이 모두 끝났는지 확인\n{: .notice}\n"
    )
    assert [b.text for b in note.blocks[1:3]] == ["요청", "응답"]
    assert not any(b.pseudo for b in note.blocks)
    assert note.text[note.blocks[3].start : note.blocks[3].end].endswith("확인")


def test_front_matter_wikilinks_and_tags() -> None:
    note = read(
        "---\ntitle: '컨볼루션: 개요'\naliases: [합성곱, conv]\ntags:\n  - 딥러닝\n  - vision\nmood: : broken [\n---\n"
        "[[풀링|풀링 층]]과 [[노트/배치 정규화#효과]]를 보라 #cnn #2024 `#no` C#은 아니다. ![[그림.png]]\n"
    )
    assert note.title == "컨볼루션: 개요"
    assert note.aliases == ("합성곱", "conv")
    assert note.tags == ("딥러닝", "vision", "cnn")
    assert note.links == ("풀링", "노트/배치 정규화")
    assert note.blocks[0].text.startswith("풀링 층과 노트/배치 정규화를 보라")
    assert note.blocks[0].start_line == 9


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    note = read("---\n글로 시작하는 노트이다.\n\n---\n다음\n")
    assert block(note, "글로 시작하는")


def test_titles() -> None:
    assert read("# 운영체제\n\n## 프로세스\n\n글\n", "2024/os.md").title == "운영체제"
    assert read("# 하나\n글\n# 둘\n글\n", "자료구조 정리.md").title == "자료구조 정리"
    assert read("## 스택\n글\n## 큐\n글\n", "000_9f86d081884c7d65.md").title == "스택"


def test_a_txt_file_is_markdown_if_it_looks_like_it() -> None:
    assert block(read("# 제목\n\n- 하나\n", "a.txt"), "하나").path == ("제목",)
    plain = read("첫 문단이다.\n* 별표 하나\n\n    들여쓴 문단이다.\n", "a.txt")
    assert [b.text for b in plain.blocks] == ["첫 문단이다.", "* 별표 하나", "들여쓴 문단이다."]
    assert plain.blocks[-1].start_line == 4
