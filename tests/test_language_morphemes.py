"""Morphemes and index terms."""

from __future__ import annotations

import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kb.language.lexemes import english_lemma, latin_terms
from kb.language.morphemes import Analyser

WORDS = (
    "비지도학습",
    "지도학습",
    "배치 정규화",
    "죽은 뉴런",
    "학습률",
    "역전파",
    "L1 정칙화",
    "Batch Normalization",
    "특징 맵",
)
TEXTS = (
    "비지도학습은 정답 없이 군집을 찾는다.",
    "ReLU는 죽은 뉴런을 만들 수 있고 LeakyReLU가 이를 막는다.",
    "배치정규화는 학습을 안정시킨다. 배치 정규화의 단점은?",
    "학습률을 GPT-2처럼 낮추면 x_train에서 0.5% 좋아진다 😀",
    "What causes vanishing gradients in deep networks?",
)


@pytest.fixture(scope="module")
def plain() -> Analyser:
    return Analyser()


@pytest.fixture(scope="module")
def analyser(plain: Analyser) -> Analyser:
    return plain.with_words(WORDS)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("비지도학습과 지도학습의 차이는?", "비지도학습 비지도 학습 지도학습 지도 학습 차이"),
        ("역전파로 기울기를 계산합니다.", "역전파 기울기 계산"),
        ("배치정규화의 장점", "배치정규화 배치 정규화 장점"),
        ("배치 정규화의 장점", "배치정규화 배치 정규화 장점"),
        ("죽은뉴런이 생긴다", "죽은뉴런 죽 뉴런 생기"),
        ("local minima에 빠지지 않게 한다", "local minimum 빠지"),
        ("ReLU는 CNN에서 쓰인다", "relu cnn 쓰이"),
        ("L1정칙화와 ReLU함수, batch정규화", "l1 정칙화 relu 함수 batch 정규 정규화"),
        ("GPT-2는 C++로, 1x1 conv는", "gpt2 gpt 2 c++ 1x1 conv"),
        ("LeakyReLU가 BatchNorm보다", "leakyrelu leaki relu batchnorm batch norm"),
        ("GANs and vanishing gradients", "gan vanish gradient"),
        ("데이터가 1,000개 없다", "데이터 1000 없"),
        ("모델들이 과적합되지 못한다", "모델 과적합 적합"),
        ("비선형성이 필요하다", "비선형 비선형성 필요"),
        ("α와 β를 곱한다", "α β 곱"),
        ("https://www.example.org/relu를 보라", "exampl org relu"),
    ],
)
def test_terms(analyser: Analyser, text: str, terms: str) -> None:
    assert " ".join(analyser.terms(text)) == terms


def test_a_name_with_a_slash_is_a_name_like_any_other() -> None:
    analyser = Analyser(("유통/리테일", "물류/배송"))
    assert analyser.terms("유통/리테일 업계의 물류/배송")
    assert analyser.split("유통/리테일") is not None
    assert analyser.split("물류/배송") is not None


def test_unknown_compounds_meet_their_parts_without_a_dictionary(plain: Analyser) -> None:
    for compound, parts in [
        ("배치정규화", {"배치", "정규화"}),
        ("교차엔트로피", {"교차", "엔트로피"}),
        ("경사하강법", {"경사", "하강"}),
        ("그래디언트클리핑", {"그래디언트", "클리핑"}),
        ("전이학습", {"전이", "학습"}),
    ]:
        terms = set(plain.terms(f"{compound}을 설명하라"))
        assert compound in terms
        assert parts <= terms
    assert plain.split("르네상스") == ()


def test_other_dictionary_words_are_the_preferred_parts(plain: Analyser) -> None:
    knowing = plain.with_words(["소프트맥스", "소프트맥스함수"])
    assert {"소프트맥스함수", "소프트맥스", "함수"} <= set(knowing.terms("소프트맥스함수는"))


def test_negating_prefix_keeps_the_opposite_out(plain: Analyser) -> None:
    assert "지도" not in plain.terms("비지도 방식")
    assert "지도" in plain.terms("지도 방식")


@pytest.mark.parametrize(
    "text", ["the of", "이것은?", "있다", "그것은 무엇인가", "What is it?", "하는 것", "을", "Who are you"]
)
def test_stop_words_are_dropped_but_never_to_nothing(analyser: Analyser, text: str) -> None:
    assert analyser.terms(text)


@pytest.mark.parametrize("text", ["", " \n", "…?!", "—"])
def test_nothing_yields_nothing(analyser: Analyser, text: str) -> None:
    assert analyser.terms(text) == ()


def test_tokens_are_where_they_stand(analyser: Analyser) -> None:
    text = "😀 GPT-2는 배치정규화를 𝑥에 쓴다"
    tokens = {token.form: token for token in analyser.tokens(text)}
    assert text[tokens["GPT-2"].start : tokens["GPT-2"].end] == "GPT-2"
    assert tokens["GPT-2"].tag == "SL"
    assert tokens["는"].tag == "JX"
    name = tokens["배치 정규화"]
    assert (name.tag, text[name.start : name.end]) == ("NNP", "배치정규화")
    assert tokens["쓰"].lemma == "쓰다"


def test_decomposed_text_is_read_as_composed_with_its_own_offsets(analyser: Analyser) -> None:
    text = "배치정규화는 ReLU와 다르다"
    decomposed = unicodedata.normalize("NFD", text)
    assert analyser.terms(decomposed) == analyser.terms(text)
    for composed, other in zip(analyser.tokens(text), analyser.tokens(decomposed), strict=True):
        assert (composed.form, composed.tag) == (other.form, other.tag)
        assert unicodedata.normalize("NFC", decomposed[other.start : other.end]) == text[composed.start : composed.end]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(
        st.one_of(st.characters(codec="utf-8"), st.sampled_from("배치정규화는죽은뉴런을 ReLU-2.다\u0301ᄀᆨ😀")), max_size=60
    )
)
@example("\x00")
@example("각각\u0301 a\u0301b")
def test_offsets_lie_in_the_text_and_results_repeat(analyser: Analyser, text: str) -> None:
    tokens = analyser.tokens(text)
    assert all(0 <= token.start <= token.end <= len(text) for token in tokens)
    assert all(text[token.start : token.end] == token.form for token in tokens if token.tag == "SL" and text.isascii())
    starts = [token.start for token in tokens if token.tag in {"SL", "NNG", "NNP"}]
    assert starts == sorted(starts)
    assert analyser.tokens(text) == tokens
    assert analyser.terms(text) == analyser.terms_many(["다른 글", text, "x"])[1]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(st.text("쿼뒈갸먀휴쟈랴팡쫑왈", min_size=2, max_size=6), min_size=1, max_size=200))
def test_words_that_do_not_occur_change_nothing(analyser: Analyser, words: list[str]) -> None:
    assert analyser.with_words(words).tokens_many(TEXTS) == analyser.tokens_many(TEXTS)
    assert analyser.with_words(words).terms_many(TEXTS) == analyser.terms_many(TEXTS)


def test_many_at_once_from_many_threads_are_the_same_as_one_by_one(analyser: Analyser) -> None:
    texts = list(TEXTS) * 20
    expected = [analyser.terms(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        for result in pool.map(lambda _: analyser.terms_many(texts), range(8)):
            assert result == expected


def test_known_words_need_no_other_analyser(analyser: Analyser) -> None:
    assert analyser.with_words(["배치 정규화", "Adam", "x" * 99]) is analyser
    assert analyser.with_words(["새낱말"]) is not analyser
    assert analyser.identity == Analyser().identity
    assert "kiwi" in analyser.identity


def test_many_words_load_in_seconds(plain: Analyser) -> None:
    syllables = [chr(0xAC00 + 28 * number) for number in range(399)]
    words = [syllables[n % 399] + syllables[n // 399 * 7 % 399] + "망" for n in range(5000)]
    start = time.perf_counter()
    plain.with_words(words).tokens("모델")
    assert time.perf_counter() - start < 15  # 1.5 s on two free cores


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("gradients", "gradient"), ("vanishing", "vanish"), ("GANs", "GAN"), ("networks", "Network"), ("matrices", "matrix"),
        ("minima", "minimum"), ("regularization", "regularizer"), ("model's", "models"), ("CNNs", "cnn"),
    ],
)  # fmt: skip
def test_forms_of_one_word_meet(first: str, second: str) -> None:
    assert english_lemma(first) == english_lemma(second)


def test_parts_of_names() -> None:
    assert latin_terms("LeakyReLU")[0] == "leakyrelu"
    assert "relu" in latin_terms("LeakyReLU")
    assert latin_terms("ReLU") == ("relu",)
    assert latin_terms("L1") == ("l1",)
    assert latin_terms("encoder-decoder") == ("encoderdecod", "encod", "decod")
    assert set(latin_terms("BERT-base")) >= {"bert", "base"}


@pytest.mark.parametrize("text", ["가" * 3_000, "ㅋ" * 3_000, "하하" * 1_500], ids=["syllable", "jamo", "laugh"])
def test_a_word_without_end_has_terms(plain: Analyser, text: str) -> None:
    assert plain.terms(f"광합성 {text}")[0] == "광합성"
