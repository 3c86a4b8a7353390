"""The candidates of all notes, gathered by folded name, with what speaks for each of them being a term."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field

from kb.graph.candidates import Candidate
from kb.graph.everyday import is_everyday
from kb.graph.names import is_proper
from kb.graph.title_names import Site
from kb.language.text import fold, has_hangul

WEIGHTS: Mapping[Site, float] = {
    "heading": 3.0, "pseudo": 3.0, "topic": 3.0, "gloss": 3.0, "wikilink": 3.0, "alias": 3.0, "lead": 3.0, "tag": 1.5,
    "bold": 1.5, "item": 2.0, "listed": 3.0, "phrase": 1.0, "code": 1.0, "latin": 0.5, "compound": 0.5,
    "defined": 3.0, "end": 3.0, "arg": 2.0, "term": 1.0, "word": 0.5,
}  # fmt: skip
"""How much a place says that its words are a term."""
MIN_SCORE = 3.0
"""One heading or gloss, or a few weaker places in several sections."""
STRONG_SITES: frozenset[Site] = frozenset({"heading", "pseudo", "topic", "gloss", "wikilink", "lead", "alias"})
SINGLE_WORD_WEIGHT = 1.75
"""A short everyday word as a heading (점수, 서버) is as often just that as a term: it needs a second place."""
SHORT_SYLLABLES = 4
COMMON_WORD_WEIGHT = 0.25
"""A single small-letter Latin word (sample, loose) in running text: with MAX_COUNTED sections still no term."""
MARKED_PHRASE_WEIGHT = 3.0
"""Several words in bold, in quotes or in backticks, and one word of the field in bold, are a term; a plain word is set so to
be stressed."""
PROPER_WEIGHT = 3.0
"""What is written like a name (SRAM, DeepSORT) is one wherever it stands, but for everyday words in capitals (NOT)."""
MAX_COUNTED = 6
PUT_TOGETHER_SCORE = 2 * MIN_SCORE
"""From here on a phrase of known words is a term of these notes all the same (DOM 트리)."""

_COMMON_WORD = re.compile(r"[a-z]+$")
_BARE_SITES: frozenset[Site] = frozenset({"heading", "pseudo", "topic", "lead", "listed"})
_LOOSE_SITES: frozenset[Site] = frozenset({"topic", "phrase", "item", "latin", "compound"})
PROSE_SITES: frozenset[Site] = frozenset({"defined", "end", "arg", "term", "word"})
_RUNNING_SITES: frozenset[Site] = frozenset({"latin", "compound", "phrase"})


@dataclass(slots=True)
class Form:
    """All candidates of one folded name."""

    surfaces: Counter[str] = field(default_factory=Counter)
    plain: Counter[str] = field(default_factory=Counter)
    """Surfaces in plain sentences, where a first word may be capitalised by its place."""
    score: float = 0.0
    count: int = 0
    strong: bool = False
    firm: bool = False
    """Marked as a name by itself, not only as words of a title or a sentence."""

    @property
    def surface(self) -> str:
        surfaces = self.surfaces or self.plain
        return next(iter(surfaces)) if len(surfaces) == 1 else min(surfaces, key=lambda s: (-surfaces[s], s))


class Groups:
    """Union–find over folded names; a group that holds a fixed concept (lexicon, owner) never takes in another fixed one."""

    def __init__(self) -> None:
        self.parent: dict[str, str] = {}
        self.fixed: dict[str, str] = {}
        self.apart: set[frozenset[str]] = set()

    def find(self, key: str) -> str:
        parent = self.parent
        up = parent.setdefault(key, key)
        while up != key:
            parent[key] = parent[up]
            key = parent[key]
            up = parent[key]
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
    forms: dict[str, Form] = {}
    glosses: Counter[tuple[str, str]] = Counter()
    keys: dict[str, str] = {}
    weights: dict[tuple[str, Site], float] = {}
    for note in sorted(candidates_by_note):
        for candidate in candidates_by_note[note]:
            surface, site = candidate.surface, candidate.site
            key = keys.get(surface)
            if key is None:
                key = keys[surface] = fold(surface)
            if not key or key in ignored:
                continue
            form = forms.get(key)
            if form is None:
                form = forms[key] = Form()
            weight = weights.get((surface, site))
            if weight is None:
                weight = weights[surface, site] = _weight(candidate, key)
            prose = site in PROSE_SITES
            (form.plain if prose else form.surfaces)[surface] += candidate.count
            form.count += candidate.count
            form.score += weight * (1 if _is_label(candidate) else min(_places(candidate, prose), MAX_COUNTED))
            form.strong = form.strong or site in STRONG_SITES
            form.firm = form.firm or not (prose or site in _LOOSE_SITES)
            if candidate.other and fold(candidate.other) not in ignored:
                first, second = sorted((surface, candidate.other))
                glosses[first, second] += candidate.count
    return forms, glosses


def put_together(forms: Mapping[str, Form], known: Set[str]) -> frozenset[str]:
    """Keys of phrases of plain sentences that only put a known name beside other known or everyday words (ARM 기기, JSON
    파일 형식): they say something of that concept, and would take its place wherever they stand."""
    marked = {key for key, form in forms.items() if form.firm and form.score >= MIN_SCORE}
    names = known | marked
    return frozenset(
        key
        for key, form in forms.items()
        if not form.firm
        and form.score < PUT_TOGETHER_SCORE
        and _is_put_together(form.surface.split(), names, bool(form.surfaces))
    )


def _is_put_together(words: list[str], names: Set[str], titled: bool) -> bool:
    """`titled`: from the words of a title, where known names stand side by side ("ReLU 죽은 뉴런 문제란?")."""
    last_known, any_known = False, False
    rest: list[str] = []
    at = 0
    while at < len(words):
        for stop in range(len(words), at, -1):
            if stop - at < len(words) and fold(" ".join(words[at:stop])) in names:
                at, any_known, last_known = stop, True, True
                break
        else:
            rest.append(words[at])
            at, last_known = at + 1, False
    if titled and not rest:
        return True
    return any_known and not last_known and all(is_everyday(word) for word in rest)


def surfaces_of(forms: Mapping[str, Form], keys: Iterable[str]) -> Counter[str]:
    known = [forms[key] for key in keys if key in forms]
    if len(known) == 1:  # nearly always
        return known[0].surfaces or known[0].plain
    surfaces: Counter[str] = Counter()
    for form in known:
        surfaces.update(form.surfaces or form.plain)
    return surfaces


def _places(candidate: Candidate, prose: bool) -> float:
    """Sections; in plain sentences, where a section may be the whole note, every second place within one as well."""
    return candidate.sections + (candidate.count - candidate.sections) / 2 if prose else candidate.sections


def _is_label(candidate: Candidate) -> bool:
    """An everyday word that lines of one note begin with again and again ("Regulation: …") is a label, no term."""
    return candidate.site in ("lead", "pseudo") and " " not in candidate.surface and is_everyday(candidate.surface)


def _is_plain(surface: str) -> bool:
    """A word of everyday talk, or two of them written as one (접근방법)."""
    return is_everyday(surface) or (
        len(surface) == SHORT_SYLLABLES and is_everyday(surface[:2]) and is_everyday(surface[2:])
    )


def _weight(candidate: Candidate, key: str) -> float:
    weight, surface, site = WEIGHTS[candidate.site], candidate.surface, candidate.site
    if " " in surface:
        return MARKED_PHRASE_WEIGHT if site in ("bold", "code") else weight
    if site == "bold" and not _is_plain(surface):
        return MARKED_PHRASE_WEIGHT
    if has_hangul(surface):
        bare = len(key) <= SHORT_SYLLABLES and site in _BARE_SITES and _is_plain(surface)
        return min(weight, SINGLE_WORD_WEIGHT) if bare else weight
    if site in _RUNNING_SITES | PROSE_SITES and is_proper(surface):
        return weight if is_everyday(surface) else PROPER_WEIGHT
    if site in _RUNNING_SITES and _COMMON_WORD.match(surface):
        return COMMON_WORD_WEIGHT
    return SINGLE_WORD_WEIGHT if site in _BARE_SITES and is_everyday(surface) else weight
