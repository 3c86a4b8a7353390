"""Lines as markdown: bullets under the headings where they stand, or a table for a comparison; each with its number."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby

from kb.answer.comparison import Comparison
from kb.answer.lines import Line
from kb.answer.phrases import phrase
from kb.answer.select import subject_of
from kb.language.text import fold
from kb.types import Chunk, Citation, Hit, Language

HEADING_LEVELS = 2
"""Of a passage's path, what an answer shows above its lines; the citation holds the whole path."""


def cite(lines: Sequence[Line], after: int = 0) -> tuple[Citation, ...]:
    """Numbered citations of lines, from `after` + 1 on."""
    return tuple(Citation(n, line.chunk, line.statement.quote) for n, line in enumerate(lines, after + 1))


def bullets(
    lines: Sequence[Line],
    hits: Sequence[Hit],
    language: Language,
    before: int = 0,
    *,
    by_note: bool = False,
    notes: Mapping[str, Sequence[Chunk]] | None = None,
) -> str:
    """Numbers begin after `before`; with `by_note` the note stands before its headings; with the passages of `notes`, as for
    a question that asks for a list, it says how much more of the list there is, and where."""
    also = {hit.chunk.id: hit.also for hit in hits}
    parts: list[str] = []
    number = before
    for (note, heading), group in groupby(lines, key=lambda line: (line.chunk.note, _above(line))):
        members = list(group)
        title = " › ".join(([note] if by_note else []) + list(heading[-HEADING_LEVELS:]))
        rows = [f"**{title}**"] if title else []
        rows += _rows(members, number)
        number += len(members)
        if notes and (rest := _rest_of_list(members, notes)):
            rows.append(f"- *{phrase('more_items', language, count=str(len(rest)), place=rest[0])}*")
        elsewhere = [other for line in members for other in also.get(line.chunk.id, ())]
        if elsewhere:
            places = ", ".join(dict.fromkeys(f"{other.note}:{other.start_line}" for other in elsewhere))
            rows.append(f"*{phrase('also', language, places=places)}*")
        parts.append("\n".join(rows))
    return "\n\n".join(parts)


def _rest_of_list(lines: Sequence[Line], notes: Mapping[str, Sequence[Chunk]]) -> list[str]:
    """Where the items beside those shown begin, where several of one list are shown; it may go on in the next passage."""
    shown: dict[tuple[str, tuple[str, ...], int], set[int]] = defaultdict(set)
    for line in lines:
        if line.statement.kind == "item":
            shown[line.chunk.note, line.statement.path, line.statement.depth].add(line.statement.start_line)
    beside: dict[str, None] = {}
    for (note, path, depth), lines_shown in shown.items():
        items = [
            s for chunk in notes[note] for s in chunk.statements if s.kind == "item" and (s.path, s.depth) == (path, depth)
        ]
        if len(lines_shown) > 1:
            beside |= {f"{note}:{s.start_line}": None for s in items if s.start_line not in lines_shown}
    return list(beside)


def _above(line: Line) -> tuple[str, ...]:
    """The headings above a line; of a heading or pseudo-heading that is quoted itself, those above it."""
    heading = line.chunk.heading
    is_heading = bool(heading) and (line.statement.kind == "heading" or fold(line.statement.text) == fold(heading[-1]))
    return heading[:-1] if is_heading else heading


def _rows(lines: Sequence[Line], before: int) -> list[str]:
    """One bullet for what is one line of the note, however many sentences of it are cited; indented as in the note. A
    line whose subject stands only in a list parent that isn't shown is led by it, the first of several alone. Rows of one
    table are a table again."""
    rows: list[str] = []
    top = min(line.statement.depth for line in lines)
    row_of: tuple[int, int] | None = None
    shown = [line.statement for line in lines]
    led_by = ""
    numbered = list(enumerate(lines, before + 1))
    for headers, group in groupby(numbered, key=lambda pair: tuple(header for header, _ in pair[1].statement.cells)):
        members = list(group)
        if len(members) > 1 and len(headers) > 1:
            rows += ["", *_table_of(headers, members), ""]
            continue
        for number, line in members:
            statement = line.statement
            words = " ".join(statement.text.split())
            subject = "" if statement.kind == "heading" else subject_of(line, shown)
            if statement.kind == "code":
                rows.append(f"```\n{statement.quote}\n```\n[{number}]")
            elif row_of == (line.chunk.id, statement.start_line):
                rows[-1] += f" {words} [{number}]"
            elif subject and subject == led_by:
                rows.append(f"{'  ' * max(1, statement.depth - top)}- {words} [{number}]")
            else:
                rows.append(f"{'  ' * (statement.depth - top)}- {f'{subject} — ' if subject else ''}{words} [{number}]")
                led_by = subject
            row_of = (line.chunk.id, statement.end_line)
    return rows


def _table_of(headers: Sequence[str], members: Sequence[tuple[int, Line]]) -> list[str]:
    lines = ["| " + " | ".join(map(_cell, headers)) + " |", "|" + " --- |" * len(headers)]
    for number, line in members:
        cells = [_cell(cell) for _, cell in line.statement.cells]
        cells[-1] += f" [{number}]"
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def table_lines(comparison: Comparison) -> tuple[Line, ...]:
    """The lines of a comparison in the order in which the table numbers them: first the table, then what is shared."""
    cells = [line for _, sides in comparison.rows for side in sides for line in side]
    return (*cells, *comparison.shared)


def table(
    comparison: Comparison, labels: Mapping[str, str], hits: Sequence[Hit], language: Language, before: int = 0
) -> str:
    """Aspect × concept; what concerns several concepts follows as bullets."""
    number = before
    aspects = any(aspect for aspect, _ in comparison.rows)
    head = [*([""] if aspects else []), *(labels[name] for name in comparison.concepts)]
    rows = ["| " + " | ".join(map(_cell, head)) + " |", "|" + " --- |" * len(head)]
    for aspect, sides in comparison.rows:
        cells: list[str] = []
        for side in sides:
            words: list[str] = []
            for line in side:
                number += 1
                words.append(f"{_cell(line.statement.text)} [{number}]")
            cells.append("<br>".join(words) or "–")
        rows.append("| " + " | ".join([*([_cell(aspect)] if aspects else []), *cells]) + " |")
    below = bullets(comparison.shared, hits, language, number)
    return "\n".join(rows) + (f"\n\n{below}" if below else "")


def _cell(text: str) -> str:
    return re.sub(r"(?<!\\)\|", r"\\|", " ".join(text.split()))
