"""The relation rules of `rules/korean.toml` and `rules/english.toml` as records."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from kb.language.text import fold, has_hangul
from kb.types import Relation

_K = TypeVar("_K")


@dataclass(frozen=True, slots=True)
class Predicate:
    """A class of predicates; the fields are explained at the head of `rules/korean.toml`."""

    relation: Relation
    frame: str
    strength: float
    harm: bool = False
    opposite: Relation | None = None


@dataclass(frozen=True, slots=True)
class KoreanRules:
    nouns: Mapping[str, tuple[Predicate, ...]]
    verbs: Mapping[str, tuple[Predicate, ...]]
    words: Mapping[str, frozenset[str]]
    """Every list of the file under "table.key", such as "tails.problem"."""


@dataclass(frozen=True, slots=True)
class EnglishRules:
    verbs: Mapping[tuple[str, ...], tuple[Predicate, ...]]
    """By the words of the verb and its particles: ("lead", "to"), ("be", "prone", "to")."""
    words: Mapping[str, frozenset[str]]


@cache
def korean_rules() -> KoreanRules:
    data = _read("korean.toml")
    nouns: dict[str, list[Predicate]] = defaultdict(list)
    verbs: dict[str, list[Predicate]] = defaultdict(list)
    for item in data["predicate"]:
        predicate = _predicate(item)
        for noun in item.get("nouns", ()):
            nouns[noun].append(predicate)
        for verb in item.get("verbs", ()):
            verbs[verb].append(predicate)
    return KoreanRules(_tuples(nouns), _tuples(verbs), _words(data))


@cache
def occurring_nouns() -> frozenset[str]:
    """발생, 존재 …: after a concept they leave it the head ("기울기 소실 발생을 막는다")."""
    return frozenset(n for n, rules in korean_rules().nouns.items() if any(r.frame == "occur" for r in rules))


@cache
def english_rules() -> EnglishRules:
    data = _read("english.toml")
    verbs: dict[tuple[str, ...], list[Predicate]] = defaultdict(list)
    for item in data["predicate"]:
        for verb in item["verbs"]:
            verbs[tuple(verb.split())].append(_predicate(item))
    return EnglishRules(_tuples(verbs), _words(data))


@cache
def names_harm(*names: str) -> bool:
    """Whether one of the names says that the thing is unwanted (과적합, vanishing gradient, deadlock); none does where one
    says that it is a measure (KL 발산, Kullback–Leibler divergence)."""
    if any(_measure_pattern().search(name.casefold()) for name in names):
        return False
    written = (form for name in names for form in (name.casefold(), fold(name) if has_hangul(name) else ""))
    return any(map(_harm_pattern().search, written))


@cache
def _measure_pattern() -> re.Pattern[str]:
    return re.compile("|".join(_read("korean.toml")["harms"]["measures"]))


@cache
def _harm_pattern() -> re.Pattern[str]:
    """Latin stems begin a word; Hangul ones may stand in a compound. A stem closes the name, the head of which it is."""
    harms = _read("korean.toml")["harms"]
    closers = "|".join(map(re.escape, (*harms["closers"], *_read("korean.toml")["tails"]["problem"])))
    closed = rf"[a-z]*(?:\s*(?:{closers}))*\s*$"
    openings = "|".join(map(_stem, harms["openings"]))
    return re.compile(rf"(?:{openings})|(?:{'|'.join(map(_stem, harms['stems']))}){closed}")


def _stem(stem: str) -> str:
    return rf"\b{re.escape(stem)}" if stem[0].isascii() else re.escape(stem)


def _read(file: str) -> dict[str, Any]:
    return tomllib.loads(resources.files("kb.graph").joinpath(f"rules/{file}").read_text(encoding="utf-8"))


def _predicate(item: dict[str, Any]) -> Predicate:
    opposite = item.get("opposite")
    return Predicate(
        relation=Relation(item["relation"]),
        frame=item["frame"],
        strength=float(item["strength"]),
        harm=bool(item.get("harm", False)),
        opposite=Relation(opposite) if opposite else None,
    )


def _words(data: dict[str, Any]) -> dict[str, frozenset[str]]:
    return {
        f"{table}.{key}": frozenset(values)
        for table, content in data.items()
        if isinstance(content, dict)
        for key, values in content.items()
    }


def _tuples(lists: Mapping[_K, list[Predicate]]) -> dict[_K, tuple[Predicate, ...]]:
    return {key: tuple(values) for key, values in lists.items()}
