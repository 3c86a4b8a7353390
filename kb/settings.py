"""Frozen settings, and the only reader of environment variables."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

DEFAULT_NOTES = Path("corpus")
DEFAULT_INDEX = Path("index")
CONCEPTS_FILE = "concepts.toml"
"""The owner's own concepts, beside the notes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What shapes an index. Part of the snapshot's manifest: another value means a rebuild, never a mixed index."""

    max_chunk_chars: int = 1200
    """Above this a passage holds several topics and its vector means none of them."""
    max_file_bytes: int = 5_000_000
    """A note is written by hand; a larger text file is an export or a log."""
    suffixes: tuple[str, ...] = (".md", ".markdown", ".mdx", ".txt", ".ipynb")


def default_index() -> Path:
    """`$KB_INDEX`, or `index` in the working folder."""
    return Path(os.environ.get("KB_INDEX", "") or DEFAULT_INDEX)


def default_notes() -> Path:
    return DEFAULT_NOTES


def language_model_key() -> str:
    """`$KB_LLM_KEY`: the key of a language model's server, where it wants one. Not an option: those are seen by others."""
    return os.environ.get("KB_LLM_KEY", "")
