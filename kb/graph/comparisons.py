"""What a note sets side by side: "A vs B", titles of differences, chains of inclusion, tables with a column for each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from kb.graph.finder import Found
from kb.graph.listing import JOINT
from kb.graph.rules import korean_rules
from kb.graph.stated import Claim, heading_concepts, only_names
from kb.types import Relation, Statement

_VERSUS = re.compile(r"^\s*(?:[vV]\.?[sS]\.?|versus|대)\s*$")

_VERSUS_INSIDE = re.compile(r"\s(?:v\.?s\.?|versus)\s", re.IGNORECASE)


def compares(text: str) -> bool:
    """ "A vs B": a line that sets things side by side is no item of a list."""
    return bool(_VERSUS_INSIDE.search(text))


def versus(text: str, found: Sequence[Found]) -> Iterator[Claim]:
    """ "A vs B"."""
    for one, other in pairwise(found):
        owner = re.match(r"의\s", text[other.end :])  # "A vs B의 …"
        if one.concept != other.concept and not owner and _VERSUS.match(text[one.end : other.start]):
            yield Claim(one.concept, Relation.CONTRASTS_WITH, other.concept, "layout/vs", 0.85)


def difference(text: str, found: Sequence[Found]) -> Iterator[Claim]:
    """Headings such as "A와 B의 차이", "difference between A and B"."""
    words = korean_rules().words["headings.differences"]
    plain = text.casefold().replace("비교적", "")
    if (
        not any(w in plain and re.search(rf"(?<![a-z]){re.escape(w)}(?![a-z])", plain) for w in words)
        or not 2 <= len({f.concept for f in found}) <= 4
    ):
        return
    if heading_concepts(text, found) is None or len(text.split()) > 12:
        return
    transparent = korean_rules().words["headings.transparent"]
    named = _rivals(text, [f for f in found if f.surface.casefold() not in transparent])
    if named and _NUMBER.match(text, named[-1].end):
        return  # "A, B 개수 차이"
    sides = {named[0].concept: 0} if named else {}
    side = 0
    for one_name, other_name in pairwise(named):
        between = text[_end_with(one_name, text, found) : other_name.start]
        against = bool(_VERSUS.match(between))
        if not (against or JOINT.match(between)):
            return
        side += against
        sides.setdefault(other_name.concept, side)
    for one, other in combinations(sides, 2):
        if not side or sides[one] != sides[other]:  # "A, B vs C": A and B stand on one side
            yield Claim(one, Relation.CONTRASTS_WITH, other, "layout/difference", 0.8)


_NUMBER = re.compile(r"\s*[가-힣]*수\s")


def _rivals(text: str, found: Sequence[Found]) -> Sequence[Found]:
    """Where "vs" sets the sides apart, a name right behind another says in what they differ ("Tea vs Cocoa 카페인")."""
    if not _VERSUS_INSIDE.search(text):
        return found
    behind = {other.start for one, other in pairwise(found) if not text[one.end : other.start].strip()}
    return [name for name in found if name.start not in behind]


def _end_with(name: Found, text: str, found: Sequence[Found]) -> int:
    """Where a side ends: behind its name and the aspect that stands right behind that."""
    behind = next((other for other in found if other.start > name.start and not text[name.end : other.start].strip()), name)
    return behind.end


_DIFFERS = re.compile(r"\s*(?:와|과)?의?\s*(?:차이|차이점|다른 점|비교)\s*[:：?]?\s*$")


def unlike_heading(statement: Statement, found: Sequence[Found], path_found: Sequence[Sequence[Found]]) -> Iterator[Claim]:
    """Under the heading B a title or an item "A와의 차이점": B is told apart from A."""
    above = path_found[-1] if path_found else ()
    if len(found) != 1 or len({name.concept for name in above}) != 1 or statement.kind not in ("item", "heading"):
        return
    opens = not statement.text[: found[0].start].strip(" *`")
    other = found[0].concept != above[0].concept
    if opens and other and _DIFFERS.fullmatch(statement.text, found[0].end) and only_names(statement.path[-1], above):
        yield Claim(above[0].concept, Relation.CONTRASTS_WITH, found[0].concept, "layout/differs", 0.8)


def two_sides(all_topics: Sequence[str], here: Sequence[str]) -> Iterator[Claim]:
    """Under "차이점": lines, or parts of one, about two things are about what tells them apart."""
    if len(all_topics) == 2 and all_topics[1] in here:
        yield Claim(all_topics[0], Relation.CONTRASTS_WITH, all_topics[1], "layout/two sides", 0.7)


def inclusion(text: str, found: Sequence[Found]) -> Iterator[Claim]:
    """ "AI > 머신러닝 > 딥러닝": each holds the next. Two names alone compare sizes or scores as often."""
    names = list(found)
    between = [text[one.end : other.start].strip() for one, other in pairwise(names)]
    alone = len(names) >= 3 and set(between) <= {">", "⊃"} and len(set(between)) == 1
    if alone and not text[: names[0].start].strip() and not text[names[-1].end :].strip(" ."):
        yield from (Claim(b.concept, Relation.IS_A, a.concept, "layout/inclusion", 0.6) for a, b in pairwise(names))


def table_claims(cells: Sequence[tuple[str, str]], headers: Sequence[tuple[str, ...]]) -> Iterator[Claim]:
    """A table whose columns are concepts compares them."""
    named = [concepts[0] for concepts in headers if len(concepts) == 1]
    if len(cells) >= 3 and len(named) == len(cells) - 1 and len(set(named)) == len(named) <= 4:
        for at, one in enumerate(named):
            for other in named[at + 1 :]:
                yield Claim(one, Relation.CONTRASTS_WITH, other, "layout/table", 0.6)
