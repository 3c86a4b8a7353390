"""Relations that a note states by its layout: headings and the items under them, leads, tables of kinds, brackets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product

from kb.graph.classes import (
    BRACKET,
    is_class,
    is_class_name,
    is_plural_name,
    is_singular_class,
    shares_class,
    shares_head,
)
from kb.graph.comparisons import compares
from kb.graph.everyday import is_everyday
from kb.graph.finder import Found
from kb.graph.heading_roles import (
    ALIKE,
    CLASS,
    FOR_TASK,
    HEAD,
    ITEM_ROLES,
    LISTED_CLASS,
    LISTED_KIND,
    SPELLED,
    TURNED,
    UNSURE_PROBLEM,
    WEAK,
    Role,
    heading_role,
    names_task,
    role_word,
)
from kb.graph.listing import glossed, is_heading, is_link, item_concepts, lead_concepts
from kb.graph.names import clean
from kb.graph.rules import korean_rules
from kb.graph.stated import Claim, Subject, named_part, only_names, tells_drawbacks
from kb.types import Relation, Statement

TOLD_PROBLEM = 0.65
NAMED_SHARE = 0.5
"""Share of the lines under a class heading that must be names: else they are a text about it, no list of its kinds."""
MIN_ALL_NAMED = 3
"""Lines, all of them names, under one plural word ("Diuretics")."""

_EXAMPLE_LEAD = re.compile(
    r"^\s*(?:→\s*)?(?!.*예제)(?:e\.g\.?|ex\)?|예시?|예를 들면|예를 들어|종류|"
    r"examples?|types?|kinds?|대표적(?:인)? ?(?:예|방법)?)\s*[:>)→\-]*\s*",
    re.IGNORECASE,
)


def under_heading(
    statement: Statement,
    found: Sequence[Found],
    path_found: Sequence[Sequence[Found]],
    siblings: Sequence[tuple[str, ...]],
    is_problem: Callable[[str], bool],
    names_of: Callable[[str], tuple[str, ...]],
    is_name: Callable[[str], bool] = lambda word: False,
) -> Iterator[Claim]:
    """What the headings above say of an item that is a name: kinds, remedies, problems.

    `siblings`: the concepts of each line at this place; `names_of` gives all names of a concept; `is_name` says whether a
    word of the heading is one.
    """
    example = _EXAMPLE_LEAD.match(statement.text)
    if statement.kind not in ("item", "heading", "paragraph") or not statement.path or is_link(statement.quote):
        return
    rest = statement.text[example.end() :] if example else statement.text
    shift = example.end() if example else 0
    shifted = [Found(f.concept, f.start - shift, f.end - shift, f.surface) for f in found if f.start >= shift]
    items = item_concepts(rest, shifted)
    if not items or compares(rest):
        return
    role, owners = heading_role(statement.path, path_found)
    if role in ("solutions", "causes"):  # "교착 상태를 예방 & 회피": the problem alone is what they are remedies of
        owners = tuple(filter(is_problem, owners)) or owners
    if set(owners) & set(items):
        return
    named = [names for names in siblings if names]
    led = role == "parts" and bool(lead_concepts(rest, shifted)[0])
    if example and example.group().strip() and len(owners) == 1 and role in ("", "kinds"):
        role = "examples"
    elif statement.kind == "paragraph" and role not in ("solutions", "kinds") and len(items) < 2 and not led:
        return
    plain = _Listed(statement, found, path_found, siblings, items, names_of)
    plain.member = is_name(re.sub(r"\W+$", "", BRACKET.sub("", statement.path[-1])).rpartition(" ")[2])
    for item, owner in product(items, owners):
        harms = is_problem(item), is_problem(owner)
        claim = ITEM_ROLES.get((role, *harms))
        if role == "" and (harms[0] or not harms[1]):
            claim = plain.claim(item, owner, alike=harms[0] == harms[1]) or claim
        alone = len(named) < 2 and len(items) < 2 and claim is not HEAD
        if claim is None or (role in ("kinds", "parts", "") and (len(owners) > 1 or alone)):
            continue
        relation, rule, confidence = claim
        if relation is Relation.IS_A and (_is_furnished(rest, shifted) or (claim is CLASS and _is_other(rest, shifted))):
            continue
        if confidence == UNSURE_PROBLEM and not _is_plain_word(statement, shifted):
            continue
        source, target = (owner, item) if role in TURNED else (item, owner)
        yield Claim(source, relation, target, rule, confidence)


def _is_furnished(text: str, found: Sequence[Found]) -> bool:
    """An item that ends in a word for what is told of a thing ("X 배경", "X 개요"): it is no kind of its heading."""
    last = text.rsplit(maxsplit=1)[-1].strip("*`:.") if text.split() else ""
    furniture = korean_rules().words["headings.furnishing"] | korean_rules().words["makeup.modules"]
    return last in furniture and bool(found)


_LABEL = re.compile(r"\s*[*`]*([^\W\d_][^:：,(]{0,24})[*`]*\s*[:：]")
_TIER = re.compile(r"\s*[*`]*제?\s?\d+\s?(?:차|층|계층)")


def _is_other(text: str, found: Sequence[Found]) -> bool:
    """Under the name of a class, a line whose label is no name ("Tasks: A, B") or whose name is a number ("제 2층"): it
    tells of the class."""
    label, words = _LABEL.match(text), korean_rules().words
    general = words["headings.plurals"] | words["headings.furniture"] | words["headings.transparent"]
    labelled = label is not None and not any(name.start < label.end() for name in found)
    said = label is not None and labelled and label.group(1).casefold().strip(" *`").rpartition(" ")[2] in general
    return said or bool(_TIER.match(text))


def _is_plain_word(statement: Statement, found: Sequence[Found]) -> bool:
    """An item that is one name, and no proper one: "HTTPS" under the drawbacks of HTTP is no drawback."""
    words = korean_rules().words["headings.solutions"] | korean_rules().words["headings.ways"]
    remedy = any(word.strip("*`:.,") in words for word in statement.text.casefold().split())  # "optimization techniques"
    alone = statement.kind == "item" and len({f.concept for f in found}) == 1 and not remedy
    return alone and not re.search(r"[A-Z]{2}", found[0].surface)


_ACRONYM = re.compile(r"([A-Z]{3,8})|(\d)([A-Z])s?")


def _is_spelled(title: str, items: Sequence[Sequence[str]]) -> bool:
    """Whether the names of a list, each with its other names, spell the heading: STP, 4P."""
    match = _ACRONYM.fullmatch(clean(title))
    letters = (match.group(1) or match.group(3) * int(match.group(2))) if match else ""
    begins = [any(name[:1].upper() == letter for name in names) for letter, names in zip(letters, items, strict=False)]
    return bool(letters) and len(letters) == len(items) > 1 and all(begins)


class _Listed:
    """What a list under a heading that says nothing of it is, by the name of the heading and by its own lines."""

    def __init__(
        self,
        statement: Statement,
        found: Sequence[Found],
        path_found: Sequence[Sequence[Found]],
        siblings: Sequence[tuple[str, ...]],
        items: Sequence[str],
        names_of: Callable[[str], tuple[str, ...]],
    ) -> None:
        self.member = False
        """The last word of the heading is itself a concept: the heading is a kind of that, as its items may be."""
        title, names = named_part(statement.path[-1], path_found[-1])
        self.names_of = names_of
        bracket = BRACKET.search(title) if not is_class_name(title, names) else None
        letters = bracket.group().strip(" ()（）[]") if bracket else title  # "Marketing mix (4P)"
        self.spelled = _is_spelled(letters, [[n for concept in line for n in names_of(concept)] for line in siblings])
        # as they are written: an ambiguous word ("정규화") is no name of either of its concepts
        self.written = {name.concept: name.surface for name in (*found, *names)}
        self.named = [line for line in siblings if line]
        self.mostly = mostly = len(self.named) >= NAMED_SHARE * len(siblings)
        all_named = len(self.named) == len(siblings) >= MIN_ALL_NAMED
        bare = not lead_concepts(statement.text, found)[0]
        self.classed = (mostly and is_class_name(title, names)) or (
            all_named and is_plural_name(title) and (statement.kind != "heading" or only_names(statement.text, found))
        )
        several = len(self.named) == len(siblings) >= MIN_ALL_NAMED - 1
        several = several and not any(is_everyday(name) for line in siblings for name in line)  # "Regulation", "Action"
        self.classed = self.classed or (several and only_names(title, names) and is_singular_class(title))
        self.task = mostly and bare and only_names(title, names) and names_task(title)
        # sections under a heading tell of it; items of a list may be of one kind
        self.kinds = len(siblings) >= MIN_ALL_NAMED and not is_heading(statement)

    def _names(self, concept: str) -> tuple[str, ...]:
        return (*self.names_of(concept), self.written.get(concept, concept))

    def claim(self, item: str, owner: str, *, alike: bool) -> Role | None:
        """`alike`: both are problems, or neither; a problem may be a kind of a class ("캐시 미스 3가지 > 충돌 미스")."""
        own, others = self._names(item), self._names(owner)
        if self.spelled or shares_head(own, others):
            return SPELLED if self.spelled else HEAD
        if self.classed:
            return CLASS
        if not alike:
            return None
        if self.mostly and not self.member and shares_class(self.named, owner, self.names_of):
            return ALIKE
        if self.task and not any(map(names_task, self.names_of(item))):
            return FOR_TASK
        headed = " " in self.written[item].strip()  # "Job Queue" under "Scheduler" has a head of its own
        return WEAK if self.kinds and not headed and is_class(self.named, owner, self.names_of) else None


def named_with_class(statement: Statement, found: Sequence[Found]) -> Iterator[Claim]:
    """A title "BCNF (Boyce–Codd) 정규형": a name with the class that it is one of behind it."""
    if statement.kind != "heading" or len(found) < 2 or found[-1].concept == found[0].concept:
        return
    between, after = statement.text[found[0].end : found[-1].start], statement.text[found[-1].end :]
    inside = all(other.concept == found[0].concept or other.end <= found[-1].start for other in found[1:-1])
    classed = found[-1].surface.endswith(tuple(korean_rules().words["headings.classes"]))
    opens = not re.search(r"[^\W\d_]", statement.text[: found[0].start])
    if opens and inside and classed and re.fullmatch(r"\s*(?:\([^()]*\)\s*)?", between) and not after.strip(" *`"):
        yield Claim(found[0].concept, Relation.IS_A, found[-1].concept, "layout/named with class", LISTED_CLASS)


def told_kind(statement: Statement, found: Sequence[Found], subject: Subject | None) -> Iterator[Claim]:
    """Under "X > 특징": a line that is the name of a class ("비선점형 스케줄링") says what X is."""
    said = role_word(statement.path[-1]) in korean_rules().words["headings.telling"] if statement.path else False
    items = item_concepts(statement.text, found) if said and statement.kind in ("item", "paragraph") else ()
    if subject is None or not subject.plain or len(items) != 1 or lead_concepts(statement.text, found)[0]:
        return
    last = clean(statement.text).split()[-1:]
    if last and last[0].casefold().endswith(tuple(korean_rules().words["headings.classes"])):
        yield from (Claim(s, Relation.IS_A, items[0], "layout/told kind", LISTED_CLASS) for s in subject.concepts)


def remedies_beside(
    statement: Statement, found: Sequence[Found], problems: Sequence[str], is_problem: Callable[[str], bool]
) -> Iterator[Claim]:
    """Under "X > 해결책" what helps against `problems`, which "X > 문제점" beside it has named."""
    plain = role_word(statement.path[-1]) if statement.path else ""
    words = korean_rules().words["headings.solutions"] | korean_rules().words["labels.solutions"]
    if plain not in words or statement.kind != "item":
        return
    for item, problem in product(item_concepts(statement.text, found), problems):
        if item != problem and not is_problem(item):
            yield Claim(item, Relation.SOLVES, problem, "layout/remedies beside", LISTED_CLASS)


def told_problems(
    statement: Statement,
    found: Sequence[Found],
    path_found: Sequence[Sequence[Found]],
    is_problem: Callable[[str], bool],
) -> Iterator[Claim]:
    """Problems that a line under "X의 문제점" names in its own words, unless it tells of a remedy."""
    called = ("problem", "issue", "문제", "현상")  # "문제점: … (XOR problem)": there it is one
    harms = [n for n in found if is_problem(n.concept) or n.surface.casefold().endswith(called)]
    harms = [name for name in harms if _ARISES.match(statement.text, name.end)]
    label = _DRAWBACK.match(statement.text)
    told = label is not None or tells_drawbacks(statement.path)
    if not harms or not told or statement.kind not in ("item", "paragraph", "quote"):
        return
    role, owners = heading_role(statement.path, path_found)
    text = statement.text.casefold()
    if (
        (role != "problems" and not (label is not None and role == ""))
        or len(owners) != 1
        or is_problem(owners[0])
        or all(_DENIES.search(_between_arrows(text, name.start)) for name in harms)
    ):
        return
    if any(word in text for word in korean_rules().words["headings.solutions"] | korean_rules().words["lessening.words"]):
        return
    for name in harms:
        yield Claim(owners[0], Relation.CAUSES, name.concept, "layout/told problems", TOLD_PROBLEM)


def _between_arrows(text: str, at: int) -> str:
    """The part of a line "A → B → C" around a position."""
    begin = max((m.end() for m in _ARROWS.finditer(text, 0, at)), default=0)
    end = _ARROWS.search(text, at)
    return text[begin : end.start() if end else len(text)]


_ARROWS = re.compile(r"→|->|⇒|=>")
_DRAWBACK = re.compile(
    r"\s*(?:단점|문제점|한계|한계점|약점|cons|drawbacks?|disadvantages?|limitations?)\s*[:：]", re.IGNORECASE
)
_ARISES = re.compile(r"\s*(?:문제|현상)?\s*(?:[),.;·/→]|$|이|가|을 |를 |발생|유발|and\b|or\b|is\b|are\b)")
"""What follows a problem that is spoken of as such; not "noise까지 학습"."""
_DENIES = re.compile(r"않|없|아니|\bno\b|\bnot\b|n't|without|❌|\bX\b")


def row_kind(
    cells: Sequence[tuple[str, str]], first: Sequence[Found], path: Sequence[str], path_found: Sequence[Sequence[Found]]
) -> Iterator[Claim]:
    """A table of kinds: its first column is headed "종류", or by the class noun of its heading."""
    header = clean(cells[0][0]).casefold()
    items = item_concepts(cells[0][1], first) or tuple(name.concept for name in glossed(cells[0][1], first))
    if not header or len(items) != 1 or len(cells) < 2:
        return
    role, owners = heading_role(path, path_found)
    if role in ("", "kinds") and len(owners) == 1 and owners[0] not in items:
        owner = " ".join(name.surface for names in path_found for name in names if name.concept == owners[0]).casefold()
        classed = owner.endswith(header) and is_class_name(path[-1], path_found[-1])
        if header in korean_rules().words["headings.kinds"] or classed:
            yield Claim(items[0], Relation.IS_A, owners[0], "layout/table kinds", LISTED_KIND)
