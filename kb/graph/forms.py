"""The candidates of all notes, gathered by folded name, with what speaks for each of them being a term."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from kb.graph.candidates import Candidate, Site
from kb.language.text import fold, has_hangul

WEIGHTS: Mapping[Site, float] = {
    "heading": 3.0, "pseudo": 3.0, "topic": 3.0, "gloss": 3.0, "wikilink": 3.0, "alias": 3.0, "lead": 2.0, "tag": 1.5,
    "bold": 1.5, "phrase": 1.0, "code": 1.0, "latin": 0.5, "compound": 0.5,
}  # fmt: skip
"""How much a place says that its words are a term."""
MIN_SCORE = 3.0
"""One heading or gloss, or a few weaker places in several sections."""
STRONG_SITES: frozenset[Site] = frozenset({"heading", "pseudo", "topic", "gloss", "wikilink", "lead", "alias"})
SINGLE_WORD_WEIGHT = 1.75
"""A short Korean word as a heading (점수, 서버) is as often an everyday noun as a term: it needs a second place."""
COMMON_WORD_WEIGHT = 0.25
"""A single small-letter Latin word (sample, loose) in running text: with MAX_COUNTED sections still no term."""
MAX_COUNTED = 6

_COMMON_WORD = re.compile(r"[a-z]+$")
_BARE_SITES: frozenset[Site] = frozenset({"heading", "pseudo", "topic", "lead"})
_RUNNING_SITES: frozenset[Site] = frozenset({"latin", "compound", "phrase"})


@dataclass(slots=True)
class Form:
    """All candidates of one folded name."""

    surfaces: Counter[str] = field(default_factory=Counter)
    score: float = 0.0
    count: int = 0
    notes: set[str] = field(default_factory=set)
    strong: bool = False

    @property
    def surface(self) -> str:
        return min(self.surfaces, key=lambda s: (-self.surfaces[s], s))


class Groups:
    """Union–find over folded names; a group that holds a fixed concept (lexicon, owner) never takes in another fixed one."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}
        self.fixed: dict[str, str] = {}
        self.apart: set[frozenset[str]] = set()

    def find(self, key: str) -> str:
        self.parent.setdefault(key, key)
        while self.parent[key] != key:
            self.parent[key] = self.parent[self.parent[key]]
            key = self.parent[key]
        return key

    def concept(self, key: str) -> str | None:
        return self.fixed.get(self.find(key))

    def fix(self, key: str, concept: str) -> None:
        self.fixed.setdefault(self.find(key), concept)

    def union(self, a: str, b: str) -> bool:
        """False where the two are fixed as different concepts or kept apart by the owner."""
        first, second = sorted((self.find(a), self.find(b)))
        if first == second:
            return True
        if first in self.fixed and second in self.fixed and self.fixed[first] != self.fixed[second]:
            return False
        members = {first: self._members(first), second: self._members(second)} if self.apart else {}
        if any(len(pair & members[first]) and len(pair & members[second]) for pair in self.apart):
            return False
        fixed = self.fixed.get(first) or self.fixed.get(second)
        self.parent[second] = first
        if fixed:
            self.fixed[first] = fixed
        return True

    def _members(self, root: str) -> set[str]:
        return {key for key in self.parent if self.find(key) == root}


def collect(
    candidates_by_note: Mapping[str, Sequence[Candidate]], ignored: Set[str]
) -> tuple[dict[str, Form], Counter[tuple[str, str]]]:
    """Forms by folded name, and how often each pair of surfaces (sorted) is glossed as one thing."""
    forms: dict[str, Form] = defaultdict(Form)
    glosses: Counter[tuple[str, str]] = Counter()
    for note in sorted(candidates_by_note):
        for candidate in candidates_by_note[note]:
            key = fold(candidate.surface)
            if not key or key in ignored:
                continue
            form = forms[key]
            form.surfaces[candidate.surface] += candidate.count
            form.count += candidate.count
            form.notes.add(note)
            form.score += _weight(candidate, key) * min(candidate.sections, MAX_COUNTED)
            form.strong = form.strong or candidate.site in STRONG_SITES
            if candidate.other and fold(candidate.other) not in ignored:
                first, second = sorted((candidate.surface, candidate.other))
                glosses[first, second] += candidate.count
    return dict(forms), glosses


def surfaces_of(forms: Mapping[str, Form], keys: Iterable[str]) -> Counter[str]:
    surfaces: Counter[str] = Counter()
    for key in keys:
        if key in forms:
            surfaces.update(forms[key].surfaces)
    return surfaces


def _weight(candidate: Candidate, key: str) -> float:
    weight = WEIGHTS[candidate.site]
    if has_hangul(candidate.surface):
        short = " " not in candidate.surface and len(key) <= 4
        return min(weight, SINGLE_WORD_WEIGHT) if short and candidate.site in _BARE_SITES else weight
    if candidate.site in _RUNNING_SITES and _COMMON_WORD.match(candidate.surface):
        return COMMON_WORD_WEIGHT
    return weight
