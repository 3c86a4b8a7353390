"""Outlines and lists of fields that no rule was made for: what they state, and what only looks like it."""

from __future__ import annotations

from pathlib import Path

import pytest
from relation_reading import graph_of, stated

NAMES = [
    "Trade wind", "Monsoon", "Sea breeze", "Typhoon", "Hadley cell", "Polar front", "Humidity", "Cold front",
    "Warm front", "Wind", "Foehn", "Anemometer", "WBC", "Warming", "Blizzard", "Cooling", "돌풍", "푄 현상",
    "기압", "고기압", "저기압", "발산 지역", "구름", "계절풍", "해륙풍", "편서풍", "무역풍", "강수량", "증발",
    "해일", "태풍", "전선", "기단", "습도",
]  # fmt: skip
HOLDS = [
    ("# x\n\n## 자료-001: 계절풍 vs 해륙풍 강수량\n\n다르다.\n", ("계절풍", "contrasts_with", "해륙풍")),
    # counted members and parts
    ("# x\n\n전선은 기단, 기압, 구름의 세 요소로 이루어진다.\n", ("기압", "part_of", "전선")),
    ("# 전선\n\n기단, 기압, 구름의 3단계로 구성된다.\n", ("구름", "part_of", "전선")),
    ("# x\n\n구름은 계절풍, 무역풍 두 가지로 나뉜다.\n", ("무역풍", "is_a", "구름")),
    ("# 기압\n\n고기압, 저기압이 있다.\n", ("고기압", "is_a", "기압")),
    ("# 전선\n\n계절풍, 무역풍, 해륙풍 등이 대표적인 예이다.\n", ("무역풍", "is_a", "전선")),
    ("# x\n\n계절풍과 무역풍은 해륙풍과 동일한 기단이다.\n", ("계절풍", "is_a", "기단")),
    # what follows a lead
    ("# x\n\n- 전선 : 기온이 바뀌는 곳 - ex) Cold front, Warm front\n", ("Cold front", "is_a", "전선")),
    ("# x\n\n- Wind: Trade wind, Monsoon, Foehn\n", ("Monsoon", "is_a", "Wind")),
    ("# x\n\n- 태풍의 구성 요소 : 구름, 기압\n", ("구름", "part_of", "태풍")),
    ("# x\n\n- Causes of Typhoon: Humidity\n", ("Humidity", "causes", "Typhoon")),
    ("# WBC\n\n- Warming\n- Blizzard\n- Cooling\n", ("Cooling", "part_of", "WBC")),
    # what a heading is: a family, a thing that its first line is made of
    ("# Wind (바람류)\n\n- Monsoon\n- Foehn\n- Trade wind\n", ("Foehn", "is_a", "Wind")),
    ("# 태풍\n\n- 여러 개의 구름으로 이루어진 기단이다.\n", ("구름", "part_of", "태풍")),
    # English
    ("# x\n\nThe two types of Wind are Monsoon and Foehn.\n", ("Foehn", "is_a", "Wind")),
    ("# x\n\nTrade winds are Sea breezes that never stop.\n", ("Trade wind", "is_a", "Sea breeze")),
    ("# x\n\nThe Winds called Foehn melt the snow.\n", ("Foehn", "is_a", "Wind")),
    ("# x\n\nWarming and Humidity make up Typhoon.\n", ("Humidity", "part_of", "Typhoon")),
    ("# x\n\nHumidity and Warming combine to form Typhoon.\n", ("Warming", "part_of", "Typhoon")),
    ("# x\n\nHumidity, Wind and Warming are the parts of Monsoon.\n", ("Wind", "part_of", "Monsoon")),
    ("# x\n\nIn contrast to Monsoon, the Foehn is dry.\n", ("Foehn", "contrasts_with", "Monsoon")),
    ("# x\n\nIncreasing Humidity causes Blizzard.\n", ("Humidity", "causes", "Blizzard")),
]  # fmt: skip
FAILS = [
    # a name right behind one of the sides says in what they differ
    ("# x\n\n## 자료-001: 계절풍 vs 해륙풍 강수량\n\n다르다.\n", ("강수량", "contrasts_with", "해륙풍")),
    ("# x\n\n## 자료-001: 계절풍 vs 해륙풍 강수량\n\n다르다.\n", ("강수량", "contrasts_with", "계절풍")),
    # a verb in the third person is no class of things
    (
        "# Humidity\n\n- Affects:\n  - **Monsoon** – stays\n  - **Typhoon** – grows\n  - **Sea breeze** – turns\n",
        ("Monsoon", "is_a", "Affects"),
    ),
    # aspects under the name of one thing are no kinds of it
    ("# x\n\n- **Sea hormone**\n  - **Regulation**\n  - **Action**\n", ("Regulation", "is_a", "Sea hormone")),
    # the limits of the remedies
    ("# Monsoon\n\n## Remedies\n\n- Limitations\n  - Typhoon\n  - Humidity\n", ("Monsoon", "causes", "Typhoon")),
    # what stands over a list tells of its items
    ("# 태풍\n\n- **해마다 바뀌는 습도**\n  - 계절풍 : 여름\n  - 해륙풍 : 낮\n", ("태풍", "is_a", "습도")),
    # what only begins like a harm, or measures
    ("# 태풍\n\n발산 지역이 있다.\n", ("태풍", "causes", "발산 지역")),
    # the members of another's list, a bracket in a sentence, an adjective, another clause
    ("# x\n\n- Wind: Typhoon, Humidity, 강수량\n", ("Typhoon", "is_a", "Wind")),
    ("# x\n\nMonsoons are Foehn dependent.\n", ("Monsoon", "is_a", "Foehn")),
    ("# x\n\nIn contrast to Monsoon, not all of the Humidity falls.\n", ("Humidity", "contrasts_with", "Monsoon")),
    ("# x\n\n계절풍과 무역풍은 기단 기반 전선이다.\n", ("계절풍", "is_a", "기단")),
    ("# 전선\n\n기단이 지원하는 핵심 개념 중 하나로, 대표적인 예이다.\n", ("기단", "is_a", "전선")),
    ("# TCP\n\n- Warming\n- Blizzard\n- Cooling\n", ("Cooling", "part_of", "TCP")),
    # steps of what is done, and what a thing is put together from
    ("# Turning Typhoons into Blizzards\n\n- Monsoon\n- Foehn\n- Trade wind\n", ("Monsoon", "is_a", "Blizzard")),
    ("# 태풍 패턴\n\n- 계절풍 클래스\n- 해륙풍 인터페이스\n", ("계절풍", "is_a", "태풍 패턴")),
    # a family of two syllables, a task that is called a problem, a word in a sentence, keys, one of the parts
    ("# Wind (전류)\n\n- Typhoon\n- Humidity\n- 강수량\n", ("Typhoon", "is_a", "Wind")),
    ("# 태풍 분류 문제\n\n- 해일\n- 습도\n", ("태풍 분류", "causes", "해일")),
    ("# 태풍으로 시험 문제 풀 때\n\n- 해일\n- 습도\n", ("태풍", "causes", "해일")),
    ("# 태풍\n\n| 키 | 뜻 |\n|---|---|\n| 해일 + 습도 | 저장 |\n", ("태풍", "uses", "해일")),
    ("# x\n\n구름은 태풍의 첫번째 요소이다.\n", ("구름", "part_of", "태풍")),
    # what it is written in, what is only listed with something else
    ("# x\n\n태풍은 Monsoon 라이브러리이다.\n", ("태풍", "is_a", "Monsoon")),
    ("# x\n\nMonsoon wins many prizes, including Foehn.\n", ("Foehn", "part_of", "Monsoon")),
    # behind an arrow after another topic
    ("# 태풍\n\n- 떠 있던 배들은 떠내려간다 → 해일 관측에 이용\n", ("태풍", "suited_to", "해일")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "edge"), HOLDS)
def test_the_outline_states_the_relation(tmp_path: Path, text: str, edge: tuple[str, str, str]) -> None:
    assert edge in stated(graph_of(tmp_path, text, names=NAMES))


@pytest.mark.parametrize(("text", "edge"), FAILS)
def test_what_only_looks_like_the_outline_states_nothing(tmp_path: Path, text: str, edge: tuple[str, str, str]) -> None:
    assert edge not in stated(graph_of(tmp_path, text, names=NAMES))


def test_a_bracket_names_the_owner_too(tmp_path: Path) -> None:
    text = "# 기상\n\n- **바람의 속력(Speed of Wind; SOW)** : 재는 값\n- **구름의 속력(Speed of Cloud; SOC)** : 재는 값\n"
    graph = graph_of(tmp_path, text)
    names = {name: concept for concept in graph.concepts.values() for name in (concept.name, *concept.aliases)}
    assert names["SOW"] is names["바람의 속력"] is names["Speed of Wind"]
    assert names["SOC"] is not names["SOW"]
    assert not stated(graph)  # an acronym in brackets is no example


def test_a_name_said_in_another_language_is_one_concept(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, "# 바람\n\n해륙풍은 영어로 sea breeze라고 한다.\n\n해륙풍은 낮에 분다.\n")
    assert any({"해륙풍", "sea breeze"} <= {c.name, *c.aliases} for c in graph.concepts.values())


FOREIGN = """# 잎의 구조

**기공**: 공변세포 두 개가 만드는 구멍
**엽록체**: 광합성이 일어나는 곳
**큐티클**: 잎을 덮는 층
**울타리 조직**: 길쭉한 세포
**해면 조직**: 성긴 세포
**물관**: 물이 오르는 길
**체관**: 양분이 내려가는 길
**표피**: 바깥 세포
**잎맥**: 물관과 체관의 다발
**증산 작용**: 물이 수증기로 나가는 일

- leaf 아래 면에 기공이 많다
- 빛을 받으면 활성화 된다
"""


def test_plain_words_of_another_field_are_not_the_lexicons(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, FOREIGN)
    assert not {"leaf node", "activation function", "layer"} & {m.concept for m in graph.mentions}


def test_they_are_in_a_note_of_its_field(tmp_path: Path) -> None:
    text = "# 힙 정렬\n\n이진 트리의 leaf 에서 시작한다. 최대 힙과 퀵 정렬, 병합 정렬도 본다.\n"
    assert "leaf node" in {m.concept for m in graph_of(tmp_path, text).mentions}
