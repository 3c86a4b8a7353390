"""Whether a heading names a class of things, so that the names listed under it are kinds of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kb.graph.everyday import is_everyday, prose_rules
from kb.graph.finder import Found
from kb.graph.rules import korean_rules
from kb.language.text import has_hangul

MAX_PLURAL_WORDS = 3
_COUNT = re.compile(r"\s*(?:\d+|[NnＮ]|한|두|세|네|다섯|여섯)\s*(?:가지|개|종|대)\s*$")
BRACKET = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]\s*$")


def shares_head(names: Sequence[str], kinds: Sequence[str]) -> bool:
    """ "배치 정규화" under "정규화", "max heap" under "heap": a compound is a kind of its head."""
    for name in names:
        low = name.casefold()
        for kind in kinds:
            end = kind.casefold()
            if (
                len(end) >= 2
                and len(low) > len(end) + 1
                and low.endswith(end)
                and (has_hangul(end) or low[-len(end) - 1] in " -")
            ):
                return True
    return False


def is_class_name(text: str, found: Sequence[Found]) -> bool:
    """Whether a heading is the name of several things: an English plural, a Korean class noun, a count ("원칙 5가지")."""
    classes = tuple(korean_rules().words["headings.classes"])
    while bracket := BRACKET.search(text):
        bare, said = text[: bracket.start()].strip(" *`"), bracket.group().strip(" ()（）[]")
        if (said.endswith(classes) or _FAMILY.search(said)) and any(name.surface == bare for name in found):
            return True  # "SOLID (설계 원칙)", "Rodents (설치류)"
        text = BRACKET.sub("", text)
    plain = text.strip(" :：*`")
    if _COUNT.search(plain):
        return True
    found = [name for name in found if name.start < len(text)]
    if not found:
        return False
    written = (re.findall(r"[A-Za-z]+|[가-힣]+", plain) or [""])[-1]
    inside = any(name.end >= len(text.rstrip(" :：*`")) for name in found)  # the class itself, or its gloss in brackets
    if has_hangul(written):
        words = korean_rules().words
        last = written.removesuffix("들")
        named = inside or last in words["headings.ways"] | words["headings.kinds"]  # "객체지향의 원칙" isn't 객체지향
        owned = any(text[name.end :].strip(" *`:：") == written for name in found)  # "Sous vide 방식", not "동작 방식"
        last_is_class = last.endswith(classes) or bool(_FAMILY.search(last))
        return named and last_is_class and (owned or last not in words["headings.transparent"])
    last = written.casefold()
    if _INTO.search(plain):
        return False  # "Deploying apps into clusters"
    titled = plain.rpartition(":")[2].strip()  # "Topic 3: Enzymes" is one word
    classed = " " in titled and last in korean_rules().words["headings.plurals"]
    return inside and is_plural(written) and (classed or last.endswith(("ers", "ors")))


_FAMILY = re.compile(r"[가-힣]+[가-힣](?<![종분오전교직])류$")
""""포유류", "견과류"; not 종류, 대분류, 전류."""
_INTO = re.compile(r"\s(?:into|onto|with|from|to|for|on|via|by|using|without)\s", re.IGNORECASE)


def is_plural_name(text: str) -> bool:
    """ "Diuretics", "Loop diuretics": a plural; its list may be one of kinds, or of parts and uses ("Transformers")."""
    plain = BRACKET.sub("", text).strip(" :：*`")
    first, _, last = plain.rpartition(" ")
    general = plain.casefold() in korean_rules().words["headings.plurals"]  # "Metrics"
    named = plain.replace(" ", "").isalpha() and plain.isascii() and len(plain.split()) <= MAX_PLURAL_WORDS
    return (
        named
        and not general
        and is_plural(last)
        and not _INTO.search(f" {plain} ")
        and not (first and _is_loose(first, last))
    )


def _is_loose(first: str, last: str) -> bool:
    """ "Important dates": everyday words, or an adjective that only says what is thought of them."""
    return is_everyday(last) or first.partition(" ")[0].casefold() in prose_rules().english["first"]


def is_singular_class(text: str) -> bool:
    """ "Two-stage detector": two words or more that end in the word for a class; its list may be one of kinds."""
    plain = BRACKET.sub("", text).strip(" :：*`").casefold()
    plurals = korean_rules().words["headings.plurals"]
    named = f"{plain.rpartition(' ')[2]}s" in plurals - korean_rules().words["headings.components"]
    return " " in plain and named


def is_plural(word: str) -> bool:
    """Not DenseNets: several of one thing, no class of things."""
    low = word.casefold()
    named = word == word.upper() or word[1:] != low[1:]
    plural = len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is"))
    return plural and not named and low not in korean_rules().words["headings.furniture"] and not _is_verb(low)


def _is_verb(word: str) -> bool:
    """ "Affects", "Requires": what is told of the thing above, no class of things."""
    rules = prose_rules().english
    bases = (word[:-1], word[:-2]) if word.endswith("es") else (word[:-1],)
    return any(base in rules["verbs"] and base not in rules["also_nouns"] for base in bases)


def is_class(siblings: Sequence[tuple[str, ...]], owner: str, names_of: Callable[[str], tuple[str, ...]]) -> bool:
    """Whether a list is one of kinds: half of its items say so by their names ("L1 regularization" among them)."""
    sharing = sum(any(shares_head(names_of(c), names_of(owner)) for c in item) for item in siblings)
    return len(siblings) >= 3 and 2 * sharing >= len(siblings)


def shares_class(siblings: Sequence[tuple[str, ...]], owner: str, names_of: Callable[[str], tuple[str, ...]]) -> bool:
    """Whether a third of a list ends in the class noun of its heading ("Gate valve" … under "Kinds of valve")."""
    classes = {_last_word(name) for name in names_of(owner) if " " in name} - korean_rules().words["headings.wholes"]
    kinds = [[n for c in item for n in names_of(c) if " " in n] for item in siblings if owner not in item]
    sharing = sum(any(_last_word(name) in classes for name in names) for names in kinds)
    return sharing >= 2 and 3 * sharing >= len(siblings)


def _last_word(name: str) -> str:
    last = name.casefold().rpartition(" ")[2]
    return last.removesuffix("s") if last.isascii() and not last.endswith("ss") else last
