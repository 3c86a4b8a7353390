"""The Ask page: the chat and the evidence beside it. Gradio components, and which action changes which of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import gradio as gr

from kb.types import Language
from kb.ui import atlas_view, controller
from kb.ui.components import html, number_of, text_of, words_of
from kb.ui.controller import Page
from kb.ui.exchange import Exchanges, Verdict
from kb.ui.session import Session
from kb.ui.strings import Words
from kb.ui.theme import i18n, script

QUESTIONS_AT_ONCE = 4
"""Questions answered side by side; more than the cores of a laptop would only make each slower."""


class Floor:
    """Whose turn it is to write into one chat: the newest action's.

    A question that was stopped, or whose chat was left, finds its place taken and falls silent. Gradio's own way to cancel
    names no event, only a function, and ends a question asked right after the stop as well.
    """

    def __init__(self) -> None:
        self._last = 0

    def take(self) -> int:
        self._last += 1
        return self._last

    def speaks(self, pages: Iterator[Page]) -> Iterator[Page]:
        """The pages until another action takes the floor, then one that changes nothing: Gradio shows the last twice."""
        mine = self.take()
        for page in pages:
            if mine != self._last:
                yield Page()
                return
            yield page


@dataclass(frozen=True, slots=True)
class ChatPage:
    """The components whose content or state changes."""

    exchanges: gr.State
    floor: gr.State
    bridge: gr.HTML
    kept: gr.JSON
    memory: gr.HTML
    transcript: gr.HTML
    skipped: gr.HTML
    question: gr.Textbox
    panel: gr.Tabs
    passages: gr.HTML
    map: gr.HTML
    note: gr.HTML
    atlas: gr.HTML

    @property
    def shown(self) -> list[Any]:
        """In the order of `_shown`."""
        return [self.exchanges, self.transcript, self.passages, self.map, self.note, self.memory]


def lay_out() -> ChatPage:
    """The components, inside the tab that the caller has opened."""
    label = i18n()
    exchanges, floor = gr.State(()), gr.State(Floor())
    # the ear of the page: the scripts listen on the document and speak through this component's events
    bridge = gr.HTML("", js_on_load=script(), elem_id="kb-bridge", apply_default_css=False)
    kept = gr.JSON(visible=False)
    memory = html("kb-memory")
    with gr.Row(elem_id="kb-ask", equal_height=True):
        with gr.Column(scale=7, min_width=320, elem_id="kb-chat"):
            transcript = html("kb-transcript")
            skipped = html("kb-skipped-line")
            question = gr.Textbox(
                label=label("question_label"),
                placeholder=label("question_placeholder"),
                show_label=False,
                container=False,
                lines=1,
                max_lines=5,
                submit_btn=True,
                elem_id="kb-question",
            )
        with gr.Column(scale=5, min_width=320, elem_id="kb-evidence"), gr.Tabs(elem_id="kb-panel") as panel:
            with gr.Tab(label("tab_passages"), id="passages", render_children=True):
                passages = html("kb-passages")
            with gr.Tab(label("tab_map"), id="map", render_children=True):
                concept_map = html("kb-map")
            with gr.Tab(label("tab_note"), id="note", render_children=True):
                note = html("kb-note")
        atlas = html("kb-atlas-data")
    return ChatPage(
        exchanges=exchanges,
        floor=floor,
        bridge=bridge,
        kept=kept,
        memory=memory,
        transcript=transcript,
        skipped=skipped,
        question=question,
        panel=panel,
        passages=passages,
        map=concept_map,
        note=note,
        atlas=atlas,
    )


def wire(app: gr.Blocks, page: ChatPage, tabs: gr.Tabs, session: Session) -> None:
    """Which event runs which action, and what each changes. Nothing of it is an endpoint for programs.

    `tabs` are those of the whole app: what is chosen on another page is shown on this one.
    """
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    # "multiple": the next question may come before the server has said that the stopped one is over
    asking = {**private, "concurrency_limit": QUESTIONS_AT_ONCE, "concurrency_id": "ask", "trigger_mode": "multiple"}
    choosing = {**private, "concurrency_limit": QUESTIONS_AT_ONCE, "trigger_mode": "always_last"}
    actions = _Actions(session)
    begun = [*page.shown, page.panel]
    asked = [*page.shown, page.panel, page.question]
    app.load(actions.load, [page.kept], begun, js="() => [window.kbMemory.current()]", **private)
    chat = [page.floor, page.exchanges]
    page.question.submit(actions.ask_typed, [page.question, *chat], asked, **asking)
    page.bridge.submit(actions.ask_chosen, chat, [*asked, tabs], **asking)
    page.bridge.retry(actions.ask_again, chat, asked, **asking)
    page.question.stop(actions.stop, chat, asked, **private)
    chosen = [page.passages, page.map, page.note, page.panel, tabs]
    page.bridge.select(actions.choose, [page.exchanges], chosen, **choosing)
    page.bridge.like(actions.rate, [page.exchanges], page.shown, **private, trigger_mode="multiple")
    page.bridge.clear(actions.begin_again, [page.floor], [*begun, tabs, page.question], **private)
    page.bridge.input(actions.reopen, [page.floor], [*begun, tabs, page.question], **private)
    page.bridge.expand(actions.survey, None, [page.atlas], **private)


class _Actions:
    """Event handlers: what the browser sent → values for the components named in `wire`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def load(self, kept: Any, request: gr.Request) -> list[Any]:
        return self._begun(kept, words_of(request))

    def begin_again(self, floor: Floor, request: gr.Request) -> list[Any]:
        floor.take()
        return [*self._begun((), words_of(request)), gr.Tabs(selected="ask"), _ready()]

    def reopen(self, event: gr.EventData, floor: Floor, request: gr.Request) -> list[Any]:
        floor.take()
        kept = (event._data or {}).get("kept")
        return [*self._begun(kept, words_of(request)), gr.Tabs(selected="ask"), _ready()]

    def ask_typed(self, asked: str, floor: Floor, before: Exchanges, request: gr.Request) -> Iterator[list[Any]]:
        emptied = {"value": ""}  # once: what is typed while the answer grows stays
        for page in floor.speaks(controller.ask(self._session, asked, before, words_of(request))):
            yield [*_shown(page), _forward(page), _asking(page, **emptied)]
            emptied = {}

    def ask_chosen(self, event: gr.EventData, floor: Floor, before: Exchanges, request: gr.Request) -> Iterator[list[Any]]:
        """A suggested question, or one that was edited: then what followed it goes."""
        turn = number_of(event, "turn")
        kept = before[:turn] if turn >= 0 else before
        question = text_of(event, "question")
        for page in floor.speaks(controller.ask(self._session, question, kept, words_of(request))):
            tab = gr.Tabs(selected="ask") if page.transcript else gr.skip()
            yield [*_shown(page), _forward(page), _asking(page), tab]

    def ask_again(self, event: gr.EventData, floor: Floor, before: Exchanges, request: gr.Request) -> Iterator[list[Any]]:
        turn = number_of(event, "turn")
        for page in floor.speaks(controller.ask_again(self._session, before, turn, words_of(request))):
            yield [*_shown(page), _forward(page), _asking(page)]

    def stop(self, floor: Floor, before: Exchanges, request: gr.Request) -> list[Any]:
        floor.take()
        page = controller.stop(self._session, before, words_of(request))
        return [*_shown(page), _forward(page), _ready()]

    def rate(self, event: gr.EventData, before: Exchanges, request: gr.Request) -> list[Any]:
        verdict = text_of(event, "verdict")
        if verdict not in ("like", "dislike"):
            return [gr.skip()] * 6
        turn = number_of(event, "turn")
        return _shown(controller.rate(self._session, before, turn, cast("Verdict", verdict), words_of(request)))

    def choose(self, event: gr.EventData, before: Exchanges, request: gr.Request) -> list[Any]:
        """A citation, passage, quoted line or concept was chosen: show it in the panel and bring its tab forward."""
        ui = words_of(request)
        if text_of(event, "kb") == "evidence":
            page = controller.evidence_of(self._session, before, number_of(event, "turn"), ui)
            if page.passages is None:
                return [gr.skip()] * 5
            return [page.passages, page.map, page.note, gr.Tabs(selected="passages"), gr.skip()]
        shown, tab = _choose(self._session, event, before, ui)
        if shown is None:
            return [gr.skip()] * 5
        parts = [shown if tab == name else gr.skip() for name in ("passages", "map", "note")]
        if text_of(event, "kb") in ("cite", "step"):  # the cards beside the note are those of the same answer
            number = number_of(event, "number") if text_of(event, "kb") == "cite" else number_of(event, "index") + 1
            parts[0] = controller.passages_of(before, number_of(event, "turn"), number, ui)
        return [*parts, gr.Tabs(selected=tab), gr.Tabs(selected="ask")]

    def survey(self, request: gr.Request) -> str:
        return atlas_view.atlas_html(self._session.current, words_of(request))

    def _begun(self, kept: Any, ui: Words) -> list[Any]:
        page = controller.reopen(self._session, [text for text in kept or () if isinstance(text, str)], ui)
        return [*_shown(page), gr.Tabs(selected="passages" if page.exchanges else "map")]


def _shown(page: Page) -> list[Any]:
    parts = (page.exchanges, page.transcript, page.passages, page.map, page.note, page.memory)
    return [gr.skip() if part is None else part for part in parts]


def _forward(page: Page) -> Any:
    """The panel with the part in front that the reader should see, where it matters which."""
    return gr.Tabs(selected=page.tab) if page.tab else gr.skip()


def _ready() -> gr.Textbox:
    """The question box with nothing on its way."""
    return gr.Textbox(submit_btn=True, stop_btn=False)


def _asking(page: Page, **values: Any) -> Any:
    """The question box, which stops while an answer is on its way."""
    if page.transcript is None:
        return gr.skip()
    running = page.exchanges is None or not (page.exchanges[-1].answer or page.exchanges[-1].error)
    return gr.Textbox(submit_btn=not running, stop_btn=running, **values)


def _choose(session: Session, event: gr.EventData, before: Exchanges, ui: Words) -> tuple[str | None, str]:
    turn = number_of(event, "turn")
    match text_of(event, "kb"):
        case "cite":
            return controller.open_citation(session, before, turn, number_of(event, "number"), ui), "note"
        case "step":
            return controller.step_to(session, before, turn, number_of(event, "index"), ui), "note"
        case "passage":
            return controller.open_passage(session, before, turn, number_of(event, "rank"), ui), "note"
        case "open":
            line, quote = number_of(event, "line"), text_of(event, "quote")
            return controller.open_line(session, text_of(event, "note"), line, quote, ui), "note"
        case "concept":
            language: Language = "ko" if text_of(event, "language") == "ko" else "en"
            return controller.centre_on(session, text_of(event, "name"), language, ui), "map"
    return None, ""
