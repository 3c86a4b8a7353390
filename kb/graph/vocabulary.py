"""All candidates, the lexicon and the owner's file → the concepts of these notes and how their names are found in text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kb.graph.candidates import Candidate
from kb.graph.fields import FOREIGN_SHARE, HOME_SHARE, home_share, is_common
from kb.graph.finder import Alias, Finder, Found
from kb.graph.lexicon import Lexicon
from kb.graph.merging import gather
from kb.graph.name_changes import NameChanges
from kb.graph.names import name_rules
from kb.graph.owner import OwnerConcepts
from kb.graph.proposals import Proposal
from kb.graph.resolving import Resolver, without_josa
from kb.language.fuzzy import nearest, similarity
from kb.language.text import fold, has_hangul
from kb.types import Concept

__all__ = ["Found", "Vocabulary", "VocabularyRecord", "build_vocabulary"]

MIN_QUESTION_SIMILARITY = 0.82
"""Below this a typo is as likely another word (measured on one- and two-jamo slips of lexicon names)."""


MIN_JOINED = 5
"""Letters of a name that a question may write as several words."""


@dataclass(frozen=True, slots=True)
class VocabularyRecord:
    """The vocabulary as plain records, for the snapshot: `Vocabulary(record)` finds exactly what the original did."""

    concepts: tuple[Concept, ...]
    aliases: tuple[Alias, ...]
    proposals: tuple[Proposal, ...] = ()
    mixed: bool = False
    """Many of the notes are of other fields than the lexicon: each note has to show that it is of that field."""


class Vocabulary:
    def __init__(self, record: VocabularyRecord) -> None:
        self.record = record
        self.concepts: Mapping[str, Concept] = {concept.name: concept for concept in record.concepts}
        self.mixed = record.mixed
        self.proposals = record.proposals
        """Likely merges that nothing proves: (name, name, score, reason), for `kb concepts --review`."""
        self._finder = Finder(record.aliases, {c.name: (c.origin, c.name, c.ko, c.en, *c.aliases) for c in record.concepts})
        self._resolver = Resolver(self._finder.aliases)

    @classmethod
    def from_record(cls, record: VocabularyRecord) -> Vocabulary:
        return cls(record)

    @property
    def words(self) -> tuple[str, ...]:
        """All names and aliases, sorted: Kiwi's user dictionary."""
        return tuple(sorted({name for c in self.concepts.values() for name in (c.name, *c.aliases)}))

    def find(self, text: str, context: Sequence[str] = ()) -> tuple[Found, ...]:
        """The concepts that the text names: longest names, at word boundaries; `context` (nearest first) disambiguates."""
        return self._finder.find(text, context)

    def is_borrowed(self, name: Found) -> bool:
        """Whether only the lexicon says that it is a term, by a word that other fields have as well ("leaf", "DAG")."""
        concept = self.concepts.get(name.concept)
        return (
            concept is not None and concept.origin == "lexicon" and is_common(name.surface, (*concept.aliases, concept.name))
        )

    def find_in_question(self, text: str, context: Sequence[str] = ()) -> tuple[Found, ...]:
        """As `find`, and what is meant by a misspelt name; `score` is the similarity of the spelling."""
        exact = list(self.find(text, context))
        exact.extend(self._everyday(text, exact))
        for start, end in _uncovered_words(text, exact):
            if any(f.start < end and start < f.end for f in exact):
                continue
            surface = without_josa(text[start:end])
            alias = self._resolver.misspelt(surface)
            if alias is not None and (score := similarity(surface, alias.surface)) >= MIN_QUESTION_SIMILARITY:
                exact.append(Found(alias.senses[0].concept, start, start + len(surface), surface, score))
        return tuple(sorted(exact, key=lambda f: (f.start, f.end)))

    def _everyday(self, text: str, exact: Sequence[Found]) -> list[Found]:
        """A question that has nothing but ambiguous names ("스택이란?", "L1과 L2의 차이는?") means them, though no context
        word stands there."""
        found: list[Found] = []
        for start, end in () if exact else _uncovered_words(text, ()):
            surface = _one_letter(text[start:end]) or without_josa(text[start:end])
            alias = self._finder.aliases.get(fold(surface))
            small = surface != surface.upper()  # "Is" at the start of a question is no IS
            if alias is not None and not (alias.capitals and small) and not _is_chance(surface, alias.surface):
                best = max(alias.senses, key=lambda s: s.weight)
                if best.weight > 0 or len(alias.senses) == 1:
                    several = tuple(s.concept for s in alias.senses) if len(alias.senses) > 1 else ()
                    found.append(Found(best.concept, start, start + len(surface), surface, 0.9, several))
        return found

    def resolve(self, name: str, *, slips: bool = True) -> str | None:
        """The concept that a name stands for in any spelling (with `slips`, a misspelt one too), of several senses the most
        frequent; None if there is none."""
        if name in self.concepts:
            return name
        return next(iter(self._resolver.senses(name, slips=slips)), None)

    def senses_of(self, name: str) -> tuple[str, ...]:
        """All concepts that a name may mean, the most frequent first: one for most names, none for an unknown one."""
        return self._resolver.senses(name)

    def nearest(self, name: str, limit: int = 5) -> tuple[str, ...]:
        """Concepts whose names look most like it, for "did you mean"."""
        names = nearest(name, self._surfaces, limit=limit * 3)
        return tuple(dict.fromkeys(c for c in (self.resolve(n) for n in names) if c))[:limit]

    def slice_key(self, text: str) -> str:
        """Equal keys mean that `find` gives equal results for the text and for every part of it."""
        return f"{self._finder.slice_key(text)}{' mixed' * self.mixed}"

    def changes(self, old: Vocabulary) -> NameChanges:
        """What names differ: a text that they don't touch has the same `slice_key` in both."""
        return NameChanges(old._finder, self._finder, throughout=self.mixed != old.mixed)

    @cached_property
    def _surfaces(self) -> tuple[str, ...]:
        return tuple(sorted({alias.surface for alias in self._finder.aliases.values()}))


def build_vocabulary(
    candidates_by_note: Mapping[str, Sequence[Candidate]], lexicon: Lexicon, owner: OwnerConcepts
) -> Vocabulary:
    """Deterministic, and independent of the order of the notes."""
    home = home_share(candidates_by_note, lexicon)
    concepts, aliases, proposals = gather(candidates_by_note, lexicon, owner, foreign=home < FOREIGN_SHARE)
    return Vocabulary(VocabularyRecord(concepts, aliases, proposals, mixed=home < HOME_SHARE))


def _one_letter(word: str) -> str:
    """The Korean letter that a particle follows ("큐가"); empty for other words. In running text it may end any word."""
    return word[0] if len(word) > 1 and has_hangul(word[0]) and word[1:] in name_rules().josa else ""


def _is_chance(surface: str, name: str) -> bool:
    """Whether neighbouring words only happen to be written like a short name ("is a", ISA)."""
    return " " in surface and " " not in name and len(fold(name)) < MIN_JOINED


def _uncovered_words(text: str, found: Sequence[Found]) -> list[tuple[int, int]]:
    """Spans of one to three neighbouring words that no found name touches, longest first, then left to right."""
    words: list[tuple[int, int]] = []
    at = 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        stripped = word.strip(".,?!:;()[]\"'`“”‘’")
        inner = start + word.find(stripped) if stripped else start
        if stripped and not any(f.start < inner + len(stripped) and inner < f.end for f in found):
            words.append((inner, inner + len(stripped)))
    spans: list[tuple[int, int]] = []
    for size in (3, 2, 1):
        for i in range(len(words) - size + 1):
            spans.append((words[i][0], words[i + size - 1][1]))
    return spans
