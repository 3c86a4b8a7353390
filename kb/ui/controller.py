"""What happens on each action of a reader: questions in, page parts out. Knows nothing of Gradio's components."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kb.answer import TALK
from kb.errors import KBError, UnknownConcept
from kb.types import Answer, Language, Relation, Status, Turn
from kb.ui import evidence_view, map_view
from kb.ui.answer_view import lines_of, place
from kb.ui.exchange import Exchange, Exchanges, Verdict, keep, recall
from kb.ui.feedback import note_verdict
from kb.ui.session import Session
from kb.ui.steps import steps_of
from kb.ui.strings import Words
from kb.ui.surroundings import surroundings
from kb.ui.transcript_view import memory_html, streamed, transcript_html, welcome_html

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

MAX_QUESTION = 1000
"""Characters; a longer text is a note, not a question."""
MAP_CONCEPTS = 14
"""More boxes than this leave no room for the words on the arrows in a 520-pixel panel; the whole map has the rest."""
MAP_FOCUS = 3
EXAMPLES = 4
TOP_CONCEPTS = 10
WIDER = 12
"""Passages looked at when a question is asked again, where five were at first."""


@dataclass(frozen=True, slots=True)
class Page:
    """The parts of the chat page that an action changed; None leaves a part as it is."""

    exchanges: Exchanges | None = None
    transcript: str | None = None
    passages: str | None = None
    map: str | None = None
    note: str | None = None
    memory: str | None = None
    """What the browser is to keep of the last exchange."""
    tab: str | None = None
    """Which part of the panel is to come forward."""


def welcome(session: Session, ui: Words) -> Page:
    """What an empty chat shows: what these notes are about and questions that they can answer."""
    kb = session.current
    concepts = kb.topics(TOP_CONCEPTS)
    questions = kb.example_questions(ui.language, EXAMPLES)
    return Page(
        (),
        welcome_html(kb.status(), concepts, questions, ui),
        evidence_view.empty_html(ui("no_passages")),
        _overview(kb, ui),
        evidence_view.empty_html(ui("no_note")),
    )


def ask(session: Session, question: str, before: Exchanges, ui: Words, k: int = 5) -> Iterator[Page]:
    """Shows the question at once, then the answer as it grows, then what it rests on."""
    question = " ".join(question.split())
    if not question:
        return
    kb = session.current
    before = tuple(done if done.answer or done.error else replace(done, stopped=True) for done in before)
    if len(question) > MAX_QUESTION:  # the page's own script lets none through
        refused = (*before, Exchange(question[:MAX_QUESTION] + "…", error=too_long(f"{len(question):,}", ui)))
        yield Page(refused, transcript_html(refused, ui, kb))
        return
    running = Exchange(question)
    yield Page((*before, running), transcript_html((*before, running), ui, kb))
    started = time.monotonic()
    history = [Turn(done.question, done.answer.concepts, done.answer.kind) for done in before if done.answer]
    try:
        answer, evidence = kb.explain(question, history=history, k=k)
    except KBError as problem:
        failed = (*before, replace(running, error=str(problem)))
        yield Page(failed, transcript_html(failed, ui, kb))
        return
    if session.model and answer.grounded:  # the waiting dots stay until its first backed sentence
        for worded in kb.write(answer, session.model):
            answer, part = worded, replace(running, answer=worded, shown=len(worded.text))
            yield Page(transcript=transcript_html((*before, part), ui, kb))
    steps = steps_of(evidence, len({chunk.note for chunk in kb.chunks}), len(kb.chunks))
    seconds = round(time.monotonic() - started, 2)  # once: what is kept reads as what was shown
    done = replace(running, answer=answer, seconds=seconds, steps=steps)
    for part in () if answer.writer else streamed(done):
        yield Page(transcript=transcript_html((*before, part), ui, kb))
    exchanges = (*before, done)
    yield replace(_shown(kb, exchanges, ui), memory=_memory(exchanges, "add"))


def too_long(count: str, ui: Words) -> str:
    return ui("too_long", limit=f"{MAX_QUESTION:,}", count=count)


def ask_again(session: Session, exchanges: Exchanges, turn: int, ui: Words) -> Iterator[Page]:
    """The question of a turn once more, over more passages; what followed it goes."""
    if 0 <= turn < len(exchanges):
        yield from ask(session, exchanges[turn].question, exchanges[:turn], ui, k=WIDER)


def stop(session: Session, exchanges: Exchanges, ui: Words) -> Page:
    """The chat after its reader stopped the running question."""
    stopped = tuple(done if done.answer or done.error else replace(done, stopped=True) for done in exchanges)
    return Page(stopped, transcript_html(stopped, ui, session.current)) if stopped else welcome(session, ui)


def reopen(session: Session, kept: Sequence[str], ui: Words) -> Page:
    """A chat that the browser kept, as it was left; the welcome where there is none."""
    exchanges = recall(kept)
    return _shown(session.current, exchanges, ui) if exchanges else welcome(session, ui)


def rate(session: Session, exchanges: Exchanges, turn: int, verdict: Verdict, ui: Words) -> Page:
    """Writes down what the reader thinks of an answer; the same verdict again takes it back."""
    answer = _answer_of(exchanges, turn)
    if answer is None:
        return Page()
    verdict = "" if exchanges[turn].verdict == verdict else verdict
    if not session.read_only:  # then it stays in the browser
        note_verdict(session.index, answer, verdict)
    rated = (*exchanges[:turn], replace(exchanges[turn], verdict=verdict), *exchanges[turn + 1 :])
    return Page(rated, transcript_html(rated, ui, session.current), memory=_memory(rated, "replace", turn))


def evidence_of(session: Session, exchanges: Exchanges, turn: int, ui: Words) -> Page:
    """What the answer of a turn rests on, with the chat as it is."""
    if _answer_of(exchanges, turn) is None:
        return Page()
    return replace(_shown(session.current, exchanges[: turn + 1], ui), exchanges=None, transcript=None)


def passages_of(exchanges: Exchanges, turn: int, number: int, ui: Words) -> str:
    """The cards of the answer of a turn, the line of citation `number` marked on its card."""
    return evidence_view.passages_html(_answer_of(exchanges, turn), turn, ui, number)


def open_citation(session: Session, exchanges: Exchanges, turn: int, number: int, ui: Words) -> str | None:
    """The note around citation `number` of a turn; None where there is no such citation."""
    answer = _answer_of(exchanges, turn)
    for index, citation in enumerate(answer.citations if answer else ()):
        if answer and citation.number == number:
            return _citation(session.current, answer, turn, index, ui)
    return None


def step_to(session: Session, exchanges: Exchanges, turn: int, index: int, ui: Words) -> str | None:
    """The note around the citation at `index` (0-based) of a turn."""
    answer = _answer_of(exchanges, turn)
    return _citation(session.current, answer, turn, index, ui) if answer else None


def open_passage(session: Session, exchanges: Exchanges, turn: int, rank: int, ui: Words) -> str | None:
    """The note around the passage at `rank` (0-based) of a turn's answer."""
    answer = _answer_of(exchanges, turn)
    if answer is None or not 0 <= rank < len(answer.passages):
        return None
    chunk = answer.passages[rank].chunk
    return _open(session.current, chunk.note, (chunk.start_line, chunk.end_line), chunk.text, ui)


def open_line(session: Session, note: str, line: int, quote: str, ui: Words) -> str | None:
    """The note around a quoted line, such as the evidence of a relation; without a quote, the note."""
    return _open(session.current, note, (line, line), quote, ui)


def centre_on(session: Session, name: str, language: Language, ui: Words) -> str | None:
    """The map around one concept and what the notes say about it; None where they don't know it."""
    kb = session.current
    try:
        view = kb.concept(name)
    except UnknownConcept:
        return None
    card = map_view.concept_card_html(view, language, ui, kb)
    edges = surroundings(kb.concept_graph, (view.name,), limit=MAP_CONCEPTS)
    return map_view.map_html(edges, (view.name,), language, ui, kb, card=card)


def status_of(session: Session) -> Status:
    return session.current.status()


def _answer_of(exchanges: Sequence[Exchange], turn: int) -> Answer | None:
    return exchanges[turn].answer if 0 <= turn < len(exchanges) else None


def _shown(kb: KnowledgeBase, exchanges: Exchanges, ui: Words) -> Page:
    """The chat with what its last answer rests on."""
    turn = len(exchanges) - 1
    answer = exchanges[turn].answer
    if answer is None:
        return Page(exchanges, transcript_html(exchanges, ui, kb))
    concept_map, of_answer = _answer_map(kb, answer, ui)
    return Page(
        exchanges,
        transcript_html(exchanges, ui, kb),
        evidence_view.passages_html(answer, turn, ui),
        concept_map,
        _citation(kb, answer, turn, 0, ui) or evidence_view.empty_html(ui("no_note")),
        tab="passages" if answer.passages and not of_answer else None,
    )


def _memory(exchanges: Exchanges, how: str, turn: int = -1) -> str:
    """The exchange at `turn` for the browser to keep, with its position among those that have an answer."""
    turn %= len(exchanges)
    place = sum(done.answer is not None for done in exchanges[:turn])
    return memory_html(keep(exchanges[turn]), place, how)


def _overview(kb: KnowledgeBase, ui: Words, said: str = "") -> str:
    """What the notes speak of most, and how that hangs together; `said` stands above it."""
    graph = kb.concept_graph

    def stated(name: str) -> int:
        return sum(edge.relation is not Relation.RELATED_TO for edge in graph.edges_of(name))

    # of what is spoken of most, what has most to show
    best = max((concept.name for concept in kb.concepts()[:TOP_CONCEPTS]), key=stated, default="")
    edges = surroundings(graph, (best,), limit=MAP_CONCEPTS)
    if not edges:
        return evidence_view.empty_html(said or ui("no_map"))
    return map_view.map_html(edges, (best,), ui.language, ui, kb, lead=said)


def _answer_map(kb: KnowledgeBase, answer: Answer, ui: Words) -> tuple[str, bool]:
    """The map beside an answer, and whether it shows what the answer is about: the asked concepts, else those of its lines.
    Without relations of either, what there is to say of the concept, or what the notes speak of most."""
    graph = kb.concept_graph
    asked = answer.concepts[:MAP_FOCUS] or tuple(hop.source for hop in answer.hops[:1])
    for focus in (asked, _named_in(kb, answer)[:MAP_FOCUS]):
        if edges := surroundings(graph, focus, answer.hops, MAP_CONCEPTS):
            card = _card(kb, focus[0], answer, ui) if focus == asked and len(answer.concepts) == 1 else ""
            return map_view.map_html(edges, focus, answer.language, ui, kb, hops=answer.hops, card=card), True
    if len(answer.concepts) == 1 and asked[0] in graph.concepts:
        said = ui("no_map_for_concept", name=kb.label(asked[0], answer.language))
        return map_view.card_html(said, _card(kb, asked[0], answer, ui)), False
    return _overview(kb, ui, "" if answer.kind == TALK else ui("no_map_for_answer")), False


def _card(kb: KnowledgeBase, name: str, answer: Answer, ui: Words) -> str:
    known = name in kb.concept_graph.concepts
    return map_view.concept_card_html(kb.concept(name), answer.language, ui, kb) if known else ""


def _named_in(kb: KnowledgeBase, answer: Answer) -> tuple[str, ...]:
    """The concepts that the cited lines name, those of the first line first."""
    return tuple(dict.fromkeys(name for citation in answer.citations for name in kb.concepts_in(citation.quote)))


def _citation(kb: KnowledgeBase, answer: Answer, turn: int, index: int, ui: Words) -> str | None:
    if not 0 <= index < len(answer.citations):
        return None
    citation = answer.citations[index]
    position = (turn, index, len(answer.citations))
    key = f"{turn}/{index}/{citation.chunk.id}"
    try:
        text = kb.note_text(citation.chunk.note)
    except KeyError:
        text = ""
    span = evidence_view.find_quote(text, citation.quote, citation.start_line)
    if span is None:
        return evidence_view.changed_note_html(citation, ui, position=position, key=key)
    return evidence_view.note_html(text, span, place(citation), ui, position=position, key=key)


def _open(kb: KnowledgeBase, note: str, lines: tuple[int, int], quote: str, ui: Words) -> str | None:
    try:
        text = kb.note_text(note)
    except KeyError:
        return None
    if not quote:
        return evidence_view.note_html(text, None, note, ui, key=f"{note}/{lines[0]}")
    span = evidence_view.find_quote(text, quote, lines[0])
    if span is None:
        start = sum(map(len, text.splitlines(keepends=True)[: lines[0] - 1]))
        end = text.find("\n", start)
        span = (start, end if end >= 0 else len(text))
    return evidence_view.note_html(text, span, lines_of(note, *lines), ui, key=f"{note}/{span[0]}/{span[1]}")
