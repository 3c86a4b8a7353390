"""Reads relations from English sentences: noun phrase – verb – noun phrase, by the verbs of `rules/english.toml`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product

from kb.graph.english_arguments import coordinated, object_of, subject_of
from kb.graph.english_words import Word, concept_of, is_negated, verb_at, words_of
from kb.graph.finder import Found
from kb.graph.rules import Predicate, english_rules
from kb.graph.stated import Claim, Setting
from kb.types import Relation

CERTAIN = 0.9
"""Verbs of this strength (cause, lead to) need no known problem as their object."""
UNSURE_EFFECT = 0.8
MAX_CONFIDENCE = 0.95


def english_claims(
    text: str, found: Sequence[Found], setting: Setting, harm: Callable[[str], bool], lead: tuple[tuple[str, ...], int]
) -> Iterator[Claim]:
    words = words_of(text, found)
    concepts = lead[0]
    at = 0
    while at < len(words):
        match = verb_at(words, at)
        if match is None:
            at += 1
            continue
        length, predicates = match
        for predicate in predicates:
            claims = list(_read(words, at, at + length, predicate, found, setting, harm, concepts))
            yield from claims
            if claims:
                break
        at += length
    yield from _patterns(words, found, setting)


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
    if _hypothetical(words, start) or (passive and predicate.relation is Relation.USES and words[end].text != "by"):
        return
    targets = object_of(words, end + 1 if passive else end, found)
    sources, factor, how = subject_of(words, start, found, setting, lead)
    if passive:
        sources, targets = targets, sources
    wanted = predicate.harm or (predicate.relation is Relation.CAUSES and predicate.strength < CERTAIN)
    if wanted or predicate.relation is Relation.SOLVES:
        targets = [t for t in targets if harm(t)]
    harmful = any(harm(s) for s in sources)
    if _is_told(words, start, predicate.relation, how, harmful):
        return
    relation, negated, confidence = predicate.relation, is_negated(words, start), predicate.strength * factor
    if negated and any(w.stem in english_rules().words["words.totals"] for w in words[max(0, start - 3) : end + 1]):
        return
    good = not any(harm(t) for t in targets)
    if relation is Relation.IMPROVES_ON and not good:
        relation = Relation.SOLVES
    if relation is Relation.CAUSES and good:
        confidence *= UNSURE_EFFECT
    if relation is Relation.CAUSES and negated:
        relation, negated, confidence = predicate.opposite or Relation.SOLVES, False, confidence * 0.9
    if predicate.frame == "whole":
        sources, targets = targets, sources
    verb = " ".join(w.stem for w in words[start:end])
    for source, target in product(sources, targets):
        if source != target:
            yield Claim(source, relation, target, f"en/{verb}/{how}", round(min(confidence, MAX_CONFIDENCE), 3), negated)


def _is_told(words: Sequence[Word], start: int, relation: Relation, how: str, harmful: bool) -> bool:
    """Told to the reader ("Using X, choose …", "Replace ReLU with …"), or said of a problem where it makes no sense.

    "Reduce overfitting" under Dropout still says what dropout is for.
    """
    if relation in (Relation.USES, Relation.SUITED_TO) and harmful:
        return True
    first = words[start]
    if relation is Relation.USES and how in ("above", "pronoun") and (first.text.endswith("ing") or start == 0):
        return True
    imperative = start == 0 and first.text == first.stem and how == "above"
    return imperative and (relation is not Relation.SOLVES or harmful)


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


def _patterns(words: Sequence[Word], found: Sequence[Found], setting: Setting) -> Iterator[Claim]:
    """ "A is a (…) B", "A such as B", "B like A and C", "unlike A, B"."""
    rules = english_rules().words
    for at, word in enumerate(words):
        if (
            word.stem == "be"
            and at
            and words[at - 1].name is not None
            and at + 1 < len(words)
            and words[at + 1].text in ("a", "an")
        ):
            kinds = object_of(words, at + 2, found)
            owner = at < 2 or words[at - 2].text not in rules["words.prepositions"]
            if kinds and owner and not is_negated(words, at + 1):
                yield from (
                    Claim(s, Relation.IS_A, kinds[0], "en/be a", 0.8)
                    for s in coordinated(words, at - 1, found)
                    if s != kinds[0]
                )
        if word.text == "such" and at + 1 < len(words) and words[at + 1].text == "as" and at:
            back = at - 1
            while back >= 0 and (words[back].text == "," or words[back].text in rules["words.tails"]):
                back -= 1
            if back >= 0 and words[back].name is not None:
                kind = concept_of(words[back], found)
                yield from (
                    Claim(e, Relation.IS_A, kind, "en/such as", 0.8) for e in object_of(words, at + 2, found) if e != kind
                )
        if word.text == "unlike":
            others = object_of(words, at + 1, found)
            rest = [w for w in words[at + 1 :] if w.name is not None and concept_of(w, found) not in others]
            if at == 0 and rest and others:
                yield Claim(concept_of(rest[0], found), Relation.CONTRASTS_WITH, others[0], "en/unlike", 0.7)
        if word.text == "instead" and at + 1 < len(words) and words[at + 1].text == "of":
            others = object_of(words, at + 2, found)
            back = at - 1
            if back >= 0 and words[back].name is not None and others:
                yield Claim(concept_of(words[back], found), Relation.ALTERNATIVE_TO, others[0], "en/instead of", 0.75)
    del setting
