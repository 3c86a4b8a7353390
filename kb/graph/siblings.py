"""Which lines of a note stand beside each other: items of one list, sections under one heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kb.graph.finder import Found
from kb.graph.listing import is_heading, is_label, item_concepts
from kb.graph.names import clean
from kb.types import Chunk, Statement

_OPENS = re.compile(r"[:：][\s*_]*$")

Work = tuple[Chunk, Statement, tuple[Found, ...], list[tuple[Found, ...]]]
"""(chunk, statement, names in it, names in each heading above)"""
Heading = tuple[Statement, tuple[Found, ...], list[tuple[Found, ...]]]
"""(heading, names in it, names in each heading above)"""


@dataclass(slots=True)
class Siblings:
    lists: dict[tuple[str, tuple[str, ...]], list[tuple[str, ...]]] = field(default_factory=dict)
    """Kind of line and heading path → the concepts of each line: sections, items and loose lines are three lists."""
    bare: dict[int, list[Heading]] = field(default_factory=dict)
    """Position of a statement → the headings that it is the first to stand under and that have no line of their own in any
    passage, since only other headings follow them: what they are one of is quoted from there."""

    @classmethod
    def among(cls, work: Sequence[Work]) -> Siblings:
        self = cls()
        self._find_bare(work)
        line = ("", 0)
        for chunk, statement, found, _ in work:
            new = (chunk.note, statement.start_line) != line  # a second sentence is no item of the list
            if new and not is_label(statement.text):
                self._add(statement, found)
            line = (chunk.note, statement.end_line)
        return self

    def _add(self, statement: Statement, found: Sequence[Found]) -> None:
        place = statement.kind, statement.path
        self.lists.setdefault(place, []).append(item_concepts(statement.text, found))

    def _find_bare(self, work: Sequence[Work]) -> None:
        said = {(s.path, clean(s.text)) for _, s, _, _ in work if s.kind == "heading"}
        for at, (_, statement, _, path_found) in enumerate(work):
            for depth in range(1, len(statement.path)):
                path, title = statement.path[:depth], statement.path[depth]
                if (path, clean(title)) not in said and statement.kind == "heading":
                    said.add((path, clean(title)))
                    heading = replace(statement, text=title, path=path, cells=())
                    self.bare.setdefault(at, []).append((heading, path_found[depth], path_found[:depth]))
                    self._add(heading, path_found[depth])

    def of(self, statement: Statement) -> Sequence[tuple[str, ...]]:
        """The concepts of each line of the list that the statement stands in."""
        return self.lists.get((statement.kind, statement.path), ())

    def opens_another(self, statement: Statement) -> bool:
        """Whether a line that is no heading but opens a list ("**Laws:**") stands beside the items of one: it is
        none of the causes that these are."""
        opens = statement.kind == "heading" and not is_heading(statement) and _OPENS.search(statement.text)
        return bool(opens) and ("item", statement.path) in self.lists

    def leads(self, path: tuple[str, ...]) -> set[tuple[str, ...]]:
        """What the lines under these headings lead with."""
        lines = (self.lists.get((kind, path), ()) for kind in ("item", "paragraph", "quote"))
        return {names for line in lines for names in line if names}
