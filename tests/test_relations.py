"""What a note states is what the graph holds: each trap of Korean and English study notes on a sentence of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from relation_reading import graph_of, stated

from kb.types import Relation

HOLDS = [
    (
        "활성화 포화는 다루지 않는다.\n\n## 모멘텀\n- 지역 최솟값에 빠지지 않게 도와준다",
        ("momentum", "solves", "local minimum"),
    ),
    (
        "## 직교 초기화\n- 층을 여러 번 지나도 기울기 폭주나 기울기 소실이 발생하지 않는다",
        ("orthogonal initialization", "solves", "vanishing gradient"),
    ),
    (
        "## 직교 초기화\n- 층을 여러 번 지나도 기울기 폭주나 기울기 소실이 발생하지 않는다",
        ("orthogonal initialization", "solves", "exploding gradient"),
    ),
    ("가중치 초기화를 안 하면 기울기 소실이 발생한다.", ("weight initialization", "solves", "vanishing gradient")),
    ("## 배치 정규화\n- 공변량 변화와 과대적합 현상을 방지", ("batch normalization", "solves", "covariate shift")),
    ("## 배치 정규화\n- 공변량 변화와 과대적합 현상을 방지", ("batch normalization", "solves", "overfitting")),
    ("시그모이드의 기울기 소실 문제를 ReLU가 해결한다.", ("ReLU", "solves", "vanishing gradient")),
    ("시그모이드의 기울기 소실 문제를 ReLU가 해결한다.", ("sigmoid", "causes", "vanishing gradient")),
    ("LSTM, GRU와 같은 순환 신경망에서 자주 쓴다.", ("LSTM", "is_a", "recurrent neural network")),
    ("LSTM, GRU와 같은 순환 신경망에서 자주 쓴다.", ("GRU", "is_a", "recurrent neural network")),
    ("### He 초기화\n- ReLU를 사용할 때 효과적이다", ("He initialization", "suited_to", "ReLU")),
    ("과적합을 막기 위해 드롭아웃을 사용한다.", ("dropout", "solves", "overfitting")),
    ("Adam은 모멘텀과 RMSProp을 결합한 알고리즘이다.", ("Adam", "uses", "RMSProp")),
    ("배치 정규화 대신 계층 정규화를 사용한다.", ("batch normalization", "alternative_to", "layer normalization")),
    ("## 최대 풀링과 평균 풀링의 차이\n- 고르는 값이 다르다", ("average pooling", "contrasts_with", "max pooling")),
    ("## 활성화 함수의 종류\n- 시그모이드 : 0과 1 사이\n- ReLU : 음수는 0", ("ReLU", "is_a", "activation function")),
    ("Dropout prevents overfitting.", ("dropout", "solves", "overfitting")),
    ("The sigmoid function can lead to vanishing gradients in deep networks.", ("sigmoid", "causes", "vanishing gradient")),
    ("Exploding gradients are prevented by gradient clipping.", ("gradient clipping", "solves", "exploding gradient")),
    ("DistilBERT is a smaller BERT.", ("DistilBERT", "is_a", "BERT")),
]

FAILS = [
    ("## 모멘텀\n- 지역 최솟값에 빠지지 않게 도와준다", ("momentum", "causes", "local minimum")),
    (
        "## 직교 초기화\n- 층을 여러 번 지나도 기울기 소실이 발생하지 않는다",
        ("orthogonal initialization", "causes", "vanishing gradient"),
    ),
    ("가중치 초기화를 안 하면 기울기 소실이 발생한다.", ("weight initialization", "causes", "vanishing gradient")),
    ("## 드롭아웃\n- 배치 정규화와 함께 사용❌", ("dropout", "uses", "batch normalization")),
    ("LSTM, GRU와 같은 순환 신경망에서 자주 쓴다.", ("LSTM", "suited_to", "GRU")),
    ("드롭아웃은 과적합을 막지 못한다.", ("dropout", "solves", "overfitting")),
    ("Dropout does not prevent overfitting.", ("dropout", "solves", "overfitting")),
    ("과적합이 발생하면 드롭아웃을 사용한다.", ("dropout", "causes", "overfitting")),
    ("배치 정규화는 과적합을 막을까?", ("batch normalization", "solves", "overfitting")),
    ("## 교차 검증\n- 밖에서 하면 데이터 누수 발생", ("cross-validation", "causes", "data leakage")),
    ("대부분의 임계점은 안장점이다. 임계점(critical point)은 많다.", ("critical point", "is_a", "saddle point")),
    ("# L2 정칙화\n파이토치에서는 L2 규제를 매개변수로 사용한다", ("L2 regularization", "is_a", "parameter")),
    ("## 죽은 뉴런\n- Replace ReLU with ELU.", ("dead neuron", "improves_on", "ReLU")),
    ("학습률의 크기가 손실 함수의 모양을 바꾸는 문제를 드롭아웃으로 본다.", ("dropout", "solves", "loss function")),
]


@pytest.mark.parametrize(("text", "edge"), HOLDS)
def test_a_stated_relation_is_read(tmp_path: Path, text: str, edge: tuple[str, str, str]) -> None:
    assert edge in stated(graph_of(tmp_path, text))


@pytest.mark.parametrize(("text", "edge"), FAILS)
def test_what_is_denied_supposed_or_asked_is_no_relation(tmp_path: Path, text: str, edge: tuple[str, str, str]) -> None:
    assert edge not in stated(graph_of(tmp_path, text))


def test_a_list_alone_is_weak_evidence_and_says_so(tmp_path: Path) -> None:
    text = "## 정칙화\n- L1 정칙화\n- L2 정칙화\n- 모멘텀\n"
    edge = stated(graph_of(tmp_path, text))["momentum", "is_a", "regularization"]
    assert edge.confidence < 0.5
    assert "weak" in edge.evidence[0].rule


def test_the_chain_from_a_problem_to_its_remedy(tmp_path: Path) -> None:
    text = "## ReLU\n- 음수에서 죽은 뉴런(dead neuron) 문제가 발생한다\n\n## Leaky ReLU\n- Dead ReLU 문제를 해결한다\n"
    graph = graph_of(tmp_path, text)
    best = graph.paths("ReLU", "LeakyReLU")[0]
    assert best.concepts == ("ReLU", "dead neuron", "LeakyReLU")
    assert [(h.relation, h.quote) for h in best.hops] == [
        (Relation.CAUSES, "음수에서 죽은 뉴런(dead neuron) 문제가 발생한다"),
        (Relation.SOLVES, "Dead ReLU 문제를 해결한다"),
    ]


def test_notes_that_disagree_keep_both_sides(tmp_path: Path) -> None:
    graph = graph_of(tmp_path, "드롭아웃은 과적합을 방지한다.", "드롭아웃은 과적합을 방지하지 못한다.")
    edge = stated(graph)["dropout", "solves", "overfitting"]
    assert edge.disputed
    assert [e.negated for e in edge.evidence] == [False, True]


def test_a_row_speaks_of_its_column(tmp_path: Path) -> None:
    text = "| | L1 정칙화 | L2 정칙화 |\n|---|---|---|\n| 가중치 | 0이 됨 | 0에 가까움 |\n| 해 | 희소 | 조밀 |\n"
    assert ("L1 regularization", "contrasts_with", "L2 regularization") in stated(graph_of(tmp_path, text))
