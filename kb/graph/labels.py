"""Relations that a label states: "원인: A, B" under a heading, or a cell under the column "해결책" / "Drawbacks"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product

from kb.graph.finder import Found
from kb.graph.heading_roles import ITEM_ROLES, TURNED, UNSURE_PROBLEM, heading_role, label_role, row_role
from kb.graph.listing import glossed, item_concepts, listed_names
from kb.graph.stated import Claim, only_names

_LABEL = re.compile(r"^\s*([^:：→]{2,40}?)\s*(?::|：|->|→)\s*(?=\S)")


def labelled(
    text: str,
    found: Sequence[Found],
    path: Sequence[str],
    path_found: Sequence[Sequence[Found]],
    is_problem: Callable[[str], bool],
) -> Iterator[Claim]:
    """ "해결책: A, B", "Two approaches: A; B" under a heading that names one concept and says nothing else of its list."""
    yield from _owned(text, found, is_problem)
    label = _LABEL.match(text)
    role = label_role(label.group(1)) if label else ""
    if not label or not role or not path:
        return
    said, owners = heading_role(path, path_found)
    if role == "means" and not only_names(path[-1], path_found[-1]):
        return  # "Loss: A" under "Training and evaluation" is a loss of something else
    if said in ("", role) and len(owners) == 1:
        yield from _claims(role, text, label.end(), found, owners, is_problem, "layout/label")


def _owned(text: str, found: Sequence[Found], is_problem: Callable[[str], bool]) -> Iterator[Claim]:
    """ "X의 구성 요소: A, B", "X의 원인 : A", "Causes of X: A, B"."""
    label = _LABEL.match(text)
    owners = [name for name in found if label and name.end <= label.end(1)]
    if label is None or len(owners) != 1 or text[label.end(1) : label.end()].strip() not in (":", "："):
        return
    before, after = text[label.start(1) : owners[0].start], text[owners[0].end : label.end(1)]
    korean, english = _OF_OWNER.fullmatch(after), _OF.fullmatch(before)
    said = korean.group(1) if korean and not before.strip(" *`-") else english.group(1) if english and not after else ""
    role = label_role(said) if said else ""
    if role and role != "means":
        yield from _claims(role, text, label.end(), found, (owners[0].concept,), is_problem, "layout/owned label")


_OF_OWNER = re.compile(r"\s*(?:의)?\s+([가-힣 ]{2,10})\s*")
_OF = re.compile(r"[\s*`-]*([A-Za-z ]{4,20}) of (?:an?|the)?\s*", re.IGNORECASE)


def labelled_cells(
    cells: Sequence[tuple[str, str]], find: Callable[[str], tuple[Found, ...]], is_problem: Callable[[str], bool]
) -> Iterator[Claim]:
    """The cells of a row that is about one concept, each under a column whose header is a role word."""
    roles = [label_role(head) for head, _ in cells[1:]]
    if not any(roles):
        return
    owners = item_concepts(cells[0][1], find(cells[0][1]))
    # a first column headed "문제" says that its rows are problems, whatever is known of them
    troubled = label_role(cells[0][0]) == "problems"
    for role, (_, cell) in zip(roles, cells[1:], strict=True):
        if role and len(owners) == 1:
            harms = (lambda concept: concept in owners or is_problem(concept)) if troubled else is_problem
            yield from _claims(role, cell, 0, find(cell), owners, harms, "layout/column")


def aspect_cells(
    cells: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, ...]],
    find: Callable[[str], tuple[Found, ...]],
    is_problem: Callable[[str], bool],
) -> Iterator[Claim]:
    """A row that is about an aspect of the things that head the columns: "손실 함수 | MSE | 교차 엔트로피"."""
    role = row_role(cells[0][1])
    if role and all(len(concepts) == 1 for concepts in columns):
        for (owner,), (_, cell) in zip(columns, cells[1:], strict=True):
            yield from _claims(role, cell, 0, find(cell), (owner,), is_problem, "layout/row")


def _claims(
    role: str,
    text: str,
    begin: int,
    found: Sequence[Found],
    owners: Sequence[str],
    is_problem: Callable[[str], bool],
    rule: str,
) -> Iterator[Claim]:
    named = listed_names(text, begin, found) or glossed(text[begin:], found)
    for item, owner in product(dict.fromkeys(name.concept for name in named), owners):
        listed = ITEM_ROLES.get((role, is_problem(item), is_problem(owner)))
        unsure = listed is not None and listed[2] == UNSURE_PROBLEM
        if unsure and re.search(r"[^\W\d_]{2}", text[max(name.end for name in named) :]):
            continue  # "단점: A와 B를 나눠야 한다"
        if listed and item != owner:
            relation, _, confidence = listed
            source, target = (owner, item) if role in TURNED else (item, owner)
            yield Claim(source, relation, target, f"{rule} {role}", confidence)
