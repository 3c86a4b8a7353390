"""The page: header, tabs, and what each tab's module puts into it. What they show is made in the view modules."""

from __future__ import annotations

import json

import gradio as gr

from kb.types import Status
from kb.ui import chat_page, concepts_page, controller, notes_page, notes_view
from kb.ui.api import add_endpoints
from kb.ui.components import html, words_of
from kb.ui.gate import UPLOADABLE
from kb.ui.icons import icon
from kb.ui.markup import escape
from kb.ui.session import Session
from kb.ui.strings import Words, words
from kb.ui.theme import asset, i18n

QUEUE = 64
"""Events of all pages together that may wait; more are turned away with a message instead of piling up."""
_SCRIPT_WORDS = ("edit_send", "edit_cancel", "history_none", "history_delete", "close")
"""Strings of what the scripts write themselves."""
UPLOADS_KEPT = (3600, 3600)
"""Seconds: (how often, how old) Gradio's own copies of uploaded files are deleted."""


def make_app(session: Session) -> gr.Blocks:
    """The chat over `session`, ready for `launch(**kb.ui.theme.launch_options())`, which `kb.ui.serve` does."""

    def load(request: gr.Request) -> str:
        return _header(controller.status_of(session), words_of(request))

    label = i18n()
    app = gr.Blocks(title="kb", analytics_enabled=False, fill_width=True, delete_cache=UPLOADS_KEPT)
    with app:
        add_endpoints(session)  # first, so that no action of the page takes one of their names
        header = html("kb-header", _header(None, words("en")))
        ear = gr.HTML("", js_on_load=asset("pages.js"), elem_id="kb-pages", apply_default_css=False)
        watching = notes_page.watch()
        with gr.Tabs(elem_id="kb-tabs") as tabs:
            with gr.Tab(label("tab_ask"), id="ask"):
                chat = chat_page.lay_out()
            with gr.Tab(label("tab_notes"), id="notes"):
                notes = notes_page.lay_out(watching, read_only=session.read_only)
            with gr.Tab(label("tab_concepts"), id="concepts") as concepts_tab:
                concepts = concepts_page.lay_out()
        app.load(load, None, [header], api_visibility="private", show_progress="hidden")
        chat_page.wire(app, chat, tabs, session)
        told = ((header, _header), (chat.skipped, notes_view.skipped_html))
        notes_page.wire(app, notes, ear, session, told)
        concepts_page.wire(concepts, concepts_tab, notes.seen, ear, session)
    # direct calls are for the endpoints; the page's own events go by the queue, which is bounded
    app.queue(max_size=QUEUE, default_concurrency_limit=chat_page.QUESTIONS_AT_ONCE, api_open=False)
    return app


def _header(status: Status | None, ui: Words) -> str:
    other = words("en" if ui.language == "ko" else "ko")
    new, history = escape(ui("new_chat")), escape(ui("history"))
    limit = {"question_limit": controller.MAX_QUESTION, "too_long": controller.too_long("{count}", ui)}
    say = escape(json.dumps({key: ui(key) for key in _SCRIPT_WORDS} | limit, ensure_ascii=False))
    return (
        f'<header class="kb-header" lang="{ui.language}" data-say="{say}" data-uploads="{UPLOADABLE}">'
        f"{asset('mark.svg')}<h1>kb</h1><p>{notes_view.counts_html(status, ui) or escape(' ')}</p>"
        f'<button type="button" class="kb-button kb-language" data-kb="language" data-language="{other.language}" '
        f'lang="{other.language}" title="{escape(other("language_switch"))}">{escape(other("language_name"))}</button>'
        f'<button type="button" class="kb-button" data-kb="history" aria-haspopup="dialog" aria-expanded="false" '
        f'title="{history}" aria-label="{history}">{icon("history")}<span>{history}</span></button>'
        f'<button type="button" class="kb-button kb-new" data-kb="new" title="{new}" aria-label="{new}">'
        f"{icon('plus')}<span>{new}</span></button></header>"
    )
