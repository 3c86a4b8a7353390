"""Which leaves are headings in all but markup."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum

from kb.notes.cues import is_question, is_sentence
from kb.notes.leaves import Item, Leaf
from kb.notes.wrapping import columns

MAX_TITLE_COLUMNS = 60
"""A line of a name or a topic; pseudo-headings of real notes are under 50 columns, statements in bold mostly over."""
MAX_LABEL_COLUMNS = 30
"""A plain line right before a list is its label if it is this short ("the case without normalisation"), else what is
listed is about it."""
MAX_LABEL_UNDER_QUESTION = 16
MAX_QUESTION_COLUMNS = 160
"""Questions are titles at any length that a person would write on a line."""


class Style(StrEnum):
    """How a pseudo-heading is written; lines of one style are siblings, a new style is one level deeper."""

    ITEM = "item"
    """A list parent: over its own list only."""
    NUMBERED = "numbered"
    """A bold or asking list item whose answer stands unindented below it."""
    NAMED = "named"
    """A numbered name with unindented bullets right below it: over those bullets only."""
    CODE = "code"
    BOLD = "bold"
    QUESTION = "question"
    SUMMARY = "summary"
    LEAD = "lead"
    """A short plain line, or one with a colon, right before a list: over that list only."""


_DECORATION = r"[^\w\s`*_<\[(\"'“‘$]*"
_BOLD_LINE = re.compile(
    rf"{_DECORATION}\s*(?:(\*\*\*?|___?)(?=\S)(?P<inner>(?:(?!\1).)+)\1|<(b|strong)>(?P<tagged>.+?)</\3>)\s*{_DECORATION}[:：]?\s*{_DECORATION}$",
    re.S | re.I,
)
_CODE_LINE = re.compile(rf"{_DECORATION}\s*`(?P<inner>[^`]+)`\s*{_DECORATION}[:：]?$")
_COMMAND = re.compile(r"[={};|\\]|\s--?\w|^\W*(?:\$|sudo|pip3?|npm|git|docker|conda|apt(?:-get)?|cd|brew)\s", re.I)
_SUMMARY = re.compile(r"<summary\b[^<>]*>.*?</summary>\s*(?:</?\w+[^<>]*>\s*)*$", re.I | re.S)
_URL = re.compile(r"https?://|www\.", re.I)
_ARROW = re.compile(r"^\W*(?:->|=>|→|⇒|➡|>)")
_ASIDE = re.compile(r"^\([^()]*\)$|[!！]\W*$")
_ENUMERATION = re.compile(r"[,、·]\s+\S")
MARKER = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:[ \t]+(?:\[[ xX]\][ \t]+)?|$)")


def without_marker(raw: str) -> str:
    """The list item's own words, without its bullet, number or check box."""
    marker = MARKER.match(raw)
    return raw[marker.end() if marker else 0 :].strip()


def titular(plain: str) -> bool:
    """Short, no statement, no arrow, no enumeration: a name or a topic."""
    if not plain or columns(plain) > MAX_TITLE_COLUMNS or _ARROW.match(plain) or _ASIDE.search(plain):
        return False
    return (
        not is_sentence(plain) and len(_ENUMERATION.findall(plain)) < 2 and any(character.isalnum() for character in plain)
    )


def line_style(raw: str, plain: str) -> Style | None:
    """The style of a line that is marked up as a heading (code, bold, a summary, a bold question), None for any other
    line."""
    asks = is_question(plain) and columns(plain) <= MAX_QUESTION_COLUMNS
    if _SUMMARY.search(raw):
        return Style.SUMMARY
    code = _CODE_LINE.match(raw)
    if code:
        return Style.CODE if titular(plain) and not _COMMAND.search(code["inner"]) else None
    if _BOLD_LINE.match(raw) and (asks or (titular(plain) and not _inner_colon(plain))):
        return Style.QUESTION if asks else Style.BOLD
    return None


def _inner_colon(plain: str) -> bool:
    """ "Lead: what it is" states something; "Lead:" announces it."""
    return bool(re.search(r"[:：]\s*\S", plain))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What decides whether a line is a heading besides its own looks."""

    following: Leaf
    """The next leaf of the same section."""
    following_raw: str
    above: Style | None
    """The style of the pseudo-heading right above, if the line is the first under it."""
    answered_lists: Container[int]
    """Numbers of the lists whose items are followed by unindented text, so that the last item may be a heading too."""
    blank_below: bool
    """A blank line stands before the next leaf."""


def style_of(leaf: Leaf, raw: str, around: Surroundings) -> Style | None:
    """What kind of pseudo-heading this leaf is; None if it is none. `raw`: the leaf with its markup."""
    if leaf.kind == "item":
        return _item_style(leaf, without_marker(raw), around)
    if leaf.kind == "term":
        return Style.LEAD
    if leaf.kind == "paragraph" and _reaches(leaf.items, around.following):
        return _paragraph_style(leaf, raw, around)
    return None


def _paragraph_style(leaf: Leaf, raw: str, around: Surroundings) -> Style | None:
    following = around.following
    into_list = following.kind == "item" and following.items[:-1] == leaf.items
    style = line_style(raw, leaf.text)
    if style is not None:
        # lines of one style one after the other are a list of names, not headings with nothing under them
        same = following.kind == "paragraph" and line_style(around.following_raw, following.text) is style
        announces = into_list and leaf.text.endswith((":", "："))
        return None if same else Style.LEAD if announces and style is Style.BOLD else style
    announces = leaf.text.endswith((":", "：")) or _is_label(leaf, around.above)
    if into_list and announces and not (_URL.search(raw) or _COMMAND.search(leaf.text)):
        return Style.LEAD
    return Style.QUESTION if _set_off_question(raw, leaf.text) else None


_QUESTION_MARKER = re.compile(r"\s*(?:[*※▶■□●◆☞❓✅]|\W*(?:Q|질문|문제|문)\s*\d*\s*[.):\]])", re.I)


def _set_off_question(raw: str, plain: str) -> bool:
    """ "Q. …?", "*…?": a plain line that is set off as a question; others may be rhetorical."""
    return columns(plain) <= MAX_QUESTION_COLUMNS and bool(_QUESTION_MARKER.match(raw)) and is_question(plain)


def _is_label(leaf: Leaf, above: Style | None) -> bool:
    """ "장점", "Pros and cons": a short name. Right under a question it must be very short, else it is the answer's
    first line."""
    room = MAX_LABEL_UNDER_QUESTION if above in (Style.NUMBERED, Style.QUESTION) else MAX_LABEL_COLUMNS
    return columns(leaf.text) <= room and titular(leaf.text)


def _reaches(items: tuple[Item, ...], leaf: Leaf) -> bool:
    return leaf.items[: len(items)] == items


def _item_style(leaf: Leaf, raw: str, surroundings: Surroundings) -> Style | None:
    following, answered_lists = surroundings.following, surroundings.answered_lists
    own, around = leaf.items[-1], leaf.items[:-1]
    style = line_style(raw, leaf.text)
    asks = is_question(leaf.text) and columns(leaf.text) <= MAX_QUESTION_COLUMNS
    if own in following.items:
        return Style.ITEM if following.kind == "item" or style or asks or titular(leaf.text) else None
    if not _reaches(around, following):
        return None
    beside = following.items[len(around)].list_number if len(following.items) > len(around) else None
    if beside == own.list_number:
        return None
    if following.lazy and own.ordered and titular(leaf.text):
        return Style.NUMBERED
    alone = own.list_number in answered_lists
    if style or asks:
        return Style.NUMBERED if alone else None
    bullets = alone and beside is not None and own.ordered and not following.items[len(around)].ordered
    names = titular(leaf.text) and not _inner_colon(leaf.text)
    return Style.NAMED if bullets and names and not surroundings.blank_below else None
