"""Korean spellings of foreign words are told from Korean words."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.language.loans import consonants, cost, sounds, spelt_by

ENGLISH = """
    algebra ballast crater drizzle estuary gasket heron lantern monsoon nozzle outrigger pendulum quartz rivet sonata trellis
    umbra vortex walnut yodel zeppelin on-call photosynthesis mitochondria guillotine
"""
WORDS = list(ENGLISH.split())
KEYS = [consonants(word) for word in WORDS]


def meant(korean: str) -> str:
    return next((word for _, word in spelt_by(korean, WORDS, KEYS)), "")


@pytest.mark.parametrize(
    ("korean", "english"),
    [
        ("랜턴", "lantern"),
        ("펜듈럼", "pendulum"),
        ("소나타", "sonata"),
        ("보텍스", "vortex"),
        ("온콜", "on-call"),
        ("미토콘드리아", "mitochondria"),
        ("길로틴", "guillotine"),
    ],
)
def test_a_korean_spelling_finds_its_word(korean: str, english: str) -> None:
    assert meant(korean) == english


@pytest.mark.parametrize("korean", ["까마귀", "소나기", "바닷가", "물레방아", "광합성", "단두대", "몬다", "헤론다스러운"])
def test_a_korean_word_is_no_loan(korean: str) -> None:
    assert meant(korean) == ""


def test_an_english_word_finds_its_korean_spelling() -> None:
    korean = ["랜턴", "소나기", "미토콘드리아", "단두대"]
    assert spelt_by("mitochondria", korean, [consonants(word) for word in korean])[0][1] == "미토콘드리아"


def test_spellings_that_sound_alike_are_one() -> None:
    assert sounds("쥬스") == sounds("주쓰")
    assert sounds("캣") == sounds("캩")
    assert sounds("캣") != sounds("칸")


@given(st.text("가나다라마바사아자차카타파하강난덧", min_size=1, max_size=8), st.text("abcdefgxyz", min_size=1, max_size=9))
def test_cost_is_never_negative_and_case_counts_nothing(korean: str, english: str) -> None:
    price = cost(korean, english)
    assert price >= 0 or math.isinf(price)
    assert cost(korean, english.upper()) == price
