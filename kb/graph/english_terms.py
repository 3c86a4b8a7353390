"""Terms of English running text: noun phrases between verbs and function words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from kb.graph.everyday import MAX_TERM_WORDS, Role, is_everyday, prose_rules
from kb.graph.names import clean, is_generic, looks_like_name, name_rules
from kb.graph.rules import english_rules
from kb.language.text import has_hangul

MAX_LIST_CHARS = 60
"""How far behind "such as" an example may stand."""
LOOK_AHEAD = 80
"""Characters behind a phrase in which it may be defined; not all the rest, which may be a line of a megabyte."""

_WORD = re.compile(r"[A-Za-z][A-Za-z0-9'’+#]*(?:[-/][A-Za-z0-9]+)*|[.;:!?()\[\],→]|\d[\d.,%]*")
_EXAMPLES = re.compile(
    r"\b(?:such as|including|e\.g\.?,?|examples?:|for example,?|for instance,?)[^.;:!?()]*$", re.IGNORECASE
)
_SKIPPED = frozenset({"a", "an", "the", "its", "their", "this", "these", "by", "of", "to", "up"})
_BASE_FOLLOWS = frozenset({"to", "not", "can", "could", "will", "would", "may", "might", "must", "should", "cannot"})
_TITLE = re.compile(r"^(?:Dr|Mr|Ms|Prof|St|vs|cf|e\.g|i\.e|Fig)\.?$")


def english_terms(text: str) -> Iterator[tuple[str, Role]]:
    """Noun phrases between verbs and function words; subjects of definitions and ends of stated relations are marked."""
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    run: list[tuple[str, int, int]] = []
    opening = True
    ended = False
    for at, (word, start, end) in enumerate([*words, (".", len(text), len(text))]):
        if word[0].isalpha() and not _breaks(word) and not _TITLE.match(word) and not _is_verb_here(words, at, bool(run)):
            run.append((word, start, end))
            continue
        name, of_field = _english_term([w for w, _, _ in run])
        if name:
            rest = text[run[-1][2] : run[-1][2] + LOOK_AHEAD].lstrip().casefold()
            defines = opening and any(_begins(rest, words_) for words_ in prose_rules().english["defining"])
            verb = _states_relation(word)
            after = _before(words, at - len(run))
            joined = at > len(run) and words[at - len(run) - 1][0].casefold() in ("and", "or", ",")
            single = " " not in name and "-" not in name
            role: Role = "word" if single else "term"
            if defines and (of_field or not single):
                role = "defined"
            elif of_field and not single and not _is_loose(run[-1][0]) and _is_complement(words, at - len(run), word):
                role = "end"
            elif of_field and (verb or _states_relation(after) or _gives_examples(text, run[0][1]) or (ended and joined)):
                role = "word" if single and name.endswith(("ing", "ed")) else "end"
            elif of_field and not single and (is_verb(word) or is_verb(after)):
                role = "arg"
            ended = role == "end"  # "prevents A, B and C": all of them
            if of_field or role == "defined":
                yield name, role
        if run:
            opening = False
        ended = ended and word.casefold() in ("and", "or", ",")
        if word in ".;:!?":
            opening = True
        run = []


def _is_loose(word: str) -> bool:
    """Whether a last word names no kind of things: an everyday word, or what something is doing."""
    return is_everyday(word) or word.endswith("ing")


def _is_complement(words: Sequence[tuple[str, int, int]], at: int, after: str) -> bool:
    """Whether the phrase that begins here says what the subject is: "X is a …", not "X is a newer variant of Y"."""
    return (
        at >= 3
        and after.casefold() not in ("of", "to", "for", "by")
        and words[at - 1][0].casefold() in ("a", "an")
        and words[at - 2][0].casefold() in ("is", "was", "are")
    )


def tells_of_change(name: str) -> bool:
    """ "increases wood usage": a verb that may be a plural, with its object."""
    first, _, rest = name.partition(" ")
    return " " in rest.strip() and first.islower() and first in _plural_nouns() | _third_persons()


def says_what_is_done(name: str) -> bool:
    """Whether English words are a clause rather than a name: a verb or an adverb is among them ("finds pairs quickly")."""
    words = name.split()
    if len(words) > 1 and words[0].endswith("ed"):
        words = words[1:]  # "Balanced accuracy", "Masked attention"
    return not has_hangul(name) and any(_breaks(word) and word not in name_rules().inner for word in words)


def begins_with_verb(name: str) -> bool:
    """ "leads to waste": what is told of a thing in brackets or in bold, no name."""
    first, _, rest = name.partition(" ")
    return bool(rest) and first in _third_persons()


def _begins(rest: str, words: str) -> bool:
    return rest.startswith(words) and not rest[len(words) : len(words) + 1].isalpha()


def _before(words: Sequence[tuple[str, int, int]], at: int) -> str:
    """The word before the phrase that begins here, determiners and prepositions aside; empty where there is none."""
    at -= 1
    while at >= 0 and words[at][0].casefold() in _SKIPPED:
        at -= 1
    return words[at][0] if at >= 0 else ""


def _gives_examples(text: str, start: int) -> bool:
    return bool(_EXAMPLES.search(text[max(0, start - MAX_LIST_CHARS) : start]))


@cache
def _states_relation(word: str) -> bool:
    """Whether a verb of the relation rules is written so."""
    return word.casefold() in _relation_verbs()


@cache
def _relation_verbs() -> frozenset[str]:
    rules = english_rules().verbs
    verbs = {words[0] for words in rules} - {"be", "have", "make", "use"}
    participles = {words[1] for words in rules if words[0] == "be" and words[1].endswith(("ed", "made"))}  # "is composed of"
    return frozenset((*(form for verb in verbs for form in (verb, _third(verb), _past(verb))), *participles))


def _is_verb_here(words: Sequence[tuple[str, int, int]], at: int, inside: bool) -> bool:
    """A word that is as often a noun is a verb behind "to", one that is as often a plural where an object follows it."""
    before = words[at - 1][0].casefold() if at else ""
    if before in _BASE_FOLLOWS and words[at][0].casefold() in prose_rules().english["verbs"]:
        return True  # "combine to form gluten"
    if not inside or words[at][0].casefold() not in _plural_nouns() or at + 1 == len(words):
        return False
    following = words[at + 1][0].casefold()
    return following in english_rules().words["words.determiners"] or (following[0].isalpha() and not _breaks(following))


@cache
def _breaks(word: str) -> bool:
    """Whether a word can't stand in a term: function words, verbs, adverbs."""
    low = word.casefold()
    rules = prose_rules().english
    if low in name_rules().openers or low in _function_words() or is_verb(word):
        return True
    return low.endswith("ly") and low not in rules["adverbs"]


@cache
def is_verb(word: str) -> bool:
    """Whether a word is written as a form of a verb, and not as often a noun."""
    return word.casefold() in _verb_forms()


@cache
def _function_words() -> frozenset[str]:
    words = english_rules().words
    return words["words.prepositions"] | words["words.determiners"] | words["words.auxiliaries"] | words["words.negations"]


@cache
def _verb_forms() -> frozenset[str]:
    """Every form that counts as a verb: not those that are as often nouns."""
    rules = prose_rules().english
    third = _third_persons()
    past = {_past(base) for base in rules["verbs"]}
    return frozenset((*rules["irregular"], *(rules["verbs"] - rules["also_nouns"]), *third, *past))


@cache
def _third_persons() -> frozenset[str]:
    rules = prose_rules().english
    return frozenset(_third(base) for base in rules["verbs"] - rules["plural_nouns"])


@cache
def _plural_nouns() -> frozenset[str]:
    return frozenset(_third(base) for base in prose_rules().english["plural_nouns"])


def _third(base: str) -> str:
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "x", "ch", "sh", "z", "o")) else "s")


def _past(base: str) -> str:
    if base.endswith("y") and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + ("d" if base.endswith("e") else "ed")


def _english_term(words: Sequence[str]) -> tuple[str, bool]:
    """As `_korean_term`, in lower case unless the words are names (Phillips curve, TCP)."""
    rules = prose_rules()
    kept = list(words)
    while kept and kept[0].casefold() in rules.english["first"]:
        kept.pop(0)
    while kept and kept[-1].casefold() in rules.english["last"]:
        kept.pop()
    if not 1 <= len(kept) <= MAX_TERM_WORDS:
        return "", False
    if kept[0][:1].isupper() and kept[0][1:].islower() and kept[0].casefold() in rules.everyday:
        kept[0] = kept[0].casefold()  # the first word of a sentence
    name = clean(" ".join(kept))
    if not looks_like_name(name):
        return "", False
    of_field = any(
        len(w) > 2
        and w.casefold() not in rules.everyday
        and not is_generic(w)
        and w.casefold().rstrip("s") not in rules.everyday
        for w in re.split(r"[ \-]", name)
    )
    return name, of_field
