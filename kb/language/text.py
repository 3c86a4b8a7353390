"""Characters: one spelling for what looks the same, and which language a text is in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from kb.language.data import words_of
from kb.types import Language

_IGNORED = frozenset(
    " \t\n\r\f\v\u00a0\u3000"
    "-_\u2010\u2011\u2012\u2013\u2014\u2015\u2212"  # hyphens, dashes, minus
    "·•‧∙⋅・ㆍ\u119e\u0387"  # middle dots as Korean and Greek keyboards type them (U+119E is NFKC of ㆍ)
    "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphen and invisible joiners that copying leaves behind
)
_DELETE = {ord(char): None for char in _IGNORED}
_PLAIN = re.compile(r"[\x00-\x7f가-힣\u00b7\u00a0\u2010-\u2015]*")
"""Text for which NFKC and casefold only lower ASCII letters, the common case by far."""

_HANGUL = re.compile(r"[가-힣ᄀ-ᇿㄱ-ㆎ]")
_HANGUL_SYLLABLES = re.compile(r"[가-힣ᄀ-ᇿㄱ-ㆎ]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z']*|[가-힣]+")


def nfc(text: str) -> str:
    """Canonical composition: macOS writes decomposed Hangul, everybody else composed."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Key under which two spellings of a name are equal: NFKC, casefold, no spaces, hyphens, underscores, middle dots.

    Idempotent: `fold(fold(s)) == fold(s)`.
    """
    if _PLAIN.fullmatch(text):
        return text.lower().translate(_DELETE)
    return _fold(text)[0]


def fold_with_offsets(text: str) -> tuple[str, tuple[int, ...]]:
    """`fold(text)` and, for each of its characters, the position in `text` of the character that it came from."""
    if _PLAIN.fullmatch(text):
        return text.lower().translate(_DELETE), tuple(_kept(text, 0, len(text)))
    return _fold(text)


def _fold(text: str) -> tuple[str, tuple[int, ...]]:
    offsets: tuple[int, ...] = tuple(range(len(text)))
    while True:  # removing a hyphen may bring two jamo together that then compose; two rounds are the rule
        folded, inner = _fold_once(text)
        offsets = tuple(offsets[position] for position in inner)
        if folded == text:
            return folded, offsets
        text = folded


def _fold_once(text: str) -> tuple[str, list[int]]:
    pieces: list[str] = []
    offsets: list[int] = []
    start = 0
    while start < len(text):
        end = _PLAIN.match(text, start).end()  # type: ignore[union-attr]  # it matches nothing as well
        if end < len(text) and end > start and _joins_left(text[end]):
            end -= 1
        if end > start:  # a run of plain characters at once: a note with one "é" is no slower than one without
            pieces.append(text[start:end].lower().translate(_DELETE))
            offsets.extend(_kept(text, start, end))
            start = end
            continue
        end = start + 1
        while end < len(text) and _joins_left(text[end]):
            end += 1
        normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text[start:end]).casefold())
        kept = normal.translate(_DELETE)
        pieces.append(kept)
        offsets.extend([start] * len(kept))
        start = end
    return "".join(pieces), offsets


def _kept(text: str, start: int, end: int) -> list[int]:
    """The positions of a stretch whose characters count."""
    return [at for at, char in enumerate(text[start:end], start) if char not in _IGNORED]


@lru_cache(maxsize=4096)
def _joins_left(char: str) -> bool:
    """True where normalisation may merge the character with the one before it."""
    return unicodedata.combining(char) != 0 or "\u1160" <= char <= "\u11ff" or unicodedata.category(char) == "Mc"


def has_hangul(text: str) -> bool:
    return _HANGUL.search(text) is not None


def language_of(text: str) -> Language:
    """The language of the sentence frame, not of its terms: "ReLU와 LeakyReLU의 차이?" is Korean.

    Korean notes name nearly every term in English, so a plain share of letters calls them English. What decides is the
    frame: English function words ("what is the … of") against Hangul words that end in a particle or verb ending, then
    whether there is any Hangul at all. No letters: "en".
    """
    if not has_hangul(text):
        return "en"
    english = _english_frame()
    endings = _korean_endings()
    frame_en = frame_ko = hangul = latin = 0
    for match in _WORD.finditer(text):
        word = match.group()
        if word[0] >= "가":
            hangul += len(word)
            attached = match.start() > 0 and text[match.start() - 1].isascii() and text[match.start() - 1].isalnum()
            frame_ko += 2 if attached else word.endswith(endings)  # Hangul right after Latin is a particle for certain
        else:
            latin += len(word)
            frame_en += word.lower() in english
    if frame_en == frame_ko:
        return "en" if frame_en and latin > hangul else "ko"
    return "en" if frame_en > frame_ko else "ko"


@lru_cache(maxsize=1)
def _english_frame() -> frozenset[str]:
    # "vs" and the like stand between Korean words too
    words = words_of("english.toml", "function_words") | words_of("english.toml", "request_words")
    return words - words_of("english.toml", "abbreviations")


@lru_cache(maxsize=1)
def _korean_endings() -> tuple[str, ...]:
    return tuple(sorted(words_of("korean.toml", "frame_endings")))
