"""The owner's own concepts: `concepts.toml` beside the notes.

ignore = ["할 일", "misc"]                 # never concepts
merge = [["웜업", "learning rate warmup"]]  # one concept under several names
separate = [["정밀도", "정확도"]]           # never one concept, whatever looks alike

[[concept]]                               # as in the lexicon: name, ko, aliases, ambiguous, context
name = "project Atlas"
aliases = ["아틀라스"]
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kb.errors import ConceptsFileInvalid
from kb.graph.lexicon import Entry, entries_from

_KEYS = {"concept", "ignore", "merge", "separate"}


@dataclass(frozen=True, slots=True)
class OwnerConcepts:
    entries: tuple[Entry, ...] = ()
    merge: tuple[tuple[str, ...], ...] = ()
    separate: tuple[tuple[str, ...], ...] = ()
    ignore: tuple[str, ...] = ()
    fingerprint: str = ""


def load_owner(path: Path | None) -> OwnerConcepts:
    """The owner's file, or nothing where there is none. Raises ConceptsFileInvalid, with the line where TOML says one."""
    if path is None or not path.is_file():
        return OwnerConcepts()
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConceptsFileInvalid(f"{path.name} can't be read: {error}; correct it or take it away") from error
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise ConceptsFileInvalid(f"{path.name}: unknown key {unknown[0]!r}; known are {', '.join(sorted(_KEYS))}")
    concepts = data.get("concept", [])
    if not isinstance(concepts, list) or not all(isinstance(c, dict) and _is_name(c.get("name")) for c in concepts):
        raise ConceptsFileInvalid(f'{path.name}: every [[concept]] needs a name = "…"')
    for concept in concepts:
        for key in ("aliases", "ambiguous", "context"):
            _names(concept.get(key, []), key, path.name)
        if not isinstance(concept.get("ko", ""), str):
            raise ConceptsFileInvalid(f"{path.name}: ko must be text in {concept['name']!r}")
    return OwnerConcepts(
        entries=entries_from(data),
        merge=_groups(data.get("merge", []), "merge", path.name),
        separate=_groups(data.get("separate", []), "separate", path.name),
        ignore=_names(data.get("ignore", []), "ignore", path.name),
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
    )


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _names(value: Any, key: str, file: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(_is_name(v) for v in value):
        raise ConceptsFileInvalid(f'{file}: {key} must be a list of names, such as {key} = ["a", "b"]')
    return tuple(value)


def _groups(value: Any, key: str, file: str) -> tuple[tuple[str, ...], ...]:
    if isinstance(value, list) and value and all(_is_name(v) for v in value):
        value = [value]  # one group written without the outer brackets
    if not isinstance(value, list) or not all(isinstance(g, list) and len(g) >= 2 for g in value):
        raise ConceptsFileInvalid(f'{file}: {key} must be groups of names, such as {key} = [["a", "b"]]')
    return tuple(_names(group, key, file) for group in value)
