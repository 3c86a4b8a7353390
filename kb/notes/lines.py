"""The lines of a note, and the parts of it that are no content."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from kb.notes.inline import BLOCK_TAGS, INLINE_TAGS

MAX_TAGGED = 4000
"""Characters between a tag and its partner; farther apart they are two mentions of it."""
UNSEEN = "\u2060"
"""A word joiner: nothing to the eye, so it parts no word, and `plain` leaves it out."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A text whose only line end is `\\n`, with the offset at which each line starts."""

    text: str
    starts: tuple[int, ...]
    words: str
    """The text with `UNSEEN` in place of tags of the writer's own: as long, so that offsets hold in both."""

    @classmethod
    def of(cls, text: str) -> Lines:
        starts = [0]
        place = text.find("\n")
        while place >= 0:
            starts.append(place + 1)
            place = text.find("\n", place + 1)
        return cls(text, tuple(starts), _without_own_tags(text))

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


_OWN_TAG = re.compile(
    rf"(?P<skip>{_FENCES_AND_COMMENTS.pattern})"
    rf"|<(?P<slash>/?)(?!(?:{INLINE_TAGS}|{BLOCK_TAGS}|img|script|style)\b)(?P<name>[A-Za-z][\w.-]*)"
    r"(?P<attributes>(?:\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s<>\"'{}]+|\{[^{}\n]*\}))?)*)\s*>",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_MENTIONED = re.compile(r"\s*(?:와|과|및|이나|,|/|~|…|\.{3}|and|or|to)?\s*", re.I)
"""What stands between a tag and its partner where both are spoken of: "<a>와 </a>"."""


def _without_own_tags(text: str) -> str:
    """The text with the tags that no HTML knows but that are paired (`<note>…</note>`) made unseen.

    A name in angle brackets without a partner (`List<String>`, `<your name>`) is words, and so is all in code.
    """
    if "</" not in text:
        return text
    opened: list[re.Match[str]] = []
    markup: list[tuple[int, int]] = []
    for tag in _OWN_TAG.finditer(text):
        if tag["skip"] is not None:
            continue
        if not tag["slash"]:
            opened.append(tag)
            continue
        while opened and tag.start() - opened[0].end() > MAX_TAGGED:
            del opened[0]
        partner = next((i for i in range(len(opened) - 1, -1, -1) if opened[i]["name"] == tag["name"]), None)
        if partner is None:
            continue
        if not _MENTIONED.fullmatch(text, opened[partner].end(), tag.start()):
            markup += [opened[partner].span(), tag.span()]
        del opened[partner:]
    parts: list[str] = []
    position = 0
    for start, end in sorted(markup):
        parts += [text[position:start], UNSEEN * (end - start)]
        position = end
    return "".join([*parts, text[position:]])


def blank_out(text: str) -> str:
    """The text with HTML comments, scripts and styles (outside of code) replaced by as many spaces; line ends stay."""
    if "<!--" not in text and not re.search(r"<(?:script|style)\b", text, re.IGNORECASE):
        return text

    def blank(found: re.Match[str]) -> str:
        return _NOT_LINE_END.sub(" ", found[0]) if found["drop"] else found[0]

    return _FENCES_AND_COMMENTS.sub(blank, text)
