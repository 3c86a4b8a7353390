"""What a heading, a list parent or a label says of the names listed with it: kinds, parts, causes, remedies of it …"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from kb.graph.classes import BRACKET
from kb.graph.finder import Found
from kb.graph.names import clean
from kb.graph.rules import korean_rules
from kb.graph.stated import heading_concepts, named_part, topic_of
from kb.language.text import has_hangul
from kb.types import Relation

LISTED_KIND = 0.75
"""An item under "X의 종류"."""
LISTED = 0.4
"""An item under plain "X": most are kinds of X, many are parts, steps or remarks. Weak evidence, and its rule says so."""
LISTED_CLASS = 0.6
"""An item that is a name, among others that are, under the name of a class ("Offline metrics", "생성 패턴")."""
LISTED_HEAD = 0.7
LISTED_CAUSE = 0.7
LISTED_USE = 0.6
LISTED_SOLUTION = 0.7
LISTED_PROBLEM = 0.75
UNSURE_PROBLEM = 0.55
"""A name under "X의 문제점" that nothing else says to be a problem."""
LISTED_PART = 0.5
LISTED_MEANS = 0.65
MIN_SENTENCE_WORDS = 5

_ASKS_KINDS = re.compile(r"에는?\s.{0,12}(?:어떤|어떠한|무슨|무엇|뭐)\S*\s?.{0,10}(?:있|존재)|의 종류(?:에는|로는)")
""" "교착 상태의 조건에는 어떤 것들이 있는가?": what follows is one of these."""

Role = tuple[Relation, str, float]
HEAD: Role = (Relation.IS_A, "layout/list-head", LISTED_HEAD)
WEAK: Role = (Relation.IS_A, "layout/list (weak)", LISTED)
CLASS: Role = (Relation.IS_A, "layout/class (weak)", LISTED_CLASS)
ALIKE: Role = (Relation.IS_A, "layout/shared class (weak)", LISTED_CLASS)
SPELLED: Role = (Relation.PART_OF, "layout/spelled (weak)", LISTED_CLASS)
_KIND: Role = (Relation.IS_A, "layout/kinds", LISTED_KIND)
_PART: Role = (Relation.PART_OF, "layout/parts", LISTED_PART)
FOR_TASK: Role = (Relation.SUITED_TO, "layout/task list", LISTED_PART)
_EXAMPLE: Role = (Relation.IS_A, "layout/examples", LISTED_HEAD)
ITEM_ROLES: Mapping[tuple[str, bool, bool], Role] = {
    ("solutions", False, True): (Relation.SOLVES, "layout/solutions", LISTED_SOLUTION),
    **{("causes", item, True): (Relation.CAUSES, "layout/causes", LISTED_CAUSE) for item in (False, True)},
    ("causes", False, False): (Relation.CAUSES, "layout/causes", LISTED_USE),
    ("uses", False, False): (Relation.SUITED_TO, "layout/uses", LISTED_USE),
    ("problems", True, False): (Relation.CAUSES, "layout/problems", LISTED_PROBLEM),
    ("problems", False, False): (Relation.CAUSES, "layout/problems (unsure)", UNSURE_PROBLEM),
    **{("kinds", item, owner): _KIND for item in (False, True) for owner in (False, True)},
    **{("parts", item, owner): _PART for item in (False, True) for owner in (False, True)},
    ("means", False, False): (Relation.USES, "layout/means", LISTED_MEANS),
    ("examples", False, False): _EXAMPLE,
    ("examples", True, False): _EXAMPLE,
    ("examples", True, True): _EXAMPLE,
}
"""(what the heading says, the item is a problem, the heading names a problem) → the relation it states."""


TURNED = ("problems", "uses", "means")
"""Roles in which the heading's thing is the head of the relation: it has the drawback, it serves the use."""
_SPOKEN = ("solutions", "causes", "problems", "differences", "uses", "kinds", "parts")
_SURE_KINDS = ("종류", "유형", "types", "kinds", "examples", "variants", "variations", "flavors", "flavours")
_ADNOMINAL = ("는", "한", "할", "된", "될", "던", "운")
_COUNTED = re.compile(r"^(?:\d+|[nN]|한|두|세|네|다섯|여섯)\s*(?:가지|개|종)?(?:의|으로)?\s+|\s*\d+\s*(?:가지|개|종)$")


def heading_role(path: Sequence[str], path_found: Sequence[Sequence[Found]]) -> tuple[str, tuple[str, ...]]:
    """What the nearest headings say of the list below them, and of which concepts: ("kinds", ("normalization",))."""
    words = korean_rules().words
    role = ""
    for heading, names in zip(reversed(path), reversed(path_found), strict=True):
        text, found = named_part(heading, names)
        if _ASKS_KINDS.search(text) and len(found) == 1:
            return role or "kinds", (found[0].concept,)
        if role_word(text) in words["headings.kinds"] or _is_way(text) or _ASKS_KINDS.search(text):
            role = role or ("" if role_word(text) in words["headings.cases"] else "kinds")
            continue
        rest = text.casefold()
        for name in found:
            rest = rest.replace(name.surface.casefold(), " ", 1)
        said = _spoken_role(text, rest, found)
        concepts = heading_concepts(text, found)
        if concepts is None and said and role_word(text) in words[f"headings.{said}"]:
            concepts = ()  # "Key stages": of what stands above
        role = role or said
        if concepts and len(concepts) > 1 and (head := topic_of(text, found, concepts)):
            concepts = (head,)
        crossed = bool(role) and said not in ("", role)  # "Remedies > Limitations": limits of the remedies
        if concepts is None or (crossed and not concepts):
            if role == "solutions" and found and len(text.split()) <= 12:
                return role, tuple(dict.fromkeys(f.concept for f in found))
            return "none", ()
        if concepts:
            task = role == "problems" and names_task(found[-1].surface) and text.rstrip(" *`:").endswith("문제")
            other = task or (role == "kinds" and _is_of_another(text, found))  # "분류 문제": a task, no trouble
            return ("none", ()) if other else (role, concepts)
        if not role and not any(rest.strip().startswith(t) for t in ("종류", "types", "분류")):
            return "none", ()
    return "none", ()


def _spoken_role(text: str, rest: str, found: Sequence[Found]) -> str:
    """The role that a heading says in the words beside its names (`rest`); "" where it says none."""
    words = korean_rules().words
    for kind in _SPOKEN:
        if any(_says_role(rest, word, kind) for word in words[f"headings.{kind}"] if len(word) > 1):
            beside = bool(found) and bool(_BESIDE.search(text[: found[0].start]))
            return "" if beside and kind in ("uses", "parts", "kinds") else kind
    own = tuple(words["tails.own_problem"])
    owned = (two for one, two in pairwise(found) if not text[one.end : two.start].replace("의", "").strip())
    return "problems" if any(name.surface.endswith(own) for name in owned) else ""  # "HTTP의 보안 취약점"


def _is_of_another(text: str, found: Sequence[Found]) -> bool:
    """ "파일 압축 방식", "파일을 줄이는 방법": ways of compressing, not of the name before."""
    if _WAY_WITH.match(text, found[-1].end):
        return True
    between = _BEFORE_KIND.match(text, found[-1].end)
    word = between.group(1) if between else ""
    words = korean_rules().words
    joined = word.endswith(("의", "을", "를", "는", "은", "한", "할", "된", "될", "적", "인", "에", "서"))
    plain = word in words["headings.kinds"] | words["headings.solutions"] | words["headings.transparent"]
    return bool(word) and not joined and not plain


_WAY_WITH = re.compile(r"\s*[*`]*(?:을|를|에서)\s.*(?:방식|방법|기법)(?:들)?\s*[:：)]*\s*$")
_BEFORE_KIND = re.compile(r"\s+([가-힣]{2,})\s+(?:방식|방법|기법|종류|유형|알고리즘)(?:들)?\s*[:：)]*\s*$")


def label_role(label: str) -> str:
    """What a label or a column header that is nothing but a role word says of what follows; "" for any other text."""
    plain = role_word(label)
    for role in ("solutions", "causes", "problems", "uses", "kinds", "parts", "means"):
        words = korean_rules().words.get(f"headings.{role}", frozenset()) | korean_rules().words[f"labels.{role}"]
        if plain in words or f"{plain}s" in words or plain.replace(" ", "") in words:
            return role
    return "uses" if plain.startswith(tuple(korean_rules().words["labels.suited"])) else ""


def defines_each(path: Sequence[str], path_found: Sequence[Sequence[Found]]) -> bool:
    """Under "X의 정의" every line says what X is."""
    title = clean(path[-1]).rpartition(" ")[2] if path else ""
    return title in korean_rules().words["headings.telling_what"] and len({f.concept for f in path_found[-1]}) == 1


def is_role(heading: str) -> bool:
    """ "Key stages", "주요 구성 요소": a role word behind a word of measure; what it is of stands above."""
    plain = role_word(heading)
    return plain != clean(heading).casefold() and bool(label_role(heading))


def is_amiss(label: str) -> bool:
    """ "Iron deficiency": what is listed behind it is what it brings about."""
    return " " in label.strip() and clean(label).casefold().endswith(tuple(korean_rules().words["headings.amiss"]))


def calls_list(heading: str) -> bool:
    """Whether a heading says what its list is one of: "X의 원인", "Offline metrics", "생성 패턴"."""
    words, plain = korean_rules().words, role_word(heading)
    last = plain.rpartition(" ")[2]
    roles = words["headings.kinds"] | words["headings.solutions"] | words["headings.causes"] | words["headings.parts"]
    plural = last in words["headings.plurals"] and " " in plain
    return bool(label_role(heading)) or last in roles or plural or last.removesuffix("들").endswith(_korean_classes())


def row_role(label: str) -> str:
    """What the first cell of a row says of the others, each of which is about its column: "손실 함수", "그래프 형태"."""
    last = role_word(label).rpartition(" ")[2]
    return label_role(label) or ("means" if last in korean_rules().words["labels.aspects"] else "")


@cache
def _korean_classes() -> tuple[str, ...]:
    return tuple(korean_rules().words["headings.classes"])


def role_word(text: str) -> str:
    """A heading or label without brackets, counts and words such as "main": "Two approaches" → "approaches"."""
    plain = _COUNTED.sub("", clean(BRACKET.sub("", text)).casefold())
    ahead = korean_rules().words["labels.ahead"]
    while (word := plain.partition(" "))[2] and word[0] in ahead:
        plain = word[2]
    return plain


def names_task(name: str) -> bool:
    """ "Object detection", "감성 분류": something to be done, whose list is what it is done with or measured by."""
    plain, words = name.strip(" :：*`").casefold(), korean_rules().words
    return plain.endswith(tuple(words["tasks.words"])) and not plain.endswith(tuple(words["tasks.activities"]))


def _is_way(text: str) -> bool:
    """A list parent that says in a sentence what the heading above is ("…을 방지하는 방법"): the items are ways of it."""
    words, rules = text.split(), korean_rules().words
    if _IN_WAYS.search(text):
        return False
    if len(words) < MIN_SENTENCE_WORDS or words[-2].strip(".:*`") in rules["headings.solutions"]:
        return False  # "A에서 …의 해결 방법" tells of remedies
    if has_hangul(words[-1]) and not words[-2].endswith(_ADNOMINAL):
        return False  # "여러 파일 압축 방식": ways of compressing
    return words[-1].strip(".:*`").endswith(tuple(rules["headings.ways"]))


_IN_WAYS = re.compile(r"\bin (?:\w+ )?ways?\s*[:：]?\s*$", re.IGNORECASE)
""""deal with X in two ways": what is listed are ways of doing that."""
_BESIDE = re.compile(r"\w\S*\s+(?:and|&|및)\s+$", re.IGNORECASE)
""""Use cases and X": the role word isn't said of X."""
_TROUBLE = re.compile(r"문제(?:점|들)?\s*(?:$|[:：,.?)/&와과은는의]|및|해결|상황|발생|예방|방지|처리|대처)")
""" "X의 문제", "X 문제 해결": something is wrong."""


def _says_role(rest: str, word: str, kind: str) -> bool:
    """Whether a heading holds the role word beside its concepts; 방법, 기법 … make a list of kinds only at its end."""
    if word not in rest:
        return False
    if kind == "kinds" and word not in _SURE_KINDS:
        before = rest.partition(word)[0].split()
        if before and before[-1] in korean_rules().words["headings.acts"]:
            return False  # "구현 방법"
        return bool(re.search(rf"(?<![a-z가-힣]){re.escape(word)}(?:들|s)?\s*[:：)]*\s*$", rest.strip()))
    if word == "문제" and not _TROUBLE.search(rest):
        return False  # "문제 풀 때"
    if kind == "parts" and rest.strip().endswith(tuple(korean_rules().words["headings.made_of"])):
        return True
    plural = "(?!s)" if kind == "parts" else ""  # "Popular architectures" have no parts
    return bool(re.search(rf"(?<![a-z]){re.escape(word)}{plural}", rest))
