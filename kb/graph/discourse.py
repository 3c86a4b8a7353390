"""What goes over from one statement of a note to the next, and the clauses that a statement is read in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from kb.graph.comparisons import two_sides
from kb.graph.finder import Found
from kb.graph.frames import Reader
from kb.graph.listing import item_concepts, lead_concepts
from kb.graph.parsing import read_phrases
from kb.graph.phrases import MASK, mask
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
        self.topics = ()
        for number, (clause, tokens) in enumerate(clauses):
            _, masked, starts, inside, lead = clause
            self.carried = lead or (self.carried if manner.same_line else ())
            goes_on = number > 0 and not manner.cell
            reader = Reader(
                read_phrases(tokens, starts),
                inside,
                replace(setting, problem=told) if told and goes_on else setting,
                self.is_problem,
                self.carried,
                heading=manner.heading,
                question=manner.question,
                goes_on=goes_on,
                follows=alone if goes_on else (),
                cell=manner.cell,
                defining=manner.defining and not number,
            )
            yield from reader.claims()
            yield from (Claim(name, Relation.USES, used, "ko/경우→", 0.75) for name in _bare(clause) for used in supposed)
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


def _bare(clause: MaskedClause) -> tuple[str, ...]:
    """The concepts of a clause that is nothing but names."""
    _, masked, _, inside, _ = clause
    return () if re.sub(rf"{MASK}|[\s,/()*`.]", "", masked) else tuple(dict.fromkeys(name.concept for name in inside))


def clauses_of(at: int, text: str, found: Sequence[Found]) -> Iterator[MaskedClause]:
    """(statement, masked clause, masked starts, names in it, lead) per part between arrows; a lead "X : …" is cut off."""
    lead, begin = lead_concepts(text, found)
    edges = [begin]
    cuts: list[tuple[int, int]] = []
    for match in _ARROW.finditer(text, begin):
        cuts.append(match.span())
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
