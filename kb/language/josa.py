"""Particles in the form that the sound before them asks for: 배치 정규화는, ReLU를, dropout을, LSTM은, L1과.

What counts is whether the word, as Koreans say it, ends in a consonant (받침), and for 으로/로 whether that is ㄹ.
Hangul shows it; letters and digits are read by name; English words by their last sounds (data/reading.toml).
Kiwi's own `join` treats every Latin word as ending in a vowel.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from kb.language.data import pairs_of, rows_of, words_of
from kb.language.text import nfc

Final = Literal["", "ㄹ", "other"]
"""Last consonant of the word as it is said: none, ㄹ, or any other."""

MAX_SPELLED = 4
"""Letters of a word in capitals that is still read letter by letter although it holds a vowel (ROC, PCA, MSE)."""

_SPEAKABLE = re.compile(
    r"(?:[b-df-hj-np-tv-z]|[bcfgps]l|[bcdfgpt]r|s[chkmnptw]|[cst]h|tw)?[aeiou]+"
    r"(?:[b-df-hj-np-tv-z]{1,2}[aeiou]+)?(?:[b-df-hj-np-tv-z]|[lnrs]t|mp|n[dkt]|r[bdkmn]|[cls]k|ft|[cpx]t|l[dm]|[cst]h|ng|ss|ll)?$"
)
"""What can be said as it is written: consonants that begin and end an English syllable around a vowel."""
_TRAILING = re.compile(r"\s*[\"'”’`*_~\]」』》>.,!?…:;)）]+$|\s+$")
_BRACKET = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]\s*$")
_LAST = re.compile(r"([가-힣])$|([0-9]+)$|([A-Za-zÀ-ɏ]+)$|([α-ωΑ-Ω])$|(\+\+|\+|#|%)$")


def attach(word: str, josa: str) -> str:
    """`word` with the particle that fits: attach("ReLU", "을/를") == "ReLU를".

    `josa`: both forms with a slash, after a consonant first ("은/는", "이/가", "을/를", "과/와", "으로/로", "이다/다" …);
    anything without a slash is appended as it is. A bracketed gloss, quotes and markup at the end are not read.
    """
    if "/" not in josa:
        return word + josa
    after_consonant, after_vowel = josa.split("/", 1)
    final = final_sound(word)
    if final == "" or (final == "ㄹ" and after_consonant.startswith("으로")):
        return word + after_vowel
    return word + after_consonant


@lru_cache(maxsize=8192)
def final_sound(word: str) -> Final:
    """The last consonant of `word` as Koreans say it; "" for a vowel or for signs without a reading."""
    word = _spoken_end(nfc(word))
    match = _LAST.search(word)
    if match is None:
        return ""
    syllable, digits, latin, greek, sign = match.groups()
    if syllable:
        return _of_hangul(syllable)
    if digits:
        return _of_number(digits)
    if greek:
        return _of_hangul(pairs_of("reading.toml", "greek")[greek.lower()][-1])
    if sign:
        return _of_hangul(pairs_of("reading.toml", "signs")[sign][-1])
    return _of_latin(latin)


def _spoken_end(word: str) -> str:
    """`word` without the closing signs, markup and bracketed gloss that nobody reads; all of it if nothing is left."""
    while True:
        shorter = _BRACKET.sub("", word) or word
        if shorter == word:
            shorter = _TRAILING.sub("", word) or word
        if shorter == word:
            return word
        word = shorter


def _of_hangul(syllable: str) -> Final:
    final = (ord(syllable) - 0xAC00) % 28
    return "" if final == 0 else "ㄹ" if final == 8 else "other"


def _of_number(digits: str) -> Final:
    """Sino-Korean: the last digit, or the unit that trailing zeros stand for (십, 백, 천, 만, 억; 조 ends in a vowel)."""
    zeros = len(digits) - len(digits.rstrip("0"))
    if zeros == 0:
        return _of_hangul(pairs_of("reading.toml", "digits")[digits[-1]])
    return "" if 12 <= zeros < 16 and zeros < len(digits) else "other"


def _of_latin(word: str) -> Final:
    if not word.isascii():
        return ""
    lowered = word.lower()
    if lowered in words_of("reading.toml", "read_as_consonant"):
        return "other"
    if _is_spelled_out(word):
        return _of_hangul(pairs_of("reading.toml", "letters")[lowered[-1]][-1])
    if lowered in words_of("reading.toml", "read_as_vowel"):
        return ""
    for pattern, final in _word_endings():
        if pattern.search(lowered):
            return final
    return ""


def _is_spelled_out(word: str) -> bool:
    """Letter by letter: LSTM, SQL, mAP, lr, n; not LAYER, whose length and vowels make it a word in capitals."""
    if len(word) == 1 or not re.search("[aeiouy]", word.lower()):
        return True
    if word.isupper() and len(word) == MAX_SPELLED and _SPEAKABLE.match(word.lower()):
        return False  # UMAP, LIME: said as a word
    return (word.isupper() and len(word) <= MAX_SPELLED) or re.search("[a-z][A-Z]{2,}$", word) is not None


@lru_cache(maxsize=1)
def _word_endings() -> tuple[tuple[re.Pattern[str], Final], ...]:
    finals: dict[str, Final] = {"모음": "", "ㄹ": "ㄹ", "받침": "other"}
    return tuple(
        (re.compile(ending.replace("V", "[aeiou]") + "$"), finals[final])
        for ending, final in rows_of("reading.toml", "word_endings")
    )
