"""The page: Gradio components, and which action changes which of them. What they show is made in the view modules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from kb.types import Language, Status
from kb.ui import controller, notes_page, notes_view
from kb.ui.api import add_endpoints
from kb.ui.components import html, number_of, text_of, words_of
from kb.ui.controller import Exchanges, Page
from kb.ui.markup import escape
from kb.ui.notes_page import NotesPage
from kb.ui.session import Session
from kb.ui.strings import Words, words
from kb.ui.theme import asset, i18n

QUESTIONS_AT_ONCE = 4
"""Questions answered side by side; more than the cores of a laptop would only make each slower."""
QUEUE = 64
"""Events of all pages together that may wait; more are turned away with a message instead of piling up."""
UPLOADS_KEPT = (3600, 3600)
"""Seconds: (how often, how old) Gradio's own copies of uploaded files are deleted."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components whose content or state changes."""

    exchanges: gr.State
    header: gr.HTML
    bridge: gr.HTML
    tabs: gr.Tabs
    transcript: gr.HTML
    question: gr.Textbox
    panel: gr.Tabs
    passages: gr.HTML
    map: gr.HTML
    note: gr.HTML
    notes: NotesPage

    @property
    def page(self) -> list[Any]:
        """In the order of `_shown`."""
        return [self.exchanges, self.transcript, self.passages, self.map, self.note]


def make_app(session: Session) -> gr.Blocks:
    """The chat over `session`, ready for `launch(**kb.ui.theme.launch_options())`, which `kb.ui.serve` does."""
    app = gr.Blocks(title="kb", analytics_enabled=False, fill_width=True, delete_cache=UPLOADS_KEPT)
    with app:
        add_endpoints(session)  # first, so that no action of the page takes one of their names
        parts = _lay_out()
        _wire(app, parts, _Actions(session))
        notes_page.wire(app, parts.notes, session, parts.header, _header)
    # direct calls are for the endpoints; the page's own events go by the queue, which is bounded
    app.queue(max_size=QUEUE, default_concurrency_limit=QUESTIONS_AT_ONCE, api_open=False)
    return app


def _lay_out() -> _Parts:
    label = i18n()
    exchanges = gr.State(())
    header = html("kb-header", _header(None, words("en")))
    # the ear of the page: assets/app.js listens on the document and speaks through this component's events
    bridge = gr.HTML("", js_on_load=asset("app.js"), elem_id="kb-bridge", apply_default_css=False)
    with gr.Tabs(elem_id="kb-tabs") as tabs:
        with gr.Tab(label("tab_ask"), id="ask"), gr.Row(elem_id="kb-ask", equal_height=True):
            with gr.Column(scale=7, min_width=320, elem_id="kb-chat"):
                transcript = html("kb-transcript")
                question = gr.Textbox(
                    label=label("question_label"),
                    placeholder=label("question_placeholder"),
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=5,
                    max_length=controller.MAX_QUESTION,
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
        with gr.Tab(label("tab_notes"), id="notes"):
            notes = notes_page.lay_out()
    return _Parts(
        exchanges=exchanges,
        header=header,
        bridge=bridge,
        tabs=tabs,
        transcript=transcript,
        question=question,
        panel=panel,
        passages=passages,
        map=concept_map,
        note=note,
        notes=notes,
    )


def _wire(app: gr.Blocks, parts: _Parts, actions: _Actions) -> None:
    """Which event runs which action, and what each changes. Nothing of it is an endpoint for programs."""
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    asking = {**private, "concurrency_limit": QUESTIONS_AT_ONCE, "concurrency_id": "ask"}
    choosing = {**private, "concurrency_limit": QUESTIONS_AT_ONCE, "trigger_mode": "always_last"}
    app.load(actions.load, None, [*parts.page, parts.header], **private)
    typed = [parts.question, parts.exchanges]
    parts.question.submit(actions.ask_typed, typed, [*parts.page, parts.question], **asking)
    parts.bridge.submit(actions.ask_suggested, [parts.exchanges], parts.page, **asking)
    parts.bridge.select(actions.choose, [parts.exchanges], [parts.map, parts.note, parts.panel, parts.tabs], **choosing)
    parts.bridge.clear(actions.begin_again, None, parts.page, **private)


class _Actions:
    """Event handlers: what the browser sent → values for the components named in `_wire`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def load(self, request: gr.Request) -> list[Any]:
        ui = words_of(request)
        now = controller.status_of(self._session)
        welcome = _shown(controller.welcome(self._session, ui))
        return [*welcome, _header(now, ui)]

    def begin_again(self, request: gr.Request) -> list[Any]:
        return _shown(controller.welcome(self._session, words_of(request)))

    def ask_typed(self, asked: str, before: Exchanges, request: gr.Request) -> Iterator[list[Any]]:
        for page in controller.ask(self._session, asked, before, words_of(request)):
            yield [*_shown(page), ""]

    def ask_suggested(self, event: gr.EventData, before: Exchanges, request: gr.Request) -> Iterator[list[Any]]:
        for page in controller.ask(self._session, text_of(event, "question"), before, words_of(request)):
            yield _shown(page)

    def choose(self, event: gr.EventData, before: Exchanges, request: gr.Request) -> list[Any]:
        """A citation, passage, quoted line or concept was chosen: show it in the panel and bring its tab forward."""
        shown, tab = _choose(self._session, event, before, words_of(request))
        if shown is None:
            return [gr.skip()] * 4
        parts = [shown if tab == "map" else gr.skip(), shown if tab == "note" else gr.skip()]
        return [*parts, gr.Tabs(selected=tab), gr.Tabs(selected="ask")]


def _shown(page: Page) -> list[Any]:
    parts = (page.exchanges, page.transcript, page.passages, page.map, page.note)
    return [gr.skip() if part is None else part for part in parts]


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


def _header(status: Status | None, ui: Words) -> str:
    return (
        f'<header class="kb-header" lang="{ui.language}">{asset("mark.svg")}<h1>kb</h1>'
        f"<p>{notes_view.counts_html(status, ui) or escape(' ')}</p>"
        f'<button type="button" class="kb-new" data-kb="new">{escape(ui("new_chat"))}</button></header>'
    )
