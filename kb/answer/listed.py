""" "The second one", "마지막은?": the item of the list shown last that a question points at, asked about in its stead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from kb.answer.compose import answer
from kb.answer.gather import Asker
from kb.answer.lines import Line, with_children
from kb.answer.phrases import phrase
from kb.answer.refusal import without
from kb.answer.render import bullets, cite
from kb.answer.select import MAX_LINES, says_more
from kb.retrieval.conversation import Place, alone, asks_a_side, place_in
from kb.types import Answer, Chunk, Hit, Turn

MIN_ITEMS = 2
MAX_NAME = 60
_PARTICLE = re.compile(r"^\s*(은|는|이|가|을|를|에|의|도|만)(?![가-힣])\s*")
_NAME = re.compile(r"^\W*(\S.{0,38}?)(?=\s*[:：]\s|\s+[-–—=→]+\s|\s*\(|\s*（)")
"""What an item calls itself, before what it says ("퇴비: …", "moss - …", "일관성(Consistency)")."""


class Item(NamedTuple):
    """One item of a list that was shown: its name, and the lines of it that were shown."""

    name: str
    lines: tuple[Line, ...]


class Pointed(NamedTuple):
    """A question that points into a list. `asked`: the same with the item's name; `item`: None where it isn't clear."""

    asked: str
    place: Place
    item: Item | None


def reply(asker: Asker, text: str, turns: Sequence[Turn], k: int) -> Answer:
    """The answer to what was asked after the conversation `turns`, its places in lists looked up."""
    pointed = pointed_at(asker, text, turns, k)
    if pointed is None:
        return answer(asker, text, named_turns(asker, turns, k), k)
    question = asker.read(text, ())
    if pointed.item is None:
        said = phrase("which_item", question.language, said=pointed.place.said)
        return without(replace(question, asked=(), kind="open"), (), asker.snapshot, said)
    found = answer(asker, pointed.asked, (), k)
    at = {line.chunk.id for line in pointed.item.lines}
    if not found.grounded or at.isdisjoint(citation.chunk.id for citation in found.citations):
        found = _as_shown(found, pointed.item)
    lead = phrase("item", question.language, said=pointed.place.said, name=pointed.item.name)
    return replace(found, question=question.text, language=question.language, text=f"*{lead}*\n\n{found.text}")


def pointed_at(asker: Asker, text: str, turns: Sequence[Turn], k: int) -> Pointed | None:
    """The item that a question points at; None where it points at none, as where it names a thing itself ("the second law
    of …"). What was shown is what the same question shows again: nothing of it has to be remembered."""
    place = place_in(text)
    if place is None:
        return None
    words = _PARTICLE.sub("", alone(place.rest))
    rest = asker.read(words, ())
    if (rest.asked or rest.content) and not asks_a_side(words):
        return None
    items: list[Item] = []
    for at in range(len(turns) - 1, -1, -1):
        before = turns[:at]
        if turns[at].question and place_in(turns[at].question) is None:
            items = _items(answer(asker, turns[at].question, before, k))
        if len(items) >= MIN_ITEMS:
            break
    item = items[place.at] if -1 <= place.at < len(items) and len(items) >= MIN_ITEMS else None
    asked = f"{place.before}{item.name}{place.after}" if item else text
    return Pointed(asked, place, item)


def named_turns(asker: Asker, turns: Sequence[Turn], k: int) -> tuple[Turn, ...]:
    """The conversation with the items in the place of the words that pointed at them."""
    named: list[Turn] = []
    for at, turn in enumerate(turns):
        pointed = pointed_at(asker, turn.question, turns[:at], k)
        named.append(replace(turn, question=pointed.asked) if pointed and pointed.item else turn)
    return tuple(named)


def _as_shown(found: Answer, item: Item) -> Answer:
    """The item itself with what hangs under it, where asking for its name leads elsewhere."""
    whole = [Line(line.chunk, one) for line in item.lines for one in with_children(line)]
    lines = tuple({line.key: line for line in whole if says_more(line.chunk, line.statement)}.values())[:MAX_LINES]
    hits = tuple({line.chunk.id: Hit(line.chunk, 1.0) for line in lines}.values())
    text = bullets(lines, hits, found.language)
    return replace(found, text=text, citations=cite(lines), passages=hits, hops=(), grounded=bool(lines), suggestions=())


def _items(shown: Answer) -> list[Item]:
    """The items of the longest list in an answer, in the order shown: list items or rows beside each other, else headings
    beside each other."""
    lines = [line for citation in shown.citations if (line := _line_of(citation.chunk, citation.quote))]
    beside: dict[tuple[object, ...], list[list[Line]]] = {}
    for before, line in zip([None, *lines], lines, strict=False):
        one = line.statement
        if one.kind not in ("item", "row"):
            continue
        group = beside.setdefault((line.chunk.note, line.place), [])
        goes_on = before and before.chunk == line.chunk and before.statement.end_line == one.start_line
        if group and goes_on and group[-1][-1] == before:
            group[-1].append(line)
        else:
            group.append([line])
    listed = max(beside.values(), key=len, default=[])
    headed: dict[tuple[str, ...], dict[str, list[Line]]] = {}
    for line in lines:
        if len(line.chunk.heading) > 1:
            above = (line.chunk.note, *line.chunk.heading[:-1])
            headed.setdefault(above, {}).setdefault(line.chunk.heading[-1], []).append(line)
    under = max(headed.values(), key=len, default={})
    if len(under) > len(listed):
        return [Item(name, tuple(group)) for name, group in under.items()]
    return [Item(_name_of(group[0]), tuple(group)) for group in listed]


def _line_of(chunk: Chunk, quote: str) -> Line | None:
    return next((Line(chunk, one) for one in chunk.statements if one.quote == quote), None)


def _name_of(line: Line) -> str:
    one = line.statement
    text = one.cells[0][1] if one.cells else one.text
    found = _NAME.match(text)
    return (found[1] if found else text).strip(" .*_`")[:MAX_NAME]
