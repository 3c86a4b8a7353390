"""What something is made of, by the layout of its lines: sums ("X = A + B"), numbered steps, lists of its features."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kb.graph.everyday import is_everyday
from kb.graph.finder import Found
from kb.graph.heading_roles import role_word
from kb.graph.listing import item_concepts, lead_concepts
from kb.graph.rules import korean_rules
from kb.graph.stated import NEAR_SUBJECT, Claim, Subject
from kb.types import Relation, Statement

SUM = 0.75
""" "X = A + B": stated outright."""
STEP = 0.6
FEATURE = 0.55
"""An item under "X > 구조적 특징": most are what X is built with, some are remarks."""
MAX_STEP_WORDS = 8
MAX_PART_WORDS = 5

_PLUS = re.compile(r"\s\+\s|(?<=[)\]])\+\s|\s\+(?=[(\[])")
_EQUALS = re.compile(r"^\s*(?:\([^()]*\)\s*)?(?:=|:|：|→|->)\s*$")
_FORMULA = re.compile(r"[:：=]\s*[\d.]+\s?%?|\s[/*×·=-]\s|[*×^]|\d\s*\+|\+\s*\d")
_TOPIC = re.compile(r"[가-힣](?:은|는|이|가)\s")
_STEP = re.compile(r"^\s*(?:step|phase|stage|단계)\s*\d+\s*[.):：]\s*|^\s*\d+\s*단계\s*[.):：]\s*", re.IGNORECASE)
_BRACKET = re.compile(r"\([^()]*\)")
_TOLD = re.compile(r"(?:을|를|의|로|으로|이|가)\s")
""""A + B의 조합", "A + B가 하나를 이룬다"; but "A + B 개수", "A + B에서 …까지"."""


def sums(text: str, found: Sequence[Found], subject: Subject | None) -> Iterator[Claim]:
    """ "X = A + B", "X : A + B", and under the heading X "A + B": X uses A and B."""
    cut = _PLUS.search(text)
    if cut is None or not found:
        return
    owners, begin = _owner(text, found, cut.start(), subject)
    if _FORMULA.search(_without(text, found), begin) or _TOPIC.search(text, begin, cut.start()):
        return  # "(TP + TN) / all"; "X는 A + B로 나뉜다"
    parts: list[Found] = []
    start = begin
    ends = [match.span() for match in _PLUS.finditer(text, begin)]
    for at, (end, following) in enumerate([*ends, (_end(text), _end(text))]):
        named = [name for name in found if start <= name.start and name.end <= end]
        last = at == len(ends)
        rest = _BRACKET.sub(" ", text[start:end])
        if len(rest.split()) > MAX_PART_WORDS + (3 if last else 0):
            return  # a sentence in which something is added
        if named and not text[start : named[0].start].strip(" *`\"'(") and _is_whole(text[named[0].end : end], last):
            parts.append(named[0])
        elif last and named and not text[start : named[0].start].strip(" *`\"'("):
            return  # "A + B에서 …까지 더": a sentence
        start = following
    for part in parts:
        yield from (Claim(o, Relation.USES, part.concept, "layout/sum", SUM) for o in owners if o != part.concept)


def _without(text: str, found: Sequence[Found]) -> str:
    """The text with a letter for each of its names' ("L1 + L2" is no formula)."""
    for name in found:
        text = f"{text[: name.start]}{'N' * (name.end - name.start)}{text[name.end :]}"
    return text


def _owner(text: str, found: Sequence[Found], stop: int, subject: Subject | None) -> tuple[tuple[str, ...], int]:
    """What is made, and where its parts begin."""
    step = _STEP.match(text)
    for at, name in enumerate(found):
        following = found[at + 1].start if at + 1 < len(found) else len(text)
        sign = re.match(r"\s*(?:\([^()]*\)\s*)?(?:\S{1,12}\s*)?[=:：]\s*", text[name.end : following])
        if sign and name.end + sign.end() <= stop and not step:
            opening = not re.search(r"[^\W\d_]", text[: found[0].start])
            return ((found[0].concept,) if opening else ()), name.end + sign.end()
    near = subject is not None and subject.plain and subject.factor >= NEAR_SUBJECT
    return (subject.concepts if near and subject is not None else ()), step.end() if step else 0


def _end(text: str) -> int:
    match = re.search(r"[.!]\s*$|\s(?:->|→|⇒)\s", text)
    return match.start() if match else len(text)


def _is_whole(after: str, last: bool) -> bool:
    """Nothing stands behind the name but a bracket or its class word; behind the last one "의 조합", "진행"."""
    plain = _BRACKET.sub(" ", after).strip(" *`\"')!")
    told = last and bool(_TOLD.match(plain)) and "라고" not in plain
    joined = told or (last and plain.startswith(tuple(korean_rules().words["makeup.joined"])))
    return not plain or plain in korean_rules().words["tails.neutral"] or joined


_TIER = re.compile(r"^\s*제?\s*\d+\s*(?:계층|층|레벨|막|부|세대|단)\s*[:：]\s*")


def tiers(statement: Statement, found: Sequence[Found], subject: Subject | None) -> Iterator[Claim]:
    """Under X "제 2막 : A": A is a part of X."""
    tier = _TIER.match(statement.text)
    near = subject is not None and subject.plain and subject.factor >= NEAR_SUBJECT
    if not tier or subject is None or not near or statement.kind not in ("item", "paragraph"):
        return
    first = next((name for name in found if name.start == tier.end()), None)
    if first is not None and re.match(r"\s*(?:$|[(（/,:\-–—])", statement.text[first.end :]):
        yield from (Claim(first.concept, Relation.PART_OF, s, "layout/tier", STEP) for s in subject.concepts)


def opens_step(text: str) -> bool:
    """Whether a sentence is nothing but "Step 2."."""
    return bool(_STEP.fullmatch(text))


def steps(
    statement: Statement, found: Sequence[Found], subject: Subject | None, harm: Callable[[str], bool], *, opened: bool
) -> Iterator[Claim]:
    """Under X "Step 2. A를 거침": what a step of X works with; `opened`: the mark of the step is the sentence before."""
    step = _STEP.match(statement.text)
    near = subject is not None and subject.plain and subject.factor >= NEAR_SUBJECT
    if not (step or opened) or subject is None or not near or len(statement.text.split()) > MAX_STEP_WORDS:
        return
    inside = _BRACKET.sub(lambda m: " " * len(m.group()), statement.text)
    for name in found:
        plain = harm(name.concept) or is_everyday(name.surface) or not inside[name.start : name.end].strip()
        if name.start >= (step.end() if step else 0) and not plain:
            yield from (Claim(s, Relation.USES, name.concept, "layout/step", STEP) for s in subject.concepts)


def features(
    statement: Statement, found: Sequence[Found], subject: Subject | None, harm: Callable[[str], bool]
) -> Iterator[Claim]:
    """Under "X > 구조", "X > Keyword": an item that is a name, or leads with one, is what X is built with."""
    said = role_word(statement.path[-1]) in korean_rules().words["headings.makeup"] if statement.path else False
    if not said or subject is None or not subject.plain or statement.kind not in ("item", "paragraph"):
        return
    items = item_concepts(statement.text, found)
    if not items and found and not statement.text[: found[0].start].strip(" *`"):
        rest = statement.text[found[0].end :].strip(" *`.")
        items = (found[0].concept,) if rest in korean_rules().words["makeup.done"] else ()  # "중탕 적용"
    if len(lead_concepts(statement.text, found)[0]) > 1:
        return
    for item in items:
        if not harm(item) and item not in subject.concepts:
            yield from (Claim(s, Relation.USES, item, "layout/feature", FEATURE) for s in subject.concepts)
