"""Sentence spans without a morpheme analyser: cheap, deterministic, made for notes rather than for prose.

An end is a run of `. ! ? 。 ！ ？ …` before white space, before Hangul glued to it ("쓴다.그리고") or at the end, unless the
full stop belongs to an abbreviation ("e.g."), an initial, a number that opens the sentence ("1."), stands before a closing
bracket ("ex. )"), or lies inside brackets, backticks or `$…$`. Decimals, URLs and file names have no white space after
their stops, so they never end one. A line break ends a sentence unless the line was wrapped by an editor.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.language.data import words_of

MAX_PROTECTED = 400
"""Characters between an opening bracket, backtick or dollar and its partner; farther apart it is a stray sign."""

WRAP_WIDTH = 56
"""Columns (Hangul counts two) from which a line break may be an editor's wrap at 60–100 columns; shorter lines are meant."""

_AND_SO_ON = re.compile(r"(?:^|[\s,)\]])등$")
""" "A, B 등. …": the list goes on in the same breath."""

_END = re.compile(r"[.!?。！？…]+[\"'”’」』)\]}»*_~]*")
_QUOTED = re.compile(
    rf"`[^`\n]{{1,{MAX_PROTECTED}}}`"
    rf"|\$\$.{{1,{MAX_PROTECTED}}}?\$\$|\$[^$\n]{{1,{MAX_PROTECTED}}}\$"
    rf"|<[A-Za-z/!][^<>\n]{{0,{MAX_PROTECTED}}}>",
    re.DOTALL,
)
_PARTNER = {")": "(", "]": "[", "}": "{", "」": "「", "』": "『", "》": "《", "）": "（"}
_OPENING = frozenset(_PARTNER.values())
_LAST_WORD = re.compile(r"[A-Za-z](?:[A-Za-z.]*[A-Za-z])?$")
_NUMBERING = re.compile(
    r"[\s>*#_-]*(?:[(\[]?\d{1,3}(?:[.-]\d{1,3})*|[A-Za-z가나다라마바사아자차카타파하]|[QqAa]\s?\d{0,3}|[ivxIVX]{1,4})$"
)
_LIST_START = re.compile(r"\s*(?:[-*+•▶→>#|]|\d{1,3}[.)]|[①-⑳]|[A-Za-z][.)]\s)")
_KOREAN_END = re.compile(r"(?:[다요까죠음함임됨것]|[니지]까)[\"'”’)\]*_~]*$")


def sentence_spans(text: str, code: Sequence[tuple[int, int]] = ()) -> tuple[tuple[int, int], ...]:
    """Half-open spans of the sentences of `text`: ordered, disjoint, trimmed, together all that is not white space.

    `code`: spans whose backticks are gone by now; no sentence ends in them."""
    protected = [*_protected(text), *((first, last + 1) for first, last in code)]
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _ends(text, protected):
        if end > start:
            _add(spans, text, start, end)
            start = end
    _add(spans, text, start, len(text))
    return tuple(spans)


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def _protected(text: str) -> list[tuple[int, int]]:
    """Spans in which no sentence ends: code, mathematics, tags, and brackets that close on their line (nested too)."""
    spans = [match.span() for match in _QUOTED.finditer(text)]
    skip = dict(spans)
    opened: list[tuple[str, int]] = []
    position = 0
    while position < len(text):
        if position in skip:
            position = skip[position]
            continue
        char = text[position]
        if char == "\n":
            opened.clear()
        elif char in _OPENING:
            opened.append((char, position))
        elif char in _PARTNER and any(sign == _PARTNER[char] for sign, _ in opened):
            while opened:
                sign, first = opened.pop()
                if sign == _PARTNER[char]:
                    if position + 1 - first <= MAX_PROTECTED:
                        spans.append((first, position + 1))
                    break
        position += 1
    return spans


def _ends(text: str, protected: list[tuple[int, int]]) -> list[int]:
    """Candidate ends in order; each one is a position after which a new sentence begins."""
    inside = bytearray(len(text) + 1)
    for first, last in protected:
        inside[first : last - 1] = b"\x01" * (last - 1 - first)
    ends: list[int] = []
    start = 0
    for match in re.finditer(rf"{_END.pattern}|\n", text):
        if inside[match.start()]:
            continue
        if match.group() == "\n":
            is_end = _line_ends(text, start, match.start())
        else:
            is_end = _stops(text, start, match.start(), match.end())
        if is_end:
            ends.append(match.end())
            start = match.end()
    return ends


def _stops(text: str, start: int, dot: int, end: int) -> bool:  # noqa: PLR0911 - one return per reason
    mark = text[dot:end].rstrip("\"'”’」』)]}»*_~")
    if end < len(text) and not text[end].isspace():
        glued = dot > start and "가" <= text[dot - 1] <= "힣" and "가" <= text[end] <= "힣"
        return glued and _KOREAN_END.search(text[start:dot]) is not None
    following = _next_char(text, end)
    if following in _PARTNER:
        return False
    if mark[-1] in "!?！？。":
        return True
    if mark in ("...", "…", "..", "……"):
        return end >= len(text) or text[end] == "\n" or following.isupper()
    before = text[start:dot]
    if _NUMBERING.fullmatch(before):
        return False
    word = _LAST_WORD.search(before)
    if word is None:
        return not (_AND_SO_ON.search(before) and following)
    lowered = word.group().lower()
    if lowered == "etc":
        return following.isupper()
    if lowered in words_of("english.toml", "measures"):
        return not (following.islower() or following.isdigit())
    if lowered in words_of("english.toml", "abbreviations"):
        return False
    initial = len(lowered) == 1 and word.group().isupper() and following.isupper()
    return not initial


def _next_char(text: str, position: int) -> str:
    while position < len(text) and text[position].isspace():
        position += 1
    return text[position] if position < len(text) else ""


def _line_ends(text: str, start: int, position: int) -> bool:
    """True where the line break at `position` is meant: short line, finished line, blank line or list item next."""
    line_start = max(text.rfind("\n", 0, position) + 1, start)
    line = text[line_start:position].rstrip()
    next_end = text.find("\n", position + 1)
    following = text[position + 1 : next_end if next_end >= 0 else len(text)]
    if not following.strip() or not line or _LIST_START.match(following):
        return True
    width = sum(2 if char >= "ᄀ" else 1 for char in line)
    if width < WRAP_WIDTH or _KOREAN_END.search(line):
        return True
    first = following.lstrip()[0]
    return not (first.islower() or first.isdigit() or "가" <= first <= "힣" or first in "(`$")
