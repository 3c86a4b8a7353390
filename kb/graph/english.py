"""Reads relations from English sentences: noun phrase – verb – noun phrase, by the verbs of `rules/english.toml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, product

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
    words = _without_label(words_of(text, found))
    concepts = lead[0]
    yield from _described(text, found)
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
    yield from _patterns(words, found, setting, concepts)


MAX_NOMINAL = 14
"""Words of a line without a verb that may say what names are for."""
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
    if _is_attribute(words, start, end):
        return
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
    told = first.text.endswith("ing") or (start == 0 and first.text == first.stem)
    if relation is Relation.USES and how in ("above", "pronoun") and told:
        return True
    imperative = start == 0 and first.text == first.stem and how == "above"
    return imperative and (relation is not Relation.SOLVES or harmful)


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


def _patterns(words: Sequence[Word], found: Sequence[Found], setting: Setting, lead: tuple[str, ...]) -> Iterator[Claim]:
    """What has no verb of its own: "A is a (…) B", "A such as B", "unlike A, B", "B instead of A", "In A, B is crucial"."""
    yield from _fronted(words, found, setting, lead)
    yield from _nominal(words, found)
    if lead:
        yield from _of_lead(words, found, lead)
    for at, word in enumerate(words):
        if word.stem == "be" and at:
            yield from _copula(words, at, found, setting, lead)
        elif word.text in ("such", "including", "e.g", "e.g."):
            yield from _examples(words, at, found)
        elif word.text == "by" and at + 1 < len(words) and words[at + 1].text.endswith("ing"):
            yield from _means(words, at, found, setting, lead)
        elif word.text == "unlike":
            others = object_of(words, at + 1, found)
            rest = [w for w in words[at + 1 :] if w.name is not None and concept_of(w, found) not in others]
            if at == 0 and rest and others:
                yield Claim(concept_of(rest[0], found), Relation.CONTRASTS_WITH, others[0], "en/unlike", 0.7)
        elif word.text == "instead" and at + 1 < len(words) and words[at + 1].text == "of":
            chosen = _chosen(words, at, found)
            for other in object_of(words, at + 2, found)[:1]:
                yield from (Claim(c, Relation.ALTERNATIVE_TO, other, "en/instead of", 0.75) for c in chosen if c != other)


def _chosen(words: Sequence[Word], at: int, found: Sequence[Found]) -> list[str]:
    """What is taken "instead of" the other: the names right before, or, where these only say where ("X is used in A and B
    instead of Y"), the subject of the clause."""
    back = at - 1
    while back >= 0 and (words[back].name is not None or words[back].text in ("a", "an", "the", "and", "or", ",")):
        back -= 1
    if back == at - 1:
        return []
    if back < 0 or words[back].text not in ("in", "at", "on", "during", "under", "within", "of", "by"):
        return coordinated(words, at - 1, found)
    begin = next((b + 1 for b in range(back, -1, -1) if words[b].text in ".;:"), 0)
    return [concept_of(words[begin], found)] if words[begin].name is not None else []


def _copula(
    words: Sequence[Word], at: int, found: Sequence[Found], setting: Setting, lead: tuple[str, ...]
) -> Iterator[Claim]:
    """ "A is a (widely used) B": A is_a B. The first noun phrase after the article alone is the kind."""
    if at + 1 >= len(words) or words[at + 1].text not in ("a", "an") or is_negated(words, at + 1):
        return
    kinds = object_of(words, at + 2, found)
    if not kinds:
        return
    sources: list[str] = []
    if words[at - 1].name is not None:
        before = at - 2
        while before >= 0 and words[before].text in ("the", "a", "an"):
            before -= 1
        if before < 0 or words[before].text not in english_rules().words["words.prepositions"]:
            sources = coordinated(words, at - 1, found)
    elif words[at - 1].text in ("it", "this") and at == 1:
        sources = list(lead or (setting.subject.concepts if setting.subject else ()))
    yield from (Claim(s, Relation.IS_A, kinds[0], "en/be a", 0.8) for s in sources if s != kinds[0])


def _examples(words: Sequence[Word], at: int, found: Sequence[Found]) -> Iterator[Claim]:
    """ "A such as B and C", "A including B"."""
    follows = at + 1 < len(words) and words[at + 1].text == "as"
    if words[at].text == "such" and not follows:
        return
    back = at - 1
    while back >= 0 and (words[back].text == "," or words[back].text in english_rules().words["words.tails"]):
        back -= 1
    if back >= 0 and words[back].name is not None:
        kind = concept_of(words[back], found)
        listed = object_of(words, at + 1 + follows, found)
        yield from (Claim(e, Relation.IS_A, kind, f"en/{words[at].text}", 0.8) for e in listed if e != kind)


def _means(
    words: Sequence[Word], at: int, found: Sequence[Found], setting: Setting, lead: tuple[str, ...]
) -> Iterator[Claim]:
    """ "X computes … by summing Y": X uses Y."""
    begin = next((back + 1 for back in range(at - 1, -1, -1) if words[back].text in ".;:"), 0)
    while begin < at and words[begin].text in english_rules().words["words.determiners"]:
        begin += 1
    if begin < at and words[begin].name is not None and words[begin + 1].text not in english_rules().words["words.inside"]:
        sources = [concept_of(words[begin], found)]
    elif begin < at and words[begin].text in english_rules().words["words.things"]:
        sources = list(lead or (setting.subject.concepts if setting.subject else ()))
    else:
        return
    if any(is_negated(words, back) for back in range(begin, at)):
        return
    for source, target in product(sources, object_of(words, at + 2, found)):
        if source != target:
            yield Claim(source, Relation.USES, target, "en/by …ing", 0.65)


def _fronted(words: Sequence[Word], found: Sequence[Found], setting: Setting, lead: tuple[str, ...]) -> Iterator[Claim]:
    """ "In A and B, X is crucial": X is suited to A and to B."""
    if not words or words[0].text not in ("in", "for"):
        return
    be = next((at for at, word in enumerate(words) if word.stem == "be"), 0)
    comma = next((at for at in range(be - 1, 0, -1) if words[at].text == ","), be)  # what is crucial stands behind it
    fields = object_of(words[:comma], 1, found)
    good = english_rules().words["words.good"]
    valued = be + 1 < len(words) and any(w.text in good for w in words[be + 1 : be + 4])
    if not fields or not be or not valued or is_negated(words, be + 1):
        return
    if words[be - 1].name is not None:
        sources = coordinated(words, be - 1, found)
    else:
        sources = list(lead or (setting.subject.concepts if setting.subject else ()))
    yield from (
        Claim(s, Relation.SUITED_TO, f, "en/in … is good", 0.7) for s, f in product(sources, fields) if s not in fields
    )


def _of_lead(words: Sequence[Word], found: Sequence[Found], lead: tuple[str, ...]) -> Iterator[Claim]:
    """ "F1: harmonic mean of A and B" is made of both; "WER: …; for speech recognition" is for that."""
    parts = english_rules().words["words.mixtures"]
    begin = next((at for at, word in enumerate(words) if word.text in (":", "->", "→")), -1) + 1
    for at in range(begin, len(words) - 1):
        if words[at].text in parts and words[at + 1].text == "of" and at - begin < MAX_LABEL:
            relation, rule = Relation.USES, "en/… of"
        elif words[at].text == "for" and words[at - 1].text in (";", ",", ":"):
            relation, rule = Relation.SUITED_TO, "en/for"
        else:
            continue
        targets = object_of(words, at + 1 + (relation is Relation.USES), found)
        yield from (Claim(s, relation, t, rule, 0.65) for s, t in product(lead, targets) if s != t)


def _nominal(words: Sequence[Word], found: Sequence[Found]) -> Iterator[Claim]:
    """ "GBDT for feature selection, LR for classification": a line of names without a verb says what each is for."""
    if len(words) > MAX_NOMINAL or any(w.stem == "be" or verb_at(words, at) for at, w in enumerate(words)):
        return
    for at, word in enumerate(words):
        if word.text == "for" and at and words[at - 1].name is not None:
            targets = object_of(words, at + 1, found)
            yield from (
                Claim(s, Relation.SUITED_TO, t, "en/for", 0.65)
                for s, t in product(coordinated(words, at - 1, found), targets)
                if s != t
            )
