"""Rows of pipe tables."""

from __future__ import annotations

from dataclasses import dataclass

from kb.notes.inline import plain


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    """Plain words."""
    start: int
    end: int


def split_row(line: str, place: int = 0) -> tuple[Cell, ...]:
    """The cells of the row that begins at `place`; an escaped pipe and one inside `code` or $mathematics$ part no
    cells.

    The last is more generous than GitHub, whose tables break there; note takers see the cell that they meant.
    """
    bounds: list[int] = []
    last_tick, last_dollar = line.rfind("`"), line.rfind("$")
    in_code = in_math = False
    index = place
    while index < len(line):
        character = line[index]
        if character == "\\":
            index += 1
        elif character == "`" and not in_math and (in_code or last_tick > index):
            in_code = not in_code
        elif character == "$" and not in_code and (in_math or last_dollar > index):
            in_math = not in_math
        elif character == "|" and not in_code and not in_math:
            bounds.append(index)
        index += 1
    if bounds and not line[place : bounds[0]].strip():
        starts = [bound + 1 for bound in bounds]
        ends = [*bounds[1:], len(line)]
    else:
        starts = [place, *(bound + 1 for bound in bounds)]
        ends = [*bounds, len(line)]
    if bounds and not line[starts[-1] : ends[-1]].strip():
        del starts[-1], ends[-1]
    return tuple(Cell(plain(line[a:b].replace("\\|", "|")), a, b) for a, b in zip(starts, ends, strict=True))


def row_text(headers: tuple[str, ...], cells: tuple[str, ...]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What a row says, and its (header, cell) pairs: "row header — column: cell; column: cell"; empty cells are left out."""
    width = max(len(headers), len(cells))
    padded = [*headers, *[""] * (width - len(headers))]
    pairs = tuple((header, cell) for header, cell in zip(padded, cells, strict=False) if cell)
    if len(pairs) > 1 and cells[0]:
        rest = "; ".join(f"{header}: {cell}" if header else cell for header, cell in pairs[1:])
        return f"{cells[0]} — {rest}", pairs
    return "; ".join(f"{header}: {cell}" if header else cell for header, cell in pairs), pairs
