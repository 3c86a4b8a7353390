"""The Notes page: Gradio components, and which action changes which of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from kb.errors import KBError
from kb.settings import Settings
from kb.types import Status
from kb.ui import notes_view, tables
from kb.ui.components import arranged, html, text_of, words_of
from kb.ui.gate import UPLOADABLE
from kb.ui.session import Session
from kb.ui.strings import Words
from kb.ui.tables import View
from kb.ui.theme import i18n

Told = Sequence[tuple[gr.HTML, Callable[[Status | None, Words], str]]]
"""Parts of other pages that speak of the notes, and what writes each."""

CALM, BUSY = 6.0, 0.5
"""Seconds between two looks at the folder and the index by an open page; the second while a rebuild runs.

These looks alone show how a rebuild goes on, to whoever started it too: what came to a page by two ways could come in the
wrong order, and the last would stay.
"""
ANNOUNCED = 45.0
"""Seconds that the switch to another index stays announced on every page."""


@dataclass(frozen=True, slots=True)
class NotesPage:
    notice: gr.HTML
    seen: gr.State
    view: gr.State
    timer: gr.Timer
    upload: gr.File
    events: gr.HTML
    rebuild: gr.Button
    stop: gr.Button
    message: gr.HTML
    find: gr.Textbox
    status: gr.HTML

    @property
    def state(self) -> list[Any]:
        """In the order of `_Actions.now`."""
        return [self.notice, self.seen, self.timer, self.rebuild, self.stop, self.message, self.status]


@dataclass(frozen=True, slots=True)
class Seen:
    """What an open page shows; another page is sent only where this differs."""

    generation: int = 0
    """Of the index that the page last spoke of."""
    switched: float = 0.0
    """When it was seen that another index answers (monotonic clock); 0: not since the page was opened."""
    shown: int = 0
    """Hash of all that is shown."""


def watch() -> tuple[gr.HTML, gr.Timer]:
    """The line that stands on every page, and the clock by which it looks at folder and index: both outside the tabs, of
    which Gradio makes only those that were opened."""
    return html("kb-notice"), gr.Timer(CALM)


def lay_out(watching: tuple[gr.HTML, gr.Timer], *, read_only: bool) -> NotesPage:
    """The components, inside the tab that the caller has opened; `watching` as `watch` made it."""
    label = i18n()
    with gr.Row(elem_id="kb-manage", equal_height=False):
        with gr.Column(scale=7, min_width=320, elem_id="kb-folder"):
            with gr.Row(elem_id="kb-buttons", equal_height=True):
                message = html("kb-message")
                rebuild = gr.Button(
                    label("rebuild"), variant="primary", scale=0, elem_id="kb-rebuild", visible=not read_only
                )
                stop = gr.Button(label("rebuild_stop"), visible=False, scale=0, elem_id="kb-stop")
            find = gr.Textbox(
                label=label("find_note"),
                placeholder=label("find_note"),
                show_label=False,
                container=False,
                max_lines=1,
                max_length=tables.MAX_QUERY,
                elem_id="kb-find-note",
                elem_classes="kb-find",
            )
            status = html("kb-status")
        with gr.Column(scale=2, min_width=300, elem_id="kb-adding", visible=not read_only):
            upload = gr.File(
                label=label("upload_label"),
                file_count="multiple",  # of any type: what isn't a note is refused with its reason, in the page's language
                height=190,
                elem_id="kb-upload",
            )
            events = html("kb-events")
    return NotesPage(
        notice=watching[0],
        seen=gr.State(Seen()),
        view=gr.State(View()),
        timer=watching[1],
        upload=upload,
        events=events,
        rebuild=rebuild,
        stop=stop,
        message=message,
        find=find,
        status=status,
    )


def wire(app: gr.Blocks, page: NotesPage, ear: gr.HTML, session: Session, told: Told) -> None:
    """Which event runs which action. `ear` is the component through which assets/pages.js speaks; `told` changes with the
    page."""
    private: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    # looks that many pages take often: not in the queue, where questions wait
    look: dict[str, Any] = {**private, "queue": False}
    actions = _Actions(session, told)
    shown, known = [*page.state, *(part for part, _ in told)], [page.seen, page.view]
    app.load(actions.load, known, shown, **look)
    page.timer.tick(actions.look, known, shown, **look)
    page.find.change(actions.find, [page.find, page.view], [page.view, page.status], **look, trigger_mode="always_last")
    ear.change(actions.arrange, [page.view], [page.view, page.status], **look, trigger_mode="always_last")
    ear.clear(actions.dismiss, known, shown, **look)
    page.upload.upload(actions.upload, [page.upload, *known], [page.upload, page.events, *shown], **private)
    ear.upload(actions.refuse, None, [page.events], **look)
    ear.delete(actions.delete, known, [page.events, *shown], **private, trigger_mode="multiple")
    ear.undo(actions.restore, known, [page.events, *shown], **private, trigger_mode="multiple")
    page.rebuild.click(actions.rebuild, known, shown, **look)
    ear.submit(actions.rebuild, known, shown, **look)
    page.stop.click(actions.stop_rebuild, None, None, **look)


class _Actions:
    """Event handlers: what the browser sent → values for the components named in `wire`."""

    def __init__(self, session: Session, told: Told) -> None:
        self._session = session
        self._told = told

    def load(self, seen: Seen, view: View, request: gr.Request) -> list[Any]:
        return self.now(Seen(generation=self._session.generation), view, request)

    def look(self, seen: Seen, view: View, request: gr.Request) -> list[Any]:
        self._session.follow()
        return self.now(seen, view, request)

    def dismiss(self, seen: Seen, view: View, request: gr.Request) -> list[Any]:
        """The reader has read that another index answers now."""
        return self.now(Seen(generation=self._session.generation, shown=seen.shown), view, request)

    def now(self, seen: Seen, view: View, request: gr.Request) -> list[Any]:
        """The page as it is now, for `NotesPage.state` and what else is told; nothing where the reader sees just that."""
        ui, session = words_of(request), self._session
        switched = seen.switched
        if session.generation != seen.generation:
            switched = time.monotonic()
        elif time.monotonic() - switched > ANNOUNCED:
            switched = 0.0
        changes, trouble = None, ""
        try:
            changes = session.changes()
        except KBError as problem:
            trouble = str(problem)
        status, building = session.current.status(), session.building
        notice = notes_view.notice_html(session, changes, ui, announce=bool(switched))
        message = notes_view.message_html(session, changes, trouble, ui)
        table = notes_view.table_html(status, changes, view, ui, read_only=session.read_only)
        shown = hash((notice, message, table))
        now = Seen(session.generation, switched, shown)
        if shown == seen.shown:
            return [gr.skip(), now, *[gr.skip()] * (5 + len(self._told))]
        due = bool(changes) and not building
        return [
            notice,
            now,
            gr.Timer(BUSY if building else CALM),
            gr.Button(interactive=not building, variant="primary" if due else "secondary"),
            gr.Button(visible=building and not session.read_only),
            message,
            table,
            *(write(status, ui) for _, write in self._told),
        ]

    def find(self, query: str, view: View, request: gr.Request) -> list[Any]:
        return self._table(tables.asked(view, query), request)

    def arrange(self, event: gr.EventData, view: View, request: gr.Request) -> list[Any]:
        """The reader sorts, narrows or lengthens the table."""
        return self._table(arranged(view, event, notes_view.NUMBERS), request)

    def _table(self, view: View, request: gr.Request) -> list[Any]:
        session = self._session
        try:
            changes = session.changes()
        except KBError:
            changes = None
        ui = words_of(request)
        table = notes_view.table_html(session.current.status(), changes, view, ui, read_only=session.read_only)
        return [view, table]

    def upload(self, files: list[str] | None, seen: Seen, view: View, request: gr.Request) -> list[Any]:
        ui = words_of(request)
        try:
            done = self._session.upload([(Path(file).name, Path(file)) for file in files or ()])
            said = notes_view.uploaded_html(done, Settings().max_file_bytes, ui)
        except KBError as problem:
            said = notes_view.failure_html(str(problem))
        return [None, said, *self.now(seen, view, request)]

    def refuse(self, request: gr.Request) -> str:
        """More was chosen than one upload may hold."""
        return notes_view.failure_html(words_of(request)("upload_too_much", limit=UPLOADABLE // 1_000_000))

    def delete(self, event: gr.EventData, seen: Seen, view: View, request: gr.Request) -> list[Any]:
        ui, path = words_of(request), text_of(event, "note")
        try:
            said = notes_view.deleted_html(path, self._session.delete(path), ui)
        except KBError as problem:
            said = notes_view.failure_html(str(problem))
        return [said, *self.now(seen, view, request)]

    def restore(self, event: gr.EventData, seen: Seen, view: View, request: gr.Request) -> list[Any]:
        ui = words_of(request)
        try:
            said = notes_view.message(ui("restored", name=self._session.restore(text_of(event, "place"))), "kb-good")
        except KBError as problem:
            said = notes_view.failure_html(str(problem))
        return [said, *self.now(seen, view, request)]

    def rebuild(self, seen: Seen, view: View, request: gr.Request) -> list[Any]:
        """Builds beside the questions; the page looks how far it is."""
        worker = threading.Thread(target=self._build, name="kb-rebuild", daemon=True)
        worker.start()
        while worker.is_alive() and not self._session.building:
            worker.join(0.01)
        return self.now(seen, view, request)

    def _build(self) -> None:
        try:
            self._session.rebuild()
        except KBError:
            return  # the session keeps it, and every page shows it

    def stop_rebuild(self) -> None:
        if not self._session.read_only:
            self._session.stop_rebuild()
