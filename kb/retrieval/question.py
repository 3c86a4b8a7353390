"""What a question asks: its language, its kind, the concepts that it names and the words that a note would have to hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from kb.graph.resolving import without_josa
from kb.graph.vocabulary import Found, Vocabulary
from kb.language.morphemes import Analyser, Token
from kb.language.text import has_hangul, language_of, nfc
from kb.retrieval.conversation import (
    PAIR,
    Topic,
    alone,
    asks_a_side,
    asks_instead,
    choice_at,
    goes_on,
    is_chat,
    pointer_at,
    thing_in,
    topic_of,
)
from kb.retrieval.kinds import asking, is_furniture, kind_of, measuring, stem, wanted
from kb.retrieval.naming import naming_words
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
    topic: str
    """Words taken over from the conversation, where what was spoken of is no concept."""
    terms: tuple[str, ...]
    """All analysed words, as the lexical index reads them."""
    content: tuple[str, ...]
    """Those that name something: without the words that only ask or only say what is measured."""
    names: tuple[str, ...]
    """Words that name one particular thing (ConvNeXt, GPT-3, in a Korean question any Latin word): no other word can
    stand for them."""
    modifiers: frozenset[str]
    """Nouns that stand before another noun and make one name with it (고스트 in 고스트 배치), as content terms."""
    wants: str
    """"number", "date", "price" … (`[wants]` of kinds.toml) where only such an answer will do, else empty."""
    written: dict[str, str]
    """Content term → the word as the question writes it, for telling the user which words the notes don't know."""
    nouns: frozenset[str]
    """Those of the content terms that are nouns or foreign words."""
    respelt: tuple[tuple[str, str], ...]
    """(words searched for, the question's own words in whose place they stand)."""

    @property
    def concepts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*(asked.concept for asked in self.asked), *self.carried)))

    def as_asked(self, words: str) -> str:
        """Words that were searched for, as the question has them."""
        if words in self.text:
            return words
        return next((own for read, own in self.respelt if words in read), words)


def _names_nothing(word: str) -> bool:
    return is_furniture(word) or is_chat(word)


def read_question(
    text: str,
    vocabulary: Vocabulary,
    analyser: Analyser,
    history: Sequence[Turn] = (),
    default_language: Language = "en",
    respell: Respell | None = None,
    known: Callable[[str], object] = bool,
    own: Callable[[str, Topic], bool] = lambda words, topic: False,
    *,
    follows: bool = False,
) -> Question:
    """Analyse a question; `history` is the conversation so far, oldest first; a question without a letter is taken to be
    in the default language. `respell`: puts words of the notes for those that no note uses. `known`: whether the notes
    have a term; `own`: whether words are a thing of the notes, beside a topic (`Instead`). `follows`: the question is the
    next part of one sentence with the turn before."""
    readable = text.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate is no character
    clean = " ".join(nfc(readable).split())[:MAX_QUESTION_CHARS]
    last = history[-1] if history else Turn("")
    bare = Reading(clean, vocabulary, analyser, last.concepts, respell, known)
    kind = kind_of(bare.read)
    topic = Topic()
    if history and clean:

        def spoken_of() -> Topic:
            return topic_of(clean, history, lambda turn: naming_words(turn, vocabulary, analyser, _names_nothing))

        named = bool(bare.found or (bare.content and asks_instead(clean) and own(thing_in(clean), spoken_of())))
        if named and kind in ("open", "definition") and last.kind and asks_instead(clean):
            kind = last.kind  # "what about RNNs?": the same question of another concept
        elif _leans(clean, bare, kind, named, follows):
            topic = spoken_of()
            if kind == "open" and last.kind and not bare.content:
                kind = last.kind  # "다른 건?", "anything else?"
    reading = bare
    if topic.words:
        reading = Reading(f"{topic.words} {alone(clean)}", vocabulary, analyser, last.concepts, respell, known)
    carried = tuple(name for name in topic.concepts if all(name not in (f.concept, *f.senses) for f in reading.found))
    corrected, found, wants = reading.corrected, reading.found, wanted(clean, kind)
    measure = measuring(wants)
    found = tuple(one for one in found if not measure.issuperset(analyser.terms(one.surface))) or found
    content = tuple(term for term in reading.content if term not in measure) or reading.content
    tokens = analyser.tokens(corrected)
    language = language_of(clean) if any(char.isalpha() for char in clean) else default_language
    written = {one: _as_written(corrected, token) for token in tokens for one in (token.lemma, stem(token.lemma))}
    latin = (corrected[t.start : t.end] for t in tokens if t.tag == LATIN and not _COUNTED.search(corrected[: t.start]))
    labels = (vocabulary.concepts[name].label(language) for name in carried if name in vocabulary.concepts)
    names = [word for word in latin if _is_name(word, language, corrected.startswith(word))]
    return Question(
        text=clean,
        corrected=corrected,
        meant=" ".join((*labels, corrected if reading.meant == reading.read else reading.meant)),
        language=language,
        kind=kind,
        asked=tuple(Asked(f.concept, f.surface, f.senses or (f.concept,), analyser.terms(f.surface)) for f in found),
        carried=carried,
        topic=topic.words,
        terms=reading.terms,
        content=content,
        names=tuple(dict.fromkeys(w for w in names if not is_furniture(w) and {*analyser.terms(w)} & {*reading.terms})),
        modifiers=_modifiers(tokens, corrected, content),
        wants=wants,
        written={term: written.get(term, term) for term in content},
        nouns=frozenset(term for token in tokens if token.tag in NAMING for term in (token.lemma, stem(token.lemma))),
        respelt=tuple(_changes(clean, corrected)),
    )


class Reading:
    """A text put right, with the concepts that it names and its words."""

    def __init__(
        self,
        text: str,
        vocabulary: Vocabulary,
        analyser: Analyser,
        context: Sequence[str],
        respell: Respell | None,
        known: Callable[[str], object],
    ) -> None:
        self.found = vocabulary.find_in_question(text, context=context)
        self.meant, self.read = respell(text, self.found) if respell and text else (text, text)
        if self.read != text:
            self.found = vocabulary.find_in_question(self.read, context=context)
        self.corrected = _corrected(self.read, self.found, vocabulary, language_of(text))
        asked = asking().sub(" ", self.corrected)
        self.terms = _terms(asked, analyser, known) if any(char.isalnum() for char in text) else ()
        self._analyser = analyser
        self.content = tuple(dict.fromkeys(term for term in self.terms if not is_furniture(term)))

    def names_something(self) -> bool:
        """Whether a noun or a foreign word is among what it names, or nothing is known of its words."""
        return any(token.tag in NAMING for token in self._analyser.tokens(self.corrected) if not is_furniture(token.lemma))

    def names_before(self, start: str) -> bool:
        """Whether what stands before a word that points names a thing: then it points at that."""
        return any(not _names_nothing(term) for term in self._analyser.terms(start))


def _changes(before: str, after: str) -> Iterator[tuple[str, str]]:
    """(new words, old words) where two texts differ."""
    old, new = before.split(), after.split()
    for change, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if change == "replace":
            yield " ".join(new[c:d]), without_josa(" ".join(old[a:b]).rstrip("?!., "))


def _leans(text: str, reading: Reading, kind: str, named: bool, follows: bool) -> bool:
    """Whether a question is about what was spoken of before: it points at it, asks for a side alone, or names nothing. One
    that goes on ("그럼 …"), or is the next part of a sentence, leans as long as nothing of its own is `named`."""
    if asks_a_side(text):
        return True
    pointers = [at for at in (pointer_at(text), choice_at(text) if len(reading.found) < PAIR else None) if at is not None]
    if pointers and not reading.names_before(text[: min(pointers)]):
        return True
    if not (named or reading.content):
        return True
    if has_hangul(text) and not named and not reading.names_something():
        return True  # "왜 미뤄졌어?": Korean leaves out what was spoken of
    own = kind in ("definition", "about") and bool(reading.content)  # "… and what is a rope?"
    return not named and (goes_on(text) or (follows and not own))


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


def _corrected(text: str, found: Sequence[Found], vocabulary: Vocabulary, language: Language) -> str:
    for slip in sorted((f for f in found if f.score < 1), key=lambda f: -f.start):
        if slip.concept in vocabulary.concepts and slip.surface not in vocabulary.concepts[slip.concept].aliases:
            text = text[: slip.start] + vocabulary.concepts[slip.concept].label(language) + text[slip.end :]
    return text


_WORD = re.compile(r"\w+")
_COUNTED = re.compile(r"몇 ?$")
"""What stands before a unit ("몇 MB")."""
LATIN = "SL"
"""Kiwi's tag of a Latin word."""
NOUNS = ("NNG", "NNP", "XR")
NAMING = (*NOUNS, LATIN, "SH", "SN")


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
