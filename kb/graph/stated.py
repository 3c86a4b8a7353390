"""What every reader of relations hands over, and where an omitted subject comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from kb.graph.everyday import is_everyday
from kb.graph.finder import Found
from kb.graph.names import clean, is_generic
from kb.graph.rules import korean_rules, names_harm
from kb.language.text import fold, has_hangul
from kb.types import Relation

if TYPE_CHECKING:
    from kb.graph.vocabulary import Vocabulary

NEAR_SUBJECT = 0.9
"""Confidence kept when the subject is taken from the heading or list parent directly above."""
FAR_SUBJECT = 0.65
"""… and when a heading without a concept stands between."""
MAX_HEADING_WORDS = 12

_WORD = re.compile(r"[A-Za-z가-힣][\w가-힣]*")


@dataclass(frozen=True, slots=True)
class Claim:
    """One relation that a statement states (or, `negated`, denies)."""

    source: str
    relation: Relation
    target: str
    rule: str
    confidence: float
    negated: bool = False
    exclusive: bool = False
    """It is said to hold of this target only."""


@dataclass(frozen=True, slots=True)
class Subject:
    concepts: tuple[str, ...]
    factor: float
    plain: bool = True
    """The heading is a name ("Adam", "Adam의 특징"), no question or sentence about it."""
    lacking: bool = False
    """The heading supposes that it isn't there: "정규화를 안 할 경우"."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a statement silently relies on: the concepts of its headings, and the problem that was spoken of last."""

    subject: Subject | None
    problem: tuple[str, ...] = ()
    """Concepts that "this problem" points to."""
    previous: tuple[str, ...] = ()
    """Subject of the sentence before, for "it"."""
    weakness: bool = False
    """It stands among the drawbacks of the subject."""
    pointed: tuple[str, ...] | None = None
    """Subject of the line before, for "이 방법은"; None where no line stands before."""


def is_problem(vocabulary: Vocabulary, concept: str) -> bool:
    known = vocabulary.concepts.get(concept)
    return names_harm(concept, known.ko, known.en) if known else names_harm(concept)


def fought_in(text: str, found: Sequence[Found]) -> Iterator[str]:
    """Concepts that the text calls harmful ("변조를 방지", "SQL 삽입 공격"): a problem in all of its note."""
    for name in found:
        good = any(stem in name.surface for stem in korean_rules().words["harms.goods"])
        told = _FAULTY.search(text, 0, name.start)
        if not good and not told and not is_everyday(name.surface) and _fought().match(text, name.end):
            yield name.concept


_FAULTY = re.compile(r"(?:잘못된|불필요한|부적절한|무분별한|과도한|지나친|악의적인)\s+$")
""""잘못된 배선을 방지": not the thing itself is fought."""


@cache
def _fought() -> re.Pattern[str]:
    words = korean_rules().words
    tails, verbs = ("|".join(sorted(words[key], key=len, reverse=True)) for key in ("harms.tails", "harms.fought_by"))
    kept_off = "|".join(sorted(words["harms.kept_off"]))
    return re.compile(
        rf"\s*(?:현상|문제)?(?:이|가)\s*(?:{kept_off})\S*지\s?않(?:도록|게|음|는다|습니다)|\s*(?:{tails})(?![가-힣]*적)|\s*[)\"'`*]*\s*(?:등)?(?:을|를)?\s*(?:{verbs})"
    )


@cache
def _lacking() -> re.Pattern[str]:
    return re.compile("|".join(sorted(korean_rules().words["headings.lacking"])))


def names_problem(text: str) -> bool:
    """Whether a problem is spoken of that has no name: "this problem" in the next line is that one."""
    return any(word in text for word in korean_rules().words["tails.problem"])


def heading_concepts(text: str, found: Sequence[Found]) -> tuple[str, ...] | None:
    """The concepts that a heading is about, () if it only furnishes (장점, 문제점), None if it is about something else.

    "ReLU의 문제점" is about ReLU; "제이비어 & 글로럿 초기화" about one concept; "A와 B의 차이" about both.
    """
    rest = text
    for name in reversed(found):
        rest = f"{rest[: name.start]} {rest[name.end :]}"
    words = [w for w in _WORD.findall(rest) if not _is_transparent(w)]
    concepts = tuple(dict.fromkeys(name.concept for name in found))
    if not concepts:
        return () if not words or is_generic(clean(text)) else None
    if len(text.split()) > MAX_HEADING_WORDS:
        return None
    return concepts


@lru_cache(maxsize=20_000)
def _is_transparent(word: str) -> bool:
    rules = korean_rules().words
    key = word.casefold()
    return any(key.startswith(t) for t in rules["headings.transparent"]) or is_generic(word) or len(fold(word)) <= 1


_TITLE_LEAD = re.compile(r"\s*(?:\([^()]*\))?\s*[:：]\s*\S")


def named_part(text: str, found: Sequence[Found]) -> tuple[str, Sequence[Found]]:
    """Of a list parent "X (…) : what it is" X alone, which is what stands over the list; else the whole."""
    if found and not re.search(r"[^\W\d_]", text[: found[0].start]) and _TITLE_LEAD.match(text, found[0].end):
        return text[: found[0].end], found[:1]
    return text, found


_DEFINING = ("tails.neutral", "headings.defining")
_SAYING = (*_DEFINING, "headings.transparent", "tails.problem")


def only_names(text: str, found: Sequence[Found], furniture: Sequence[str] = _DEFINING) -> bool:
    """Whether a heading is a name, or "definition of X", and no more: what stands first under it says what X is."""
    rest = text
    for name in reversed(found):
        rest = f"{rest[: name.start]} {rest[name.end :]}"
    words = frozenset().union(*(korean_rules().words[key] for key in furniture))
    rest = re.sub(r"(?:이란|란|은|는|의)(?=[\s?]|$)", " ", rest)
    asks = tuple(korean_rules().words["headings.asking"])
    return all(w.casefold() in words or (w.isascii() and len(w) <= 1) or w.startswith(asks) for w in _WORD.findall(rest))


def tells_of_above(heading: str) -> bool:
    """ "특징", "Keyword": such a heading tells of the one above it, though the word is the name of something elsewhere."""
    words = korean_rules().words
    return clean(heading).casefold() in words["headings.makeup"] | words["headings.telling"]


def subject_of(path: Sequence[str], founds: Sequence[Sequence[Found]]) -> Subject | None:
    """The nearest heading above that names one concept; None where it names several or a far one hides another topic."""
    factor = NEAR_SUBJECT
    for heading, names in zip(reversed(path), reversed(founds), strict=True):
        text, found = named_part(heading, names)
        if tells_of_above(text):
            continue
        if len(found) == 1 and re.match(r"\s*보다(?=\s)", text[found[0].end :]) and not found[0].start:
            continue  # "B보다 좋은 점" tells of what stands above
        concepts = heading_concepts(text, found)
        if concepts is None:
            if (found and len(text.split()) > MAX_HEADING_WORDS) or (found and _is_sentence(text)):
                return None
            factor = FAR_SUBJECT
            continue
        if not concepts:
            continue
        head = topic_of(text, found, concepts)
        if head is None:
            return None
        return Subject((head,), factor, only_names(text, found, _SAYING), bool(_lacking().search(path[-1])))
    return None


_LABEL = re.compile(r"\s*([가-힣A-Za-z ]+?)\s*[:：]")


def shared_subject(text: str, path: Sequence[str], founds: Sequence[Sequence[Found]]) -> Subject | None:
    """Under "공통점", or behind that label: all that the heading above compares."""
    common, label = korean_rules().words["headings.common"], _LABEL.match(text)
    above = list(zip(path, founds, strict=True))
    if not (label and label.group(1).casefold() in common):
        if not path or clean(path[-1]).casefold() not in common:
            return None
        above.pop()
    concepts = tuple(dict.fromkeys(name.concept for name in above[-1][1])) if above else ()
    return Subject(concepts, NEAR_SUBJECT) if len(concepts) > 1 else None


@lru_cache(maxsize=5_000)
def tells_drawbacks(path: tuple[str, ...]) -> bool:
    """Whether the nearest heading or list parent announces drawbacks ("단점", "RNN의 문제점은?")."""
    words = set(re.findall(r"[a-z]+|[가-힣]+", path[-1].casefold())) if path else set()
    problems = korean_rules().words["headings.problems"]
    if any(word.startswith(("장점", "장단점", "pros", "advantages")) for word in words):
        return False
    return any(word in problems or any(word.startswith(p) for p in problems if has_hangul(p)) for word in words)


def tells_differences(path: Sequence[str]) -> bool:
    """Whether the nearest heading or list parent announces a comparison ("차이점")."""
    words = re.findall(r"[a-z]+|[가-힣]+", path[-1].casefold()) if path else []
    return any(word in korean_rules().words["headings.differences"] for word in words)


def _is_sentence(text: str) -> bool:
    return bool(re.search(r"(?:다|음|함|됨|요)\.?$", text.strip()))


@cache
def _reason() -> re.Pattern[str]:
    """ "…할 때 X를 쓰는 이유는?" asks about X."""
    verbs = "|".join(sorted(korean_rules().words["headings.employing"]))
    return re.compile(rf"\s*(?:을|를)\s*(?:많이|주로|더|굳이|왜)?\s*(?:{verbs})\s*(?:이유|목적|까닭|필요)")


def topic_of(text: str, found: Sequence[Found], concepts: tuple[str, ...]) -> str | None:
    """The one concept a heading with several is about: the topic ("Sigmoid의 기울기 소실이란?" → 기울기 소실), else none."""
    if len(concepts) == 1:
        return concepts[0]
    if re.match(r"\s*[(\[:：]", text[found[0].end :]) and len(found) > 1:
        return found[0].concept
    problems = korean_rules().words["tails.problem"]
    for name, other in pairwise(found):  # "HTTP의 보안 취약점"
        if text[name.end : other.start].strip() == "의" and any(other.surface.endswith(p) for p in problems):
            return name.concept
    for name in reversed(found):
        if _reason().match(text, name.end):
            return name.concept
    for name in found:
        after = text[name.end :]
        if re.match(r"\s*(?:문제|현상|함수|기법)?\s*(?:이란|란|은|는)(?=[\s?]|$)", after):
            before = text[: name.start].rstrip()
            if not before or before.endswith("의"):
                return name.concept
    return None
