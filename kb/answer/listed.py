""" "The second one", "마지막은?": the item of the list shown last that a question points at, asked about in its stead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from kb.answer.gather import Asker
from kb.answer.lines import Line, with_children
from kb.answer.phrases import phrase
from kb.answer.refusal import without
from kb.answer.select import MAX_LINES, says_more
from kb.answer.several import answer
from kb.answer.shown import FEWEST, Item, items_shown, lines_of, showing
from kb.language.josa import attach
from kb.language.text import fold
from kb.retrieval import Question
from kb.retrieval.conversation import NEXT, Place, alone, asks_a_side, place_in
from kb.types import Answer, Turn

_PARTICLE = re.compile(r"^\s*(은|는|이|가|을|를|에|의|도|만)(?![가-힣])\s*")
_FORMS = {form: pair for pair in ("은/는", "이/가", "을/를") for form in pair.split("/")}


class Pointed(NamedTuple):
    """A question that points into a list. `asked`: the same with the item's name; `item`: None where it isn't clear."""

    asked: str
    place: Place
    item: Item | None
    alone: bool
    """Whether it asks nothing but what the item is."""
    beside: tuple[Item, ...] = ()
    """The other items of the list."""
    after: str = ""
    """The item asked before, where none follows it."""


def reply(asker: Asker, text: str, turns: Sequence[Turn], k: int) -> Answer:
    """The answer to what was asked after the conversation `turns`, its places in lists looked up."""
    pointed = pointed_at(asker, text, turns, k)
    if pointed is None:
        return answer(asker, text, named_turns(asker, turns, k), k)
    question = asker.read(text, ())
    if pointed.item is None:
        key = "no_next_item" if pointed.after else "which_item"
        said = phrase(key, question.language, said=pointed.place.said, name=pointed.after)
        return without(replace(question, asked=(), kind="open"), (), asker.snapshot, said)
    found = answer(asker, pointed.asked, (), k)
    found = _as_shown(found, pointed.item) if pointed.alone else _of_item(found, pointed.item, pointed.beside)
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
    names = bool(rest.asked or rest.content) and not asks_a_side(words)
    if names and not place.alone:
        return None
    items = _items_before(asker, turns, k)
    at = place.at
    if at == NEXT:
        last = _last_asked(asker, turns, items)
        if last is None:
            return None
        at = last + 1
    item = items[at] if -1 <= at < len(items) else None
    if item is None and names:
        return None
    alike = not names and not asks_a_side(words) and rest.kind in ("open", "definition", "about")
    ended = items[at - 1].name if place.at == NEXT and item is None and items else ""
    beside = tuple(one for one in items if one is not item)
    return Pointed(_asked(place, item) if item else text, place, item, alike, beside, ended)


def _asked(place: Place, item: Item) -> str:
    """The question with the item's name in the place of the words that point at it."""
    particle = _PARTICLE.match(place.after)
    pair = _FORMS.get(particle[1]) if particle else None
    if particle and pair:
        return f"{place.before}{attach(item.name, pair)}{place.after[particle.end(1) :]}"
    return f"{place.before}{item.name}{place.after}"


def _items_before(asker: Asker, turns: Sequence[Turn], k: int) -> list[Item]:
    """The items of the list shown last; empty where none was."""
    for at in range(len(turns) - 1, -1, -1):
        before, asked = turns[:at], turns[at].question
        if asked and place_in(asked) is None:
            question: Question = asker.read(asked, before)
            shown = answer(asker, asked, before, k)
            items = items_shown(shown, question, asker.snapshot.vocabulary, asker.retriever.analyser)
            if len(items) >= FEWEST:
                return items
    return []


def _last_asked(asker: Asker, turns: Sequence[Turn], items: Sequence[Item]) -> int | None:
    """Which of the items was asked about last, by its place or by its name; None where none was."""
    steps = 0
    for turn in reversed(turns):
        place = place_in(turn.question)
        if place is not None and place.at == NEXT:
            steps += 1
        elif place is not None:
            return (place.at if place.at >= 0 else len(items) - 1) + steps
        elif named := [at for at, item in enumerate(items) if fold(item.name) in fold(turn.question)]:
            return named[0] + steps
        elif asker.read(turn.question, ()).content:
            return None
    return None


def named_turns(asker: Asker, turns: Sequence[Turn], k: int) -> tuple[Turn, ...]:
    """The conversation with the items in the place of the words that pointed at them."""
    named: list[Turn] = []
    for at, turn in enumerate(turns):
        pointed = pointed_at(asker, turn.question, turns[:at], k)
        named.append(replace(turn, question=pointed.asked) if pointed and pointed.item else turn)
    return tuple(named)


def _of_item(found: Answer, item: Item, beside: Sequence[Item]) -> Answer:
    """An answer about an item without the lines of those beside it, its own lines first; as it is where it has none."""
    own = {line.key for line in item.lines}
    others = {line.key for one in beside for line in one.lines} - own
    lines = [line for line in lines_of(found) if line.key not in others]
    if not found.grounded or own.isdisjoint(line.key for line in lines):
        return found
    return showing(found, sorted(lines, key=lambda line: line.key not in own))


def _as_shown(found: Answer, item: Item) -> Answer:
    """The item itself with what hangs under it, as far as it says more than its name; then what else the notes say of it."""
    whole = [Line(line.chunk, one) for line in item.lines for one in with_children(line)]
    own = {line.key: line for line in whole if says_more(line.chunk, line.statement)}
    if not any(fold(line.statement.text) != fold(item.name) for line in own.values()):
        own = own if not found.grounded else {}
    if not own:
        return found
    of_it = (line for line in lines_of(found) if found.grounded and fold(item.name) in fold(line.statement.text))
    more = [line for line in of_it if line.key not in own]
    shown = showing(found, [*own.values(), *more][:MAX_LINES])
    return replace(shown, hops=found.hops if found.grounded else (), grounded=True, suggestions=())
