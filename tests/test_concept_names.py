"""One concept, one node, however its name is written; different concepts never share one."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.graph.candidates import Candidate
from kb.graph.lexicon import load_lexicon
from kb.graph.owner import OwnerConcepts
from kb.graph.senses import likeliest, sense_label
from kb.graph.vocabulary import Vocabulary, build_vocabulary
from kb.language.text import fold, has_hangul
from kb.types import Concept

LEXICON = load_lexicon()
VOCABULARY = build_vocabulary({}, LEXICON, OwnerConcepts())
CERTAIN = sorted(
    name
    for entry in LEXICON.entries
    for name in entry.names
    if len(VOCABULARY.senses_of(name)) == 1 and name not in entry.ambiguous and len(fold(name)) > 2
)
ENTRIES = sorted(entry.name for entry in LEXICON.entries)


def spaced(name: str) -> str:
    return name.replace(" ", "  ")


def glued(name: str) -> str:
    return name.replace(" ", "")


def hyphened(name: str) -> str:
    return name.replace(" ", "-")


def decomposed(name: str) -> str:
    return unicodedata.normalize("NFD", name)


def with_josa(name: str) -> str:
    return f"{name}{'를' if has_hangul(name[-1]) else '는'}"


def marked(name: str) -> str:
    return f"**{name}**?"


WRITTEN = (spaced, glued, hyphened, decomposed, with_josa, marked, str.upper, str.lower)


@settings(max_examples=250, deadline=None)
@given(name=st.sampled_from(CERTAIN), write=st.sampled_from(WRITTEN))
def test_a_name_in_any_writing_means_its_concept(name: str, write: object) -> None:
    assert callable(write)
    assert VOCABULARY.resolve(write(name)) == VOCABULARY.resolve(name)


@settings(max_examples=60, deadline=None)
@given(pair=st.lists(st.sampled_from(ENTRIES), min_size=2, max_size=2, unique=True))
def test_two_concepts_of_the_lexicon_never_become_one(pair: list[str]) -> None:
    candidates = tuple(Candidate(name, site, 3, 3) for name in pair for site in ("heading", "bold", "end"))
    vocabulary = build_vocabulary({"a.md": candidates}, LEXICON, OwnerConcepts())
    assert vocabulary.resolve(pair[0]) != vocabulary.resolve(pair[1])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("L1 regularization", "L2 regularization"),
        ("ReLU", "PReLU"),
        ("지도학습", "비지도학습"),
        ("precision", "decision tree"),
        ("과적합", "과소적합"),
        ("전역 최솟값", "전역 최댓값"),
        ("대칭키", "공개키"),
        ("Precision@k", "precision"),
    ],
)
def test_near_names_of_different_things_stay_apart(one: str, other: str) -> None:
    assert VOCABULARY.resolve(one) is not None
    assert VOCABULARY.resolve(one) != VOCABULARY.resolve(other)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("렐루", "ReLU"),
        ("컨볼루션 신경망", "convolutional neural network"),
        ("콘볼루션 신경망", "convolutional neural network"),
        ("소프트맥쓰", "softmax"),
        ("batch normalizatoin", "batch normalization"),
        ("gradient clippping", "gradient clipping"),
        ("L1 (Lasso)", "L1 regularization"),
        ("카이밍/허 초기화", "He initialization"),
        ("Xavier (제이비어) 초기화", "Xavier initialization"),
        ("torch.no_grad()", "torch.no_grad"),
        ("HTTPS 프로토콜", "HTTPS"),
        ("기울기 소실 문제", "vanishing gradient"),
    ],
)
def test_spellings_slips_and_joined_names(written: str, name: str) -> None:
    assert VOCABULARY.resolve(written) == VOCABULARY.resolve(name) is not None


@pytest.mark.parametrize("name", ["김치찌개", "zzz", "오늘", "the", "이순신 장군", "asdf qwer"])
def test_a_name_of_nothing_stays_unknown(name: str) -> None:
    assert VOCABULARY.resolve(name) is None


def notes_with(*candidates: Candidate) -> Vocabulary:
    return build_vocabulary({"a.md": candidates}, LEXICON, OwnerConcepts())


def test_one_word_two_concepts() -> None:
    vocabulary = notes_with(Candidate("편향", "heading", 2, 2))
    assert set(vocabulary.senses_of("편향")) == {"bias term", "statistical bias"}
    sentence = "편향은 가중치와 함께 학습되는 매개변수다."
    assert [f.concept for f in vocabulary.find(sentence) if f.surface == "편향"] == ["bias term"]
    sentence = "편향과 분산은 추정의 두 오차다."
    assert [f.concept for f in vocabulary.find(sentence) if f.surface == "편향"] == ["statistical bias"]
    assert (
        likeliest(("bias term", "statistical bias"), {"bias term": 1, "statistical bias": 4}.__getitem__)[0]
        == "statistical bias"
    )
    assert sense_label(Concept("bias term", (), "편향", "bias term"), "ko") == "편향 (bias term)"
    assert sense_label(Concept("bias term", (), "편향", "bias term"), "en") == "bias term"


def test_an_abbreviation_that_the_notes_spell_out_is_theirs() -> None:
    pair = ("CAM", "content aware mixing")
    vocabulary = notes_with(Candidate(pair[0], "gloss", 1, 1, pair[1]), Candidate(pair[1], "gloss", 1, 1, pair[0]))
    assert vocabulary.resolve("CAM") != "class activation map"


def test_a_latin_name_with_its_class_word_is_the_name() -> None:
    vocabulary = notes_with(Candidate("PostScript", "heading", 2, 2), Candidate("PostScript 프로토콜", "heading", 1, 1))
    assert vocabulary.resolve("PostScript 프로토콜") == vocabulary.resolve("PostScript") == "PostScript"


def test_proposals_say_why_and_merge_nothing() -> None:
    vocabulary = notes_with(Candidate("중첩 반복문 구조", "heading", 9, 9), Candidate("중첩 반복믄 구조", "heading", 8, 8))
    assert vocabulary.resolve("중첩 반복문 구조") != vocabulary.resolve("중첩 반복믄 구조")
    assert [p.reason for p in vocabulary.proposals] == ["spelling"]


def test_loss_names_the_loss_function_only_where_something_is_trained() -> None:
    vocabulary = notes_with(Candidate("손실 함수", "heading", 2, 2))
    assert not [f for f in vocabulary.find("해시 충돌로 인한 성능 손실이 크다.") if f.concept == "loss function"]
    assert [f.concept for f in vocabulary.find("학습하면서 손실이 줄어든다.") if f.surface == "손실"] == ["loss function"]
