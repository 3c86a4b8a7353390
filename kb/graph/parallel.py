"""What lines that stand side by side show by being written alike: names in two languages, lists of nothing but names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from kb.graph.everyday import is_everyday
from kb.graph.heading_roles import label_role
from kb.graph.names import clean, is_acronym, looks_like_name
from kb.language.text import has_hangul
from kb.types import Block

MIN_GLOSSED = 3
"""Lines of a note that are a name and its other name, before a bracket of two syllables is one as well."""
PROVEN_SHARE = 0.4
"""Of such lines, those that prove their pair by themselves."""
MIN_BARE = 3
"""Lines of one list, all of them names."""
MAX_BARE_WORDS = 4

_GLOSSED = re.compile(r"\s*([^()（）:：]{2,30}?)\s*[(（]([^()（）]{1,24})[)）]\s*(?:[:：].*)?$")

Pair = tuple[str, str]


def glossed_lines(blocks: Sequence[Block], proven: Mapping[int, Sequence[Pair]]) -> Mapping[int, Pair]:
    """The pairs of the lines "Lime (라임)", by position, where the note writes so throughout; `proven`: what a line proves.

    A bracket of two syllables behind a Latin name says what it does as often as it names it ("FIN (요청)"): not where the
    brackets of the other lines name.
    """
    pairs: dict[int, Pair] = {}
    for at, block in enumerate(blocks):
        match = _GLOSSED.match(block.text) if block.kind in ("heading", "item") else None
        one, other = (clean(match.group(1)), clean(match.group(2))) if match else ("", "")
        if (
            one
            and has_hangul(other)
            and _is_plain(one)
            and looks_like_name(other)
            and len(other.split()) <= len(one.split())
        ):
            pairs[at] = (one, other)
    sure = sum(pair in proven.get(at, ()) for at, pair in pairs.items())
    return pairs if sure >= MIN_GLOSSED and sure >= PROVEN_SHARE * len(pairs) else {}


def _is_plain(name: str) -> bool:
    """A Latin name that is no abbreviation and none of a product."""
    return (
        not has_hangul(name)
        and bool(re.fullmatch(r"[A-Za-z][a-z]+(?:[ \-][A-Za-z]?[a-z]+)*", name))
        and not is_acronym(name)
    )


def bare_names(blocks: Sequence[Block]) -> Mapping[int, str]:
    """Items of lists of nothing but names that are words of their field, by position: "Duress", "Estoppel" …"""
    lists: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, block in enumerate(blocks):
        if block.path and (block.kind == "item" or (block.kind == "heading" and block.pseudo)):
            lists[block.path].append(at)
    names: dict[int, str] = {}
    for positions in lists.values():
        texts = [clean(blocks[at].text) for at in positions]
        bare = all(len(t.split()) <= MAX_BARE_WORDS and looks_like_name(t) and not label_role(t) for t in texts)
        if len(set(texts)) == len(texts) >= MIN_BARE and bare:
            names.update((at, t) for at, t in zip(positions, texts, strict=True) if " " not in t and _is_term(t))
    return names


def _is_term(word: str) -> bool:
    return not is_everyday(word) and (len(word) > 2 if has_hangul(word) else word.isalpha() and len(word) > 3)
