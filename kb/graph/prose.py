"""Terms that stand in plain sentences only: what is defined, what something is said of, and what recurs.

A sentence marks no names. Kept are noun phrases by their part in it (subject of a definition, subject or object of a
stated relation) and by their words: an everyday noun alone is no term, a compound with a word of the field is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.graph.english_terms import english_terms
from kb.graph.everyday import Role
from kb.graph.korean_terms import korean_terms
from kb.language.morphemes import Token
from kb.language.text import has_hangul


def prose_names(text: str, tokens: Sequence[Token]) -> Iterator[tuple[str, Role]]:
    """Terms of one block of plain text with their part in it; `tokens` are its morphemes."""
    if has_hangul(text):
        yield from korean_terms(text, tokens)
    else:
        yield from english_terms(text)
