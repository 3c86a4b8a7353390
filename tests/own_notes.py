"""A knowledge base over notes that a test writes itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kb import KnowledgeBase, build


def over(folder: Path, notes: Mapping[str, str]) -> KnowledgeBase:
    """A knowledge base over these notes (file name → text), in `folder`, which holds nothing else."""
    (folder / "notes").mkdir()
    for name, text in notes.items():
        (folder / "notes" / name).write_text(text, encoding="utf-8")
    build(folder / "notes", folder / "index")
    return KnowledgeBase.open(folder / "index")
