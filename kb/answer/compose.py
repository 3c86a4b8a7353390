"""Evidence → Answer. The words are the notes' own; the tool adds headings, numbers and the few phrases of phrases.toml."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from kb.answer.grounding import decide
from kb.answer.hops import answering_hops, related_hops
from kb.answer.phrases import phrase
from kb.answer.select import Line, select_lines
from kb.answer.suggest import example_questions, follow_ups
from kb.graph.reading import read_chain
from kb.retrieval import Evidence
from kb.store import Snapshot
from kb.types import Answer, Chunk, Citation, Hit, Hop, Language

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
    if not decide(evidence).grounded and not stated:
        return _refuse(evidence, snapshot)
    lines = select_lines(evidence, _lines_of(snapshot, stated), snapshot.chunks_of_note)
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


def _refuse(evidence: Evidence, snapshot: Snapshot) -> Answer:
    language = evidence.question.language
    labels = [snapshot.graph.concepts[name].label(language) for name in evidence.concepts]
    opening = phrase("nothing_about", language, concepts=", ".join(labels)) if labels else phrase("nothing", language)
    unknown = _unknown(evidence)
    if unknown:
        opening += " " + phrase("unknown_words", language, words=", ".join(unknown))
    return _without(evidence, snapshot, opening)


def _unknown(evidence: Evidence) -> tuple[str, ...]:
    words = (evidence.question.written[term] for term in evidence.unknown)
    return tuple(dict.fromkeys((*evidence.absent, *words)))


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
    """One bullet for what is one line of the note, however many sentences of it are cited; indented as in the note."""
    rows: list[str] = []
    top = min(line.statement.depth for line in lines)
    row_of: tuple[int, int] | None = None
    for number, line in enumerate(lines, before + 1):
        statement = line.statement
        if statement.kind == "code":
            rows.append(f"```\n{statement.quote}\n```\n[{number}]")
        elif row_of == (line.chunk.id, statement.start_line):
            rows[-1] += f" {' '.join(statement.text.split())} [{number}]"
        else:
            rows.append(f"{'  ' * (statement.depth - top)}- {' '.join(statement.text.split())} [{number}]")
        row_of = (line.chunk.id, statement.end_line)
    return rows
