"""Where a name may begin and end in a text: word boundaries of Latin and Hangul, particles, spacing."""

from __future__ import annotations

import re

from kb.graph.names import name_rules
from kb.language.text import fold

SHORT_LATIN = 2
"""Abbreviations up to this length count in capitals only (BN, AE; not "bn", "ae", "or")."""

_JOINED_PREFIXES = frozenset(
    (
        "non",
        "un",
        "anti",
        "semi",
        "pre",
        "multi",
        "sub",
        "self",
        "co",
        "re",
        "inter",
        "cross",
        "post",
        "super",
        "pseudo",
        "quasi",
        "over",
        "under",
    )
)


def is_latin(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")


def is_hangul(char: str) -> bool:
    return "가" <= char <= "힣" or "ㄱ" <= char <= "ㅣ"


def edges_free(text: str, start: int, end: int) -> bool:
    """No Latin letter or digit runs on across the ends of a Latin match."""
    if is_latin(text[start]) and start > 0 and is_latin(text[start - 1]):
        return False
    if is_latin(text[end - 1]) and end < len(text) and is_latin(text[end]):
        return text[end] in "sS" and not (end + 1 < len(text) and is_latin(text[end + 1]))
    return True


def bounded(text: str, start: int, end: int, capitals: bool, written: str, last: int) -> int | None:
    """Where the match ends (a plural -s belongs to it), or None where it is part of another word.

    `last` is where the previous accepted name ended: a name may be glued to the name before it.
    """
    surface = text[start:end]
    small = capitals and _is_plain_word(surface, written)
    ending = start > 1 and text[start - 1] == "." and text[start - 2].isalnum() and surface in name_rules().file_endings
    if ending:
        return None  # "config.json"
    if small or "\n" in surface or not _spacing_ok(surface, written) or not _left_ok(text, start, last):
        return None
    after = text[end : end + 2]
    if is_latin(text[end - 1]) and after:
        if is_latin(after[0]):
            return end + 1 if after[0] in "sS" and len(surface) > 2 and not any(map(is_latin, after[1:])) else None
        if after[0] in "+#" and not after[1:].isspace() and len(surface) < 3:
            return None  # C is not C++
    return end if right_ok(text, end) else None


def _is_plain_word(surface: str, written: str) -> bool:
    """In small letters, or in title case ("Map"), which is no way to write an abbreviation (MAP, mAP)."""
    titled = len(surface) >= SHORT_LATIN and surface.istitle() and surface != written
    return titled or not any(c.isupper() for c in surface)


def _left_ok(text: str, start: int, last: int) -> bool:
    if start in (0, last):
        return True
    before, first = text[start - 1], text[start]
    if is_latin(first):
        if is_latin(before):
            return False
        if before == "-" and start >= 2 and is_latin(text[start - 2]):
            word = text[: start - 1].rsplit(maxsplit=1)[-1] if text[: start - 1].strip() else ""
            return word.casefold().rsplit("-", 1)[-1] not in _JOINED_PREFIXES
        return True
    if is_hangul(before):
        run = start
        while run > 0 and is_hangul(text[run - 1]):
            run -= 1
        return text[run:start] in name_rules().prefixes
    return True


def right_ok(text: str, end: int) -> bool:
    """What is glued to the right is a particle, 하다/되다, or a suffix noun, once or in a row ("과적합문제를")."""
    run = end
    while run < len(text) and is_hangul(text[run]):
        run += 1
    rest = text[end:run]
    rules = name_rules()
    for _ in range(4):
        if not rest or rest in rules.josa or rest.startswith(rules.verbal):
            return True
        suffix = next((s for s in rules.suffixes if rest.startswith(s)), None)
        if suffix is None:
            return False
        rest = rest[len(suffix) :]
    return False


def _spacing_ok(surface: str, written: str) -> bool:
    """Spaces may stand where the name has none ("drop out"), unless the pieces are words of their own ("for k" ≠ fork)."""
    if not re.search(r"\s", surface):
        return True  # "k-NN", "U-Net"
    pieces = surface.replace("-", " ").replace("·", " ").replace("_", " ").split()
    expected = written.replace("-", " ").replace("·", " ").replace("_", " ").split()
    if (
        len(pieces) <= 1
        or [fold(p) for p in pieces] == [fold(p) for p in expected]
        or (len(pieces) <= len(expected) and len(expected) > 2)
    ):
        return True
    shortest_allowed = 3 if is_latin(pieces[0][0]) else 2
    openers = name_rules().openers
    return len(fold(surface)) >= 4 and all(
        len(p) >= min(shortest_allowed, *(len(e) for e in expected)) and p.casefold() not in openers for p in pieces
    )
