"""Particles and misspelled names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.fuzzy import jamo, nearest, same_name, similarity
from kb.language.josa import attach


@pytest.mark.parametrize(
    "expected",
    [
        "ReLU를",
        "dropout을",
        "Adam을",
        "softmax를",
        "gradient를",
        "momentum을",
        "LSTM을",
        "CNN을",
        "GPT를",
        "SQL을",
        "HTTP를",
        "L1을",
        "L2를",
        "3을",
        "10을",
        "0을",
        "0.5를",
        "ResNet-50을",
        "GPT-4를",
        "VGG16을",
        "model을",
        "sample을",
        "map을",
        "network를",
        "batch를",
        "AlexNet을",
        "mAP를",
        "OCR을",
        "LAYER를",
        "type을",
        "learning을",
        "C++를",
        "σ를",
        "80%를",
        "K-means를",
        "bias를",
        "weight를",
        "block을",
        "metric을",
        "state를",
        "GANs를",
        "함수를",
        "층을",
        "물을",
        "`Sigmoid`를",
        "**드롭아웃**을",
    ],
)
def test_object_particle_follows_the_sound(expected: str) -> None:
    assert attach(expected[:-1], "을/를") == expected


@pytest.mark.parametrize(
    ("word", "josa", "expected"),
    [
        ("모델", "으로/로", "모델로"),
        ("SQL", "으로/로", "SQL로"),
        ("L1", "으로/로", "L1로"),
        ("정규화", "으로/로", "정규화로"),
        ("GAN", "으로/로", "GAN으로"),
        ("모델", "은/는", "모델은"),
        ("ReLU", "이/가", "ReLU가"),
        ("LSTM", "과/와", "LSTM과"),
        ("UMAP", "과/와", "UMAP과"),
        ("LIME", "을/를", "LIME을"),
        ("HTTP", "은/는", "HTTP는"),
        ("DBMS", "과/와", "DBMS와"),
        ("Adam", "이다/다", "Adam이다"),
        ("batch normalization", "은/는", "batch normalization은"),
        ("배치 정규화(Batch Normalization)", "은/는", "배치 정규화(Batch Normalization)는"),
        ("경사 하강법 (gradient descent)", "이/가", "경사 하강법 (gradient descent)이"),
        ("과적합", "의", "과적합의"),
        ("", "은/는", "는"),
    ],
)
def test_particles(word: str, josa: str, expected: str) -> None:
    assert attach(word, josa) == expected


@given(st.text(max_size=20), st.sampled_from(["은/는", "이/가", "을/를", "과/와", "으로/로", "이다/다"]))
def test_any_word_gets_one_of_the_two_forms(word: str, josa: str) -> None:
    assert attach(word, josa) in {word + form for form in josa.split("/")}


SLIPS = [
    ("소프트맥스", "소프트맥쓰"),
    ("LeakyReLU", "LeakyReLUd"),
    ("Adagrad", "Adagard"),
    ("normalization", "normalizatoin"),
    ("optimizer", "optimzer"),
    ("과적합", "과젹합"),
    ("드롭아웃", "드랍아웃"),
    ("드롭아웃", "드로바웃"),
    ("normalise", "normalize"),
    ("gradient", "gradiant"),
    ("노멀라이제이션", "노말라이재이션"),
    ("BatchNorm", "batch_norm"),
    ("gated recurrent unit", "gated recurent unit"),
    ("배치 정규화", "배취정규화"),
]
DIFFERENT = [
    ("L1", "L2"), ("GPT-2", "GPT-3"), ("ReLU", "PReLU"), ("ReLU", "ELU"), ("ELU", "SELU"), ("지도학습", "비지도학습"),
    ("precision", "decision"), ("BN", "LN"), ("BN", "IN"), ("GRU", "CRU"), ("batch", "match"), ("Adam", "Adamax"),
    ("Adagrad", "Adadelta"), ("정규화", "정칙화"), ("편향", "평향"), ("과적합", "과소적합"), ("최댓값", "최솟값"),
    ("상향식", "하향식"), ("microeconomics", "macroeconomics"), ("hyperthyroidism", "hypothyroidism"), ("alkane", "alkene"),
    ("sulfate", "sulfite"), ("overfitting", "underfitting"), ("local minimum", "local maximum"),
    ("type I error", "type II error"),
    ("순전파", "역전파"), ("고혈압", "저혈압"), ("layer", "later"), ("encoder", "decoder"),
    ("활성화", "비활성화"), ("ReLU", "렐루"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "typed"), SLIPS)
def test_a_slip_is_the_same_name(name: str, typed: str) -> None:
    assert same_name(name, typed)
    assert same_name(typed, name)


@pytest.mark.parametrize(("first", "second"), DIFFERENT)
def test_names_that_only_look_alike_stay_apart(first: str, second: str) -> None:
    assert not same_name(first, second)
    assert not same_name(second, first)


def test_known_names_decide_about_short_and_real_words() -> None:
    assert same_name("평향", "편향", known={"편향", "분산"})
    assert not same_name("평향", "편향", known={"편향", "평향"})
    assert not same_name("ResNeXt", "ResNet", known={"ResNeXt", "ResNet"})
    assert same_name("ResNett", "ResNet", known={"ResNeXt", "ResNet"})


@given(st.text(max_size=15), st.text(max_size=15))
def test_nearness_is_symmetric_and_bounded(first: str, second: str) -> None:
    assert 0.0 <= similarity(first, second) <= 1.0
    assert similarity(first, second) == pytest.approx(similarity(second, first))
    assert same_name(first, second) == same_name(second, first)


def test_jamo_are_those_one_types() -> None:
    assert jamo("값 왜") == "ㄱㅏㅂㅅㅇㅗㅐ"
    assert jamo("과젹합") != jamo("과적합")
    assert similarity("과적합", "과젹합") > 0.85


def test_nearest_names_come_best_first() -> None:
    names = ["드롭아웃", "배치 정규화", "dropout", "드라마", "경사 하강법"]
    assert nearest("드랍아웃", names, limit=2) == ("드롭아웃", "드라마")
    assert nearest("batch norm", [], limit=3) == ()
    assert nearest("DROP-OUT", names)[0] == "dropout"
