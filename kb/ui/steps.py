"""How a question was read and what was looked through: a record small enough to be kept with its answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kb.retrieval import Evidence


@dataclass(frozen=True, slots=True)
class Recognised:
    """A concept that the question names."""

    surface: str
    """As the question writes it."""
    concept: str
    """What it was taken to mean."""
    others: tuple[str, ...] = ()
    """What else the same name may mean; empty for most."""


@dataclass(frozen=True, slots=True)
class Steps:
    kind: str
    """The kind of answer that the question wants ("definition", "comparison", …; "open" where nothing says so)."""
    searched: str
    """The question as it was searched for: misspelt names put right."""
    corrected: bool
    recognised: tuple[Recognised, ...]
    carried: tuple[str, ...]
    """Concepts taken over from the question before."""
    words: tuple[str, ...]
    """Other words that were searched for and stand in notes."""
    unknown: tuple[str, ...]
    """Words that stand nowhere in the notes."""
    notes: int
    """Notes that were looked through."""
    passages: int
    """Passages that were looked through."""


def steps_of(evidence: Evidence, notes: int, passages: int) -> Steps:
    """`notes`, `passages`: how many the index holds."""
    question = evidence.question
    taken = set(evidence.concepts)
    recognised = []
    for asked in question.asked:
        concept = next((sense for sense in asked.senses if sense in taken), asked.concept)
        recognised.append(Recognised(asked.surface, concept, tuple(s for s in asked.senses if s != concept)))
    inside = {term for asked in question.asked for term in asked.terms}
    inside.update(evidence.unknown)
    words = (question.written.get(term, term) for term in question.content if term not in inside)
    return Steps(
        kind=question.kind,
        searched=question.corrected,
        corrected=question.corrected != question.text,
        recognised=tuple(recognised),
        carried=question.carried,
        words=tuple(dict.fromkeys(words)),
        unknown=tuple(dict.fromkeys(question.written.get(term, term) for term in evidence.unknown)),
        notes=notes,
        passages=passages,
    )
