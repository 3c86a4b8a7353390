"""What a line states of the thing that it leads with: "X: A, B" (kinds, or what a task is done with), "X: …, e.g. A"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.graph.classes import is_class_name, shares_head
from kb.graph.finder import Found
from kb.graph.heading_roles import LISTED_CLASS, LISTED_HEAD, calls_list, names_task
from kb.graph.listing import INLINE_EXAMPLE, lead_concepts, listed_names, nothing_but_names
from kb.graph.names import clean, singular
from kb.graph.rules import korean_rules
from kb.graph.stated import Claim
from kb.types import Relation

MIN_NAMED = 3
MIN_ALIKE = 4
"""Of so many names behind a lead one must end in it ("센서: 온도 센서, 자이로, 레이더")."""


def lead_list(text: str, found: Sequence[Found], path: Sequence[str]) -> Iterator[Claim]:
    """ "생성 패턴 : 싱글톤, 팩토리": a lead that names a class, or stands under "종류", and then nothing but names."""
    lead, at = lead_concepts(text, found)
    last = text.rfind(" / ")
    if len(lead) == 1 and last > at and len(text[at:last].split()) > 1:  # "정다면체 : 면이 모두 같은 입체 / A, B, C"
        named = listed_names(text, last + 3, found)
        if len(named) >= MIN_NAMED and nothing_but_names(text, last + 3, named):
            yield from (Claim(n.concept, Relation.IS_A, lead[0], "layout/lead kinds", LISTED_CLASS) for n in named)
            return
    named = listed_names(text, at, found)
    if len(lead) != 1 or not named or re.search(r"\d", text[:at]):
        return  # "제 3단계 : 중재": one of several, no class
    called = singular(text[:at].strip(" :：-–—=→>*`"))
    alike = sum(shares_head((name.surface,), (called,)) for name in named)
    if len(named) >= MIN_NAMED and alike * MIN_ALIKE >= len(named) and nothing_but_names(text, at, named):
        yield from (Claim(n.concept, Relation.IS_A, lead[0], "layout/lead alike", LISTED_CLASS) for n in named)
        return
    before = [name for name in found if name.start < at]
    kinds = bool(path) and clean(path[-1]).casefold() in korean_rules().words["headings.kinds"]
    if kinds or is_class_name(text[: before[-1].end], before):
        rule = "layout/lead kinds" if kinds else "layout/lead kinds (weak)"
        yield from (Claim(name.concept, Relation.IS_A, lead[0], rule, LISTED_CLASS) for name in named)


def amiss(text: str, found: Sequence[Found]) -> Iterator[Claim]:
    """ "Iron deficiency: anaemia, fatigue": what a lack or an excess brings about, where the rest is names and no more."""
    lead, at = lead_concepts(text, found)
    before = [name for name in found if name.end <= at]
    last = before[-1].surface.casefold() if before else ""
    if len(lead) != 1 or not last.endswith(tuple(korean_rules().words["headings.amiss"])):
        return
    for name in listed_names(text, at, found):
        if name.concept != lead[0]:
            yield Claim(lead[0], Relation.CAUSES, name.concept, "layout/amiss", LISTED_HEAD)


def inline_examples(text: str, found: Sequence[Found]) -> Iterator[Claim]:
    """ "X : what it is - ex) A, B", "X is …. Example: A, B": A and B are kinds of what the line leads with."""
    mark = INLINE_EXAMPLE.search(text)
    lead, at = lead_concepts(text, found)
    if mark is None or len(lead) != 1 or mark.start() < at:
        return
    named = listed_names(text, mark.end(), found)
    if named and nothing_but_names(text, mark.end(), named):
        for name in named:
            if name.concept != lead[0]:
                yield Claim(name.concept, Relation.IS_A, lead[0], "layout/inline examples", LISTED_HEAD)


def task_list(text: str, found: Sequence[Found], path: Sequence[str]) -> Iterator[Claim]:
    """ "Object detection: YOLO, SSD", "분류: 로지스틱 회귀, SVM": what a task is done with, or measured by."""
    lead, at = lead_concepts(text, found)
    before = [name for name in found if name.start < at]
    if len(lead) != 1 or not names_task(before[-1].surface) or (path and calls_list(path[-1])):
        return
    for name in listed_names(text, at, found):
        if not names_task(name.surface) and name.concept != lead[0]:
            yield Claim(name.concept, Relation.SUITED_TO, lead[0], "layout/task", LISTED_CLASS)
