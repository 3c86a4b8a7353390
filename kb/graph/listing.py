"""Lines, and stretches of lines, that are nothing but names: "Adam: …", "A, B (C) and D", "B (e.g. A, C)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from kb.graph.classes import BRACKET, is_class_name, shares_head
from kb.graph.finder import Found
from kb.graph.names import acronym_of, clean, is_generic
from kb.graph.rules import korean_rules
from kb.graph.stated import Claim
from kb.language.text import has_hangul
from kb.types import Relation, Statement

MAX_ITEM_WORDS = 6
MAX_PART_WORDS = 8
"""Of one item of a list on a line, its bracket included."""

_EXAMPLES = re.compile(
    r"[(（]\s*(?:(?:ex|e\.g\.?|예|예시|예를 들어|예컨대|such as)\s*[).:>,)]?\s*)?"
    r"([^()（）]*?)(\s*(?:등|등등|etc\.?|\.\.\.?|…))?\s*[)）]"
)
_LEAD = re.compile(r"^\s*(?:문제|현상|함수|기법|층|계층)?\s*(?:\([^()]*\))?\s*(?::|：|->|→|=(?!=)|—|–|\s-\s)")
_TOLD = re.compile(r"\s*의\s*([가-힣]+)\s*[:：]\s*(?=\S)")
JOINT = re.compile(r"^\s*(?:\([^()]*\))?\s*(?:,\s*and|,\s*or|,|/|·|&|\+|와|과|및|and|or|또는|나|이나)\s*$|^\s*$")
_JOIN = re.compile(r"[()（）\[\]]|[,;/·、]|(?<=\s)(?:and/or|and|or|및|또는|혹은|&)(?=\s)|(?<=[가-힣A-Za-z)])(?:와|과)(?=\s)")
_CODE = re.compile(r"[;{}]\s*(?:\n|$)|\w\(\w*\)|::|=>|==|\w<\w+>")
MIN_CODE_SIGNS = 3
_MORE = re.compile(r"\s*(?:등등|등|etc\.?|\.\.\.|…)\s*$")
_WITHIN = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")


INLINE_EXAMPLE = re.compile(r"(?:^|[\s|(\-–—.,;])(?:e\.?g\.?|ex|예시?|examples?)\s*[.):：>]+\s*(?=\S)", re.IGNORECASE)
"""Where examples begin on a line: "… - ex) A, B"."""


def lead_concepts(text: str, found: Sequence[Found]) -> tuple[tuple[str, ...], int]:
    """Concepts of "X : …" or "X (…) -> …" at the start of a line, and where the rest begins; ((), 0) without such a lead."""
    if not found or re.search(r"[^\W\d_]", text[: found[0].start]):
        return (), 0
    concepts: list[str] = []
    for at, name in enumerate(found):
        concepts.append(name.concept)
        rest = text[name.end :]
        match = _LEAD.match(rest)
        if match:
            return tuple(dict.fromkeys(concepts)), name.end + match.end()
        between = text[name.end : found[at + 1].start] if at + 1 < len(found) else ""
        if at + 1 >= len(found) or not JOINT.match(between):
            return (), 0
    return (), 0


def told_lead(text: str, found: Sequence[Found]) -> tuple[tuple[str, ...], int]:
    """The concept of "X의 장점: …", of which the rest tells, and where that begins."""
    if not found or re.search(r"[^\W\d_]", text[: found[0].start]):
        return (), 0
    match = _TOLD.match(text, found[0].end)
    telling = match and match.group(1) in korean_rules().words["headings.transparent"]
    return ((found[0].concept,), match.end()) if match and telling else ((), 0)


def item_concepts(text: str, found: Sequence[Found]) -> tuple[str, ...]:
    """The concepts of an item that is nothing but names ("Adam", "L1 (Lasso)", "A, B"), or leads with them ("Adam: …")."""
    lead, _ = lead_concepts(text, found)
    if lead:
        return lead
    if found and not text[: found[0].start].strip("*`\"' ") and BRACKET.fullmatch(text[found[0].end :]):
        return (found[0].concept,)  # a name and what it is in other words
    rest = text
    for name in reversed(found):
        rest = f"{rest[: name.start]} {rest[name.end :]}"
    words = [w for w in re.findall(r"\w+", rest) if not is_generic(w) and w != "제"]  # "제 1 정규형"
    if found and not words and len(text.split()) <= MAX_ITEM_WORDS + 2 * len(found):
        first = found[0]
        if re.match(r"\s*\(", text[first.end :]):
            return (first.concept,)
        return tuple(dict.fromkeys(f.concept for f in found))
    several = listed_names(text, 0, found)
    return tuple(dict.fromkeys(name.concept for name in several)) if len(several) > 1 else ()


def nothing_but_names(text: str, begin: int, named: Sequence[Found]) -> bool:
    """Whether the text from `begin` on is these names and what joins them."""
    rest = text[begin:]
    for name in reversed(named):
        rest = f"{rest[: name.start - begin]} {rest[name.end - begin :]}"
    return not re.sub(r"[\s,/·&()（）.…]|및|와|과|and|or|또는|등|etc", "", rest)


def listed_names(text: str, begin: int, found: Sequence[Found], end: int | None = None) -> tuple[Found, ...]:
    """The names of a stretch that is a list, of which at least half are names: "A, B (what it is) and something else"."""
    stop = len(text) if end is None else end
    inside = [name for name in found if begin <= name.start and name.end <= stop]
    names: list[Found] = []
    parts = list(_parts(text, begin, stop, inside))
    for start, close in parts:
        whole = [name for name in inside if start <= name.start and name.end <= close]
        if len(whole) == 1 and _is_whole(text[start : whole[0].start], text[whole[0].end : close]):
            names.append(whole[0])
    told = any(len(text[start:close].split()) > MAX_PART_WORDS for start, close in parts)  # a sentence with names in it
    return tuple(names) if 2 * len(names) >= len(parts) and not told else ()


def _parts(text: str, begin: int, end: int, inside: Sequence[Found]) -> Iterator[tuple[int, int]]:
    """The stretches between commas and conjunctions that stand in no name and no bracket."""
    depth, start = 0, begin
    for match in _JOIN.finditer(text, begin, end):
        sign = match.group()
        depth += (sign in "(（[") - (sign in ")）]" and depth > 0)
        if depth or sign in "()（）[]" or any(name.start <= match.start() < name.end for name in inside):
            continue
        if text[start : match.start()].strip():
            yield start, match.start()
        start = match.end()
    if _MORE.sub("", text[start:end]).strip(" ."):
        yield start, end


def _is_whole(before: str, after: str) -> bool:
    """Whether beside a name nothing stands but a bracket, the word for its class, or "etc."."""
    after = _MORE.sub("", _WITHIN.sub(" ", after)).strip(" .*`'\"”’")
    return not before.strip(" *`'\"“‘") and (not after or after in korean_rules().words["tails.neutral"])


def glossed(text: str, found: Sequence[Found]) -> tuple[Found, ...]:
    """The name of a cell such as "정적(static graph)", "날개의 개수 (blade count)"."""
    match = re.fullmatch(r"\s*[^()（）]{1,20}[(（]([^()（）]+)[)）]\s*", text)
    return tuple(name for name in found if match and name.surface == match.group(1).strip())


def bracket_examples(text: str, found: Sequence[Found]) -> Iterator[Claim]:
    """ "B(A, C 등)": A and C are examples of B. A single name in brackets is a gloss, no example, unless 등 says so; several
    are as often other words for it or its parts, but for names under a class ("정적 임베딩(Word2Vec, GloVe)")."""
    for match in _EXAMPLES.finditer(text):
        before = [f for f in found if f.end <= match.start()]
        if not before:
            continue
        owner = before[-1]
        if len(before) > 1 and text[before[-2].end : owner.start].strip() in ("for", "of", "in", "to"):
            owner = before[-2]  # "loss functions for object detection (…)"
        if any(acronym_of(one.surface, other.surface) for one, other in permutations(found_in(match.span(1), found), 2)):
            continue  # "수요의 법칙(Law of Demand; LOD)": what the thing is called
        tail = text[before[-1].end : match.start()].strip()
        closed = bool(match.group(2)) or bool(re.match(r"[(（]\s*(?:ex|e\.g|예|such)", match.group()))
        inside = listed_names(text, match.start(1), found, match.end(1))
        if not inside or not (closed or len(inside) >= 2) or owner.concept in {f.concept for f in inside}:
            continue
        if not closed and re.search(r"\s(?:or|또는|혹은)\s", match.group(1)):
            continue  # "곡예사(Acrobat or Tumbler)": two names of one thing
        if tail and tail not in korean_rules().words["tails.neutral"]:
            continue
        whole = Found(owner.concept, 0, owner.end - owner.start, owner.surface)
        classed = is_class_name(owner.surface, [whole]) or tail in korean_rules().words["headings.classes"]
        proper = has_hangul(owner.surface) and all(n.surface[0].isascii() and n.surface[0].isupper() for n in inside)
        classed = classed or proper
        for name in inside:
            if closed or classed or shares_head((name.surface,), (owner.surface,)):
                yield Claim(name.concept, Relation.IS_A, owner.concept, "layout/examples", 0.7 if closed else 0.5)


def found_in(span: tuple[int, int], found: Sequence[Found]) -> list[Found]:
    """The names within a stretch of the text."""
    return [name for name in found if span[0] <= name.start and name.end <= span[1]]


def looks_like_code(text: str) -> bool:
    """Lines of a program that no fence marks as such: brackets, semicolons and directives at every turn."""
    return "#include" in text or len(_CODE.findall(text)) >= MIN_CODE_SIGNS


def is_heading(statement: Statement) -> bool:
    """A line with the mark of a heading."""
    return statement.quote.lstrip().startswith("#")


def is_link(quote: str) -> bool:
    """A line that only leads to another page: a table of contents states nothing."""
    return bool(re.match(r"\s*(?:[-*+]\s+|\d+[.)]\s+)?\*{0,2}\[.*\]\(\S*\)\*{0,2}\s*$", quote))


def is_label(text: str) -> bool:
    """A line that only furnishes ("Definition:", "사용 예:") is no item of its list."""
    return bool(re.search(r"[:：]\s*$", text)) and is_generic(clean(text))
