"""Names that may be one concept though nothing proves it: for the owner to decide, never merged by themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kb.encoder import Encoder
from kb.graph.owner import OwnerConcepts
from kb.language.text import fold
from kb.types import Concept, Language

Reason = Literal["gloss", "spelling", "translation", "meaning"]

MAX_PROPOSALS = 200
"""More than one sitting's worth of decisions; the best stand first."""
MIN_COSINE = 0.65
"""Korean and English names that are each other's nearest, by the bundled encoder. Over 600 glossary pairs 2 of 100 such
neighbours were wrong from .5 to .85 alike, while .65 keeps three quarters of the right ones and .85 four of ten."""
MIN_COSINE_OF_NAMED = 0.8
"""A concept that already has a name in that language needs another one less often."""

_WHY: Mapping[Reason, Mapping[Language, str]] = {
    "gloss": {"ko": "노트의 괄호", "en": "in brackets in the notes"},
    "spelling": {"ko": "비슷한 철자", "en": "spelt alike"},
    "translation": {"ko": "낱말마다 번역", "en": "a translation word by word"},
    "meaning": {"ko": "비슷한 뜻", "en": "near in meaning"},
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two names that may be one concept."""

    first: str
    second: str
    score: float
    """0 to 1: how likely, by the measure that `reason` names; comparable within one reason."""
    reason: Reason
    example: str = ""
    """The words of the notes that suggest it, where there are any."""


def explain(proposal: Proposal, language: Language) -> str:
    """Why two names are proposed, for people: "노트의 괄호: 죽은 뉴런 (dead neuron)"."""
    why = _WHY[proposal.reason][language]
    return f"{why}: {proposal.example}" if proposal.example else why


def best_first(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Each pair once, by its strongest reason."""
    best: dict[frozenset[str], Proposal] = {}
    for proposal in sorted(proposals, key=lambda p: (-p.score, p.first, p.second, p.reason)):
        best.setdefault(frozenset((fold(proposal.first), fold(proposal.second))), proposal)
    return tuple(best.values())[:MAX_PROPOSALS]


def undecided(proposals: Iterable[Proposal], owner: OwnerConcepts) -> tuple[Proposal, ...]:
    """Without those that the owner's file already accepts, rejects, or leaves out."""
    decided = {
        frozenset((fold(a), fold(b))) for group in (*owner.merge, *owner.separate) for a in group for b in group if a != b
    }
    ignored = {fold(name) for name in owner.ignore}
    return tuple(
        p
        for p in proposals
        if frozenset((fold(p.first), fold(p.second))) not in decided and not {fold(p.first), fold(p.second)} & ignored
    )


def meaning_proposals(concepts: Sequence[Concept], named: Collection[str], encoder: Encoder) -> tuple[Proposal, ...]:
    """Concepts named in one language only beside the concept nearest in meaning that has a name in the other.

    `named`: the concepts that the notes name. Cosines of `encoder` between labels; both must be the other's nearest.
    """
    korean = [c for c in concepts if c.name in named and c.ko and not c.en]
    english = [c for c in concepts if c.name in named and c.en and not c.ko and c.origin == "notes"]
    found = _nearest(korean, [c for c in concepts if c.en], encoder, "ko")
    return (*found, *_nearest(english, [c for c in concepts if c.ko and c not in korean], encoder, "en"))


def _nearest(
    ours: Sequence[Concept], theirs: Sequence[Concept], encoder: Encoder, language: Language
) -> tuple[Proposal, ...]:
    if not ours or not theirs:
        return ()
    other: Language = "en" if language == "ko" else "ko"
    left = encoder.encode_queries([c.label(language) for c in ours])
    right = encoder.encode_queries([c.label(other) for c in theirs])
    cosines = left @ right.T
    best, back = cosines.argmax(axis=1), cosines.argmax(axis=0)
    found: list[Proposal] = []
    for at, target in enumerate(best):
        concept, score = theirs[int(target)], float(cosines[at, target])
        known = concept.ko if language == "ko" else concept.en
        if back[target] == at and score >= (MIN_COSINE_OF_NAMED if known else MIN_COSINE):
            found.append(Proposal(ours[at].name, concept.name, round(score, 3), "meaning"))
    return tuple(found)
