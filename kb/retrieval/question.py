"""What a question asks: its language, its kind, the concepts that it names and the words that a note would have to hold."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

from kb.graph.vocabulary import Found, Vocabulary
from kb.language.lexemes import english_lemma
from kb.language.morphemes import Analyser, Token
from kb.language.text import fold, has_hangul, language_of, nfc
from kb.types import Language, Turn

Respell = Callable[[str, Sequence[Found]], tuple[str, str]]
"""Text and concepts in it → the text in the notes' words, without and with translations."""

MAX_QUESTION_CHARS = 2_000
"""A longer text is no question; what follows is not read."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A concept that the question itself names."""

    concept: str
    surface: str
    senses: tuple[str, ...]
    """All concepts that the surface may mean; one for most names."""
    terms: tuple[str, ...]
    """The analysed words of its name as the question writes it."""


@dataclass(frozen=True, slots=True)
class Question:
    text: str
    corrected: str
    """The text with misspelt names of concepts put right, and with the notes' words for it: what is searched for."""
    meant: str
    """The same without translated words: what the encoder reads."""
    language: Language
    kind: str
    asked: tuple[Asked, ...]
    carried: tuple[str, ...]
    """Concepts taken over from the conversation, because the question only points back to them."""
    terms: tuple[str, ...]
    """All analysed words, as the lexical index reads them."""
    content: tuple[str, ...]
    """Those that name something: without the words that only ask."""
    names: tuple[str, ...]
    """Words that name one particular thing (ConvNeXt, GPT-3, in a Korean question any Latin word): no other word can
    stand for them."""
    modifiers: frozenset[str]
    """Nouns that stand before another noun and make one name with it (고스트 in 고스트 배치), as content terms."""
    wants: str
    """"number", "count", "date" or "person" where only such an answer will do, else empty."""
    written: dict[str, str]
    """Content term → the word as the question writes it, for telling the user which words the notes don't know."""

    @property
    def concepts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*(asked.concept for asked in self.asked), *self.carried)))


@dataclass(frozen=True, slots=True)
class _Rules:
    kinds: tuple[tuple[str, re.Pattern[str]], ...]
    furniture: frozenset[str]
    asking: re.Pattern[str]
    anaphora: re.Pattern[str]
    instead: re.Pattern[str]
    wants: tuple[tuple[str, re.Pattern[str]], ...]


@cache
def _rules() -> _Rules:
    data = tomllib.loads((files("kb.retrieval") / "kinds.toml").read_text(encoding="utf-8"))
    return _Rules(
        kinds=tuple((kind["name"], _any_of(kind)) for kind in data["kind"]),
        # also as the stem that the analyser yields (알리다 → 알리, disadvantages → disadvantag)
        furniture=frozenset(f for text in data["furniture"].values() for w in text.split() for f in (fold(w), _stem(w))),
        asking=_any_of(data["asking"]),
        anaphora=_any_of(data["anaphora"]),
        instead=_any_of(data["instead"]),
        wants=tuple((name, _any_of(patterns)) for name, patterns in data["wants"].items()),
    )


def _stem(word: str) -> str:
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


def points_back(text: str) -> bool:
    """Whether the question needs the conversation before it to be understood ("그럼 해결책은?", "what about it?")."""
    return bool(_rules().anaphora.search(text.strip()))


def read_question(
    text: str,
    vocabulary: Vocabulary,
    analyser: Analyser,
    history: Sequence[Turn] = (),
    default_language: Language = "en",
    respell: Respell | None = None,
    known: Callable[[str], object] = bool,
) -> Question:
    """Analyse a question; `history` is the conversation so far, oldest first; a question without a letter is taken to be
    in the default language. `respell`: puts words of the notes for those that no note uses. `known`: whether the notes
    have a term."""
    readable = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate is no character
    clean = " ".join(nfc(readable).split())[:MAX_QUESTION_CHARS]
    last = history[-1] if history else Turn("")
    found = vocabulary.find_in_question(clean, context=last.concepts)
    meant, read = respell(clean, found) if respell and clean else (clean, clean)
    if read != clean:
        found = vocabulary.find_in_question(read, context=last.concepts)
    corrected = _corrected(read, found, vocabulary, language_of(clean))
    terms = _terms(_rules().asking.sub(" ", corrected), analyser, known) if any(char.isalnum() for char in clean) else ()
    content = tuple(dict.fromkeys(term for term in terms if not is_furniture(term)))
    kind = kind_of(read)
    carried: tuple[str, ...] = ()
    if found and kind in ("open", "definition") and last.kind and _rules().instead.search(clean):
        kind = last.kind  # "what about RNNs?": the same question of another concept
    elif last.concepts and (points_back(clean) or not (found or content)):
        carried = last.concepts
        if kind == "open" and last.kind and not content:
            kind = last.kind  # "다른 건?", "anything else?"
    tokens = analyser.tokens(corrected)
    language = language_of(clean) if any(char.isalpha() for char in clean) else default_language
    written = {stem: _as_written(corrected, token) for token in tokens for stem in (token.lemma, _stem(token.lemma))}
    latin = (corrected[token.start : token.end] for token in tokens if token.tag == LATIN)
    named = [word for word in latin if _is_name(word, language, corrected.startswith(word))]
    return Question(
        text=clean,
        corrected=corrected,
        meant=corrected if meant == read else meant,
        language=language,
        kind=kind,
        asked=tuple(Asked(f.concept, f.surface, f.senses or (f.concept,), analyser.terms(f.surface)) for f in found),
        carried=carried,
        terms=terms,
        content=content,
        names=tuple(dict.fromkeys(w for w in named if not is_furniture(w))),
        modifiers=_modifiers(tokens, corrected, content),
        wants=_wants(clean, kind),
        written={term: written.get(term, term) for term in content},
    )


def _terms(text: str, analyser: Analyser, known: Callable[[str], object]) -> tuple[str, ...]:
    """Terms of a question. A word that beside others was read as what no note has ("CNN 말고 이미지에": 이, 미지) is read
    again by itself."""
    terms = analyser.terms(text)
    for strange in {term for term in terms if has_hangul(term) and not known(term) and not is_furniture(term)}:
        for word in (word for word in text.split() if strange in word):
            alone = analyser.terms(word)
            if alone and all(map(known, alone)):
                at = terms.index(strange)
                terms = (*terms[:at], *alone, *(term for term in terms[at:] if term != strange))
                break
    return terms


def _as_written(text: str, token: Token) -> str:
    """A noun without its particle, a verb as the whole word that it stands in ("끓여")."""
    if not token.tag.startswith("V"):
        return text[token.start : token.end]
    word = next((word for word in _WORD.finditer(text) if word.start() <= token.start < word.end()), None)
    return word.group() if word else text[token.start : token.end]


def _wants(text: str, kind: str) -> str:
    found = next((name for name, pattern in _rules().wants if pattern.search(text)), "")
    return "" if found == "person" and kind == "solution" else found  # "누가 해결해?": some method does


def _corrected(text: str, found: Sequence[Found], vocabulary: Vocabulary, language: Language) -> str:
    for slip in sorted((f for f in found if f.score < 1), key=lambda f: -f.start):
        if slip.concept in vocabulary.concepts and slip.surface not in vocabulary.concepts[slip.concept].aliases:
            text = text[: slip.start] + vocabulary.concepts[slip.concept].label(language) + text[slip.end :]
    return text


_WORD = re.compile(r"\w+")
LATIN = "SL"
"""Kiwi's tag of a Latin word."""
NOUNS = ("NNG", "NNP", "XR")


def _modifiers(tokens: Sequence[Token], text: str, content: Sequence[str]) -> frozenset[str]:
    """Of Korean nouns alone: an English word before another may be a verb or an adverb."""
    close = (
        (a, b) for a, b in pairwise(tokens) if a.tag in NOUNS and b.tag.startswith("N") and not text[a.end : b.start].strip()
    )
    return frozenset(a.lemma for a, b in close if b.tag != "NNB").intersection(content)


def _is_name(word: str, language: Language, first: bool) -> bool:
    if sum(char.isalpha() for char in word) < 2:  # L1, 3x3: a measure or a label
        return False
    inner = any(char.isupper() or char.isdigit() for char in word[1:])
    return inner or language == "ko" or (word[0].isupper() and not first)
