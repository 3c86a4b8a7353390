"""What of the last snapshot still holds: the notes that didn't change, if nothing that derives them did."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb import store
from kb.errors import SnapshotError
from kb.store import Manifest, NoteRecord, Snapshot, Verified

ROOMS = ("language", "notes", "chunks", "index", "graph")
PER_NOTE = "pipeline/per_note.py"
"""Code and rules from which a record follows; the last says by which words a line is found."""
"""The stages whose results a snapshot keeps."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Parts:
    """One note's record with its rows of vectors: passages [chunks, d], lines [statements, d]."""

    record: NoteRecord
    passages: Vectors
    lines: Vectors


def previous_snapshot(index: Path) -> Verified | None:
    """The index as it stands, or None where there is none that can be built upon."""
    try:
        return store.verify(store.current_snapshot(index))
    except SnapshotError:
        return None


def same_recipe(old: Manifest, new: Manifest) -> bool:
    """Whether notes derived for `old` may stand beside notes derived now."""
    return all(
        getattr(old, field) == getattr(new, field)
        for field in ("format", "version", "encoder_fingerprint", "analyser", "rules", "settings")
    )


def unchanged(base: Snapshot, paths: Collection[str]) -> dict[str, Parts]:
    """What the old index holds of these notes."""
    kept: dict[str, Parts] = {}
    passage = line = 0
    for record in base.records:
        passages, lines = len(record.chunks), line_count(record)
        if record.path in paths:
            kept[record.path] = Parts(
                record,
                base.passages.vectors[passage : passage + passages],
                base.lines.vectors[line : line + lines],
            )
        passage, line = passage + passages, line + lines
    return kept


def line_count(record: NoteRecord) -> int:
    return sum(len(chunk.statements) for chunk in record.chunks)


@cache
def sources() -> str:
    """Hash of the code and the language data that derive a record: with another kb, old records are not built upon."""
    package = Path(__file__).parent.parent
    rooms = (file for room in ROOMS for file in (package / room).rglob("*") if file.suffix in (".py", ".toml"))
    files = sorted((*rooms, package / PER_NOTE))
    return digest(*(f"{file.relative_to(package).as_posix()}\n{file.read_text(encoding='utf-8')}" for file in files))


def digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
