"""Reads relations from English sentences: noun phrase – verb – noun phrase, by the verbs of `rules/english.toml`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kb.graph.finder import Found
from kb.graph.rules import Predicate, english_rules
from kb.graph.stated import Claim, Setting
from kb.types import Relation

MAX_ADJECTIVES = 4
"""Words that may stand between a verb and the concept that is its object ("mitigates the notorious vanishing gradient")."""

_TOKEN = re.compile(r"[A-Za-z][A-Za-z'’\-]*|\d+(?:\.\d+)?|[.,;:!?()/&+]|→|->")
_IRREGULAR = {
    "is": "be", "are": "be", "was": "be", "were": "be", "been": "be", "being": "be", "has": "have", "had": "have", "led": "lead", "built": "build",
    "fought": "fight", "gave": "give", "ran": "run", "made": "make", "fell": "fall", "getting": "get", "got": "get", "made of": "make",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    stem: str
    name: int | None
    """Position in the found names, for a masked concept."""


def _concept(word: _Word, found: Sequence[Found]) -> str:
    assert word.name is not None
    return found[word.name].concept


def english_claims(
    text: str, found: Sequence[Found], setting: Setting, harm: Callable[[str], bool], lead: tuple[tuple[str, ...], int]
) -> Iterator[Claim]:
    words = _words(text, found)
    concepts = lead[0]
    at = 0
    while at < len(words):
        match = _verb_at(words, at)
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


def _words(text: str, found: Sequence[Found]) -> list[_Word]:
    words: list[_Word] = []
    at = 0
    for index, name in enumerate([*found, None]):
        stop = name.start if name is not None else len(text)
        for match in _TOKEN.finditer(text[at:stop]):
            low = match.group().casefold().replace("’", "'")
            words.append(_Word(low, _stem(low), None))
        if name is not None:
            words.append(_Word("ZQ", "ZQ", index))
            at = name.end
    return words


@cache
def _stem(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    from kb.graph.rules import english_rules as rules

    verbs = {words[0] for words in rules().verbs}
    for ending, put in (
        ("", ""),
        ("s", ""),
        ("es", ""),
        ("es", "e"),
        ("ies", "y"),
        ("ed", ""),
        ("ed", "e"),
        ("d", ""),
        ("ing", ""),
        ("ing", "e"),
        ("ied", "y"),
    ):
        if word.endswith(ending) and word[: len(word) - len(ending)] + put in verbs:
            return word[: len(word) - len(ending)] + put
    for ending in ("ting", "ped", "ping", "ted", "ling", "led", "bing", "bed", "ming", "med"):  # doubled consonants
        base = word[: -len(ending)] if word.endswith(ending) else ""
        if base and base in verbs:
            return base
    return word


@cache
def _verbs_by_first() -> dict[str, tuple[tuple[tuple[str, ...], tuple[Predicate, ...]], ...]]:
    table: dict[str, list[tuple[tuple[str, ...], tuple[Predicate, ...]]]] = {}
    for words, predicates in english_rules().verbs.items():
        table.setdefault(words[0], []).append((words, predicates))
    return {first: tuple(sorted(rows, key=lambda row: -len(row[0]))) for first, rows in table.items()}


def _verb_at(words: Sequence[_Word], at: int) -> tuple[int, tuple[Predicate, ...]] | None:
    """The longest verb of the rules that begins here; adverbs may stand inside ("is often used for")."""
    auxiliaries = english_rules().words["words.auxiliaries"]
    if words[at].name is not None:
        return None
    for verb, predicates in _verbs_by_first().get(words[at].stem, ()):
        position, matched = at + 1, True
        for part in verb[1:]:
            skipped = 0
            while (
                position < len(words)
                and words[position].text != part
                and skipped < 2
                and (
                    (words[position].text in auxiliaries and words[position].text not in ("to", "used"))
                    or words[position].text.endswith("ly")
                )
            ):
                position += 1
                skipped += 1
            if position >= len(words) or words[position].text != part:
                matched = False
                break
            position += 1
        if matched:
            return position - at, predicates
    return None


def _read(
    words: Sequence[_Word],
    start: int,
    end: int,
    predicate: Predicate,
    found: Sequence[Found],
    setting: Setting,
    harm: Callable[[str], bool],
    lead: tuple[str, ...],
) -> Iterator[Claim]:
    negated = _negated(words, start)
    passive = _passive(words, start, end)
    if passive:
        agents = _object(words, end + 1, found)
        patients, factor, how = _subject(words, start, found, setting, lead)
        sources, targets = agents, patients
        if predicate.relation is Relation.USES and words[end].text != "by":
            return
    else:
        targets = _object(words, end, found)
        sources, factor, how = _subject(words, start, found, setting, lead)
    if predicate.harm or (predicate.relation in (Relation.SOLVES, Relation.CAUSES) and predicate.strength < 0.9):
        targets = [t for t in targets if harm(t)]
    relation, confidence = predicate.relation, predicate.strength * factor
    if relation is Relation.SOLVES:
        targets = [t for t in targets if harm(t)]
    if relation is Relation.CAUSES and not any(harm(t) for t in targets):
        confidence *= 0.8
    if relation in (Relation.USES, Relation.SUITED_TO) and any(harm(s) for s in sources):
        return
    if relation is Relation.USES and how in ("above", "pronoun") and (words[start].text.endswith("ing") or start == 0):
        return  # "Using X, choose …": told to the reader
    told = start == 0 and words[start].text == words[start].stem
    if told and how == "above" and (relation is not Relation.SOLVES or any(harm(s) for s in sources)):
        return  # "Replace ReLU with …" tells what to do; "Reduce overfitting" under Dropout still says what it is for
    if relation is Relation.IMPROVES_ON and any(harm(t) for t in targets):
        relation = Relation.SOLVES
    if _hypothetical(words, start):
        return
    if negated and relation is Relation.CAUSES:
        relation, negated, confidence = predicate.opposite or Relation.SOLVES, False, confidence * 0.9
    if predicate.frame == "whole":
        sources, targets = targets, sources
    verb = " ".join(w.stem for w in words[start:end])
    for source in sources:
        for target in targets:
            if source != target:
                yield Claim(source, relation, target, f"en/{verb}/{how}", round(min(confidence, 0.95), 3), negated)


def _passive(words: Sequence[_Word], start: int, end: int) -> bool:
    """ "is prevented by": a form of be before, by after."""
    if words[start].stem == "be" or end >= len(words) or words[end].text not in ("by", "in", "with"):
        return False
    before = [w.stem for w in words[max(0, start - 3) : start]]
    return words[end].text == "by" and ("be" in before or words[start].text.endswith("ed"))


def _negated(words: Sequence[_Word], start: int) -> bool:
    negations = english_rules().words["words.negations"]
    for word in reversed(words[max(0, start - 3) : start + 2]):
        if word.text in negations or word.text.endswith("n't"):
            return True
    return False


def _hypothetical(words: Sequence[_Word], start: int) -> bool:
    """The verb stands in an if-clause: nothing is said to be so."""
    conditions = english_rules().words["words.conditions"]
    for word in reversed(words[:start]):
        if word.text in ",.;:":
            return False
        if word.text in conditions:
            return True
    return False


def _subject(
    words: Sequence[_Word], start: int, found: Sequence[Found], setting: Setting, lead: tuple[str, ...]
) -> tuple[list[str], float, str]:
    """Concepts of the noun phrase before the verb; of the heading where the sentence begins with the verb or a pronoun."""
    rules = english_rules().words
    above = (list(setting.subject.concepts), setting.subject.factor, "above") if setting.subject else ([], 0.0, "above")
    if lead:
        above = (list(lead), 1.0, "lead")
    at = start - 1
    while at >= 0 and (
        words[at].text in rules["words.auxiliaries"]
        or words[at].stem == "be"
        or words[at].text in rules["words.negations"]
        or words[at].text.endswith("ly")
    ):
        at -= 1
    if at < 0 or words[at].text in (":", "->", "→", ".", ";"):
        return above
    if words[at].text == "and" or words[at].text == ",":  # "X does this and prevents Y"
        first = _clause_subject(words, at, found)
        return (first, 0.85, "carried") if first else ([], 0.0, "carried")
    if words[at].text in ("which", "that", "who"):
        at -= 1
        while at >= 0 and words[at].text in (",", "layer", "function", "network", "method", "technique", "algorithm"):
            at -= 1
        if at >= 0 and words[at].name is not None:
            return _coordinated(words, at, found), 0.85, "relative"
        if at >= 0:
            return above if _is_copular_definition(words, at) else ([], 0.0, "relative")
        return [], 0.0, "relative"
    if words[at].text in ("it", "this", "they", "these") and any(w.text in ("if", "when") for w in words[:at]):
        return [], 0.0, "condition"
    if words[at].text in ("it", "this", "they", "these") and (
        at == 0 or words[at - 1].text in (".", ";", ",", "because", "so", "and", "but")
    ):
        return (above[0], above[1] * 0.9, "pronoun")
    while at >= 0 and words[at].text in rules["words.tails"]:
        at -= 1
    if at >= 0 and words[at].name is not None:
        names = _coordinated(words, at, found)
        back = at - 1
        while (
            back >= 0
            and (words[back].name is not None or words[back].text not in rules["words.prepositions"])
            and words[back].text[0].isalpha()
            and words[back].text not in ("and", "or")
        ):
            back -= 1
        inside = back >= 0 and words[back].text in _INSIDE
        if words[0].text in ("using", "applying", "adding") and (not inside or back == 0):
            return names, 0.9, "using"
        if words[0].text.endswith("ing") and words[0].name is None:
            return (above[0], above[1] * 0.8, "above") if inside or at <= 4 else ([], 0.0, "gerund")
        if inside:
            return [], 0.0, "inside"  # the name only belongs to the subject: "the depth of ZQ causes"
        return names, 1.0, "subject"
    return [], 0.0, "subject"


_INSIDE = frozenset(
    (
        "of",
        "in",
        "for",
        "with",
        "on",
        "to",
        "by",
        "from",
        "than",
        "between",
        "over",
        "into",
        "at",
        "via",
        "per",
        "as",
        "during",
        "across",
    )
)


def _is_copular_definition(words: Sequence[_Word], at: int) -> bool:
    """ "a technique that prevents": the sentence defines what the heading names."""
    return (
        words[at].text
        in ("technique", "method", "approach", "function", "algorithm", "way", "strategy", "regularizer", "optimizer")
        and at <= 4
    )


def _clause_subject(words: Sequence[_Word], at: int, found: Sequence[Found]) -> list[str]:
    """The concept that opens the sentence, for a verb after "and"."""
    begin = at
    while begin > 0 and words[begin - 1].text not in (".", ";", ":"):
        begin -= 1
    determiners = english_rules().words["words.determiners"]
    while begin < at and words[begin].text in determiners:
        begin += 1
    if words[begin].name is None or begin + 1 >= len(words) or words[begin + 1].text in ("'s",):
        return []
    if any(w.text in english_rules().words["words.clauses"] for w in words[begin:at]):
        return []
    return [_concept(words[begin], found)]


def _coordinated(words: Sequence[_Word], at: int, found: Sequence[Found]) -> list[str]:
    """The concept at `at` and those joined to it on its left ("A, B and C")."""
    names: list[str] = []
    while at >= 0 and words[at].name is not None:
        names.insert(0, _concept(words[at], found))
        back = at - 1
        while back >= 0 and words[back].text in (",", "and", "or", "&", "/", "+", "both"):
            back -= 1
        if back == at - 1:
            break
        at = back
    return list(dict.fromkeys(names))


def _object(words: Sequence[_Word], at: int, found: Sequence[Found]) -> list[str]:
    """Concepts that head the noun phrases right after the verb; [] where the head is another word."""
    rules = english_rules().words
    names: list[str] = []
    adjectives = 0
    while at < len(words):
        word = words[at]
        if word.name is not None:
            after = words[at + 1] if at + 1 < len(words) else None
            skip = at + 1
            while after is not None and after.text in rules["words.tails"]:
                skip += 1
                after = words[skip] if skip < len(words) else None
            if after is not None and after.name is not None and skip == at + 1:
                at += 1  # a name before a name only describes it
                continue
            if (
                after is None
                or after.text in rules["words.prepositions"]
                or not after.text[0].isalpha()
                or after.text in rules["words.auxiliaries"]
            ):
                names.append(_concept(word, found))
                if after is not None and (after.text in (",", "and", "or", "&", "/", "+")):
                    at, adjectives = skip + 1, 0
                    while at < len(words) and words[at].text in ("and", "or", ","):
                        at += 1
                    if at < len(words) and _verb_at(words, at) is None:
                        continue
            break
        if word.text in rules["words.determiners"] or word.text.endswith("ly"):
            at += 1
            continue
        if (
            not word.text[0].isalpha()
            or word.text in rules["words.prepositions"]
            or adjectives >= (MAX_ADJECTIVES if not names else 2)
        ):
            if word.text in ("of",) and words[at - 1].text in (
                "risk",
                "problem",
                "chance",
                "effect",
                "likelihood",
                "issue",
                "danger",
                "effects",
                "kind",
                "type",
                "form",
                "combination",
            ):
                at += 1
                continue
            break
        adjectives += 1
        at += 1
    return list(dict.fromkeys(names))


def _patterns(words: Sequence[_Word], found: Sequence[Found], setting: Setting) -> Iterator[Claim]:
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
            kinds = _object(words, at + 2, found)
            owner = at < 2 or words[at - 2].text not in rules["words.prepositions"]
            if kinds and owner and not _negated(words, at + 1):
                yield from (
                    Claim(s, Relation.IS_A, kinds[0], "en/be a", 0.8)
                    for s in _coordinated(words, at - 1, found)
                    if s != kinds[0]
                )
        if word.text == "such" and at + 1 < len(words) and words[at + 1].text == "as" and at:
            back = at - 1
            while back >= 0 and (words[back].text == "," or words[back].text in rules["words.tails"]):
                back -= 1
            if back >= 0 and words[back].name is not None:
                kind = _concept(words[back], found)
                yield from (
                    Claim(e, Relation.IS_A, kind, "en/such as", 0.8) for e in _object(words, at + 2, found) if e != kind
                )
        if word.text == "unlike":
            others = _object(words, at + 1, found)
            rest = [w for w in words[at + 1 :] if w.name is not None and _concept(w, found) not in others]
            if at == 0 and rest and others:
                yield Claim(_concept(rest[0], found), Relation.CONTRASTS_WITH, others[0], "en/unlike", 0.7)
        if word.text == "instead" and at + 1 < len(words) and words[at + 1].text == "of":
            others = _object(words, at + 2, found)
            back = at - 1
            if back >= 0 and words[back].name is not None and others:
                yield Claim(_concept(words[back], found), Relation.ALTERNATIVE_TO, others[0], "en/instead of", 0.75)
    del setting
