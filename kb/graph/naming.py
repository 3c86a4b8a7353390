"""Groups of names → concepts with their labels, and the aliases by which they are found in text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from kb.graph.boundaries import SHORT_LATIN
from kb.graph.entries import variants
from kb.graph.everyday import is_only_case
from kb.graph.finder import Alias, Sense
from kb.graph.forms import MIN_SCORE, Form, Groups, surfaces_of
from kb.graph.lexicon import Entry, Lexicon
from kb.graph.names import is_acronym, is_generic
from kb.graph.owner import OwnerConcepts
from kb.language.text import fold, has_hangul
from kb.types import Concept

MIN_OTHER_LABEL = 3
"""Times that the notes must mark another Korean name of the lexicon as a term before it is the label."""

RATHER_SHORT = 5
"""Times that an acronym must stand for once that it is spelt out, for it to be what the notes call the thing (HTTPS)."""


def name_groups(
    forms: Mapping[str, Form],
    groups: Groups,
    senses: Mapping[str, list[Entry]],
    entries: Sequence[Entry],
    owner: OwnerConcepts,
    lexicon: Lexicon,
) -> tuple[dict[str, Concept], dict[str, str]]:
    """Concept by name, and folded name → concept name."""
    members: dict[str, list[str]] = defaultdict(list)
    for key in dict.fromkeys((*forms, *groups.parent)):
        if key in senses and groups.concept(key) is None:
            continue  # which of its concepts an ambiguous name means, each place decides
        members[groups.find(key)].append(key)
    own = {entry.name for entry in owner.entries}
    by_name = {entry.name: entry for entry in entries}
    merged = {fold(name) for group in owner.merge for name in group}
    concepts: dict[str, Concept] = {}
    key_concept: dict[str, str] = {}
    taken = {fold(name) for name in by_name}
    for root, keys in sorted(members.items()):
        fixed = groups.fixed.get(root)
        if fixed:
            concept = _known(by_name[fixed], surfaces_of(forms, keys), fixed in own)
        elif not merged.isdisjoint(keys) or sum(forms[k].score for k in keys if k in forms) >= MIN_SCORE:
            surfaces = surfaces_of(forms, keys)
            new = _found_in_notes(surfaces, taken, lexicon.generic) if surfaces else None
            if new is None:
                continue
            concept = new
        else:
            continue
        concepts[concept.name] = concept
        key_concept.update(dict.fromkeys(keys, concept.name))
    for entry in entries:  # a concept all of whose names are ambiguous
        if entry.name not in concepts:
            concepts[entry.name] = _known(entry, Counter(), entry.name in own)
    return concepts, key_concept


def _known(entry: Entry, surfaces: Counter[str], own: bool) -> Concept:
    """A concept of the lexicon or the owner: the notes add names to it, but never its labels."""
    listed = {fold(name) for name in entry.names}
    names = (*entry.names, *sorted(s for s in surfaces if fold(s) not in listed))
    english = "" if has_hangul(entry.name) else entry.name
    return _concept(entry.name, names, _ko_label(entry, surfaces), english, "owner" if own else "lexicon")


def _found_in_notes(surfaces: Counter[str], taken: set[str], generic: frozenset[str]) -> Concept | None:
    """A concept that only the notes name; it is called by their most frequent form that no other concept has."""
    if all(is_generic(s, generic) for s in surfaces):
        return None
    ranked = sorted(surfaces, key=lambda s: (-surfaces[s], len(s), s))
    name = next((s for s in ranked if fold(s) not in taken), "")
    if not name:
        return None
    taken.add(fold(name))
    distinct = tuple({fold(s): s for s in reversed(ranked)}.values())
    hangul = [s for s in ranked if has_hangul(s)]
    latin = [s for s in ranked if not has_hangul(s)]
    spelt_out = [s for s in latin if not is_acronym(s)]
    if spelt_out and surfaces[latin[0]] < RATHER_SHORT * surfaces[spelt_out[0]]:
        latin = spelt_out
    return _concept(name, distinct, hangul[0] if hangul else "", latin[0] if latin else "", "notes")


def _ko_label(entry: Entry, surfaces: Counter[str]) -> str:
    """One of the lexicon's own Korean names: its usual one, else the one that the notes write most.

    A proper name (ReLU, PyTorch) stays Latin unless the notes write it more often in Hangul.
    """
    used: Counter[str] = Counter()
    for surface, count in surfaces.items():
        used[fold(surface)] += count
    doubtful = {fold(name) for name in entry.ambiguous}
    hangul = [n for n in entry.names if has_hangul(n)]
    written = sum(used[fold(n)] for n in hangul)
    if entry.name != entry.name.lower() and written <= sum(used.values()) - written:
        return ""
    certain = [n for n in hangul if fold(n) not in doubtful]
    best = max(certain, key=lambda n: (used[fold(n)], -len(n)), default=entry.ko)
    preferred = entry.ko and (used[fold(entry.ko)] or used[fold(best)] < MIN_OTHER_LABEL)
    return entry.ko if preferred else best


def _concept(name: str, names: Iterable[str], ko: str, en: str, origin: Literal["lexicon", "owner", "notes"]) -> Concept:
    return Concept(name, tuple(sorted({n for n in names if n != name})), ko, en, origin)


def aliases_of(
    forms: Mapping[str, Form],
    senses: Mapping[str, list[Entry]],
    concepts: Mapping[str, Concept],
    key_concept: Mapping[str, str],
) -> tuple[Alias, ...]:
    weight: Counter[str] = Counter()
    for key, form in forms.items():
        if key in key_concept and key not in senses:
            weight[key_concept[key]] += form.count
    written = {k: name for concept in concepts.values() for name in (*concept.aliases, concept.name) for k in variants(name)}
    aliases: dict[str, Alias] = {}
    for key in sorted(key_concept):
        concept = key_concept[key]
        surface = written.get(key, forms[key].surface if key in forms else key)
        if key not in senses and concept in concepts:
            short = len(key) <= SHORT_LATIN and not has_hangul(key)
            known = concepts[concept].origin == "lexicon"
            cased = is_only_case(surface) and (known or (key in forms and not forms[key].surfaces[surface.lower()]))
            aliases[key] = Alias(key, surface, (Sense(concept),), capitals=short, cased=cased)
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
            needs_context=not known or (len(claimed) == 1 and not weight[claimed[0].name]),
            capitals=not has_hangul(key) and surface.isupper() and len(key) <= 4,
            cased=is_only_case(surface),
        )
    return tuple(aliases[key] for key in sorted(aliases))


def _context_of(entry: Entry, key: str) -> tuple[str, ...]:
    """The entry's context words, and its own unambiguous names: "Batch Normalization" speaks for that sense of BN."""
    doubtful = {k for a in entry.ambiguous for k in variants(a)}
    names = {fold(n) for n in entry.names} - doubtful
    words = {fold(w) for w in entry.context} | {n for n in names if len(n) > 3 or (has_hangul(n) and len(n) > 2)}
    return tuple(sorted(w for w in words - {key} if len(w) > 1))
