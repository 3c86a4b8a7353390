"""Does a Korean word spell a foreign one? 모노이드 "monoid", 온콜 "on-call", 쿠버네티스 "Kubernetes".

A stochastic transducer over letters and sounds (Ristad & Yianilos 1998) whose steps take one to three letters to none to
three sounds (many-to-many alignments, Jiampojamarn et al. 2007). `data/loans.tsv` holds its steps with their costs, learned
by `scripts/train_loans.py` from pairs of words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz import process
from rapidfuzz.distance import Indel

from kb.language.text import has_hangul

MAX_LETTERS = MAX_SOUNDS = 3
"""Of one step."""
STRANGE = 5.0
"""Cost of a step from one letter to at most one sound that the training words don't have."""
SPELLS = 1.1
"""Cost a sound up to which a word of three syllables or more spells one of the same consonants (docs/decisions.md)."""
SPELLS_DOUBTFUL = 0.6
"""The same for two syllables, of which Korean has many words that sound like an English one (단서, "dances"), and where the
consonants differ (인플레이션, "information")."""
MIN_SYLLABLES, MIN_LETTERS = 2, 4
LOOKED_AT = 40
"""Words with the most similar consonants, which are aligned."""
CONSONANTS = 0.6
"""How alike those must be at least (Indel)."""

_SILENT = "\u110b"
"""The initial ㅇ."""
_ALIKE = str.maketrans(
    {"ᄊ": "ᄉ", "ᄁ": "ᄏ", "ᄄ": "ᄐ", "ᄈ": "ᄑ", "ᄍ": "ᄎ", "ᅢ": "ᅦ", "ᅤ": "ᅨ"}
    | {"ᆩ": "ᆨ", "ᆿ": "ᆨ", "ᇁ": "ᆸ", "ᆮ": "ᆺ", "ᇀ": "ᆺ", "ᆻ": "ᆺ", "ᆽ": "ᆺ", "ᆾ": "ᆺ"}
)
"""Sounds that writers of loan words confuse (데이타/떼이터, 캣/캩), as one."""
_AFTER_J = re.compile("(?<=[ᄌᄎ])[ᅣᅧᅭᅲᅱ]")
_PLAIN = {"ᅣ": "ᅡ", "ᅧ": "ᅥ", "ᅭ": "ᅩ", "ᅲ": "ᅮ", "ᅱ": "ᅵ"}
"""Vowels that sound alike after ㅈ and ㅊ (져/저, 쥬/주)."""
_CONSONANTS = dict(zip("ᄀᄏᄂᄃᄐᄅᄆᄇᄑᄉᄌᄎᄒᆨᆫᆯᆷᆸᆺᆼ", "gkndtrmbpsjjhknlmpsn", strict=True))
_DIGRAPHS = (("ph", "f"), ("ck", "k"), ("sh", "s"), ("ch", "j"), ("th", "s"), ("tion", "sn"), ("x", "ks"))
_CLASSES = str.maketrans("lfvbcqzjd", "rpppkksst")


@lru_cache(maxsize=65536)
def sounds(hangul: str) -> str:
    """The sounds of a Korean word, one character each (conjoining jamo; a final consonant differs from an initial one)."""
    plain = unicodedata.normalize("NFD", hangul).translate(_ALIKE)
    return _AFTER_J.sub(lambda found: _PLAIN[found.group()], plain).replace(_SILENT, "")


@cache
def _steps() -> dict[str, dict[str, float]]:
    steps: dict[str, dict[str, float]] = {}
    every: set[str] = set()
    for row in (files("kb.language.data") / "loans.tsv").read_text(encoding="utf-8").splitlines():
        letters, written, price = row.split("\t")
        said = unicodedata.normalize("NFD", written)
        steps.setdefault(letters, {})[said] = float(price)
        every.add(said)
    for letter in map(chr, range(ord("a"), ord("z") + 1)):
        for said in every:
            if len(said) < 2:
                steps.setdefault(letter, {}).setdefault(said, STRANGE)
    return steps


def cost(hangul: str, latin: str) -> float:
    """Cost a sound (negative log-likelihood) of the likeliest way to say the letters `latin` as the Korean word; infinite
    where there is none."""
    return alignment_cost(latin.lower(), sounds(hangul), _steps()) / max(1, len(sounds(hangul)))


def alignment_cost(letters: str, said: str, steps: dict[str, dict[str, float]]) -> float:
    """Cost of the cheapest sequence of `steps` that takes all letters to all sounds (dynamic programming)."""
    none = float("inf")
    cheapest = [[none] * (len(said) + 1) for _ in range(len(letters) + 1)]
    cheapest[0][0] = 0.0
    for at in range(len(letters)):
        for here in range(len(said) + 1):
            so_far = cheapest[at][here]
            if so_far == none:
                continue
            for length in range(1, min(MAX_LETTERS, len(letters) - at) + 1):
                known = steps.get(letters[at : at + length])
                if known is None:
                    continue
                row = cheapest[at + length]
                for more in range(min(MAX_SOUNDS, len(said) - here) + 1):
                    price = known.get(said[here : here + more])
                    if price is not None and so_far + price < row[here + more]:
                        row[here + more] = so_far + price
    return cheapest[-1][-1]


def consonants(word: str) -> str:
    """Classes of the consonants of a Korean or a Latin word in order: what a loan word keeps best."""
    if has_hangul(word):
        said = "".join(_CONSONANTS.get(sound, "") for sound in sounds(word))
    else:
        said = word.lower()
        for letters, one in _DIGRAPHS:
            said = said.replace(letters, one)
    kept = re.sub(r"[aeiouwyh\s_-]", "", said.translate(_CLASSES))
    return re.sub(r"(.)\1+", r"\1", kept)


def spelt_by(word: str, others: Sequence[str], keys: Sequence[str]) -> list[tuple[float, str]]:
    """Those of the words `others` of the other script that `word` spells or is spelt by, with their costs, the best first.

    `keys`: the `consonants` of `others`."""
    own = consonants(word)
    found = process.extract(own, keys, scorer=Indel.normalized_similarity, limit=LOOKED_AT, score_cutoff=CONSONANTS)
    spelt: list[tuple[float, str]] = []
    for key, _, at in found:
        hangul, latin = (word, others[at]) if has_hangul(word) else (others[at], word)
        letters = re.sub(r"[^a-z]", "", latin.lower())
        allowed = SPELLS if len(hangul) > 2 and key == own else SPELLS_DOUBTFUL
        if len(hangul) >= MIN_SYLLABLES and len(letters) >= MIN_LETTERS and (price := cost(hangul, letters)) <= allowed:
            spelt.append((price, others[at]))
    return sorted(spelt)
