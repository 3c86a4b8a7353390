"""Noun phrases and predicates of a Korean sentence; concepts are masked so that the analyser sees each as one noun."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kb.graph.finder import Found
from kb.graph.rules import Predicate

MASK = "ZQ"
"""Stands for a concept's name while Kiwi reads the sentence: Kiwi tags an unknown Latin word as one noun-like token."""

_DETACHED = re.compile(
    r"(?<=[A-Za-z0-9)\]`'\"’”])(\s+)(?:(?:은|는|을|를|과|와|란|이란|도|의|에|에서|에게|로|으로|만|보다|까지|부터)(?:는|은|도|의)?|가|이(?!\s?[때런것]))(?=[\s,.]|$)"
)
"""Many write a space between a Latin name and its particle ("TCP 는"): Kiwi then takes the particle for a verb."""

_PARTED = re.compile(r"\s(?=(?:은|는|을|를|과|와|의)(?:\s|$))")

_PAREN = re.compile(r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]")


@dataclass(slots=True)
class NounPhrase:
    heads: list[int]
    """Mentions (positions in the list of found names) that head its conjuncts."""
    nouns: list[str]
    """Forms of the last conjunct, `MASK` for a concept."""
    genitive: list[int]
    """Mentions that own it: "ReLU의", or the name before the head ("ReLU 죽은 뉴런")."""
    particle: str = ""
    start: int = 0
    end: int = 0
    closing: str = ""
    """such (와 같은), etc (등), among (중), named (라는), being (인), any (이든)"""
    listed: bool = False
    tail: str = ""
    used: bool = False
    copula: bool = False
    adnominal: bool = False
    """ "로 인한", "을 통한": it stands before the noun that it modifies."""
    crossed: bool = False
    """ "노이즈 X", "노이즈 ❌": there is none."""
    only: bool = False
    """It has the particle 만: "CNN에만"."""
    relative: Verb | None = None
    pointed: bool = False
    """A pointer stands before it: "이런 단점"."""
    determined: bool = False
    """A determiner stands before it: "다른 도구", "두 배열"."""


@dataclass(slots=True)
class Verb:
    word: str
    rules: tuple[Predicate, ...]
    start: int
    end: int
    negated: bool = False
    passive: bool = False
    ending: str = "final"
    """final, and, adnominal, if, when, purpose, because, until"""
    needless: bool = False
    """ "…하지 않아도 된다"."""
    possible: bool = False
    """ "…할 수 있다"."""
    modifies: bool = False
    """ "막기 위한": a purpose that stands before a noun."""
    needing: bool = False
    """ "…하려면"."""
    must: bool = False
    """ "…해야 한다"."""
    bare: bool = False
    """A noun that stands for the predicate: "과적합 방지"."""
    wrong: bool = False
    total: bool = False
    """It says that nothing is left ("완전히 없애다"): denied, it may still lessen."""
    noun: bool = False
    adjective: bool = False
    becoming: bool = False
    """ "…하게": before 되다 it says no more than the verb alone."""
    mention: int | None = None
    """The concept that is the verb itself: "정규화하면"."""
    asserted: bool = False
    """ "…하는 것(이다)": said of what the line is about."""
    even: bool = False
    """ "…하더라도": what follows holds in spite of it."""
    opposed: bool = False
    """ "…하지만", "…하는 반면": what follows is told of another thing."""


Item = NounPhrase | Verb


def _names_the_word_before(match: re.Match[str], text: str, found: Sequence[Found]) -> bool:
    """Whether the brackets hold one name and nothing else, of a word that is no name itself and has a particle behind."""
    start, end = match.span()
    inside = any(f.start == start + 1 and f.end == end - 1 for f in found)
    plain = start > 0 and "가" <= text[start - 1] <= "힣" and not any(f.end == start for f in found)
    return inside and plain and "가" <= text[end : end + 1] <= "힣"


def mask(text: str, found: Sequence[Found]) -> tuple[str, dict[int, int]]:
    """The text with each name as `MASK` and without what stands in brackets; masked start → position in `found`."""
    cut = [False] * len(text)
    for match in _PAREN.finditer(text):
        if _names_the_word_before(match, text, found):  # "부분 단어(subword)를": only the brackets go
            cut[match.start()] = cut[match.end() - 1] = True
        elif not any(f.start < match.start() < f.end or f.start < match.end() < f.end for f in found):
            for position in range(*match.span()):
                cut[position] = True
    for match in _DETACHED.finditer(text):
        if not any(f.start < match.end(1) and match.start(1) < f.end for f in found):
            for position in range(*match.span(1)):
                cut[position] = True
    for name in found:  # a Korean name in bold, whose marks are gone
        end = name.end
        while _PARTED.match(text, end):
            cut[end], end = True, end + 1
    out: list[str] = []
    starts: dict[int, int] = {}
    length = at = 0

    def copy(until: int) -> None:
        nonlocal length
        piece = "".join(char for position, char in enumerate(text[at:until], at) if not cut[position])
        out.append(piece)
        length += len(piece)

    for index, name in enumerate(found):
        copy(name.start)
        last = next((piece for piece in reversed(out) if piece), "") if not cut[name.start] else ""
        if last == "-" and index and found[index - 1].end == name.start - 1:  # "L1-L2 규제": two names
            out[len(out) - 1 - out[::-1].index("-")] = "/"
        at = name.end
        if not cut[name.start]:
            starts[length] = index
            out.append(MASK)
            length += len(MASK)
    copy(len(text))
    return "".join(out), starts
