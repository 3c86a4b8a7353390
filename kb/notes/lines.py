"""The lines of a note, and the parts of it that are no content."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lines:
    """A text whose only line end is `\\n`, with the offset at which each line starts."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Lines:
        starts = [0]
        place = text.find("\n")
        while place >= 0:
            starts.append(place + 1)
            place = text.find("\n", place + 1)
        return cls(text, tuple(starts))

    def __len__(self) -> int:
        return len(self.starts)

    def end_of(self, line: int) -> int:
        """The offset of the line's end (its `\\n`, if it has one); lines count from 0."""
        return self.starts[line + 1] - 1 if line + 1 < len(self.starts) else len(self.text)

    def line_at(self, offset: int) -> int:
        """The line (from 0) in which the character at `offset` stands."""
        return bisect_right(self.starts, offset) - 1


_FENCES_AND_COMMENTS = re.compile(
    r"^[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)*(?P<fence>`{3,}|~{3,})[^\n]*(?:\n(?![ \t>]*(?P=fence))[^\n]*)*(?:\n[^\n]*)?"
    r"|(?P<ticks>`+)[^`\n]*(?:`+[^`\n]+)*?(?P=ticks)"
    r"|(?P<drop><!--(?:(?!<!--).)*?-->|<(?P<tag>script|style)\b[^<>]*>(?:(?!<(?P=tag)\b).)*?</(?P=tag)\s*>)",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_NOT_LINE_END = re.compile(r"[^\n]")


def blank_out(text: str) -> str:
    """The text with HTML comments, scripts and styles (outside of code) replaced by as many spaces; line ends stay."""
    if "<!--" not in text and not re.search(r"<(?:script|style)\b", text, re.IGNORECASE):
        return text

    def blank(found: re.Match[str]) -> str:
        return _NOT_LINE_END.sub(" ", found[0]) if found["drop"] else found[0]

    return _FENCES_AND_COMMENTS.sub(blank, text)
