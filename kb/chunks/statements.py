"""Blocks → statements: sentences, bullets, rows, each with its place in the note."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.language.sentences import sentence_spans
from kb.notes.inline import Plain, plain, plain_with_offsets
from kb.notes.lines import UNSEEN, Lines
from kb.notes.titles import MARKER
from kb.types import Block, Statement

_FENCE_LINE = re.compile(r"[ \t>]*(?:`{3,}|~{3,})[^\n]*")
_BREAK = re.compile(r"\s+")
MAX_PROSE = 20_000
"""A line of more characters is data, not prose: it is cut at spaces, unread."""
Span = tuple[int, int]


def statements_of(lines: Lines, block: Block, limit: int) -> tuple[Statement, ...]:
    """The statements of one block, in order, none longer than `limit` characters; together they hold all words of the
    block."""
    text = lines.text
    if block.kind == "row":
        spans = [(block.text, (block.start, block.end))]
    elif block.kind in ("code", "math"):
        start, end = _inside_fence(text, block) if block.kind == "code" else (block.start, block.end)
        spans = [(block.text, (start, end))] if end > start else []
    else:
        spans = list(_sentences(lines.words, block))
    result = []
    for words, span in spans:
        code = block.kind == "code"
        for piece_words, (start, end) in _short_enough(text if code else lines.words, words, span, limit, code=code):
            result.append(
                Statement(
                    text=piece_words,
                    quote=text[start:end],
                    start=start,
                    end=end,
                    start_line=lines.line_at(start) + 1,
                    end_line=lines.line_at(end - 1) + 1,
                    path=block.path,
                    kind=block.kind,
                    depth=block.depth,
                    cells=block.cells if len(spans) == 1 and end - start == span[1] - span[0] else (),
                )
            )
    return tuple(result)


def _sentences(text: str, block: Block) -> Iterator[tuple[str, Span]]:
    start = block.start
    if block.kind == "item":
        marker = MARKER.match(text, start, block.end)
        start = marker.end() if marker else start
    elif block.kind == "heading" and not block.pseudo:
        start += len(text[start : block.end]) - len(text[start : block.end].lstrip("# \t"))
    elif block.kind == "heading":
        # a numbered question is a list item in markup
        marker = MARKER.match(text, start, block.end)
        start = marker.end() if marker and marker.end() < block.end else start
    raw = text[start : block.end]
    blank = raw.replace(UNSEEN, " ")
    left, right = len(blank) - len(blank.lstrip()), len(blank.rstrip())
    start, raw = start + left, raw[left:right]
    words = plain_with_offsets(raw)
    if not words.text:
        return
    if block.kind == "heading":
        yield words.text, (start, start + len(raw))
        return
    whole = ((0, len(words.text)),)
    sentences = sentence_spans(words.text, words.code) or whole if len(raw) <= MAX_PROSE else whole
    bounds = _bounds(raw, words, sentences)
    for (first, last), (raw_start, raw_end) in zip(sentences, bounds, strict=True):
        yield words.text[first:last], (start + raw_start, start + raw_end)


def _bounds(raw: str, words: Plain, sentences: tuple[Span, ...]) -> list[Span]:
    """Where each sentence stands in the markup: a marker that closes belongs to the sentence before it, one that
    opens to the next."""
    bounds = []
    start = 0
    for (_, last), following in zip(sentences, [*sentences[1:], None], strict=True):
        if following is None:
            bounds.append((start, len(raw)))
            break
        low, high = words.offsets[last - 1] + 1, words.offsets[following[0]]
        gap = _BREAK.search(raw, low, high)
        end, start_next = gap.span() if gap else (high, high)
        bounds.append((start, max(end, start + 1)))
        start = start_next
    return bounds


def _inside_fence(text: str, block: Block) -> Span:
    start, end = block.start, block.end
    opening = _FENCE_LINE.match(text, start, end)
    if opening:
        start = min(opening.end() + 1, end)
        last_line = text.rfind("\n", start, end) + 1
        if last_line > start - 1 and _FENCE_LINE.fullmatch(text, max(last_line, start), end):
            end = max(last_line - 1, start)
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip("\n"))
    return start, max(end - (len(inside) - len(inside.rstrip())), start)


def _short_enough(text: str, words: str, span: Span, limit: int, *, code: bool) -> Iterator[tuple[str, Span]]:
    """The span whole, or cut: at line ends, else at spaces, else anywhere."""
    start, end = span
    if end - start <= limit:
        yield words, span
        return
    while start < end:
        stop = min(start + limit, end)
        if stop < end:
            cut = max(text.rfind("\n", start + 1, stop), -1)
            if cut < 0 or not code:
                cut = max(cut, text.rfind(" ", start + limit // 2, stop))
            stop = cut if cut > start else stop
        piece = text[start:stop]
        inner = start + len(piece) - len(piece.lstrip()) if not code else start + len(piece) - len(piece.lstrip("\n"))
        outer = start + len(_trimmed(piece))
        if outer > inner:
            said = text[inner:outer] if code else plain(text[inner:outer])
            if said:
                yield said, (inner, outer)
        start = stop


def _trimmed(piece: str) -> str:
    """Without white space at the end, nor the quote marks of a line that goes on in the next piece."""
    piece = piece.rstrip()
    while "\n" in piece and not piece[piece.rfind("\n") :].strip(" \t\n>"):
        piece = piece[: piece.rfind("\n")].rstrip()
    return piece
