"""Relations that a note states by its layout: what a heading says of the items under it, tables, "A vs B", examples in brackets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kb.graph.finder import Found
from kb.graph.names import is_generic
from kb.graph.rules import korean_rules
from kb.graph.stated import Claim, heading_concepts
from kb.types import Relation, Statement

LISTED_KIND = 0.75
"""An item under "X의 종류"."""
LISTED = 0.4
"""An item under plain "X": most are kinds of X, many are parts, steps or remarks. Weak evidence, and its rule says so."""
LISTED_SOLUTION = 0.7
LISTED_PROBLEM = 0.75
MAX_ITEM_WORDS = 6

_VERSUS = re.compile(r"^\s*(?:vs\.?|VS\.?|versus|대)\s*$")
_EXAMPLES = re.compile(r"[(（]\s*(?:(?:ex|e\.g\.?|예|예시|예를 들어|예컨대|such as)\s*[).:>,)]?\s*)?([^()（）]*?)(\s*(?:등|등등|etc\.?|\.\.\.?|…))?\s*[)）]")
_EXAMPLE_LEAD = re.compile(r"^\s*(?:→\s*)?(?:e\.g\.?|ex\)?|예시?|예를 들면|예를 들어|종류|examples?|types?|kinds?|대표적(?:인)? ?(?:예|방법)?)\s*[:>)→\-]*\s*", re.IGNORECASE)
_LEAD = re.compile(r"^\s*(?:문제|현상|함수|기법|층|계층)?\s*(?:\([^()]*\))?\s*(?::|：|->|→|=(?!=)|—|–|\s-\s)")
_JOINT = re.compile(r"^\s*(?:,|/|·|&|\+|와|과|및|and|or|또는|,\s*and|,\s*or|나|이나)?\s*$")


def lead_concepts(text: str, found: Sequence[Found]) -> tuple[tuple[str, ...], int]:
    """Concepts of "X : …" or "X (…) -> …" at the start of a line, and where the rest begins; ((), 0) without such a lead."""
    if not found or text[: found[0].start].strip(" -*•·\"'`[(<0123456789.)"):
        return (), 0
    concepts: list[str] = []
    for at, name in enumerate(found):
        concepts.append(name.concept)
        rest = text[name.end :]
        match = _LEAD.match(rest)
        if match:
            return tuple(dict.fromkeys(concepts)), name.end + match.end()
        between = text[name.end : found[at + 1].start] if at + 1 < len(found) else ""
        if at + 1 >= len(found) or not _JOINT.match(between):
            return (), 0
    return (), 0


def item_concepts(text: str, found: Sequence[Found]) -> tuple[str, ...]:
    """The concepts of an item that is nothing but names ("Adam", "L1 (Lasso)", "A, B"), or leads with them ("Adam: …")."""
    lead, _ = lead_concepts(text, found)
    if lead:
        return lead
    rest = text
    for name in reversed(found):
        rest = f"{rest[: name.start]} {rest[name.end :]}"
    words = [w for w in re.findall(r"\w+", rest) if not is_generic(w)]
    if found and not words and len(text.split()) <= MAX_ITEM_WORDS + 2 * len(found):
        first = found[0]
        if re.match(r"\s*\(", text[first.end :]):
            return (first.concept,)
        return tuple(dict.fromkeys(f.concept for f in found))
    return ()


def versus(text: str, found: Sequence[Found]) -> Iterator[Claim]:
    """"A vs B"."""
    for one, other in zip(found, found[1:], strict=False):
        if one.concept != other.concept and _VERSUS.match(text[one.end : other.start]):
            yield Claim(one.concept, Relation.CONTRASTS_WITH, other.concept, "layout/vs", 0.85)


def difference(text: str, found: Sequence[Found]) -> Iterator[Claim]:
    """Headings such as "A와 B의 차이", "difference between A and B"."""
    words = korean_rules().words["headings.differences"]
    if not any(w in text.casefold() for w in words) or not 2 <= len({f.concept for f in found}) <= 4:
        return
    if heading_concepts(text, found) is None or len(text.split()) > 12:
        return
    concepts = list(dict.fromkeys(f.concept for f in found))
    for at, one in enumerate(concepts):
        for other in concepts[at + 1 :]:
            yield Claim(one, Relation.CONTRASTS_WITH, other, "layout/difference", 0.8)


def bracket_examples(text: str, found: Sequence[Found]) -> Iterator[Claim]:
    """"B(A, C 등)": A and C are examples of B. A single name in brackets is a gloss, no example, unless 등 says so."""
    for match in _EXAMPLES.finditer(text):
        inside = [f for f in found if match.start(1) <= f.start and f.end <= match.end(1)]
        before = [f for f in found if f.end <= match.start()]
        if not inside or not before:
            continue
        between = text[before[-1].end : match.start()]
        plain = match.group(1)
        for name in inside:
            plain = plain.replace(name.surface, " ", 1)
        closed = bool(match.group(2)) or bool(re.match(r"[(（]\s*(?:ex|e\.g|예|such)", match.group()))
        if re.sub(r"[\s,/·&>:.]|및|와|과|and|or|등", "", plain) or not (closed or len(inside) >= 2):
            continue
        tail = between.strip()
        if tail and tail not in korean_rules().words["tails.neutral"] or before[-1].concept in {f.concept for f in inside}:
            continue
        for name in inside:
            yield Claim(name.concept, Relation.IS_A, before[-1].concept, "layout/examples", 0.7 if closed else 0.5)


def under_heading(
    statement: Statement,
    found: Sequence[Found],
    path_found: Sequence[Sequence[Found]],
    siblings: int,
    is_problem: Callable[[str], bool],
) -> Iterator[Claim]:
    """What the headings above say of an item that is a name: kinds, remedies, problems.

    `siblings`: how many items at this place name a concept; a single one is no list.
    """
    example = _EXAMPLE_LEAD.match(statement.text)
    if statement.kind not in ("item", "heading", "paragraph") or not statement.path:
        return
    rest = statement.text[example.end() :] if example else statement.text
    shift = example.end() if example else 0
    shifted = [Found(f.concept, f.start - shift, f.end - shift, f.surface) for f in found if f.start >= shift]
    items = item_concepts(rest, shifted)
    if not items:
        return
    role, owners = _heading_role(statement.path, path_found)
    owners = tuple(o for o in owners if o not in items)
    if example and example.group().strip() and owners and role in ("", "kinds"):
        for item in items:
            yield from (Claim(item, Relation.IS_A, owner, "layout/examples", 0.7) for owner in owners if not is_problem(owner) or is_problem(item))
        return
    if statement.kind == "paragraph" and role not in ("solutions", "kinds"):
        return
    for item in items:
        for owner in owners:
            if role == "solutions" and is_problem(owner) and not is_problem(item):
                yield Claim(item, Relation.SOLVES, owner, "layout/solutions", LISTED_SOLUTION)
            elif role == "problems" and is_problem(item) and not is_problem(owner):
                yield Claim(owner, Relation.CAUSES, item, "layout/problems", LISTED_PROBLEM)
            elif role == "kinds" and len(owners) == 1:
                yield Claim(item, Relation.IS_A, owner, "layout/kinds", LISTED_KIND)
            elif role == "parts" and len(owners) == 1 and siblings >= 2:
                yield Claim(item, Relation.PART_OF, owner, "layout/parts", 0.5)
            elif role == "" and len(owners) == 1 and siblings >= 2 and is_problem(item) == is_problem(owner):
                yield Claim(item, Relation.IS_A, owner, "layout/list (weak)", LISTED)


def _heading_role(path: Sequence[str], path_found: Sequence[Sequence[Found]]) -> tuple[str, tuple[str, ...]]:
    """What the nearest headings say of the list below them, and of which concepts: ("kinds", ("normalization",))."""
    words = korean_rules().words
    role = ""
    for text, found in zip(reversed(path), reversed(path_found), strict=True):
        rest = text.casefold()
        for name in found:
            rest = rest.replace(name.surface.casefold(), " ", 1)
        for kind in ("solutions", "problems", "differences", "kinds", "parts"):
            listed = words[f"headings.{kind}"]
            if not role and any(re.search(rf"(?<![a-z]){re.escape(w)}", rest) for w in listed if len(w) > 1):
                role = kind
        concepts = heading_concepts(text, found)
        if concepts is None:
            if role == "solutions" and found and len(text.split()) <= 12:
                return role, tuple(dict.fromkeys(f.concept for f in found))
            return "none", ()
        if concepts:
            return role, concepts
        if not role and not any(rest.strip().startswith(t) for t in ("종류", "types", "분류")):
            return "none", ()
    return "none", ()


def table_claims(cells: Sequence[tuple[str, str]], headers: Sequence[tuple[str, ...]]) -> Iterator[Claim]:
    """A table whose columns are concepts compares them."""
    named = [concepts[0] for concepts in headers if len(concepts) == 1]
    if len(cells) >= 3 and len(named) == len(cells) - 1 and len(set(named)) == len(named) <= 4:
        for at, one in enumerate(named):
            for other in named[at + 1 :]:
                yield Claim(one, Relation.CONTRASTS_WITH, other, "layout/table", 0.6)
