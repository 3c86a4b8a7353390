"""Jupyter notebooks → Note.

A notebook is JSON with one source line per line of the file. `Note.text` keeps the file's line numbers: each source
line stands, with its escapes undone, on the line of the file that holds it; all other lines (outputs, metadata) are
blank. A notebook that isn't laid out like that (all on one line, say) gets a text of its cells one after the other,
and its line numbers count in that text.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from kb.notes.decode import Unreadable, tidy
from kb.notes.leaves import Leaf, leaves
from kb.notes.lines import Lines
from kb.notes.markdown import note_of
from kb.types import Note

_log = logging.getLogger(__name__)

_OPENING = re.compile(r'\s*"source"\s*:\s*(\[)?\s*(.*?)\s*$')
_INDENT = re.compile(r"\A[ \t]*")

Cell = tuple[str, str]
"""(cell type, source)"""


def notebook_note(path: str, text: str, encoding: str) -> Note:
    """Read a notebook. Raises `Unreadable` if the JSON is no notebook."""
    cells = _cells(text)
    placed = _place(text.split("\n"), cells)
    if placed is None:
        _log.warning("%s: a notebook without one source line per line; its line numbers count the lines of its cells", path)
        placed = _stack(cells)
    written, spans = placed
    lines = Lines.of("\n".join(written))
    found: list[Leaf] = []
    for (kind, _), (first, last) in zip(cells, spans, strict=True):
        if kind == "markdown":
            found.extend(leaves(lines, first, last))
        elif kind == "code" and last > first:
            found.extend(_code(lines, first, last))
    return note_of(path, lines, found, encoding)


def _cells(text: str) -> list[Cell]:
    try:
        notebook = json.loads(text)
        sheets = notebook.get("worksheets") or [notebook]
        return [_cell(cell) for sheet in sheets for cell in sheet["cells"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unreadable("not a Jupyter notebook") from error


def _cell(cell: dict[str, Any]) -> Cell:
    source = cell.get("source", cell.get("input", ""))
    return str(cell.get("cell_type", "")), "".join(source) if isinstance(source, list) else str(source)


def _place(file_lines: list[str], cells: list[Cell]) -> tuple[list[str], list[tuple[int, int]]] | None:
    """The sources on their lines of the file, and each cell's span of lines; None where a line of the file holds several."""
    written = [""] * len(file_lines)
    spans: list[tuple[int, int]] = []
    sources = _sources(file_lines)
    for _, source in cells:
        place = next((found for found in sources if found[0] == source), None)
        if place is None:
            return None
        _, first, strings = place
        for number, string in enumerate(strings, first):
            line = tidy(string.removesuffix("\n"))
            if "\n" in line:
                return None
            written[number] = line
        spans.append((first, first + len(strings)))
    return written, spans


def _sources(file_lines: list[str]) -> Iterator[tuple[str, int, list[str]]]:
    """Each "source" of the file: its text, the line (from 0) of its first string, and its strings, one per line."""
    number = 0
    while number < len(file_lines):
        opening = _OPENING.match(file_lines[number])
        number += 1
        if opening is None:
            continue
        rest = opening[2].rstrip(",")
        if opening[1] is None:
            string = _string(rest)
            if string is not None:
                yield string, number - 1, [string] if string else []
        elif rest == "]":
            yield "", number, []
        elif not rest:
            first = number
            strings: list[str] = []
            while number < len(file_lines):
                string = _string(file_lines[number].strip().rstrip(","))
                if string is None:
                    break
                strings.append(string)
                number += 1
            yield "".join(strings), first, strings


def _string(written: str) -> str | None:
    if not written.startswith('"'):
        return None
    try:
        value = json.loads(written)
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def _stack(cells: list[Cell]) -> tuple[list[str], list[tuple[int, int]]]:
    """The sources one after the other, a blank line between them."""
    written: list[str] = []
    spans = []
    for _, source in cells:
        own = tidy(source).split("\n") if source else []
        spans.append((len(written), len(written) + len(own)))
        written += [*own, ""]
    return written, spans


def _code(lines: Lines, first: int, last: int) -> Iterator[Leaf]:
    start, end = lines.starts[first], lines.end_of(last - 1)
    code = lines.text[start:end]
    if code.strip():
        start += len(code) - len(code.lstrip("\n"))
        end -= len(code) - len(code.rstrip())
        yield Leaf("code", start, end, text=lines.text[start:end])
