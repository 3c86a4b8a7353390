"""The page: Gradio components, and which action changes which of them. What they show is made in the view modules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from kb.settings import Settings
from kb.types import Language, Status
from kb.ui import controller, notes_view
from kb.ui.api import add_endpoints
from kb.ui.controller import Exchanges, Page
from kb.ui.markup import escape
from kb.ui.session import Session
from kb.ui.strings import Words, interface_language, words
from kb.ui.theme import asset, i18n
from kb.ui.uploads import UPLOAD_SUFFIXES, save_uploads

QUESTIONS_AT_ONCE = 4
"""Questions answered side by side; more than the cores of a laptop would only make each slower."""
UPLOADS_KEPT = (3600, 3600)
"""Seconds: (how often, how old) Gradio's own copies of uploaded files are deleted."""


@dataclass(frozen=True, slots=True)
class _Parts:
    """The components whose content or state changes."""

    exchanges: gr.State
    header: gr.HTML
    bridge: gr.HTML
    transcript: gr.HTML
    question: gr.Textbox
    panel: gr.Tabs
    passages: gr.HTML
    map: gr.HTML
    note: gr.HTML
    upload: gr.File
    rebuild: gr.Button
    stop: gr.Button
    message: gr.HTML
    status: gr.HTML

    @property
    def page(self) -> list[Any]:
        """In the order of `_shown`."""
        return [self.exchanges, self.transcript, self.passages, self.map, self.note]


def make_app(session: Session) -> gr.Blocks:
    """The chat over `session`, ready for `launch(**kb.ui.theme.launch_options())`, which `kb.ui.serve` does."""
    app = gr.Blocks(title="kb", analytics_enabled=False, fill_width=True, delete_cache=UPLOADS_KEPT)
    with app:
        _wire(app, _lay_out(), _Actions(session))
        add_endpoints(session)
    return app


def _lay_out() -> _Parts:
    label = i18n()
    exchanges = gr.State(())
    header = _html("kb-header", _header(None, words("en")))
    # the ear of the page: assets/app.js listens on the document and speaks through this component's events
    bridge = gr.HTML("", js_on_load=asset("app.js"), elem_id="kb-bridge", apply_default_css=False)
    with gr.Tabs(elem_id="kb-tabs"):
        with gr.Tab(label("tab_ask"), id="ask"), gr.Row(elem_id="kb-ask", equal_height=True):
            with gr.Column(scale=7, min_width=320, elem_id="kb-chat"):
                transcript = _html("kb-transcript")
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
                    passages = _html("kb-passages")
                with gr.Tab(label("tab_map"), id="map", render_children=True):
                    concept_map = _html("kb-map")
                with gr.Tab(label("tab_note"), id="note", render_children=True):
                    note = _html("kb-note")
        with gr.Tab(label("tab_notes"), id="notes"):
            with gr.Row(elem_id="kb-manage"):
                with gr.Column(scale=3, min_width=300):
                    upload = gr.File(
                        label=label("upload_label"),
                        file_count="multiple",
                        file_types=list(UPLOAD_SUFFIXES),
                        height=150,
                        elem_id="kb-upload",
                    )
                with gr.Column(scale=4, min_width=300):
                    with gr.Row(elem_id="kb-buttons"):
                        rebuild = gr.Button(label("rebuild"), variant="primary", scale=0, elem_id="kb-rebuild")
                        stop = gr.Button(label("rebuild_stop"), visible=False, scale=0, elem_id="kb-stop")
                    message = _html("kb-message")
            status = _html("kb-status")
    return _Parts(
        exchanges=exchanges,
        header=header,
        bridge=bridge,
        transcript=transcript,
        question=question,
        panel=panel,
        passages=passages,
        map=concept_map,
        note=note,
        upload=upload,
        rebuild=rebuild,
        stop=stop,
        message=message,
        status=status,
    )


def _wire(app: gr.Blocks, parts: _Parts, actions: _Actions) -> None:
    """Which event runs which action, and what each changes. Nothing of it is an endpoint for programs."""
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    asking = {**private, "concurrency_limit": QUESTIONS_AT_ONCE, "concurrency_id": "ask"}
    choosing = {**private, "concurrency_limit": QUESTIONS_AT_ONCE, "trigger_mode": "always_last"}
    app.load(actions.load, None, [*parts.page, parts.header, parts.status, parts.message], **private)
    typed = [parts.question, parts.exchanges]
    parts.question.submit(actions.ask_typed, typed, [*parts.page, parts.question], **asking)
    parts.bridge.submit(actions.ask_suggested, [parts.exchanges], parts.page, **asking)
    parts.bridge.select(actions.choose, [parts.exchanges], [parts.map, parts.note, parts.panel], **choosing)
    parts.bridge.clear(actions.begin_again, None, parts.page, **private)
    parts.upload.upload(actions.upload, [parts.upload], [parts.upload, parts.message], **private)
    changed = [parts.message, parts.rebuild, parts.stop, parts.status, parts.header]
    parts.rebuild.click(actions.rebuild, None, changed, **private)
    parts.stop.click(actions.stop_rebuild, None, None, **private)


class _Actions:
    """Event handlers: what the browser sent → values for the components named in `_wire`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def load(self, request: gr.Request) -> list[Any]:
        ui = _words(request)
        now = controller.status_of(self._session)
        welcome = _shown(controller.welcome(self._session, ui))
        return [*welcome, _header(now, ui), notes_view.status_html(now, ui), notes_view.idle_html(ui)]

    def begin_again(self, request: gr.Request) -> list[Any]:
        return _shown(controller.welcome(self._session, _words(request)))

    def ask_typed(self, asked: str, before: Exchanges, request: gr.Request) -> Iterator[list[Any]]:
        for page in controller.ask(self._session, asked, before, _words(request)):
            yield [*_shown(page), ""]

    def ask_suggested(self, event: gr.EventData, before: Exchanges, request: gr.Request) -> Iterator[list[Any]]:
        for page in controller.ask(self._session, _text(event, "question"), before, _words(request)):
            yield _shown(page)

    def choose(self, event: gr.EventData, before: Exchanges, request: gr.Request) -> list[Any]:
        """A citation, passage, quoted line or concept was chosen: show it in the panel and bring its tab forward."""
        shown, tab = _choose(self._session, event, before, _words(request))
        if shown is None:
            return [gr.skip(), gr.skip(), gr.skip()]
        return [shown if tab == "map" else gr.skip(), shown if tab == "note" else gr.skip(), gr.Tabs(selected=tab)]

    def upload(self, files: list[str] | None, request: gr.Request) -> list[Any]:
        done = save_uploads([(Path(file).name, Path(file)) for file in files or ()], self._session.notes)
        return [None, notes_view.uploaded_html(done, Settings().max_file_bytes, _words(request))]

    def rebuild(self, request: gr.Request) -> Iterator[list[Any]]:
        ui = _words(request)
        for text, running in controller.rebuild(self._session, ui):
            buttons = [gr.Button(interactive=not running), gr.Button(visible=running)]
            now = controller.status_of(self._session)
            after = [gr.skip(), gr.skip()] if running else [notes_view.status_html(now, ui), _header(now, ui)]
            yield [text, *buttons, *after]

    def stop_rebuild(self) -> None:
        self._session.stop_rebuild()


def _html(name: str, value: str = "") -> gr.HTML:
    """A part of the page that the view modules write; Gradio's own typography stays out of it."""
    return gr.HTML(value, elem_id=name, padding=False, apply_default_css=False)


def _shown(page: Page) -> list[Any]:
    parts = (page.exchanges, page.transcript, page.passages, page.map, page.note)
    return [gr.skip() if part is None else part for part in parts]


def _choose(session: Session, event: gr.EventData, before: Exchanges, ui: Words) -> tuple[str | None, str]:
    turn = _number(event, "turn")
    match _text(event, "kb"):
        case "cite":
            return controller.open_citation(session, before, turn, _number(event, "number"), ui), "note"
        case "step":
            return controller.step_to(session, before, turn, _number(event, "index"), ui), "note"
        case "passage":
            return controller.open_passage(session, before, turn, _number(event, "rank"), ui), "note"
        case "open":
            line, quote = _number(event, "line"), _text(event, "quote")
            return controller.open_line(session, _text(event, "note"), line, quote, ui), "note"
        case "concept":
            language: Language = "ko" if _text(event, "language") == "ko" else "en"
            return controller.centre_on(session, _text(event, "name"), language, ui), "map"
    return None, ""


def _text(event: gr.EventData, name: str) -> str:
    """A value that the browser sent; anything else than text counts as absent."""
    value = (event._data or {}).get(name, "")
    return value if isinstance(value, str) else ""


def _number(event: gr.EventData, name: str) -> int:
    text = _text(event, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _words(request: gr.Request) -> Words:
    return words(interface_language(request.headers.get("accept-language")))


def _header(status: Status | None, ui: Words) -> str:
    return (
        f'<header class="kb-header" lang="{ui.language}">{asset("mark.svg")}<h1>kb</h1>'
        f"<p>{notes_view.counts_html(status, ui) or escape(' ')}</p>"
        f'<button type="button" class="kb-new" data-kb="new">{escape(ui("new_chat"))}</button></header>'
    )
