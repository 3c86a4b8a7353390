"""Relations by layout and in English fragments, on notes of fields that no word list knows."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_relations import graph_of, stated

HOLDS = [
    ("# Diuretics\n\n- furosemide\n- spironolactone\n- mannitol\n", ("furosemide", "is_a", "Diuretics")),
    ("# 이뇨제의 종류\n\n- 푸로세마이드\n- 만니톨\n", ("푸로세마이드", "is_a", "이뇨제")),
    ("# 약\n\n이뇨제 > 고리 이뇨제 > 푸로세마이드\n", ("푸로세마이드", "is_a", "고리 이뇨제")),
    ("# 이뇨제\n\n| 종류 | 쓰임 |\n|---|---|\n| 만니톨 | 뇌부종 |\n", ("만니톨", "is_a", "이뇨제")),
    ("# mannitol\n\nIn glaucoma and edema, mannitol is widely used.\n", ("mannitol", "suited_to", "glaucoma")),
    ("# x\n\nMannitol is used in glaucoma and edema instead of furosemide.\n", ("furosemide", "alternative_to", "mannitol")),
    ("# x\n\n- **anion gap**: difference of sodium and chloride\n", ("anion gap", "uses", "sodium")),
    ("# x\n\nMannitol (an osmotic agent) draws water.\n", ("mannitol", "is_a", "osmotic agent")),
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
NAMES += ["chloride", "osmotic agent", "이뇨제", "고리 이뇨제", "푸로세마이드", "만니톨"]


@pytest.mark.parametrize(("text", "edge"), HOLDS)
def test_stated(tmp_path: Path, text: str, edge: tuple[str, str, str]) -> None:
    assert edge in stated(graph_of(tmp_path, text, names=NAMES))


REFUSED = [
    ("# furosemide\n\n- mannitol\n- spironolactone\n", ("mannitol", "is_a", "furosemide")),  # no class
    ("# x\n\nmannitol > furosemide\n", ("furosemide", "is_a", "mannitol")),  # better, or larger: two names are no chain
    ("# furosemide\n\nFurosemide is a widely used osmotic agent.\n", ("furosemide", "uses", "osmotic agent")),
    (
        "# x\n\n| 약 | sodium | chloride |\n|---|---|---|\n| mannitol | 낮음 | 높음 |\n",
        ("chloride", "contrasts_with", "sodium"),
    ),  # columns are aspects of the row
]


@pytest.mark.parametrize(("text", "edge"), REFUSED)
def test_not_stated(tmp_path: Path, text: str, edge: tuple[str, str, str]) -> None:
    assert edge not in stated(graph_of(tmp_path, text, names=NAMES))
