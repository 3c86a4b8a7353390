"""How a question shows what it wants: its kind, the shape of its answer, and the words that only ask (`kinds.toml`)."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from kb.language.lexemes import english_lemma
from kb.language.text import fold


@dataclass(frozen=True, slots=True)
class _Rules:
    kinds: tuple[tuple[str, re.Pattern[str]], ...]
    furniture: frozenset[str]
    asking: re.Pattern[str]
    wants: tuple[tuple[str, re.Pattern[str]], ...]
    measures: dict[str, frozenset[str]]
    """What is wanted → the words that say no more than that."""


@cache
def _rules() -> _Rules:
    data = tomllib.loads((files("kb.retrieval") / "kinds.toml").read_text(encoding="utf-8"))
    return _Rules(
        kinds=tuple((kind["name"], _any_of(kind)) for kind in data["kind"]),
        # also as the stem that the analyser yields (알리다 → 알리, disadvantages → disadvantag)
        furniture=_forms(" ".join(data["furniture"].values())),
        asking=_any_of(data["asking"]),
        wants=tuple((name, _any_of(patterns)) for name, patterns in data["wants"].items()),
        measures={name: _forms(patterns.get("words", "")) for name, patterns in data["wants"].items()},
    )


def _forms(words: str) -> frozenset[str]:
    return frozenset(form for word in words.split() for form in (fold(word), stem(word)))


def stem(word: str) -> str:
    """A word as the analyser yields it (알리다 → 알리, disadvantages → disadvantag)."""
    if word.isascii():
        return fold(english_lemma(word))
    return fold(word.removesuffix("다")) if len(word) > 1 else fold(word)


def _any_of(by_language: dict[str, list[str]]) -> re.Pattern[str]:
    return re.compile("|".join([*by_language["ko"], *by_language["en"]]), re.IGNORECASE)


@lru_cache(maxsize=50_000)
def kinds_of(text: str) -> tuple[str, ...]:
    """All kinds of which a text has a sign, the telling ones first: a heading "장점과 단점도 있나요?" announces several."""
    return tuple(name for name, pattern in _rules().kinds if pattern.search(text))


def kind_of(text: str) -> str:
    """The kind of answer that a question wants; "open" where nothing in it says so."""
    return next(iter(kinds_of(text)), "open")


def is_furniture(word: str) -> bool:
    """Whether a word only asks ("무엇", "explain") and names nothing."""
    return fold(word) in _rules().furniture


def furniture() -> frozenset[str]:
    """The words that only ask, as `is_furniture` knows them."""
    return _rules().furniture


def asking() -> re.Pattern[str]:
    """What only says how to be told, or greets."""
    return _rules().asking


def measuring(wants: str) -> frozenset[str]:
    """The words that say no more than that a measure is wanted ("long" where a duration is)."""
    return _rules().measures.get(wants, frozenset())


def wanted(text: str, kind: str) -> str:
    """The shape of answer that alone will do ("number", "date", "price" …), as `[wants]` names it; else empty."""
    found = next((name for name, pattern in _rules().wants if pattern.search(text)), "")
    return "" if found == "person" and kind == "solution" else found  # "누가 해결해?": some method does
