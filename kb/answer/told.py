"""Which concepts the notes say something about that answers a question, and what to call them in one."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np

from kb.answer.definitions import defining_line
from kb.answer.lines import DECORATION, Candidate, Line, shows
from kb.answer.select import announces, says_more
from kb.graph.concept_graph import ConceptGraph
from kb.language.text import fold, has_hangul
from kb.store import Snapshot
from kb.types import Chunk, Concept, Language

Told = Literal["definition", "about", ""]
"""How the notes speak of a concept: they define it, they have a section about it, or neither."""

MIN_SECTION = 60
"""Letters under a heading that say something of what it names."""
MORE = 8
"""Letters that a line has beyond the name that it begins with, where it says what the thing is."""
MAX_PASSAGES = 40
"""Passages of a concept that are looked through for a line that defines it."""
ASKED_FOR = 0.3
"""Probability that a line which names a thing gets at least once that thing is asked for."""
_AROUND = re.compile(r"\([^)]*\)|\[[^\]]*\]|^[\d.\s]+")
_COUNTED = re.compile(
    r"^\W*(unit|chapter|part|week|day|lecture|lesson|section|step|batch|no|q)\W*\d+\W*$|^\W*\d+\W*\S{0,2}$"
    r"|(?<![A-Za-z가-힣\d])\d[\d.,]*\s?(주|일|년|개월|시간|분|초|회|명|%|[km]?m|cm|k?g|mg|ml)(?![A-Za-z가-힣])|\d{4}[-./]\d{1,2}",
    re.IGNORECASE,
)
"""A name that only counts, measures or dates ("Unit 8", "3주차", "2주 휴식", "400m x 8", "2024-03-01")."""
_TITLE = re.compile(
    r"^(introduction|overview|contents)\b|\b(notes|overview|summary)$|(개요|목차|소개|일지|노트|요약)$", re.IGNORECASE
)
"""A name of a text and of nothing in it."""
_NOT_PLURAL = re.compile(r"(ss|us|is|ics|as|os|ous|news|series|species|means|redis|js)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was found of one snapshot."""

    titles: frozenset[str]
    """Names of the notes' files."""
    told: dict[str, Told]


_KNOWN: WeakKeyDictionary[ConceptGraph, _Known] = WeakKeyDictionary()


def told_of(snapshot: Snapshot, name: str) -> Told:
    """Reads the concept's passages the first time that it is asked for."""
    known = _KNOWN.get(snapshot.graph)
    if known is None:
        titles = (fold(note.rsplit("/", 1)[-1].rsplit(".", 1)[0]) for note in snapshot.chunks_of_note)
        known = _KNOWN.setdefault(snapshot.graph, _Known(frozenset(titles), {}))
    if name not in known.told:
        known.told[name] = _told_of(snapshot, snapshot.graph.concepts[name], known.titles)
    return known.told[name]


def names_something(name: str) -> bool:
    """Whether a name is that of a thing: it doesn't only count, measure or date, and names no text."""
    return not (_COUNTED.search(name) or _TITLE.search(name))


def _told_of(snapshot: Snapshot, concept: Concept, titles: frozenset[str]) -> Told:
    names = {fold(name) for name in (concept.name, *concept.aliases)}
    if not names_something(concept.name):
        return ""
    chunks = [snapshot.chunks[snapshot.position[at]] for at in snapshot.graph.chunks_of(concept.name)[:MAX_PASSAGES]]
    line = defining_line([_unrated(Line(chunk, one)) for chunk in chunks for one in chunk.statements], concept)
    # what only opens a section or a note may be anything, unless it speaks of the thing as a definition does
    if line and (shows("defines", line.statement.text) or _begins(line, names)):
        return "definition"
    sections = (chunk for chunk in chunks if len(chunk.heading) > 1 and _names(chunk, names))
    return "about" if not names & titles and any(_letters(chunk) >= MIN_SECTION for chunk in sections) else ""


def _names(chunk: Chunk, names: set[str]) -> bool:
    """Whether a passage stands right under a heading that is one of the names."""
    return bool(chunk.heading) and fold(_AROUND.sub("", chunk.heading[-1]).strip(" :：?")) in names


def _begins(line: Line, names: set[str]) -> bool:
    """Whether the line itself begins with one of the names and goes on."""
    text = fold(DECORATION.sub("", line.statement.text))
    return any(text.startswith(name) and len(text) >= len(name) + MORE for name in names)


def _letters(chunk: Chunk) -> int:
    """Letters of the lines that say something."""
    lines = (one for one in chunk.statements if one.kind not in ("heading", "code", "math") and says_more(chunk, one))
    return sum(len(fold(one.text)) for one in lines if not announces(one.text))


def _unrated(line: Line) -> Candidate:
    nowhere: frozenset[int] = frozenset()
    nothing = np.zeros(0, dtype=np.float32)
    return Candidate(line, {}, nowhere, nowhere, nowhere, nowhere, nothing, nothing, probability=ASKED_FOR)


def label_in_question(snapshot: Snapshot, name: str, language: Language) -> str:
    """A concept's name as it stands within a sentence: small where the notes write it so ("enzymes", not "Enzymes")."""
    concept = snapshot.graph.concepts[name]
    label = concept.label(language)
    if language == "en" and not has_hangul(label) and label != label.lower():
        written = Counter(m.surface for m in snapshot.graph.mentions_of(name) if fold(m.surface) == fold(label))
        words = label.split()
        plain = all(word[1:] == word[1:].lower() for word in words)
        if plain and (label.lower() in written or (is_plural(label) and concept.origin == "notes")):
            return label.lower()
    return label


def is_plural(label: str) -> bool:
    """Whether an English name is one of several things ("enzymes")."""
    word = label.rsplit(maxsplit=1)[-1] if label.split() else ""
    return (
        word.isascii()
        and len(word) > 3
        and word.endswith("s")
        and word[-2:] != word[-2:].upper()
        and not _NOT_PLURAL.search(word)
    )
