"""Latin words and names with digits or signs: where they stand, their stem, and their parts."""

from __future__ import annotations

import re
from functools import lru_cache

from kb.language.data import pairs_of

_WORD = r"[A-Za-zÀ-ÖØ-öø-ɏΑ-ω0-9]+(?:\.[0-9]+)*"  # word, L1, 1x1, v2.5, α
_LATIN = re.compile(
    rf"{_WORD}(?:['’](?:s|t|re|ve|ll|d|m)\b)?"  # don't, model's
    rf"(?:[-_‐‑]{_WORD})*"  # GPT-2, x_train, F1-score, k-NN
    r"(?:\+\+|\#(?![A-Za-z0-9]))?"  # C++, C#
)
_LETTER = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏΑ-ω]")
_URL = re.compile(
    r"(?:https?://|www\.)[A-Za-z0-9._~:/?#@!$&'*+,;=%-]*[A-Za-z0-9/]|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
_PIECE = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-zß-ɏ]+|[A-Z]+|\d+")
_ACRONYM_PLURAL = re.compile(r"[A-Z][A-Z0-9]+s")

MIN_PIECE = 3
"""Letters of a CamelCase part that stands alone; shorter ones join the next (Re + LU → relu), else they are noise."""


def latin_spans(text: str) -> list[tuple[int, int, str]]:
    """Ordered, disjoint (start, end, tag) of words that hold a Latin or Greek letter ("SL") and of addresses ("W_URL").

    A word takes its digits, hyphens and signs along; Hangul glued to it is left to the morpheme analyser.
    """
    spans: list[tuple[int, int, str]] = []
    start = 0
    for address in _URL.finditer(text):
        spans.extend(_words(text, start, address.start()))
        spans.append((*address.span(), "W_URL"))
        start = address.end()
    spans.extend(_words(text, start, len(text)))
    return spans


def _words(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    return [(*match.span(), "SL") for match in _LATIN.finditer(text, start, end) if _LETTER.search(match.group())]


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
    pieces = [piece for piece in re.split(r"[-_‐‑]", lexeme) if piece]
    if len(pieces) > 1:
        whole = english_lemma("".join(pieces))
        parts = [term for piece in pieces if len(piece) > 1 or piece.isdigit() for term in latin_terms(piece)]
    else:
        whole = english_lemma(lexeme)
        parts = [english_lemma(part) for part in _camel_parts(lexeme)]
    return (whole, *(term for term in parts if term != whole))


def _camel_parts(word: str) -> list[str]:
    """Leaky, ReLU of LeakyReLU; nothing for plain words, acronyms (also in plural) and names with digits (L1, 1x1)."""
    if not word.isalpha() or word.isupper() or word[1:].islower() or _ACRONYM_PLURAL.fullmatch(word):
        return []
    parts: list[str] = []
    pending = ""
    for piece in _PIECE.findall(word):
        pending += piece
        if len(pending) >= MIN_PIECE:
            parts.append(pending)
            pending = ""
    if pending and parts:
        parts[-1] += pending
    return parts if len(parts) > 1 else []
