"""Concepts that stand once, and show by where they stand that they are terms: in bold, in lists, beside their other name."""

from __future__ import annotations

import pytest
from test_concepts_prose import vocabulary_of

FOUND = [
    # a word of the field in bold, or before its definition
    ("# 잎\n\n표면에는 **큐티클** 막이 있다.\n", "큐티클"),
    ("# Leaf\n\nIt is covered by a **cuticula**.\n", "cuticula"),
    ("# 회로\n\n- 전하 : 전기를 띠게 하는 것\n", "전하"),
    # a list of nothing but names
    ("# Torts\n\n- Negligence\n- Nuisance\n- Trespass\n", "Trespass"),
    # lists in a sentence that counts its members, or says that they are there
    ("# 구름\n\n적란운, 층적운 무리, 고적운 무리가 있다.\n", "층적운 무리"),
    # what a sentence says that its subject is
    ("# 광물\n\n석영은 규산염 화합물이다.\n", "규산염 화합물"),
    # what is listed behind a lack
    ("# Vitamins\n\n- Niacin deficiency: pellagra (skin), glossitis (tongue)\n", "pellagra"),
]
NOT_FOUND = [
    ("# 잎\n\n표면에는 **아주** 얇은 막이 있다.\n", "아주"),
    ("# Shop\n\n- Milk\n- Bread\n- Apples\n", "Bread"),
    ("# 일\n\n- 접근방법 : 먼저 묻는다\n", "접근방법"),
    ("# Torts\n\n## Key stages\n\nText.\n", "Key stages"),
]
ONE = [
    (
        "# Krebs\n\n**Krebs Cycle**: Also called the citric acid cycle, this stage comes second.\n",
        "Krebs Cycle",
        "citric acid cycle",
    ),
    ("# Birds\n\nThe rock dove (also known as the common pigeon) nests on cliffs.\n", "rock dove", "common pigeon"),
    ("# 새\n\n집비둘기는 바위비둘기라고도 한다.\n", "집비둘기", "바위비둘기"),
    # brackets of two syllables, where the brackets of the other lines name
    (
        "# Nuts\n\n- Walnut (호두나무)\n- Chestnut (밤나무)\n- Hazelnut (개암나무)\n- Almond (편도)\n",
        "Almond",
        "편도",
    ),
]
APART = [
    ("# 문법\n\n축약형은 사용가능 (short form) 하다.\n\n축약 사용가능 (short form)\n", "short form", "사용가능"),
    ("# HTTP\n\n- PUTX (저장 성공)\n- `저장 성공`\n", "PUTX", "저장 성공"),
    ("# 세대\n\n- 객체는 나이를 먹는다.\n", "세대", "2 세대"),
    ("# 마당 청소\n\n마당 및 마당 청소를 한다.\n\n# 마당\n\n넓다.\n", "마당 청소", "마당"),
    ("# Flags\n\n- FIN (요청 종료)\n- SYN (연결 시작)\n- ACK (응답 확인)\n- RST (중단)\n", "RST", "중단"),
    ("# Birds\n\nIt is also called the common pigeon.\n", "It", "common pigeon"),
]


@pytest.mark.parametrize(("text", "name"), FOUND)
def test_what_stands_once_is_found(text: str, name: str) -> None:
    assert vocabulary_of(text).resolve(name, slips=False) is not None


@pytest.mark.parametrize(("text", "name"), NOT_FOUND)
def test_plain_words_are_not(text: str, name: str) -> None:
    assert vocabulary_of(text).resolve(name, slips=False) is None


@pytest.mark.parametrize(("text", "one", "other"), ONE)
def test_two_names_are_one(text: str, one: str, other: str) -> None:
    vocabulary = vocabulary_of(text)
    assert vocabulary.resolve(one, slips=False) == vocabulary.resolve(other, slips=False) is not None


@pytest.mark.parametrize(("text", "one", "other"), APART)
def test_what_a_bracket_tells_is_no_name(text: str, one: str, other: str) -> None:
    vocabulary = vocabulary_of(text)
    known = vocabulary.resolve(one, slips=False)
    assert known is None or known != vocabulary.resolve(other, slips=False)
