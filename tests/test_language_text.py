"""Keys, offsets, language and sentences."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kb.language.sentences import sentence_spans
from kb.language.text import fold, fold_with_offsets, has_hangul, language_of, nfc

messy = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("가힣뉴런각ㆍ·-_ \u00a0\u200bABz09ﬁ①Å\u0301.!?。\n`$()[]다요"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Batch Normalization", "batch-normalization"),
        ("BatchNorm", "batch_norm"),
        ("배치 정규화", "배치정규화"),
        ("k-평균", "K 평균"),
        ("편향·분산", "편향ㆍ분산"),
        ("ＣＮＮ", "cnn"),
        (unicodedata.normalize("NFD", "죽은 뉴런"), "죽은뉴런"),
        ("zero\u200bshot", "zero-shot"),
    ],
)
def test_spellings_of_one_name_have_one_key(first: str, second: str) -> None:
    assert fold(first) == fold(second)


@pytest.mark.parametrize(("first", "second"), [("L1", "L2"), ("ReLU", "PReLU"), ("C++", "C"), ("지도", "비지도")])
def test_different_names_keep_different_keys(first: str, second: str) -> None:
    assert fold(first) != fold(second)


@given(messy)
@example("ᄀ-ᅡ")
@example("하\u00adᆫ글")
def test_fold_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(messy)
def test_fold_does_not_see_the_normal_form(text: str) -> None:
    assert fold(nfc(text)) == fold(text)


@given(messy)
def test_offsets_of_fold_lead_back_to_the_text(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert list(offsets) == sorted(offsets)
    assert all(0 <= offset < len(text) for offset in offsets)


@given(st.text("가나뉴런ABCz09 -_·", max_size=40))
def test_offsets_name_the_very_character(text: str) -> None:
    folded, offsets = fold_with_offsets(text)
    assert [text[offset].lower() for offset in offsets] == list(folded)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("ReLU와 LeakyReLU의 차이?", "ko"),
        ("Batch Normalization과 Layer Normalization의 차이점은?", "ko"),
        ("Batch Normalization(배치 정규화)", "ko"),
        ("지도학습 vs 비지도학습", "ko"),
        ("dropout rate는 보통 0.5를 쓴다", "ko"),
        ("What is 배치 정규화?", "en"),
        ("What is 내부 공변량 변화?", "en"),
        ("How does 역전파 work in a CNN?", "en"),
        ("Explain dead neurons (죽은 뉴런)", "en"),
        ("local minima", "en"),
        ("", "en"),
        ("3.14", "en"),
        (unicodedata.normalize("NFD", "과적합이란 무엇인가"), "ko"),
    ],
)
def test_language_is_that_of_the_frame(text: str, language: str) -> None:
    assert language_of(text) == language


def test_hangul_is_found_in_any_form() -> None:
    assert has_hangul("ReLU는")
    assert has_hangul(unicodedata.normalize("NFD", "가"))
    assert not has_hangul("ReLU 函數")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("평균은 0, 분산은 1.0으로 맞춘다. 그다음 학습한다.", ["평균은 0, 분산은 1.0으로 맞춘다.", "그다음 학습한다."]),
        ("값이 커진다.그래서 나눈다.", ["값이 커진다.", "그래서 나눈다."]),
        ("정말 그런가요? 네! 그렇습니다。 끝", ["정말 그런가요?", "네!", "그렇습니다。", "끝"]),
        (
            "It helps, e.g. for small batches. See Fig. 3 or Smith et al. 2015.",
            ["It helps, e.g. for small batches.", "See Fig. 3 or Smith et al. 2015."],
        ),
        ("Precision vs. recall matters. A. Turing knew.", ["Precision vs. recall matters.", "A. Turing knew."]),
        ("1. 손실 함수란? 2. 오차를 재는 함수다.", ["1. 손실 함수란?", "2. 오차를 재는 함수다."]),
        ("x is 3. y is 4.", ["x is 3.", "y is 4."]),
        ("Read https://a.b/c.html and run train.py now. Done.", ["Read https://a.b/c.html and run train.py now.", "Done."]),
        ("함수(예: f(x). 또는 g.)는 빠르다. `a. b`도 있다.", ["함수(예: f(x). 또는 g.)는 빠르다.", "`a. b`도 있다."]),
        ("$a. b$ 이다! 수식이다.", ["$a. b$ 이다!", "수식이다."]),
        ('He said "stop." Then left.', ['He said "stop."', "Then left."]),
        ("짧은 줄\n다음 줄이다", ["짧은 줄", "다음 줄이다"]),
        (
            "This line was wrapped by an editor because it went on for so\nlong that it did not fit. Next.",
            ["This line was wrapped by an editor because it went on for so\nlong that it did not fit.", "Next."],
        ),
        ("첫째 문단\n\n둘째 문단", ["첫째 문단", "둘째 문단"]),
        ("괄호 ( 하나만. 열렸다.", ["괄호 ( 하나만.", "열렸다."]),
        ("음... 그렇다. Wait... Then go.", ["음... 그렇다.", "Wait...", "Then go."]),
        (
            "It leaked. prob. the valve, approx. 2 l. Then it held.",
            ["It leaked.", "prob. the valve, approx. 2 l.", "Then it held."],
        ),
        ("칼슘은 Vit. D가 돕는다. 예 ex. ) 우유", ["칼슘은 Vit. D가 돕는다.", "예 ex. ) 우유"]),
        ("밀, 쌀 등. 곡식이다. 그는 1등. 나는 2등.", ["밀, 쌀 등. 곡식이다.", "그는 1등.", "나는 2등."]),
        ("rye, oat etc. are cereals, etc. They grow.", ["rye, oat etc. are cereals, etc.", "They grow."]),
        ("avg. 5 bar for 10 min. 그 뒤 max. 값", ["avg. 5 bar for 10 min.", "그 뒤 max.", "값"]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_sentences(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_no_sentence_ends_in_code_without_its_backticks() -> None:
    text = "주소에서 ? 뒤가 조건이다. 끝."
    assert len(sentence_spans(text)) == 3
    assert [text[a:b] for a, b in sentence_spans(text, [(5, 6)])] == ["주소에서 ? 뒤가 조건이다.", "끝."]


@given(messy)
def test_sentences_are_ordered_disjoint_and_lose_nothing(text: str) -> None:
    spans = sentence_spans(text)
    covered = set()
    last = 0
    for start, end in spans:
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        covered.update(range(start, end))
        last = end
    assert all(char.isspace() for position, char in enumerate(text) if position not in covered)
