"""Reads relations from English sentences: noun phrase – verb – noun phrase, by the verbs of `rules/english.toml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product

from kb.graph.classes import is_plural
from kb.graph.english_arguments import before_verb, object_of, subject_of
from kb.graph.english_patterns import patterns
from kb.graph.english_roles import noun_roles, operands
from kb.graph.english_terms import is_verb
from kb.graph.english_words import Word, is_negated, verb_at, words_of
from kb.graph.finder import Found
from kb.graph.rules import Predicate, english_rules, korean_rules
from kb.graph.stated import Claim, Setting
from kb.types import Relation

CERTAIN = 0.9
"""Verbs of this strength (cause, lead to) need no known problem as their object."""
UNSURE_EFFECT = 0.8
UNSURE_PROBLEM = 0.75
"""Confidence kept when nothing but the verb says that the object is unwanted."""
MAX_CONFIDENCE = 0.95


def english_claims(
    text: str, found: Sequence[Found], setting: Setting, harm: Callable[[str], bool], lead: tuple[str, ...]
) -> Iterator[Claim]:
    words = _without_label(words_of(text, found))
    yield from _described(text, found)
    at = 0
    while at < len(words):
        match = verb_at(words, at)
        if match is None or words[at].text == "including":  # that gives examples
            at += 1
            continue
        length, predicates = match
        for predicate in predicates:
            claims = list(_read(words, at, at + length, predicate, found, setting, harm, lead))
            yield from claims
            if claims:
                break
        at += length
    yield from patterns(words, found, setting, lead)
    yield from noun_roles(text, words, found, setting, harm, lead)


MAX_LABEL = 3
"""Words of a label that names nothing ("Use case: …", "Definition: …")."""


def _without_label(words: list[Word]) -> list[Word]:
    for at, word in enumerate(words[: MAX_LABEL + 1]):
        if word.name is not None:
            break
        if word.text == ":" and at:
            return words[at + 1 :]
    return words


def _described(text: str, found: Sequence[Found]) -> Iterator[Claim]:
    """ "CE (also a loss function)"."""
    for one, other in pairwise(found):
        inside = re.fullmatch(r"\s*\(\s*(?:also\s+)?an?\s+(?:\w+\s+)?", text[one.end : other.start])
        if inside and re.match(r"\s*[),]", text[other.end :]) and one.concept != other.concept:
            yield Claim(one.concept, Relation.IS_A, other.concept, "en/(a …)", 0.75)


def _read(
    words: Sequence[Word],
    start: int,
    end: int,
    predicate: Predicate,
    found: Sequence[Found],
    setting: Setting,
    harm: Callable[[str], bool],
    lead: tuple[str, ...],
) -> Iterator[Claim]:
    passive = _passive(words, start, end)
    if _is_attribute(words, start, end) or _does_with(words, start) or (words[end:] and words[end].text == "up"):
        return  # "uses up its wood"
    if _hypothetical(words, start) or (passive and predicate.relation is Relation.USES and words[end].text != "by"):
        return
    verb = " ".join(w.stem for w in words[start:end])
    computed = predicate.relation is Relation.USES and words[start].stem == "be"  # "is calculated as the ratio of A and B"
    targets = (operands if computed else object_of)(words, end + 1 if passive else end, found)
    sources, factor, how = subject_of(words, start, found, setting, lead)
    if passive:
        sources, targets = targets, sources
    sure = verb in english_rules().words["words.lessening"]
    targets = _affected(targets, predicate, harm, sure and how not in ("above", "previous"))
    harmful = any(harm(s) for s in sources)
    if _is_told(words, start, predicate.relation, how, harmful):
        return
    sources = _without_persons(sources, found) if _is_past(words[start], predicate.relation) else sources
    relation, negated, confidence = predicate.relation, is_negated(words, start), predicate.strength * factor
    if negated and any(w.stem in english_rules().words["words.totals"] for w in words[max(0, start - 3) : end + 1]):
        return
    good = not any(harm(t) for t in targets)
    confidence *= UNSURE_PROBLEM if sure and good else 1.0
    if relation is Relation.IMPROVES_ON and not good:
        relation = Relation.SOLVES
    elif relation in (Relation.IMPROVES_ON, Relation.CAUSES):  # "improves convergence", "leads to slow growth"
        qualities = english_rules().words["words.qualities"]
        targets = [t for t in targets if t.casefold().rpartition(" ")[2] not in qualities or harm(t)]
    if relation is Relation.CAUSES and good:
        confidence *= UNSURE_EFFECT
    if relation is Relation.CAUSES and negated:
        relation, negated, confidence = predicate.opposite or Relation.SOLVES, False, confidence * 0.9
    if predicate.frame == "whole":
        sources, targets = targets, sources
        relation = Relation.IS_A if _tells_members(words, start, found) else relation
    for source, target in product(sources, targets):
        if source != target:
            yield Claim(source, relation, target, f"en/{verb}/{how}", round(min(confidence, MAX_CONFIDENCE), 3), negated)


def _tells_members(words: Sequence[Word], start: int, found: Sequence[Found]) -> bool:
    """ "Citrus fruits include A and B"."""
    at = before_verb(words, start)
    before = words[at].name if at >= 0 else None
    if words[start].stem != "include" or before is None:
        return False
    several = found[before].surface.casefold()
    parts = several.rpartition(" ")[2] in english_rules().words["roles.plural_parts"]
    return is_plural(several) or (
        several.endswith("s") and several in korean_rules().words["headings.furniture"] and not parts
    )


_PERSON = re.compile(r"(?:^|\s)[A-Z][a-z'’]+ (?:[A-Z]\. )?[A-Z][A-Za-z'’-]*[a-z]$")


def _is_past(verb: Word, relation: Relation) -> bool:
    return relation is Relation.CAUSES and verb.text.endswith("ed")


def _without_persons(sources: list[str], found: Sequence[Found]) -> list[str]:
    """ "was created by animator Mara Velt", "Mara Velt created": who once made a thing brings it about no more."""
    persons = {name.concept for name in found if _PERSON.search(name.surface)}
    return [source for source in sources if source not in persons]


def _affected(targets: list[str], predicate: Predicate, harm: Callable[[str], bool], sure: bool) -> list[str]:
    """Of the objects those that can be meant; `sure`: the verb itself says that they are unwanted, but for tasks ("solve
    classification")."""
    unsure = predicate.relation is Relation.CAUSES and predicate.strength < CERTAIN
    if predicate.harm or unsure or (predicate.relation is Relation.SOLVES and not sure):
        return [t for t in targets if harm(t)]
    if predicate.relation is Relation.SOLVES:
        tasks = tuple(korean_rules().words["tasks.words"])
        return [t for t in targets if harm(t) or not t.casefold().endswith(tasks)]
    return targets


def _is_told(words: Sequence[Word], start: int, relation: Relation, how: str, harmful: bool) -> bool:
    """Told to the reader ("Using X, choose …", "Replace ReLU with …"), or said of a problem where it makes no sense.

    "Reduce overfitting" under Dropout still says what dropout is for.
    """
    if relation in (Relation.USES, Relation.SUITED_TO) and harmful:
        return True
    first = words[start]
    begins = start == 0 or words[start - 1].text in ("->", "→", ":", ";", ".")
    told = first.text.endswith("ing") or (begins and first.text == first.stem)
    if relation is Relation.USES and how in ("above", "pronoun") and told and first.stem != "combine":
        return True
    imperative = begins and first.text == first.stem and how == "above"
    return imperative and (relation is not Relation.SOLVES or harmful)


_MODAL = frozenset(("can", "could", "may", "might", "will", "would", "should", "is", "leads", "makes", "helps"))


def _does_with(words: Sequence[Word], start: int) -> bool:
    """ "The loop turns the bowls using a wheel": what is updated uses nothing."""
    if words[start].text != "using":
        return False
    if not start or words[start - 1].text in ",.;:":  # "Using A may lead to B"
        end = next((n for n in range(start, len(words)) if words[n].text in ",.;:"), len(words))
        return any(word.text in _MODAL for word in words[start:end])
    if words[start - 1].name is None:
        return False
    for word in reversed(words[: start - 1]):
        if word.text in ",.;:":
            return False
        if word.name is None and is_verb(word.text):
            return True
    return False


def _is_attribute(words: Sequence[Word], start: int, end: int) -> bool:
    """ "a widely used metric": the participle describes the noun after it."""
    if end != start + 1 or not words[start].text.endswith("ed") or start == 0:
        return False
    before = words[start - 1].text
    adverb = before.endswith("ly") and (start < 2 or words[start - 2].stem not in ("be", "have"))
    return (adverb or before in ("a", "an", "the")) and end < len(words) and words[end].text[0].isalpha()


def _passive(words: Sequence[Word], start: int, end: int) -> bool:
    """ "is prevented by": a form of be before, by after."""
    if words[start].stem == "be" or end >= len(words) or words[end].text not in ("by", "in", "with"):
        return False
    before = [w.stem for w in words[max(0, start - 3) : start]]
    return words[end].text == "by" and ("be" in before or words[start].text.endswith("ed"))


def _hypothetical(words: Sequence[Word], start: int) -> bool:
    """The verb stands in an if-clause: nothing is said to be so."""
    conditions = english_rules().words["words.conditions"]
    for word in reversed(words[:start]):
        if word.text in ",.;:":
            return False
        if word.text in conditions:
            return True
    return False
