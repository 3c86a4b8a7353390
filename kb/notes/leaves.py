"""Markdown → leaves: the lines that belong together, with the list items and quotes around them, in the order of the
file.

markdown-it-py finds the block structure (it knows the nesting of lists, fences, tables and quotes, and which lines
each takes). Its inline stage isn't run: `inline.py` does that with offsets. Three of its block rules are off, because
real notes break them: indented code (in 5 vaults all 18 hits were prose indented by accident), HTML blocks (`<br>` on
a line would swallow the heading on the next line), and link definitions (they would swallow "[note]: word").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from kb.notes.cues import is_sentence
from kb.notes.inline import plain
from kb.notes.lines import Lines, blank_out
from kb.notes.tables import Cell, split_row
from kb.notes.wrapping import groups_of_lines

LeafKind = Literal["heading", "paragraph", "item", "header", "row", "code", "math", "term"]

MAX_TITLE_OF_SETEXT = 60
"""A longer "heading" underlined with --- is a paragraph before a rule."""
MIN_UNDERLINE = 3
"""A single - under a line is an empty bullet, whatever CommonMark says."""


@dataclass(frozen=True, slots=True)
class Item:
    """One list item that is open around a leaf."""

    number: int
    """Unique in the note."""
    list_number: int
    ordered: bool
    column: int
    """Where its content begins; a line that begins further left has left the item, whatever CommonMark's lazy rule says."""
    ordinal: int = 0
    """The number before it, 0 in a bullet list."""


@dataclass(slots=True)
class Leaf:
    """Lines that belong together. Offsets are positions in the note's text."""

    kind: LeafKind
    start: int
    end: int
    items: tuple[Item, ...] = ()
    level: int = 0
    """Of a heading, 1 to 6."""
    first: bool = False
    """The first leaf of its innermost list item."""
    definition: bool = False
    """It explains the term before it."""
    quoted: bool = False
    lazy: bool = False
    """It follows the first line of a list item without a blank line, but outside of it."""
    alone: bool = True
    """A paragraph with blank lines (or other blocks) around it, and not one of several lines."""
    cells: tuple[Cell, ...] = ()
    table: int = 0
    """The same for all rows of one table."""
    text: str = ""
    """Plain words; for code and mathematics as written."""


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable("table")
    parser.use(dollarmath_plugin).use(footnote_plugin).use(deflist_plugin)
    return parser.disable(["code", "html_block", "reference"])


def leaves(lines: Lines, first: int, last: int) -> list[Leaf]:
    """The leaves of the lines `first` (inclusive) to `last` (exclusive), counted from 0."""
    source = blank_out(lines.words[lines.starts[first] : lines.end_of(last - 1)]) if last > first else ""
    tokens: list[Token] = []
    parser = _parser()
    parser.block.parse(source.replace("\0", "\ufffd"), parser, {}, tokens)
    return list(_Walk(lines, first, source.split("\n")).run(tokens))


_MARKER = re.compile(r"[ \t>]*?([-*+]|\d{1,9}[.)])(?=[ \t]|$)")
_TASK = re.compile(r"\A\[[ xX]\][ \t]+")
_HTML_HEADING = re.compile(r"\A\s*<h([1-6])\b[^<>]*>(.*?)(?:</h\1\s*>)?\s*\Z", re.I | re.S)


@dataclass
class _Walk:
    """One pass over the tokens of one stretch of lines."""

    lines: Lines
    first: int
    source: list[str]
    """The lines with comments and scripts blanked out."""
    items: list[Item] = field(default_factory=list)
    lists: list[tuple[int, bool]] = field(default_factory=list)
    counter: int = 0
    quotes: int = 0
    definition: bool = False
    fresh: bool = False
    """The innermost item has no leaf yet."""
    marker_start: int = 0
    headed: bool = False
    """The header row of the open table was read."""
    cursor: tuple[int, int] = (-1, 0)
    """The line, and the place in it, up to which list markers were read."""

    def run(self, tokens: list[Token]) -> Iterator[Leaf]:
        for token, following in zip(tokens, chain(tokens[1:], [None]), strict=False):
            match token.type:
                case "paragraph_open" | "dt_open" if following is not None:
                    yield from self._paragraph(token, following, term=token.type == "dt_open")
                case "heading_open" if following is not None:
                    yield from self._heading(token, following)
                case "fence" | "math_block" | "math_block_label":
                    yield from self._verbatim(token)
                case "tr_open":
                    yield from self._row(token)
                case _:
                    self._enter_or_leave(token)

    def _enter_or_leave(self, token: Token) -> None:
        """Keep account of what is open around the next leaf."""
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                self.counter += 1
                self.lists.append((self.counter, token.type.startswith("ordered")))
            case "bullet_list_close" | "ordered_list_close":
                self.lists.pop()
            case "list_item_open":
                self._open_item(token)
            case "list_item_close":
                self.items.pop()
                self.fresh = False
            case "blockquote_open" | "blockquote_close":
                self.quotes += token.nesting
            case "dd_open" | "dd_close":
                self.definition = token.nesting > 0
            case "table_open":
                self.counter += 1
                self.headed = False

    def _open_item(self, token: Token) -> None:
        assert token.map is not None
        number = token.map[0]
        line = self.source[number]
        place = self.cursor[1] if self.cursor[0] == number else 0
        marker = _MARKER.match(line, place)
        start, end = marker.span(1) if marker else (place, place)
        self.cursor = (number, end)
        content = end + len(line[end:]) - len(line[end:].lstrip(" \t"))
        column = len(line[:end].expandtabs(4)) + 1
        if line[end:].strip() and content - end <= 4:
            column = len(line[:content].expandtabs(4))
        list_number, ordered = self.lists[-1]
        self.counter += 1
        ordinal = int(marker[1][:-1]) if marker and ordered and marker[1][:-1].isdigit() else 0
        self.items.append(Item(self.counter, list_number, ordered, column, ordinal))
        self.fresh = True
        self.marker_start = self.lines.starts[self.first + number] + start

    def _leaf(self, kind: LeafKind, start: int, end: int, text: str) -> Leaf:
        """A leaf here; the first one of a list item takes the item's marker with it."""
        leaf = Leaf(kind, start, end, tuple(self.items), quoted=self.quotes > 0, text=text)
        leaf.definition = self.definition
        if self.fresh and self.items:
            leaf.first = True
            if kind == "paragraph":
                leaf.kind = "item"
                leaf.start = self.marker_start
            self.fresh = False
        return leaf

    def _spans(self, token: Token, inline: Token) -> list[tuple[int, int]]:
        """The content of each line of a paragraph (no indentation, no markers), as spans of the note's text."""
        assert token.map is not None
        spans = []
        for number, content in enumerate(inline.content.split("\n"), token.map[0]):
            if number >= len(self.source):
                break
            line = self.source[number].rstrip()
            body = content.strip()
            place = len(line) - len(body) if line.endswith(body) else max(line.find(body), 0)
            start = self.lines.starts[self.first + number]
            spans.append((start + place, start + place + len(body)))
        return spans

    def _paragraph(self, token: Token, inline: Token, term: bool) -> Iterator[Leaf]:
        spans = self._spans(token, inline)
        groups = groups_of_lines(self.lines.words, spans)
        for position, (start, end) in enumerate(groups):
            raw = self.lines.words[start:end]
            heading = _HTML_HEADING.match(raw)
            if heading:
                leaf = self._leaf("heading", start, end, plain(heading[2]))
                leaf.level = int(heading[1])
            else:
                kept = self.items
                lazy = position > 0 and self._leave_items(start)
                words = _TASK.sub("", raw) if self.fresh and position == 0 else raw
                leaf = self._leaf("term" if term else "paragraph", start, end, plain(words))
                leaf.lazy = lazy
                self.items = kept
            leaf.alone = len(groups) == 1
            if leaf.text:
                yield leaf

    def _leave_items(self, start: int) -> bool:
        """Leave, for one leaf, the items whose content begins further right than the line at `start`; True if there
        are any."""
        line_start = self.lines.text.rfind("\n", 0, start) + 1
        column = len(self.lines.text[line_start:start].expandtabs(4))
        inside = [item for item in self.items if item.column <= column]
        left = len(inside) < len(self.items)
        self.items = inside
        return left

    def _heading(self, token: Token, inline: Token) -> Iterator[Leaf]:
        assert token.map is not None
        spans = self._spans(token, inline)
        text = plain(inline.content)
        line_start = self.lines.starts[self.first + token.map[0]]
        if token.markup in ("-", "="):
            underline = self.source[min(token.map[1], len(self.source)) - 1].strip(" \t>")
            if len(underline) < MIN_UNDERLINE or len(spans) > 1 or len(text) > MAX_TITLE_OF_SETEXT or is_sentence(text):
                yield from self._paragraph(token, inline, term=False)
                return
        start = spans[0][0]
        if token.markup.startswith("#"):
            start = line_start + max(self.source[token.map[0]].find(token.markup), 0)
        leaf = self._leaf("heading", start, spans[-1][1], text)
        leaf.level = int(token.tag[1])
        if text:
            yield leaf

    def _verbatim(self, token: Token) -> Iterator[Leaf]:
        assert token.map is not None
        first, last = token.map
        start = self.lines.starts[self.first + first]
        line = self.source[first]
        opening = line.find(token.markup)
        start += opening if opening >= 0 else len(line) - len(line.lstrip())
        while last - 1 > first and not self.source[last - 1].strip():
            last -= 1
        end = self.lines.end_of(self.first + last - 1)
        content = token.content.strip("\n")
        if content.strip():
            math = token.type != "fence"
            yield self._leaf("math" if math else "code", start, end, f"$${content.strip()}$$" if math else content)

    def _row(self, token: Token) -> Iterator[Leaf]:
        assert token.map is not None
        number = self.first + token.map[0]
        start = self.lines.starts[number]
        line = self.lines.words[start : self.lines.end_of(number)]
        place = self.cursor[1] if self.cursor[0] == token.map[0] else 0
        place += len(line[place:]) - len(line[place:].lstrip(" \t>"))
        cells = split_row(line, place)
        kind: LeafKind = "row" if self.headed else "header"
        self.headed = True
        if any(cell.text for cell in cells):
            leaf = self._leaf(kind, start + place, start + len(line.rstrip()), "")
            leaf.cells = cells
            leaf.table = self.counter
            yield leaf
