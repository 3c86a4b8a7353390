"""An English sentence as words and names, and where the verbs of `rules/english.toml` stand in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kb.graph.finder import Found
from kb.graph.rules import Predicate, english_rules

_TOKEN = re.compile(r"e\.g\.?|i\.e\.?|[A-Za-z][A-Za-z'’\-]*|\d+(?:\.\d+)?|[.,;:!?()/&+]|→|->")


@cache
def _irregular() -> Mapping[str, str]:
    words = english_rules().words
    return {form: key.partition(".")[2] for key, forms in words.items() if key.startswith("irregular.") for form in forms}


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    stem: str
    name: int | None
    """Position in the found names, for a masked concept."""


def concept_of(word: Word, found: Sequence[Found]) -> str:
    assert word.name is not None
    return found[word.name].concept


def words_of(text: str, found: Sequence[Found]) -> list[Word]:
    """The words of a sentence, names as one each; what stands in brackets is left out: the sentence goes on around it."""
    return _outside_brackets(_all_words(text, found))


def _outside_brackets(words: Sequence[Word]) -> list[Word]:
    kept: list[Word] = []
    depth = 0
    for word in words:
        depth += word.text == "("
        if not depth:
            kept.append(word)
        depth -= word.text == ")" and depth > 0
    return kept if not depth else list(words)


def _all_words(text: str, found: Sequence[Found]) -> list[Word]:
    words: list[Word] = []
    at = 0
    for index, name in enumerate([*found, None]):
        stop = name.start if name is not None else len(text)
        for match in _TOKEN.finditer(text[at:stop]):
            low = match.group().casefold().replace("’", "'")
            words.append(Word(low, _stem(low), None))
        if name is not None:
            words.append(Word("ZQ", "ZQ", index))
            at = name.end
    return words


@cache
def _stem(word: str) -> str:
    if word in _irregular():
        return _irregular()[word]
    verbs = {words[0] for words in english_rules().verbs}
    for ending, put in (
        ("", ""),
        ("s", ""),
        ("es", ""),
        ("es", "e"),
        ("ies", "y"),
        ("ed", ""),
        ("ed", "e"),
        ("d", ""),
        ("ing", ""),
        ("ing", "e"),
        ("ied", "y"),
    ):
        if word.endswith(ending) and word[: len(word) - len(ending)] + put in verbs:
            return word[: len(word) - len(ending)] + put
    for ending in ("ting", "ped", "ping", "ted", "ling", "led", "bing", "bed", "ming", "med"):  # doubled consonants
        base = word[: -len(ending)] if word.endswith(ending) else ""
        if base and base in verbs:
            return base
    return word


@cache
def _verbs_by_first() -> dict[str, tuple[tuple[tuple[str, ...], tuple[Predicate, ...]], ...]]:
    table: dict[str, list[tuple[tuple[str, ...], tuple[Predicate, ...]]]] = {}
    for words, predicates in english_rules().verbs.items():
        table.setdefault(words[0], []).append((words, predicates))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()}


def verb_at(words: Sequence[Word], at: int) -> tuple[int, tuple[Predicate, ...]] | None:
    """The longest verb of the rules that begins here; adverbs may stand inside ("is often used for")."""
    auxiliaries = english_rules().words["words.auxiliaries"]
    if words[at].name is not None:
        return None
    for verb, predicates in _verbs_by_first().get(words[at].stem, ()):
        position, matched = at + 1, True
        for part in verb[1:]:
            skipped = 0
            while (
                position < len(words)
                and words[position].text != part
                and skipped < 2
                and (
                    (words[position].text in auxiliaries and words[position].text not in ("to", "used"))
                    or words[position].text.endswith("ly")
                )
            ):
                position += 1
                skipped += 1
            if position >= len(words) or words[position].text != part:
                matched = False
                break
            position += 1
        if matched:
            return position - at, predicates
    return None


def is_negated(words: Sequence[Word], start: int) -> bool:
    negations = english_rules().words["words.negations"]
    return any(w.text in negations or w.text.endswith("n't") for w in words[max(0, start - 3) : start + 2])
