"""The Notes page: Gradio components, and which action changes which of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from kb.settings import Settings
from kb.types import Status
from kb.ui import controller, notes_view
from kb.ui.components import html, words_of
from kb.ui.session import Session
from kb.ui.strings import Words
from kb.ui.theme import i18n
from kb.ui.uploads import UPLOAD_SUFFIXES, save_uploads

Header = Callable[[Status | None, Words], str]


@dataclass(frozen=True, slots=True)
class NotesPage:
    upload: gr.File
    rebuild: gr.Button
    stop: gr.Button
    message: gr.HTML
    status: gr.HTML


def lay_out() -> NotesPage:
    """The components, inside the tab that the caller has opened."""
    label = i18n()
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
            message = html("kb-message")
    status = html("kb-status")
    return NotesPage(upload=upload, rebuild=rebuild, stop=stop, message=message, status=status)


def wire(app: gr.Blocks, page: NotesPage, session: Session, header: gr.HTML, header_html: Header) -> None:
    """Which event runs which action. `header` is the part of the page that counts the notes, `header_html` writes it."""
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    actions = _Actions(session, header_html)
    app.load(actions.load, None, [page.status, page.message], **private)
    page.upload.upload(actions.upload, [page.upload], [page.upload, page.message], **private)
    changed = [page.message, page.rebuild, page.stop, page.status, header]
    page.rebuild.click(actions.rebuild, None, changed, **private)
    page.stop.click(actions.stop_rebuild, None, None, **private)


class _Actions:
    """Event handlers: what the browser sent → values for the components named in `wire`."""

    def __init__(self, session: Session, header_html: Header) -> None:
        self._session = session
        self._header = header_html

    def load(self, request: gr.Request) -> list[Any]:
        ui = words_of(request)
        return [notes_view.status_html(controller.status_of(self._session), ui), notes_view.idle_html(ui)]

    def upload(self, files: list[str] | None, request: gr.Request) -> list[Any]:
        done = save_uploads([(Path(file).name, Path(file)) for file in files or ()], self._session.notes)
        return [None, notes_view.uploaded_html(done, Settings().max_file_bytes, words_of(request))]

    def rebuild(self, request: gr.Request) -> Iterator[list[Any]]:
        ui = words_of(request)
        for text, running in controller.rebuild(self._session, ui):
            buttons = [gr.Button(interactive=not running), gr.Button(visible=running)]
            now = controller.status_of(self._session)
            after = [gr.skip(), gr.skip()] if running else [notes_view.status_html(now, ui), self._header(now, ui)]
            yield [text, *buttons, *after]

    def stop_rebuild(self) -> None:
        self._session.stop_rebuild()
