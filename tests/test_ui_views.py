"""Answers, evidence and maps as HTML: what a reader and a screen reader get."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from kb import KnowledgeBase
from kb.answer.phrases import phrase
from kb.settings import Settings
from kb.types import (
    Answer,
    Chunk,
    Citation,
    Edge,
    EdgeEvidence,
    Hit,
    Hop,
    Language,
    NoteStatus,
    Progress,
    Relation,
    Statement,
    Status,
)
from kb.ui import evidence_view, map_view, notes_view
from kb.ui.answer_view import answer_html, chains, hops_html, render_inline, spoken, unfolded
from kb.ui.concept_map import NODE_HEIGHT, lay_out, shortened
from kb.ui.concepts_view import concept_rows
from kb.ui.exchange import Exchange
from kb.ui.strings import interface_language, translations, words
from kb.ui.surroundings import nearest_edges
from kb.ui.tables import View
from kb.ui.transcript_view import streamed, transcript_html

NOTE = """# 순환 신경망

## LSTM

- 긴 문장에서 RNN은 **장기 의존성** 을 놓친다.
- LSTM은 게이트로 장기 의존성 문제를 완화한다.

## GRU

GRU는 LSTM보다 게이트가 적다.
"""
KO, EN = words("ko"), words("en")


class Names:
    def label(self, name: str, language: Language) -> str:
        return {"long-term dependency": "장기 의존성"}.get(name, name) if language == "ko" else name


def passage(quote_start: str, quote_end: str, heading: tuple[str, ...]) -> Chunk:
    start = NOTE.index(quote_start)
    end = NOTE.index(quote_end, start) + len(quote_end)
    line = NOTE.count("\n", 0, start) + 1
    text = NOTE[start:end]
    statement = Statement(text, text, start, end, line, line + text.count("\n"), heading, "item")
    return Chunk(start + 1, "순환/rnn.md", heading, text, start, end, line, line + text.count("\n"), (statement,))


FIRST = passage("- 긴 문장", "완화한다.", ("순환 신경망", "LSTM"))
SECOND = passage("GRU는", "적다.", ("순환 신경망", "GRU"))
HOPS = (
    Hop("RNN", Relation.CAUSES, "long-term dependency", "순환/rnn.md", 5, "긴 문장에서 RNN은 **장기 의존성** 을 놓친다."),
    Hop("LSTM", Relation.SOLVES, "long-term dependency", "순환/rnn.md", 6, "LSTM은 게이트로 장기 의존성 문제를 완화한다."),
)


def answer(text: str, *, grounded: bool = True, suggestions: tuple[str, ...] = ()) -> Answer:
    cited = (
        Citation(1, FIRST, "LSTM은 게이트로 장기 의존성 문제를 완화한다."),
        Citation(2, SECOND, "GRU는 LSTM보다 게이트가 적다."),
    )
    return Answer(
        "LSTM은 왜 쓰나?",
        text,
        cited if grounded else (),
        (Hit(FIRST, 1.0, (SECOND,), ((FIRST.statements[0], 1.0),)), Hit(SECOND, 0.5)) if grounded else (),
        HOPS if grounded else (),
        ("LSTM",),
        grounded,
        "ko",
        suggestions=suggestions,
    )


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_markers_become_buttons_and_other_brackets_stay() -> None:
    page = answer_html("- 완화한다 [1]\n- 배열 a[7] 과 `x[2]` [2]", answer("").citations, 3, KO)
    assert re.findall(r'data-kb="cite" data-turn="(\d)" data-number="(\d)"', page) == [("3", "1"), ("3", "2")]
    assert "a[7]" in page
    assert "<code>x[2]</code>" in page
    assert 'aria-label="출처 1: 순환/rnn.md:6"' in page


def test_answer_text_from_a_hostile_note_is_escaped() -> None:
    page = answer_html("- <script>alert(1)</script> [1]", answer("").citations, 0, EN)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_half_a_pair_of_marks_is_not_shown() -> None:
    assert render_inline("**게이트(gate)란?") == "게이트(gate)란?"
    assert render_inline("- 게이트는 **셋이다**") == "게이트는 <strong>셋이다</strong>"
    assert render_inline("하나는 망각 게이트**") == "하나는 망각 게이트"


def test_a_row_of_a_table_is_quoted_by_its_cells() -> None:
    assert render_inline("| 장소 | **미토콘드리아** | a < b |") == "장소 · 미토콘드리아 · a &lt; b"
    assert render_inline("|E| > 1이면 탄력적이다") == "|E| &gt; 1이면 탄력적이다"


def test_concepts_are_listed_by_the_number_that_is_shown(built_vault: tuple[Path, Path]) -> None:
    mentions = [row.mentions for row in concept_rows(KnowledgeBase.open(built_vault[1]))]
    assert mentions == sorted(mentions, reverse=True)


def test_hops_read_as_one_chain_with_arrows_both_ways() -> None:
    page = hops_html(HOPS, "ko", KO, Names())
    line = page.split("<blockquote")[0]
    assert text_of(line) == "개념의 연결 RNN 유발 → 장기 의존성 ← 해결 LSTM"
    assert page.count("<blockquote") == 2
    assert "<strong>장기 의존성</strong>" in page


def test_chain_turns_its_first_link_when_the_second_begins_at_its_start() -> None:
    hops = (
        Hop("LSTM", Relation.USES, "gate", "a.md", 1, "q"),
        Hop("LSTM", Relation.IS_A, "RNN", "a.md", 2, "q"),
        Hop("Adam", Relation.IS_A, "optimizer", "a.md", 3, "q"),
    )
    (first, links), (second, _) = chains(hops)
    assert first == "gate"
    assert [(link.forward, link.to) for link in links] == [(False, "LSTM"), (True, "RNN")]
    assert second == "Adam"


def test_chain_never_walks_in_a_circle() -> None:
    hops = tuple(Hop(a, Relation.CAUSES, b, "a.md", 1, "q") for a, b in (("a", "b"), ("b", "a"), ("b", "c")))
    assert [(start, [link.to for link in links]) for start, links in chains(hops)] == [("a", ["b", "c"]), ("b", ["a"])]


def test_streaming_grows_by_whole_lines_and_leaves_the_end_to_the_caller() -> None:
    text = "\n".join(f"- 줄 {number} [1]" for number in range(30))
    parts = [part.shown or 0 for part in streamed(Exchange("질문", answer(text)))]
    assert parts == sorted(parts)
    assert 1 < len(parts) <= 8
    assert all(text[end - 1] == "\n" for end in parts)


def test_what_the_page_shows_as_chips_and_buttons_does_not_stand_in_the_text_as_well() -> None:
    table = "| | RNN | LSTM |\n|---|---|---|\n| 게이트 | 없음 | 셋 [1] |\n\n"
    text = f"{table}\n**{phrase('hops', 'ko')}**: RNN —유발→ 장기 의존성"
    assert spoken(replace(answer(text), hops=HOPS)).strip() == table.strip()
    related = f"**{phrase('hops', 'ko')}**: RNN —유발→ 장기 의존성"
    two = f"**RNN이 뭐?**\n\n- 망 [1]\n\n{related}\n\n**GRU는?**\n\n- 게이트 [2]\n\n{related}"
    assert spoken(replace(answer(two), hops=HOPS)) == "**RNN이 뭐?**\n\n- 망 [1]\n\n**GRU는?**\n\n- 게이트 [2]"


def test_refusal_is_calm_and_offers_what_the_notes_hold() -> None:
    refused = answer("찾지 못했습니다.", grounded=False, suggestions=("LSTM의 종류는?",))
    page = transcript_html((Exchange("내일 날씨는?", refused),), KO, Names())
    assert "kb-calm" in page
    assert 'data-question="LSTM의 종류는?"' in page
    assert "kb-sources" not in page
    assert KO("not_in_notes") in page


def test_a_greeting_is_not_called_missing() -> None:
    greeting = replace(answer("안녕하세요.", grounded=False, suggestions=("LSTM의 종류는?",)), kind="talk")
    page = transcript_html((Exchange("안녕", greeting),), KO, Names())
    assert KO("not_in_notes") not in page
    assert 'data-question="LSTM의 종류는?"' in page


def test_a_question_is_shown_as_text_while_it_is_looked_up() -> None:
    page = transcript_html((Exchange("<img src=x onerror=alert(1)>"),), EN, Names())
    assert "<img" not in page
    assert EN("searching") in page


def test_note_shows_the_whole_note_with_the_quote_marked() -> None:
    quote = "LSTM은 게이트로 장기 의존성 문제를 완화한다."
    span = evidence_view.find_quote(NOTE, quote, 6)
    assert span
    page = evidence_view.note_html(NOTE, span, "순환/rnn.md:6", KO, position=(0, 0, 2), key="k")
    assert f"<mark>{quote}</mark>" in page
    assert "GRU는 LSTM보다 게이트가 적다." in page
    assert re.search(r'data-index="-1" disabled', page)
    assert re.search(r'data-index="1"  ?title', page)


def test_of_equal_lines_the_one_at_the_cited_place_is_found() -> None:
    text = "같은 줄이다.\n\n다른 줄이다.\n\n같은 줄이다.\n"
    assert evidence_view.find_quote(text, "같은 줄이다.", 5) == (text.rindex("같은"), len(text) - 1)
    assert evidence_view.find_quote(text, "없는 줄", 1) is None


def test_long_note_is_cut_around_the_quote_outside_code() -> None:
    block = "문단이다. " * 40 + "\n\n"
    text = block * 300 + "```\n코드\n\n인용\n```\n\n" + block * 300
    start = text.index("인용")
    page = evidence_view.note_html(text, (start, start + 2), "a.md:1", EN, key="k")
    assert len(page) < 120_000
    assert "<mark>인용</mark>" in page
    assert EN("note_cut_before") in page
    assert EN("note_cut_after") in page


def test_passages_show_place_path_and_the_best_line() -> None:
    page = evidence_view.passages_html(answer("답 [1]"), 0, KO)
    assert "순환/rnn.md:5-6" in page
    assert "순환 신경망 › LSTM" in page
    assert "<mark>" in page
    assert "같은 내용: 순환/rnn.md:10" in page


def edge(source: str, relation: Relation, target: str, confidence: float = 0.9) -> Edge:
    return Edge(source, relation, target, confidence, (EdgeEvidence("a.md", 1, 'q "<b>"', "r", confidence, 1),))


def star(size: int) -> tuple[Edge, ...]:
    relations = list(Relation)
    return tuple(edge("attention", relations[at % len(relations)], f"개념 이름 {at}") for at in range(size))


def test_map_boxes_neither_overlap_nor_leave_the_picture() -> None:
    said = {relation: EN.relation(relation) for relation in Relation}
    for size, width in ((1, 350.0), (12, 350.0), (18, 520.0), (24, 520.0)):
        edges = star(size)
        drawn = lay_out(edges, {n: n for e in edges for n in (e.source, e.target)}, ("attention",), said, width=width)
        for node in drawn.nodes:
            assert node.x - node.width / 2 >= 0
            assert node.x + node.width / 2 <= width
            assert NODE_HEIGHT / 2 <= node.y <= drawn.height - NODE_HEIGHT / 2
        for a, b in combinations(drawn.nodes, 2):
            assert abs(a.x - b.x) >= (a.width + b.width) / 2 or abs(a.y - b.y) >= NODE_HEIGHT, (size, a, b)


def test_arrows_between_one_pair_part_and_keep_their_words() -> None:
    said = {relation: KO.relation(relation) for relation in Relation}
    kinds = (Relation.IS_A, Relation.USES, Relation.CAUSES)
    for count in (2, 3):
        edges = [edge(*(("a", kind, "b") if at % 2 else ("b", kind, "a"))) for at, kind in enumerate(kinds[:count])]
        drawn = lay_out(edges, {"a": "a", "b": "b"}, ("a",), said, width=520)
        assert len({(round(x), round(y)) for x, y in (arrow.middle for arrow in drawn.arrows)}) == count
        assert all(arrow.label_at for arrow in drawn.arrows)
        assert count == 3 or all(arrow.bend for arrow in drawn.arrows)


def test_map_is_the_same_every_time_and_survives_odd_graphs() -> None:
    edges = (*star(6), edge("외딴", Relation.USES, "섬"), edge("혼자", Relation.CAUSES, "혼자"))
    pages = {map_view.map_html(edges, ("attention",), "ko", KO, Names()) for _ in range(2)}
    assert len(pages) == 1
    assert "NaN" not in pages.pop()


def test_map_nodes_are_buttons_and_the_answers_hops_are_bold() -> None:
    edges = (edge("RNN", Relation.CAUSES, "long-term dependency"), edge("LSTM", Relation.SOLVES, "long-term dependency"))
    page = map_view.map_html(edges, ("RNN",), "ko", KO, Names(), hops=HOPS[:1])
    wide = page.split("kb-narrow")[0]
    assert len(re.findall(r'tabindex="0" role="button" data-kb="concept"', wide)) == 3
    assert wide.count("kb-edge kb-rel-causes kb-bold") == 1
    assert wide.count("kb-edge kb-rel-solves kb-bold") == 0
    assert "<b>" not in page
    assert ">장기 의존성</text>" in page


def test_phone_map_keeps_what_is_nearest_to_the_focus() -> None:
    edges = (edge("a", Relation.USES, "b"), *star(20))
    kept = nearest_edges(edges, ("attention",), 12)
    assert len({name for e in kept for name in (e.source, e.target)}) == 12
    assert all("attention" in (e.source, e.target) for e in kept)


def test_long_names_are_cut_by_their_width() -> None:
    assert shortened("LeakyReLU") == "LeakyReLU"
    assert shortened("내부 공변량 변화와 배치 정규화의 관계") == "내부 공변량 변화와…"


def test_status_lists_skipped_notes_first_with_their_reason() -> None:
    notes = (
        NoteStatus("가.md", "indexed", "", 4, 7, "2025-03-01T09:00:00+00:00"),
        NoteStatus("<i>.md", "skipped", "empty", 0, 0, ""),
    )
    page = notes_view.table_html(Status("i", "/n", "bundled", "", 4, 7, 2, notes), None, View(), EN)
    assert page.index("&lt;i&gt;.md") < page.index("가.md")
    assert "empty" in page


def test_a_refused_upload_names_every_kind_of_file_that_is_a_note() -> None:
    for ui in (KO, EN):
        said = ui("reason_suffix")
        assert [suffix for suffix in Settings().suffixes if f"{suffix} " not in said.replace(",", " ")] == []


def test_a_reason_is_said_wholly_in_the_readers_language() -> None:
    assert KO.reason("not text (binary)") == "텍스트가 아님 (이진 파일)"
    assert KO.reason("not a note (.png)") == "노트가 아님 (.png)"
    broken = KO.reason("its relations were left out; please report this (IndexError in kb/graph/x.py, line 3)")
    assert broken.startswith("개념 관계를 읽지 못해")
    assert broken.endswith("(IndexError in kb/graph/x.py, line 3)")


def test_progress_bar_says_how_far_it_is() -> None:
    page = notes_view.progress_html(Progress("encode", 30, 120), KO)
    assert 'aria-valuenow="25"' in page
    assert "단락 부호화 중 30 / 120" in page
    assert "aria-valuenow" not in notes_view.progress_html(None, KO)


def test_both_languages_have_the_same_strings_and_slots() -> None:
    ko, en = translations()["ko"], translations()["en"]
    assert ko.keys() == en.keys()
    for key in ko:
        assert set(re.findall(r"\{(\w+)\}", ko[key])) == set(re.findall(r"\{(\w+)\}", en[key])), key
    for relation in Relation:
        assert KO.relation(relation)
        assert EN.relation(relation)


def test_interface_language_follows_the_browser() -> None:
    assert interface_language("ko-KR,ko;q=0.9,en-US;q=0.8") == "ko"
    assert interface_language("fr-FR,en;q=0.8,ko;q=0.7") == "en"
    assert interface_language("fr") == "en"
    assert interface_language(None) == "en"


def test_a_long_list_is_folded_after_eight_lines_and_a_short_rest_or_table_is_not() -> None:
    listed = "**효모의 종류**\n" + "\n".join(f"- 효모 {n} [{n}]" for n in range(1, 13))
    first, further = unfolded(listed)
    assert first.endswith("- 효모 8 [8]")
    assert further.startswith("- 효모 9 [9]")
    assert unfolded("\n".join(f"- 효모 {n} [{n}]" for n in range(1, 11)))[1] == ""
    table = "| a | b |\n| --- | --- |\n" + "\n".join(f"| {n} | 효모 [{n}] |" for n in range(1, 13))
    assert unfolded(table)[1] == ""
    page = answer_html(listed, answer(listed).citations, 0, KO)
    assert page.count("<details") == 1
    assert "더 보기 (4줄)" in page
