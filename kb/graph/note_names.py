"""Which names stand in the statements of one note and in the headings above them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kb.graph.fields import is_of_field
from kb.graph.finder import Found
from kb.graph.names import clean
from kb.graph.quoting import mentions_in
from kb.graph.siblings import Work
from kb.graph.vocabulary import Vocabulary
from kb.types import Chunk, Mention

SENTENCE_END = "\x00"
"""Stands between statements, so that no name runs from one into the next."""
MAX_UNDER_CHARS = 1500
"""How much of what stands under a heading decides which sense its words have."""


@dataclass(slots=True)
class NoteNames:
    vocabulary: Vocabulary
    text: str
    """All that names are looked for in, which decides where nothing nearer does."""
    under: dict[str, str]
    """Heading → what stands under it."""
    own: frozenset[str] | None = None
    """None in a note of the lexicon's field; else what the lexicon's plain words may still mean in it."""
    work: list[Work] = field(default_factory=list)
    mentions: tuple[Mention, ...] = ()
    headings: dict[tuple[str, str], tuple[Found, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, chunks: Sequence[Chunk], vocabulary: Vocabulary, text: str) -> NoteNames:
        under: dict[str, list[str]] = {}
        for chunk in chunks:
            for statement in chunk.statements:
                for heading in statement.path:
                    under.setdefault(heading, []).append(statement.text)
        self = cls(vocabulary, text, {key: SENTENCE_END.join(texts)[:MAX_UNDER_CHARS] for key, texts in under.items()})
        self.work = [work for chunk in chunks for work in self._named(chunk)]
        if vocabulary.mixed and not self._is_of_field():
            title = clean(chunks[0].note.rpartition("/")[2].rpartition(".")[0])  # "인터럽트.md" tells of interrupts
            self.own = frozenset(name.concept for name in vocabulary.find(title))
            self.headings = {key: self._kept(names) for key, names in self.headings.items()}
            self.work = [(c, s, self._kept(found), [self._kept(n) for n in above]) for c, s, found, above in self.work]
        self.mentions = tuple(self._mentions())
        return self

    def find(self, text: str, context: Sequence[str] = ()) -> tuple[Found, ...]:
        return self._kept(self.vocabulary.find(text, context))

    def in_path(self, text: str, path: str) -> tuple[Found, ...]:
        """The names in a heading."""
        key = (text, path)
        if key not in self.headings:
            self.headings[key] = self.find(text, (path, self.under.get(text, ""), self.text))
        return self.headings[key]

    def _named(self, chunk: Chunk) -> Iterator[Work]:
        around = SENTENCE_END.join(s.text for s in chunk.statements)
        for statement in chunk.statements:
            path = " > ".join(statement.path)
            found = self.find(statement.text, (path, around, self.text)) if chunk.kind != "code" else ()
            yield chunk, statement, found, [self.in_path(text, path) for text in statement.path]

    def _is_of_field(self) -> bool:
        names = {
            (n.concept, n.surface): n for _, _, found, above in self.work for n in (*found, *(n for a in above for n in a))
        }
        known = self.vocabulary.concepts
        listed = {n.concept for n in names.values() if n.concept in known and known[n.concept].origin == "lexicon"}
        certain = {n.concept for n in names.values() if n.concept in listed and not self.vocabulary.is_borrowed(n)}
        return is_of_field(len(certain), len(listed - certain), len({n.concept for n in names.values()} - listed))

    def _kept(self, found: Sequence[Found]) -> tuple[Found, ...]:
        """What a note of its field names; in one of another field no plain words that only the lexicon calls a term."""
        own = self.own
        if own is None:
            return tuple(found)
        return tuple(name for name in found if name.concept in own or not self.vocabulary.is_borrowed(name))

    def _mentions(self) -> Iterator[Mention]:
        """In the order of the note; what a heading names once for each passage under it, at its beginning."""
        passage, above = None, set[str]()
        for chunk, statement, found, path_found in self.work:
            if chunk is not passage:
                passage, above = chunk, set()
            yield from mentions_in(chunk, statement, found)
            for name in (name for names in path_found for name in names):
                if name.concept not in above:
                    above.add(name.concept)
                    yield _heading_mention(chunk, name)


def _heading_mention(chunk: Chunk, name: Found) -> Mention:
    line, start = chunk.start_line, chunk.start
    return Mention(name.concept, chunk.id, chunk.note, line, start, start, name.surface, in_path=True)
