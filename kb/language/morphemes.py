"""Korean morphemes by Kiwi and English words by a light stemmer, as one stream of tokens and of index terms.

Kiwi reads the Hangul; Latin words, acronyms and names with digits or signs ("GPT-2", "C++", "1x1", "x_train") are cut
out beforehand by `lexemes` and handed over as finished tokens, so that the particle glued to them ("GPT-2는") is still
read as a particle.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.metadata import version
from typing import Any, NamedTuple

from kb.language.lexemes import english_lemma, latin_spans
from kb.language.sentences import sentence_spans
from kb.language.terms import NOMINAL, terms_of_tokens
from kb.language.text import has_hangul, nfc

MAX_WORD_CHARS = 40
"""A longer "name" is a sentence that somebody put in bold; Kiwi need not know it."""

LONG_TEXT_CHARS = 2_000
MAX_PIECE_CHARS = 2_000
"""A sentence longer than this is no sentence, and is cut anywhere: what Kiwi takes for it grows with its square."""

SPLIT_MIN_SYLLABLES = 4
"""Shortest noun that is cut into nouns (배치크기); three syllables only at a prefix or suffix (학습+률), else 역전+파."""


SPLIT_MARGIN = 6.0
"""Log-likelihood that a cut may lose against the unknown whole. Measured on 35 words: right cuts lose 0–6.5, cuts
inside a loan word or a name mostly 7 and more."""


class Token(NamedTuple):
    """One morpheme of `text`, `text[start:end]` being where it stands (contracted endings may overlap)."""

    form: str
    tag: str
    """Kiwi's tag (Sejong set): NNG, NNP, VV, VA, JX, SL …; SL also for names such as "GPT-2"."""
    start: int
    end: int
    lemma: str
    """Dictionary form: "줄이다" for VV/VA, the stem in lower case for Latin, else the form."""


class Analyser:
    """Morphemes and index terms; immutable, safe to share between threads.

    `words`: names in either language. Those with Hangul enter Kiwi's user dictionary as proper nouns, spaced and
    unspaced; Latin names need no entry. Kiwi is loaded on first use (about 1.4 s and 300 MB).
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.words: frozenset[str] = frozenset(form for word in words for form in _dictionary_forms(word))
        self._lock = threading.Lock()
        self._loaded: Any = None
        self._splits: dict[str, tuple[str, ...]] = {}
        self._spellings: dict[str, list[str]] = {}
        for form in sorted(self.words):
            self._spellings.setdefault(form.replace(" ", ""), []).append(form)

    @property
    def identity(self) -> str:
        """Analyser and versions, for the manifest; the words are not part of it."""
        return (
            f"kiwi-{version('kiwipiepy')}+model-{version('kiwipiepy_model')}+snowball-{version('snowballstemmer')}+terms-1"
        )

    def with_words(self, words: Iterable[str]) -> Analyser:
        """An analyser that knows these words as well; this one when it knows them all already."""
        added = frozenset(form for word in words for form in _dictionary_forms(word))
        if added <= self.words:
            return self
        return Analyser(self.words | added)

    def tokens(self, text: str) -> tuple[Token, ...]:
        """Morphemes of one text, in order; offsets are positions in `text` as given (NFC or not)."""
        return self.tokens_many([text])[0]

    def tokens_many(self, texts: Sequence[str]) -> list[tuple[Token, ...]]:
        """`tokens` of each text, on all cores."""
        pieces = [_pieces(text) for text in texts]
        tokens = iter(
            self._tokenise([text[start:end] for text, cut in zip(texts, pieces, strict=True) for start, end in cut])
        )
        return [
            next(tokens) if len(cut) == 1 else tuple(token for start, _ in cut for token in _moved(next(tokens), start))
            for cut in pieces
        ]

    def _tokenise(self, texts: Sequence[str]) -> list[tuple[Token, ...]]:
        composed = [_compose(text) for text in texts]
        results = self._kiwi.tokenize([text for text, _ in composed], pretokenized=latin_spans, z_coda=False)
        return [
            tuple(_token(token, offsets) for token in result) for result, (_, offsets) in zip(results, composed, strict=True)
        ]

    def terms(self, text: str) -> tuple[str, ...]:
        """Content terms for BM25, in text order, repetitions kept; see `kb.language.terms`."""
        return self.terms_many([text])[0]

    def terms_many(self, texts: Sequence[str]) -> list[tuple[str, ...]]:
        composed = [nfc(text) for text in texts]
        return [
            terms_of_tokens(text, tokens, self.split)
            for text, tokens in zip(composed, self.tokens_many(composed), strict=True)
        ]

    def split(self, noun: str) -> tuple[str, ...]:
        """Terms of the parts of a compound noun ("배치정규화" → 배치, 정규화); empty where it is none.

        Parts are other dictionary words where possible, else what Kiwi makes of the word without its own entry, else,
        for a word that Kiwi doesn't know at all, the cut that its language model finds nearly as likely as no cut.
        """
        parts = self._splits.get(noun)
        if parts is None:
            parts = self._splits[noun] = self._split(noun)
        return parts

    def _split(self, noun: str) -> tuple[str, ...]:
        key = noun.replace(" ", "")
        if not 3 <= len(key) <= MAX_WORD_CHARS:  # longer: a held key or a text without spaces, which splits without end
            return ()
        # Kiwi keeps an entry with spaces under its unspaced form
        # pairs, not "form/tag": a name may hold a slash ("유통/리테일")
        own = [(form, "NNP") for form in {key, *self._spellings[key]}] if key in self._spellings else None
        analysed = self._kiwi.analyze(noun, pretokenized=latin_spans, blocklist=own, z_coda=False)[0][0]
        if len(analysed) == 1 and analysed[0].oov and len(key) >= SPLIT_MIN_SYLLABLES:
            analysed = self._cut(key, own) or analysed
        affixed = any(token.tag in ("XPN", "XSN") for token in analysed)
        if len(analysed) == 1 or (len(noun) < SPLIT_MIN_SYLLABLES and not affixed):
            return ()
        terms = terms_of_tokens(noun, analysed, self.split)
        return tuple(term for term in terms if term != key)

    def _cut(self, noun: str, blocked: list[tuple[str, str]] | None) -> Any:
        whole = self._kiwi.analyze(noun, blocklist=blocked, z_coda=False)[0][1]
        best_score, best = whole - SPLIT_MARGIN, None
        for position in range(2, len(noun) - 1):
            cut = f"{noun[:position]} {noun[position:]}"
            analysed, score = self._kiwi.analyze(cut, blocklist=blocked, z_coda=False)[0]
            if score > best_score and _is_compound(analysed):
                best_score, best = score, analysed
        return best

    @property
    def _kiwi(self) -> Any:
        if self._loaded is None:
            with self._lock:
                if self._loaded is None:
                    self._loaded = _load_kiwi(self.words)
        return self._loaded


@lru_cache(maxsize=2)
def _load_kiwi(words: frozenset[str]) -> Any:
    """Shared by all analysers of the same words: a rebuild that finds the same names takes the one that answers questions.

    Kept by strong references: an extension object of kiwipiepy 0.24 in a weak dictionary crashes the interpreter.
    """
    from kiwipiepy import Kiwi

    # the multi-word dictionary holds titles of works and persons: 0.7 s of loading for nothing that notes contain
    kiwi = Kiwi(load_multi_dict=False)
    spaced = {word.replace(" ", "") for word in words if " " in word}
    for word in sorted(words):
        # an entry with spaces also matches the text without them, but not when the unspaced form has an entry of its own
        if word not in spaced:
            kiwi.add_user_word(word, "NNP")
    kiwi.tokenize("")
    return kiwi


def _is_compound(tokens: Sequence[Any]) -> bool:
    """Nouns of two syllables and more; one syllable only as a prefix (과+적합), a suffix, or at the end (하강+법)."""
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if token.tag not in NOMINAL:
            return False
        prefix = following is not None and following.start == token.start + token.len and following.len > 1
        if token.len == 1 and following is not None and not prefix and token.tag != "XSN":
            return False
    return True


def _pieces(text: str) -> list[tuple[int, int]]:
    """A long text in pieces that end where sentences do: Kiwi's time grows with the square of the length (10 s for 500,000
    characters)."""
    pieces: list[tuple[int, int]] = []
    start = 0
    for _, end in sentence_spans(text) if len(text) > LONG_TEXT_CHARS else ():
        if end - start > LONG_TEXT_CHARS:
            pieces.append((start, end))
            start = end
    pieces.append((start, len(text)))
    return [
        (at, min(at + MAX_PIECE_CHARS, end))
        for start, end in pieces
        for at in range(start, max(end, start + 1), MAX_PIECE_CHARS)
    ]


def _dictionary_forms(word: str) -> Iterable[str]:
    spaced = " ".join(nfc(word).split())
    if not has_hangul(spaced) or len(spaced) > MAX_WORD_CHARS:
        return
    yield spaced


def _compose(text: str) -> tuple[str, list[int] | None]:
    """The text in NFC and, if that changed it, where each of its characters began (and one past the end)."""
    composed = nfc(text)
    if composed == text:
        return text, None
    offsets: list[int] = []
    start = 0
    for position in range(1, len(text) + 1):
        # a cluster ends where composing up to here and from here on gives the same as composing the whole
        if position == len(text) or _starts_cluster(text[position]):
            piece = nfc(text[start:position])
            offsets.extend([start] * len(piece))
            start = position
    offsets.append(len(text))
    return composed, offsets


def _starts_cluster(char: str) -> bool:
    return unicodedata.combining(char) == 0 and not "\u1160" <= char <= "\u11ff" and unicodedata.category(char) != "Mc"


def _moved(tokens: Iterable[Token], by: int) -> Iterable[Token]:
    return (token._replace(start=token.start + by, end=token.end + by) for token in tokens)


def _token(token: Any, offsets: list[int] | None) -> Token:
    start, end = token.start, token.start + token.len
    form, tag = token.form, token.tag
    if tag == "SL":
        lemma = english_lemma(form)
    elif tag[0] == "V":
        lemma = token.lemma
    else:
        lemma = form
    if offsets is not None:
        start, end = offsets[start], offsets[end]
    return Token(form, tag, start, end, lemma)
