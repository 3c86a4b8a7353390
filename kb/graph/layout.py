"""Relations that a note states by its layout: headings and the items under them, leads, tables of kinds, brackets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

from kb.graph.finder import Found
from kb.graph.names import clean, is_generic
from kb.graph.rules import korean_rules
from kb.graph.stated import Claim, heading_concepts, tells_drawbacks
from kb.language.text import has_hangul
from kb.types import Relation, Statement

LISTED_KIND = 0.75
"""An item under "X의 종류"."""
LISTED = 0.4
"""An item under plain "X": most are kinds of X, many are parts, steps or remarks. Weak evidence, and its rule says so."""
LISTED_CLASS = 0.6
"""An item that is a name, among others that are, under the name of a class ("Offline metrics", "생성 패턴")."""
LISTED_HEAD = 0.7
LISTED_CAUSE = 0.7
LISTED_USE = 0.6
LISTED_SOLUTION = 0.7
LISTED_PROBLEM = 0.75
TOLD_PROBLEM = 0.65
LISTED_PART = 0.5
MAX_ITEM_WORDS = 6
MIN_SENTENCE_WORDS = 5
NAMED_SHARE = 0.5
"""Share of the lines under a class heading that must be names: else they are a text about it, no list of its kinds."""

_EXAMPLES = re.compile(
    r"[(（]\s*(?:(?:ex|e\.g\.?|예|예시|예를 들어|예컨대|such as)\s*[).:>,)]?\s*)?"
    r"([^()（）]*?)(\s*(?:등|등등|etc\.?|\.\.\.?|…))?\s*[)）]"
)
_EXAMPLE_LEAD = re.compile(
    r"^\s*(?:→\s*)?(?:e\.g\.?|ex\)?|예시?|예를 들면|예를 들어|종류|"
    r"examples?|types?|kinds?|대표적(?:인)? ?(?:예|방법)?)\s*[:>)→\-]*\s*",
    re.IGNORECASE,
)
_LEAD = re.compile(r"^\s*(?:문제|현상|함수|기법|층|계층)?\s*(?:\([^()]*\))?\s*(?::|：|->|→|=(?!=)|—|–|\s-\s)")
_COUNT = re.compile(r"\s*(?:\d+|[NnＮ]|한|두|세|네|다섯|여섯)\s*(?:가지|개|종|대)\s*$")
_BRACKET = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]\s*$")
JOINT = re.compile(r"^\s*(?:\([^()]*\))?\s*(?:,|/|·|&|\+|와|과|및|and|or|또는|,\s*and|,\s*or|나|이나)?\s*$")


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


def item_concepts(text: str, found: Sequence[Found]) -> tuple[str, ...]:
    """The concepts of an item that is nothing but names ("Adam", "L1 (Lasso)", "A, B"), or leads with them ("Adam: …")."""
    lead, _ = lead_concepts(text, found)
    if lead:
        return lead
    if found and not text[: found[0].start].strip("*`\"' ") and _BRACKET.fullmatch(text[found[0].end :]):
        return (found[0].concept,)  # a name and what it is in other words
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


def bracket_examples(text: str, found: Sequence[Found]) -> Iterator[Claim]:
    """ "B(A, C 등)": A and C are examples of B. A single name in brackets is a gloss, no example, unless 등 says so."""
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
        if (tail and tail not in korean_rules().words["tails.neutral"]) or before[-1].concept in {f.concept for f in inside}:
            continue
        for name in inside:
            yield Claim(name.concept, Relation.IS_A, before[-1].concept, "layout/examples", 0.7 if closed else 0.5)


def under_heading(
    statement: Statement,
    found: Sequence[Found],
    path_found: Sequence[Sequence[Found]],
    siblings: Sequence[tuple[str, ...]],
    is_problem: Callable[[str], bool],
    names_of: Callable[[str], tuple[str, ...]],
) -> Iterator[Claim]:
    """What the headings above say of an item that is a name: kinds, remedies, problems.

    `siblings`: the concepts of each line at this place; `names_of` gives all names of a concept.
    """
    example = _EXAMPLE_LEAD.match(statement.text)
    if statement.kind not in ("item", "heading", "paragraph") or not statement.path or is_link(statement.quote):
        return
    rest = statement.text[example.end() :] if example else statement.text
    shift = example.end() if example else 0
    shifted = [Found(f.concept, f.start - shift, f.end - shift, f.surface) for f in found if f.start >= shift]
    items = item_concepts(rest, shifted)
    if not items:
        return
    role, owners = heading_role(statement.path, path_found)
    if role in ("solutions", "causes"):  # "교착 상태를 예방 & 회피": the problem alone is what they are remedies of
        owners = tuple(filter(is_problem, owners)) or owners
    if set(owners) & set(items):
        return
    named = [names for names in siblings if names]
    if example and example.group().strip() and len(owners) == 1 and role in ("", "kinds"):
        role = "examples"
    elif statement.kind == "paragraph" and role not in ("solutions", "kinds"):
        return
    real_heading = statement.quote.lstrip().startswith("#")
    for item, owner in product(items, owners):
        harms = is_problem(item), is_problem(owner)
        claim = ITEM_ROLES.get((role, *harms))
        if role == "" and harms[0] == harms[1]:
            if shares_head(names_of(item), names_of(owner)):
                claim = _HEAD
            elif is_class_name(statement.path[-1], path_found[-1]) and len(named) >= NAMED_SHARE * len(siblings):
                claim = _CLASS
            elif not real_heading and _is_class(named, owner, names_of):
                claim = _WEAK
        alone = len(named) < 2 and claim is not _HEAD
        if claim is None or (role in ("kinds", "parts", "") and (len(owners) > 1 or alone)):
            continue
        relation, rule, confidence = claim
        turned = role in ("problems", "uses")
        source, target = (owner, item) if turned else (item, owner)
        yield Claim(source, relation, target, rule, confidence)


def told_problems(
    statement: Statement,
    found: Sequence[Found],
    path_found: Sequence[Sequence[Found]],
    is_problem: Callable[[str], bool],
) -> Iterator[Claim]:
    """Problems that a line under "X의 문제점" names in its own words, unless it tells of a remedy."""
    harms = [name for name in found if is_problem(name.concept) and _ARISES.match(statement.text, name.end)]
    if not harms or not tells_drawbacks(statement.path) or statement.kind not in ("item", "paragraph", "quote"):
        return
    role, owners = heading_role(statement.path, path_found)
    text = statement.text.casefold()
    if role != "problems" or len(owners) != 1 or is_problem(owners[0]) or _DENIES.search(text):
        return
    if any(word in text for word in korean_rules().words["headings.solutions"] | korean_rules().words["lessening.words"]):
        return
    for name in harms:
        yield Claim(owners[0], Relation.CAUSES, name.concept, "layout/told problems", TOLD_PROBLEM)


_ARISES = re.compile(r"\s*(?:문제|현상)?\s*(?:[),.;·/→]|$|이|가|을 |를 |발생|유발|and\b|or\b|is\b|are\b)")
"""What follows a problem that is spoken of as such; not "noise까지 학습"."""
_DENIES = re.compile(r"않|없|아니|\bno\b|\bnot\b|n't|without|❌|\bX\b")
_Role = tuple[Relation, str, float]
_HEAD: _Role = (Relation.IS_A, "layout/list-head", LISTED_HEAD)
_WEAK: _Role = (Relation.IS_A, "layout/list (weak)", LISTED)
_CLASS: _Role = (Relation.IS_A, "layout/class (weak)", LISTED_CLASS)
_KIND: _Role = (Relation.IS_A, "layout/kinds", LISTED_KIND)
_PART: _Role = (Relation.PART_OF, "layout/parts", LISTED_PART)
_EXAMPLE: _Role = (Relation.IS_A, "layout/examples", LISTED_HEAD)
ITEM_ROLES: Mapping[tuple[str, bool, bool], _Role] = {
    ("solutions", False, True): (Relation.SOLVES, "layout/solutions", LISTED_SOLUTION),
    **{("causes", item, True): (Relation.CAUSES, "layout/causes", LISTED_CAUSE) for item in (False, True)},
    ("causes", False, False): (Relation.CAUSES, "layout/causes", LISTED_USE),
    ("uses", False, False): (Relation.SUITED_TO, "layout/uses", LISTED_USE),
    ("problems", True, False): (Relation.CAUSES, "layout/problems", LISTED_PROBLEM),
    **{("kinds", item, owner): _KIND for item in (False, True) for owner in (False, True)},
    **{("parts", item, owner): _PART for item in (False, True) for owner in (False, True)},
    ("examples", False, False): _EXAMPLE,
    ("examples", True, False): _EXAMPLE,
    ("examples", True, True): _EXAMPLE,
}
"""(what the heading says, the item is a problem, the heading names a problem) → the relation it states."""


def heading_role(path: Sequence[str], path_found: Sequence[Sequence[Found]]) -> tuple[str, tuple[str, ...]]:
    """What the nearest headings say of the list below them, and of which concepts: ("kinds", ("normalization",))."""
    words = korean_rules().words
    role = ""
    for text, found in zip(reversed(path), reversed(path_found), strict=True):
        if clean(text).casefold() in words["headings.kinds"] or _is_way(text):
            role = role or "kinds"
            continue
        rest = text.casefold()
        for name in found:
            rest = rest.replace(name.surface.casefold(), " ", 1)
        for kind in ("solutions", "causes", "problems", "differences", "uses", "kinds", "parts"):
            listed = words[f"headings.{kind}"]
            if not role and any(_says_role(rest, w, kind) for w in listed if len(w) > 1):
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


def _is_way(text: str) -> bool:
    """A list parent that says in a sentence what the heading above is ("…을 방지하는 방법"): the items are ways of it."""
    words = text.split()
    return len(words) >= MIN_SENTENCE_WORDS and words[-1].strip(".:*`").endswith(
        tuple(korean_rules().words["headings.ways"])
    )


def lead_list(text: str, found: Sequence[Found], path: Sequence[str]) -> Iterator[Claim]:
    """ "생성 패턴 : 싱글톤, 팩토리": a lead that names a class, or stands under "종류", and then nothing but names."""
    lead, at = lead_concepts(text, found)
    named = [name for name in found if name.start >= at]
    if len(lead) != 1 or not named:
        return
    if not nothing_but_names(text, at, named):
        return
    before = [name for name in found if name.start < at]
    kinds = bool(path) and clean(path[-1]).casefold() in korean_rules().words["headings.kinds"]
    if kinds or is_class_name(text[: before[-1].end], before):
        rule = "layout/lead kinds" if kinds else "layout/lead kinds (weak)"
        yield from (Claim(name.concept, Relation.IS_A, lead[0], rule, LISTED_CLASS) for name in named)


def nothing_but_names(text: str, begin: int, named: Sequence[Found]) -> bool:
    """Whether the text from `begin` on is these names and what joins them."""
    rest = text[begin:]
    for name in reversed(named):
        rest = f"{rest[: name.start - begin]} {rest[name.end - begin :]}"
    return not re.sub(r"[\s,/·&()（）.…]|및|와|과|and|or|또는|등|etc", "", rest)


def is_link(quote: str) -> bool:
    """A line that only leads to another page: a table of contents states nothing."""
    return bool(re.match(r"\s*(?:[-*+]\s+|\d+[.)]\s+)?\*{0,2}\[.*\]\([^)]*\)\*{0,2}\s*$", quote))


def is_label(text: str) -> bool:
    """A line that only furnishes ("Definition:", "사용 예:") is no item of its list."""
    return bool(re.search(r"[:：]\s*$", text)) and is_generic(clean(text))


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
    while bracket := _BRACKET.search(text):
        bare = text[: bracket.start()].strip(" *`")
        if bracket.group().strip(" ()（）[]").endswith(classes) and any(name.surface == bare for name in found):
            return True  # "SOLID (설계 원칙)"
        text = _BRACKET.sub("", text)
    plain = text.strip(" :：*`")
    if _COUNT.search(plain):
        return True
    if not found or found[-1].start >= len(text):
        return False
    words = korean_rules().words
    written = (re.findall(r"[A-Za-z]+|[가-힣]+", plain) or [""])[-1]
    last = written.casefold()
    if has_hangul(last):
        return last.removesuffix("들").endswith(classes) and last not in words["headings.transparent"]
    named = written != written.upper() and written[1:] != last[1:]  # DenseNets: several of one thing, no class of things
    plural = not named and len(last) > 3 and last.endswith("s") and not last.endswith(("ss", "us", "is"))
    inside = any(name.end >= len(text.rstrip(" :：*`")) for name in found)  # the class itself, or its gloss in brackets
    return plural and inside and last not in words["headings.furniture"]


def _is_class(siblings: Sequence[tuple[str, ...]], owner: str, names_of: Callable[[str], tuple[str, ...]]) -> bool:
    """Whether a list is one of kinds: half of its items say so by their names ("L1 regularization" among them)."""
    sharing = sum(any(shares_head(names_of(c), names_of(owner)) for c in item) for item in siblings)
    return len(siblings) >= 3 and 2 * sharing >= len(siblings)


def _says_role(rest: str, word: str, kind: str) -> bool:
    """Whether a heading holds the role word beside its concepts; 방법, 기법 … make a list of kinds only at its end."""
    if kind == "kinds" and word not in ("종류", "유형", "types", "kinds", "examples", "variants"):
        return bool(re.search(rf"(?<![a-z가-힣]){re.escape(word)}(?:들|s)?\s*[:：)]*\s*$", rest.strip()))
    return bool(re.search(rf"(?<![a-z]){re.escape(word)}", rest))


def row_kind(
    cells: Sequence[tuple[str, str]], first: Sequence[Found], path: Sequence[str], path_found: Sequence[Sequence[Found]]
) -> Iterator[Claim]:
    """A table of kinds: its first column is headed "종류", or by the class noun of its heading."""
    header = clean(cells[0][0]).casefold()
    items = item_concepts(cells[0][1], first)
    if not header or len(items) != 1 or len(cells) < 2:
        return
    role, owners = heading_role(path, path_found)
    if role in ("", "kinds") and len(owners) == 1 and owners[0] not in items:
        owner = " ".join(name.surface for names in path_found for name in names if name.concept == owners[0]).casefold()
        if header in korean_rules().words["headings.kinds"] or owner.endswith(header):
            yield Claim(items[0], Relation.IS_A, owners[0], "layout/table kinds", LISTED_KIND)
