"""Which names are one concept. A merge needs a proof: the lexicon, the owner, a gloss, equal folding, or a guarded typo.

Everything else that looks alike becomes a `Proposal` for the owner to decide.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kb.graph.candidates import Candidate, Site
from kb.graph.finder import SHORT_LATIN, Alias, Sense
from kb.graph.lexicon import Entry, Lexicon
from kb.graph.names import acronym_of, is_acronym, is_generic, name_rules, singular, strip_tail
from kb.graph.owner import OwnerConcepts
from kb.language.fuzzy import same_name, similarity
from kb.language.text import fold, has_hangul
from kb.types import Concept

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
MAX_COUNTED = 6
MIN_TYPO_CHARS = 6
MIN_TYPO_SYLLABLES = 4
MIN_TYPO_SIMILARITY = 0.88
MIN_PROPOSAL_SIMILARITY = 0.84
MAX_PROPOSALS = 200


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two names that may be one concept; nothing proves it."""

    first: str
    second: str
    score: float
    reason: str


@dataclass(slots=True)
class _Form:
    """All candidates of one folded name."""

    surfaces: Counter[str] = field(default_factory=Counter)
    score: float = 0.0
    count: int = 0
    notes: set[str] = field(default_factory=set)
    strong: bool = False

    @property
    def surface(self) -> str:
        return min(self.surfaces, key=lambda s: (-self.surfaces[s], s))


class _Groups:
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


def gather(
    candidates_by_note: Mapping[str, Sequence[Candidate]], lexicon: Lexicon, owner: OwnerConcepts
) -> tuple[tuple[Concept, ...], tuple[Alias, ...], tuple[Proposal, ...]]:
    """Concepts sorted by name, aliases sorted by key, proposals best first."""
    ignored = {fold(name) for name in owner.ignore}
    forms, glosses = _collect(candidates_by_note, ignored)
    entries = _with_owner(lexicon.entries, owner)
    certain, senses = _names_of(entries, ignored, lexicon.generic | name_rules().generic, {e.name for e in owner.entries})
    groups = _Groups()
    groups.apart = {frozenset((fold(a), fold(b))) for g in owner.separate for a in g for b in g if fold(a) != fold(b)}
    for key, name in sorted(certain.items()):
        root = groups.find(key)
        groups.fixed[root] = name
    by_name: dict[str, str] = {}
    for key, name in sorted(certain.items()):
        groups.union(by_name.setdefault(name, key), key)
    for group in owner.merge:
        for other in group[1:]:
            groups.union(fold(group[0]), fold(other))
    proposals: list[Proposal] = []
    _merge_spellings(forms, groups, senses)
    _merge_glosses(forms, glosses, groups, senses, entries, proposals)
    _merge_typos(forms, groups, senses, proposals)
    concepts, key_concept = _name_groups(forms, groups, entries, owner, lexicon)
    aliases = _aliases(forms, groups, senses, entries, concepts, key_concept)
    best = sorted({p for p in proposals}, key=lambda p: (-p.score, p.first, p.second))[:MAX_PROPOSALS]
    return tuple(sorted(concepts.values(), key=lambda c: c.name)), aliases, tuple(best)


def _collect(
    candidates_by_note: Mapping[str, Sequence[Candidate]], ignored: set[str]
) -> tuple[dict[str, _Form], Counter[tuple[str, str]]]:
    forms: dict[str, _Form] = defaultdict(_Form)
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
            weight = WEIGHTS[candidate.site]
            if (
                candidate.site in ("heading", "pseudo", "topic", "lead")
                and has_hangul(candidate.surface)
                and " " not in candidate.surface
                and len(key) <= 4
            ):
                weight = min(weight, SINGLE_WORD_WEIGHT)
            form.score += weight * min(candidate.sections, MAX_COUNTED)
            form.strong = form.strong or candidate.site in STRONG_SITES
            if candidate.other and fold(candidate.other) not in ignored:
                first, second = sorted((candidate.surface, candidate.other))
                glosses[first, second] += candidate.count
    return dict(forms), glosses


def _with_owner(entries: Sequence[Entry], owner: OwnerConcepts) -> tuple[Entry, ...]:
    """The owner's entry takes the place of a lexicon entry of the same name, and keeps its names."""
    own = {fold(entry.name): entry for entry in owner.entries}
    kept = tuple(e for e in entries if fold(e.name) not in own)
    replaced = {fold(e.name): e for e in entries if fold(e.name) in own}
    merged = tuple(
        Entry(
            e.name,
            e.ko or (replaced[k].ko if k in replaced else ""),
            tuple(dict.fromkeys((*e.aliases, *(replaced[k].aliases if k in replaced else ())))),
            e.ambiguous or (replaced[k].ambiguous if k in replaced else ()),
            e.context or (replaced[k].context if k in replaced else ()),
        )
        for k, e in own.items()
    )
    return (*merged, *kept)


def _names_of(
    entries: Sequence[Entry], ignored: set[str], generic: frozenset[str], own: set[str]
) -> tuple[dict[str, str], dict[str, list[Entry]]]:
    """Folded name → the concept it means for certain; folded name → entries that it may mean."""
    claims: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for key in dict.fromkeys(k for name in entry.names for k in _variants(name)):
            if key not in ignored and entry not in claims[key]:
                claims[key].append(entry)
    certain: dict[str, str] = {}
    ambiguous: dict[str, list[Entry]] = {}
    for key, claimed in claims.items():
        theirs = [e for e in claimed if e.name in own]
        if theirs:  # what the owner says goes before the lexicon, and before everyday use
            claimed = theirs
        everyday = key in generic and not theirs
        doubtful = [e for e in claimed if everyday or key in {k for a in e.ambiguous for k in _variants(a)}]
        sure = [e for e in claimed if e not in doubtful]
        if len(sure) == 1:
            certain[key] = sure[0].name
            if doubtful:
                ambiguous[key] = [*sure, *doubtful]
        else:
            ambiguous[key] = claimed
    return certain, ambiguous


def _variants(name: str) -> tuple[str, ...]:
    """Folded: the name, and its irregular plural or singular (a regular plural is found by the finder)."""
    forms = [fold(name), fold(singular(name))]
    if forms[0].endswith(("minimum", "maximum", "optimum")):
        forms.append(forms[0][:-2] + "a")
    return tuple(dict.fromkeys(f for f in forms if f))


def _merge_spellings(forms: Mapping[str, _Form], groups: _Groups, senses: Mapping[str, list[Entry]]) -> None:
    """Plural, and a tail that says nothing (ReLU 함수), where the bare name is a known one."""
    for key in sorted(forms):
        surface = forms[key].surface
        if groups.concept(key) or key in senses:
            continue
        one = fold(singular(surface))
        if one != key and (one in forms or groups.concept(one)) and one not in senses:
            groups.union(one, key)
            continue
        bare = fold(strip_tail(surface))
        if bare != key and groups.concept(bare) and bare not in senses:
            groups.union(bare, key)


def _merge_glosses(
    forms: Mapping[str, _Form],
    glosses: Mapping[tuple[str, str], int],
    groups: _Groups,
    senses: Mapping[str, list[Entry]],
    entries: Sequence[Entry],
    proposals: list[Proposal],
) -> None:
    names = {entry.name: entry.names for entry in entries}
    partners: dict[str, Counter[str]] = defaultdict(Counter)
    for (first, second), count in glosses.items():
        partners[fold(first)][fold(second)] += count
        partners[fold(second)][fold(first)] += count
    for (first, second), count in sorted(glosses.items(), key=lambda item: (-item[1], item[0])):
        a, b = fold(first), fold(second)
        if a in senses or b in senses or a == b:
            continue
        known_a, known_b = groups.concept(a), groups.concept(b)
        if known_a and known_b:
            if known_a != known_b:
                proposals.append(Proposal(known_a, known_b, 0.5, f"{first} ({second})"))
            continue
        proven = acronym_of(first, second) or acronym_of(second, first) or count >= 3
        if known_a or known_b:
            known, unknown = (known_a or known_b or "", second if known_a else first)
            if not proven and not _resembles(unknown, names[known]):
                proposals.append(Proposal(known, unknown, 0.6, f"{first} ({second})"))
                continue
        elif (
            not proven
            and (is_acronym(first) or is_acronym(second))
            and max(partners[a].most_common(1)[0][1], partners[b].most_common(1)[0][1]) > count
        ):
            continue  # the acronym is glossed otherwise more often
        groups.union(a, b)


def _resembles(unknown: str, names: Iterable[str]) -> bool:
    """Whether an unknown gloss of a known concept says the same: no name in its script yet, a shared word, or alike."""
    same_script = [n for n in names if has_hangul(n) == has_hangul(unknown)]
    if has_hangul(unknown) and not same_script:
        return True
    pieces = (
        {unknown[i : i + 2] for i in range(len(unknown) - 1)} if has_hangul(unknown) else set(unknown.casefold().split())
    )
    for name in same_script:
        others = {name[i : i + 2] for i in range(len(name) - 1)} if has_hangul(name) else set(name.casefold().split())
        if (
            any(p.strip() == p and p in others for p in pieces)
            or similarity(unknown, name) >= 0.7
            or acronym_of(unknown, name)
        ):
            return True
    return False


def _merge_typos(
    forms: Mapping[str, _Form], groups: _Groups, senses: Mapping[str, list[Entry]], proposals: list[Proposal]
) -> None:
    """A rare spelling next to a known or far more frequent one, guarded by `same_name` (L1 ≠ L2, ReLU ≠ PReLU)."""
    from rapidfuzz import fuzz, process

    known = sorted({key for key in groups.parent if groups.concept(key)} - set(senses))
    frequent = sorted(
        key for key, form in forms.items() if form.score >= MIN_SCORE and key not in known and key not in senses
    )
    targets = [t for t in (*known, *frequent) if len(t) >= MIN_TYPO_SYLLABLES]
    if not targets:
        return
    surface_of = {key: forms[key].surface if key in forms else key for key in targets}
    for key in sorted(forms):
        form = forms[key]
        if groups.concept(key) or key in senses or len(key) < (MIN_TYPO_SYLLABLES if has_hangul(key) else MIN_TYPO_CHARS):
            continue
        for target, ratio, _ in process.extract(
            key, targets, scorer=fuzz.ratio, score_cutoff=72 if has_hangul(key) else 80, limit=3
        ):
            if target == key or groups.find(target) == groups.find(key):
                continue
            score = similarity(key, target)
            rare = groups.concept(target) is not None or forms[target].count >= 4 * form.count
            if rare and score >= MIN_TYPO_SIMILARITY and same_name(form.surface, surface_of[target]):
                if groups.union(target, key):
                    break
            elif (
                score >= MIN_PROPOSAL_SIMILARITY and form.score >= MIN_SCORE and same_name(form.surface, surface_of[target])
            ):
                first = groups.concept(target) or surface_of[target]
                proposals.append(Proposal(first, form.surface, round(score, 3), f"spelt alike ({ratio:.0f})"))


def _name_groups(
    forms: Mapping[str, _Form], groups: _Groups, entries: Sequence[Entry], owner: OwnerConcepts, lexicon: Lexicon
) -> tuple[dict[str, Concept], dict[str, str]]:
    """Concept by name, and folded name → concept name."""
    members: dict[str, set[str]] = defaultdict(set)
    for key in (*forms, *groups.parent):
        members[groups.find(key)].add(key)
    own = {entry.name for entry in owner.entries}
    by_name = {entry.name: entry for entry in entries}
    concepts: dict[str, Concept] = {}
    key_concept: dict[str, str] = {}
    taken = {fold(name) for name in by_name}
    for root, keys in sorted(members.items()):
        surfaces: Counter[str] = Counter()
        for key in keys & set(forms):
            surfaces.update(forms[key].surfaces)
        fixed = groups.fixed.get(root)
        if fixed:
            entry = by_name[fixed]
            names = (*entry.names, *sorted(s for s in surfaces if fold(s) not in {fold(n) for n in entry.names}))
            ko = _ko_label(entry, surfaces)
            concepts[fixed] = _concept(
                fixed, names, ko, entry.name if not has_hangul(entry.name) else "", "owner" if fixed in own else "lexicon"
            )
            name = fixed
        else:
            score = sum(forms[key].score for key in keys if key in forms)
            merged_by_owner = any(fold(n) in keys for g in owner.merge for n in g)
            if score < MIN_SCORE and not merged_by_owner:
                continue
            if not surfaces or all(is_generic(s, lexicon.generic) for s in surfaces):
                continue
            ranked = sorted(surfaces, key=lambda s: (-surfaces[s], len(s), s))
            name = next((s for s in ranked if fold(s) not in taken), "")
            if not name:
                continue
            taken.add(fold(name))
            distinct = tuple({fold(s): s for s in reversed(ranked)}.values())
            hangul = [s for s in ranked if has_hangul(s)]
            latin = sorted((s for s in ranked if not has_hangul(s)), key=lambda s: (is_acronym(s), ranked.index(s)))
            concepts[name] = _concept(name, distinct, hangul[0] if hangul else "", latin[0] if latin else "", "notes")
        for key in keys:
            key_concept[key] = name
    for entry in entries:  # a concept all of whose names are ambiguous
        if entry.name not in concepts:
            concepts[entry.name] = _concept(
                entry.name,
                entry.names,
                entry.ko,
                "" if has_hangul(entry.name) else entry.name,
                "owner" if entry.name in own else "lexicon",
            )
    return concepts, key_concept


def _ko_label(entry: Entry, surfaces: Counter[str]) -> str:
    """The notes' own Korean form, else the lexicon's; a proper name (ReLU, PyTorch) stays Latin unless the notes spell it in Hangul."""
    hangul = sorted((s for s in surfaces if has_hangul(s)), key=lambda s: (-surfaces[s], s != entry.ko, len(s), s))
    if entry.ko and (entry.ko in surfaces or not hangul):
        proper = entry.name != entry.name.lower()
        return "" if proper and not hangul else entry.ko
    return hangul[0] if hangul else ""


def _concept(name: str, names: Iterable[str], ko: str, en: str, origin: str) -> Concept:
    return Concept(name, tuple(sorted({n for n in names if n != name})), ko, en, origin)  # type: ignore[arg-type]


def _aliases(
    forms: Mapping[str, _Form],
    groups: _Groups,
    senses: Mapping[str, list[Entry]],
    entries: Sequence[Entry],
    concepts: Mapping[str, Concept],
    key_concept: Mapping[str, str],
) -> tuple[Alias, ...]:
    weight: Counter[str] = Counter()
    for key, form in forms.items():
        if key in key_concept and key not in senses:
            weight[key_concept[key]] += form.count
    written = {
        k: name for concept in concepts.values() for name in (*concept.aliases, concept.name) for k in _variants(name)
    }
    aliases: dict[str, Alias] = {}
    for key in sorted(key_concept):
        concept = key_concept[key]
        surface = written.get(key, forms[key].surface if key in forms else key)
        if key not in senses and concept in concepts:
            short = len(key) <= SHORT_LATIN and not has_hangul(key)
            aliases[key] = Alias(key, surface, (Sense(concept),), capitals=short)
    for key, claimed in sorted(senses.items()):
        surface = written.get(key, key)
        # ranks, not counts: another mention somewhere changes no sense, and so no other note's links
        ranked = sorted(claimed, key=lambda e: (-weight[e.name], e.name))
        context = [
            Sense(e.name, _context_of(e, key), len(ranked) - at if weight[e.name] else 0) for at, e in enumerate(ranked)
        ]
        known = key in forms and forms[key].strong
        aliases[key] = Alias(
            key,
            surface,
            tuple(context),
            needs_context=not known,
            capitals=not has_hangul(key) and surface.isupper() and len(key) <= 4,
        )
    return tuple(aliases[key] for key in sorted(aliases))


def _context_of(entry: Entry, key: str) -> tuple[str, ...]:
    """The entry's context words, and its own unambiguous names: "Batch Normalization" speaks for that sense of BN."""
    doubtful = {k for a in entry.ambiguous for k in _variants(a)}
    names = {fold(n) for n in entry.names} - doubtful
    words = {fold(w) for w in entry.context} | {n for n in names if len(n) > 3 or (has_hangul(n) and len(n) > 2)}
    return tuple(sorted(w for w in words - {key} if len(w) > 1))
