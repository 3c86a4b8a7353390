"""Question → Answer. The words are the notes' own; the tool adds headings, numbers and the few phrases of phrases.toml."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.answer.comparison import compare, sides
from kb.answer.definitions import defining_line
from kb.answer.gather import POOL, Asker, considered, lines_of, of_bridges, with_sides
from kb.answer.grounding import LIKELY, decide, quantity_told
from kb.answer.hops import answering_hops, related_hops
from kb.answer.lines import Candidate, Line, topics_of
from kb.answer.lists import headings_of_steps, list_items, steps_around
from kb.answer.narrowing import both_told, labelled, narrowed, side_is_told
from kb.answer.overview import overview
from kb.answer.parts import sides_in
from kb.answer.phrases import phrase
from kb.answer.refusal import mentioned, only_mentioned, refuse, without
from kb.answer.render import bullets, cite, table, table_lines
from kb.answer.select import for_each, pick
from kb.answer.shapes import CERTAIN, has_shape
from kb.answer.smalltalk import asks_for_overview, small_talk
from kb.answer.steps import find_steps, onward_hops
from kb.answer.suggest import follow_ups
from kb.graph.concept_graph import ConceptGraph
from kb.graph.reading import read_chain
from kb.graph.senses import sense_label
from kb.retrieval import Evidence, Question, Retriever
from kb.store import Snapshot
from kb.types import Answer, Disagreement, Hit, Hop, Side, Turn

DISPUTED = 0.25
"""Probability of a line from which a disagreement about it belongs to the answer."""
MAX_DIFFERING = 2
LIKELY_SHAPE = 0.2
"""Probability from which a line with the number that was asked for stands first."""
MENTIONS = 3
"""Lines shown of a concept that the notes use without saying what it is."""
TELLING_LINE = 0.6
"""Probability of a line from which it says what a concept is, wherever in it the name stands."""
SIDE_LINES = 2
"""Lines that each of two sides gets before the rest."""
TALK = "talk"
"""Kind of a reply that no note was looked through for."""
EDGE_DOUBT = 0.5
"""Share of the threshold that a question needs which an edge of the graph answers: the edge speaks for it as well."""


def answer_one(asker: Asker, question: Question, k: int, shown: frozenset[tuple[int, int]] = frozenset()) -> Answer:
    """The answer to one question. Deterministic; reads the snapshot, changes nothing. `shown`: keys of lines that are
    shown for another part of it."""
    snapshot = asker.snapshot
    if reply := _unsearched(question, snapshot):
        return reply
    evidence = asker.retriever.retrieve(question, max(k, POOL))
    if question.kind == "compare":
        evidence = with_sides(asker, evidence)
    rated = considered(evidence, asker.retriever)
    graph = snapshot.graph
    steps = find_steps(question, snapshot, asker.retriever.analyser.terms)
    walked = (*steps.hops, *onward_hops(steps, graph)) if steps else ()
    stated = walked or answering_hops(graph, question.kind, evidence.concepts, question.text)
    decision = decide(evidence, rated, asker.retriever)
    near = decision.probability >= decision.needed * EDGE_DOUBT
    told = both_told(rated, evidence, snapshot) or _defined(rated, evidence, graph)
    told = told or quantity_told(rated, evidence, asker.retriever)
    told = told or (near and (bool(stated) or side_is_told(rated, evidence)))
    if not evidence.units or not (decision.grounded or (told and not evidence.absent)):
        return refuse(evidence, rated, snapshot)
    rated = narrowed(rated, evidence)
    if steps:
        rated = of_bridges(asker, steps, rated)
    differing = () if steps else _differing(evidence, rated, graph)  # what differs is said of the first step's things
    left = tuple(c for c in rated if c.line.key not in shown)
    lines = _lines(asker, evidence, left or rated, (*(side for one in differing for side in one.sides), *stated))
    if not lines:  # all that there is are headings and links that say no more than the question
        return refuse(evidence, rated, snapshot)
    if only_mentioned(evidence, snapshot) and max(one.probability for one in rated) < TELLING_LINE:
        return mentioned(evidence, snapshot, lines[:MENTIONS])
    about = steps.bridges if steps else evidence.concepts
    cited = {(line.chunk.note, line.statement.start_line) for line in lines}
    hops = _merge(stated, related_hops(graph, about, cited))
    return _shown(evidence, rated, lines, hops, differing, snapshot, k)


def _unsearched(question: Question, snapshot: Snapshot) -> Answer | None:
    """The answer where there is nothing to look for."""
    said = "" if question.text else "empty"
    said = said or ("" if snapshot.chunks else "no_notes") or small_talk(question)
    if not said and asks_for_overview(question):
        return overview(question, snapshot)
    return replace(without(question, (), snapshot, phrase(said, question.language)), kind=TALK) if said else None


def _lines(asker: Asker, evidence: Evidence, rated: tuple[Candidate, ...], stated: Sequence[Hop | Side]) -> tuple[Line, ...]:
    question, snapshot = evidence.question, asker.snapshot
    first = lines_of(snapshot, stated)
    items = list_items(evidence, asker.retriever, rated) if question.kind == "list" else []
    if question.kind == "how" and rated:
        likeliest = max(rated, key=lambda c: c.probability).line
        items = headings_of_steps(evidence, asker.retriever) or steps_around(likeliest)  # half of a recipe is none
    first = items or first
    defining = None
    if _asks_what(evidence):
        defining = defining_line(rated, snapshot.graph.concepts[evidence.concepts[0]])
        first = [defining, *first] if defining else first
    named = labelled(rated, evidence)
    first = [*named, *first]
    shaped = _of_shape(rated, question.wants, asker.retriever) if question.wants else []
    first = [*shaped, *first]
    for side in sides_in(question.text):
        found = asker.retriever.retrieve(asker.read(side, (Turn(question.topic, question.carried),)), POOL)
        lines = considered(found, asker.retriever)
        first += pick(lines, (), question.text)[:SIDE_LINES]
    topics_asked = list(topics_of(evidence).values())
    if question.kind == "compare" and len(topics_asked) > 1:
        first = [*first, *sides(rated, topics_asked)]
    if len(topics_asked) > 1:
        likely = pick(rated, first, question.text)
        first = [*first, *for_each(rated, topics_asked, likely)]
    lead = next(iter(shaped), None)
    return pick(rated, first, question.text, together=bool(items or defining or named), lead=lead)


def _asks_what(evidence: Evidence) -> bool:
    """Whether one concept and nothing else is asked for: what it is, or only its name ("ReLU")."""
    kind = evidence.question.kind
    bare = kind == "open" and all(unit.is_concept for unit in evidence.units)
    return len(evidence.concepts) == 1 and (bare or kind in ("definition", "about")) and not evidence.question.wants


def _defined(rated: Sequence[Candidate], evidence: Evidence, graph: ConceptGraph) -> bool:
    """Whether nothing but a concept is asked for, and a line says what it is."""
    alone = _asks_what(evidence) and all(unit.is_concept for unit in evidence.units)
    return alone and defining_line(rated, graph.concepts[evidence.concepts[0]]) is not None


def _of_shape(rated: Sequence[Candidate], wants: str, retriever: Retriever) -> list[Line]:
    """The likeliest line that holds a number, date, person or formula where one was asked for."""
    likely = (c for c in rated if c.probability >= (LIKELY if wants in CERTAIN else LIKELY_SHAPE))
    holding = [c for c in likely if has_shape(wants, c.line.statement.text, retriever)]
    return [max(holding, key=lambda c: c.probability).line] if holding else []


def _differing(evidence: Evidence, rated: Sequence[Candidate], graph: ConceptGraph) -> tuple[Disagreement, ...]:
    """Where the notes contradict each other on what was asked: between two asked concepts, or about one of them on lines
    that may be part of the answer."""
    asked = set(evidence.concepts)
    likely = {(c.line.chunk.note, c.line.statement.start_line) for c in rated if c.probability >= DISPUTED}
    found: list[Disagreement] = []
    for one in graph.disagreements(evidence.concepts):
        joins = len(asked) > 1 and any({side.source, side.target} <= asked for side in one.sides)
        if joins or any((side.note, side.line) in likely for side in one.sides):
            found.append(one)
    return tuple(found[:MAX_DIFFERING])


def _shown(
    evidence: Evidence,
    rated: Sequence[Candidate],
    lines: Sequence[Line],
    hops: tuple[Hop, ...],
    differing: Sequence[Disagreement],
    snapshot: Snapshot,
    k: int,
) -> Answer:
    question, graph = evidence.question, snapshot.graph
    language = question.language
    topics_asked = topics_of(evidence)
    comparison = compare(lines, rated, topics_asked) if question.kind == "compare" and len(topics_asked) > 1 else None
    lines = table_lines(comparison) if comparison else lines
    spoken = tuple(dict.fromkeys((*evidence.concepts, *(end for hop in hops for end in (hop.source, hop.target)))))
    labels = {name: graph.concepts[name].label(language) for name in (*topics_asked, *spoken)}
    if comparison:
        text = table(comparison, labels, evidence.hits, language)
    else:
        text = bullets(
            lines,
            evidence.hits,
            language,
            by_note=question.kind == "about",
            notes=snapshot.chunks_of_note if question.kind == "list" else None,
        )
    number_of = {line.key: n for n, line in enumerate(lines, 1)}
    for one in differing:
        places = [[number_of.get(line.key) for line in lines_of(snapshot, [side])] for side in one.sides]
        pair = [next(filter(None, numbers), 0) for numbers in places]
        if all(pair):
            text += f"\n\n*{phrase('differ', language, one=str(pair[0]), other=str(pair[1]))}*"
    if hops:
        text += f"\n\n**{phrase('hops', language)}**: {read_chain(hops, language, labels)}"
    if sense := _sense_taken(evidence, snapshot):
        text = f"*{sense}*\n\n{text}"
    return Answer(
        question=question.text,
        text=text,
        citations=cite(lines),
        passages=_passages(evidence, lines, k),
        hops=hops,
        concepts=evidence.concepts,
        grounded=True,
        language=language,
        kind=question.kind,
        suggestions=follow_ups(snapshot, spoken, question.text, question.kind, language),
    )


def _sense_taken(evidence: Evidence, snapshot: Snapshot) -> str:
    """Says in which sense a name of several was taken; empty where no name was ambiguous."""
    known, language = snapshot.graph.concepts, evidence.question.language
    for asked in evidence.question.asked:
        senses = [sense for sense in asked.senses if sense in known]
        chosen = [sense for sense in senses if sense in evidence.concepts]
        others = [sense for sense in senses if sense not in evidence.concepts]
        if chosen and others:
            labels = {
                "surface": asked.surface,
                "sense": sense_label(known[chosen[0]], language),
                "others": ", ".join(sense_label(known[other], language) for other in others),
            }
            return phrase("sense", language, **labels)
    return ""


def _merge(first: Sequence[Hop], then: Sequence[Hop]) -> tuple[Hop, ...]:
    return tuple({(hop.source, hop.relation, hop.target): hop for hop in (*first, *then)}.values())


def _passages(evidence: Evidence, lines: Sequence[Line], k: int) -> tuple[Hit, ...]:
    """The hits that the answer rests on, best first; a passage reached only through the graph comes last."""
    hits = evidence.hits[:k]
    cited = {line.chunk.id for line in lines}
    further = [hit for hit in evidence.hits[k:] if hit.chunk.id in cited]
    known = {hit.chunk.id for hit in (*hits, *further)}
    reached = {line.chunk.id: line.chunk for line in lines if line.chunk.id not in known}
    lowest = evidence.hits[-1].score if evidence.hits else 0.0
    return (*hits, *further, *(Hit(chunk, lowest) for chunk in reached.values()))
