"""Questions to begin with, tried out: each opens with what it asks about, and they come from different notes."""

from __future__ import annotations

import re
from itertools import islice

from kb.answer.gather import Asker
from kb.answer.lines import DECORATION
from kb.answer.several import answer
from kb.answer.suggest import NUMBERING, example_candidates, example_questions
from kb.graph.concept_graph import ConceptGraph
from kb.language.text import fold, has_hangul
from kb.types import Answer, Language

TRIED = 4
"""Questions tried for each one that is wanted: an answer takes a tenth of a second, and a page waits for them."""
PASSAGES = 5


def beginnings(asker: Asker, language: Language, limit: int) -> tuple[str, ...]:
    """At most `limit` questions; of one note a second one only where other notes have none. Untried ones where none holds,
    and those with a name in the other script only there."""
    first: list[str] = []
    further: list[str] = []
    notes: set[str] = set()
    for question in islice(example_candidates(asker.snapshot, language), TRIED * limit):
        if language == "en" and has_hangul(question):
            continue
        found = answer(asker, question, (), PASSAGES)
        if not opens(found, asker.snapshot.graph):
            continue
        note = found.citations[0].chunk.note
        (further if note in notes else first).append(question)
        notes.add(note)
        if len(first) == limit:
            break
    return tuple([*first, *further][:limit]) or example_questions(asker.snapshot, language, limit)


def opens(found: Answer, graph: ConceptGraph) -> bool:
    """Whether an answer begins with what was asked: a line that begins with its name or stands right under it, or the
    section whose heading asks just that; a link says nothing."""
    if not found.grounded or not found.citations or "](http" in found.citations[0].quote:
        return False
    first = found.citations[0]
    heading = fold(NUMBERING.sub("", first.chunk.heading[-1])) if first.chunk.heading else ""
    if heading == fold(NUMBERING.sub("", found.question)):
        return True
    concepts = [graph.concepts[name] for name in found.concepts if name in graph.concepts]
    names = {name for concept in concepts for name in (concept.name, concept.ko, concept.en, *concept.aliases) if name}
    line = DECORATION.sub("", first.quote)
    return any(re.match(rf"{re.escape(name)}(?![a-z0-9])", line, re.IGNORECASE) or heading == fold(name) for name in names)
