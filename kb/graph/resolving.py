"""Which concept a typed name stands for: as written, in another form, as several names joined, or misspelt."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from kb.graph.finder import Alias
from kb.graph.lexicon import load_lexicon
from kb.graph.names import clean, name_rules, singular, strip_tail, without_class_word
from kb.language.fuzzy import SLIP_SIMILARITY, jamo, nearest_of, same_name, similarity
from kb.language.text import fold, has_hangul, nfc

MIN_FUZZY_CHARS = 4
"""Shorter names are one slip away from each other."""
MAX_LENGTH_DIFFERENCE = 2
CLOSE = 5
"""Of the nearest names so many are tried against the guards."""

_BRACKET = re.compile(r"\s*[(\[（]([^()\[\]（）]*)[)\]）]\s*")
_COUNTED = re.compile(r"\d{1,2} \S+")
_CALL = re.compile(r"\(\s*\)$")
_JOINT = re.compile(r"\s*(?:[/&·,=]|\b(?:and|or)\b|\s(?:및|또는)\s)\s*")


class Resolver:
    """Looks names up among the aliases of a vocabulary."""

    def __init__(self, aliases: Mapping[str, Alias]) -> None:
        self.aliases = aliases

    def senses(self, name: str, *, slips: bool = True) -> tuple[str, ...]:
        """The concepts that the name may mean, the one that the notes name most first; empty where it is unknown."""
        alias = self.find(name, slips=slips)
        return tuple(s.concept for s in sorted(alias.senses, key=lambda s: (-s.weight, s.concept))) if alias else ()

    def find(self, name: str, *, slips: bool = True) -> Alias | None:
        """`slips`: also what a misspelt name is near to, which takes a hundred times as long."""
        name = nfc(name).strip()
        known = self._plain(name) or self._bracketed(name) or self._joined(name)
        return known or (self.misspelt(clean(name)) if slips else None)

    def _plain(self, name: str) -> Alias | None:
        for form in forms_of(name):  # one by one: most names are known as they are written
            alias = self.aliases.get(fold(form))
            if alias is not None:
                return alias
        return None

    def _bracketed(self, name: str) -> Alias | None:
        """ "L1 (Lasso)", "Xavier (제이비어) 초기화": without what the bracket holds, else what it holds."""
        inside = [match.group(1) for match in _BRACKET.finditer(name)]
        if not inside:
            return None
        outside = " ".join(_BRACKET.sub(" ", name).split())
        known = [alias for part in (outside, *inside) if (alias := self._plain(part) or self._joined(part))]
        for first in known:  # what two ambiguous names have in common is certain
            for second in known:
                common = [s for s in first.senses if s.concept in {other.concept for other in second.senses}]
                if first is not second and len(common) == 1:
                    return replace(first, senses=tuple(common))
        certain = [alias for alias in known if len(alias.senses) == 1]
        return next(iter((*certain, *known)), None)

    def _joined(self, name: str) -> Alias | None:
        """ "카이밍/허 초기화": several names of one concept, the last word of the last said of all."""
        parts = [part for part in _JOINT.split(name) if part]
        if len(parts) < 2:
            return None
        tail = parts[-1].rpartition(" ")[2]
        found: set[str] = set()
        alias = None
        for part in parts:
            alias = self._plain(f"{part} {tail}") or self._plain(part)
            if alias is None or len(alias.senses) > 1:
                return None
            found.add(alias.senses[0].concept)
        return alias if len(found) == 1 else None

    def misspelt(self, name: str) -> Alias | None:
        """The one concept whose name this is up to a slip; None where two could be meant."""
        for form in dict.fromkeys((name, without_josa(name))):
            if len(fold(form)) < MIN_FUZZY_CHARS:
                continue
            close = [n for n in nearest_of(form, self._near(form), CLOSE, SLIP_SIMILARITY) if same_name(form, n)]
            if not close:
                continue
            best = similarity(form, close[0])
            meant = {self.aliases[fold(n)].senses[0].concept for n in close if similarity(form, n) == best}
            if len(meant) == 1:
                return self.aliases[fold(close[0])]
        return None

    @cached_property
    def _by_shape(self) -> Mapping[tuple[str, int], Mapping[str, str]]:
        """Surfaces with their jamo, by their script (Latin ones by their first letter, which no slip changes) and folded
        length; ambiguous everyday words are no target for a typo."""
        shapes: dict[tuple[str, int], dict[str, str]] = defaultdict(dict)
        for alias in self.aliases.values():
            if not alias.needs_context and not alias.capitals:
                shapes[_shape(alias.surface)][alias.surface] = jamo(alias.surface)
        return dict(shapes)

    def _near(self, surface: str) -> Iterator[Mapping[str, str]]:
        letter, length = _shape(surface)
        sizes = range(length - MAX_LENGTH_DIFFERENCE, length + MAX_LENGTH_DIFFERENCE + 1)
        return (self._by_shape[letter, size] for size in sizes if (letter, size) in self._by_shape)


def _shape(surface: str) -> tuple[str, int]:
    folded = fold(surface)
    return "" if has_hangul(surface) else folded[:1], len(folded)


def forms_of(name: str) -> Iterator[str]:
    """The name itself, then what it may be a form of: cleaned, without "()", singular, without a particle or a tail."""
    yield name
    plain = name.strip("*_`~?!.,\"' ")
    yield plain
    yield without_josa(plain)  # before what looks like numbering goes ("0 초기화")
    if _COUNTED.fullmatch(plain):
        return  # "2 세대" is one of several, not 세대
    bare = clean(_CALL.sub("", name))
    yield bare
    yield singular(bare)
    base = without_josa(bare)
    yield base
    yield strip_tail(bare)
    yield singular(strip_tail(bare))
    yield strip_tail(base)
    yield without_class_word(base)
    for suffix in (*name_rules().cut_tails, *load_lexicon().suffixes):
        if base.casefold().endswith(suffix) and len(base) > len(suffix) + 2:
            yield base[: -len(suffix)].rstrip()


def without_josa(word: str) -> str:
    """The word without the particle at its end, where at least two characters are left; else the word."""
    rules = name_rules()
    end = len(word)
    start = end
    while start > 0 and "가" <= word[start - 1] <= "힣":
        start -= 1
    for cut in range(max(start, 1), end):
        if word[cut:end] in rules.josa and (cut > start or start > 0) and cut >= 2:
            return word[:cut].rstrip()
    return word
