"""Which of a text's morphemes an index keeps, and in what form.

Kept: nouns, roots, verbs and adjectives (as stems), numbers, Latin words. Dropped: particles, endings, suffix verbs,
auxiliaries, negation, and the stop words of `data/*.toml` unless nothing else is left. A compound yields itself and its
parts, so that 배치정규화, 배치 정규화 and 정규화 meet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol

from kb.language.data import words_of
from kb.language.lexemes import english_lemma, latin_spans, latin_terms


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
_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?")
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
            _add_latin(token.form, kept, stopped)
        elif token.tag == "W_URL":
            for start, end, _ in latin_spans(_SCHEME.sub("", token.form)):
                _add_latin(_SCHEME.sub("", token.form)[start:end], kept, stopped)
        elif token.tag in _NUMBER or token.tag in _NOUN:
            kept.append(token.form.lstrip("#").replace(",", "").lower())
        elif token.tag.startswith(_PREDICATE):
            (stopped if token.form in _stop_stems() else kept).append(token.form)
    if run:
        kept.extend(_compound(run, split, stopped))
    if kept:
        return tuple(kept)
    if stopped:
        return tuple(stopped)
    words = [token for token in tokens if any(char.isalnum() for char in token.form)]
    return tuple(token.form.lower() for token in words if token.tag[0] not in "JEX") or tuple(
        token.form.lower() for token in words
    )


def _add_latin(lexeme: str, kept: list[str], stopped: list[str]) -> None:
    stops = words_of("english.toml", "function_words")
    if lexeme.lower().replace("’", "'") in stops and not lexeme.isupper():
        stopped.append(english_lemma(lexeme))
    else:
        terms = latin_terms(lexeme)
        kept.append(terms[0])
        kept.extend(term for term in terms[1:] if term not in stops)


def _compound(run: list[_Token], split: Callable[[str], tuple[str, ...]], stopped: list[str]) -> list[str]:
    """Terms of morphemes written without a space: the whole, then its parts in order."""
    terms: list[str] = []
    prefix = last = ""
    for position, token in enumerate(run):
        form = token.form.replace(" ", "")
        # a syllable in front of a noun is a prefix, whatever it is tagged: 과+적합, 공+변량, 비+지도
        if token.tag == "XPN" or (len(form) == 1 and position + 1 < len(run) and run[position + 1].tag in _NOUN):
            prefix += form
            continue
        if token.tag == "XSN":
            if last and not _is_plain_suffix(token):
                last += form
                terms.append(last)
            continue
        last = prefix + form if prefix in _negating_prefixes() else form
        if prefix:
            terms.append(prefix + form)
        if prefix in _negating_prefixes():
            parts = split(token.form)  # 비+지도학습: 비지도, 학습
            terms.extend((prefix + parts[0], *parts[1:]) if parts else ())
        elif form in _stop_nouns():
            stopped.append(form)
        elif not prefix or len(form) > 1:
            terms.append(form)
            terms.extend(split(token.form))
        prefix = ""
    whole = "".join(token.form.replace(" ", "") for token in run if not _is_plain_suffix(token))
    if len(run) > 1 and whole not in terms and whole not in stopped:
        terms.insert(0, whole)
    return terms


def _is_plain_suffix(token: _Token) -> bool:
    return token.tag == "XSN" and token.form in words_of("korean.toml", "plain_suffixes")


def _stop_stems() -> frozenset[str]:
    return words_of("korean.toml", "stop_stems")


def _stop_nouns() -> frozenset[str]:
    return words_of("korean.toml", "stop_nouns")


def _negating_prefixes() -> frozenset[str]:
    return words_of("korean.toml", "negating_prefixes")
