"""What a browser keeps of a chat, what readers say of answers, and the maps: records and places, without a browser."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from kb import KnowledgeBase
from kb.evaluation import read_questions
from kb.types import Edge, EdgeEvidence, Relation
from kb.ui import Session, controller
from kb.ui.atlas import LINE, survey
from kb.ui.atlas_view import atlas_html
from kb.ui.concept_map import text_width
from kb.ui.exchange import Exchange, keep, recall
from kb.ui.feedback import eval_questions, note_verdict
from kb.ui.steps import steps_of
from kb.ui.strings import words
from kb.ui.surroundings import surroundings

KO = words("ko")


@pytest.fixture
def session(vault: tuple[Path, Path]) -> Session:
    return Session.open(*vault)


def asked(kb: KnowledgeBase, question: str) -> Exchange:
    answer, evidence = kb.explain(question)
    return Exchange(question, answer, seconds=0.25, steps=steps_of(evidence, 3, len(kb.chunks)), verdict="like")


def test_an_exchange_comes_back_as_it_was_kept(kb: KnowledgeBase) -> None:
    for question in ("ReLU의 문제점은?", "What does gradient clipping do?", "내일 부산 날씨 알려줘"):
        exchange = asked(kb, question)
        (back,) = recall([keep(exchange)])
        assert back.answer
        assert exchange.answer
        assert back.answer.text == exchange.answer.text
        assert [(c.number, c.quote, c.start_line) for c in back.answer.citations] == [
            (c.number, c.quote, c.start_line) for c in exchange.answer.citations
        ]
        assert back.answer.hops == exchange.answer.hops
        assert [hit.chunk.id for hit in back.answer.passages] == [hit.chunk.id for hit in exchange.answer.passages]
        assert (back.steps, back.verdict, back.seconds) == (exchange.steps, "like", 0.25)
        assert keep(back) == keep(exchange)


def test_a_chat_opened_again_reads_as_it_was_left(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(1000))
    # 0.13496 s: rounded to thousandths and then to hundredths it would be another figure
    monkeypatch.setattr(time, "monotonic", lambda: 0.13496 * next(clock))
    left = list(controller.ask(session, "LSTM이란?", (), KO))[-1]
    assert "0.13" in left.transcript
    again = controller.reopen(session, [keep(left.exchanges[-1])], KO)
    assert (again.transcript, again.passages, again.note) == (left.transcript, left.passages, left.note)


def test_what_is_no_exchange_is_left_out(kb: KnowledgeBase) -> None:
    good = keep(asked(kb, "LSTM이란?"))
    record = json.loads(good)
    forged = {**record, "citations": [[1, 0, "words that no note holds"]]}
    outside = {**record, "citations": [[1, 999, "x"]]}
    kept = ["", "{", "[]", '{"question": 3}', json.dumps(forged), json.dumps(outside), good]
    assert [exchange.question for exchange in recall(kept)] == ["LSTM이란?"]
    assert keep(Exchange("still running")) == ""


def test_a_kept_chat_is_shown_again_after_the_notes_changed(session: Session) -> None:
    kept = [keep(asked(session.current, "LSTM이란?"))]
    for note in session.notes.rglob("*.md"):
        note.write_text("# 다른 이야기\n\n합성곱은 필터를 쓴다.\n", encoding="utf-8")
    session.rebuild()
    page = controller.reopen(session, kept, KO)
    assert page.exchanges
    assert "LSTM" in (page.transcript or "")
    assert KO("note_changed") in (page.note or "")
    assert page.map


def test_steps_tell_the_sense_that_was_taken_and_the_words_that_no_note_holds(kb: KnowledgeBase) -> None:
    steps = asked(kb, "ReLU와 크로노폴리스의 차이는?").steps
    assert steps
    assert [found.concept for found in steps.recognised] == ["ReLU"]
    assert any("크로노폴리스" in word for word in steps.unknown)


def test_verdicts_become_questions_that_can_be_measured(session: Session, tmp_path: Path) -> None:
    kb, index = session.current, tmp_path
    first, second = asked(kb, "LSTM이란?").answer, asked(kb, "ReLU의 문제점은?").answer
    assert first
    assert second
    for answer, verdict in ((first, "like"), (second, "like"), (second, "dislike")):
        note_verdict(index, answer, verdict)
    with (index / "feedback.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"question": "torn')
    lines = list(eval_questions(index))
    assert [json.loads(line)["question"] for line in lines] == ["LSTM이란?"]
    questions = tmp_path / "questions.jsonl"
    questions.write_text("\n".join(lines), encoding="utf-8")
    (question,) = read_questions(questions, kb)
    assert question.places[0].in_citation(first.citations[0])


def test_the_same_verdict_again_takes_it_back_and_a_read_only_index_stays_untouched(session: Session) -> None:
    exchanges = (asked(session.current, "LSTM이란?"),)
    exchanges = (replace(exchanges[0], verdict=""),)
    liked = controller.rate(session, exchanges, 0, "like", KO).exchanges or ()
    assert liked[0].verdict == "like"
    assert (controller.rate(session, liked, 0, "like", KO).exchanges or ())[0].verdict == ""
    assert controller.rate(session, exchanges, 7, "like", KO).exchanges is None
    (session.index / "feedback.jsonl").unlink()
    session.read_only = True
    controller.rate(session, exchanges, 0, "like", KO)
    assert not (session.index / "feedback.jsonl").exists()


def edge(source: str, relation: Relation, target: str, confidence: float = 0.9) -> Edge:
    return Edge(source, relation, target, confidence, (EdgeEvidence("a.md", 1, "q", "r", confidence, 1),))


def garden() -> tuple[Edge, ...]:
    """Five flower beds of twelve concepts, a path between them, and two islets."""
    edges = []
    for bed in range(5):
        edges += [edge(f"bed {bed}", Relation.USES, f"concept {bed}-{at}") for at in range(11)]
        edges.append(edge(f"concept {bed}-0", Relation.RELATED_TO, f"concept {(bed + 1) % 5}-0"))
    return (*edges, edge("섬", Relation.CAUSES, "바다"), edge("달", Relation.SOLVES, "밤"))


def test_the_whole_map_has_every_linked_concept_in_its_region_and_no_name_over_another() -> None:
    edges = garden()
    names = {name for e in edges for name in (e.source, e.target)}
    weights = {**dict.fromkeys(names, 3), "alone": 5}
    atlas = survey(edges, weights, {name: name for name in weights})
    assert {spot.name for spot in atlas.spots} == names
    assert atlas.unlinked == 1
    assert len(atlas.regions) == 5
    assert atlas == survey(edges, weights, {name: name for name in weights})
    for a, b in combinations(atlas.spots, 2):
        room = (text_width(a.name, 12.5) + text_width(b.name, 12.5)) / 2
        assert abs(a.x - b.x) >= room or abs(a.y - b.y) >= LINE - 1, (a, b)
    for one, other in combinations([region.box for region in atlas.regions], 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_map_without_relations_says_so() -> None:
    atlas = survey((), {"alone": 1}, {"alone": "alone"})
    assert (atlas.spots, atlas.regions, atlas.unlinked) == ((), (), 1)


def test_the_data_of_the_whole_map_is_text_whatever_a_note_calls_its_concepts(kb: KnowledgeBase) -> None:
    page = atlas_html(kb, KO)
    assert page is not atlas_html(kb, words("en"))
    assert page.count("<") == 2
    assert "LSTM" in page


def test_surroundings_keep_an_answers_hops_and_no_more_concepts_than_asked(kb: KnowledgeBase) -> None:
    answer = kb.ask("ReLU의 문제점은?")
    edges = surroundings(kb.concept_graph, answer.concepts, answer.hops, limit=8)
    keys = {(e.source, e.relation, e.target) for e in edges}
    assert {(hop.source, hop.relation, hop.target) for hop in answer.hops} <= keys
    assert len({name for e in edges for name in (e.source, e.target)}) <= 8
    assert surroundings(kb.concept_graph, ("no such concept",)) == ()
