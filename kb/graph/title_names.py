"""Names in titles and in other marked words: the title itself where it is one, else the noun phrases in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from kb.graph.lexicon import load_lexicon
from kb.graph.names import clean, is_generic, looks_like_name, name_rules
from kb.graph.prose import prose_names
from kb.language.morphemes import Token
from kb.language.text import fold, has_hangul

Site = Literal[
    "heading", "pseudo", "topic", "phrase", "bold", "code", "lead", "gloss", "wikilink", "tag", "alias", "compound", "latin",
    "item", "listed", "defined", "end", "arg", "term", "word",
]  # fmt: skip
"""`topic`: the subject of a question heading; `phrase`: another noun phrase of it; `latin`: a Latin term in Korean text;
`listed`: an item of what a label or heading calls kinds, causes, remedies … The last five stand in plain sentences, see
`prose`."""

SPLIT = re.compile(r"\s+(?:\+|vs\.?|VS\.?|versus|and|&|및|또는|or)\s+|\s*[,/·]\s*|(?<=[가-힣A-Za-z\d)])(?:와|과)\s+")
PARENS = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]")
_NOUNS = frozenset({"NNG", "NNP", "SL", "SH", "SN", "XPN", "XSN", "XR"})
_SAID_OF = "차이점?|비교|관계|공통점|장단점|특징|종류|개념|문제점|해결|해결법|해결책|해결 ?방법|원인|예방법|방지법|대처법"
_DIFFERENCE = re.compile(rf"\s*(?:의|간의|사이의)?\s*(?:{_SAID_OF})\s*(?:은|는|점|정리)?\s*$")


def heading_names(text: str, tokens: Sequence[Token], site: Site) -> Iterator[tuple[str, Site]]:
    """The names in a heading: itself where it is one, the parts of "A vs B", the topic of a question, its other phrases."""
    bare = clean(PARENS.sub("", clean(text)))
    bare = clean(_DIFFERENCE.sub("", bare)) or bare
    parts = [clean(part) for part in SPLIT.split(bare)]
    inside = {(t.start, t.end): t for t in tokens}
    if all(looks_like_name(part) and _part_is_nominal(text, part, inside) for part in parts):
        for part in parts:
            yield _without_generic(part), site
        return
    if not has_hangul(text):
        for at, (name, _) in enumerate(prose_names(text, tokens)):
            yield name, "topic" if at == 0 else "phrase"
        return
    phrases = list(_phrase_spans(text, tokens))
    for at, (start, end, after) in enumerate(phrases):
        surface = _without_generic(clean(text[start:end]))
        is_topic = at == 0 and after in ("은", "는", "란", "이란", "을", "를", "의")
        if surface:
            yield surface, "topic" if is_topic else "phrase"


def is_nominal(tokens: Sequence[Token]) -> bool:
    """Whether the words are a noun phrase: nouns, 의, or one adnominal form before the last noun (죽은 뉴런)."""
    tags = [t.tag for t in tokens]
    if not tags or tags[-1] not in (_NOUNS - {"XR", "XPN"}) | {"NNB", "NR", "SW", "SO"}:
        return False
    for at, token in enumerate(tokens):
        tag = token.tag.split("-")[0]
        if tag in _NOUNS or tag in ("NNB", "NR", "SO", "SW", "SP", "SS", "MM"):
            continue
        if tag in ("VV", "VA", "XSV", "XSA", "VCN") and at + 1 < len(tokens) and tokens[at + 1].tag == "ETM":
            continue
        if tag == "ETM" and at + 1 < len(tokens) and tokens[at + 1].tag in _NOUNS:
            continue
        return False
    return True


def noun_phrases(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    for start, end, _ in _phrase_spans(text, tokens):
        surface = _without_generic(clean(text[start:end]))
        if surface:
            yield surface


def _part_is_nominal(text: str, part: str, inside: dict[tuple[int, int], Token]) -> bool:
    start = text.find(part)
    if start < 0 or not has_hangul(part):
        return True
    return is_nominal([t for (s, e), t in sorted(inside.items()) if start <= s and e <= start + len(part)])


def _phrase_spans(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int, str]]:
    """Maximal runs of nouns as (start, end, form of the particle after it); a run doesn't cross punctuation but a hyphen."""
    run: list[Token] = []
    for token in tokens:
        glued = bool(run) and token.start == run[-1].end
        if token.tag in _NOUNS or (token.tag == "SO" and glued and token.form in "-+"):
            if run and text[run[-1].end : token.start].strip():
                yield run[0].start, run[-1].end, ""
                run = []
            run.append(token)
            continue
        while run and run[-1].tag in ("XR", "XPN"):
            run.pop()
        if run:
            yield run[0].start, run[-1].end, token.form if token.tag[0] == "J" else ""
            run = []
    if run:
        yield run[0].start, run[-1].end, ""


def _without_generic(name: str) -> str:
    """Cut generic words from both ends ("기울기 소실 문제 발생" → "기울기 소실"); empty where nothing else is there."""
    generic = load_lexicon().generic
    words = name.split()
    if (
        not has_hangul(name)
        and len(words) > 1
        and re.match(r"[A-Z]?[a-z]+ing$", words[0])
        and words[1].casefold() in ("the", "a", "an", "your")
    ):
        return ""
    while len(words) > 1 and is_generic(words[-1], generic) and not _kept_tail(words):
        words.pop()
    while len(words) > 1 and (
        words[0].isdigit()
        or (words[0].endswith("의") and has_hangul(words[0]))
        or words[0].casefold() in name_rules().openers
    ):
        words.pop(0)
    name = " ".join(words)
    return "" if is_generic(name, generic) or len(name) < 2 else name


def _kept_tail(words: Sequence[str]) -> bool:
    """해시 함수, 지도 학습: the generic last word belongs to the term when just one word stands before it."""
    return len(words) == 2 and fold(words[-1]) in name_rules().term_tails


def topic_name(text: str, tokens: Sequence[Token]) -> str:
    """X of a definition: "X란 …", or "X는 …" in a sentence that ends in 이다/말한다/방법."""
    for start, end, after in _phrase_spans(text, tokens):
        if start > 2:
            return ""
        if after in ("란", "이란"):
            return _without_generic(clean(text[start:end]))
        return ""
    return ""
