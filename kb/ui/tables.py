"""How a reader looks at a long table: what is searched for, how it is sorted, how much of it is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from kb.language.text import fold
from kb.ui.markup import escape
from kb.ui.strings import Words

PAGE = 100
"""Rows shown at first, and added by "show more": a browser lays out a hundred in a few milliseconds."""
MAX_QUERY = 200

BUTTONS = "buttons"
"""The name of a column that holds buttons."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class View:
    query: str = ""
    kind: str = ""
    """Only rows of this kind; empty: all."""
    by: str = ""
    """The column that it is sorted by; empty: the table's own order."""
    descending: bool = False
    limit: int = PAGE


def asked(view: View, query: str) -> View:
    return replace(view, query=query[:MAX_QUERY], limit=PAGE)


def sorted_by(view: View, column: str, numbers: Sequence[str]) -> View:
    """A click on a column's head: numbers begin with the largest; a second click turns round, a third takes it back."""
    first = column in numbers
    if view.by != column:
        return replace(view, by=column, descending=first)
    return replace(view, descending=not first) if view.descending == first else replace(view, by="", descending=False)


def narrowed(view: View, kind: str) -> View:
    return replace(view, kind=kind, limit=PAGE)


def more(view: View) -> View:
    return replace(view, limit=view.limit + PAGE)


def matches(query: str, *texts: str) -> bool:
    """Whether every word of the query stands in one of the texts, however it is spaced or capitalised there."""
    folded = [fold(text) for text in texts]
    return all(any(fold(word) in text for text in folded) for word in query.split())


def ordered(rows: Sequence[T], view: View, keys: Mapping[str, Callable[[T], Any]]) -> list[T]:
    """The rows by the view's column; equal ones keep their order."""
    key = keys.get(view.by)
    return sorted(rows, key=key, reverse=view.descending) if key else list(rows)


def head_html(columns: Sequence[tuple[str, str]], view: View, table: str) -> str:
    """Column heads as buttons that sort; `columns`: (name, words), those without a name can't be sorted by.

    What stands over buttons is only for those who hear the table.
    """
    cells = []
    for name, words in columns:
        if name in ("", BUTTONS):
            style = "kb-hidden" if name else "kb-plain"
            cells.append(f'<th scope="col"><span class="{style}">{escape(words)}</span></th>')
            continue
        state = ("descending" if view.descending else "ascending") if view.by == name else "none"
        cells.append(
            f'<th scope="col" aria-sort="{state}"><button type="button" class="kb-sort" data-do="sort" '
            f'data-table="{table}" data-by="{name}">{escape(words)}</button></th>'
        )
    return f"<thead><tr>{''.join(cells)}</tr></thead>"


def more_html(shown: int, total: int, table: str, ui: Words) -> str:
    if shown >= total:
        return ""
    return (
        f'<p class="kb-rest"><span>{escape(ui("rows_shown", shown=f"{shown:,}", total=f"{total:,}"))}</span>'
        f'<button type="button" data-do="more" data-table="{table}">{escape(ui("rows_more"))}</button></p>'
    )
