"""The bilingual lexicon that ships with the product: `lexicon/*.toml`, explained in `lexicon/README.md`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from kb.language.text import fold

GENERIC_FILE = "generic.toml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept with its names; `ambiguous` are those of its names that need a word of `context` near them."""

    name: str
    ko: str = ""
    aliases: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    context: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(n for n in (self.name, self.ko, *self.aliases) if n))


@dataclass(frozen=True, slots=True)
class Lexicon:
    entries: tuple[Entry, ...]
    generic: frozenset[str] = frozenset()
    """Folded words that are no concept by themselves."""
    furniture: frozenset[str] = frozenset()
    """Folded headings that only furnish a note."""
    suffixes: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """All names, for Kiwi's user dictionary."""
        return tuple(sorted({name for entry in self.entries for name in entry.names}))


def entries_from(data: dict[str, Any]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            name=item["name"],
            ko=item.get("ko", ""),
            aliases=tuple(item.get("aliases", ())),
            ambiguous=tuple(item.get("ambiguous", ())),
            context=tuple(item.get("context", ())),
        )
        for item in data.get("concept", ())
    )


@cache
def load_lexicon() -> Lexicon:
    """All areas in the order of their file names."""
    entries: list[Entry] = []
    generic: dict[str, Any] = {}
    for name, text in _files("lexicon"):
        data = tomllib.loads(text)
        if name == GENERIC_FILE:
            generic = data
        else:
            entries.extend(entries_from(data))
    return Lexicon(
        entries=tuple(entries),
        generic=frozenset(fold(w) for w in _strings(generic.get("words", {}))),
        furniture=frozenset(fold(w) for w in _strings(generic.get("headings", {}))),
        suffixes=tuple(sorted(set(_strings(generic.get("suffixes", {}))), key=lambda s: (-len(s), s))),
    )


@cache
def _files(folder: str) -> Iterator[tuple[str, str]]:
    for file in sorted(resources.files("kb.graph").joinpath(folder).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".toml"):
            yield file.name, file.read_text(encoding="utf-8")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    else:
        for part in value:
            yield from _strings(part)
