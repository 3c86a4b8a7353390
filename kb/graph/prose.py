"""Terms that stand in plain sentences only: what is defined, what something is said of, and what recurs.

A sentence marks no names. Kept are noun phrases by their part in it (subject of a definition, subject or object of a
stated relation) and by their words: an everyday noun alone is no term, a compound with a word of the field is one.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from kb.graph.names import clean, is_generic, looks_like_name, name_rules
from kb.graph.rules import english_rules, korean_rules
from kb.language.morphemes import Token
from kb.language.text import fold, has_hangul

Role = Literal["defined", "end", "arg", "term", "word"]
"""`defined`: subject of a definition; `end`: of a stated relation; `arg`: of another verb; `term`: another noun phrase of
the field; `word`: a single word of the field."""

MAX_TERM_WORDS = 4
MIN_WORD_SYLLABLES = 2
MIN_GLUED_SYLLABLES = 4
"""A noun of so many syllables is a compound, also where Kiwi doesn't know its parts (연대채무)."""
GLUED_JOSA_SYLLABLES = 4
"""Kiwi takes a particle for the end of a noun that it doesn't know (글루카곤은); shorter nouns do end so (가을, 노을)."""

MAX_LIST_CHARS = 60
"""How far behind "such as" an example may stand."""
LOOK_AHEAD = 80
"""Characters behind a phrase in which it may be defined; not all the rest, which may be a line of a megabyte."""

_NOUNS = frozenset({"NNG", "NNP", "SL", "SH", "SN", "XPN", "XSN", "XR"})
_CONTENT = frozenset({"NNG", "NNP", "SL", "XR"})
_END = frozenset({"SF", "EF"})
_GLUED = re.compile(r"(?:은|는|을|를)$")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9'’+#]*(?:[-/][A-Za-z0-9]+)*|[.;:!?()\[\],→]|\d[\d.,%]*")
_EXAMPLES = re.compile(
    r"\b(?:such as|including|e\.g\.?,?|examples?:|for example,?|for instance,?)[^.;:!?()]*$", re.IGNORECASE
)
_SKIPPED = frozenset({"a", "an", "the", "its", "their", "this", "these", "by", "of", "to"})
_TITLE = re.compile(r"^(?:Dr|Mr|Ms|Prof|St|vs|cf|e\.g|i\.e|Fig)\.?$")


@dataclass(frozen=True, slots=True)
class ProseRules:
    """The lists of `rules/prose.toml` and `rules/everyday.toml`."""

    korean: Mapping[str, frozenset[str]]
    english: Mapping[str, frozenset[str]]
    everyday: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Phrase:
    start: int
    end: int
    tokens: tuple[Token, ...]
    particle: str


@cache
def prose_rules() -> ProseRules:
    data = _read("prose.toml")
    return ProseRules(
        {key: frozenset(values) for key, values in data["korean"].items()},
        {key: frozenset(values) for key, values in data["english"].items()},
        frozenset(word for text in _read("everyday.toml").values() for word in text.split()),
    )


def _read(file: str) -> Any:
    return tomllib.loads(resources.files("kb.graph").joinpath(f"rules/{file}").read_text(encoding="utf-8"))


def prose_names(text: str, tokens: Sequence[Token]) -> Iterator[tuple[str, Role]]:
    """Terms of one block of plain text with their part in it; `tokens` are its morphemes."""
    if has_hangul(text):
        yield from _korean(text, tokens)
    else:
        yield from _english(text)


def _korean(text: str, tokens: Sequence[Token]) -> Iterator[tuple[str, Role]]:
    for sentence in _sentences(tokens):
        phrases = _phrases(text, sentence)
        defines = _defines(sentence)
        states = _states(sentence)
        named = _named(sentence)
        for at, phrase in enumerate(phrases):
            name, of_field = _korean_term(text, phrase)
            if not name:
                continue
            one = " " not in name and len(phrase.tokens) == 1 and len(name) < MIN_GLUED_SYLLABLES
            role: Role = "word" if one else "term"
            subject = phrase.particle in prose_rules().korean["subject"]
            if not of_field:
                # two everyday nouns written as one (불법행위) are a term where something is said of them
                of_field = role == "term" and subject and (defines or states) and _is_glued(name)
            if not of_field:
                continue
            if phrase.end in named or (at == 0 and subject and (defines or phrase.particle in ("란", "이란"))):
                role = "defined"
            elif subject or phrase.particle in prose_rules().korean["object"]:
                heads = _heads_field(phrase, name)
                role = "end" if states and heads else "arg" if role == "term" and (states or heads) else role
            yield name, role


def _heads_field(phrase: _Phrase, name: str) -> bool:
    """Whether the last word of the name has a noun of the field in it: "항생제 내성", not "검색 효율"."""
    last = name.rpartition(" ")[2]
    return any(t.form in last and len(t.form) > 1 and _is_of_field(t.form) for t in phrase.tokens if t.tag in _CONTENT)


def says_what_is_done(name: str) -> bool:
    """Whether English words are a clause rather than a name: a verb or an adverb is among them ("finds pairs quickly")."""
    words = name.split()
    if len(words) > 1 and words[0].endswith("ed"):
        words = words[1:]  # "Balanced accuracy", "Masked attention"
    return not has_hangul(name) and any(_breaks(word) and word not in name_rules().inner for word in words)


def is_everyday(word: str) -> bool:
    """Whether a word, alone, is of everyday talk or of any field rather than a term."""
    rules = prose_rules()
    low = word.casefold()
    return low in rules.everyday or low.rstrip("s") in rules.everyday or is_generic(word) or word in rules.korean["last"]


def _is_of_field(word: str) -> bool:
    everyday = prose_rules().everyday
    return word not in everyday and word.casefold() not in everyday and not is_generic(word)


def _is_glued(name: str) -> bool:
    return " " not in name and len(name) >= MIN_GLUED_SYLLABLES


def _sentences(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    start = 0
    for at, token in enumerate(tokens):
        if token.tag in _END and token.form != ",":
            yield tokens[start : at + 1]
            start = at + 1
    if start < len(tokens):
        yield tokens[start:]


def _phrases(text: str, tokens: Sequence[Token]) -> list[_Phrase]:
    """Runs of nouns of one sentence with the particle after each."""
    breaks = prose_rules().korean["breaks"]
    phrases: list[_Phrase] = []
    run: list[Token] = []
    for at, token in enumerate(tokens):
        glued = bool(run) and token.start == run[-1].end
        noun = token.form not in breaks and (token.tag in _NOUNS or (token.tag == "SO" and glued and token.form == "-"))
        if run and (not noun or text[run[-1].end : token.start].strip()):
            if token.tag in ("XSV", "XSA"):  # 작용하다: the last noun is a part of the verb
                run.pop()
            if run:
                phrases.append(_without_glued(run, _particle(tokens, at) if glued else ""))
            run = []
        if noun:
            run.append(token)
    if run:
        phrases.append(_without_glued(run, ""))
    return phrases


def _particle(tokens: Sequence[Token], at: int) -> str:
    token = tokens[at]
    if token.tag == "VCP" and at + 1 < len(tokens) and tokens[at + 1].form == "란":
        return "이란"
    return token.form if token.tag[0] == "J" or token.form in ("란", "이란") else ""


def _without_glued(run: list[Token], particle: str) -> _Phrase:
    last = run[-1]
    match = _GLUED.search(last.form)
    end = last.end
    if not particle and match and last.tag in ("NNG", "NNP") and len(last.form) >= GLUED_JOSA_SYLLABLES:
        particle, end = match.group(), last.end - 1
    return _Phrase(run[0].start, end, tuple(run), particle)


def _korean_term(text: str, phrase: _Phrase) -> tuple[str, bool]:
    """The phrase as a name without words that only qualify, empty where it is none; and whether a word of the field,
    not of everyday talk, is in it."""
    rules = prose_rules()
    words = clean(text[phrase.start : phrase.end]).split()
    while words and (words[0] in rules.korean["first"] or words[0][0].isdigit()):
        words.pop(0)
    if words and words[-1].endswith("들") and phrase.tokens[-1].form == "들":
        words[-1] = words[-1][:-1]
    while len(words) > 1 and (words[-1] in rules.korean["last"] or words[-1] in rules.korean["first"]):
        words.pop()
    name = " ".join(words)
    if (
        not 1 <= len(set(words)) == len(words) <= MAX_TERM_WORDS
        or not looks_like_name(name)
        or words[-1] in rules.korean["last"]
    ):
        return "", False
    inside = [t for t in phrase.tokens if t.form in name and t.tag in _CONTENT]
    if has_hangul(name) and len(fold(name)) < MIN_WORD_SYLLABLES:
        return "", False
    return name, any(len(t.form) > 1 and _is_of_field(t.form) for t in inside)


def _defines(sentence: Sequence[Token]) -> bool:
    """Whether the sentence says what its subject is: it ends in 이다, in a verb of saying, or in a described noun."""
    rules = prose_rules().korean
    ends = [t for t in sentence if t.tag not in ("SF", "EF", "SS", "SP", "SSO", "SSC", "SW")]
    if not ends:
        return False
    last = ends[-1]
    if last.tag in ("VCP", "VV") and last.form in ("이", *rules["defining_verbs"]):
        return True
    if last.tag == "XSV" and len(ends) > 1 and ends[-2].form in rules["defining_nouns"]:
        return True
    if last.tag not in ("NNG", "NNP", "NNB"):
        return False
    head = len(ends) - 1
    while head > 0 and ends[head - 1].tag in _NOUNS:
        head -= 1
    return head > 0 and ends[head - 1].tag == "ETM"


def _states(sentence: Sequence[Token]) -> bool:
    """Whether a predicate of the relation rules is in it."""
    rules = korean_rules()
    return any(
        (t.tag.startswith(("VV", "VA")) and t.form in rules.verbs) or (t.tag == "NNG" and t.form in rules.nouns)
        for t in sentence
    )


def _named(sentence: Sequence[Token]) -> frozenset[int]:
    """Where phrases end that "…라고 한다/부른다" follows."""
    rules = prose_rules().korean
    found: set[int] = set()
    for at, token in enumerate(sentence[:-1]):
        calls = token.form in ("라고", "이라고", "라", "이라") and any(
            t.form in rules["naming_verbs"] and t.tag[0] in "VX" for t in sentence[at + 1 : at + 3]
        )
        if calls:
            before = sentence[at - 1] if at else token
            found.add(before.start if before.tag == "VCP" else token.start)
    return frozenset(found)


def _english(text: str) -> Iterator[tuple[str, Role]]:
    """Noun phrases between verbs and function words; subjects of definitions and ends of stated relations are marked."""
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    run: list[tuple[str, int, int]] = []
    opening = True
    for at, (word, start, end) in enumerate([*words, (".", len(text), len(text))]):
        if word[0].isalpha() and not _breaks(word) and not _TITLE.match(word) and not (run and _is_verb_here(words, at)):
            run.append((word, start, end))
            continue
        name, of_field = _english_term([w for w, _, _ in run])
        if name:
            rest = text[run[-1][2] : run[-1][2] + LOOK_AHEAD].lstrip().casefold()
            defines = opening and any(_begins(rest, words_) for words_ in prose_rules().english["defining"])
            verb = _states_relation(word)
            after = _before(words, at - len(run))
            single = " " not in name and "-" not in name
            role: Role = "word" if single else "term"
            if defines and (of_field or not single):
                role = "defined"
            elif of_field and (verb or _states_relation(after) or _gives_examples(text, run[0][1])):
                role = "word" if single and name.endswith(("ing", "ed")) else "end"
            elif of_field and not single and (_is_verb(word) or _is_verb(after)):
                role = "arg"
            if of_field or role == "defined":
                yield name, role
        if run:
            opening = False
        if word in ".;:!?":
            opening = True
        run = []


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
    verbs = {words[0] for words in english_rules().verbs} - {"be", "have", "make", "use"}
    return word.casefold() in {form for verb in verbs for form in (verb, _third(verb), _past(verb))}


def _is_verb_here(words: Sequence[tuple[str, int, int]], at: int) -> bool:
    """A word that is as often a plural noun (causes, loads) is a verb where an object follows it."""
    if words[at][0].casefold() not in _plural_nouns() or at + 1 == len(words):
        return False
    following = words[at + 1][0].casefold()
    return following in english_rules().words["words.determiners"] or (following[0].isalpha() and not _breaks(following))


@cache
def _breaks(word: str) -> bool:
    """Whether a word can't stand in a term: function words, verbs, adverbs."""
    low = word.casefold()
    rules = prose_rules().english
    if low in name_rules().openers or low in _function_words() or _is_verb(word):
        return True
    return low.endswith("ly") and low not in rules["adverbs"]


@cache
def _is_verb(word: str) -> bool:
    return word.casefold() in _verb_forms()


@cache
def _function_words() -> frozenset[str]:
    words = english_rules().words
    return words["words.prepositions"] | words["words.determiners"] | words["words.auxiliaries"] | words["words.negations"]


@cache
def _verb_forms() -> frozenset[str]:
    """Every form that counts as a verb: not those that are as often nouns."""
    rules = prose_rules().english
    third = {_third(base) for base in rules["verbs"] - rules["plural_nouns"]}
    past = {_past(base) for base in rules["verbs"]}
    return frozenset((*rules["irregular"], *(rules["verbs"] - rules["also_nouns"]), *third, *past))


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
