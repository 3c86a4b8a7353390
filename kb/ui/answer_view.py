"""What an `Answer` says → HTML: its text with numbered sources, its hops as chains of chips.

What a click should do stands in `data-kb` attributes, which `assets/app.js` hands to Gradio; note text never gets there
unescaped, so that a note can't make buttons of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.answer.phrases import phrase
from kb.notes.tables import split_row
from kb.types import Answer, Citation, Hop, Language
from kb.ui.markup import escape, render_markdown, text_pieces
from kb.ui.naming import Labels
from kb.ui.strings import Words, words

_MARKER = re.compile(r"\[(\d{1,3})\]")

MAX_UNFOLDED = 8
"""Lines of an answer that are in sight at once; a list of more is read on at a click."""
FEWEST_FOLDED = 3
MAX_LINKS = 3
"""A longer chain wraps in the chat column and no longer reads as one thought."""


def place(citation: Citation) -> str:
    """ "folder/file.md:12", or ":12-15" for a quote of several lines."""
    return lines_of(citation.chunk.note, citation.start_line, citation.end_line)


def lines_of(note: str, start: int, end: int) -> str:
    return f"{note}:{start}" if start == end else f"{note}:{start}-{end}"


def spoken(answer: Answer) -> str:
    """The answer's text without what the page shows in a form of its own: hops as chips, questions as buttons."""
    parts = answer.text.split("\n\n")
    if answer.hops:  # each part of an answer to two questions has its own
        parts = [part for part in parts if not part.lstrip().startswith(f"**{phrase('hops', answer.language)}**:")]
    if answer.suggestions and parts and parts[-1].lstrip().startswith(phrase("can_answer", answer.language)):
        parts.pop()
    return "\n\n".join(parts)


def answer_html(text: str, citations: Sequence[Citation], turn: int, ui: Words) -> str:
    """Answer markdown as HTML in which the marker of each citation is a button; other brackets stay as they are. What a
    long answer says beyond its first lines is folded."""
    known = {citation.number: citation for citation in citations}

    def chip(found: re.Match[str]) -> str:
        citation = known.get(int(found[1]))
        return citation_chip(citation, turn, ui) if citation else found[0]

    def html(part: str) -> str:
        page = render_markdown(part).html
        return "".join(_MARKER.sub(chip, piece) if is_text else piece for piece, is_text in text_pieces(page))

    first, further = unfolded(text)
    if not further:
        return html(first)
    label = ui("more", lines=sum(bool(_MARKER.search(line)) for line in further.split("\n")))
    return f'{html(first)}<details class="kb-more"><summary>{escape(label)}</summary>{html(further)}</details>'


def unfolded(text: str) -> tuple[str, str]:
    """The first MAX_UNFOLDED cited lines of an answer, and the rest; a table isn't cut, nor a rest of a line or two."""
    lines = text.split("\n")
    cited = [at for at, line in enumerate(lines) if _MARKER.search(line)]
    if len(cited) < MAX_UNFOLDED + FEWEST_FOLDED:
        return text, ""
    cut = cited[MAX_UNFOLDED - 1] + 1
    while cut < len(lines) and lines[cut].startswith(("|", "  ")):
        cut += 1
    rest = "\n".join(lines[cut:])
    if len(_MARKER.findall(rest)) < FEWEST_FOLDED:
        return text, ""
    return "\n".join(lines[:cut]), rest.strip("\n")


def hops_html(hops: Sequence[Hop], language: Language, ui: Words, labels: Labels) -> str:
    """Each chain of hops as a line of concept chips; under it the quotes, one of them open at a time."""
    if not hops:
        return ""
    rows = []
    for start, links in chains(hops):
        cells = [concept_chip(start, language, labels)]
        for link in links:
            cells += (_arrow(link, language, ui), concept_chip(link.to, language, labels))
        quotes = "".join(_quote(link.hop, ui) for link in links)
        rows.append(f'<div class="kb-chain"><div class="kb-links">{"".join(cells)}</div>{quotes}</div>')
    return f'<section class="kb-hops"><h2>{escape(ui("how_it_connects"))}</h2>{"".join(rows)}</section>'


@dataclass(frozen=True, slots=True)
class Link:
    """One step of a chain: from the concept before it, along the hop's arrow or against it, to `to`."""

    hop: Hop
    forward: bool
    to: str


def chains(hops: Sequence[Hop]) -> list[tuple[str, tuple[Link, ...]]]:
    """Hops strung together where they share a concept: (first concept, its links), the most important hop first.

    "ReLU —causes→ dead neuron" and "LeakyReLU —solves→ dead neuron" become one chain that meets in the middle.
    """
    left = list(hops)
    strung: list[tuple[str, tuple[Link, ...]]] = []
    while left:
        hop = left.pop(0)
        start, links = hop.source, [Link(hop, True, hop.target)]
        while len(links) < MAX_LINKS:
            seen = {start, *(link.to for link in links)}
            onward = _onward(left, links[-1].to, seen)
            if onward is None and len(links) == 1 and _onward(left, start, seen):
                # turned round, the single link ends at the concept that the next hop shares
                start, links = links[0].to, [Link(links[0].hop, not links[0].forward, start)]
                continue
            if onward is None:
                break
            left.remove(onward.hop)
            links.append(onward)
        strung.append((start, tuple(links)))
    return strung


def _onward(hops: Sequence[Hop], tail: str, seen: set[str]) -> Link | None:
    """The first hop that leads from `tail` to a concept not in the chain yet."""
    for hop in hops:
        if hop.source == tail and hop.target not in seen:
            return Link(hop, True, hop.target)
        if hop.target == tail and hop.source not in seen:
            return Link(hop, False, hop.source)
    return None


def questions_html(questions: Sequence[str], heading: str, style: str = "kb-next") -> str:
    if not questions:
        return ""
    buttons = "".join(
        f'<button type="button" class="kb-question" data-kb="ask" data-question="{escape(question)}">'
        f"{escape(question)}</button>"
        for question in questions
    )
    return f'<section class="{style}"><h2>{escape(heading)}</h2><div class="kb-questions">{buttons}</div></section>'


def citation_chip(citation: Citation, turn: int, ui: Words) -> str:
    """The number of a citation as a button that opens its line."""
    label = escape(ui("citation", number=citation.number, place=place(citation)))
    return (
        f'<button type="button" class="kb-cite" data-kb="cite" data-turn="{turn}" data-number="{citation.number}" '
        f'title="{label}" aria-label="{label}">{citation.number}</button>'
    )


def sources_html(citations: Sequence[Citation], turn: int, ui: Words) -> str:
    """Where each number leads, one line per note, as a reader would list sources."""
    if not citations:
        return ""
    notes: dict[str, list[Citation]] = {}
    for citation in citations:
        notes.setdefault(citation.chunk.note, []).append(citation)
    rows = "".join(
        f"<li>{''.join(citation_chip(citation, turn, ui) for citation in cited)}<span>{escape(note)}</span></li>"
        for note, cited in notes.items()
    )
    return f'<ul class="kb-sources" aria-label="{escape(ui("sources"))}">{rows}</ul>'


def concept_chip(name: str, language: Language, labels: Labels) -> str:
    return (
        f'<button type="button" class="kb-concept" data-kb="concept" data-name="{escape(name)}" '
        f'data-language="{language}">{escape(labels.label(name, language))}</button>'
    )


def _arrow(link: Link, language: Language, ui: Words) -> str:
    hop, forward = link.hop, link.forward
    word = words(language).relation(hop.relation)
    left, right = ("", "→") if forward else ("←", "")
    if hop.relation.symmetric:
        left, right = "", ""
    way = "both" if hop.relation.symmetric else "forward" if forward else "back"
    hint = escape(f"“{hop.quote}” — {hop.note}:{hop.line}")
    return (
        f'<button type="button" class="kb-arrow kb-{way} kb-rel-{hop.relation.value}" data-kb="quote" aria-expanded="false" '
        f'title="{hint}" aria-label="{left}{escape(word)}{right} · {escape(ui("show_quote"))}">'
        f'<span aria-hidden="true">{left}</span>{escape(word)}<span aria-hidden="true">{right}</span></button>'
    )


def _quote(hop: Hop, ui: Words) -> str:
    return f'<blockquote class="kb-quote" hidden>{quote_line(hop.note, hop.line, hop.quote, ui)}</blockquote>'


def quote_line(note: str, line: int, quote: str, ui: Words) -> str:
    """A quoted line with a button that opens it in its note."""
    data: Mapping[str, object] = {"note": note, "line": line, "quote": quote}
    attributes = " ".join(f'data-{name}="{escape(str(value))}"' for name, value in data.items())
    return (
        f"<q>{render_inline(quote)}</q> "
        f'<button type="button" class="kb-place" data-kb="open" {attributes} title="{escape(ui("open_note"))}">'
        f"{escape(note)}:{line}</button>"
    )


def render_inline(quote: str) -> str:
    """A quote as HTML without the block around it: a bullet's or heading's own markup would break the line, and the pipes
    of a table's row say nothing without the table."""
    if re.fullmatch(r"\s*\|.*\|\s*", quote):
        return " · ".join(escape(cell.text) for cell in split_row(quote.strip()) if cell.text)
    plain = re.sub(r"^\s*(?:[-*+>]|#{1,6}|\d{1,3}[.)])\s+", "", quote)
    for mark in ("**", "__", "`"):  # a line quoted in part can hold one mark of a pair
        if plain.count(mark) % 2:
            plain = plain.removeprefix(mark) if plain.startswith(mark) else plain.removesuffix(mark)
    page = render_markdown(plain).html.strip()
    inner = re.fullmatch(r"<p>(.*)</p>", page, re.DOTALL)
    return inner[1] if inner and "<p>" not in inner[1] else escape(quote)
