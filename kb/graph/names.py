"""What a concept's name may look like; the word lists stand in `rules/names.toml`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from kb.language.text import fold, has_hangul

MAX_NAME_CHARS = 48
"""Longer than any term in the four real notes' gold list; beyond it stand sentences."""
MAX_NAME_WORDS = 6

_NUMBERING = re.compile(
    r"^\s*(?:\(?\d{1,3}(?:[.)\-:]\d{0,3})*[.):]?\s+|[QqAa]\d{0,3}[.):]\s*|\[[^\]]{1,20}\]\s*|[-*•·▶▷■□◆◇★☆🔸🔹🟡🔴🟢✅✔️👉➡️#>~]+\s*)+"
)
_TRAIL = re.compile(r"[\s:：?？!！.,;~…*_`\"'”’」』>\-–—]+$")
_LEAD = re.compile(r"^[\s\"'“‘「『<*_`~,.:;|–—•·]+")
_URL = re.compile(r"https?:|www\.|@|://")
_NOT_NAME = re.compile(
    r"\s[:_\-–]\s|:\s|\d+(?:번째|번대|가지|개|일차|주차|일|월|년|단계|장|편|탄|부)(?:\s|$)|\d{4}[-./]\d|[=;{}<>$\\|^~`\"“”…?!。\[\]()]|::|\.\.|-->|->|→|[①-⑳]"
)
_FURNITURE = re.compile(
    r"^(?:part|chapter|section|step|day|week|lecture|상황|단계|파트|문제|질문|그 외|기타)\s*[\d.]|^(?:그 외|기타) |^(?:pros|cons|list|types?|kinds?) of |(?:관련|질문들?|후기|정리|모음|링크)$",
    re.IGNORECASE,
)
_DATE_OR_NUMBER = re.compile(r"^[\d\s.,:/\-%년월일주차회장강화~+]+$")
_VERSION = re.compile(r"^v?\d+(\.\d+)+$", re.IGNORECASE)
_WORD = re.compile(r"[^\s]+")
_SYMBOLS = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200d]")
_SNAKE_OR_CALL = re.compile(r"^[a-z0-9]+(_[a-z0-9]+)+$|\(|^[a-z]+[.][a-z_.]+|^--?[a-z]|^[./~]")
_ACRONYM = re.compile(r"^[A-Z][A-Z0-9/\-+]{1,7}s?$")


@dataclass(frozen=True, slots=True)
class NameRules:
    """The lists of `rules/names.toml`; `generic`, `tails` and `openers` are folded."""

    josa: frozenset[str]
    verbal: tuple[str, ...]
    suffixes: tuple[str, ...]
    prefixes: frozenset[str]
    tails: tuple[str, ...]
    openers: frozenset[str]
    inner: frozenset[str]
    file_endings: frozenset[str]
    generic: frozenset[str]


@cache
def name_rules() -> NameRules:
    data = tomllib.loads(resources.files("kb.graph").joinpath("rules/names.toml").read_text(encoding="utf-8"))
    return NameRules(
        josa=frozenset(data["josa"]),
        verbal=tuple(data["verbal"]),
        suffixes=tuple(sorted(data["suffixes"], key=lambda s: (-len(s), s))),
        prefixes=frozenset(data["prefixes"]),
        tails=tuple(sorted(data["tails"], key=lambda s: (-len(s), s))),
        openers=frozenset(data["openers"]),
        inner=frozenset(data["inner"]),
        file_endings=frozenset(data["file_endings"]),
        generic=frozenset(fold(word) for word in data["generic"]),
    )


def clean(text: str) -> str:
    """A heading or term without numbering, emoji, quotation marks and trailing punctuation."""
    text = _SYMBOLS.sub(" ", text)
    text = _NUMBERING.sub("", text)
    text = _LEAD.sub("", _TRAIL.sub("", text))
    return " ".join(text.split())


def is_acronym(name: str) -> bool:
    """BN, GRU, L1/L2-like: two to eight capitals and digits, at least two of them capitals."""
    return bool(_ACRONYM.match(name)) and sum(c.isupper() for c in name) >= 2


def acronym_of(short: str, long: str) -> bool:
    """Whether `short` is made of the initials of `long` ("BN" of "Batch Normalization", "DoS", "t-SNE" of four words)."""
    letters = re.sub(r"[^a-z0-9]", "", short.casefold())
    if not 2 <= len(letters) <= 8 or len(letters) >= len(fold(long)):
        return False
    for pattern in (r"[\s\-/_]+", r"[\s\-/_]+|(?<=[a-z])(?=[A-Z])"):  # CamelCase may be several words, or none (eXtensible)
        words = [w for w in re.split(pattern, long) if w]
        content = [w for w in words if w.casefold() not in name_rules().inner] or words
        if len(words) >= 2 and (
            any("".join(w[0] for w in some).casefold() == letters for some in (words, content))
            or _is_spread(letters, content)
        ):
            return True
    return False


def _is_spread(letters: str, words: list[str]) -> bool:
    """XML of "eXtensible Markup Language": in order, at least one letter of every word, the first word's within three."""
    at = 0
    for position, word in enumerate(words):
        low = word.casefold()
        if at >= len(letters):
            return False
        first = low.find(letters[at])
        if first < 0 or first > (1 if position == 0 else 0):
            return False
        at += 1
        rest = low[first + 1 :]
        while at < len(letters) and (len(letters) - at) > (len(words) - position - 1) and letters[at] in rest:
            rest = rest[rest.index(letters[at]) + 1 :]
            at += 1
    return at == len(letters)


@lru_cache(maxsize=50_000)
def is_generic(name: str, more: frozenset[str] = frozenset()) -> bool:
    """A word of every field (방법, data …), alone or only together with others of its kind ("사용 방법")."""
    rules = name_rules()
    key = fold(name)
    if not key or key in rules.generic or key in more or (len(key) > 3 and key.endswith("s") and key[:-1] in rules.generic):
        return True
    words = [fold(word) for word in name.split()]
    return len(words) > 1 and all(
        w in rules.generic or w in more or w in rules.openers or w in rules.inner or w.isdigit() for w in words
    )


def looks_like_name(name: str, more_generic: frozenset[str] = frozenset()) -> bool:
    """Whether a surface can be a concept at all: no sentence, question, code, path, URL, date or generic word.

    Needs no morphemes: what endings say is checked where Kiwi's tags are at hand (`candidates`).
    """
    rules = name_rules()
    if not 2 <= len(name) <= MAX_NAME_CHARS or not any(c.isalpha() for c in name):
        return False
    if _URL.search(name) or _NOT_NAME.search(name) or _DATE_OR_NUMBER.match(name) or _VERSION.match(name):
        return False
    if _SNAKE_OR_CALL.search(name):
        return False
    words = _WORD.findall(name)
    if len(words) > MAX_NAME_WORDS or "," in name:
        return False
    low = [w.casefold() for w in words]
    if low[0] in rules.openers or low[-1] in rules.openers or low[-1] in rules.inner:
        return False
    if "." in name and name.rsplit(".", 1)[1].casefold() in rules.file_endings:
        return False
    if not (name[-1].isalnum() or name[-1] in "+#%'*"):
        return False
    if _FURNITURE.search(name):
        return False
    if "/" in name and (name.startswith("/") or name.count("/") > 1):
        return False
    if not has_hangul(name):
        if len(name) < 3 and not is_acronym(name):
            return False
        if any(w in rules.openers and w not in rules.inner for w in low[1:]):
            return False
        if len(words) > 4 and not any(w in rules.inner for w in low):
            return False
    return not is_generic(name, more_generic)


def strip_tail(name: str) -> str:
    """The name without one tail such as 문제 or "function"; the name itself where nothing is left or none is there."""
    for tail in name_rules().tails:
        if len(name) > len(tail) + 1 and name.casefold().endswith(tail):
            head = name[: -len(tail)].rstrip(" -")
            if len(head) >= 2 and (has_hangul(tail) or name[len(name) - len(tail) - 1] in " -"):
                return head
    return name


def singular(word: str) -> str:
    """An English noun phrase with its last word in the singular ("local minima" → "local minimum" included)."""
    low = word.casefold()
    if has_hangul(word) or len(word) < 4 or word.isupper():
        return word
    if low.endswith("minima") or low.endswith("maxima") or low.endswith("optima"):
        return word[:-1] + "um"
    if low.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if low.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if low.endswith("s") and not low.endswith(("ss", "us", "is", "ics", "ous", "as", "os")):
        return word[:-1]
    return word
