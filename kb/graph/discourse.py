"""What goes over from one statement of a note to the next, and the clauses that a statement is read in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kb.graph.comparisons import two_sides
from kb.graph.finder import Found
from kb.graph.frames import Reader
from kb.graph.listing import item_concepts, lead_concepts, nothing_but_names, told_lead
from kb.graph.parsing import read_phrases
from kb.graph.phrases import MASK, Item, NounPhrase, Verb, mask
from kb.graph.stated import Claim, Setting, names_problem
from kb.language.morphemes import Token
from kb.types import Relation

_ARROW = re.compile(r"\s*(?:-{1,}>|=>|→|⇒|➡️?|—>|–>)\s*")
MaskedClause = tuple[int, str, dict[int, int], tuple[Found, ...], tuple[str, ...]]
"""(position of the statement, masked clause, masked start → name, names in it, concepts of its lead)"""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a statement says what it says: see the fields of `Clause`."""

    heading: bool
    question: bool
    defining: bool
    cell: bool
    same_line: bool
    """It stands on the line of the statement before, as its second sentence."""


@dataclass(slots=True)
class Discourse:
    """Reads the statements of a note in their order."""

    is_problem: Callable[[str], bool]
    problem: tuple[str, ...] = ()
    """What "this problem" would mean."""
    carried: tuple[str, ...] = ()
    """What the line leads with."""
    spoken: tuple[str, ...] = ()
    """What the sentence before is about."""
    topics: tuple[str, ...] = ()
    """All that this statement tells of."""
    sides: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    """What the statements under one heading tell of."""
    troubles: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    """Heading → the problems last named under "문제점" below it."""

    def korean(
        self, clauses: Sequence[tuple[MaskedClause, tuple[Token, ...]]], setting: Setting, manner: Manner
    ) -> Iterator[Claim]:
        supposed: tuple[str, ...] = ()
        alone: tuple[str, ...] = ()
        told: tuple[str, ...] = ()
        other = False
        self.topics = ()
        for number, (clause, tokens) in enumerate(clauses):
            _, masked, starts, inside, lead = clause
            self.carried = lead or (self.carried if manner.same_line else ())
            goes_on = number > 0 and not manner.cell
            items = read_phrases(tokens, starts)
            listed = _bare(clauses[number + 1][0], outside=True) if number + 1 < len(clauses) else ()
            if listed and not lead and describes(items):
                lead = listed  # "A를 쓰는 기법: B, C" says of B and C what "B: A를 쓰는 기법" says of B
            reader = Reader(
                items,
                inside,
                replace(setting, problem=told or setting.problem, subject=None if other else setting.subject)
                if goes_on
                else setting,
                self.is_problem,
                lead or self.carried,
                heading=manner.heading,
                question=manner.question,
                goes_on=goes_on,
                follows=alone if goes_on else (),
                cell=manner.cell,
                defining=manner.defining and not number,
            )
            yield from reader.claims()
            yield from (Claim(name, Relation.USES, used, "ko/경우→", 0.75) for name in _bare(clause) for used in supposed)
            if listed and lead is not listed:
                yield from reader.serving(listed)
            other = other or reader.speaks_of_other()
            supposed = reader.supposed_use()
            alone = (inside[0].concept,) if masked.strip() == MASK and not lead else ()
            told = tuple(f.concept for f in inside if self.is_problem(f.concept))[-1:] or reader.arisen() or told
            self.topics = (*self.topics, *(lead or reader.topics()))
            said = reader.spoken_of()
            self.spoken = said if said or not reader.is_subjectless() else self.spoken if manner.same_line else ()

    def english(self, text: str, found: Sequence[Found], same_line: bool) -> None:
        """The lead of an English line holds for all its sentences; what opens one is what the next may call "it"."""
        self.topics = self.carried = lead_concepts(text, found)[0] or (self.carried if same_line else ())
        opening = (found[0].concept,) if found and not re.search(r"\w{4}", text[: found[0].start]) else ()
        self.spoken = self.carried or opening or (self.spoken if same_line else ())

    def two_sides(self, path: tuple[str, ...]) -> Iterator[Claim]:
        """Under "차이점" without names: the two things that its lines tell of."""
        self.sides[path] = tuple(dict.fromkeys((*self.sides.get(path, ()), *self.topics)))
        yield from two_sides(self.sides[path], self.topics)

    def trouble(self, path: tuple[str, ...], text: str, found: Sequence[Found]) -> None:
        """Notes what a line among drawbacks names: a problem, or the one thing that it is nothing but the name of."""
        named = tuple(dict.fromkeys(f.concept for f in found if self.is_problem(f.concept)))
        alone = item_concepts(text, found) if not named else ()
        if named or len(alone) == 1:
            self.troubles[path] = tuple(dict.fromkeys((*named, *alone)))

    def close(self, text: str, found: Sequence[Found], same: bool) -> None:
        """The problem that the next statement may point to."""
        named = tuple(dict.fromkeys(f.concept for f in found if self.is_problem(f.concept)))[-1:]
        unnamed = not same or names_problem(text)
        self.problem = named or (() if unnamed else self.problem)


def describes(items: Sequence[Item]) -> bool:
    """Whether a clause is a noun with what is told of it: "A를 쓰는 기법"."""
    *_, verb, kind = (None, None, *items)
    told = isinstance(verb, Verb) and (verb.ending == "adnominal" or verb.modifies) and not verb.negated
    return told and isinstance(kind, NounPhrase) and not kind.particle and not kind.listed and bool(kind.nouns)


def _bare(clause: MaskedClause, *, outside: bool = False) -> tuple[str, ...]:
    """The concepts of a clause that is nothing but names; `outside` brackets, where other names of these stand."""
    _, masked, starts, inside, _ = clause
    if outside:
        inside = tuple(inside[at] for at in starts.values())
    return (
        ()
        if re.sub(rf"{MASK}|[\s,/()*`.]|등|와|과|및", "", masked)
        else tuple(dict.fromkeys(name.concept for name in inside))
    )


def clauses_of(at: int, text: str, found: Sequence[Found]) -> Iterator[MaskedClause]:
    """(statement, masked clause, masked starts, names in it, lead) per part between arrows; a lead "X : …" is cut off,
    and so are names behind the last colon or in brackets at the end."""
    lead, begin = lead_concepts(text, found)
    if not lead:
        lead, begin = told_lead(text, found)
    edges = [begin]
    cuts = [match.span() for match in _ARROW.finditer(text, begin)]
    if (last := _listed_last(text, max(begin, cuts[-1][1] if cuts else 0), found)) is not None:
        cuts.append(last)
    spans = []
    for start, end in cuts:
        spans.append((edges[-1], start))
        edges.append(end)
    spans.append((edges[-1], len(text)))
    for start, end in spans:
        inside = tuple(
            Found(f.concept, f.start - start, f.end - start, f.surface, f.score, f.senses)
            for f in found
            if f.start >= start and f.end <= end
        )
        masked, starts = mask(text[start:end], inside)
        if inside or lead:
            yield at, masked, starts, inside, lead


_LAST = re.compile(r"(?<=[가-힣])\s*[:：]\s+|(?<=[가-힣])\s+[(（](?=[^()（）]*[)）]\s*$)")


def _listed_last(text: str, begin: int, found: Sequence[Found]) -> tuple[int, int] | None:
    """Where a colon or bracket stands before several names that close the line, unless a name stands before it."""
    for match in _LAST.finditer(text, begin):
        named = [name for name in found if name.start >= match.end()]
        glossed = any(name.end == match.start() for name in found)
        several = len({name.concept for name in named}) > 1
        if several and not glossed and nothing_but_names(_EXAMPLES.sub(_blank, text), match.end(), named):
            return match.span()
    return None


_EXAMPLES = re.compile(r"(?<=[\s(（])(?:예시?|ex|e\.g\.?)\s*[:)>]\s*")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
