"""Words of a question that no note uses, as the notes' own words that they stand for: a slip of the keyboard (문재점,
문제점), a foreign word in the other script (모노이드, "monoid"), a concept under a name that these notes don't use
(차원 축소, "dimensionality reduction")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from kb.encoder import Encoder, Vectors
from kb.encoder.static import StaticEncoder
from kb.graph.finder import Found
from kb.graph.resolving import without_josa
from kb.language.fuzzy import SLIP_SIMILARITY, jamo, nearest_of, same_name, similarity
from kb.language.loans import consonants, spelt_by
from kb.language.morphemes import Analyser
from kb.retrieval.question import furniture, is_furniture
from kb.store import Snapshot

MIN_HANGUL, MIN_LATIN = 2, 4
MIN_NAME = 3
MIN_SLIP = 3
"""Characters of a word that may be mistyped."""
MAX_LENGTH_DIFFERENCE = 1
CLOSE = 5
ALIKE = 0.3
"""Cosine of two words that sound alike from which they are one; 인플레이션 and "information" aren't."""
_WORD = re.compile(r"[가-힣]+|[A-Za-z][A-Za-z_-]+")
_SEVERAL = re.compile(r"[A-Za-z]+(?:[ -][A-Za-z]+)+")
_HANGUL = re.compile("[가-힣]+")
_LATIN = re.compile(r"[A-Za-z]{4,}(?:-[A-Za-z]+)*")
NAMING = ("N", "X", "SL", "IC")
"""Tags, by their beginning, with which a word that names something starts; the first syllable of a foreign word Kiwi may
take for an interjection."""

Edit = tuple[int, int, str]


class Respeller:
    """Reads questions against one snapshot; its words are listed when the first unknown one is met."""

    def __init__(self, snapshot: Snapshot, analyser: Analyser, encoder: Encoder) -> None:
        self.snapshot, self.analyser = snapshot, analyser
        self._encoder = encoder if isinstance(encoder, StaticEncoder) else None

    def __call__(self, text: str, found: Sequence[Found]) -> str:
        """The question with the notes' words in the place of those that no note uses; `found` are the concepts in it."""
        edits = [*self._other_names(found), *self._other_words(text, found)]
        for start, end, word in sorted(edits, reverse=True):
            text = text[:start] + word + text[end:]
        return text

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
        for word in _WORD.finditer(text):
            start, end = word.span()
            if any(one.start < end and start < one.end for one in found):
                continue
            is_korean = "가" <= word.group()[0] <= "힣"
            forms = dict.fromkeys((word.group(), without_josa(word.group())) if is_korean else (word.group(),))
            if any(self._is_known(form) for form in forms) or (is_korean and not self._names_something(word.group())):
                continue
            spelt = sorted(choice for form in forms for choice in self._spelt(form, is_korean))
            slips = ((form, other) for form in forms if (other := self._sense(form) or self._meant(form)))
            for form, other in (*slips, *((form, other) for _, form, other in spelt[:1])):
                yield start, start + len(form), other
                break

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
            if meaning is None or theirs is None or float(meaning @ theirs) >= ALIKE:
                yield price, form, other

    def _piece_of(self, word: str) -> Vectors | None:
        """The vector of a word that the encoder has whole: a word of the language, no slip. None for others."""
        if self._encoder is None or len(self._encoder.piece_ids([word])[0]) != 1:
            return None
        vector: Vectors = self._encoder.encode_queries([word])[0]
        return vector

    @cached_property
    def _latin(self) -> tuple[list[str], list[str]]:
        """Latin words of the notes, the more frequent first of those that differ in case, and names of concepts of several
        words, which Korean writes as one; with their consonants."""
        written = Counter(word for chunk in self.snapshot.chunks for word in _LATIN.findall(chunk.text))
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
        asking = (word for word in furniture() if "가" <= word[0] <= "힣")
        for word in (*self._latin[0], *self._korean[0], *asking):
            if len(word) >= MIN_SLIP:
                shapes.setdefault(_shape(word, len(word)), {})[word] = jamo(word)
        return shapes


def _shape(word: str, length: int) -> tuple[str, int]:
    return "" if "가" <= word[0] <= "힣" else word[0].lower(), length
