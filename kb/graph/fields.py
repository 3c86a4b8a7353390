"""Whether notes are of the lexicon's field: in others its plain words ("leaf", "DAG") are the notes' own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from kb.graph.candidates import Candidate
from kb.graph.everyday import is_everyday, is_only_case
from kb.graph.lexicon import Entry, Lexicon
from kb.graph.names import is_acronym, is_proper
from kb.language.text import fold, has_hangul

COMMON_SYLLABLES = 4
COMMON_LETTERS = 4
"""Up to here a Hangul word (발산, 활성화) or an abbreviation (CA, DAG) means other things in other fields."""
MIN_OF_FIELD = 2
"""Names that only the lexicon's field has (기울기 소실, PyTorch), in one note: it is a note of this field …"""
FIELD_SHARE = 0.2
"""… as is one of which so many concepts are the lexicon's. Notes of biology, law, economics have no or one such name and
shares of .00 to .27; of the notes of four vaults of the field eight in ten have more."""
MIN_OWN = 10
"""Fewer concepts of its own say too little of a note's field."""
HOME_SHARE = 0.6
"""Of the notes that may say it, so many are of the lexicon's field: then all are taken to be."""
FOREIGN_SHARE = 0.1
"""So few: the notes' own words are never the lexicon's."""


@lru_cache(maxsize=20_000)
def is_common(surface: str, spellings: tuple[str, ...]) -> bool:
    """Whether a name of the lexicon is a plain word or a short abbreviation; `spellings`: how the lexicon writes it."""
    if " " in surface.strip() or any(char.isdigit() for char in surface):
        return False
    if has_hangul(surface):
        return len(surface) <= COMMON_SYLLABLES
    if is_acronym(surface):
        return len(surface) <= COMMON_LETTERS
    named = surface in spellings and surface[:1].isupper() and not is_everyday(surface)  # "Git", "React"
    return not named and not is_proper(surface)


def without_common(entry: Entry) -> Entry | None:
    """An entry of the lexicon with those of its names that no other field has; None where its own name isn't one."""
    kept = [name for name in entry.names if not (is_common(name, entry.names) or is_only_case(name))]
    if entry.name not in kept:
        return None
    ambiguous = tuple(name for name in entry.ambiguous if name in kept)
    return Entry(entry.name, entry.ko if entry.ko in kept else "", tuple(kept[1:]), ambiguous, entry.context)


def is_of_field(certain: int, borrowed: int, own: int) -> bool:
    """Whether a note may be of the lexicon's field, by its concepts: named in the lexicon's own words, in words that other
    fields share with it, and not in the lexicon."""
    few = own < MIN_OWN or certain >= MIN_OF_FIELD
    return few or certain + borrowed >= FIELD_SHARE * (certain + borrowed + own)


def home_share(candidates_by_note: Mapping[str, Sequence[Candidate]], lexicon: Lexicon) -> float:
    """How many of the notes that may say it are of the lexicon's field."""
    spellings = {fold(name): entry.names for entry in lexicon.entries for name in entry.names}
    telling = home = 0
    for candidates in candidates_by_note.values():
        surfaces = {fold(c.surface): c.surface for c in candidates}
        known = {key for key, surface in surfaces.items() if key in spellings and not is_common(surface, spellings[key])}
        telling += len(surfaces) >= MIN_OWN
        home += len(surfaces) >= MIN_OWN and len(known) >= MIN_OF_FIELD
    return home / telling if telling else 1.0
