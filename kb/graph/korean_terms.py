"""Terms of Korean running text, by the particles and the predicates around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.graph.everyday import MAX_TERM_WORDS, Role, is_everyday, is_of_field, prose_rules
from kb.graph.names import clean, looks_like_name
from kb.graph.rules import korean_rules
from kb.language.morphemes import Token
from kb.language.text import fold, has_hangul

MIN_WORD_SYLLABLES = 2
MIN_LISTED = 3
"""Names side by side that are a list."""
MIN_GLUED_SYLLABLES = 4
"""A noun of so many syllables is a compound, also where Kiwi doesn't know its parts (연대채무)."""
GLUED_JOSA_SYLLABLES = 4
"""Kiwi takes a particle for the end of a noun that it doesn't know (글루카곤은); shorter nouns do end so (가을, 노을)."""

_NOUNS = frozenset({"NNG", "NNP", "SL", "SH", "SN", "XPN", "XSN", "XR"})
_CONTENT = frozenset({"NNG", "NNP", "SL", "XR"})
_END = frozenset({"SF", "EF"})
_LISTED = re.compile(r"\s*(?:,|·|/|ㆍ|및|,\s*그리고)\s*")
_GLUED = re.compile(r"(?:은|는|을|를)$")


@dataclass(frozen=True, slots=True)
class _Phrase:
    start: int
    end: int
    tokens: tuple[Token, ...]
    particle: str


def korean_terms(text: str, tokens: Sequence[Token]) -> Iterator[tuple[str, Role]]:
    for sentence in _sentences(tokens):
        phrases = _phrases(text, sentence)
        defines = _defines(sentence)
        states = _states(sentence)
        named = _named(sentence)
        listed = _listed(text, sentence, phrases)
        ends = False
        terms: list[tuple[str, Role]] = []
        for at, phrase in reversed(list(enumerate(phrases))):
            ends = ends and at + 1 < len(phrases) and bool(_LISTED.fullmatch(text, phrase.end, phrases[at + 1].start))
            name, of_field = _korean_term(text, phrase)
            if not name:
                continue
            one = " " not in name and len(phrase.tokens) == 1 and len(name) < MIN_GLUED_SYLLABLES
            role: Role = "word" if one else "term"
            subject = phrase.particle in prose_rules().korean["subject"]
            if not of_field:
                # two everyday nouns written as one (불법행위) are a term where something is said of them
                of_field = role == "term" and subject and (defines or states) and _is_glued(name)
            of_field = of_field or (" " in name and at in listed)
            if not of_field:
                continue
            if phrase.end in named or (at == 0 and subject and (defines or phrase.particle in ("란", "이란"))):
                role = "defined"
            elif subject or phrase.particle in prose_rules().korean["object"]:
                heads = _heads_field(phrase, name)
                pure = " " in name and not any(char.isascii() and char.isalpha() for char in name)  # "iso 옵션" is none
                governed = role == "term" and pure and _is_governed(sentence, phrase)
                role = "end" if governed or (states and heads) else "arg" if role == "term" and (states or heads) else role
            elif defines and at and _is_complement(name, sentence, phrase):
                role = "end" if role == "term" else "arg"
            if at in listed and role in ("term", "word", "arg"):
                role = "arg" if one else "end"
            if classed := _class_of_list(name, phrase, sentence):
                name, role = classed, "end"
            if ends and role in ("term", "word"):  # "A, B, C를 막는다": all of them
                role = "end" if role == "term" else "arg"
            ends = role == "end" or (ends and role == "arg")
            terms.append((name, role))
        yield from reversed(terms)


def _is_governed(sentence: Sequence[Token], phrase: _Phrase) -> bool:
    """Whether the predicate of a relation, or 위한, follows on the phrase and its object particle."""
    rules, after = korean_rules(), [t for t in sentence if t.start >= phrase.end][:2]
    if len(after) < 2 or after[0].tag != "JKO":
        return False
    word = after[1]
    stated = word.form in rules.nouns if word.tag == "NNG" else word.form in rules.verbs and word.tag.startswith("VV")
    return stated or word.form in rules.words["purpose.words"]


def _is_complement(name: str, sentence: Sequence[Token], phrase: _Phrase) -> bool:
    """Whether the sentence ends in the phrase and 이다, so that it says what the subject is."""
    after = [t for t in sentence if t.start >= phrase.end]
    ends = bool(after) and after[0].tag == "VCP" and all(t.tag[0] in "VES" for t in after)
    return ends and not any(is_everyday(word) or len(word) < MIN_WORD_SYLLABLES for word in name.split())  # not "설정 파일"


def _listed(text: str, sentence: Sequence[Token], phrases: Sequence[_Phrase]) -> frozenset[int]:
    """The positions of phrases that make a list of terms which is counted or said to be there: "A, B, C의 세 단계로", "A, B,
    C가 있다"; one of them at least has a word of the field."""
    rules = korean_rules().words
    for at in range(MIN_LISTED - 1, len(phrases)):
        begin = at
        while begin and _LISTED.fullmatch(text, phrases[begin - 1].end, phrases[begin].start):
            begin -= 1
        after = [t for t in sentence if t.start >= phrases[at].end]
        counted = len(after) > 2 and after[0].form == "의" and after[1].tag in ("MM", "NR", "SN")
        there = len(after) > 1 and after[0].tag == "JKS" and after[1].form in rules["kinds.existing"]
        terms = [_korean_term(text, phrase) for phrase in phrases[begin : at + 1]]
        if at - begin + 1 >= MIN_LISTED and (counted or there) and any(of_field for _, of_field in terms):
            return frozenset(range(begin, at + 1))
    return frozenset()


def _class_of_list(name: str, phrase: _Phrase, sentence: Sequence[Token]) -> str:
    """The class in "X 기법에는 A, B 등이 있다": X, or the whole where it is one word; "" where nothing is listed."""
    words = korean_rules().words
    after = [t for t in sentence if t.start >= phrase.end]
    fronted = [t.form for t in after[:2]] == ["에", "는"] and after[0].start == phrase.end
    there = any(t.form in words["kinds.existing"] for t in after[-4:]) and any(t.form in ("등", ",") for t in after[2:])
    rest, _, last = name.rpartition(" ")
    return "" if not (fronted and there) else rest if " " in rest and last in words["kinds.members"] else name


def _heads_field(phrase: _Phrase, name: str) -> bool:
    """Whether the last word of the name has a noun of the field in it: "항생제 내성", not "검색 효율"."""
    last = name.rpartition(" ")[2]
    return any(t.form in last and len(t.form) > 1 and is_of_field(t.form) for t in phrase.tokens if t.tag in _CONTENT)


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
    return name, any(len(t.form) > 1 and is_of_field(t.form) for t in inside)


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
