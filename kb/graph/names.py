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
    r"^\s*(?:\d{1,2}-\d{1,2}\.(?=[^\s\d])|\(?\d{1,3}(?:[.)\-:]\d{0,3})*[.):]?\s+|[QqAa]\d{0,3}[.):]\s*|\[[^\]]{1,20}\]\s*"
    r"|[-*•·▶▷■□◆◇★☆🔸🔹🟡🔴🟢✅✔️👉➡️#>~+]+\s*)+"
)
_ASKED = re.compile(r"(?<=[가-힣A-Za-z]{2})(?:이란|(?<![혼교논곤반소심계명모요])란)$")
""""손실 함수란": the particle of a definition, not 혼란."""
_LOOSE_JOSA = re.compile(r"(?<=[A-Za-z0-9)])\s+(?:은|는|이|가|을|를|의|에|와|과|로|으로|란|한)$")
_JOINED = re.compile(r"[,&+/]|\s(?:and|or|및|또는|대신)\s|[가-힣A-Za-z](?:와|과)\s|\s[-–—]\s", re.IGNORECASE)

_TRAIL = re.compile(r"[\s:：?？!！.,;~…*_`\"'”’」』>\-–—]+$")
_LEAD = re.compile(r"^[\s\"'“‘「『<*_`~,.:;|–—•·]+")
_WORD = re.compile(r"[^\s]+")
_SYMBOLS = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F\u200d]")
_PROPER = re.compile(
    r"[A-Z][A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*(?:[-+][A-Za-z0-9+]*)?$|[A-Za-z]{3,}\d[A-Za-z0-9]*(?:-\d+)?$"
)
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
    determiners: frozenset[str]
    adjective_endings: tuple[str, ...]
    not_names: re.Pattern[str]
    words_too: frozenset[str]
    term_tails: frozenset[str]
    class_words: tuple[str, ...]
    cut_tails: tuple[str, ...]
    describing: frozenset[str]
    telling: tuple[str, ...]


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
        determiners=frozenset(data["determiners"]),
        adjective_endings=tuple(data["adjective_endings"]),
        words_too=frozenset(data["words_too"]),
        term_tails=frozenset(fold(word) for word in data["term_tails"]),
        class_words=tuple(sorted(data["class_words"], key=lambda s: (-len(s), s))),
        cut_tails=tuple(sorted(data["cut_tails"], key=lambda s: (-len(s), s))),
        describing=frozenset(data["describing"]),
        telling=tuple(data["telling"]),
        not_names=re.compile("|".join(f"(?:{p})" for p in data["not_names"]), re.IGNORECASE),
    )


@lru_cache(maxsize=50_000)
def clean(text: str) -> str:
    """A heading or term without numbering, emoji, quotation marks and trailing punctuation."""
    text = _SYMBOLS.sub(" ", text)
    text = _NUMBERING.sub("", text)
    text = _LEAD.sub("", _TRAIL.sub("", text))
    text = _ASKED.sub("", _LOOSE_JOSA.sub("", text))
    return " ".join(text.split())


def is_acronym(name: str) -> bool:
    """BN, GRU, L1/L2-like: two to eight capitals and digits, at least two of them capitals."""
    return bool(_ACRONYM.match(name)) and sum(c.isupper() for c in name) >= 2


def is_proper(name: str) -> bool:
    """A Latin word whose writing shows a name: capitals (SRAM), a capital inside (DeepSORT), a digit (word2vec)."""
    return is_acronym(name) or bool(_PROPER.match(name))


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
    if len(words) == 2 and words[1] in rules.term_tails and words[0] not in rules.determiners | rules.openers:
        return False  # 생성 패턴, 입력 데이터
    return len(words) > 1 and all(
        w in rules.generic or w in more or w in rules.openers or w in rules.inner or w.isdigit() for w in words
    )


def looks_like_name(name: str, more_generic: frozenset[str] = frozenset()) -> bool:
    """Whether a surface can be a concept at all: no sentence, question, code, path, URL, date or generic word.

    Needs no morphemes: what endings say is checked where Kiwi's tags are at hand (`candidates`).
    """
    return _has_shape(name) and _has_words(name) and not is_generic(name, more_generic)


def _has_shape(name: str) -> bool:
    if not 2 <= len(name) <= MAX_NAME_CHARS or not any(c.isalpha() for c in name):
        return False
    if not (name[-1].isalnum() or name[-1] in "+#%'*") or "," in name or name.count("/") > 1:
        return False
    if "." in name and name.rsplit(".", 1)[1].casefold() in name_rules().file_endings:
        return False
    return name_rules().not_names.search(name) is None


def _has_words(name: str) -> bool:
    rules = name_rules()
    low = [w.casefold() for w in _WORD.findall(name)]
    first, last = low[0], low[-1]
    if len(low) > MAX_NAME_WORDS or first in rules.openers or first in rules.determiners:
        return False
    if last in rules.openers or last in rules.inner:
        return False
    if has_hangul(name):
        return True
    if len(low) == 1:
        return is_acronym(name) or (len(name) >= 3 and not _is_adjective(name))
    inside = any(w in rules.openers and w not in rules.inner for w in low[1:])
    return not inside and (len(low) <= 4 or any(w in rules.inner for w in low))


def _is_adjective(word: str) -> bool:
    return len(word) > 5 and word.endswith(name_rules().adjective_endings)


def is_short_phrase(name: str) -> bool:
    """One to three words that name one thing: nothing joined, no determiner, no clause."""
    words = name.split()
    return len(words) <= 3 and not _JOINED.search(name) and words[0] not in name_rules().determiners


def names_one_topic(title: str) -> bool:
    """Whether the title of a file may be the name of a concept: short, not joined, no slug of several words."""
    return len(title.split()) <= 4 and not _JOINED.search(title) and not re.match(r"[^\s-]+(?:-[^\s-]+){2,}$", title)


def strip_tail(name: str) -> str:
    """The name without one tail such as 문제 or "function"; the name itself where nothing is left or none is there."""
    tails = name_rules().tails
    if not name.casefold().endswith(tails):
        return name
    for tail in tails:
        if len(name) > len(tail) + 1 and name.casefold().endswith(tail):
            head = name[: -len(tail)].rstrip(" -")
            if len(head) >= 2 and (has_hangul(tail) or name[len(name) - len(tail) - 1] in " -"):
                return head
    return name


def without_class_word(name: str) -> str:
    """A Latin name without the Korean word for what it is behind it ("SSL 프로토콜" → "SSL"); else the name itself."""
    words = name_rules().class_words
    if not name.endswith(words):
        return name
    for tail in words:
        head = name[: -len(tail)].rstrip()
        if name.endswith(tail) and len(head) > 1 and not has_hangul(head):
            return head
    return name


def singular(word: str) -> str:
    """An English noun phrase with its last word in the singular ("local minima" → "local minimum" included)."""
    low = word.casefold()
    if has_hangul(word) or len(word) < 4 or word.isupper():
        return word
    if low.endswith(("minima", "maxima", "optima")):
        return word[:-1] + "um"
    if low.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if low.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if low.endswith("s") and not low.endswith(("ss", "us", "is", "ics", "ous", "as", "os")):
        return word[:-1]
    return word
