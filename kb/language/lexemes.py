"""Latin words and names with digits or signs: where they stand, their stem, and their parts."""

from __future__ import annotations

import re
from functools import lru_cache

from kb.language.data import pairs_of

_LATIN = re.compile(
    r"[A-Za-zÀ-ɏΑ-ω0-9]+(?:\.[0-9]+)*"  # word, L1, 1x1, v2.5
    r"(?:['’][A-Za-z]{1,2}(?![A-Za-z]))?"  # don't, model's
    r"(?:[-_&/][A-Za-zÀ-ɏΑ-ω0-9]+(?:\.[0-9]+)*)*"  # GPT-2, x_train, F1-score, k-NN, I/O
    r"(?:\+\+|\#(?![A-Za-z0-9]))?"  # C++, C#
)
_LETTER = re.compile(r"[A-Za-zÀ-ɏΑ-ω]")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"'`가-힣]+|[\w.+-]+@[\w-]+\.[\w.]+")
_PIECE = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-zß-ɏ]+|[A-Z]+|\d+")
_ACRONYM_PLURAL = re.compile(r"[A-Z][A-Z0-9]+s")

MIN_PIECE = 3
"""Letters of a CamelCase part that stands alone; shorter ones join the next (Re + LU → relu), else they are noise."""


def latin_spans(text: str) -> list[tuple[int, int]]:
    """Half-open spans of words that contain a Latin letter, each with its digits, hyphens and signs."""
    return [match.span() for match in _LATIN.finditer(text) if _LETTER.search(match.group())]


@lru_cache(maxsize=1)
def _stemmer() -> object:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=65536)
def english_lemma(word: str) -> str:
    """Lower case and stem (Snowball English, i.e. Porter 2), irregular plurals first; an acronym only loses its plural s."""
    if _ACRONYM_PLURAL.fullmatch(word):
        return word[:-1].lower()
    lowered = word.lower().replace("’", "'")
    lowered = lowered.removesuffix("'s").removesuffix("'")
    lowered = pairs_of("english.toml", "irregular").get(lowered, lowered)
    if not lowered.isalpha() or not lowered.isascii() or (word.isupper() and len(word) <= 5):
        return lowered
    return str(_stemmer().stemWord(lowered))  # type: ignore[attr-defined]


@lru_cache(maxsize=65536)
def latin_terms(lexeme: str) -> tuple[str, ...]:
    """Index terms of one Latin lexeme: whole without hyphens, then its parts.

    "vanishing" → vanish; "LeakyReLU" → leakyrelu, leaki, relu; "GPT-2" → gpt2, gpt, 2; "L1", "1x1", "C++" stay whole.
    """
    pieces = [piece for piece in re.split(r"[-_&/]", lexeme) if piece]
    if len(pieces) > 1:
        whole = english_lemma("".join(pieces))
        parts = [term for piece in pieces for term in latin_terms(piece)]
        return (whole, *(term for term in parts if term != whole))
    whole = english_lemma(lexeme)
    parts = [english_lemma(part) for part in _camel_parts(lexeme)]
    return (whole, *parts) if len(parts) > 1 else (whole,)


def _camel_parts(word: str) -> list[str]:
    if not word.isalnum() or word.isupper() or word[1:].islower() or _ACRONYM_PLURAL.fullmatch(word):
        return []
    parts: list[str] = []
    pending = ""
    for piece in _PIECE.findall(word):
        pending += piece
        if len(pending) >= MIN_PIECE:
            parts.append(pending)
            pending = ""
    if pending and parts:
        if pending.isdigit() or len(pending) < MIN_PIECE:
            parts[-1] += pending
        else:
            parts.append(pending)
    return parts if not any(char.isdigit() for char in word) or len(parts) > 1 else []
