"""The subject and the object of an English verb."""

from __future__ import annotations

from collections.abc import Sequence

from kb.graph.english_words import Word, concept_of, verb_at
from kb.graph.finder import Found
from kb.graph.rules import english_rules
from kb.graph.stated import Setting

MAX_LISTED = 12
"""Words behind a comma among which a list has its "and"."""
MAX_LOOSE = 4
"""So few words at the end of a line may be a list without one."""
MAX_ADJECTIVES = 4
"""Words that may stand between a verb and the concept that is its object ("mitigates the notorious vanishing gradient")."""

PREVIOUS = 0.85
"""Confidence kept when the subject is that of the sentence before, on the same line."""

Subjects = tuple[list[str], float, str]
"""Concepts, the confidence kept, and how they were found."""


def subject_of(
    words: Sequence[Word], start: int, found: Sequence[Found], setting: Setting, lead: tuple[str, ...]
) -> Subjects:
    """Concepts of the noun phrase before the verb; of the heading where the sentence begins with the verb or a pronoun."""
    rules = english_rules().words
    above: Subjects = (list(lead), 1.0, "lead") if lead else _from_above(setting)
    at = before_verb(words, start)
    if at < 0 or words[at].text in (":", "->", "→", ".", ";"):
        return above
    if words[at].text in ("and", ","):  # "X does this and prevents Y"
        return above if lead else _carried(words, at, found, above)
    if _is_participle(words, start) and (owner := _complemented(words, start, found)):
        return owner, 0.9, "participle"  # "X is a metric primarily applied in Y"
    if words[at].text in rules["words.relatives"]:
        return _relative(words, at - 1, found, above)
    if words[at].text in rules["words.things"]:
        return _pronoun(words, at, above)
    while at >= 0 and words[at].text in rules["words.tails"]:
        at -= 1
    return _named(words, at, found, above) if at >= 0 and words[at].name is not None else ([], 0.0, "subject")


def _is_participle(words: Sequence[Word], start: int) -> bool:
    """A past participle without a form of be before it."""
    at = start - 1
    while at >= 0 and words[at].text.endswith("ly"):
        at -= 1
    return words[start].text.endswith(("ed", "en", "used")) and at >= 0 and words[at].stem not in ("be", "have")


def _complemented(words: Sequence[Word], start: int, found: Sequence[Found]) -> list[str]:
    """The subject of the copula whose complement stands before the participle: "X is a (widely used) metric" + applied."""
    for at in range(start - 1, 0, -1):
        if words[at].text in ".,;:" or (words[at].name is None and words[at].text in ("which", "that", "and", "to")):
            return []
        if words[at].stem == "be":
            return coordinated(words, at - 1, found) if words[at - 1].name is not None else []
    return []


def _from_above(setting: Setting) -> Subjects:
    if setting.previous:
        return list(setting.previous), PREVIOUS, "previous"
    if setting.subject is None:
        return [], 0.0, "above"
    return list(setting.subject.concepts), setting.subject.factor, "above"


def before_verb(words: Sequence[Word], start: int) -> int:
    """The last word before the verb that is no auxiliary, negation or adverb."""
    rules = english_rules().words
    skipped = rules["words.auxiliaries"] | rules["words.negations"]
    at = start - 1
    while at >= 0 and (words[at].text in skipped or words[at].stem == "be" or words[at].text.endswith("ly")):
        at -= 1
    return at


def _relative(words: Sequence[Word], at: int, found: Sequence[Found], above: Subjects) -> Subjects:
    """ "X, which prevents Y"; "a technique that prevents Y" under the heading X."""
    if words[at].text != "," and (owner := _defined(words, at, found)):
        return owner, 0.85, "relative"
    while at >= 0 and words[at].text in (",", "layer", "function", "network", "method", "technique", "algorithm"):
        at -= 1
    if at >= 0 and words[at].name is not None:
        return coordinated(words, at, found), 0.85, "relative"
    return above if at >= 0 and _is_copular_definition(words, at) else ([], 0.0, "relative")


def _defined(words: Sequence[Word], at: int, found: Sequence[Found]) -> list[str]:
    """ "X is a popular technique that prevents Y": X, unless the relative clause may belong to "… for Z that …"."""
    begin = max((n for n in range(at) if words[n].stem == "be"), default=at)
    inside = english_rules().words["words.inside"]
    return [] if any(word.text in inside for word in words[begin:at]) else _complemented(words, at + 1, found)


def _pronoun(words: Sequence[Word], at: int, above: Subjects) -> Subjects:
    if any(w.text in ("if", "when") for w in words[:at]):
        return [], 0.0, "condition"
    if at == 0 or words[at - 1].text in (".", ";", ",", "because", "so", "and", "but"):
        return above[0], above[1] * 0.9, "pronoun"
    return [], 0.0, "subject"


def _named(words: Sequence[Word], at: int, found: Sequence[Found], above: Subjects) -> Subjects:
    """The name before the verb, unless it only belongs to the subject: "the depth of X causes"."""
    rules = english_rules().words
    names = coordinated(words, at, found)
    stops = rules["words.prepositions"] | {"and", "or"}
    back = at - 1
    while back >= 0 and words[back].text[0].isalpha() and (words[back].name is not None or words[back].text not in stops):
        back -= 1
    inside = back >= 0 and words[back].text in rules["words.inside"]
    if words[0].text in rules["words.raising"] and (not inside or back == 0):
        return names, 0.9, "using"
    if words[0].text.endswith("ing") and words[0].name is None:
        return (above[0], above[1] * 0.8, "above") if inside or at <= 4 else ([], 0.0, "gerund")
    return ([], 0.0, "inside") if inside else (names, 1.0, "subject")


def _is_copular_definition(words: Sequence[Word], at: int) -> bool:
    """ "a technique that prevents": the sentence defines what the heading names."""
    return words[at].text in english_rules().words["words.kinds"] and at <= 4


def _carried(words: Sequence[Word], at: int, found: Sequence[Found], above: Subjects) -> Subjects:
    """ "A does this and prevents B": A; but "A-based method, prevents B" tells of the heading."""
    if words[0].name is not None and any(word.text == "based" for word in words[1:3]):
        return above
    return _clause_subject(words, at, found), 0.85, "carried"


def _clause_subject(words: Sequence[Word], at: int, found: Sequence[Found]) -> list[str]:
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
    return [concept_of(words[begin], found)]


def coordinated(words: Sequence[Word], at: int, found: Sequence[Found]) -> list[str]:
    """The concept at `at` and those joined to it on its left ("A, B and C")."""
    names: list[str] = []
    while at >= 0 and words[at].name is not None:
        names.insert(0, concept_of(words[at], found))
        back = at - 1
        while back >= 0 and words[back].text in (",", "and", "or", "&", "/", "+", "both"):
            back -= 1
        if back == at - 1:
            break
        at = back
    return list(dict.fromkeys(names))


def object_of(words: Sequence[Word], at: int, found: Sequence[Found]) -> list[str]:
    """Concepts that head the noun phrases right after the verb; [] where the head is another word."""
    names: list[str] = []
    adjectives = 0
    while at < len(words):
        if words[at].name is not None:
            if at + 1 < len(words) and words[at + 1].name is not None:
                at += 1  # a name before a name only describes it
                continue
            after = _take_name(words, at, found, names)
            if after is None:
                break
            at, adjectives = after, 0
        elif _is_light(words, at) or (words[at].text == ":" and not names and adjectives):  # "two approaches: A and B"
            at += 1
        elif _ends_phrase(words[at]) or adjectives >= (2 if names else MAX_ADJECTIVES):
            break
        else:
            adjectives += 1
            at += 1
    return list(dict.fromkeys(names))


def _take_name(words: Sequence[Word], at: int, found: Sequence[Found], names: list[str]) -> int | None:
    """Adds the name at `at` where it heads its phrase; the position after a following "and", or None at the end."""
    rules = english_rules().words
    skip = at + 1
    while skip < len(words) and words[skip].text in rules["words.tails"]:
        skip += 1
    after = words[skip] if skip < len(words) else None
    if after is not None and not _ends_phrase(after) and after.text not in rules["words.auxiliaries"]:
        return None
    names.append(concept_of(words[at], found))
    if after is None or after.text not in rules["words.joins"]:
        return None
    rest = words[skip + 1 :]
    if (
        after.text == ","
        and len(rest) > MAX_LOOSE
        and not any(w.text in ("and", "or", "&", "etc") for w in rest[:MAX_LISTED])
    ):
        return None  # "prevents frost, water for the plants can be saved": another clause
    at = skip + 1
    while at < len(words) and words[at].text in ("and", "or", ","):
        at += 1
    if at >= len(words) or verb_at(words, at) is not None:
        return None
    determiners = rules["words.determiners"]
    verb = words[at].name is None and words[at].text.endswith("s") and at + 1 < len(words)
    return None if verb and words[at + 1].text in determiners else at  # "and keeps the variance": another clause


def _is_light(words: Sequence[Word], at: int) -> bool:
    """A determiner, an adverb, or the "of" of "the risk of"."""
    rules = english_rules().words
    word = words[at].text
    risk = word == "of" and words[at - 1].text in rules["words.risks"]
    return risk or word in rules["words.determiners"] or word.endswith("ly")


def _ends_phrase(word: Word) -> bool:
    return word.text in english_rules().words["words.prepositions"] or not word.text[0].isalpha()
