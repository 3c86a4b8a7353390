"""Two lines that can't both hold are shown side by side; anything less is no disagreement."""

from __future__ import annotations

from pathlib import Path

import pytest
from relation_reading import graph_of, stated

from kb.graph.concept_graph import ConceptGraph

DISAGREE = [
    ("denied", ("드롭아웃은 과적합을 방지한다.", "드롭아웃은 과적합을 막지 못한다."), ("yes", "no")),
    ("denied", ("Early stopping prevents overfitting.", "Early stopping does not prevent overfitting."), ("yes", "no")),
    (
        "opposite",
        ("## tanh\n- 기울기 소실이 발생한다", "## tanh\n- 기울기 소실 문제를 해결한다"),
        ("yes", "yes"),
    ),
    (
        "only",
        ("배치 정규화는 합성곱 신경망에만 쓰인다.", "배치 정규화는 순환 신경망에서 자주 사용된다."),
        ("only", "yes"),
    ),
]

AGREE = [
    # what isn't removed may still be lessened
    ("RAG reduces hallucination.", "RAG does not eliminate hallucination."),
    ("드롭아웃은 과적합을 줄인다.", "드롭아웃은 과적합을 완전히 해결하지는 못한다."),
    # one line names both
    ("배치 정규화는 합성곱 신경망에만 쓰인다.", "배치 정규화는 합성곱 신경망에서 자주 사용된다."),
    # a kind of the other
    (
        "배치 정규화는 합성곱 신경망에만 쓰인다.",
        "배치 정규화는 ResNet에서 자주 사용된다.\n\nResNet은 합성곱 신경망의 일종이다.",
    ),
    # two sides of one thing, told in one breath
    ("## tanh\n- 장점: 기울기 소실 문제를 해결한다\n- 단점: 기울기 소실이 발생한다", "드롭아웃은 과적합을 줄인다."),
    # other subjects
    ("드롭아웃은 과적합을 방지한다.", "배치 정규화는 과적합을 방지하지 못한다."),
    ("드롭아웃은 과적합을 막을까?", "드롭아웃은 과적합을 막지 못한다."),
]


@pytest.mark.parametrize(("kind", "notes", "says"), DISAGREE)
def test_both_sides_are_kept_with_their_lines(
    tmp_path: Path, kind: str, notes: tuple[str, str], says: tuple[str, str]
) -> None:
    graph = graph_of(tmp_path, *notes)
    (said,) = graph.disagreements()
    assert said.kind == kind
    assert tuple(side.says for side in said.sides) == says
    assert {side.note for side in said.sides} == {"note0.md", "note1.md"}
    for side in said.sides:
        assert side.quote in notes[int(side.note[4])].splitlines()[side.line - 1]
        edge = stated(graph)[side.source, str(side.relation), side.target]
        assert edge.disputed
    assert graph.disagreements((said.concept,)) == (said,)
    assert graph.disagreements(("k-means",)) == ()


@pytest.mark.parametrize("notes", AGREE)
def test_what_can_both_hold_is_no_disagreement(tmp_path: Path, notes: tuple[str, str]) -> None:
    graph = graph_of(tmp_path, *notes)
    assert graph.disagreements() == ()
    assert not any(edge.disputed for edge in graph.edges)


def test_what_is_only_denied_is_kept_but_no_edge(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, "드롭아웃은 과적합을 막지 못한다.")
    (denial,) = graph.denials_of("dropout")
    assert (denial.source, str(denial.relation), denial.target) == ("dropout", "solves", "overfitting")
    assert denial.evidence[0].negated
    assert not stated(graph)
    assert not graph.network.has_edge("dropout", "overfitting", "solves")
    again = ConceptGraph.from_record(graph.record(), {})
    assert again.denials == graph.denials
