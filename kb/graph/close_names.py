"""The most similar of many names for each of many names."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kb.language.text import has_hangul

MAX_SLIPS = 2
"""Letters that a misspelt name may have more or fewer."""
CLOSEST = 3
MIN_RATIO_LATIN = 80
MIN_RATIO_HANGUL = 72
"""Twice the letters in common, in order, in a hundred letters of both: one wrong syllable of four is 75."""
KEYS_AT_ONCE = 512
"""Compared with all targets of a length: some megabytes of letters."""

Shape = tuple[str, int]
Letters = NDArray[np.uint64]


def closest(keys: Sequence[str], targets: Sequence[str]) -> dict[str, list[str]]:
    """The three most similar targets of each folded key, best first, equal ones in the order of their lengths and of
    `targets`. Pairs whose sets of letters are too different are never compared: 99 of a hundred."""
    from rapidfuzz import fuzz, process

    by_shape = _by_shape(targets)
    letters = {shape: _letters(words) for shape, words in by_shape.items()}
    close: dict[str, list[str]] = {}
    for (letter, length), group in _by_shape(keys).items():
        cutoff = MIN_RATIO_LATIN if letter else MIN_RATIO_HANGUL
        sizes = [size for size in range(length - MAX_SLIPS, length + MAX_SLIPS + 1) if (letter, size) in by_shape]
        own = _letters(group)
        for start in range(0, len(group) if sizes else 0, KEYS_AT_ONCE):
            some = group[start : start + KEYS_AT_ONCE]
            pairs: list[tuple[int, str]] = []
            for size in sizes:
                near = by_shape[letter, size]
                common = math.ceil(cutoff * (length + size) / 200)
                rows, columns = _alike(
                    own[start : start + KEYS_AT_ONCE], letters[letter, size], length - common, size - common
                )
                pairs += zip(rows.tolist(), map(near.__getitem__, columns.tolist()), strict=True)
            if not pairs:
                continue
            scores = process.cpdist(
                [some[row] for row, _ in pairs],
                [target for _, target in pairs],
                scorer=fuzz.ratio, score_cutoff=cutoff, dtype=np.float64,
            )  # fmt: skip
            alike = np.flatnonzero(scores)
            for at in alike[np.lexsort((alike, -scores[alike]))].tolist():
                row, target = pairs[at]
                if len(found := close.setdefault(some[row], [])) < CLOSEST:
                    found.append(target)
    return close


def _by_shape(names: Sequence[str]) -> Mapping[Shape, list[str]]:
    """By what a slip leaves alone: the first letter of a Latin name, and the length but for `MAX_SLIPS`."""
    shapes: dict[Shape, list[str]] = defaultdict(list)
    for name in names:
        shapes["" if has_hangul(name) else name[:1], len(name)].append(name)
    return shapes


def _letters(names: Sequence[str]) -> Letters:
    """uint64 [n]: of names of one length, the set of letters in 64 classes."""
    codes = np.frombuffer("".join(names).encode("utf-32-le"), dtype=np.uint32).reshape(len(names), -1)
    classes: Letters = np.bitwise_or.reduce(np.uint64(1) << (codes.astype(np.uint64) & np.uint64(63)), axis=1)
    return classes


def _alike(ours: Letters, theirs: Letters, only_ours: int, only_theirs: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Pairs (row of ours, row of theirs) with no more classes of letters that only one of them has than these."""
    missing = np.bitwise_count(ours[:, None] & ~theirs) <= only_ours
    missing &= np.bitwise_count(theirs & ~ours[:, None]) <= only_theirs
    rows, columns = np.nonzero(missing)
    return rows, columns
