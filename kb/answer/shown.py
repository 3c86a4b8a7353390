"""The list that an answer shows, as its reader counts it: by its outermost items, in the order shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from kb.answer.lines import Line
from kb.answer.lists import enumerates
from kb.answer.phrases import phrase
from kb.answer.render import bullets, cite
from kb.graph.vocabulary import Vocabulary
from kb.language.morphemes import Analyser
from kb.retrieval import Question
from kb.types import Answer, Chunk, Hit

FEWEST = 2
MAX_NAME = 60
MOST_OF = 2 / 3
"""Share of the items shown that stand in what is the list, where nothing names it."""
_NAME = re.compile(r"^\W*(\S.{0,38}?)(?=\s*[:：]\s|\s+[-–—=→←]+\s|\s*\(|\s*（)")
"""What an item calls itself, before what it says ("퇴비: …", "moss - …", "일관성(Consistency)")."""
_SEPARATOR = re.compile(r"^(?:\s*[(（][^)）]*[)）])?\s*[:：=→–—-]+\s*")
_PARTED = re.compile(r"\s*(?:[,·、](?![^(]*\))|\band\b|\bor\b|(?<=\S)(?:와|과|및|그리고)(?=\s))\s*")
_BEFORE_PARTS = re.compile(r"^.*?(?:(?:에는|으로는|로는|[은는])\s|\b(?:are|includes?|have|has|such as)\s|[:：]\s)")
_AFTER_PARTS = re.compile(r"(?:\s등.*|(?<=[가-힣])(?:이|가|들이|으로|로|을|를)\s.*|[.。]\s*)$")


class Item(NamedTuple):
    """One item of a list that was shown: its name, and the lines of it that were shown."""

    name: str
    lines: tuple[Line, ...]


@dataclass
class _Node:
    """A heading, list parent or line, with what was shown below it, in the order shown."""

    label: str
    under: dict[object, _Node] = field(default_factory=dict)
    own: list[Line] = field(default_factory=list)
    """The line itself: what stands on one line of the note, sentence by sentence; empty for what only stands above."""

    def lines(self) -> Iterator[Line]:
        yield from self.own
        for node in self.under.values():
            yield from node.lines()

    def items(self) -> list[_Node]:
        """What a reader counts: whatever has something below it, list items and rows of a table."""
        kinds = ("item", "row", "heading")
        return [node for node in self.under.values() if node.under or any(one.statement.kind in kinds for one in node.own)]


def items_shown(shown: Answer, asked: Question, vocabulary: Vocabulary, analyser: Analyser) -> list[Item]:
    """The items of the list that answers `asked`: the one below what names most of it, else what a sentence counts up,
    else where most of the items stand; empty where nothing is a list."""
    lines = [line for citation in shown.citations if (line := _line_of(citation.chunk, citation.quote))]
    root = _tree(lines)
    content, concepts = {*asked.content}, {*asked.concepts, *shown.concepts}

    def names(node: _Node) -> int:
        found = {one.concept for one in vocabulary.find(node.label)}
        return max(len(content & {*analyser.terms(node.label)}), len(concepts & found))

    named = max((names(node) for node in _lists(root)), default=0)
    if named:
        best = next(node for node in _lists(root) if names(node) == named)
        # "4P" below "Strategy and 4P"; but of several kinds of costs below "Costs" none is the list
        while len(inner := [node for node in best.items() if names(node) >= named]) == 1 and len(inner[0].items()) >= FEWEST:
            best = inner[0]
        return _items(best)
    if lines and (parts := _counted_up(lines[0])):
        return parts
    found = list(_lists(root))
    most = MOST_OF * len(list(_leaves(root)))
    return _items([node for node in found if len(list(_leaves(node))) >= most][-1]) if found else []


def _tree(lines: Iterable[Line]) -> _Node:
    root = _Node("")
    last = root
    for line in lines:
        one = line.statement
        if last.own and (last.own[-1].chunk, last.own[-1].statement.end_line) == (line.chunk, one.start_line):
            last.own.append(line)
            continue
        node = root
        for part in (line.chunk.note, *one.path):
            node = node.under.setdefault(part, _Node(part))
        label = one.cells[0][1] if one.cells else one.text
        last = node.under.setdefault(one.text if one.kind in ("item", "heading") else line.key, _Node(label))
        last.own.append(line)
    return root


def _lists(node: _Node) -> Iterator[_Node]:
    """What has several items below it, the outermost first."""
    if len(node.items()) >= FEWEST:
        yield node
    for one in node.under.values():
        yield from _lists(one)


def _leaves(node: _Node) -> Iterator[_Node]:
    below = node.items()
    for one in below:
        yield from _leaves(one)
    if not below and node.own:
        yield node


def _items(node: _Node) -> list[Item]:
    return [Item(_name_of(one.label), tuple(_whole(one))) for one in node.items()]


def _whole(node: _Node) -> Iterator[Line]:
    """The lines of an item; of a list parent that was only named before them, its own line first."""
    lines = list(node.lines())
    if not node.own and lines:
        chunk = lines[0].chunk
        parents = [one for one in chunk.statements if one.text == node.label and one.kind == "item"]
        yield from (Line(chunk, one) for one in parents[:1])
    yield from lines


def _counted_up(line: Line) -> list[Item]:
    """The things that one sentence or what follows one label counts up ("A, B, C가 있다", "Kinds: A, B, C")."""
    text = line.statement.text
    label = _NAME.match(text)
    if label and not enumerates(text):
        words = _SEPARATOR.sub("", text[label.end(1) :])
    elif enumerates(text):
        words = _AFTER_PARTS.sub("", _BEFORE_PARTS.sub("", text))
    else:
        return []
    names = [part.strip(" .*_`") for part in _PARTED.split(words)]
    named = [_name_of(name) for name in names if 0 < len(name) <= MAX_NAME]
    return [Item(name, (line,)) for name in named] if len(named) > FEWEST else []


def _line_of(chunk: Chunk, quote: str) -> Line | None:
    return next((Line(chunk, one) for one in chunk.statements if one.quote == quote), None)


def lines_of(shown: Answer) -> Sequence[Line]:
    """The lines that an answer cites, in its order."""
    return [line for citation in shown.citations if (line := _line_of(citation.chunk, citation.quote))]


def showing(found: Answer, lines: Sequence[Line]) -> Answer:
    """An answer with these lines, in this order, in the place of its own; the chain of concepts stays below them."""
    if list(lines) == list(lines_of(found)):
        return found
    known = {hit.chunk.id: hit for hit in found.passages}
    hits = tuple({line.chunk.id: known.get(line.chunk.id, Hit(line.chunk, 0.0)) for line in lines}.values())
    lead = f"**{phrase('hops', found.language)}**"
    chain = found.text.partition(f"\n\n{lead}")[2]
    text = bullets(lines, hits, found.language) + (f"\n\n{lead}{chain}" if chain else "")
    return replace(found, text=text, citations=cite(lines), passages=hits)


def _name_of(text: str) -> str:
    found = _NAME.match(text)
    return (found[1] if found else text).strip(" .*_`:：")[:MAX_NAME]
