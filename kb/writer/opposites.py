"""Whether two sentences take opposite sides: one denies what the other says, or says "grows" where it says "shrinks"."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import snowballstemmer

from kb.language.text import fold


@dataclass(frozen=True, slots=True)
class _Opposites:
    negation: frozenset[str]
    poles: tuple[tuple[frozenset[str], frozenset[str]], ...]


@cache
def _opposites() -> _Opposites:
    data = tomllib.loads((files("kb.writer") / "opposites.toml").read_text(encoding="utf-8"))
    poles = tuple((_words(pair["more"]), _words(pair["less"])) for pair in data["pole"])
    return _Opposites(_words(data["negation"]), poles)


def _words(text: str) -> frozenset[str]:
    """As the analyser's lemmas: English words stemmed."""
    stem = snowballstemmer.stemmer("english").stemWord
    return frozenset(fold(stem(word)) for word in text.split())


def opposed(said: Sequence[str], there: Sequence[str]) -> bool:
    """Whether one of two lists of lemmas denies an odd number of times more than the other, or names only the one pole of a
    scale of which the other names only the other pole."""
    ours, theirs = set(map(fold, said)), set(map(fold, there))
    if (_denials(said) - _denials(there)) % 2:
        return True
    return any(
        (ours & one and theirs & other and not (ours & other or theirs & one))
        or (ours & other and theirs & one and not (ours & one or theirs & other))
        for one, other in _opposites().poles
    )


def _denials(lemmas: Iterable[str]) -> int:
    return sum(fold(lemma) in _opposites().negation for lemma in lemmas)
