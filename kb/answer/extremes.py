"""Which row of a table has the highest or lowest number: compared in the notes' own rows, and only where all have one."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files

from kb.answer.gather import POOL, Asker
from kb.answer.lines import Line
from kb.answer.phrases import phrase
from kb.answer.render import bullets, cite
from kb.answer.select import MAX_LINES
from kb.retrieval import Evidence, Question
from kb.types import Answer, Hit

FEWEST = 3
"""Rows of a table that are worth a comparison."""
KINDS = ("open", "list", "compare", "when")
"""Of question that asks for a row; "why is it highest?" doesn't."""
LOOKED_AT = 3
"""Passages whose tables may be meant."""
_CLOCK = re.compile(r"(\d{1,3}):(\d{2})(?::(\d{2}))?")
_NUMBER = re.compile(r"[~약 ]*([-+]?\d[\d,]*(?:\.\d+)?)\s*([^\d\s.:/~-]{0,8})")


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = tomllib.loads((files("kb.answer") / "extremes.toml").read_text(encoding="utf-8"))
    highest, lowest = (
        re.compile("|".join([*data[key]["ko"], *data[key]["en"]]), re.IGNORECASE) for key in ("highest", "lowest")
    )
    return highest, lowest


def with_extreme(asker: Asker, question: Question, found: Answer) -> Answer:
    """`found`, or where the question asks for the highest or lowest of a column and a table has that column with a number in
    every row: its rows by that number, and how they were compared."""
    highest, lowest = (bool(cue.search(question.text)) for cue in _cues())
    if highest == lowest or question.kind not in KINDS:
        return found
    evidence = asker.retriever.retrieve(question, POOL)
    rest = (_cues()[0] if highest else _cues()[1]).sub(" ", question.text)  # "largest" itself needn't stand in the notes
    unknown = {*evidence.unknown} & {*asker.retriever.analyser.terms(rest)}
    strange = unknown.union(one for one in evidence.absent if one in rest)
    if strange and not found.grounded:
        return found
    for column, rows in _columns(asker, question, evidence):
        numbers = [_number(line.statement.cells[column][1]) for line in rows]
        units = {unit for _, unit in filter(None, numbers)}
        if len(rows) < FEWEST or None in numbers or len(units) > 1:
            continue
        known = [number for number, _ in filter(None, numbers)]
        ranked = sorted(range(len(rows)), key=lambda at: -known[at] if highest else known[at])
        lines = [rows[at] for at in ranked][:MAX_LINES]
        key = "by_number_highest" if highest else "by_number_lowest"
        said = phrase(key, question.language, column=rows[0].statement.cells[column][0], rows=str(len(rows)))
        hits = tuple({line.chunk.id: Hit(line.chunk, 1.0) for line in lines}.values())
        text = f"*{said}*\n\n{bullets(lines, hits, question.language)}"
        return replace(found, text=text, citations=cite(lines), passages=hits, hops=(), grounded=True)
    return found


def _columns(asker: Asker, question: Question, evidence: Evidence) -> Iterator[tuple[int, Sequence[Line]]]:
    """Tables of the first passages that have a column which the question names, with that column; whole, though cut into
    several passages."""
    wanted = {*question.content}
    for hit in evidence.hits[:LOOKED_AT]:
        heads = dict.fromkeys(_headers(Line(hit.chunk, one)) for one in hit.chunk.statements if one.cells)
        for headers in heads:
            named = [at for at, header in enumerate(headers) if at and wanted & {*asker.retriever.analyser.terms(header)}]
            rows = [
                Line(chunk, one)
                for chunk in asker.snapshot.chunks_of_note[hit.chunk.note]
                if chunk.heading == hit.chunk.heading
                for one in chunk.statements
                if one.cells and _headers(Line(chunk, one)) == headers
            ]
            if len(named) == 1 and not _narrows(asker, question, rows):
                yield named[0], rows


def _narrows(asker: Asker, question: Question, rows: Sequence[Line]) -> bool:
    """Whether the question speaks of some of the rows only ("of those in March"): which ones can't be told for sure."""
    said = [{term for _, cell in line.statement.cells for term in asker.retriever.analyser.terms(cell)} for line in rows]
    return any(0 < sum(term in terms for terms in said) < len(rows) for term in question.content)


def _headers(line: Line) -> tuple[str, ...]:
    return tuple(header for header, _ in line.statement.cells)


def _number(cell: str) -> tuple[float, str] | None:
    """The number that a cell is, with its unit; None where it says more or something else. A time of day or a duration
    counts in its smallest unit."""
    text = cell.strip(" *_`")
    if clock := _CLOCK.fullmatch(text):
        hours, minutes, seconds = map(int, clock.groups() if clock[3] else ("0", *clock.groups()[:2]))
        return (hours * 3600 + minutes * 60 + seconds, "h:m:s")
    found = _NUMBER.fullmatch(text)
    return (float(found[1].replace(",", "")), found[2].strip().lower()) if found else None
