"""What the lexicon and the owner say of names: which concept a name means for certain, and which ones it may mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from kb.graph.lexicon import Entry
from kb.graph.names import singular
from kb.graph.owner import OwnerConcepts
from kb.language.text import fold


def with_owner(entries: Sequence[Entry], owner: OwnerConcepts) -> tuple[Entry, ...]:
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
    return _parted(_joined((*merged, *kept), owner), owner)


def _joined(entries: tuple[Entry, ...], owner: OwnerConcepts) -> tuple[Entry, ...]:
    """Entries that the owner says are one, as one under the name of the first; the first name given counts."""
    result = list(entries)
    for group in owner.merge:
        ours: list[Entry] = []
        for name in group:
            # an ambiguous name means several entries: those that it is the proper name of come first
            claims = [e for e in result if fold(name) in {fold(n) for n in e.names} - {fold(n) for n in e.ambiguous}]
            ours.extend(e for e in claims if e not in ours)
        if len(ours) < 2:
            continue
        first, *others = ours
        joined = Entry(
            first.name,
            first.ko or next((e.ko for e in others if e.ko), ""),
            tuple(dict.fromkeys((*first.aliases, *(n for e in others for n in e.names)))),
            tuple(dict.fromkeys(n for e in ours for n in e.ambiguous)),
            tuple(dict.fromkeys(w for e in ours for w in e.context)),
        )
        result = [joined if e == first else e for e in result if e not in others]
    return tuple(result)


def _parted(entries: tuple[Entry, ...], owner: OwnerConcepts) -> tuple[Entry, ...]:
    """Entries without the aliases that the owner keeps apart from their other names."""
    apart = {(fold(a), fold(b)) for group in owner.separate for a in group for b in group if fold(a) != fold(b)}
    if not apart:
        return entries
    result: list[Entry] = []
    for entry in entries:
        kept: list[str] = []
        for name in entry.names:  # the entry's own name first: it stays
            if not any((fold(name), fold(other)) in apart for other in kept):
                kept.append(name)
        ko = entry.ko if entry.ko in kept else ""
        aliases = tuple(n for n in entry.aliases if n in kept)
        ambiguous = tuple(n for n in entry.ambiguous if n in kept)
        result.append(Entry(entry.name, ko, aliases, ambiguous, entry.context))
    return tuple(result)


def names_of(
    entries: Sequence[Entry], ignored: set[str], generic: frozenset[str], own: set[str]
) -> tuple[dict[str, str], dict[str, list[Entry]]]:
    """Folded name → the concept it means for certain; folded name → entries that it may mean."""
    claims: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for key in dict.fromkeys(k for name in entry.names for k in variants(name)):
            if key not in ignored and entry not in claims[key]:
                claims[key].append(entry)
    certain: dict[str, str] = {}
    ambiguous: dict[str, list[Entry]] = {}
    for key, everyone in claims.items():
        theirs = [e for e in everyone if e.name in own]
        claimed = theirs or everyone  # what the owner says goes before the lexicon, and before everyday use
        everyday = key in generic and not theirs
        doubtful = [e for e in claimed if everyday or key in {k for a in e.ambiguous for k in variants(a)}]
        sure = [e for e in claimed if e not in doubtful]
        if len(sure) == 1:
            certain[key] = sure[0].name
            if doubtful:
                ambiguous[key] = [*sure, *doubtful]
        else:
            ambiguous[key] = claimed
    return certain, ambiguous


@lru_cache(maxsize=100_000)
def variants(name: str) -> tuple[str, ...]:
    """Folded: the name, and its irregular plural or singular (a regular plural is found by the finder)."""
    one = singular(name)
    forms = [fold(name)] if one == name else [fold(name), fold(one)]
    if forms[0].endswith(("minimum", "maximum", "optimum")):
        forms.append(forms[0][:-2] + "a")
    return tuple(dict.fromkeys(f for f in forms if f))
