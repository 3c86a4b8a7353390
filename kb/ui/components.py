"""What the pages share of Gradio: parts that the view modules write, values that the browser sent, the reader's language."""

from __future__ import annotations

import gradio as gr

from kb.ui import tables
from kb.ui.strings import LANGUAGE_COOKIE, Words, interface_language, words
from kb.ui.tables import View


def html(name: str, value: str = "") -> gr.HTML:
    """A part of the page that the view modules write; Gradio's own typography stays out of it."""
    return gr.HTML(value, elem_id=name, padding=False, apply_default_css=False)


def text_of(event: gr.EventData, name: str) -> str:
    """A value that the browser sent; anything else than text counts as absent."""
    value = (event._data or {}).get(name, "")
    return value if isinstance(value, str) else ""


def number_of(event: gr.EventData, name: str) -> int:
    """A whole number that the browser sent, 0 or more; -1 for anything else."""
    text = text_of(event, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def words_of(request: gr.Request) -> Words:
    """The interface's words in the language that this reader chose, else in that of the browser."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in ("ko", "en"):
        return words("ko" if chosen == "ko" else "en")
    return words(interface_language(request.headers.get("accept-language")))


def arranged(view: View, event: gr.EventData, numbers: tuple[str, ...]) -> View:
    """How the reader looks at a table after a click on a column's head, a kind of rows, or "show more"."""
    match text_of(event, "do"):
        case "sort":
            return tables.sorted_by(view, text_of(event, "by"), numbers)
        case "kind":
            return tables.narrowed(view, text_of(event, "kind"))
        case "more":
            return tables.more(view)
    return view
