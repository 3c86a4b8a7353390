"""Finds names in text: Aho–Corasick over folded text, word boundaries, the longest name, the sense that fits the context."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kb.graph.boundaries import bounded, edges_free, right_ok
from kb.graph.elided import elided_names
from kb.language.text import fold, fold_with_offsets, has_hangul

OWN_TEXT_WEIGHT = 2.0
"""A context word in the sentence itself speaks louder than one in its headings (1), its passage (1/2) or its note (1/3)."""
NEAR_LEVELS = 3
"""The sentence, its headings and its passage: an everyday word is a name only where one of these speaks for it."""
MAX_CACHED_CONTEXTS = 4096


@dataclass(frozen=True, slots=True)
class Sense:
    concept: str
    context: tuple[str, ...] = ()
    """Folded words that speak for this sense."""
    weight: int = 0
    """Higher for the sense that the notes name more often by its certain names, 0 where they never do: decides where no
    context word does."""


@dataclass(frozen=True, slots=True)
class Alias:
    """One spelling with what it may mean. `needs_context`: an everyday word, a name only near a context word."""

    key: str
    surface: str
    senses: tuple[Sense, ...]
    needs_context: bool = False
    capitals: bool = False
    """True where it counts in capitals only."""
    cased: bool = False
    """An English word but for its capitals (RoPE, ACID): in an English sentence without them it counts only where the note
    writes it with them as well."""

    @property
    def elidable(self) -> bool:
        """Whether it is also found as two words that do not stand together; see `elided_names`."""
        return len(self.senses) == 1 and not self.needs_context and not self.capitals


@dataclass(frozen=True, slots=True)
class Found:
    concept: str
    start: int
    end: int
    surface: str
    score: float = 1.0
    senses: tuple[str, ...] = ()
    """All concepts that the surface may mean, where they are several; `concept` is the one that the context chose."""


class Finder:
    """Immutable after construction; `aliases` have distinct keys."""

    def __init__(self, aliases: Iterable[Alias], names: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """`names`: all names of each concept. Readers of relations look at them, so they belong to the slice key."""
        import ahocorasick

        self._names = names or {}
        self.aliases = {alias.key: alias for alias in aliases}
        self._hashes: dict[str, str] = {}
        self._automaton = ahocorasick.Automaton()
        for key in self.aliases:
            self._automaton.add_word(key, key)
        self._contexts = ahocorasick.Automaton()
        for word in {w for alias in self.aliases.values() for sense in alias.senses for w in sense.context}:
            self._contexts.add_word(word, word)
        for automaton in (self._automaton, self._contexts):
            if len(automaton):
                automaton.make_automaton()
        self._present: dict[str, frozenset[str]] = {}

    def find(self, text: str, context: Sequence[str] = ()) -> tuple[Found, ...]:
        """Names in `text`, left to right, not overlapping; `context` texts, the nearest first, decide between senses."""
        if not self.aliases or not text:
            return ()
        folded, offsets = fold_with_offsets(text)
        spans: list[tuple[int, int, Alias]] = []
        for end, key in _iterate(self._automaton, folded):
            start = end - len(key) + 1
            spans.append((offsets[start], offsets[end] + 1, self.aliases[key]))
        spans.sort(key=lambda s: (s[0], -(s[1] - s[0])))
        found: list[Found] = []
        last = 0
        for start, end, alias in spans:
            if start < last:
                continue
            stop = bounded(text, start, end, alias.capitals, alias.surface, last if found else -1)
            if stop is None:
                continue
            sense = self._sense(alias, text, start, stop, context)
            if sense is None or (alias.cased and _is_only_a_word(text[start:end], alias, text, context)):
                continue
            several = tuple(s.concept for s in alias.senses) if len(alias.senses) > 1 else ()
            found.append(Found(sense.concept, start, stop, text[start:stop], 1.0, several))
            last = stop
        return self._with_elided(text, found)

    def _with_elided(self, text: str, found: list[Found]) -> tuple[Found, ...]:
        """A word that is a name together with a word of its neighbour, unless it is a part of another name."""
        taken: list[Found] = []
        for start, end, alias in self._elided(text):
            over = [name for name in found if name.start < end and start < name.end]
            other = any((name.start, name.end) != (start, end) for name in over)
            if other or any(name.start == start for name in taken) or not right_ok(text, end):
                continue
            found = [name for name in found if name not in over]
            taken.append(Found(alias.senses[0].concept, start, end, text[start:end]))
        return tuple(sorted((*found, *taken), key=lambda name: name.start))

    def _elided(self, text: str) -> Iterator[tuple[int, int, Alias]]:
        for start, end, name in elided_names(text):
            alias = self.aliases.get(fold(name))
            if alias is not None and alias.elidable:
                yield start, end, alias

    def slice_key(self, text: str) -> str:
        """A hash of all entries whose key stands in the text, boundaries aside: all that `find` and its readers use."""
        if not self.aliases:
            return ""
        keys = {key for _, key in _iterate(self._automaton, fold(text))}
        keys.update(alias.key for _, _, alias in self._elided(text))
        return hashlib.sha256("\n".join(self._hash(key) for key in sorted(keys)).encode()).hexdigest()

    def changes(self, old: Finder) -> frozenset[str]:
        """Keys of entries that are not the same in both. A text without them, in one piece or in two words, has the same
        `slice_key` in both."""
        return frozenset(
            key for key in self.aliases.keys() | old.aliases.keys() if key not in self.aliases
            or key not in old.aliases or self._entry(key) != old._entry(key)
        )  # fmt: skip

    def _entry(self, key: str) -> tuple[Alias, list[tuple[str, ...] | None]]:
        alias = self.aliases[key]
        return alias, [self._names.get(sense.concept) for sense in alias.senses]

    def _hash(self, key: str) -> str:
        known = self._hashes.get(key)
        if known is None:
            known = self._hashes[key] = hashlib.sha256(repr(self._entry(key)).encode()).hexdigest()
        return known

    def _sense(self, alias: Alias, text: str, start: int, end: int, context: Sequence[str]) -> Sense | None:
        if len(alias.senses) == 1 and not alias.needs_context:
            return alias.senses[0]
        own = frozenset(word for word, at, stop in self._context_spans(text) if stop <= start or at >= end)
        levels = [(OWN_TEXT_WEIGHT, own), *((1 / (n + 1), self._words_of(part)) for n, part in enumerate(context))]
        scores = {
            sense.concept: sum(weight * len(words.intersection(sense.context)) for weight, words in levels)
            for sense in alias.senses
        }
        chosen = max(alias.senses, key=lambda s: (scores[s.concept], s.weight))
        near = [words for _, words in levels[:NEAR_LEVELS]]
        if alias.needs_context and not any(words.intersection(chosen.context) for words in near):
            return None
        return chosen

    def _words_of(self, text: str) -> frozenset[str]:
        words = self._present.get(text)
        if words is None:
            if len(self._present) >= MAX_CACHED_CONTEXTS:
                self._present.clear()
            words = self._present[text] = frozenset(word for word, _, _ in self._context_spans(text))
        return words

    def _context_spans(self, text: str) -> Iterator[tuple[str, int, int]]:
        folded, offsets = fold_with_offsets(text)
        for end, word in _iterate(self._contexts, folded):
            start, stop = offsets[end - len(word) + 1], offsets[end] + 1
            if edges_free(text, start, stop):
                yield word, start, stop


def _is_only_a_word(surface: str, alias: Alias, text: str, context: Sequence[str]) -> bool:
    """ "ropes" where nothing near is called RoPE."""
    if has_hangul(text) or surface != surface.lower():
        return False
    written = re.compile(rf"(?<![A-Za-z])(?:{re.escape(alias.surface)}|{re.escape(alias.surface.upper())})s?(?![A-Za-z])")
    return not any(written.search(part) for part in (text, *context))


def _iterate(automaton: Any, folded: str) -> Iterator[tuple[int, str]]:
    return automaton.iter(folded) if len(automaton) else iter(())
