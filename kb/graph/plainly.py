"""Ends of Korean sentences that say no more than their predicate alone: "…하게 된다", "…하는 것이다", "…것이 특징이다"."""

from __future__ import annotations

from kb.graph.phrases import Item, NounPhrase, Verb
from kb.graph.rules import korean_rules


def told_plainly(items: list[Item]) -> list[Item]:
    """ "…을 막는 것이다", "…을 쓰는 것이 특징이다" say no more than "…을 막는다": the predicate closes the sentence."""
    items = _without_becoming(items)
    rest = list(items)
    while rest and isinstance(rest[-1], Verb) and rest[-1].word in ("", "이") and not rest[-1].negated:
        rest.pop()
    facts = korean_rules().words["asserting.nouns"]
    told = rest[-1] if rest else None
    if isinstance(told, NounPhrase) and told.nouns and told.nouns[-1] in facts and not told.heads and len(rest) > 1:
        rest.pop()
        if not (isinstance(rest[-1], NounPhrase) and rest[-1].particle == "subj"):
            return items
    elif not isinstance(told, NounPhrase) or not (told.copula or told is items[-1]):
        return items
    thing, verb = rest[-1], rest[-2] if len(rest) > 1 else None
    if not isinstance(thing, NounPhrase) or thing.nouns not in (["것"], ["거"]) or thing.crossed:
        return items
    if not isinstance(verb, Verb) or verb.ending != "adnominal" or not verb.word:
        return items
    verb.ending, verb.asserted = "final", True
    return rest[:-1]


def _without_becoming(items: list[Item]) -> list[Item]:
    """ "…하게 된다" says "…한다"."""
    kept: list[Item] = []
    for item in items:
        before = kept[-1] if kept else None
        becomes = isinstance(item, Verb) and item.word == "되" and not item.noun
        if becomes and isinstance(item, Verb) and isinstance(before, Verb) and before.becoming:
            before.ending, before.negated, before.end = item.ending, before.negated or item.negated, item.end
            before.possible, before.must, before.opposed = item.possible, item.must, item.opposed
        else:
            kept.append(item)
    return kept
