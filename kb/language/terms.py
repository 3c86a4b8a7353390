"""Which of a text's morphemes an index keeps, and in what form.

Kept: nouns, roots, verbs and adjectives (as stems), numbers, Latin words. Dropped: particles, endings, suffix verbs,
auxiliaries, negation, and the stop words of `data/*.toml` unless nothing else is left. A compound yields itself and its
parts, so that 배치정규화, 배치 정규화 and 정규화 meet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from kb.language.data import words_of
from kb.language.lexemes import latin_terms


class _Token(Protocol):
    @property
    def form(self) -> str: ...
    @property
    def tag(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_NOUN = frozenset({"NNG", "NNP", "XR", "SH", "W_HASHTAG"})
NOMINAL = frozenset({"NNG", "NNP", "XR", "XPN", "XSN", "SH"})
"""Tags that form one compound when written without a space between them."""
_PREDICATE = ("VV", "VA")
_NUMBER = frozenset({"SN", "NR"})


def terms_of_tokens(text: str, tokens: Sequence[_Token], split: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """Terms of `tokens` (of `text`, NFC) in text order; `split` gives the parts of one unspaced noun or nothing."""
    kept: list[str] = []
    stopped: list[str] = []
    run: list[_Token] = []
    for token in tokens:
        joins = token.tag in NOMINAL
        if run and not (joins and token.start == run[-1].end):
            kept.extend(_compound(run, split, stopped))
            run = []
        if joins:
            run.append(token)
        elif token.tag == "SL":
            for term in latin_terms(token.form):
                (stopped if token.form.lower() in _english_stops() else kept).append(term)
        elif token.tag in _NUMBER or token.tag in _NOUN:
            kept.append(token.form.lstrip("#").lower())
        elif token.tag.startswith(_PREDICATE):
            (stopped if token.form in _stop_stems() else kept).append(token.form)
    if run:
        kept.extend(_compound(run, split, stopped))
    if kept:
        return tuple(kept)
    if stopped:
        return tuple(stopped)
    return tuple(token.form.lower() for token in tokens if any(char.isalnum() for char in token.form))


def _compound(run: list[_Token], split: Callable[[str], tuple[str, ...]], stopped: list[str]) -> list[str]:
    """Terms of morphemes written without a space: the whole, then its parts in order."""
    terms: list[str] = []
    prefix = ""
    for position, token in enumerate(run):
        form = token.form.replace(" ", "")
        if token.tag == "XPN":
            prefix += form
            continue
        if token.tag == "XSN":
            if position and run[position - 1].tag != "XSN":
                terms.append(run[position - 1].form.replace(" ", "") + form)
            continue
        if prefix:
            terms.append(prefix + form)
        if prefix not in _negating_prefixes():
            if form in _stop_nouns():
                stopped.append(form)
            else:
                terms.append(form)
                terms.extend(split(token.form))
        prefix = ""
    whole = "".join(token.form.replace(" ", "") for token in run)
    if len(run) > 1 and whole not in terms:
        terms.insert(0, whole)
    return terms


def _english_stops() -> frozenset[str]:
    return words_of("english.toml", "function_words")


def _stop_stems() -> frozenset[str]:
    return words_of("korean.toml", "stop_stems")


def _stop_nouns() -> frozenset[str]:
    return words_of("korean.toml", "stop_nouns")


def _negating_prefixes() -> frozenset[str]:
    return words_of("korean.toml", "negating_prefixes")
