"""Questions of two steps: what the first clause describes is found over the graph, then asked about in its stead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kb.answer.lines import DECORATION
from kb.graph.concept_graph import ConceptGraph, hop_of
from kb.language.text import fold
from kb.retrieval import Question
from kb.retrieval.kinds import is_furniture, kind_of
from kb.retrieval.question import Asked
from kb.store import Snapshot
from kb.types import Edge, Hop, Relation

MAX_BRIDGES = 2
"""Things that the clause may describe; more of them are a list, no answer."""
MIN_CONFIDENCE = 0.4
BARE_WORDS = 3
"""A rest of no more words ("는 무엇인가요") asks for the described thing itself."""

ONWARD = {
    "problem": (Relation.CAUSES,),
    "solution": (Relation.SOLVES, Relation.IMPROVES_ON, Relation.ALTERNATIVE_TO),
    "when": (Relation.SUITED_TO,),
    "advantage": (Relation.SOLVES, Relation.SUITED_TO),
    "why": (Relation.CAUSES, Relation.SOLVES),
    "definition": (Relation.IS_A, Relation.USES, Relation.PART_OF),
    "list": (Relation.IS_A, Relation.SUITED_TO),
    "how": (Relation.USES,),
    "open": (Relation.SUITED_TO, Relation.CAUSES, Relation.SOLVES),
}
"""Relations that answer the second question about what the first one described."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The way to what a clause describes, and the question that is left."""

    hops: tuple[Hop, ...]
    """From what the question names to each described thing, likeliest first."""
    bridges: tuple[str, ...]
    kind: str
    """Kind of the question about them."""
    rest: str
    """Its words."""
    korean: bool


@dataclass(frozen=True, slots=True)
class _Step:
    relation: Relation
    described: str
    pattern: re.Pattern[str]


@cache
def _steps() -> tuple[_Step, ...]:
    data = tomllib.loads((files("kb.answer") / "steps.toml").read_text(encoding="utf-8"))
    return tuple(
        _Step(
            Relation(step["relation"]),
            step["described"],
            re.compile("|".join([*step["ko"], *step["en"]]).replace("{thing}", data["things"]), re.IGNORECASE),
        )
        for step in data["step"]
    )


def find_steps(question: Question, snapshot: Snapshot, terms_of: Callable[[str], Sequence[str]]) -> Steps | None:
    """The two steps of a question, or None where it has only one or the graph doesn't know the first."""
    graph = snapshot.graph
    for step in _steps():
        if not (clause := step.pattern.search(question.text)):
            continue
        before, after = question.text[: clause.start()], question.text[clause.end() :]
        korean = question.language == "ko"
        named, rest = (before, after) if korean else (after, before)
        rest = re.sub(r"^\s*(?:은|는|이|가|의|을|를|에|에서|들은|들의)\b", "", rest).strip(" ?,.")
        if not _asks(rest):
            return None
        names = [asked.concept for asked in question.asked if asked.surface in named] or list(question.concepts)
        by_name = {name: _described(graph, name, step) for name in names}
        found = [edge for edges in by_name.values() for edge in edges]
        # "배치가 작을 때" of "배치가 작을 때 배치 정규화": what is said beside the name whose edges are walked
        said = {term for asked in question.asked if by_name.get(asked.concept) for term in asked.terms}
        condition = {term for term in terms_of(named) if not is_furniture(term)} - said
        best = max((_agreement(edge, condition, terms_of) for edge in found), default=0)
        unmet = step.relation is Relation.ALTERNATIVE_TO and not best
        if unmet and (way := _sibling(snapshot, question.asked, named, terms_of)):
            return Steps(way, (way[-1].source,), kind_of(rest), rest, korean)
        found = [edge for edge in found if _agreement(edge, condition, terms_of) == best]
        found.sort(key=lambda e: (-e.confidence, e.source, e.target))
        kind = kind_of(rest)
        others = dict.fromkeys(_other_end(edge, names) for edge in found)
        onward = {name for name in others if any(e.relation in ONWARD.get(kind, ()) for e in _leaving(graph, name, kind))}
        bridges = [name for name in others if name in onward] or list(others)
        if not bridges:
            return None
        kept = tuple(bridges[:MAX_BRIDGES])
        hops = tuple(hop_of(next(e for e in found if _other_end(e, names) == name)) for name in kept)
        return Steps(hops, kept, kind, rest, korean)
    return None


def onward_hops(steps: Steps, graph: ConceptGraph) -> tuple[Hop, ...]:
    """Edges that answer the second question about the things that the first one described."""
    return tuple(hop_of(edge) for name in steps.bridges for edge in _leaving(graph, name, steps.kind)[:2])


def _leaving(graph: ConceptGraph, name: str, kind: str) -> list[Edge]:
    relations = ONWARD.get(kind, ())
    inward = kind == "solution"
    return [
        edge
        for edge in graph.edges_of(name)
        if edge.relation in relations and (edge.relation.symmetric or (edge.target if inward else edge.source) == name)
    ]


def _asks(rest: str) -> bool:
    """Whether something is asked beyond the clause itself ("… 것은 무엇인가?" asks for the clause)."""
    return kind_of(rest) not in ("definition", "open") or len(re.findall(r"[가-힣A-Za-z]+", rest)) > BARE_WORDS


def _described(graph: ConceptGraph, name: str, step: _Step) -> list[Edge]:
    """Edges that lead from the named concept to what is described. "The problem of X is solved by": through the problem."""
    edges = [edge for edge in graph.edges_of(name) if edge.confidence >= MIN_CONFIDENCE]
    named_end: Callable[[Edge], str] = (lambda e: e.target) if step.described == "source" else (lambda e: e.source)
    direct = [e for e in edges if e.relation is step.relation and (step.relation.symmetric or named_end(e) == name)]
    if step.relation is Relation.SOLVES and not direct:
        problems = [edge.target for edge in edges if edge.relation is Relation.CAUSES and edge.source == name]
        solving = [e for p in problems for e in graph.edges_of(p) if e.relation is Relation.SOLVES and e.target == p]
        return [edge for edge in solving if edge.source != name]
    return direct


def _sibling(
    snapshot: Snapshot, asked: Sequence[Asked], clause: str, terms_of: Callable[[str], Sequence[str]]
) -> tuple[Hop, ...]:
    """Two kinds of one thing are alternatives for whom the condition decides: over the shared class of what the clause
    names last to the kind of whose lines one meets all of the condition; empty where none or several do."""
    graph = snapshot.graph
    met: dict[str, tuple[Hop, ...]] = {}
    for one in [one for one in asked if one.surface in clause][-1:]:
        condition = {term for term in terms_of(clause.replace(one.surface, " ")) if not is_furniture(term)}
        for up in (e for e in graph.edges_of(one.concept) if e.relation is Relation.IS_A and e.source == one.concept):
            for down in (e for e in graph.edges_of(up.target) if e.relation is Relation.IS_A and e.target == up.target):
                lines = (set(terms_of(text)) for text in _told_of(snapshot, down.source))
                if condition and down.source != one.concept and any(condition <= terms for terms in lines):
                    met[down.source] = (hop_of(up), hop_of(down))
    return next(iter(met.values())) if len(met) == 1 else ()


def _told_of(snapshot: Snapshot, name: str) -> Iterator[str]:
    """The lines that begin with a name of the concept, and those right under one."""
    names = tuple(fold(one) for one in (name, *snapshot.graph.concepts[name].aliases))
    for chunk in snapshot.graph.chunks_of(name):
        for statement in snapshot.chunks[snapshot.position[chunk]].statements:
            if any(DECORATION.sub("", fold(text)).startswith(names) for text in (statement.text, *statement.path[-1:])):
                yield statement.text


def _other_end(edge: Edge, names: Collection[str]) -> str:
    return edge.source if edge.target in names or edge.relation is Relation.SOLVES else edge.target


def _agreement(edge: Edge, condition: Collection[str], terms_of: Callable[[str], Sequence[str]]) -> int:
    """How much of the clause's condition ("배치가 작을 때") the line of an edge repeats."""
    return max(len(set(terms_of(evidence.quote)) & set(condition)) for evidence in edge.evidence)
