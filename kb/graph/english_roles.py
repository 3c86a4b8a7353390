"""What an English line says by a noun: "the main cause of A", "a variant of B", "mean of A and B", "A-based", "due to A"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import product

from kb.graph.english_arguments import coordinated, object_of, subject_of
from kb.graph.english_words import Word, concept_of, is_negated, verb_at
from kb.graph.finder import Found
from kb.graph.rules import english_rules
from kb.graph.stated import NEAR_SUBJECT, Claim, Setting
from kb.types import Relation

ROLE = 0.8
MADE = 0.65
MAX_ADJECTIVES = 3
"""Words that may stand between an article and the noun of a role ("the most common cause of")."""
_BASED = re.compile(r"\s*-?\s*based\s*(?:\w+\s*)?[(（]([^()（）]*)[)）]", re.IGNORECASE)


@cache
def _roles() -> Mapping[str, Relation]:
    """Noun → the relation between who has the role and whose it is (the table `[roles]` of the rules)."""
    words = english_rules().words
    return {noun: relation for relation in Relation for noun in words.get(f"roles.{relation}", ())}


def noun_roles(
    text: str,
    words: Sequence[Word],
    found: Sequence[Found],
    setting: Setting,
    harm: Callable[[str], bool],
    lead: tuple[str, ...],
) -> Iterator[Claim]:
    above = lead or _heading(setting)
    for at, word in enumerate(words):
        if word.stem == "be" and not is_negated(words, at + 1):
            yield from _role(words, at, subject_of(words, at, found, setting, lead)[0], found, harm)
        elif word.text in ("due", "because", "owing") and words[at + 1 : at + 2] and words[at + 1].text in ("to", "of"):
            yield from _due(words, at, found, harm)
        elif word.text == "based" and at and words[at - 1].name is not None:
            yield from _based(words, at, found, setting, lead)
    begin = _begin(words) if lead else 0
    if above and words[begin:]:
        yield from _role(words, begin - 1, above, found, harm)
        yield from _made_of(words, begin, found, above)
        yield from _for(words, begin, found, lead)
    for name, other in product(found, found):
        match = _BASED.match(text, name.end)  # "Transformer based (ViT)"
        if match and match.start(1) <= other.start and other.end <= match.end(1) and name.concept != other.concept:
            yield Claim(other.concept, Relation.USES, name.concept, "en/based (…)", MADE)


def _heading(setting: Setting) -> tuple[str, ...]:
    """The heading right above, where it is only a name."""
    subject = setting.subject
    return subject.concepts if subject is not None and subject.plain and subject.factor >= NEAR_SUBJECT else ()


def _begin(words: Sequence[Word]) -> int:
    return next((at for at, word in enumerate(words) if word.text in (":", "->", "→")), -1) + 1


def _role(
    words: Sequence[Word], at: int, sources: Sequence[str], found: Sequence[Found], harm: Callable[[str], bool]
) -> Iterator[Claim]:
    """ "… a popular variant of B" behind a form of be, or as all that a line says of its heading."""
    articles, start = english_rules().words["words.determiners"], at + 1
    if start >= len(words) or words[start].text not in articles:
        return
    for noun in range(start + 1, min(start + 2 + MAX_ADJECTIVES, len(words) - 1)):
        several = at >= 0 and words[at].text == "are"  # "A and B are the parts of C"
        relation = _roles().get(words[noun].text.removesuffix("s") if several else words[noun].text)
        if relation is not None and words[noun + 1].text in english_rules().words["roles.joined"]:
            targets = object_of(words, noun + 2, found)
            if relation in (Relation.CAUSES, Relation.SOLVES):
                targets = [t for t in targets if harm(t) or relation is Relation.CAUSES]
            yield from _pairs(sources, relation, targets, f"en/{words[noun].text} of", ROLE)
            return
        if words[noun].name is not None or not words[noun].text[0].isalpha():
            return


def _due(words: Sequence[Word], at: int, found: Sequence[Found], harm: Callable[[str], bool]) -> Iterator[Claim]:
    """ "overheating due to A", "overheating is due to A"."""
    before = at - 1
    while before >= 0 and (words[before].stem == "be" or words[before].text.endswith("ly")):
        before -= 1
    effects = [e for e in coordinated(words, before, found) if harm(e)] if before >= 0 else []
    yield from _pairs(object_of(words, at + 2, found), Relation.CAUSES, effects, "en/due to", ROLE)


def _based(
    words: Sequence[Word], at: int, found: Sequence[Found], setting: Setting, lead: tuple[str, ...]
) -> Iterator[Claim]:
    """ "C is an A-based method", and under the heading C "A-based method, …"."""
    start = at - 1
    while start > 0 and words[start - 1].text in ("a", "an", "the"):
        start -= 1
    if start and words[start - 1].stem == "be" and not is_negated(words, start):
        sources = subject_of(words, start - 1, found, setting, lead)[0]
    elif start in (0, _begin(words)) and words[at + 1 : at + 2] and words[at + 1].text[0].isalpha():
        sources = list(lead or _heading(setting))
    else:
        return
    yield from _pairs(sources, Relation.USES, [concept_of(words[at - 1], found)], "en/based", MADE)


def _made_of(words: Sequence[Word], begin: int, found: Sequence[Found], owners: Sequence[str]) -> Iterator[Claim]:
    """ "F1: harmonic mean of A and B", "A precision times B": what the thing is computed from."""
    mixtures, at = english_rules().words["words.mixtures"], begin
    if not any(word.text in ("of", "over", "between") for word in words[begin + 1 : begin + 2 + MAX_ADJECTIVES]):
        return
    while at < len(words) and at - begin <= MAX_ADJECTIVES and words[at].text not in mixtures:
        if words[at].text in ".,;:()" or verb_at(words, at) is not None:
            return
        at += 1
    if at < len(words) and words[at].text in mixtures:
        yield from _pairs(owners, Relation.USES, operands(words, at + 1, found), "en/… of", MADE)


def operands(words: Sequence[Word], at: int, found: Sequence[Found]) -> list[str]:
    """The names of a computation, up to the end of its clause: "of A and B", "of A over the ideal B"."""
    joined = english_rules().words["words.operators"] | english_rules().words["words.determiners"]
    names: list[str] = []
    while at < len(words) and words[at].text not in ".;:" and verb_at(words, at) is None:
        if words[at].text in english_rules().words["words.clauses"] or words[at].text in ("for", "per", "than", "as"):
            break
        heads = at + 1 >= len(words) or words[at + 1].name is None
        if words[at].name is not None and heads and (words[at - 1].text in joined or words[at - 1].name is not None):
            names.append(concept_of(words[at], found))
        at += 1
    return names


def _for(words: Sequence[Word], begin: int, found: Sequence[Found], lead: Sequence[str]) -> Iterator[Claim]:
    """ "WER: …; for speech recognition"."""
    for at in range(begin, len(words) - 1):
        if words[at].text == "for" and words[at - 1].text in (";", ",", ":"):
            yield from _pairs(lead, Relation.SUITED_TO, object_of(words, at + 1, found), "en/for", MADE)


def _pairs(
    sources: Sequence[str], relation: Relation, targets: Sequence[str], rule: str, confidence: float
) -> Iterator[Claim]:
    for source, target in product(dict.fromkeys(sources), dict.fromkeys(targets)):
        if source != target:
            yield Claim(source, relation, target, rule, confidence)
