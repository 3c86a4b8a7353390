"""Which line ends inside a paragraph part statements, and which only wrap a long line."""

from __future__ import annotations

import re
import unicodedata

from kb.notes.cues import is_sentence

WRAP_COLUMNS = 55
"""Editors that wrap by hand do so at 70 to 100 columns; a line shorter than this ended because its thought did."""

_NEW_THOUGHT = re.compile(
    r"\s*(?:[-–—*•·▶►◦※☞✔✅❌❗⭐→⇒➡☑]|\(?\d{1,2}[.)]\s|[①-⑳]|e\.g\.|i\.e\.|ex\)|예[):]|\{:|`[^`]+`\s*$|<(?:img|h[1-6]|summary|details|p|div)\b)",
    re.I,
)
_WHOLE = re.compile(r"[?？][*_`]*\s*$|^\s*(\*\*|__)(?:(?!\1).)+\1\s*$")
"""A line that asks, or that is bold from end to end: a title of what follows, however long."""
_HARD_BREAK = re.compile(r"(?:  +|\\|<br\s*/?>\s*|</(?:summary|h[1-6]|p|div)>\s*)$", re.I)


_GOES_ON = re.compile(r"(?:[,·(\[]|[은는을를의에로와과고며서도한할된])\s*$")
"""The end of a line that is no end: a comma, a Korean particle or joining ending."""


def columns(text: str) -> int:
    """Width on a screen: a Hangul syllable takes two columns."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def groups_of_lines(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the lines of a paragraph that were wrapped by hand; every other line stands for itself.

    `spans`: the content of each line; returns spans of `text`, each one or several whole lines. A line was wrapped if
    it ends no sentence, carries no hard break, and is so long that the next word had no room; one such line after
    lines that broke early is long by chance, unless its sentence plainly goes on.
    """
    spans = [(start, end) for start, end in spans if end > start]
    if len(spans) < 2:
        return spans
    widths = [columns(text[start:end]) for start, end in spans]
    widest = max(widths)
    full = [_is_full(text, spans[i], spans[i + 1], widths[i], widest) for i in range(len(spans) - 1)]
    by_chance = sum(full) == 1 and not full[0]
    groups = [spans[0]]
    for index in range(1, len(spans)):
        previous, (start, end) = spans[index - 1], spans[index]
        before, after = text[previous[0] : previous[1]], text[start:end]
        line_end = text.find("\n", previous[1])
        hard = _HARD_BREAK.search(text[previous[0] : line_end if line_end >= 0 else len(text)])
        goes_on = not by_chance or after[0].islower() or _GOES_ON.search(before)
        whole = hard or _WHOLE.search(before) or is_sentence(before)
        if full[index - 1] and goes_on and not whole and not _NEW_THOUGHT.match(after):
            groups[-1] = (groups[-1][0], end)
        else:
            groups.append((start, end))
    return groups


def _is_full(text: str, span: tuple[int, int], following: tuple[int, int], width: int, widest: int) -> bool:
    """Whether the first word of the line after it had no room on this one."""
    first_word = text[slice(*following)].split(maxsplit=1)[0]
    return width >= WRAP_COLUMNS and width + 1 + columns(first_word) > widest * 0.9
