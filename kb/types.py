"""Every record that crosses a stage: frozen, slotted, tuples instead of lists.

    Note ── chunks ──▶ Chunk(Statement…) ── retrieval ──▶ Hit ── answer ──▶ Answer(Citation…, Hop…)
                            └── graph ──▶ Concept, Mention, Edge(EdgeEvidence…)

Offsets (`start`, `end`) are half-open character positions in `Note.text`; lines are 1-based and inclusive and are those of
the file as it is on disk. A score belongs to the result (`Hit`), never to the record it scores (`Chunk`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from enum import StrEnum
from typing import Any, Literal, NamedTuple

Language = Literal["ko", "en"]

BlockKind = Literal["heading", "paragraph", "item", "row", "code", "math", "quote"]
"""What a block is in the note. `item`: list item; `row`: one table row; `heading`: also pseudo-headings."""


@dataclass(frozen=True, slots=True)
class Block:
    """The smallest structural piece of a note, with everything above it that it silently relies on."""

    kind: BlockKind
    text: str
    """Plain words: markup removed, `<br>` as a space, LaTeX kept. For a row: "column: cell; column: cell"."""
    start: int
    end: int
    """`note.text[start:end]` is the block as it was written (without its children), markup included."""
    start_line: int
    end_line: int
    path: tuple[str, ...]
    """Headings, pseudo-headings and list parents above it, outermost first, as plain words. For a heading: not itself."""
    depth: int
    """0 for a block directly under its heading; +1 per list level or pseudo-heading."""
    parent: int | None
    """Position in `Note.blocks` of the list parent, pseudo-heading or heading directly above, None at the top."""
    pseudo: bool = False
    """True for a heading that is none in markdown: a `name` line, a bold line, a list parent."""
    cells: tuple[tuple[str, str], ...] = ()
    """For a row: (column header, cell) pairs, plain words."""


@dataclass(frozen=True, slots=True)
class Note:
    """One file of notes, decoded and normalised to NFC with `\\n` line ends (line numbers are unchanged by that)."""

    path: str
    """Relative to the notes folder, "/" separators, NFC."""
    title: str
    text: str
    blocks: tuple[Block, ...]
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    """Targets of `[[wikilinks]]`, without alias and anchor."""
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Statement:
    """The smallest citable unit: a sentence, a bullet, a table row. What the rules read and what an answer quotes."""

    text: str
    """Plain words (markup removed); for a row "column: cell; …"."""
    quote: str
    """The same words as they stand in the note: an exact substring of `Chunk.text`."""
    start: int
    end: int
    start_line: int
    end_line: int
    path: tuple[str, ...]
    """Headings, pseudo-headings and list parents above, outermost first: where an omitted subject comes from."""
    kind: BlockKind
    depth: int = 0
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A coherent passage: an answer, a definition, a bullet group under its parent, a table with its headers."""

    id: int
    """63-bit, from the note's path, the span and the text: the same passage has the same id in every build."""
    note: str
    heading: tuple[str, ...]
    """Headings and pseudo-headings above *and including* the one that the passage stands under, outermost first."""
    text: str
    """The note's own words: exactly `note.text[start:end]`."""
    start: int
    end: int
    start_line: int
    end_line: int
    statements: tuple[Statement, ...]
    kind: Literal["passage", "table", "code"] = "passage"
    links: tuple[str, ...] = ()


class Relation(StrEnum):
    """Directed, read left to right; the last three are symmetric (stored once, ends in sorted order)."""

    IS_A = "is_a"
    PART_OF = "part_of"
    CAUSES = "causes"
    SOLVES = "solves"
    USES = "uses"
    SUITED_TO = "suited_to"
    IMPROVES_ON = "improves_on"
    CONTRASTS_WITH = "contrasts_with"
    ALTERNATIVE_TO = "alternative_to"
    RELATED_TO = "related_to"

    @property
    def symmetric(self) -> bool:
        return self in (Relation.CONTRASTS_WITH, Relation.ALTERNATIVE_TO, Relation.RELATED_TO)


@dataclass(frozen=True, slots=True)
class Concept:
    """One node of the graph, whatever it is called."""

    name: str
    """Canonical and unique: the lexicon's or the owner's name, else the notes' most frequent form."""
    aliases: tuple[str, ...]
    """Every other name in either language, sorted; `name` itself is not among them."""
    ko: str = ""
    en: str = ""
    """Labels for people, per language; empty where no name in that language is known."""
    origin: Literal["lexicon", "owner", "notes"] = "notes"

    def label(self, language: Language) -> str:
        return (self.ko if language == "ko" else self.en) or self.name


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a note names a concept."""

    concept: str
    chunk: int
    """`Chunk.id`"""
    note: str
    line: int
    start: int
    end: int
    surface: str
    in_path: bool = False
    """True where the concept stands in the heading path of the statement, not in its own words."""


@dataclass(frozen=True, slots=True)
class EdgeEvidence:
    """One quoted line that states a relation."""

    note: str
    line: int
    quote: str
    rule: str
    confidence: float
    chunk: int
    negated: bool = False
    """True where this line denies the relation that others state."""
    exclusive: bool = False
    """True where this line says that the relation holds of this target only."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation between two concepts with all its evidence, strongest first."""

    source: str
    relation: Relation
    target: str
    confidence: float
    evidence: tuple[EdgeEvidence, ...]
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """One of two lines that disagree: what it says of source, relation and target, word for word in `quote`."""

    source: str
    relation: Relation
    target: str
    says: Literal["yes", "no", "only"]
    note: str
    line: int
    quote: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two quoted lines that can't both hold.

    denied: one states a relation that the other denies; opposite: one says that it causes what by the other it solves;
    only: by one it suits this target only, by the other another one.
    """

    concept: str
    kind: Literal["denied", "opposite", "only"]
    sides: tuple[Side, Side]


@dataclass(frozen=True, slots=True)
class Hop:
    """One edge as an answer shows it, with its best quote."""

    source: str
    relation: Relation
    target: str
    note: str
    line: int
    quote: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Route:
    """A chain of hops between two concepts; a hop may be walked against its arrow."""

    concepts: tuple[str, ...]
    hops: tuple[Hop, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    chunk: Chunk
    score: float
    also: tuple[Chunk, ...] = ()
    """The same words in other places: collapsed, but every source kept."""
    statements: tuple[tuple[Statement, float], ...] = ()
    """Its statements with how well each one bears on the question, best first."""


class Citation(NamedTuple):
    number: int
    chunk: Chunk
    quote: str
    """Exact substring of `chunk.text`."""

    @property
    def start_line(self) -> int:
        return self.chunk.start_line + self.chunk.text[: self.chunk.text.index(self.quote)].count("\n")

    @property
    def end_line(self) -> int:
        return self.start_line + self.quote.count("\n")


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of the conversation so far and what it was about."""

    question: str
    concepts: tuple[str, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    question: str
    text: str
    """Markdown with [1] [2] markers."""
    citations: tuple[Citation, ...]
    passages: tuple[Hit, ...]
    hops: tuple[Hop, ...]
    concepts: tuple[str, ...]
    """Canonical names found in the question, after carrying over from the history."""
    grounded: bool
    language: Language
    kind: str = "open"
    suggestions: tuple[str, ...] = ()
    """Questions that the notes can answer next."""
    writer: str = ""
    """The language model that worded `text`; empty: the words are the notes' own."""


@dataclass(frozen=True, slots=True)
class ConceptView:
    """What the notes say about one concept."""

    name: str
    aliases: tuple[str, ...]
    ko: str
    en: str
    definitions: tuple[Citation, ...]
    passages: tuple[Hit, ...]
    outgoing: tuple[Hop, ...]
    incoming: tuple[Hop, ...]
    mentions: int
    senses: tuple[str, ...] = ()
    """Other concepts of the notes that the name asked for may mean as well (편향: the parameter, the error)."""


NoteState = Literal["indexed", "skipped"]


@dataclass(frozen=True, slots=True)
class NoteStatus:
    path: str
    state: NoteState
    reason: str
    """Why it was skipped, or what of it couldn't be indexed; empty when all of it is."""
    chunks: int
    concepts: int
    indexed_at: str
    """ISO 8601, UTC: when this content of the note was last read into the index."""


@dataclass(frozen=True, slots=True)
class Status:
    index: str
    notes_folder: str
    encoder: str
    built_at: str
    chunks: int
    concepts: int
    relations: int
    notes: tuple[NoteStatus, ...]


@dataclass(frozen=True, slots=True)
class BuildReport:
    added: int
    changed: int
    removed: int
    unchanged: int
    skipped: tuple[tuple[str, str], ...]
    """(path, reason); nothing is skipped silently."""
    chunks: int
    concepts: int
    relations: int
    seconds: float


class Progress(NamedTuple):
    stage: str
    done: int
    total: int


OnProgress = Callable[[Progress], None]


def to_builtins(value: Any) -> Any:
    """A record as plain JSON values with the same field names; statements are left out, being parts of their passage."""
    if isinstance(value, Citation):
        value = {**value._asdict(), "start_line": value.start_line, "end_line": value.end_line}
    if is_dataclass(value) and not isinstance(value, type):
        value = {f.name: getattr(value, f.name) for f in fields(value) if f.name != "statements"}
    if isinstance(value, dict):
        return {key: to_builtins(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_builtins(item) for item in value]
    return str(value) if isinstance(value, StrEnum) else value
