"""Evidence → Answer. The words are the notes' own; the tool adds headings, numbers and the few phrases of phrases.toml."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from kb.answer.grounding import decide
from kb.answer.hops import answering_hops, related_hops
from kb.answer.phrases import phrase
from kb.answer.select import Line, select_lines, subject_of
from kb.answer.suggest import example_questions, follow_ups
from kb.graph.reading import read_chain
from kb.retrieval import Evidence
from kb.store import Snapshot
from kb.types import Answer, Chunk, Citation, Hit, Hop, Language, Relation

MENTIONS = 3
"""Lines shown of a concept that the notes use without saying what it is."""
TELLING = (Relation.IS_A, Relation.PART_OF, Relation.CAUSES, Relation.SOLVES, Relation.IMPROVES_ON)
"""Relations that tell what a concept is; being used or compared doesn't."""
LEAD_CHARS = 6
"""A statement begins with a name that stands this near to its start: list markers and emphasis come before it."""
HEADING_LEVELS = 2
"""Of a passage's path, what an answer shows above its lines; the citation holds the whole path."""


def compose(evidence: Evidence, snapshot: Snapshot) -> Answer:
    """The answer to one question. Deterministic; reads the snapshot, changes nothing."""
    question = evidence.question
    if not question.text:
        return _without(evidence, snapshot, phrase("empty", question.language))
    if not snapshot.chunks:
        return _without(evidence, snapshot, phrase("no_notes", question.language))
    concepts = evidence.concepts
    stated = answering_hops(snapshot.graph, question.kind, concepts)
    if not evidence.units or not (stated or decide(evidence).grounded):
        return _refuse(evidence, snapshot)
    lines = select_lines(evidence, _lines_of(snapshot, stated), snapshot.chunks_of_note)
    if _only_mentioned(evidence, snapshot):
        return _mentioned(evidence, snapshot, lines[:MENTIONS])
    citations = tuple(Citation(n, line.chunk, line.statement.quote) for n, line in enumerate(lines, 1))
    cited = {(line.chunk.note, line.statement.start_line) for line in lines}
    hops = _merge(stated, related_hops(snapshot.graph, concepts, cited))
    passages = _passages(evidence, lines)
    spoken = (*concepts, *(end for hop in hops for end in (hop.source, hop.target)))
    return Answer(
        question=question.text,
        text=_text(lines, evidence.hits, hops, snapshot, question.language),
        citations=citations,
        passages=passages,
        hops=hops,
        concepts=concepts,
        grounded=True,
        language=question.language,
        kind=question.kind,
        suggestions=follow_ups(snapshot, tuple(dict.fromkeys(spoken)), question.text, question.kind, question.language),
    )


def _only_mentioned(evidence: Evidence, snapshot: Snapshot) -> bool:
    """Whether a definition was asked for and the notes only use the word: no heading names the concept, no statement
    begins with it, and no relation says what it is, brings about or removes."""
    if evidence.question.kind != "definition" or len(evidence.concepts) != 1:
        return False
    name = evidence.concepts[0]
    if any(edge.relation in TELLING for edge in snapshot.graph.edges_of(name)):
        return False
    for mention in snapshot.graph.mentions_of(name):
        if mention.in_path:
            return False
        chunk = snapshot.chunks[snapshot.position[mention.chunk]]
        if any(0 <= mention.start - statement.start <= LEAD_CHARS for statement in chunk.statements):
            return False
    return True


def _mentioned(evidence: Evidence, snapshot: Snapshot, lines: Sequence[Line]) -> Answer:
    """No definition, but the places that use the word, cited."""
    language = evidence.question.language
    label = snapshot.graph.concepts[evidence.concepts[0]].label(language)
    places = _text(lines, evidence.hits, (), snapshot, language)
    answer = _without(evidence, snapshot, f"{phrase('mention_only', language, concept=label)}\n\n{places}")
    citations = tuple(Citation(n, line.chunk, line.statement.quote) for n, line in enumerate(lines, 1))
    return replace(answer, citations=citations, passages=evidence.hits)


def _refuse(evidence: Evidence, snapshot: Snapshot) -> Answer:
    language = evidence.question.language
    labels = [snapshot.graph.concepts[name].label(language) for name in evidence.concepts]
    opening = phrase("nothing_about", language, concepts=", ".join(labels)) if labels else phrase("nothing", language)
    unknown = _unknown(evidence)
    if unknown:
        opening += " " + phrase("unknown_words", language, words=", ".join(unknown))
    return _without(evidence, snapshot, opening)


def _unknown(evidence: Evidence) -> tuple[str, ...]:
    words = dict.fromkeys((*evidence.absent, *(evidence.question.written[term] for term in evidence.unknown)))
    return tuple(word for word in words if not any(word != other and word in other for other in words))


def _without(evidence: Evidence, snapshot: Snapshot, text: str) -> Answer:
    """An answer that says that there is none, and what can be asked instead."""
    question = evidence.question
    near = follow_ups(snapshot, evidence.concepts, question.text, question.kind, question.language)
    suggestions = near or example_questions(snapshot, question.language, 3)
    if suggestions:
        listed = "\n".join(f"- {suggestion}" for suggestion in suggestions)
        text = f"{text}\n\n{phrase('can_answer', question.language)}\n{listed}"
    return Answer(
        question=question.text,
        text=text,
        citations=(),
        passages=(),
        hops=(),
        concepts=evidence.concepts,
        grounded=False,
        language=question.language,
        kind=question.kind,
        suggestions=suggestions,
    )


def _lines_of(snapshot: Snapshot, hops: Sequence[Hop]) -> list[Line]:
    """Where the quotes of these hops stand."""
    lines: list[Line] = []
    for hop in hops:
        for chunk in snapshot.chunks_of_note.get(hop.note, ()):
            if chunk.start_line <= hop.line <= chunk.end_line:
                lines += [Line(chunk, s) for s in chunk.statements if s.quote == hop.quote and s.start_line == hop.line]
    return lines


def _merge(first: Sequence[Hop], then: Sequence[Hop]) -> tuple[Hop, ...]:
    return tuple({(hop.source, hop.relation, hop.target): hop for hop in (*first, *then)}.values())


def _passages(evidence: Evidence, lines: Sequence[Line]) -> tuple[Hit, ...]:
    """The hits that the answer rests on, best first; a passage reached only through the graph comes last."""
    known = {hit.chunk.id for hit in evidence.hits}
    reached = {line.chunk.id: line.chunk for line in lines if line.chunk.id not in known}
    lowest = evidence.hits[-1].score if evidence.hits else 0.0
    return (*evidence.hits, *(Hit(chunk, lowest) for chunk in reached.values()))


def _text(lines: Sequence[Line], hits: Sequence[Hit], hops: Sequence[Hop], snapshot: Snapshot, language: Language) -> str:
    also = {hit.chunk.id: hit.also for hit in hits}
    number = 0
    parts: list[str] = []
    for _, group in groupby(lines, key=lambda line: (line.chunk.note, line.chunk.heading)):
        of_chunk = list(group)
        chunk = of_chunk[0].chunk
        rows = [f"**{_title(chunk)}**"] if _title(chunk) else []
        rows += _rows(of_chunk, number)
        number += len(of_chunk)
        elsewhere = [other for line in of_chunk for other in also.get(line.chunk.id, ())]
        if elsewhere:
            places = ", ".join(dict.fromkeys(f"{other.note}:{other.start_line}" for other in elsewhere))
            rows.append(f"*{phrase('also', language, places=places)}*")
        parts.append("\n".join(rows))
    if hops:
        labels = {name: concept.label(language) for name, concept in snapshot.graph.concepts.items()}
        parts.append(f"**{phrase('hops', language)}**: {read_chain(hops, language, labels)}")
    return "\n\n".join(parts)


def _title(chunk: Chunk) -> str:
    return " › ".join(chunk.heading[-HEADING_LEVELS:])


def _rows(lines: Sequence[Line], before: int) -> list[str]:
    """One bullet for what is one line of the note, however many sentences of it are cited; indented as in the note. A
    line whose subject stands only in a list parent that isn't shown is led by it."""
    rows: list[str] = []
    top = min(line.statement.depth for line in lines)
    row_of: tuple[int, int] | None = None
    shown = [line.statement for line in lines]
    for number, line in enumerate(lines, before + 1):
        statement = line.statement
        words = " ".join(statement.text.split())
        if statement.kind == "code":
            rows.append(f"```\n{statement.quote}\n```\n[{number}]")
        elif row_of == (line.chunk.id, statement.start_line):
            rows[-1] += f" {words} [{number}]"
        else:
            subject = subject_of(line, shown)
            rows.append(f"{'  ' * (statement.depth - top)}- {f'{subject} — ' if subject else ''}{words} [{number}]")
        row_of = (line.chunk.id, statement.end_line)
    return rows
