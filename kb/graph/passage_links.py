"""Which passages name which: a line that names the heading of another section, or links to another note, leads there.

A *place* is a section: all passages of a note under one heading path. Its names are its heading, the heading without a
bracket at its end ("Billy Elliot (film)"), every other name of the concept that the heading names, and, for what stands
directly under the title, the note's title: so encyclopedia titles, headings of study notes and wikilinks are one thing.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from kb.errors import SnapshotDamaged
from kb.graph.boundaries import SHORT_LATIN
from kb.graph.finder import Alias, Finder, Sense
from kb.graph.names import clean
from kb.graph.vocabulary import Vocabulary
from kb.language.text import fold
from kb.types import Chunk, Statement

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
    written: Mapping[str, str]
    """Folded name → as the first of them writes it; sorted."""
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
    naming_line: Numbers
    """int64 [namings]: rows of statements, ascending, once for each name in them, from left to right. These and the next
    two are what the links were made of, for the next build."""
    naming: Numbers
    """int64 [namings]: which of `names`."""
    names: Mapping[str, str]
    """Folded names of places and how they are written, sorted."""

    def finder(self) -> Finder:
        return _finder(self.names)

    def save(self, folder: Path) -> None:
        """One NumPy array a field and the names as JSON; nothing is pickled."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)
        (folder / _NAMES).write_text(json.dumps(self.names, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> PassageLinks:
        """SnapshotDamaged: a file is missing, torn, or doesn't fit the others."""
        try:
            arrays = {name: np.load(folder / f"{name}.npy", allow_pickle=False) for name in _ARRAYS}
            found = cls(**arrays, names=json.loads((folder / _NAMES).read_text(encoding="utf-8")))
        except (OSError, ValueError, EOFError) as error:
            raise SnapshotDamaged(f"can't read {folder.name}; rebuild with `kb build --full`") from error
        sizes = {len(found.line), len(found.target), len(found.weight)}
        named = len(found.naming) == len(found.naming_line) and (found.naming < len(found.names)).all()
        if not len(found.first) or sizes != {int(found.first[-1])} or not named:
            raise SnapshotDamaged(f"{folder.name} doesn't fit together; rebuild with `kb build --full`")
        return found


_ARRAYS = ("first", "line", "target", "weight", "naming_line", "naming")
_NAMES = "names.json"


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
    written = {key: surfaces[key] for key in sorted(kept)}
    return Places(of_chunk, kept, written, _finder(written))


def _finder(names: Mapping[str, str]) -> Finder:
    return Finder(Alias(key, surface, (Sense(key),), capitals=len(key) <= SHORT_LATIN) for key, surface in names.items())


def link_passages(
    chunks: Sequence[Chunk], places: Places, known: PassageLinks | None = None, rows: Numbers | None = None
) -> PassageLinks:
    """All links, deterministic. A line that names its own section is none.

    `rows`: int64 [statements], where each stood in `known`, -1 for a statement to be read; the others name what they named.
    """
    statements = [statement for chunk in chunks for statement in chunk.statements]
    place = np.repeat(places.of_chunk, [len(chunk.statements) for chunk in chunks])
    number = {key: at for at, key in enumerate(places.written)}
    unread = np.flatnonzero(rows < 0).tolist() if known and rows is not None else range(len(statements))
    line, name = _named(unread, statements, places.finder, number)
    if known and rows is not None:
        old_line, old_name = _kept(known, rows, number)
        line, name = np.concatenate([old_line, line]), np.concatenate([old_name, name])
        order = np.argsort(line, kind="stable")
        line, name = line[order], name[order]
    linked_line, linked_name = _linked(chunks, number)
    both = (np.concatenate([line, linked_line]), np.concatenate([name, linked_name]))
    source, at, target, called = _reached(*both, place, [places.names[key] for key in number])
    lines_of = np.bincount(called, minlength=len(number))
    shared = np.array([len(places.names[key]) for key in number], dtype=np.float64)
    weight = np.log1p(len(statements) / np.maximum(lines_of, 1)) / np.maximum(shared, 1)
    return PassageLinks(
        first=np.searchsorted(source, np.arange(len(places) + 1)).astype(np.int64),
        line=at,
        target=target,
        weight=weight[called].astype(np.float32),
        naming_line=line,
        naming=name,
        names=places.written,
    )


def _named(
    rows: Sequence[int], statements: Sequence[Statement], finder: Finder, number: Mapping[str, int]
) -> tuple[Numbers, Numbers]:
    """(row, name) of every name of a place in these lines."""
    found = [(row, number[match.concept]) for row in rows for match in finder.find(statements[row].text)]
    return _columns(found)


def _kept(known: PassageLinks, rows: Numbers, number: Mapping[str, int]) -> tuple[Numbers, Numbers]:
    """(row, name) as known from the lines that were not read again, as they are numbered now."""
    now = np.full(max(int(rows.max(initial=-1)), int(known.naming_line.max(initial=-1))) + 1, -1, dtype=np.int64)
    now[rows[rows >= 0]] = np.flatnonzero(rows >= 0)
    renumbered = np.array([number.get(key, -1) for key in known.names], dtype=np.int64)
    line = now[known.naming_line]
    kept = line >= 0
    return line[kept], renumbered[known.naming[kept]]


def _linked(chunks: Sequence[Chunk], number: Mapping[str, int]) -> tuple[Numbers, Numbers]:
    """(row, name) of every `[[wikilink]]` to a place."""
    found: list[tuple[int, int]] = []
    row = 0
    for chunk in chunks:
        for link in chunk.links:
            key = fold(PurePosixPath(link).stem if "/" in link else link)
            if key in number:
                found += [(row + at, number[key]) for at, s in enumerate(chunk.statements) if link in s.quote]
        row += len(chunk.statements)
    return _columns(found)


def _columns(pairs: Sequence[tuple[int, int]]) -> tuple[Numbers, Numbers]:
    both = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _reached(
    line: Numbers, name: Numbers, place: Numbers, bearers: Sequence[Sequence[int]]
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """(source, line, target, name) for every place that bears a name, but the line's own; sorted, each target once a line,
    by the name that came last."""
    counts = np.array([len(some) for some in bearers], dtype=np.int64)
    flat = np.array([one for some in bearers for one in some], dtype=np.int64)
    first = np.cumsum(counts) - counts
    times = counts[name]
    at = np.repeat(line, times)
    called = np.repeat(name, times)
    within = np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times)
    target = flat[first[called] + within]
    source = place[at]
    order = np.lexsort((np.arange(len(at)), target, at, source))
    source, at, target, called = source[order], at[order], target[order], called[order]
    last = np.ones(len(at), dtype=bool)
    last[:-1] = (at[1:] != at[:-1]) | (target[1:] != target[:-1])
    kept = last & (source != target)
    return source[kept], at[kept], target[kept], called[kept]


def _called(heading: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    bare = _BRACKET.sub("", heading)
    tidy = clean(bare)
    names = [heading, bare, tidy]
    concept = vocabulary.concepts.get(vocabulary.resolve(tidy, slips=False) or "")
    if concept:
        names += [concept.name, *concept.aliases]
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
