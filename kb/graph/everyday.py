"""Words of everyday talk and of any field, which alone are no terms: the rules of running text."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from kb.graph.names import is_generic, is_proper, name_rules
from kb.graph.rules import korean_rules

Role = Literal["defined", "end", "arg", "term", "word"]
"""`defined`: subject of a definition; `end`: of a stated relation; `arg`: of another verb; `term`: another noun phrase of
the field; `word`: a single word of the field."""
MAX_TERM_WORDS = 4
SHORT_WORD = 2
"""Letters; shorter abbreviations count in capitals only."""


@dataclass(frozen=True, slots=True)
class ProseRules:
    """The lists of `rules/prose.toml` and `rules/everyday.toml`."""

    korean: Mapping[str, frozenset[str]]
    english: Mapping[str, frozenset[str]]
    everyday: frozenset[str]


@cache
def prose_rules() -> ProseRules:
    data = _read("prose.toml")
    return ProseRules(
        {key: frozenset(values) for key, values in data["korean"].items()},
        {key: frozenset(values) for key, values in data["english"].items()},
        frozenset(word for text in _read("everyday.toml").values() for word in text.split()),
    )


def _read(file: str) -> Any:
    return tomllib.loads(resources.files("kb.graph").joinpath(f"rules/{file}").read_text(encoding="utf-8"))


def is_everyday(word: str) -> bool:
    """Whether a word, alone, is of everyday talk or of any field rather than a term."""
    rules = prose_rules()
    low = word.casefold()
    return low in rules.everyday or low.rstrip("s") in rules.everyday or is_generic(word) or word in rules.korean["last"]


def is_only_case(name: str) -> bool:
    """Whether nothing but its capitals makes a single word a name: RoPE, ACID, Spark."""
    low = name.lower()
    single = name.isascii() and name.isalpha() and len(name) > SHORT_WORD and name != low
    word = low in name_rules().words_too or (low in prose_rules().everyday and is_proper(name))
    return single and word


def is_of_field(word: str) -> bool:
    """Whether a word is none of everyday talk."""
    everyday = prose_rules().everyday
    return word not in everyday and word.casefold() not in everyday and not is_generic(word)


def is_common_noun(word: str, everyday: bool = True) -> bool:
    """Whether a single word names a class of things in any field (도구, algorithm), or with `everyday` is one of everyday
    talk."""
    rules = korean_rules().words
    low = word.casefold()
    known = low in rules["tails.neutral"] or low in rules["kinds.tools"] or low in rules["kinds.rough"]
    return " " not in word and (known or (everyday and is_everyday(word)))
