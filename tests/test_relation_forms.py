"""Relations by layout and in English fragments, on notes of fields that no word list knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from relation_reading import graph_of, stated

HOLDS = [
    ("# Diuretics\n\n- furosemide\n- spironolactone\n- mannitol\n", ("furosemide", "is_a", "Diuretics")),
    ("# 이뇨제의 종류\n\n- 푸로세마이드\n- 만니톨\n", ("푸로세마이드", "is_a", "이뇨제")),
    ("# 약\n\n이뇨제 > 고리 이뇨제 > 푸로세마이드\n", ("푸로세마이드", "is_a", "고리 이뇨제")),
    ("# 이뇨제\n\n| 종류 | 쓰임 |\n|---|---|\n| 만니톨 | 뇌부종 |\n", ("만니톨", "is_a", "이뇨제")),
    ("# mannitol\n\nIn glaucoma and edema, mannitol is widely used.\n", ("mannitol", "suited_to", "glaucoma")),
    ("# x\n\nMannitol is used in glaucoma and edema instead of furosemide.\n", ("furosemide", "alternative_to", "mannitol")),
    ("# x\n\n- **anion gap**: difference of sodium and chloride\n", ("anion gap", "uses", "sodium")),
    ("# x\n\nMannitol (an osmotic agent) draws water.\n", ("mannitol", "is_a", "osmotic agent")),
    ("# x\n\n`안뇌압`은 만니톨로 조절한다.\n", ("안뇌압", "uses", "만니톨")),
    ("# 이뇨제의 단점\n\n- 오래 쓰면 잘 안 들음 → 푸로세마이드가 해결\n", ("푸로세마이드", "improves_on", "이뇨제")),
    ("# 만니톨의 문제점은?\n\n- 많이 맞으면 콩팥 손상 → 탈수\n", ("만니톨", "causes", "콩팥 손상")),
    ("# 만니톨\n\n- 단점: 비쌈\n- 푸로세마이드가 대안\n", ("만니톨", "alternative_to", "푸로세마이드")),
    ("# x\n\n- 만니톨 : 물을 끌어낸다. 이뇨제 병동이 사용\n", ("이뇨제 병동", "uses", "만니톨")),
    ("# x\n\n- 만니톨을 사용하는 경우 → 고리 이뇨제\n", ("고리 이뇨제", "uses", "만니톨")),
    # what a noun says, what is computed from what, what is told of the heading or of the sentence before
    ("# x\n\nMannitol is the most common cause of osmotic nephrosis.\n", ("mannitol", "causes", "osmotic nephrosis")),
    ("# x\n\nTorsemide is a newer variant of furosemide.\n", ("Torsemide", "is_a", "furosemide")),
    ("# x\n\nRenal failure due to mannitol is rare.\n", ("mannitol", "causes", "Renal failure")),
    ("# x\n\nThe anion gap is calculated as the difference of sodium over chloride.\n", ("anion gap", "uses", "chloride")),
    ("# anion gap\n\n- weighted difference of sodium and chloride\n", ("anion gap", "uses", "sodium")),
    ("# furosemide\n\n- sodium based salt, improves on mannitol\n", ("furosemide", "improves_on", "mannitol")),
    ("# furosemide\n\n- sodium based salt, improves on mannitol\n", ("furosemide", "uses", "sodium")),
    ("# x\n\n- sodium based (furosemide)\n", ("furosemide", "uses", "sodium")),
    ("# x\n\nWe choose mannitol over furosemide.\n", ("furosemide", "alternative_to", "mannitol")),
    ("# x\n\nFor edema, we prefer furosemide.\n", ("furosemide", "suited_to", "edema")),
    ("# x\n\nMannitol prevents glaucoma.\n", ("mannitol", "solves", "glaucoma")),
    ("# y\n\n- mannitol: an old drug. It prevents glaucoma.\n", ("mannitol", "solves", "glaucoma")),
    # what a task is done with, what is used for what, parts after a lead
    ("# edema detection\n\n- mannitol, furosemide\n- glycerol\n", ("mannitol", "suited_to", "edema detection")),
    ("# x\n\nWe use mannitol for glaucoma.\n", ("mannitol", "suited_to", "glaucoma")),
    # a label says what follows it, and a list may hold more than names
    ("# osmotic agent\n\n- Two options: mannitol; a salt of sodium\n", ("mannitol", "is_a", "osmotic agent")),
    ("# 부종\n\n- 주요 원인: 탈수(물 부족), 오래 서 있기\n", ("탈수", "causes", "부종")),
    ("# anion gap\n\n- Based on: sodium, chloride\n", ("anion gap", "uses", "chloride")),
    ("# 이뇨제\n\n## 분류 (2)\n\n- 고리 이뇨제 : 세다\n- 만니톨 : 삼투압\n", ("만니톨", "is_a", "이뇨제")),
    ("# x\n\n- 고리 이뇨제 : 세게 듣는 약\n  - 종류: 푸로세마이드, 토르세미드\n", ("푸로세마이드", "is_a", "고리 이뇨제")),
    ("# x\n\n- 고리 이뇨제(Furosemide, Torsemide)는 세다\n", ("Torsemide", "is_a", "고리 이뇨제")),
    ("# 부종의 원인\n\n1. # 탈수\n\n   물이 준다.\n", ("탈수", "causes", "부종")),
]
NAMES = [
    "furosemide",
    "spironolactone",
    "mannitol",
    "Diuretics",
    "glaucoma",
    "edema",
    "chloride channels",
    "anion gap",
    "sodium",
]
NAMES += ["chloride", "osmotic agent", "이뇨제", "고리 이뇨제", "푸로세마이드", "만니톨", "이뇨제 병동", "콩팥 손상", "부종"]
NAMES += [
    "탈수",
    "안뇌압",
    "Torsemide",
    "sodium pumps",
    "osmotic nephrosis",
    "Renal failure",
]


@pytest.mark.parametrize(("text", "edge"), HOLDS)
def test_stated(tmp_path: Path, text: str, edge: tuple[str, str, str]) -> None:
    assert edge in stated(graph_of(tmp_path, text, names=NAMES))


REFUSED = [
    ("# furosemide\n\n## Examples\n\n- mannitol\n- glycerol\n", ("mannitol", "is_a", "furosemide")),  # of no class
    ("# x\n\nWe don't use mannitol for glaucoma.\n", ("mannitol", "suited_to", "glaucoma")),
    ("# x\n\nMannitol is a drug that lowers edema.\n", ("mannitol", "is_a", "edema")),
    ("# mannitol\n\n- Edema at night → use furosemide\n", ("mannitol", "uses", "furosemide")),
    ("# osmotic agents\n\n- mannitol (white) sodium: salt\n- glycerol\n", ("sodium", "is_a", "osmotic agents")),
    ("# x\n\nMannitol is not a cause of osmotic nephrosis.\n", ("mannitol", "causes", "osmotic nephrosis")),
    ("# x\n\nFor edema, we don't prefer furosemide.\n", ("furosemide", "suited_to", "edema")),
    ("# mannitol\n\nIt lowers the mean pressure of sodium\n", ("mannitol", "uses", "sodium")),
    ("# sodium pumps\n\n- mannitol\n- furosemide\n", ("mannitol", "is_a", "sodium pumps")),  # one thing, not a class
    ("# 이뇨제의 원칙\n\n- 만니톨 : 먼저\n- 푸로세마이드 : 나중\n", ("만니톨", "is_a", "이뇨제")),
    ("# x\n\n- 이뇨제(만니톨 or 푸로세마이드)\n", ("만니톨", "is_a", "이뇨제")),
    ("# furosemide and edema\n\n- Based on: sodium, chloride\n", ("edema", "uses", "sodium")),
    ("# furosemide\n\n- mannitol\n- spironolactone\n", ("mannitol", "is_a", "furosemide")),  # no class
    ("# x\n\nmannitol > furosemide\n", ("furosemide", "is_a", "mannitol")),  # better, or larger: two names are no chain
    ("# furosemide\n\nFurosemide is a widely used osmotic agent.\n", ("furosemide", "uses", "osmotic agent")),
    (
        "# x\n\n| 약 | sodium | chloride |\n|---|---|---|\n| mannitol | 낮음 | 높음 |\n",
        ("chloride", "contrasts_with", "sodium"),
    ),  # columns are aspects of the row
    ("# x\n\n만니톨은 푸로세마이드로 바뀐다.\n", ("만니톨", "uses", "푸로세마이드")),
    ("# 만니톨의 문제점은?\n\n- 콩팥 손상은 생기지 않는다\n", ("만니톨", "causes", "콩팥 손상")),
    ("# 이뇨제의 장점\n\n- 오래 쓰면 잘 안 들음 → 푸로세마이드가 해결\n", ("푸로세마이드", "improves_on", "이뇨제")),
]


@pytest.mark.parametrize(("text", "edge"), REFUSED)
def test_not_stated(tmp_path: Path, text: str, edge: tuple[str, str, str]) -> None:
    assert edge not in stated(graph_of(tmp_path, text, names=NAMES))
