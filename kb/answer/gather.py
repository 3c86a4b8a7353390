"""What is looked at for an answer: the passages found, their lines with a probability each, and what more they need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kb.answer.hops import answering_hops
from kb.answer.lines import Candidate, Line, candidates, standing_at, topics_of
from kb.answer.select import says_more
from kb.answer.steps import Steps
from kb.retrieval import Evidence, Question, Retriever
from kb.store import Snapshot
from kb.types import Hit, Hop, Side

POOL = 8
"""Passages whose lines are rated: of the gold lines of dev, 92 % stand in the sections of these, 87 % in those of five."""
SIDE_PASSAGES = 3
"""Passages looked at for a compared concept alone."""


@dataclass(frozen=True, slots=True)
class Asker:
    """What answering needs: a retriever over one snapshot, and how to read a question after a conversation."""

    retriever: Retriever
    read: Callable[..., Question]
    """(text, turns, follows=False) → the question; `follows`: the next part of one sentence with the last turn."""

    @property
    def snapshot(self) -> Snapshot:
        return self.retriever.snapshot


def considered(evidence: Evidence, retriever: Retriever) -> tuple[Candidate, ...]:
    """Every line of the evidence, rated."""
    stated = answering_hops(retriever.snapshot.graph, evidence.question.kind, evidence.concepts, evidence.question.text)
    return candidates(evidence, retriever, frozenset(line.key for line in lines_of(retriever.snapshot, stated)))


def with_sides(asker: Asker, evidence: Evidence) -> Evidence:
    """The evidence, and for each compared concept in whose own section none of it stands what asking for it alone finds:
    beside LeakyReLU, of which many lines name ReLU, the lines about ReLU would find no room."""
    snapshot = asker.snapshot

    def headed(hit: Hit) -> set[str]:
        return {one.concept for one in snapshot.vocabulary.find(hit.chunk.heading[-1])} if hit.chunk.heading else set()

    for name in evidence.concepts if len(evidence.concepts) > 1 else ():
        others = {*evidence.concepts} - {name}
        if any(name in (named := headed(hit)) and not named & others for hit in evidence.hits):
            continue
        known, lowest = {hit.chunk.id for hit in evidence.hits}, evidence.hits[-1].score if evidence.hits else 0.0
        label = snapshot.graph.concepts[name].label(evidence.question.language)
        alone = asker.retriever.retrieve(asker.read(label, ()), SIDE_PASSAGES)
        for hit, features in zip(alone.hits, alone.features, strict=True):
            if hit.chunk.id not in known and name in headed(hit):
                evidence = replace(
                    evidence,
                    hits=(*evidence.hits, replace(hit, score=lowest)),
                    features=(*evidence.features, features),
                    named=(*evidence.named, frozenset({name})),
                )
    return evidence


def of_bridges(asker: Asker, steps: Steps, rated: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Lines that answer the second question and are about what the first one described; all lines where none is."""
    found: dict[tuple[int, int], Candidate] = {}
    for name in steps.bridges:
        label = asker.snapshot.graph.concepts[name].label("ko" if steps.korean else "en")
        question = asker.read(f"{label} {steps.rest}?", ())
        evidence = asker.retriever.retrieve(question, POOL)
        topic = topics_of(evidence).get(name, frozenset())
        found |= {
            c.line.key: c for c in considered(evidence, asker.retriever) if c.line.key not in found and topic & c.subject
        }
    return tuple(found.values()) or tuple(rated)


def lines_of(snapshot: Snapshot, hops: Sequence[Hop | Side]) -> list[Line]:
    """Where the quotes of these hops stand; for a heading ("only for CNNs?") the line under it ("Yes.")."""
    lines: list[Line] = []
    for hop in hops:
        for line, at in standing_at(snapshot, hop.note, hop.line, hop.quote):
            statements = line.chunk.statements
            answering = statements[at : at + 2] if line.statement.kind == "heading" else (line.statement,)
            lines += [Line(line.chunk, one) for one in answering if says_more(line.chunk, one)]
    return lines
