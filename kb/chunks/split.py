"""Where to cut: sections into coherent pieces.

A section (from one heading to the next) that is short stays whole. A longer one is cut into its groups (a
pseudo-heading or a list parent with all under it, a table with its headers), what stands loose between them into runs
of blocks, and what is too long at sentences.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from kb.types import Block, Statement

WHOLE_SECTION = 500
"""Characters of plain words up to which a section is one passage: passages under ~200 tokens retrieve best, a cut
loses context."""
TARGET = 600
"""Characters of plain words at which a run of blocks or a group is cut."""
SPILL = 1.2
"""By how much a part may pass the target rather than leave a crumb."""
CRUMB = 40
"""Characters of plain words under which loose blocks say too little to be found alone."""
TITLED_CRUMB = 12
"""The same for what stands under a title of its own: "… only for CNNs? / Yes, because …" is an answer."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A block, or a stretch of the statements of one that is too long; it is never cut."""

    block: int
    start: int
    end: int
    statements: tuple[Statement, ...]

    @property
    def size(self) -> int:
        return sum(len(statement.text) for statement in self.statements)


Piece = list[Atom]


class Splitter:
    """Cuts one note."""

    def __init__(self, blocks: Sequence[Block], atoms: Sequence[tuple[Atom, ...]], limit: int) -> None:
        """`atoms`: per block, none for a block that is left out; `limit`: no piece spans more characters than this."""
        self.blocks = blocks
        self.atoms = atoms
        self.limit = limit
        self._left_out = list(accumulate(not own for own in atoms))

    def pieces(self) -> list[Piece]:
        """All pieces, in order."""
        result: list[Piece] = []
        start = 0
        for position in range(1, len(self.blocks) + 1):
            if position == len(self.blocks) or _is_section(self.blocks[position]) or self._leaves_section(position, start):
                result += self._section(start, position)
                start = position
        return result

    def _leaves_section(self, position: int, start: int) -> bool:
        """A heading inside a list item ends with the item."""
        return _is_section(self.blocks[start]) and not self._is_under(position, start)

    def _section(self, first: int, last: int) -> list[Piece]:
        whole = self._atoms(first, last)
        if not whole:
            return []
        if _size(whole) <= WHOLE_SECTION and self._fits(whole, whole):
            return [whole]
        headed = _is_section(self.blocks[first])
        pieces = self._group(first if headed else None, first + headed, last)
        return self._without_crumbs(pieces)

    def _group(self, head: int | None, first: int, last: int) -> list[Piece]:
        """Cut the blocks `first` to `last`, all under `head`; the head goes with the first piece."""
        pieces: list[Piece] = []
        current: Piece = list(self.atoms[head]) if head is not None else []
        size = _size(current)
        lonely = bool(current)
        total = _size(self._atoms(first, last))
        # even parts, so that no small rest is left over: 700 characters give two halves, not 600 and 100
        cuts = max(-(-total // TARGET) - 1, 0)
        share = total / (cuts + 1)
        for child, end in self._children(first, last):
            own = self._atoms(child, end)
            if not own:
                continue
            if end - child == 1:
                for atom in own:
                    full = not lonely and ((cuts and size + atom.size / 2 >= share) or size + atom.size > SPILL * TARGET)
                    if current and (full or not self._fits(current, [atom])):
                        pieces.append(current)
                        current, size, cuts = [], 0, max(cuts - 1, 0)
                    current.append(atom)
                    size += atom.size
                    lonely = False
                continue
            parts = [own] if _size(own) <= TARGET and self._fits(own, own) else self._group(child, child + 1, end)
            if current and (lonely or self._is_crumb(current)) and self._fits(current, parts[0]):
                parts[0] = [*current, *parts[0]]
            elif current:
                pieces.append(current)
            pieces += parts
            current, size, lonely = [], 0, False
        if current:
            pieces.append(current)
        return pieces

    def _children(self, first: int, last: int) -> Iterable[tuple[int, int]]:
        """The outermost blocks of a range, each with the end of what stands under it; a table counts as under its
        header row."""
        position = first
        while position < last:
            end = position + 1
            block = self.blocks[position]
            if _is_header(block):
                while end < last and self.blocks[end].kind == "row" and not _is_header(self.blocks[end]):
                    end += 1
            else:
                while end < last and self._is_under(end, position):
                    end += 1
            yield position, end
            position = end

    def _is_under(self, position: int, head: int) -> bool:
        parent = self.blocks[position].parent
        while parent is not None and parent > head:
            parent = self.blocks[parent].parent
        return parent == head

    def _without_crumbs(self, pieces: list[Piece]) -> list[Piece]:
        """Join pieces that say too little to a neighbour: to the one they share more of their path with, else to the
        one before."""
        position = 0
        while position < len(pieces) and len(pieces) > 1:
            if not self._is_crumb(pieces[position]):
                position += 1
                continue
            before = position - 1 if position and self._fits(pieces[position - 1], pieces[position]) else None
            after = (
                position + 1 if position + 1 < len(pieces) and self._fits(pieces[position], pieces[position + 1]) else None
            )
            if before is None and after is None:
                position += 1
                continue
            own = self._path(pieces[position])
            joins_after = after is not None and (
                before is None or _shared(own, self._path(pieces[after])) > _shared(own, self._path(pieces[before]))
            )
            if joins_after and after is not None:
                pieces[position : after + 1] = [[*pieces[position], *pieces[after]]]
            elif before is not None:
                pieces[before : position + 1] = [[*pieces[before], *pieces[position]]]
                position -= 1
        return pieces

    def _is_crumb(self, piece: Piece) -> bool:
        content = [atom for atom in piece if not self._is_head(atom.block)]
        return _size(content) < (CRUMB if len(content) == len(piece) else TITLED_CRUMB)

    def _is_head(self, position: int) -> bool:
        following = position + 1
        over_others = following < len(self.blocks) and self.blocks[following].parent == position
        return self.blocks[position].kind == "heading" or (over_others and self.blocks[position].pseudo)

    def _path(self, piece: Piece) -> tuple[str, ...]:
        return self.blocks[piece[-1].block].path

    def _atoms(self, first: int, last: int) -> Piece:
        return [atom for atoms in self.atoms[first:last] for atom in atoms]

    def _fits(self, first: Piece, last: Piece) -> bool:
        """From `first` to `last` is short enough, and nothing that is left out lies between them."""
        if last[-1].end - first[0].start > self.limit:
            return False
        return self._left_out[last[-1].block] == self._left_out[first[0].block]


def _is_section(block: Block) -> bool:
    return block.kind == "heading" and not block.pseudo


def _is_header(block: Block) -> bool:
    return block.kind == "row" and block.pseudo


def _size(piece: Piece) -> int:
    return sum(atom.size for atom in piece)


def _shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
