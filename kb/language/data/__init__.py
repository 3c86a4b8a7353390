"""Word lists in TOML, readable without the code; `words_of` reads one list of one file."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any


@lru_cache(maxsize=8)
def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))


@lru_cache(maxsize=32)
def words_of(name: str, table: str) -> frozenset[str]:
    """The words of `[table] words = "…"` in the data file `name`, separated by white space."""
    return frozenset(str(_load(name)[table]["words"]).split())


@lru_cache(maxsize=32)
def pairs_of(name: str, table: str) -> dict[str, str]:
    """The `key = "value"` pairs of `[table]` in the data file `name`."""
    return {str(key): str(value) for key, value in _load(name)[table].items()}


@lru_cache(maxsize=8)
def rows_of(name: str, table: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `[table] rules = [["…", "…"], …]` in the data file `name`, in order."""
    return tuple(tuple(str(cell) for cell in row) for row in _load(name)[table]["rules"])
