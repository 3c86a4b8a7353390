"""The measure of the concept graph: what it credits, on labels of two notes of the small vault, and that the labels hold."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from kb import KnowledgeBase

ROOT = Path(__file__).resolve().parents[1]
NOTE, OTHER = "활성화-함수.md", "optimization.md"


@pytest.fixture(autouse=True)
def _scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(ROOT / "scripts"), *sys.path])


def write(path: Path, *records: dict[str, Any]) -> Path:
    path.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
    return path


def stretch(note: str, split: str) -> dict[str, Any]:
    return {"record": "range", "note": note, "first_line": 1, "last_line": 35, "split": split}


def concept(*names: str, line: int, note: str = NOTE) -> dict[str, Any]:
    return {"record": "concept", "names": names, "lines": [[note, line]]}


def edge(head: str, relation: str, tail: str, line: int, note: str = NOTE, **more: Any) -> dict[str, Any]:
    return {"record": "edge", "head": head, "relation": relation, "tail": tail, "note": note, "line": line, **more}


LABELS = (
    stretch(NOTE, "dev"),
    stretch(OTHER, "test"),
    concept("ReLU", "렐루", line=20),
    concept("LeakyReLU", "Leaky ReLU", line=25),
    concept("죽은 뉴런", "dead neuron", line=23),
    concept("Sigmoid", "시그모이드", line=15),
    concept("기울기 소실", "vanishing gradient", line=18),
    concept("투명한 뉴런", line=23),
    concept("momentum", "모멘텀", line=3, note=OTHER),
    edge("LeakyReLU", "solves", "죽은 뉴런", 27),
    edge("렐루", "causes", "dead neuron", 23),
    edge("Sigmoid", "solves", "vanishing gradient", 18),
)


def test_found_missed_and_half_right(kb: KnowledgeBase, tmp_path: Path) -> None:
    from eval_graph import measure, report
    from graph_gold import read_gold

    gold = read_gold(write(tmp_path / "gold.jsonl", *LABELS))
    shown: list[str] = []
    tally = measure(gold.part("dev"), kb, shown.append)
    assert (tally.counts["concepts"], tally.counts["found"], tally.counts["in_graph"]) == (6, 5, 5)
    assert (tally.counts["names"], tally.counts["names_found"]) == (11, 10)
    assert tally.counts["merged"] == tally.counts["splits"] == 0
    assert tally.credit["solves"][2:] == [1.0, 2.0]
    assert tally.credit["causes"] == [1.0, 2.0, 1.0, 1.0]  # what Sigmoid causes is labelled as what it solves
    assert f"{NOTE}:18: missed: Sigmoid —solves→ vanishing gradient" in shown
    assert f"{NOTE}:23: concept missed: 투명한 뉴런" in shown
    assert "recall  83.3% (5/6)" in report("dev", tally)


def test_one_split_only(kb: KnowledgeBase, tmp_path: Path) -> None:
    from eval_graph import measure
    from graph_gold import read_gold

    gold = read_gold(write(tmp_path / "gold.jsonl", *LABELS)).part("test")
    tally = measure(gold, kb)
    assert (tally.counts["concepts"], tally.counts["found"]) == (1, 1)
    assert not tally.credit["causes"][1]


def test_two_concepts_on_one_node_and_one_concept_on_two(kb: KnowledgeBase, tmp_path: Path) -> None:
    from eval_graph import measure
    from graph_gold import read_gold

    labels = (stretch(NOTE, "dev"), concept("ReLU", "Sigmoid", line=20), concept("렐루", line=20))
    tally = measure(read_gold(write(tmp_path / "gold.jsonl", *labels)), kb)
    assert (tally.counts["found"], tally.counts["merged"], tally.counts["splits"]) == (2, 1, 1)


def test_credit_knows_families_directions_and_what_is_as_right(tmp_path: Path) -> None:
    from eval_graph import credit
    from graph_gold import GoldEdge

    solves = GoldEdge("a", "solves", "b", NOTE, 1, also=("uses",))
    assert [credit(r, solves, True) for r in ("solves", "uses", "improves_on", "causes")] == [1, 1, 0.5, 0]
    assert credit("solves", solves, False) == 0
    contrast = GoldEdge("a", "contrasts_with", "b", NOTE, 1)
    assert [credit(r, contrast, False) for r in ("contrasts_with", "alternative_to", "improves_on")] == [1, 0.5, 0.5]


def test_the_test_split_is_not_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from eval_graph import main

    with pytest.raises(SystemExit):
        main(["--gold", "x", "--index", "y", "--split", "test", "--show"])
    assert "dev" in capsys.readouterr().err


@pytest.mark.parametrize("path", sorted((ROOT / "tests" / "data" / "gold").glob("*.jsonl")), ids=lambda path: path.stem)
def test_the_labels_are_sound(path: Path) -> None:
    from graph_gold import faults, read_gold

    assert not list(faults(read_gold(path)))
