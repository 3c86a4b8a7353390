"""What real notes and real questions do to text: two languages in one sentence, lost spaces, slips of the finger."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

import ahocorasick

SWITCH_RATE = 0.35
"""Share of texts in which known terms are swapped for the other language's."""
SWAP_EACH = 0.6
JOIN_RATE = 0.2
"""Share of Korean texts that lose spaces."""
TYPO_RATE = 0.2
"""Share of texts in which words are mistyped."""
TYPO_EACH = 0.25
CUT_RATE = 0.15
"""Share of texts in which words are cut in two."""
CUT_EACH = 0.3
MIN_HANGUL, MIN_LATIN = 2, 3
LETTERS = "abcdefghijklmnopqrstuvwxyz"
HANGUL_FIRST, HANGUL_LAST = 0xAC00, 0xD7A3
VOWELS, TAILS = 21, 28
_WORD = re.compile(r"[A-Za-z]{4,}|[가-힣]{2,}")


class Switcher:
    """Swaps the terms of one language inside a text for their names in the other."""

    def __init__(self, terms: Iterable[tuple[str, str]], *, whole_words: bool) -> None:
        self.whole_words = whole_words
        options: dict[str, list[str]] = {}
        for here, there in terms:
            options.setdefault(here.casefold(), []).append(there)
        self.automaton = ahocorasick.Automaton()
        for name, others in options.items():
            self.automaton.add_word(name, (len(name), others))
        self.automaton.make_automaton()

    def __call__(self, text: str, dice: random.Random) -> str:
        lowered = text.casefold()
        if len(lowered) != len(text):
            return text
        out, last = [], 0
        for end, (length, others) in self.automaton.iter_long(lowered):
            start = end + 1 - length
            if start < last or not self._fits(lowered, start, end + 1) or dice.random() > SWAP_EACH:
                continue
            out += [text[last:start], dice.choice(others)]
            last = end + 1
        return "".join([*out, text[last:]]) if out else text

    def _fits(self, text: str, start: int, end: int) -> bool:
        before = start > 0 and text[start - 1].isalnum()
        after = end < len(text) and text[end].isalnum()
        return not before and not (after and self.whole_words)


def lose_spaces(text: str, dice: random.Random) -> str:
    """Joins neighbouring words at random."""
    share = dice.uniform(0.2, 1.0)
    return re.sub(r" +", lambda found: "" if dice.random() < share else found.group(), text)


def _slip_hangul(syllable: str, dice: random.Random) -> str:
    code = ord(syllable) - HANGUL_FIRST
    first, rest = divmod(code, VOWELS * TAILS)
    vowel, tail = divmod(rest, TAILS)
    kind = dice.random()
    if kind < 0.45:
        vowel = {0: 4, 4: 0, 1: 5, 5: 1, 8: 13, 13: 8, 18: 20, 20: 18, 11: 15, 15: 10, 10: 11}.get(vowel, vowel)
    elif kind < 0.75:
        tail = 0 if tail else dice.choice((4, 8, 16, 21))
    else:
        first = {0: 1, 1: 0, 3: 4, 4: 3, 7: 8, 8: 7, 9: 10, 10: 9, 12: 14, 14: 12, 11: 2}.get(first, first)
    return chr(HANGUL_FIRST + (first * VOWELS + vowel) * TAILS + tail)


def _slip(word: str, dice: random.Random) -> str:
    at = dice.randrange(len(word))
    if word[at] >= "가":
        return word[:at] + _slip_hangul(word[at], dice) + word[at + 1 :]
    kind = dice.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2 and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + dice.choice(LETTERS) + word[at + 1 :]


def mistype(text: str, dice: random.Random) -> str:
    """One slip (a letter lost, doubled, swapped, wrong; a jamo wrong or lost) in some of the words."""
    return _WORD.sub(lambda found: _slip(found.group(), dice) if dice.random() < TYPO_EACH else found.group(), text)


def cut_words(text: str, dice: random.Random) -> str:
    """A space inside some of the words: what is left of a word that a slip of the finger took apart still says it."""

    def cut(found: re.Match[str]) -> str:
        word = found.group()
        if dice.random() >= CUT_EACH:
            return word
        at = dice.randrange(1, len(word))
        return f"{word[:at]} {word[at:]}"

    return _WORD.sub(cut, text)
