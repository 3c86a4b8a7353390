"""Pairs of names that a note says are one thing: "죽은 뉴런(dead neuron)", "Batch Normalization (BN, 배치 정규화)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from kb.graph.lexicon import load_lexicon
from kb.graph.names import acronym_of, clean, is_acronym, is_generic, is_short_phrase, looks_like_name, name_rules
from kb.language.morphemes import Token
from kb.language.text import fold, has_hangul

MAX_LEFT_WORDS = 5
SHORT_GLOSS = 2
""""FIN (요청)", "soft label (확률)": two syllables in brackets say what a thing is more often than its name."""
_PAREN = re.compile(r"\(([^()\n]{2,80})\)|（([^（）\n]{2,80})）")
_EXAMPLES = re.compile(
    r"등\s*$|등등|\betc\b|\be\.?g\b|\bex\b|예[:)]|예를|i\.e|[?!=<>→]|\.\.|…|https?:|시\s|때|경우|사용|제외|포함|필수|기준|\d{3,}",
    re.IGNORECASE,
)
_ALSO = re.compile(
    r"(?:^|[.]\s)\s*(?:(?:the|an?)\s)?(?P<one>[A-Za-z][\w'’-]*(?:\s[\w'’-]+){0,3}?)\s*(?:[(:,–—-]\s*|\s(?:is|are)\s)"
    r"(?:(?:is|are)\s)?(?:(?:also|sometimes|often|otherwise)\s(?:called|known as|referred to as|termed)|aka|a\.k\.a\.)\s"
    r"[\"'“‘]?(?:(?:the|an?)\s)?(?P<other>[A-Za-z][\w'’-]*(?:\s[\w'’-]+){0,3}?)[\"'”’]?(?=\s*[,.;:)]|\s(?:is|are|was)\s)",
    re.IGNORECASE,
)
""" "X, also called Y, is …", "X (also known as Y)", "X: Also called the Y, …"."""
_ALSO_KOREAN = re.compile(
    r"(?:^|[.,]\s)\s*(?P<one>[^\s.,()]{2,}(?:\s[^\s.,()]{2,})?)(?:은|는|을|를)\s+(?P<other>[^\s.,()]{2,}(?:\s[^\s.,()]{2,})?)"
    r"(?:이라고도|라고도)\s*(?:부르|부른|불리|불린|하|한|합|일컫|칭|알려)"
)
""" "X는 Y라고도 한다"."""
_WORD = re.compile(r"\S+")
_NOUNS = frozenset({"NNG", "NNP", "SL", "SH", "SN", "XPN", "XSN", "SO", "SW"})


def gloss_pairs(text: str, tokens: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """(name, other name) pairs of one block of plain text; `tokens` are its morphemes."""
    for match in _PAREN.finditer(text):
        inner = next(g for g in match.groups() if g)
        if _EXAMPLES.search(inner):
            continue
        left_text = text[: match.start()].rstrip()
        inside = [t for t in tokens if match.start() < t.start < match.end() - 1]
        if any(t.tag[0] in "JE" and t.tag not in ("ETM", "JKG") for t in inside):
            continue  # "(값을 읽음)" explains, it doesn't name
        adnominal = any(t.tag == "ETM" for t in inside)
        parts = [clean(part) for part in re.split(r"\s*[,;/]\s*(?:or\s+|또는\s+)?|\s*=\s*", inner)]
        parts = [part for part in parts if part]
        after_quote = _with_owner(_left_words(text, len(left_text), tokens), parts, text, len(left_text), tokens)
        if not after_quote or not parts or not all(is_short_phrase(p) or not has_hangul(p) for p in parts):
            continue
        if adnominal and len(after_quote) != len(inner.split()):
            continue  # "dead neuron (죽은 뉴런)" names, "UX (알맞은 내용물)" describes
        if text[: match.start()].rstrip().endswith(after_quote[-1]) and _ends_a_list(text, match.start(), after_quote):
            parts = [p for p in parts if acronym_of(p, " ".join(after_quote)) or acronym_of(after_quote[-1], p)]
        yield from _pairs(after_quote, parts)
    yield from _translated(text)
    for match in (*_ALSO.finditer(text), *_ALSO_KOREAN.finditer(text)):
        one, other = clean(match["one"]), clean(match["other"])
        if all(looks_like_name(name) and not is_generic(name) and not _is_pronoun(name) for name in (one, other)):
            yield one, other


def _is_pronoun(name: str) -> bool:
    """ "It is also called …", "이것은 …라고도 한다"."""
    first = name.split(maxsplit=1)[0].casefold()
    return first in name_rules().openers | name_rules().determiners or first in ("이것", "이를", "그것")


def _translated(text: str) -> Iterator[tuple[str, str]]:
    """ "단백질은 영어로 protein이다"."""
    for match in _IN_LANGUAGE.finditer(text):
        one, other = clean(match.group(1)), clean(match.group(2))
        if has_hangul(one) != has_hangul(other) and looks_like_name(one) and looks_like_name(other):
            yield one, other


_IN_LANGUAGE = re.compile(
    r"(?:^|[.,:]\s)\s*([^\s.,:]{2,}(?:\s[^\s.,:]{2,})?)\s?(?:은|는|을|를|이란|란)\s+(?:영어|우리말|한국어|한글)(?:로|로는)\s+"
    r"([A-Za-z][A-Za-z -]{1,30}[A-Za-z]|[가-힣]{2,}(?:\s[가-힣]{2,})?)\s?"
    r"(?:이라고|라고|이라|라|이다|다|입니다|임)(?![가-힣])"
)


def _with_owner(words: list[str], parts: list[str], text: str, end: int, tokens: Sequence[Token]) -> list[str]:
    """ "수요의 법칙(Law of Demand)": where the bracket has more words than stand before it, the owner belongs to the name;
    the plain last word ("법칙") would be the name of many things."""
    long = max((len(_CONTENT.findall(p)) for p in parts if not is_acronym(p) and not has_hangul(p)), default=0)
    before = text[:end].removesuffix(" ".join(words)).rstrip()
    owner = before.rpartition(" ")[2]
    if not words or not has_hangul(words[-1]) or long <= len(words) or not owner.endswith("의"):
        return words
    begin = len(before) - len(owner)
    tags = [t.tag for t in tokens if begin <= t.start < len(before)]
    owns = len(owner) > 2 and tags[-1:] == ["JKG"] and all(tag in _NOUNS for tag in tags[:-1])
    return [clean(owner), *words] if owns else words


_CONTENT = re.compile(r"(?!(?:of|the|and|for|in|to|a|an)\b)[A-Za-z][\w'-]*", re.IGNORECASE)
"""Words of an English name that a Korean one has as well."""


def _ends_a_list(text: str, end: int, words: list[str]) -> bool:
    """ "A, B, C (…)": what the bracket says may be of all of them."""
    return text[:end].rstrip().removesuffix(" ".join(words)).rstrip().endswith((",", "/", "·"))


def _pairs(words: list[str], parts: list[str]) -> Iterator[tuple[str, str]]:
    """`words` stand before the bracket, nearest last; `parts` inside it. Only pairs that something proves."""
    full = " ".join(words)
    accepted: list[tuple[str, str]] = []
    generic = load_lexicon().generic
    for part in parts:
        left = (
            None if part.endswith(name_rules().telling) or full.endswith(name_rules().telling) else _proven_left(words, part)
        )
        if left is None or fold(left) == fold(part) or (is_generic(left, generic) or is_generic(part, generic)):
            continue
        if looks_like_name(left) and looks_like_name(part):
            accepted.append((left, part))
    accepted += [(one, other) for one, other in permutations(parts, 2) if " " in other and acronym_of(one, other)]
    several = len(parts) > 1
    if several:
        # a list of examples also stands in brackets: one part must be the acronym of another or of the words before
        names = [full, *parts]
        if not any(acronym_of(a, b) for a in parts for b in names if a != b):
            return
    yield from accepted


def _proven_left(words: list[str], part: str) -> str | None:
    """The words before the bracket that `part` names again, or None where nothing says so."""
    if has_hangul(part):
        return None if has_hangul(words[-1]) or _describes(words, part) else " ".join(_trailing(words, hangul=False))
    for size in range(2, min(len(words), 6) + 1):  # acronym before or after its long form
        long = " ".join(words[-size:])
        if acronym_of(part, long):
            return long
    if acronym_of(words[-1], part):
        return words[-1]
    if not has_hangul(words[-1]):
        return None
    run = _trailing(words, hangul=True)
    if is_acronym(part) and len(run) <= len(part):  # no letter fewer than words: 메시지 인증 코드 (MAC)
        return " ".join(run)
    return _korean_left(run, 2 if is_acronym(part) else len(part.split()))


def _describes(words: list[str], part: str) -> bool:
    """Whether a Korean bracket behind a Latin name tells of it rather than names it."""
    describing = name_rules().describing
    last = part.rsplit(maxsplit=1)[-1]
    too_short = " " not in part and len(part) <= SHORT_GLOSS
    return too_short or len(part.split()) > 4 or (last in describing and words[-1] not in describing)


def _korean_left(run: list[str], size: int) -> str | None:
    """As many words as the bracket has, one more where those are generic ("데이터 증강"); None beyond that."""
    taken = run[-max(1, min(size, len(run))) :]
    if not is_generic(" ".join(taken)):
        return " ".join(taken)
    return " ".join(run) if len(run) <= max(2, size + 1) else None


def _trailing(words: list[str], *, hangul: bool) -> list[str]:
    run: list[str] = []
    for word in reversed(words):
        if has_hangul(word) != hangul and not (hangul and is_acronym(word)):
            break
        run.insert(0, word)
    return run


def _left_words(text: str, end: int, tokens: Sequence[Token]) -> list[str]:
    """The noun words right before `end`, back to a particle, a verb or punctuation; 죽은 뉴런 keeps its adnominal."""
    words: list[str] = []
    spans = [m.span() for m in _WORD.finditer(text, 0, end)]
    for position, (start, stop) in enumerate(reversed(spans)):
        inside = [t for t in tokens if start <= t.start < stop]
        raw = text[start:stop]
        word = clean(raw)
        if not word or (position > 0 and raw[-1] in ",.:;/→>)]}!?"):
            break
        tags = [t.tag for t in inside]
        if has_hangul(word) and any(tag not in _NOUNS for tag in tags):
            adnominal = len(tags) == 2 and tags[0] in ("VV", "VA") and tags[1] == "ETM"
            if position == 1 and adnominal:
                if word in name_rules().determiners:
                    return []  # "줄일 수 없는 오차": without what stands before it is another thing
                words.insert(0, word)
            break
        for opener in "([{<`*\"'“‘":
            if opener in raw:
                word = clean(raw[raw.rindex(opener) + 1 :])
        words.insert(0, word)
        if raw[0] in "([{<`*\"'“‘-•" or len(words) >= MAX_LEFT_WORDS:
            break
    return [w for w in words if w]
