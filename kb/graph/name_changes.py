"""Which texts a change of names touches: no other text need be read again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from kb.graph.elided import elided_names
from kb.graph.finder import Finder
from kb.language.text import fold


@dataclass(frozen=True, slots=True)
class Readable:
    """A text as names are looked for in it; made once, for folding takes longer than looking."""

    text: str
    folded: str
    lowered: str

    @classmethod
    def of(cls, text: str) -> Readable:
        return cls(text, fold(text), text.lower())


class NameChanges:
    """What differs between the names of two finders. `throughout`: how names are read changed as well, in every text."""

    def __init__(self, old: Finder, new: Finder, *, throughout: bool = False) -> None:
        self._throughout = throughout
        keys = new.changes(old)
        self._elidable = {
            key for finder in (old, new) for key in keys if key in finder.aliases and finder.aliases[key].elidable
        }
        self._whole = _automaton(keys)
        self._halves = _automaton(half for key in self._elidable for half in _halves(key))

    def __bool__(self) -> bool:
        return self._throughout or bool(len(self._whole))

    def touch(self, text: Readable) -> bool:
        """Whether a name that changed stands in the text, in one piece or in two: whether `slice_key` is another."""
        if self._throughout or _occurs(self._whole, text.folded):
            return True
        # most texts hold no half of such a name, and are done in a fiftieth of the time
        return _occurs(self._halves, text.lowered) and any(
            fold(name) in self._elidable for _, _, name in elided_names(text.text)
        )


def _halves(key: str) -> Iterable[str]:
    """Of a name as two words that stand apart in the text ("기울기 소실과 폭주"), one holds at least a half, and the second
    two letters."""
    middle, length = len(key) // 2, len(key)
    if length > 2:
        yield key[middle:]
    if length > 4:
        yield key[: middle + 1]


def _automaton(words: Iterable[str]) -> Any:
    import ahocorasick

    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, word)
    if len(automaton):
        automaton.make_automaton()
    return automaton


def _occurs(automaton: Any, text: str) -> bool:
    return bool(len(automaton)) and next(automaton.iter(text), None) is not None
