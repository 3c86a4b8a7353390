"""Note → chunks: coherent passages with their headings, their exact place and their statements.

statements.py   a block's sentences, bullets, rows
questions.py    bare question lists that are answered elsewhere: left out
split.py        where to cut
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal

from kb.chunks.questions import answered_questions
from kb.chunks.split import TARGET, Atom, Piece, Splitter
from kb.chunks.statements import statements_of
from kb.language.text import fold
from kb.notes.cues import says_something, subject_of_file
from kb.notes.lines import Lines
from kb.notes.markdown import links_in
from kb.notes.outline import MAX_PATH_PART, path_part
from kb.settings import Settings
from kb.types import Block, Chunk, Note, Statement

_MARKERS = re.compile(r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*")

__all__ = ["chunk_note", "embedding_text", "statement_text"]


def chunk_note(note: Note, settings: Settings) -> tuple[Chunk, ...]:
    """The passages of a note, in order. They don't overlap, none is longer than `settings.max_chunk_chars`, and
    together they hold every word of the note but bare questions that are answered elsewhere in it and headings with
    nothing under them."""
    lines = Lines.of(note.text)
    left_out = answered_questions(note)
    limit = settings.max_chunk_chars
    atoms = [
        () if position in left_out else _atoms(lines, position, block, limit) for position, block in enumerate(note.blocks)
    ]
    pieces = Splitter(note.blocks, atoms, limit).pieces()
    return tuple(_chunk(note, lines, piece) for piece in pieces if _says_something(note.blocks, piece))


def embedding_text(chunk: Chunk) -> str:
    """What the encoder and BM25 read: the file's subject and the heading path on the first line, then the plain
    words.

    The subject that the file's name states is left out where the headings say it already; so are headings where the
    path does.
    """
    heads = [*chunk.heading]
    subject = subject_of_file(chunk.note)
    if subject and not _says(" ".join(heads), subject):
        heads.insert(0, subject)
    words = [s.text for s in chunk.statements if not _is_told(s, chunk.heading)]
    return "\n".join([" > ".join(heads), *words] if heads else words)


def _says(text: str, subject: str) -> bool:
    folded = fold(text)
    words = [fold(word) for word in re.findall(r"\w+", subject)]
    return 2 * sum(word in folded for word in words) > len(words)


def _is_told(statement: Statement, heading: tuple[str, ...]) -> bool:
    """A heading, or a list parent that is a name, whose words are in the path."""
    if statement.kind not in ("heading", "item"):
        return False
    return path_part(statement.text, parent=statement.kind == "item") in heading and len(statement.text) <= MAX_PATH_PART


def statement_text(statement: Statement) -> str:
    """A statement with the heading or parent right above it: "ReLU: 음수면 0을 출력"."""
    if not statement.path or fold(statement.path[-1]) in fold(statement.text):
        return statement.text
    return f"{statement.path[-1]}: {statement.text}"


def _atoms(lines: Lines, position: int, block: Block, limit: int) -> tuple[Atom, ...]:
    """The block whole if it is short, else one atom for each of its statements."""
    if block.kind == "row" and block.pseudo and block.end - block.start <= limit:
        return (Atom(position, _line_start(lines, block.start, limit, block.end), block.end, ()),)
    statements = statements_of(lines, block, limit)
    room = limit if block.kind in ("code", "row", "math") else min(limit, TARGET)
    if block.end - block.start <= (limit if len(statements) == 1 else room):
        return (Atom(position, _line_start(lines, block.start, limit, block.end), block.end, statements),)
    atoms: list[Atom] = []
    reached = _line_start(lines, block.start, limit, statements[0].end) if statements else 0
    for statement in statements:
        start = max(_line_start(lines, statement.start, limit, statement.end), reached)
        if not atoms and statement.end - reached <= limit:
            start = reached
        atoms.append(Atom(position, start, statement.end, (statement,)))
        reached = statement.end
    return tuple(atoms)


def _line_start(lines: Lines, offset: int, limit: int, end: int) -> int:
    """The start of the line if only indentation and markers stand before `offset`, so that a passage keeps its shape."""
    start = lines.starts[lines.line_at(offset)]
    return start if _MARKERS.fullmatch(lines.text, start, offset) and end - start <= limit else offset


def _says_something(blocks: tuple[Block, ...], piece: Piece) -> bool:
    return any(
        blocks[atom.block].kind != "heading" and any(says_something(s.text) for s in atom.statements) for atom in piece
    )


def _chunk(note: Note, lines: Lines, piece: Piece) -> Chunk:
    start, end = piece[0].start, piece[-1].end
    text = note.text[start:end]
    kinds = {note.blocks[atom.block].kind for atom in piece} - {"heading"}
    kind: Literal["passage", "table", "code"] = "table" if kinds == {"row"} else "code" if kinds == {"code"} else "passage"
    links = dict.fromkeys(
        link
        for atom in piece
        if note.blocks[atom.block].kind not in ("code", "math")
        for link in links_in(note.text[atom.start : atom.end])
    )
    return Chunk(
        id=_chunk_id(note.path, start, text),
        note=note.path,
        heading=_heading(note.blocks, piece),
        text=text,
        start=start,
        end=end,
        start_line=lines.line_at(start) + 1,
        end_line=lines.line_at(end - 1) + 1,
        statements=tuple(statement for atom in piece for statement in atom.statements),
        kind=kind,
        links=tuple(links),
    )


def _heading(blocks: tuple[Block, ...], piece: Piece) -> tuple[str, ...]:
    """What all content of the piece stands under.

    Of the headings inside the piece all count, of its list parents only the outermost, and only if it is a name; one
    that is outside of the piece counts always, because the piece lacks its words.
    """
    inside = {atom.block for atom in piece}
    parents = {blocks[position].parent for position in inside}
    content = [p for p in sorted(inside) if p not in parents and blocks[p].kind != "heading"]
    chains = [_ancestors(blocks, position) for position in content or sorted(inside)]
    shared: list[str] = []
    for level in zip(*chains, strict=False):
        block = blocks[level[0]]
        if len(set(level)) > 1:
            break
        if level[0] not in inside or block.kind == "heading" or block.pseudo:
            shared.append(path_part(block.text, parent=block.kind == "item"))
        if level[0] in inside and block.kind == "item":
            break
    return tuple(shared)


def _ancestors(blocks: tuple[Block, ...], position: int) -> list[int]:
    chain: list[int] = []
    parent = blocks[position].parent
    while parent is not None:
        chain.append(parent)
        parent = blocks[parent].parent
    return chain[::-1]


def _chunk_id(path: str, start: int, text: str) -> int:
    digest = hashlib.blake2b(f"{path}\0{start}\0{len(text)}\0{text}".encode(errors="surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big") >> 1
