"""The Concepts page: Gradio components, and which action changes which of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from kb.errors import KBError
from kb.ui import concepts_view, notes_view, tables
from kb.ui.components import arranged, html, text_of, words_of
from kb.ui.concepts_view import Decision, Row
from kb.ui.session import Session
from kb.ui.strings import Words
from kb.ui.tables import View
from kb.ui.theme import i18n

MAX_NAME = 200
CLOSED = -1
"""The generation shown by a page that wasn't opened yet."""


@dataclass(frozen=True, slots=True)
class ConceptsPage:
    view: gr.State
    generation: gr.State
    decided: gr.State
    find: gr.Textbox
    table: gr.HTML
    proposals_tab: gr.Tab
    proposals: gr.HTML
    disagreements_tab: gr.Tab
    disagreements: gr.HTML

    @property
    def shown(self) -> list[Any]:
        """In the order of `_Actions._page`."""
        return [
            self.generation,
            self.table,
            self.proposals_tab,
            self.proposals,
            self.disagreements_tab,
            self.disagreements,
        ]


def lay_out() -> ConceptsPage:
    """The components, inside the tab that the caller has opened."""
    label = i18n()
    with gr.Tabs(elem_id="kb-concept-tabs"):
        with gr.Tab(label("concepts_all"), id="all"):
            find = gr.Textbox(
                label=label("find_concept"),
                placeholder=label("find_concept"),
                show_label=False,
                container=False,
                max_lines=1,
                max_length=tables.MAX_QUERY,
                elem_id="kb-find-concept",
                elem_classes="kb-find",
            )
            table = html("kb-concepts")
        with gr.Tab(label("concepts_same"), id="same", render_children=True) as proposals_tab:
            proposals = html("kb-proposals")
        with gr.Tab(label("concepts_disagree"), id="disagree", render_children=True) as disagreements_tab:
            disagreements = html("kb-disagreements")
    return ConceptsPage(
        view=gr.State(View()),
        generation=gr.State(CLOSED),
        decided=gr.State(()),
        find=find,
        table=table,
        proposals_tab=proposals_tab,
        proposals=proposals,
        disagreements_tab=disagreements_tab,
        disagreements=disagreements,
    )


def wire(page: ConceptsPage, tab: gr.Tab, seen: gr.State, ear: gr.HTML, session: Session) -> None:
    """Which event runs which action. `tab` opens the page, `seen` changes when another index answers, `ear` is the
    component through which assets/pages.js speaks."""
    look: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden", "queue": False}
    actions = _Actions(session)
    known = [page.generation, page.view, page.decided]
    tab.select(actions.open, known, page.shown, **look)
    seen.change(actions.refresh, known, page.shown, **look)
    page.find.change(actions.find, [page.find, page.view], [page.view, page.table], **look, trigger_mode="always_last")
    ear.select(actions.arrange, [page.view], [page.view, page.table], **look, trigger_mode="always_last")
    # one after the other, and none dropped because the one before isn't done
    deciding: dict[str, Any] = {**look, "queue": True, "concurrency_limit": 1, "trigger_mode": "multiple"}
    ear.apply(actions.decide, [page.decided], [page.decided, page.proposals_tab, page.proposals], **deciding)


class _Actions:
    """Event handlers: what the browser sent → values for the components named in `wire`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: tuple[int, tuple[Row, ...]] = (CLOSED, ())

    def open(self, generation: int, view: View, decided: tuple[Decision, ...], request: gr.Request) -> list[Any]:
        if generation == self._session.generation:
            return [gr.skip()] * 6
        return self._page(view, decided, words_of(request))

    def refresh(self, generation: int, view: View, decided: tuple[Decision, ...], request: gr.Request) -> list[Any]:
        """Only a page that was opened before follows the index."""
        if generation in (CLOSED, self._session.generation):
            return [gr.skip()] * 6
        return self._page(view, decided, words_of(request))

    def find(self, query: str, view: View, request: gr.Request) -> list[Any]:
        view = tables.asked(view, query)
        return [view, concepts_view.table_html(self.rows(), view, words_of(request))]

    def arrange(self, event: gr.EventData, view: View, request: gr.Request) -> list[Any]:
        """The reader sorts or lengthens the table."""
        view = arranged(view, event, concepts_view.NUMBERS)
        return [view, concepts_view.table_html(self.rows(), view, words_of(request))]

    def decide(self, event: gr.EventData, decided: tuple[Decision, ...], request: gr.Request) -> list[Any]:
        """Written into concepts.toml at once; the next update of the index follows it."""
        ui = words_of(request)
        first, second = text_of(event, "first")[:MAX_NAME], text_of(event, "second")[:MAX_NAME]
        decision = Decision(first, second, text_of(event, "same") == "yes")
        try:
            self._session.decide(first, second, same=decision.same)
        except KBError as problem:
            return [gr.skip(), gr.skip(), notes_view.failure_html(str(problem)) + self._proposals(decided, ui)[1]]
        decided = (*(d for d in decided if (d.first, d.second) != (first, second)), decision)
        return [decided, *self._proposals(decided, ui)]

    def rows(self) -> tuple[Row, ...]:
        generation = self._session.generation
        if self._rows[0] != generation:
            self._rows = (generation, concepts_view.concept_rows(self._session.current))
        return self._rows[1]

    def _page(self, view: View, decided: tuple[Decision, ...], ui: Words) -> list[Any]:
        session = self._session
        generation, kb = session.generation, session.current
        found = kb.concept_graph.disagreements()
        return [
            generation,
            concepts_view.table_html(self.rows(), view, ui),
            *self._proposals(decided, ui),
            gr.Tab(label=_counted(ui("concepts_disagree"), len(found))),
            concepts_view.disagreements_html(found, ui, kb),
        ]

    def _proposals(self, decided: tuple[Decision, ...], ui: Words) -> list[Any]:
        try:
            proposals = self._session.current.proposals()
        except KBError as problem:  # a concepts.toml that isn't valid
            return [gr.skip(), notes_view.failure_html(str(problem))]
        mentions = {row.concept.name: row.mentions for row in self.rows()}
        read_only = self._session.read_only
        page = concepts_view.proposals_html(proposals, decided, mentions, ui, read_only=read_only)
        return [gr.Tab(label=_counted(ui("concepts_same"), len(proposals))), page]


def _counted(label: str, count: int) -> str:
    return f"{label} {count}" if count else label
