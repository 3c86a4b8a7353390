"""Plain text: is it markdown after all, and if not, its paragraphs."""

from __future__ import annotations

import re

from kb.notes.leaves import Leaf
from kb.notes.lines import Lines
from kb.notes.markdown import markdown_note, note_of
from kb.notes.wrapping import groups_of_lines
from kb.types import Note

_SIGNS = re.compile(
    r"""^(?: [ ]{0,3}\#{1,6}[ \t]+\S | [ ]{0,3}(?:```|~~~) | [ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+\S
          | \|.*\| | >[ \t] | \|?[ \t]*:?-{3,}:?[ \t]*\| | `[^`\n]*`[ \t]*$ )
      | \*\*[^*\n]+\*\* | \[\[[^\[\]\n]+\]\] | \]\(https?:""",
    re.MULTILINE | re.VERBOSE,
)
MIN_SIGNS = 2
"""One dash or number at the start of a line happens in prose; two are a list."""


def looks_like_markdown(text: str) -> bool:
    """True for a text with at least two signs of markdown: headings, lists, fences, tables, bold words."""
    signs = _SIGNS.finditer(text)
    return sum(1 for _, _ in zip(range(MIN_SIGNS), signs, strict=False)) >= MIN_SIGNS


def text_note(path: str, text: str, encoding: str) -> Note:
    """Read a `.txt`: as markdown if it looks like it, else as paragraphs between blank lines."""
    if looks_like_markdown(text):
        return markdown_note(path, text, encoding)
    lines = Lines.of(text)
    found: list[Leaf] = []
    paragraph: list[tuple[int, int]] = []
    for number in range(len(lines) + 1):
        raw = text[lines.starts[number] : lines.end_of(number)] if number < len(lines) else ""
        words = raw.strip()
        if words:
            start = lines.starts[number] + raw.index(words)
            paragraph.append((start, start + len(words)))
            continue
        for start, end in groups_of_lines(text, paragraph):
            found.append(Leaf("paragraph", start, end, text=" ".join(text[start:end].split())))
        paragraph = []
    return note_of(path, lines, found, encoding)
