"""Misspelled names: nearness over letters and jamo, and a guarded "is this the same name?".

Near is not the same: ReLU/PReLU, precision/decision, L1/L2 differ by a letter and in meaning, while 소프트맥쓰 or
"normalizatoin" is the same word mistyped. The guards below decide in favour of "different" whenever in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA, Indel

from kb.language.data import rows_of
from kb.language.text import fold

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MEDIALS = (
    "ㅏ",
    "ㅐ",
    "ㅑ",
    "ㅒ",
    "ㅓ",
    "ㅔ",
    "ㅕ",
    "ㅖ",
    "ㅗ",
    "ㅗㅏ",
    "ㅗㅐ",
    "ㅗㅣ",
    "ㅛ",
    "ㅜ",
    "ㅜㅓ",
    "ㅜㅔ",
    "ㅜㅣ",
    "ㅠ",
    "ㅡ",
    "ㅡㅣ",
    "ㅣ",
)
_FINALS = (
    "", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ",
    "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ",
    "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ",
)  # fmt: skip
_DIGITS = re.compile(r"\d+")
_HANGUL = re.compile(r"[가-힣]")
_NOT_HANGUL = re.compile(r"[^가-힣]")

MIN_LATIN = 5
"""Letters of the shorter word below which one letter may be the whole difference (GRU/CRU, ELU/SELU, Adam/Adamax)."""

MIN_SUBSTITUTED = 7
"""Letters from which another letter in the place of one is a slip; shorter words have such neighbours (layer/later)."""

MIN_HANGUL = 3
"""Syllables below which every slip makes another word (편향/편함, 분산/분신); see `same_name` for the exception."""

SLIP_SIMILARITY = 0.7
"""Two names that `same_name` takes for one are more alike: two slips in nine jamo leave .78, one in five letters .8."""
MIN_FOR_TWO_LATIN = 12
MIN_FOR_TWO_JAMO = 9
"""Letters or jamo of the shorter name from which two slips in two places are still slips; one slip below that."""


@lru_cache(maxsize=65536)
def jamo(text: str) -> str:
    """`fold(text)` with every syllable as the jamo that are typed for it: "과적합" → "ㄱㅗㅏㅈㅓㄱㅎㅏㅂ"."""
    pieces: list[str] = []
    for char in fold(text):
        code = ord(char) - 0xAC00
        if 0 <= code < 11172:
            pieces += (_INITIALS[code // 588], _MEDIALS[code % 588 // 28], _FINALS[code % 28])
        else:
            pieces.append(char)
    return "".join(pieces)


def similarity(first: str, second: str) -> float:
    """0 (nothing in common) to 1 (equal after folding): normalised insert/delete similarity over letters and jamo."""
    return float(Indel.normalized_similarity(jamo(first), jamo(second)))


def nearest(name: str, names: Iterable[str], limit: int = 5) -> tuple[str, ...]:
    """The `limit` names most like `name`, best first, equal ones in alphabetical order."""
    return nearest_of(name, [{choice: jamo(choice) for choice in set(names)}], limit)


def nearest_of(name: str, choices: Iterable[Mapping[str, str]], limit: int = 5, least: float = 0.0) -> tuple[str, ...]:
    """`nearest`, of names whose jamo are at hand (name → `jamo(name)`); without those less like it than `least`."""
    wanted = jamo(name)
    found = [
        (-score, choice)
        for some in choices
        for _, score, choice in process.extract(
            wanted, some, scorer=Indel.normalized_similarity, processor=None, score_cutoff=least, limit=None
        )
        if score > 0
    ]
    return tuple(choice for _, choice in sorted(found)[:limit])


def same_name(first: str, second: str, known: Collection[str] = ()) -> bool:
    """True where `first` is `second` up to a slip of the keyboard or of spelling.

    `known`: names that exist. A slip is no name, so two known names are never the same; and only where `known` is given
    may a name of two syllables differ (by one jamo). Distance: optimal string alignment (insert, delete, replace, swap
    of neighbours) over letters and jamo. Never across scripts, with other digits, or with a changed first Latin letter.
    """
    a, b = fold(first), fold(second)
    if a == b:
        return bool(a)
    if not a or not b or _DIGITS.findall(a) != _DIGITS.findall(b) or bool(_HANGUL.search(a)) != bool(_HANGUL.search(b)):
        return False
    exists = _folded(known if isinstance(known, frozenset) else frozenset(known))
    if (a in exists and b in exists) or _contrast(a, b):
        return False
    words = list(zip(first.split(), second.split(), strict=False))
    aligned = len(first.split()) == len(second.split()) > 1
    if _HANGUL.search(a):
        changed = [(fold(x), fold(y)) for x, y in words if aligned and fold(x) != fold(y)]
        return all(_is_slip(x, y) for x, y in changed) and _same_korean(a, b, bool(exists))
    if aligned:
        return all(fold(x) == fold(y) or _same_latin(fold(x), fold(y)) for x, y in words)
    return _same_latin(a, b)


def _is_slip(x: str, y: str) -> bool:
    """Whether one word of a longer name may be the other mistyped: of two syllables by one jamo only (유전/어떤)."""
    shorter = min(len(x), len(y))
    return shorter > 1 and OSA.distance(jamo(x), jamo(y)) <= (1 if shorter < MIN_HANGUL else 2)


def _same_korean(a: str, b: str, known: bool) -> bool:
    if _NOT_HANGUL.findall(a) != _NOT_HANGUL.findall(b):
        return False
    syllables = min(len(_HANGUL.findall(a)), len(_HANGUL.findall(b)))
    distance = OSA.distance(jamo(a), jamo(b))
    if syllables < MIN_HANGUL:
        return known and syllables == 2 and len(a) == len(b) and distance == 1
    if len(a) != len(b):
        return distance == 1 and not _has_inserted(a, b)
    # two jamo of one syllable make another syllable, and with it another word (최댓값/최솟값, 상향식/하향식)
    slips = [OSA.distance(jamo(x), jamo(y)) for x, y in zip(a, b, strict=True) if x != y]
    moved = distance == 1  # a consonant on the other side of the syllable border: 드롭아웃/드로바웃
    allowed = 2 if min(len(jamo(a)), len(jamo(b))) >= MIN_FOR_TWO_JAMO else 1
    return moved or (max(slips) == 1 and len(slips) <= allowed)


def _same_latin(a: str, b: str) -> bool:
    shorter = min(len(a), len(b))
    if shorter < MIN_LATIN or a[0] != b[0]:
        return False
    distance = OSA.distance(a, b)
    middle = _differing(a, b)
    if distance == 1:
        replaced = len(middle[0]) == len(middle[1]) == 1
        return not replaced or shorter >= MIN_SUBSTITUTED
    # two neighbouring letters are a different element of the word (hyper/hypo, maxi/mini), two separate ones are slips
    return distance == 2 and shorter >= MIN_FOR_TWO_LATIN and max(map(len, middle)) > 3


def _differing(a: str, b: str) -> tuple[str, str]:
    """What is left of both without their common beginning and end."""
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    end = 0
    while end < min(len(a), len(b)) - start and a[-1 - end] == b[-1 - end]:
        end += 1
    return a[start : len(a) - end], b[start : len(b) - end]


def _has_inserted(a: str, b: str) -> bool:
    """True where one name is the other with whole syllables put in: 비지도학습, 과소적합."""
    return not all(_differing(a, b))


def _contrast(a: str, b: str) -> bool:
    """True where the names differ by two members of one group of `data/contrasts.toml`."""
    for group in rows_of("contrasts.toml", "prefixes"):
        if _rests(group, a, str.startswith, str.removeprefix) & _rests(group, b, str.startswith, str.removeprefix):
            return True
    return any(
        _rests(group, a, str.endswith, str.removesuffix) & _rests(group, b, str.endswith, str.removesuffix)
        for group in rows_of("contrasts.toml", "suffixes")
    )


def _rests(
    group: tuple[str, ...], name: str, has: Callable[[str, str], bool], remove: Callable[[str, str], str]
) -> set[str]:
    return {remove(name, affix) for affix in group if has(name, affix)}


@lru_cache(maxsize=4)
def _folded(names: frozenset[str]) -> frozenset[str]:
    return frozenset(fold(name) for name in names)
