"""What the notes as a whole are about, for "What topics do my notes cover?"."""

from __future__ import annotations

from collections import Counter

from kb.answer.lines import Line
from kb.answer.phrases import phrase
from kb.answer.render import cite
from kb.answer.suggest import NUMBERING, example_questions
from kb.language.text import language_of
from kb.retrieval import Question
from kb.store import Snapshot
from kb.types import Answer, Hit, Language

MAX_NOTES = 10
MAX_TOPICS = 5
MAX_NAMES = 60
"""Notes named without their headings."""
SAMPLE = 5
"""Passages that show the language of a note."""


def _in_order(snapshot: Snapshot, language: Language) -> list[str]:
    """All notes, those in the language first, the fullest before the others."""
    size = {note: len(chunks) for note, chunks in snapshot.chunks_of_note.items() if chunks}
    return sorted(size, key=lambda note: (_language_of(snapshot, note) != language, -size[note], note))


def _language_of(snapshot: Snapshot, note: str) -> Language:
    sample = [language_of(chunk.text) for chunk in snapshot.chunks_of_note[note][:SAMPLE]]
    return "ko" if 2 * sample.count("ko") >= len(sample) else "en"


def _headings(snapshot: Snapshot, note: str) -> tuple[Line, ...]:
    """The headings of the level under which most of a note stands, evenly spread over it."""
    chunks = snapshot.chunks_of_note[note]
    found = [Line(chunk, s) for chunk in chunks for s in chunk.statements if s.kind == "heading" and len(s.text.strip()) > 1]
    levels = Counter(len(line.statement.path) for line in found)
    level = next((depth for depth, times in sorted(levels.items()) if times > 1), None)
    lines = [line for line in found if len(line.statement.path) == level] or found[:1]
    lines = list({NUMBERING.sub("", line.statement.text): line for line in lines}.values())
    step = max(1, -(-len(lines) // MAX_TOPICS))
    return tuple(lines[::step][:MAX_TOPICS])


def overview(question: Question, snapshot: Snapshot) -> Answer:
    """All notes, the first ones with their main headings, each heading cited."""
    lines: list[Line] = []
    parts: list[str] = []
    listed = _in_order(snapshot, question.language)
    for note in listed[:MAX_NOTES]:
        headings = _headings(snapshot, note)
        words = [f"{' '.join(line.statement.text.split())} [{len(lines) + at}]" for at, line in enumerate(headings, 1)]
        lines += headings
        parts.append(f"- **{note}**" + (f": {' · '.join(words)}" if words else ""))
    parts += [f"- {note}" for note in listed[MAX_NOTES : MAX_NOTES + MAX_NAMES]]
    left = len(snapshot.chunks_of_note) - min(len(listed), MAX_NOTES + MAX_NAMES)
    opening = phrase("overview", question.language, notes=str(len(snapshot.chunks_of_note)))
    more = [f"- {phrase('more_notes', question.language, count=str(left))}"] if left > 0 else []
    known = {line.chunk.id: Hit(line.chunk, 1.0) for line in lines}
    return Answer(
        question=question.text,
        text="\n".join([opening, "", *parts, *more]),
        citations=cite(lines),
        passages=tuple(known.values()),
        hops=(),
        concepts=(),
        grounded=True,
        language=question.language,
        kind="overview",
        suggestions=example_questions(snapshot, question.language, 3),
    )
