"""Which texts a change of names can touch: no other text need be read again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kb.graph.finder import Alias, Finder
from kb.language.text import fold


class NameChanges:
    """What differs between the names of two finders."""

    def __init__(self, old: Finder, new: Finder) -> None:
        keys = new.changes(old)
        either = [finder.aliases[key] for finder in (old, new) for key in keys if key in finder.aliases]
        self._whole = _automaton(keys)
        self._halves = _automaton(half for alias in either if alias.elidable for half in _halves(alias))

    def __bool__(self) -> bool:
        return bool(len(self._whole))

    def may_touch(self, text: str) -> bool:
        """False where both finders find the same in every part of the text."""
        return _occurs(self._whole, fold, text) or _occurs(self._halves, str.lower, text)


def _halves(alias: Alias) -> Iterable[str]:
    """Of a name as two words that stand apart in the text ("기울기 소실과 폭주"), one holds at least a half, and the second
    two letters."""
    middle, length = len(alias.key) // 2, len(alias.key)
    if length > 2:
        yield alias.key[middle:]
    if length > 4:
        yield alias.key[: middle + 1]


def _automaton(words: Iterable[str]) -> Any:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, word)
    if len(automaton):
        automaton.make_automaton()
    return automaton


def _occurs(automaton: Any, form: Any, text: str) -> bool:
    return bool(len(automaton)) and next(automaton.iter(form(text)), None) is not None
