"""Shapes of notes that state a relation without a verb of their own, or with it in an unusual place."""

from __future__ import annotations

from pathlib import Path

import pytest
from relation_reading import graph_of, stated

NAMES = [
    "Roux", "Veloute", "Bechamel", "Hollandaise", "Mother sauce", "Stock pot", "Sous vide", "Blast chiller",
    "Steam oven", "Induction", "Wok", "버터", "육수", "거품기", "응고", "템퍼링",
    "유화", "소스", "소스 손질", "진공 포장", "손잡이", "중탕", "분리 현상",
]  # fmt: skip
HOLDS = [
    # a particle that stands apart from its Latin name
    ("# x\n\nVeloute 는 육수 를 사용한다.\n", ("Veloute", "uses", "육수")),
    ("# x\n\nHollandaise 은 다음 조건을 만족하는 Mother sauce 이다.\n", ("Hollandaise", "is_a", "Mother sauce")),
    # members of a class
    ("# Mother sauce\n\n대표적인 방법으로 Bechamel이 존재한다.\n", ("Bechamel", "is_a", "Mother sauce")),
    ("# Mother sauce\n\n그 중 대표적인 방법이 Veloute이다.\n", ("Veloute", "is_a", "Mother sauce")),
    ("# Mother sauce\n\nVeloute는 대표적인 방식이다.\n", ("Veloute", "is_a", "Mother sauce")),
    ("# Mother sauce\n\nVeloute를 예시로 들 수 있다.\n", ("Veloute", "is_a", "Mother sauce")),
    ("# x\n\nMother sauce에는 Veloute, Bechamel 두 종류가 있다.\n", ("Bechamel", "is_a", "Mother sauce")),
    ("# x\n\n버터를 사용한 것들에는 Roux가 있다.\n", ("Roux", "uses", "버터")),
    ("# Mother sauce에는 어떤 것들이 있는가?\n\n- Veloute\n- Bechamel\n", ("Veloute", "is_a", "Mother sauce")),
    ("# x\n\nVeloute는 Mother sauce라고 할 수 있다.\n", ("Veloute", "is_a", "Mother sauce")),
    ("# x\n\n버터를 이용한 소스를 Roux라고 부른다.\n", ("Roux", "uses", "버터")),
    ("# Steam oven detector\n\n- Roux\n- Veloute\n", ("Roux", "is_a", "Steam oven detector")),
    # what is said in more words
    ("# x\n\nRoux는 응고를 방지하는 것이다.\n", ("Roux", "solves", "응고")),
    ("# x\n\nRoux는 버터를 사용하게 된다.\n", ("Roux", "uses", "버터")),
    ("# x\n\nRoux는 버터를 사용하는 것이 특징이다.\n", ("Roux", "uses", "버터")),
    ("# x\n\n버터와 육수, 그리고 거품기를 이용한 Veloute\n", ("Veloute", "uses", "거품기")),
    ("# x\n\n육수에 버터를 더한 Veloute\n", ("Veloute", "uses", "버터")),
    (
        "# x\n\n`Roux`에서 응고가 발생한다. 이러한 문제를 해결하기 위해 중탕 과정을 거친다. 응고 방지.\n",
        ("중탕", "solves", "응고"),
    ),
    ("# x\n\n중탕을 사용함으로써 소스는 응고를 방지할 수 있다.\n", ("중탕", "solves", "응고")),
    ("# Wok\n\n- Induction보다 빠르다\n", ("Induction", "contrasts_with", "Wok")),
    ("# x\n\n- Blast chiller : 진공 포장을 위한 장치\n", ("Blast chiller", "suited_to", "진공 포장")),
    # what something is made of
    ("# x\n\n- Veloute = Roux + 육수\n", ("Veloute", "uses", "육수")),
    ("# Veloute\n\nRoux + 육수의 조합!\n", ("Veloute", "uses", "Roux")),
    ("# x\n\n- Sous vide\n\n  Step1. 진공 포장\n\n  Step2. Steam oven 에 넣음\n", ("Sous vide", "uses", "Steam oven")),
    ("# Wok\n\n## 구조적 특징\n\n- 손잡이\n- Stock pot : 깊다\n", ("Wok", "uses", "손잡이")),
    # drawbacks and remedies that stand beside each other
    ("# Roux\n\n## 문제점\n\n- 응고\n\n## 해결책\n\n- 중탕\n", ("중탕", "solves", "응고")),
    ("# Roux\n\n## 문제점\n\n- 분리 현상\n", ("Roux", "causes", "분리 현상")),
    ("# Roux\n\n- 단점 : 식으면 굳을 수 있다 (응고)\n- 응고 방지\n", ("Roux", "causes", "응고")),
    # titles
    ("# Wok\n\n- Induction과의 차이점\n  - 불꽃이 있다\n", ("Induction", "contrasts_with", "Wok")),
    ("# x\n\nWok v.s Induction\n", ("Induction", "contrasts_with", "Wok")),
]  # fmt: skip
FAILS = [
    ("# Roux\n\n- 덩어리가 지는 게 단점 → 중탕으로 보완\n", ("Roux", "uses", "중탕")),
    ("# x\n\n육수를 포함한 Veloute를 낸다.\n", ("육수", "part_of", "Veloute")),
    ("# x\n\n- Veloute : (Roux + 육수) / 2\n", ("Veloute", "uses", "Roux")),
    ("# Wok\n\n## 구조적 특징\n\n- 응고\n- 응고 방지\n", ("Wok", "uses", "응고")),
    ("# Sous vide\n\nStep1. 응고\n\n응고 방지\n", ("Sous vide", "uses", "응고")),
    ("# Roux\n\n## 문제점\n\n- HTTPS\n", ("Roux", "causes", "HTTPS")),
    ("# 소스 최적화\n\n- Roux\n- 버터\n", ("Roux", "suited_to", "소스 최적화")),
    ("# Sauce methods\n\n- Wok vs Induction\n- Roux\n", ("Wok", "is_a", "Sauce methods")),
    ("# 소스 손질 방식\n\n- Roux\n- 버터\n", ("Roux", "is_a", "소스")),
    ("# Roux\n\n어려운 조건으로 인해 응고가 발생한다. 응고 방지.\n", ("Roux", "causes", "응고")),
    ("# x\n\nRoux에서는 버터든 육수든 거품기를 사용한다.\n", ("Roux", "is_a", "버터")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "edge"), HOLDS)
def test_the_shape_states_the_relation(tmp_path: Path, text: str, edge: tuple[str, str, str]) -> None:
    assert edge in stated(graph_of(tmp_path, text, names=NAMES))


@pytest.mark.parametrize(("text", "edge"), FAILS)
def test_what_only_looks_like_the_shape_states_nothing(tmp_path: Path, text: str, edge: tuple[str, str, str]) -> None:
    assert edge not in stated(graph_of(tmp_path, text, names=NAMES))


def test_headings_over_headings_are_items_of_the_one_above(tmp_path: Path) -> None:
    text = "# 소스 기법\n" + "".join(f"\n## {name}\n\n### 특징\n\n- 맑다\n" for name in ("Veloute", "Bechamel", "Roux"))
    assert ("Bechamel", "is_a", "소스 기법") in stated(graph_of(tmp_path, text, names=[*NAMES, "소스 기법"]))
