"""The page: Gradio components, and which action changes which of them. What they show is made in the view modules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from kb.settings import Settings
from kb.types import Language
from kb.ui import controller, notes_view
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

_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def make_app(session: Session) -> gr.Blocks:
    """The chat over `session`, ready for `launch(**kb.ui.theme.launch_options())`, which `kb.ui.serve` does."""
    label = i18n()
    with gr.Blocks(
        title="kb", analytics_enabled=False, fill_width=True, delete_cache=UPLOADS_KEPT
    ) as app:
        exchanges = gr.State(())
        header = gr.HTML(_header(None, words("en")), elem_id="kb-header", padding=False)
        # the ear of the page: assets/app.js listens on the document and speaks through this component's events
        bridge = gr.HTML("", js_on_load=asset("app.js"), elem_id="kb-bridge", apply_default_css=False)
        with gr.Tabs(elem_id="kb-tabs"):
            with gr.Tab(label("tab_ask"), id="ask"), gr.Row(elem_id="kb-ask", equal_height=True):
                with gr.Column(scale=7, min_width=320, elem_id="kb-chat"):
                    transcript = gr.HTML(elem_id="kb-transcript", padding=False, apply_default_css=False)
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
                        passages = gr.HTML(elem_id="kb-passages", padding=False, apply_default_css=False)
                    with gr.Tab(label("tab_map"), id="map", render_children=True):
                        concept_map = gr.HTML(elem_id="kb-map", padding=False, apply_default_css=False)
                    with gr.Tab(label("tab_note"), id="note", render_children=True):
                        note = gr.HTML(elem_id="kb-note", padding=False, apply_default_css=False)
            with gr.Tab(label("tab_notes"), id="notes", elem_id="kb-notes-tab"):
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
                        message = gr.HTML(elem_id="kb-message", padding=False, apply_default_css=False)
                status = gr.HTML(elem_id="kb-status", padding=False, apply_default_css=False)

        page_parts = [exchanges, transcript, passages, concept_map, note]

        def parts(page: Page) -> list[Any]:
            shown = (page.exchanges, page.transcript, page.passages, page.map, page.note)
            return [gr.skip() if part is None else part for part in shown]

        def on_load(request: gr.Request) -> list[Any]:
            ui = _words(request)
            now = controller.status_of(session)
            welcome = parts(controller.welcome(session, ui))
            return [*welcome, _header(now, ui), notes_view.status_html(now, ui), notes_view.idle_html(ui)]

        def on_question(asked: str, before: Exchanges, request: gr.Request) -> Iterator[list[Any]]:
            for page in controller.ask(session, asked, before, _words(request)):
                yield [*parts(page), ""]

        def on_suggestion(event: gr.EventData, before: Exchanges, request: gr.Request) -> Iterator[list[Any]]:
            for page in controller.ask(session, _text(event, "question"), before, _words(request)):
                yield parts(page)

        def on_choice(event: gr.EventData, before: Exchanges, request: gr.Request) -> list[Any]:
            """A citation, passage, quoted line or concept was chosen: show it in the panel and bring its tab forward."""
            ui = _words(request)
            shown, tab = _choose(session, event, before, ui)
            if shown is None:
                return [gr.skip(), gr.skip(), gr.skip()]
            if tab == "map":
                return [shown, gr.skip(), gr.Tabs(selected="map")]
            return [gr.skip(), shown, gr.Tabs(selected="note")]

        def on_upload(files: list[str] | None, request: gr.Request) -> list[Any]:
            ui = _words(request)
            limit = Settings().max_file_bytes
            done = save_uploads([(Path(file).name, Path(file)) for file in files or ()], session.notes)
            return [None, notes_view.uploaded_html(done, limit, ui)]

        def on_rebuild(request: gr.Request) -> Iterator[list[Any]]:
            ui = _words(request)
            for text, running in controller.rebuild(session, ui):
                buttons = [gr.Button(interactive=not running), gr.Button(visible=running)]
                if running:
                    yield [text, *buttons, gr.skip(), gr.skip()]
                else:
                    now = controller.status_of(session)
                    yield [text, *buttons, notes_view.status_html(now, ui), _header(now, ui)]

        app.load(on_load, None, [*page_parts, header, status, message], **_PRIVATE)
        asking: dict[str, Any] = {**_PRIVATE, "concurrency_limit": QUESTIONS_AT_ONCE, "concurrency_id": "ask"}
        question.submit(on_question, [question, exchanges], [*page_parts, question], **asking)
        bridge.submit(on_suggestion, [exchanges], page_parts, **asking)
        choosing: dict[str, Any] = {**_PRIVATE, "trigger_mode": "always_last", "concurrency_limit": QUESTIONS_AT_ONCE}
        bridge.select(on_choice, [exchanges], [concept_map, note, panel], **choosing)
        upload.upload(on_upload, [upload], [upload, message], **_PRIVATE)
        rebuild.click(on_rebuild, None, [message, rebuild, stop, status, header], **_PRIVATE)
        stop.click(session.stop_rebuild, None, None, **_PRIVATE)
    return app


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


def _header(status: Any, ui: Words) -> str:
    return (
        f'<header class="kb-header" lang="{ui.language}">{asset("mark.svg")}<h1>kb</h1>'
        f'<p>{notes_view.counts_html(status, ui) or escape(" ")}</p></header>'
    )
