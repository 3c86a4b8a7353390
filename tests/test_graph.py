"""Names, senses, paths, exports of the concept graph."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import ConceptsFileInvalid
from kb.graph.candidates import Candidate
from kb.graph.concept_graph import ConceptGraph
from kb.graph.export import export
from kb.graph.glosses import gloss_pairs
from kb.graph.lexicon import Entry, Lexicon
from kb.graph.links import Links, link_chunks, link_text
from kb.graph.names import acronym_of, looks_like_name
from kb.graph.owner import OwnerConcepts, load_owner
from kb.graph.quoting import StatedEdge
from kb.graph.reading import read_chain, read_hop
from kb.graph.vocabulary import Vocabulary, build_vocabulary
from kb.language.morphemes import Analyser
from kb.types import Chunk, Concept, Edge, EdgeEvidence, Hop, Mention, Relation, Statement

ANALYSER = Analyser()
LEXICON = Lexicon(
    (
        Entry("ReLU", "렐루", ("rectified linear unit",)),
        Entry("PReLU"),
        Entry("batch normalization", "배치 정규화", ("BN",)),
        Entry("supervised learning", "지도 학습"),
        Entry("unsupervised learning", "비지도 학습"),
        Entry("normalization", "정규화", (), ("정규화",), ("분포", "스케일", "평균")),
        Entry("regularization", "규제", ("정규화",), ("정규화",), ("과적합", "벌점", "가중치")),
        Entry("local minimum", "지역 최솟값"),
        Entry("dead neuron", "죽은 뉴런", ("Dead ReLU",)),
        Entry("fork", "포크"),
    )
)


def vocabulary_of(*candidates: Candidate, owner: OwnerConcepts | None = None) -> Vocabulary:
    return build_vocabulary({"a.md": candidates}, LEXICON, owner or OwnerConcepts())


def names(vocabulary: Vocabulary, text: str) -> list[str]:
    return [found.concept for found in vocabulary.find(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ReLU는 빠르다", ["ReLU"]),
        ("PReLU와 다르다", ["PReLU"]),
        ("비지도학습이다", ["unsupervised learning"]),
        ("배치정규화를 쓴다", ["batch normalization"]),
        ("BN을 쓴다", ["batch normalization"]),
        ("the bn suffix", []),
        ("local minima에 빠진다", ["local minimum"]),
        ("ReLUs are fast", ["ReLU"]),
        ("use it for k-means", []),
        ("Dead ReLU 문제", ["dead neuron"]),
    ],
)
def test_names_stand_at_word_boundaries(text: str, expected: list[str]) -> None:
    assert names(vocabulary_of(), text) == expected


def test_an_ambiguous_name_is_resolved_by_what_stands_near() -> None:
    vocabulary = vocabulary_of()
    assert names(vocabulary, "정규화는 평균과 분포를 맞춘다") == ["normalization"]
    assert names(vocabulary, "정규화는 과적합을 막는 벌점이다") == ["regularization"]
    found = vocabulary.find("정규화를 쓴다", ("과적합 막기",))[0]
    assert found.concept == "regularization"
    assert set(found.senses) == {"normalization", "regularization"}


def test_a_gloss_proves_a_merge_and_likeness_alone_does_not() -> None:
    vocabulary = vocabulary_of(
        Candidate("교착 상태", "gloss", 1, 1, "deadlock"),
        Candidate("deadlock", "gloss", 1, 1, "교착 상태"),
        Candidate("정밀도", "heading", 2, 2),
        Candidate("정확도", "heading", 2, 2),
    )
    assert vocabulary.resolve("deadlock") == vocabulary.resolve("교착상태") is not None
    assert vocabulary.resolve("정밀도") != vocabulary.resolve("정확도")


def test_the_owner_decides(tmp_path: Path) -> None:
    file = tmp_path / "concepts.toml"
    file.write_text('merge = [["웜업", "warm-up"]]\nignore = ["ReLU"]\n[[concept]]\nname = "BN"\n', encoding="utf-8")
    vocabulary = vocabulary_of(Candidate("웜업", "heading"), Candidate("warm-up", "heading"), owner=load_owner(file))
    assert vocabulary.resolve("웜업") == vocabulary.resolve("warm-up") is not None
    assert names(vocabulary, "ReLU") == []
    assert vocabulary.resolve("BN") == "BN"


@pytest.mark.parametrize("text", ["merge = 3", "[[concept]]\nko = 'x'", "colour = 1", "= ="])
def test_a_bad_owner_file_is_a_named_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "concepts.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConceptsFileInvalid):
        load_owner(tmp_path / "concepts.toml")


def test_a_typo_in_a_question_is_understood() -> None:
    found = vocabulary_of().find_in_question("batch normalizatoin이 뭐야?")
    assert [f.concept for f in found] == ["batch normalization"]


@pytest.mark.parametrize("text", ["What is a lantern?", "Is a heron in it?", "is it so?"])
def test_small_words_of_a_question_are_no_acronym(text: str) -> None:
    vocabulary = vocabulary_of(*(Candidate(name, "heading", 3, 3) for name in ("ISA", "instruction set")))
    assert vocabulary.find_in_question("ISA?")
    assert vocabulary.find_in_question(text) == ()


@pytest.mark.parametrize(
    "name", ["방법", "git add .", "http://a.b", "2024-03-01", "x = 1", "how to", "main.py", "왜 쓰는가?"]
)
def test_what_is_no_name(name: str) -> None:
    assert not looks_like_name(name)


def test_acronyms() -> None:
    assert acronym_of("BN", "Batch Normalization")
    assert acronym_of("XML", "eXtensible Markup Language")
    assert not acronym_of("CNN", "Batch Normalization")


def chunk_of(*lines: str, note: str = "a.md") -> Chunk:
    text = "\n".join(lines)
    statements, at = [], 0
    for number, line in enumerate(lines, 1):
        statements.append(Statement(line, line, at, at + len(line), number, number, ("메모",), "paragraph"))
        at += len(line) + 1
    return Chunk(1, note, ("메모",), text, 0, len(text), 1, len(lines), tuple(statements))


@settings(max_examples=25, deadline=None)
@given(
    lines=st.lists(
        st.sampled_from(
            ["ReLU는 죽은 뉴런을 유발한다.", "배치 정규화는 규제의 일종이다.", "정규화는 평균을 맞춘다.", "포크"]
        ),
        min_size=1,
    ),
    extra=st.lists(
        st.sampled_from(["세마포어", "hash join", "색인 병합", "ReLU 변종", "뉴런", "정규화 층"]), max_size=4, unique=True
    ),
)
def test_equal_slice_keys_mean_equal_links(lines: list[str], extra: list[str]) -> None:
    chunks, analyser = (chunk_of(*lines),), Analyser()
    before = vocabulary_of()
    after = vocabulary_of(*(Candidate(name, "heading", 5, 5) for name in extra))
    text = link_text(chunks)
    if before.slice_key(text) == after.slice_key(text):
        assert link_chunks(chunks, before, analyser) == link_chunks(chunks, after, analyser)
    else:
        assert any(name.replace(" ", "") in text.replace(" ", "") or name in ("ReLU 변종", "정규화 층") for name in extra)


def graph() -> ConceptGraph:
    def edge(source: str, relation: Relation, target: str, note: str = "a.md", negated: bool = False) -> StatedEdge:
        return StatedEdge(source, relation, target, EdgeEvidence(note, 1, f"{source} {target} <b>", "rule", 0.8, 1, negated))

    concepts = [Concept(n, (), "", n) for n in ("ReLU", "dead neuron", "LeakyReLU", "<script>", "lonely", "hub")]
    mentions = tuple(Mention(c.name, 1, "a.md", 1, 0, 1, c.name) for c in concepts if c.name != "lonely")
    edges = (
        edge("ReLU", Relation.CAUSES, "dead neuron"),
        edge("LeakyReLU", Relation.SOLVES, "dead neuron"),
        edge("<script>", Relation.USES, "ReLU"),
    )
    return ConceptGraph.assemble(concepts, {"a.md": Links(mentions, edges)})


def test_unnamed_concepts_are_no_nodes_and_order_does_not_matter() -> None:
    assert "lonely" not in graph().concepts
    assert graph().edges == graph().edges


def test_paths_walk_against_arrows_and_say_when_there_is_none() -> None:
    assert graph().paths("ReLU", "LeakyReLU")[0].concepts == ("ReLU", "dead neuron", "LeakyReLU")
    assert graph().paths("ReLU", "hub") == ()
    assert graph().around("ReLU", 2) == ("<script>", "dead neuron")
    assert graph().around("hub") == ()


def test_weak_relations_stand_behind_stated_ones() -> None:
    def stated(source: str, relation: Relation, target: str, confidence: float) -> Edge:
        return Edge(source, relation, target, confidence, (EdgeEvidence("a.md", 1, "q", "r", confidence, 1),))

    concepts = [Concept(n, ()) for n in ("a", "b", "c", *(f"n{i}" for i in range(30)))]
    weak = [stated("a", Relation.RELATED_TO, f"n{i}", 0.35) for i in range(30)]
    weak.append(stated("a", Relation.RELATED_TO, "c", 0.35))
    typed = [stated("a", Relation.IS_A, "b", 0.4), stated("c", Relation.USES, "b", 0.4)]
    crowded = ConceptGraph(concepts, [*weak, *typed], ())
    assert crowded.neighbourhood(("a",), 3)[0].relation is Relation.IS_A
    assert [route.concepts for route in crowded.paths("a", "c")] == [("a", "b", "c")]


def test_a_chain_reads_in_both_languages() -> None:
    hops = graph().paths("ReLU", "LeakyReLU")[0].hops
    assert read_chain(hops, "ko", {"dead neuron": "죽은 뉴런"}) == "ReLU —유발→ 죽은 뉴런 ←해결— LeakyReLU"
    assert read_chain(hops, "en") == "ReLU —causes→ dead neuron ←solves— LeakyReLU"
    hop = Hop("a", Relation.CAUSES, "b", "n", 1, "q")
    assert read_hop(hop, "ko", {"a": "드롭아웃", "b": "과적합"}) == "드롭아웃은 과적합을 유발한다"


def test_exports_hold_everything_and_no_live_markup() -> None:
    assert len(json.loads(export(graph(), "json"))["edges"]) == 3
    assert ET.fromstring(export(graph(), "graphml")) is not None
    assert "causes" in export(graph(), "mermaid")
    page = export(graph(), "html")
    assert "<script>" not in page.split("const data = ", 1)[1].split("</script>", 1)[0]
    assert "http://www.w3.org/2000/svg" in page
    assert "src=" not in page
    assert "https://" not in page


@pytest.mark.parametrize(
    "text",
    [
        "tanh, softmax, ReLU (전부 비선형 함수)를 비교한다",
        "줄일 수 없는 오차(irreducible error)가 남는다",
        "소프트 레이블 soft label(확률)을 쓴다",
        "화면 배치 UX (알맞은 내용물)를 본다",
    ],
)
def test_a_bracket_that_explains_is_no_gloss(text: str) -> None:
    assert list(gloss_pairs(text, ANALYSER.tokens(text))) == []


def test_a_bracket_that_names_is_a_gloss() -> None:
    text = "더티 체킹(dirty checking)을 쓴다"
    assert list(gloss_pairs(text, ANALYSER.tokens(text))) == [("더티 체킹", "dirty checking")]


def test_a_label_is_a_name_of_the_lexicon_whatever_the_notes_gloss() -> None:
    vocabulary = vocabulary_of(
        Candidate("지역 최솟값 문제", "heading", 9, 9), Candidate("local minimum", "heading"), Candidate("ReLU", "heading")
    )
    assert vocabulary.concepts["local minimum"].ko == "지역 최솟값"
    assert vocabulary.concepts["ReLU"].label("ko") == "ReLU"


def test_a_mixed_name_is_translated_by_the_lexicon() -> None:
    lexicon = Lexicon((Entry("Huber loss", "후버 손실"), Entry("hinge loss", "힌지 손실"), Entry("focal loss", "초점 손실")))
    vocabulary = build_vocabulary({"a.md": (Candidate("Huber 손실", "heading"),)}, lexicon, OwnerConcepts())
    assert vocabulary.resolve("Huber 손실") == "Huber loss"
