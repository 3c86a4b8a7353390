"""Whether what a question goes on to ("그럼 X는?") is a thing of its own in the notes, though no concept, or a side of what
was spoken of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.language.morphemes import Analyser
from kb.language.text import fold
from kb.retrieval.conversation import Topic
from kb.store import Snapshot, concept_term
from kb.types import Chunk, Statement

MAX_LABEL = 40
"""Characters in which a line has said what it is about."""
_OPENING = re.compile(r"^\W*(.*?)(?=\s*[:：]|\s+[-–—=→←]+\s|(?:은|는|이란|란)\s|$)")


class Instead:
    """Looks words up in one snapshot."""

    def __init__(self, snapshot: Snapshot, analyser: Analyser) -> None:
        self._snapshot = snapshot
        self._analyser = analyser

    def is_own(self, words: str, topic: Topic) -> bool:
        """A thing of its own is what a section is called or what lines begin with, except under a heading of the topic
        ("cost" of it); else a word of the notes that no passage about the topic has."""
        terms = tuple(dict.fromkeys(self._analyser.terms(words)))
        chunks = self._holding(terms)
        if not terms or not chunks:
            return False
        opened = [
            any(self._is_topic(part, topic) for part in one.path)
            for chunk in chunks
            for one in (*_headings(chunk), *chunk.statements)
            if _opens(words, one)
        ]
        if opened:
            return not any(opened)
        spoken = [concept_term(name) for name in topic.concepts] or self._analyser.terms(topic.words)
        about = {chunk.id for term in spoken for chunk in self._holding((term,))}
        return about.isdisjoint(chunk.id for chunk in chunks)

    def _holding(self, terms: Sequence[str]) -> list[Chunk]:
        """The passages that have all of these terms."""
        found = [set(self._snapshot.lexical.documents(term).tolist()) for term in terms]
        return [self._snapshot.chunks[at] for at in sorted(set.intersection(*found))] if found else []

    def _is_topic(self, heading: str, topic: Topic) -> bool:
        named = {one.concept for one in self._snapshot.vocabulary.find(heading)}
        return not named.isdisjoint(topic.concepts) or any(
            words and fold(words) in fold(heading) for words in topic.words.split(", ")
        )


def _headings(chunk: Chunk) -> Iterator[Statement]:
    """The headings of a passage as lines, each with those above it."""
    for depth, heading in enumerate(chunk.heading):
        yield Statement(heading, heading, 0, 0, 0, 0, chunk.heading[:depth], "heading")


def _opens(words: str, line: Statement) -> bool:
    """Whether a line begins by naming these words, alone or beside another name of the same ("해머링 온(hammer-on)")."""
    text = line.cells[0][1] if line.cells else line.text
    opening = _OPENING.match(text)
    said = (opening[1] if opening else text)[: MAX_LABEL + 1]
    if len(said) > MAX_LABEL:
        return fold(text).startswith(fold(words))
    return fold(words) in {fold(part) for part in (said, *re.split(r"[()（）/,]", said))}
