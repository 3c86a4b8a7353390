"""Words of a question that no note uses, as the notes' own words that they stand for: a slip of the keyboard (문재점,
문제점), a foreign word in the other script (모노이드, "monoid"), a word of the other language (효소, "enzyme"), a concept
under a name that these notes don't use (차원 축소, "dimensionality reduction")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from kb.encoder import Encoder
from kb.encoder.static import StaticEncoder
from kb.graph.finder import Found
from kb.graph.resolving import without_josa
from kb.language.fuzzy import SLIP_SIMILARITY, jamo, nearest_of, same_name, similarity
from kb.language.loans import consonants, spelt_by
from kb.language.morphemes import Analyser
from kb.language.text import has_hangul
from kb.retrieval.features import Floats
from kb.retrieval.kinds import furniture, is_furniture
from kb.store import Snapshot

MIN_HANGUL, MIN_LATIN = 2, 4
"""Characters of a word that may be a loan; three Latin letters are mostly an abbreviation."""
MIN_NAME = 3
MIN_SLIP = 3
"""Characters of a word that may be mistyped."""
MAX_LENGTH_DIFFERENCE = 1
CLOSE = 5
TRANSLATES = 0.75
"""Cosine of two words of the encoder from which one is read as the other's translation; of 29,456 pairs of its training
lists half lie above .85, three in four above .73."""
ALIKE = 0.3
"""Cosine of two words that sound alike from which they are one; 인플레이션 and "information" aren't."""
_WORD = re.compile(r"[가-힣]+|[A-Za-z][A-Za-z_-]+")
_SEVERAL = re.compile(r"[A-Za-z]+(?:[ -][A-Za-z]+)+")
_HANGUL = re.compile("[가-힣]+")
_LATIN = re.compile(r"[A-Za-z]{3,}(?:[-_][A-Za-z]+)*")
NAMING = ("N", "X", "SL", "IC")
"""Tags, by their beginning, with which a word that names something starts; the first syllable of a foreign word Kiwi may
take for an interjection."""

Edit = tuple[int, int, str]


class Respeller:
    """Reads questions against one snapshot; its words are listed when the first unknown one is met."""

    def __init__(self, snapshot: Snapshot, analyser: Analyser, encoder: Encoder) -> None:
        self.snapshot, self.analyser = snapshot, analyser
        self._encoder = encoder if isinstance(encoder, StaticEncoder) else None

    def __call__(self, text: str, found: Sequence[Found]) -> tuple[str, str]:
        """The question with the notes' words in the place of those that no note uses, without and with translations: the
        encoder reads both languages, and a translated word beside others may lose their sense. `found`: concepts in it."""
        edits = [*self._other_names(found), *self._other_words(text, found)]
        translations = list(self._translations(text, [*((f.start, f.end) for f in found), *(edit[:2] for edit in edits)]))
        return _edited(text, edits), _edited(text, [*edits, *translations])

    def _other_names(self, found: Sequence[Found]) -> Iterator[Edit]:
        """Of concepts that the notes don't name: a name whose words stand together in some passage."""
        for one in found:
            senses = one.senses or (one.concept,)
            if one.score < 1 or self._is_named(senses) or self._stand_together(one.surface):
                continue
            concept = self.snapshot.vocabulary.concepts.get(one.concept)
            names = (concept.en or "", concept.ko or "", *concept.aliases) if concept else ()
            if name := next((name for name in names if len(name) >= MIN_NAME and self._stand_together(name)), ""):
                yield one.start, one.end, name

    def _is_named(self, senses: Sequence[str]) -> bool:
        return not self.snapshot.graph.concepts.keys().isdisjoint(senses)

    def _stand_together(self, name: str) -> bool:
        holding = [set(self.snapshot.lexical.documents(term).tolist()) for term in self.analyser.terms(name)]
        return bool(holding and set.intersection(*holding))

    def _other_words(self, text: str, found: Sequence[Found]) -> Iterator[Edit]:
        for start, forms in self._unknown(text, [(one.start, one.end) for one in found]):
            is_korean = has_hangul(forms[0])
            spelt = sorted(choice for form in forms for choice in self._spelt(form, is_korean))
            slips = ((form, other) for form in forms if (other := self._sense(form) or self._meant(form)))
            if best := next(slips, spelt[0][1:] if spelt else None):
                yield start, start + len(best[0]), best[1]

    def _translations(self, text: str, covered: Sequence[tuple[int, int]]) -> Iterator[Edit]:
        for start, forms in self._unknown(text, covered):
            if text[:start][-1:].isdigit():  # what is counted (3주차) has few meanings beside a number
                continue
            whole = (*forms, *self._nouns(forms[0]))
            if best := next(((form, other) for form in whole if (other := self._translated(form))), None):
                yield start, start + len(best[0]), best[1]

    def _unknown(self, text: str, covered: Sequence[tuple[int, int]]) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Where words begin that no note uses, outside the spans `covered`; each as written and without a particle."""
        for word in _WORD.finditer(text):
            start, end = word.span()
            if any(a < end and start < b for a, b in covered):
                continue
            is_korean = has_hangul(word.group())
            forms = self._forms(word.group()) if is_korean else (word.group(),)
            names = not is_korean or self._names_something(word.group())
            if names and not any(self._is_known(form) for form in forms):
                yield start, forms

    def _forms(self, word: str) -> tuple[str, ...]:
        """A Korean word as written and without its particle; one that is a noun as a whole has none (태블로)."""
        tokens = self.analyser.tokens(word)
        whole = len(tokens) == 1 and tokens[0].tag.startswith("N")
        return (word,) if whole else tuple(dict.fromkeys((word, without_josa(word))))

    def _is_known(self, form: str) -> bool:
        lexical, terms = self.snapshot.lexical, self.analyser.terms(form)
        return is_furniture(form) or all(lexical.document_frequency(term) or is_furniture(term) for term in terms)

    def _names_something(self, word: str) -> bool:
        tokens = self.analyser.tokens(word)
        return bool(tokens) and tokens[0].tag.startswith(NAMING)

    def _sense(self, form: str) -> str:
        """Of a name of several concepts, the only one that the notes name; empty where there are several or none."""
        concepts = self.snapshot.graph.concepts
        known = [name for name in self.snapshot.vocabulary.senses_of(form) if name in concepts]
        return known[0] if len(known) == 1 else ""

    def _meant(self, form: str) -> str:
        """The one word of the notes, or of questions, that this is up to a slip; empty where none or several could be."""
        if len(form) < MIN_SLIP or self._piece_of(form) is not None:
            return ""
        sizes = range(len(form) - MAX_LENGTH_DIFFERENCE, len(form) + MAX_LENGTH_DIFFERENCE + 1)
        shapes = [self._by_shape[key] for size in sizes if (key := _shape(form, size)) in self._by_shape]
        close = [word for word in nearest_of(form, shapes, CLOSE, SLIP_SIMILARITY) if same_name(form, word)]
        best = [word for word in close if similarity(form, word) == similarity(form, close[0])]
        return best[0] if len(best) == 1 else ""

    def _spelt(self, form: str, is_korean: bool) -> Iterator[tuple[float, str, str]]:
        """(cost, form, word of the notes in the other script that it spells or is spelt by)."""
        if len(form) < (MIN_HANGUL if is_korean else MIN_LATIN):
            return
        words, keys = self._latin if is_korean else self._korean
        meaning = self._piece_of(form)
        for price, other in spelt_by(form, words, keys):
            theirs = self._piece_of(other)
            if meaning is not None and theirs is None and self._translated(form):
                continue  # a word with a translation in the notes is no strange name (나무: tree, not namu)
            if meaning is None or theirs is None or float(meaning @ theirs) >= ALIKE:
                yield price, form, other

    def _nouns(self, word: str) -> tuple[str, ...]:
        """The noun with which a Korean word begins ("위험해": 위험)."""
        first = next(iter(self.analyser.tokens(word)), None) if has_hangul(word) else None
        return (word[: first.end],) if first and first.tag.startswith("N") and first.end >= MIN_HANGUL else ()

    def _translated(self, form: str) -> str:
        """The word of the notes in the other script that means the most nearly the same; empty where none does."""
        own = self._piece_of(form)
        words, meanings = self._meanings[has_hangul(form)]
        if own is None or not words or is_furniture(form):
            return ""
        alike = meanings @ own
        return words[int(alike.argmax())] if alike.max() >= TRANSLATES else ""

    @cached_property
    def _meanings(self) -> tuple[tuple[list[str], Floats], tuple[list[str], Floats]]:
        """Korean and Latin words of the notes that the encoder has whole, with their unit vectors [n, d]."""

        def known(words: Sequence[str]) -> tuple[list[str], Floats]:
            pieces = self._encoder.piece_ids([word.lower() for word in words]) if self._encoder and words else []
            whole = [(word, int(ids[0])) for word, ids in zip(words, pieces, strict=False) if len(ids) == 1]
            return [word for word, _ in whole], self._rows([piece for _, piece in whole])

        return known(self._korean[0]), known(self._latin[0])

    def _rows(self, pieces: Sequence[int]) -> Floats:
        if self._encoder is None or not pieces:
            return np.zeros((0, 0), dtype=np.float32)
        rows = self._encoder.piece_vectors(np.array(pieces))
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)

    def _piece_of(self, word: str) -> Floats | None:
        """The unit vector of a word that the encoder has whole: a word of the language, no slip. None for others."""
        pieces = self._encoder.piece_ids([word])[0].tolist() if self._encoder else []
        return np.asarray(self._rows(pieces)[0], dtype=np.float32) if len(pieces) == 1 else None

    @cached_property
    def _latin(self) -> tuple[list[str], list[str]]:
        """Latin words of the notes, the more frequent first of those that differ in case, and names of concepts of several
        words, which Korean writes as one; with their consonants."""
        texts = (text for chunk in self.snapshot.chunks for text in (chunk.text, *chunk.heading))
        written = Counter(word for text in texts for word in _LATIN.findall(text))
        words = {word.lower(): word for word, _ in reversed(written.most_common())}
        for concept in self.snapshot.graph.concepts.values():
            names = (name for name in (concept.name, *concept.aliases) if _SEVERAL.fullmatch(name))
            words.update((name.lower(), name) for name in names)
        chosen = [words[key] for key in sorted(words)]
        return chosen, [consonants(word) for word in chosen]

    @cached_property
    def _korean(self) -> tuple[list[str], list[str]]:
        chosen = sorted(t for t in self.snapshot.lexical.terms if len(t) >= MIN_HANGUL and _HANGUL.fullmatch(t))
        return chosen, [consonants(word) for word in chosen]

    @cached_property
    def _by_shape(self) -> Mapping[tuple[str, int], Mapping[str, str]]:
        """Words with their jamo, by their script (Latin ones by their first letter, which no slip changes) and length."""
        shapes: dict[tuple[str, int], dict[str, str]] = {}
        asking = (word for word in furniture() if has_hangul(word))
        for word in (*self._latin[0], *self._korean[0], *asking):
            if len(word) >= MIN_SLIP:
                shapes.setdefault(_shape(word, len(word)), {})[word] = jamo(word)
        return shapes


def _edited(text: str, edits: Sequence[Edit]) -> str:
    for start, end, word in sorted(edits, reverse=True):
        text = text[:start] + word + text[end:]
    return text


def _shape(word: str, length: int) -> tuple[str, int]:
    return "" if has_hangul(word) else word[0].lower(), length
