"""Leaves → blocks: who stands under whom.

Real headings nest by level. Between them the outline is inferred: a list parent is over its list; a pseudo-heading is
over all that follows up to the next of its style (or, if it is a lead-in, over the list right after it). List numbers
mean nothing here: they drift.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from kb.notes.cues import cues, is_question, says_something
from kb.notes.leaves import Item, Leaf
from kb.notes.lines import Lines
from kb.notes.tables import row_text
from kb.notes.titles import MAX_LABEL_COLUMNS, Style, Surroundings, style_of, titular
from kb.notes.wrapping import columns
from kb.types import Block, BlockKind

MAX_PATH_PART = 80
"""Characters of one element of a path; a list parent that is a whole sentence gives its lead or its first sentence."""

_DECORATION = re.compile(r"^[^\w\s<>\[\](){}\"'“‘`$\\+\-#@.~=→]+\s*(?=\S)")
_LEAD = re.compile(r"(.{2,40}?)\s*(?:[:：]|\s[-–—]\s)\s*\S")
_BREAK = re.compile(r"<br|<hr|^\s*(?:-{3,}|\*{3,}|_{3,})\s*$", re.I | re.M)
_GLOSS = re.compile(r"\s*\([^()]*\)\s*$")
_PART = re.compile(r"\(?(\d{1,2})[.)]\s*\D")
_FIRST_SENTENCE = re.compile(r"(.+?[.?!。])(?:\s|$)")


def path_part(text: str, *, parent: bool = False) -> str:
    """A heading's words as an element of a path: no emoji before, no colon behind, a long one cut.

    Of a long list `parent` its lead stays ("lead: the rest"), else the first sentence, else as many words as fit.
    """
    text = _DECORATION.sub("", text).rstrip(" :：") or text
    if len(text) <= MAX_PATH_PART:
        return text
    short = (_LEAD.match(text) if parent else None) or _FIRST_SENTENCE.match(text)
    if short and len(short[1]) <= MAX_PATH_PART:
        return short[1]
    return text[:MAX_PATH_PART].rsplit(" ", 1)[0].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class _Scope:
    """A heading or pseudo-heading that is over what follows."""

    block: int
    text: str
    items: tuple[Item, ...]
    """It reaches as far as all these list items are open."""
    level: int = 0
    """Of a real heading, else 0."""
    numbered: bool = False
    """A real heading that is an item of a numbered list ("1. ### A"), or one of the numbered parts ("### 1. A") of the
    heading before them."""
    quoted: bool = False
    style: Style | None = None
    list_number: int = 0
    """If set, it is over the items of this list only."""


class _Outline:
    def __init__(self, lines: Lines, leaves: Sequence[Leaf]) -> None:
        self.lines = lines
        self.leaves = leaves
        self.blocks: list[Block] = []
        self.scopes: list[_Scope] = []
        self.headers: tuple[int, tuple[str, ...]] = (0, ())
        self.answered_lists = _answered_lists(leaves)
        self.first_parts = _first_parts(leaves)

    def run(self) -> tuple[Block, ...]:
        for index, leaf in enumerate(self.leaves):
            if leaf.kind == "heading":
                self._heading(index, leaf)
                continue
            self._leave(leaf)
            if leaf.kind in ("header", "row"):
                self._row(index, leaf)
                continue
            raw = self.lines.words[leaf.start : leaf.end]
            around = self._surroundings(index)
            style = style_of(leaf, raw, around) if around else None
            if around and style is None and _names_list(leaf, around.following):
                style = Style.LEAD
            if style is None:
                self._add(leaf, _KINDS[leaf.kind], leaf.text)
            else:
                self._pseudo(index, leaf, style)
        return tuple(self.blocks)

    def _surroundings(self, index: int) -> Surroundings | None:
        """None for the last leaf of a section, which can be over nothing."""
        following = self.leaves[index + 1] if index + 1 < len(self.leaves) else None
        if following is None or following.kind == "heading":
            return None
        innermost = self.scopes[-1] if self.scopes else None
        above = innermost.style if innermost and innermost.block == len(self.blocks) - 1 else None
        leaf, text = self.leaves[index], self.lines.words
        blank_below = text.count("\n", leaf.end, following.start) > 1
        return Surroundings(following, text[following.start : following.end], above, self.answered_lists, blank_below)

    def _heading(self, index: int, leaf: Leaf) -> None:
        following = self.leaves[index + 1] if index + 1 < len(self.leaves) else None
        own = leaf.items[-1:] if leaf.first else ()
        bound = bool(own) and following is not None and own[0] in following.items
        items = leaf.items if bound else ()
        listed = bool(own) and own[0].ordered
        numbered = listed or index in self.first_parts or bool(_PART.match(leaf.text))
        goes_on = any(scope.numbered and scope.level == leaf.level for scope in self.scopes)
        # "4. ### D" goes on with a list above, and what comes after a break is no list of the section before
        begins = index in self.first_parts or (listed and own[0].ordinal == 1 and not self._parted(index))
        beneath = numbered and (begins or goes_on)
        self.scopes = [s for s in self.scopes if s.level and _is_over(s, leaf.level, beneath) and _open(s.items, leaf.items)]
        block = self._add(leaf, "heading", leaf.text)
        scope = _Scope(block, path_part(leaf.text), items, level=leaf.level, numbered=listed or beneath, quoted=leaf.quoted)
        self.scopes.append(scope)

    def _parted(self, index: int) -> bool:
        """Whether a rule or an empty line of HTML stands before the leaf."""
        before = self.leaves[index - 1].end if index else 0
        return bool(_BREAK.search(self.lines.text[before : self.leaves[index].start]))

    def _leave(self, leaf: Leaf) -> None:
        """Close what doesn't reach as far as this leaf."""
        for position, scope in enumerate(self.scopes):
            beside_lead = scope.style is Style.LEAD and len(leaf.items) <= len(scope.items) and not leaf.definition
            if not _open(scope.items, leaf.items) or beside_lead or not _in_list(scope, leaf):
                del self.scopes[position:]
                return

    def _pseudo(self, index: int, leaf: Leaf, style: Style) -> None:
        items = leaf.items[:-1] if style in (Style.NUMBERED, Style.NAMED) else leaf.items
        for position, scope in enumerate(self.scopes):
            if scope.style is style and scope.items == items:
                del self.scopes[position:]
                break
        parent = style in (Style.ITEM, Style.NAMED)
        kind: BlockKind = "item" if parent else "heading"
        title = not parent or titular(leaf.text) or is_question(leaf.text)
        block = self._add(leaf, kind, leaf.text, pseudo=title)
        below = self.leaves[index + 1].items[len(items)].list_number if style is Style.NAMED else 0
        text = path_part(leaf.text, parent=parent)
        self.scopes.append(_Scope(block, text, items, style=style, list_number=below))

    def _row(self, index: int, leaf: Leaf) -> None:
        cells = tuple(cell.text for cell in leaf.cells)
        following = self.leaves[index + 1] if index + 1 < len(self.leaves) else None
        if leaf.kind == "header":
            over_rows = following is not None and following.kind == "row" and following.table == leaf.table
            self.headers = leaf.table, cells
            self._add(leaf, "row", "; ".join(cell for cell in cells if cell), pseudo=over_rows)
            return
        table, headers = self.headers
        text, pairs = row_text(headers if table == leaf.table else (), cells)
        self._add(leaf, "row", text, cells=pairs)

    def _add(
        self, leaf: Leaf, kind: BlockKind, text: str, *, pseudo: bool = False, cells: tuple[tuple[str, str], ...] = ()
    ) -> int:
        above = self.scopes
        if leaf.quoted and kind == "paragraph":
            kind = "quote"
        self.blocks.append(
            Block(
                kind=kind,
                text=text,
                start=leaf.start,
                end=leaf.end,
                start_line=self.lines.line_at(leaf.start) + 1,
                end_line=self.lines.line_at(max(leaf.end - 1, leaf.start)) + 1,
                path=tuple(scope.text for scope in above),
                depth=sum(1 for scope in above if not scope.level),
                parent=above[-1].block if above else None,
                pseudo=pseudo,
                cells=cells,
            )
        )
        return len(self.blocks) - 1


_KINDS: dict[str, BlockKind] = {
    "paragraph": "paragraph",
    "item": "item",
    "code": "code",
    "math": "math",
    "term": "paragraph",
}


def _is_over(scope: _Scope, level: int, beneath: bool) -> bool:
    """Whether a heading is over another: by its level; or, `beneath`, over a numbered one of its own ("### Causes",
    "1. ### A")."""
    return scope.level < level or (scope.level == level and beneath and not scope.numbered and not scope.quoted)


def _names_list(leaf: Leaf, following: Leaf) -> bool:
    """A plain line right before a list that is a short name with its gloss: "경계 태그 기법(boundary tag method)"."""
    bare = _GLOSS.sub("", leaf.text)
    before_list = leaf.kind == "paragraph" and following.kind == "item" and following.items[:-1] == leaf.items
    return before_list and bare != leaf.text and columns(bare) <= MAX_LABEL_COLUMNS and titular(bare)


def _open(needed: tuple[Item, ...], present: tuple[Item, ...]) -> bool:
    return present[: len(needed)] == needed


def _in_list(scope: _Scope, leaf: Leaf) -> bool:
    if not scope.list_number:
        return True
    depth = len(scope.items)
    return len(leaf.items) > depth and leaf.items[depth].list_number == scope.list_number


def _first_parts(leaves: Sequence[Leaf]) -> frozenset[int]:
    """Headings "1. A" that begin the parts of the heading of their own level before them: nothing else stands under
    that one, or the numbers begin anew in the section, so that they are its own."""
    found: set[int] = set()
    beside: dict[int, list[tuple[int, int]]] = {}
    for index, leaf in enumerate(leaves):
        if leaf.kind != "heading" or leaf.items or leaf.quoted:
            continue
        for level in [level for level in beside if level > leaf.level]:
            found |= _parts_begin(beside.pop(level))
        number = _PART.match(leaf.text)
        # a table of contents, even an empty one, is a sibling of what it lists: it counts as numbered
        none = 0 if says_something(leaf.text) and leaf.text.casefold() not in cues().generic_names else -1
        beside.setdefault(leaf.level, []).append((index, int(number[1]) if number else none))
    return frozenset(found.union(*(_parts_begin(siblings) for siblings in beside.values())))


def _parts_begin(siblings: list[tuple[int, int]]) -> set[int]:
    """`siblings`: (position, number or 0) of headings of one level under one heading."""
    anew = sum(number == 1 for _, number in siblings) > 1
    return {
        index
        for (before, unnumbered), (index, number) in pairwise(siblings)
        if number == 1 and not unnumbered and (anew or before == index - 1)
    }


def _answered_lists(leaves: Sequence[Leaf]) -> frozenset[int]:
    """Lists of one item, and lists with unindented text right under an item: what a quiz looks like to markdown."""
    items: dict[int, set[int]] = {}
    answered: set[int] = set()
    for previous, leaf in zip([None, *leaves], leaves, strict=False):
        for item in leaf.items:
            items.setdefault(item.list_number, set()).add(item.number)
        if leaf.lazy and previous is not None:
            answered.update(item.list_number for item in previous.items[len(leaf.items) :])
    return frozenset(answered | {number for number, members in items.items() if len(members) == 1})


def outline(lines: Lines, leaves: Sequence[Leaf]) -> tuple[Block, ...]:
    """The blocks of a note, in the order of the file."""
    return _Outline(lines, leaves).run()
