"""Questions that ask two things at once, taken apart."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from kb.language.text import has_hangul

MIN_PART_CHARS = 3
MAX_PARTS = 3
PAIR = 2
_JOINING = re.compile(r"^(그리고|또한?|그래서|and|then)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Rules:
    questions: re.Pattern[str]
    sides: re.Pattern[str]
    compounds: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    endings: tuple[tuple[re.Pattern[str], str], ...]
    beside: re.Pattern[str]
    around: re.Pattern[str]


@cache
def _rules() -> _Rules:
    data = tomllib.loads((files("kb.answer") / "parts.toml").read_text(encoding="utf-8"))
    ko, en = data["sides"]["ko"], data["sides"]["en"]
    return _Rules(
        questions=re.compile("|".join(data["questions"]), re.IGNORECASE),
        sides=re.compile(
            rf"(?P<one>{ko})(?:과|와|이랑|랑|하고| 및|,| 그리고)\s*(?P<other>{ko})"
            rf"|\b(?P<first>{en})(?:,| and| &)\s+(?:the |its |their )?(?P<second>{en})\b",
            re.IGNORECASE,
        ),
        compounds=tuple((re.compile(p, re.IGNORECASE), tuple(words)) for p, words in data["compounds"].items()),
        endings=tuple((re.compile(f"{p}$"), ending) for p, ending in data["endings"].items()),
        beside=re.compile(data["things"]["beside"], re.IGNORECASE),
        around=re.compile("|".join(data["things"]["around"]), re.IGNORECASE),
    )


class Part(NamedTuple):
    """One of the questions of a sentence. `words`: as the sentence has them, whole; `asked`: as a question by itself."""

    words: str
    asked: str


def questions_in(text: str) -> tuple[Part, ...]:
    """The questions of a sentence that asks several ("단점은 뭐고 누가 해결해?"), else the text alone."""
    parts: list[Part] = []
    start = 0
    for cut in _rules().questions.finditer(text):
        # the ending that joins ("뭐고") is part of its word
        end = next((end for end in range(cut.start(), cut.end()) if not text[end].isalnum()), cut.end())
        words = text[start:end].strip(" ,") if has_hangul(cut.group()) else text[start : cut.start()].strip(" ,")
        if len(words) >= MIN_PART_CHARS and not _JOINING.match(f"{words} ") and len(parts) + 1 < MAX_PARTS:
            parts.append(Part(words, _as_question(words)))
            start = cut.end()
    rest = _JOINING.sub("", text[start:].strip())
    parts.append(Part(rest, rest))
    return tuple(part for part in parts if len(part.words) >= MIN_PART_CHARS) or (Part(text, text),)


def things_in(text: str) -> tuple[Part, ...]:
    """One question for each of two things that are asked about alike ("A랑 B가 뭐야?", "what is A and B?"), else the text
    alone."""
    things = _rules().around.sub("", text).strip()
    at = text.find(things)
    names = [name.strip() for name in _rules().beside.split(things)]
    if len(names) != PAIR or not all(names):
        return (Part(text, text),)
    return tuple(Part(name, _as_question(f"{text[:at]}{name}{text[at + len(things) :]}".strip())) for name in names)


def _as_question(words: str) -> str:
    """A clause that another follows, as the question that it is: "언제 생겼고" → "언제 생겼어?"."""
    for pattern, ending in _rules().endings:
        words = pattern.sub(ending, words)
    return words if words.endswith("?") else f"{words}?"


def sides_in(text: str) -> tuple[str, ...]:
    """One question for each of two sides asked together ("장단점" → "장점", "단점"); empty where there is one side."""
    for pattern, words in _rules().compounds:
        if found := pattern.search(text):
            return tuple(text[: found.start()] + word + text[found.end() :] for word in words)
    if found := _rules().sides.search(text):
        pair = (found["one"], found["other"]) if found["one"] else (found["first"], found["second"])
        return tuple(text[: found.start()] + word + text[found.end() :] for word in pair)
    return ()
