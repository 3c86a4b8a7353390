"""Role words as labels and as column headers state one relation, in both languages, in several fields."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_relations import graph_of, stated

SCHEDULING = "## 스케줄링\n| 이름 | 단점 | 용도 |\n|---|---|---|\n| SJF | 기아 상태 | 배치 처리 |\n"
PLANTS = "| Problem | Cause | Solution |\n|---|---|---|\n| root rot | overwatering | drainage, fungicide |\n"
NAMES = (
    "상호 배제", "순환 대기", "호위 효과", "배치 처리", "은행원 알고리즘", "root rot", "overwatering", "fungicide",
    "drainage", "greenhouse", "체크포인트", "스키마",
)  # fmt: skip
HOLDS = [
    ("## 교착 상태\n- 원인: 상호 배제, 순환 대기\n", "순환 대기", "causes", "deadlock"),
    ("## 교착 상태\n- 해결책: 은행원 알고리즘\n", "은행원 알고리즘", "solves", "deadlock"),
    ("## Deadlock\n- Solution: banker's algorithm\n", "banker's algorithm", "solves", "deadlock"),
    ("## SJF\n- 단점: 기아 상태\n", "shortest job first", "causes", "starvation"),
    ("## SJF\n- Drawbacks: starvation\n", "shortest job first", "causes", "starvation"),
    ("## Fungicide\n- Used in: greenhouse\n", "fungicide", "suited_to", "greenhouse"),
    (SCHEDULING, "shortest job first", "causes", "starvation"),
    (SCHEDULING, "shortest job first", "suited_to", "배치 처리"),
    (PLANTS, "overwatering", "causes", "root rot"),
    (PLANTS, "fungicide", "solves", "root rot"),
]  # fmt: skip
FAILS = [
    ("## 체크포인트\n- 해결책: 스키마\n", "스키마", "solves", "체크포인트"),  # nothing says that it is a problem
    ("## SJF\n- 단점: 기아 상태는 없음\n", "shortest job first", "causes", "starvation"),
    ("## SJF\n- 참고: 기아 상태\n", "shortest job first", "causes", "starvation"),
    ("| Name | Solution |\n|---|---|\n| greenhouse | drainage |\n", "drainage", "solves", "greenhouse"),
    ("| Problem | Solution |\n|---|---|\n| root rot | not fungicide |\n", "fungicide", "solves", "root rot"),
    ("## SJF와 FCFS\n- 단점: 기아 상태\n", "first-come, first-served", "causes", "starvation"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "source", "relation", "target"), HOLDS)
def test_a_label_states_what_its_role_word_says(tmp_path: Path, text: str, source: str, relation: str, target: str) -> None:
    assert (source, relation, target) in stated(graph_of(tmp_path, text, names=NAMES))


@pytest.mark.parametrize(("text", "source", "relation", "target"), FAILS)
def test_a_label_states_nothing_beyond_it(tmp_path: Path, text: str, source: str, relation: str, target: str) -> None:
    assert (source, relation, target) not in stated(graph_of(tmp_path, text, names=NAMES))
