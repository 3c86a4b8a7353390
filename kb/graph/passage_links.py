"""Which passages name which: a line that names the heading of another section, or links to another note, leads there.

A *place* is a section: all passages of a note under one heading path. Its names are its heading, the heading without a
bracket at its end ("Billy Elliot (film)"), every other name of the concept that the heading names, and, for what stands
directly under the title, the note's title: so encyclopedia titles, headings of study notes and wikilinks are one thing.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from kb.errors import SnapshotDamaged
from kb.graph.finder import SHORT_LATIN, Alias, Finder, Sense
from kb.graph.names import clean
from kb.graph.vocabulary import Vocabulary
from kb.language.text import fold
from kb.types import Chunk

MAX_NAMESAKES = 8
"""A heading of more places than this ("예시", "Overview") names none of them."""
MAX_NAME_CHARS = 80
"""A longer heading is a sentence; no line repeats it."""

_BRACKET = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]\s*$")

Numbers = NDArray[np.int64]
Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Places:
    """The sections of all notes and their names."""

    of_chunk: Numbers
    """int64 [chunks]: the place of each passage; places are numbered by their first passage."""
    names: Mapping[str, tuple[int, ...]]
    """Folded name → the places that bear it."""
    finder: Finder

    def __len__(self) -> int:
        return int(self.of_chunk.max()) + 1 if len(self.of_chunk) else 0

    def named_in(self, text: str) -> tuple[tuple[str, int, int, tuple[int, ...]], ...]:
        """(surface, start, end, places) of each name in the text, longest names first where they overlap."""
        return tuple((f.surface, f.start, f.end, self.names[f.concept]) for f in self.finder.find(text))


@dataclass(frozen=True, slots=True)
class PassageLinks:
    """Links from lines to places, grouped by the place that the line stands in (compressed sparse rows)."""

    first: Numbers
    """int64 [places + 1]: the links of place p are rows first[p] to first[p + 1]."""
    line: Numbers
    """int64 [links]: the row of the statement that names the target."""
    target: Numbers
    """int64 [links]: a place."""
    weight: Weights
    """float32 [links]: the inverse frequency of the name, shared among the places that bear it."""

    def save(self, folder: Path) -> None:
        """One NumPy array a field; nothing is pickled."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _FIELDS:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> PassageLinks:
        """SnapshotDamaged: a file is missing, torn, or doesn't fit the others."""
        try:
            found = cls(*(np.load(folder / f"{name}.npy", allow_pickle=False) for name in _FIELDS))
        except (OSError, ValueError, EOFError) as error:
            raise SnapshotDamaged(f"can't read {folder.name}; rebuild with `kb build --full`") from error
        sizes = {len(found.line), len(found.target), len(found.weight)}
        if not len(found.first) or sizes != {int(found.first[-1])}:
            raise SnapshotDamaged(f"{folder.name} doesn't fit together; rebuild with `kb build --full`")
        return found


_FIELDS = ("first", "line", "target", "weight")


def find_places(chunks: Sequence[Chunk], vocabulary: Vocabulary) -> Places:
    numbers: dict[tuple[str, tuple[str, ...]], int] = {}
    of_chunk = np.fromiter(
        (numbers.setdefault((chunk.note, chunk.heading), len(numbers)) for chunk in chunks), np.int64, len(chunks)
    )
    names: dict[str, dict[int, None]] = defaultdict(dict)
    surfaces: dict[str, str] = {}
    seen: set[str] = set()
    for (note, heading), place in numbers.items():
        called = list(_called(heading[-1], vocabulary)) if heading else []
        if note not in seen:
            seen.add(note)
            called.append(PurePosixPath(note).stem)
        for name in called:
            key = fold(name)
            if len(key) > 1 and len(name) <= MAX_NAME_CHARS:
                names[key][place] = None
                surfaces.setdefault(key, name)
    kept = {key: tuple(places) for key, places in names.items() if len(places) <= MAX_NAMESAKES}
    finder = Finder(Alias(key, surfaces[key], (Sense(key),), capitals=len(key) <= SHORT_LATIN) for key in sorted(kept))
    return Places(of_chunk, kept, finder)


def link_passages(chunks: Sequence[Chunk], places: Places) -> PassageLinks:
    """All links, deterministic. A line that names its own section is none."""
    found: list[tuple[int, int, int, str]] = []  # source, line, target, name
    row = 0
    for place, chunk in zip(places.of_chunk.tolist(), chunks, strict=True):
        for statement in chunk.statements:
            reached: dict[int, str] = {}
            for match in places.finder.find(statement.text):
                reached.update(dict.fromkeys(places.names[match.concept], match.concept))
            for link in chunk.links:
                key = fold(PurePosixPath(link).stem if "/" in link else link)
                if link in statement.quote:
                    reached.update(dict.fromkeys(places.names.get(key, ()), key))
            reached.pop(place, None)
            found.extend((place, row, target, name) for target, name in sorted(reached.items()))
            row += 1
    lines_of: dict[str, set[int]] = defaultdict(set)
    for _, line, _, name in found:
        lines_of[name].add(line)
    weight = {name: math.log(1 + row / len(lines)) / len(places.names[name]) for name, lines in lines_of.items()}
    found.sort(key=lambda link: link[:3])
    sources = np.array([link[0] for link in found], dtype=np.int64)
    return PassageLinks(
        first=np.searchsorted(sources, np.arange(len(places) + 1)).astype(np.int64),
        line=np.array([link[1] for link in found], dtype=np.int64),
        target=np.array([link[2] for link in found], dtype=np.int64),
        weight=np.array([weight[link[3]] for link in found], dtype=np.float32),
    )


def _called(heading: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    bare = _BRACKET.sub("", heading)
    tidy = clean(bare)
    names = [heading, bare, tidy]
    concept = vocabulary.concepts.get(vocabulary.resolve(tidy, slips=False) or "")
    if concept:
        names += [concept.name, *concept.aliases]
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
