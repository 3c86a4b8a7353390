"""Passages and notes → the HTML of the panel beside the chat."""

from __future__ import annotations

from collections.abc import Sequence

from kb.types import Answer, Citation, Hit
from kb.ui.answer_view import citation_chip, lines_of, place
from kb.ui.markup import escape, render_markdown
from kb.ui.strings import Words

WINDOW = 40_000
"""Characters of a note shown around a quote. The longest hand-written note seen holds 30,000; a browser lays that out in
a tenth of a second, and a five-megabyte export would stop it for a minute."""

_SNIPPET = 700


def empty_html(text: str) -> str:
    return f'<p class="kb-empty">{escape(text)}</p>'


def passages_html(answer: Answer | None, turn: int, ui: Words, number: int = 0) -> str:
    """The passages that an answer rests on, best first; on each a line is marked: that of citation `number`, or the first
    one cited."""
    if answer is None or not answer.passages:
        return empty_html(ui("no_passages"))
    cards = "".join(_card(rank, hit, turn, answer.citations, ui, number) for rank, hit in enumerate(answer.passages))
    return f'<ol class="kb-cards">{cards}</ol>'


def note_html(
    text: str,
    span: tuple[int, int] | None,
    where: str,
    ui: Words,
    *,
    position: tuple[int, int, int] | None = None,
    key: str,
) -> str:
    """A note, rendered, with `text[span[0]:span[1]]` marked; None: from its beginning, with nothing marked.

    `position`: (turn, index, count) of the citation shown. `key` changes with what is shown: the script scrolls to the
    mark when it does.
    """
    first, last = _window(text, *(span or (0, 0)))
    rendered = render_markdown(text[first:last], span and (span[0] - first, span[1] - first))
    before = f'<p class="kb-cut">{escape(ui("note_cut_before"))}</p>' if first else ""
    after = f'<p class="kb-cut">{escape(ui("note_cut_after"))}</p>' if last < len(text) else ""
    hint = "" if rendered.exact else f'<p class="kb-cut">{escape(ui("block_highlight"))}</p>'
    return (
        f'<div class="kb-note" data-key="{escape(key)}">{_note_head(where, ui, position)}'
        f'<div class="kb-page kb-prose" tabindex="0">{hint}{before}{rendered.html}{after}</div></div>'
    )


def changed_note_html(citation: Citation, ui: Words, *, position: tuple[int, int, int], key: str) -> str:
    """A citation whose note is gone or says something else by now: the passage as it was."""
    start = citation.chunk.text.find(citation.quote)
    rendered = render_markdown(citation.chunk.text, (start, start + len(citation.quote)))
    return (
        f'<div class="kb-note" data-key="{escape(key)}">{_note_head(place(citation), ui, position)}'
        f'<div class="kb-page kb-prose" tabindex="0"><p class="kb-cut">{escape(ui("note_changed"))}</p>'
        f"{rendered.html}</div></div>"
    )


def find_quote(text: str, quote: str, line: int) -> tuple[int, int] | None:
    """Where `quote` stands in `text`: of several places the one that begins nearest to `line` (1-based)."""
    places = []
    start = text.find(quote) if quote else -1
    while start >= 0:
        places.append(start)
        start = text.find(quote, start + 1)
    if not places:
        return None
    best = min(places, key=lambda at: abs(text.count("\n", 0, at) + 1 - line))
    return best, best + len(quote)


def _card(rank: int, hit: Hit, turn: int, citations: Sequence[Citation], ui: Words, number: int) -> str:
    chunk = hit.chunk
    cited = [citation for citation in citations if citation.chunk.id == chunk.id]
    shown = next((citation for citation in cited if citation.number == number), cited[0] if cited else None)
    best = shown.quote if shown else hit.statements[0][0].quote if hit.statements else ""
    at = chunk.text.find(best) if best else -1
    span = (at, at + len(best)) if at >= 0 else None
    first, last = _snippet(chunk.text, span)
    inside = span and (span[0] - first, span[1] - first)
    body = render_markdown(chunk.text[first:last], inside).html
    more = "…" if last < len(chunk.text) else ""
    numbers = "".join(citation_chip(citation, turn, ui) for citation in cited)
    crumbs = " › ".join(escape(step) for step in chunk.heading)
    also = "".join(
        f'<p class="kb-also">{escape(ui("also_in", place=lines_of(other.note, other.start_line, other.end_line)))}</p>'
        for other in hit.also
    )
    where = lines_of(chunk.note, chunk.start_line, chunk.end_line)
    return (
        f'<li class="kb-card"><div class="kb-card-head">{numbers}'
        f'<button type="button" class="kb-place" data-kb="passage" data-turn="{turn}" data-rank="{rank}" '
        f'title="{escape(ui("open_note"))}">{escape(where)}</button></div>'
        f'<p class="kb-crumbs">{crumbs}</p><div class="kb-prose kb-snippet">{body}{more}</div>{also}</li>'
    )


def _snippet(text: str, span: tuple[int, int] | None) -> tuple[int, int]:
    """The part of a passage that a card shows: whole lines, with the best statement inside."""
    if len(text) <= _SNIPPET:
        return 0, len(text)
    start = 0
    if span and span[1] > _SNIPPET:
        start = text.rfind("\n", 0, max(1, span[0] - _SNIPPET // 3)) + 1
    end = max(start + _SNIPPET, span[1] if span else 0)
    line_end = text.find("\n", end)
    return start, len(text) if line_end < 0 or line_end - end > _SNIPPET else line_end


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    """The part of a long note around [start, end): whole lines, never beginning inside a code fence."""
    if len(text) <= WINDOW:
        return 0, len(text)
    first = text.rfind("\n\n", 0, max(0, start - WINDOW // 2)) + 1
    if first and text.count("\n```", 0, first) % 2:
        first = text.rfind("\n```", 0, first) + 1
    cut = text.find("\n\n", end + WINDOW // 2)
    return first, len(text) if cut < 0 else min(cut, end + WINDOW)


def _note_head(where: str, ui: Words, position: tuple[int, int, int] | None) -> str:
    if position is None:
        return f'<header class="kb-note-head"><span class="kb-where">{escape(where)}</span></header>'
    turn, index, count = position

    def step(to: int, key: str, arrow: str) -> str:
        state = "disabled" if not 0 <= to < count else ""
        return (
            f'<button type="button" class="kb-step" data-kb="step" data-turn="{turn}" data-index="{to}" {state} '
            f'title="{escape(ui(key))}" aria-label="{escape(ui(key))}">{arrow}</button>'
        )

    counted = f'<span class="kb-count">{escape(ui("source_of", number=index + 1, total=count))}</span>'
    return (
        f'<header class="kb-note-head"><span class="kb-where">{escape(where)}</span>'
        f"<nav>{step(index - 1, 'previous', '‹')}{counted}{step(index + 1, 'next', '›')}</nav></header>"
    )
