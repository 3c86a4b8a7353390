"""Questions that ask two things at once, taken apart."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

MIN_PART_CHARS = 3
MAX_PARTS = 3
_BARE = re.compile("(뭐|무엇)$")


@dataclass(frozen=True, slots=True)
class _Rules:
    questions: re.Pattern[str]
    sides: re.Pattern[str]
    compounds: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]


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
    )


def questions_in(text: str) -> tuple[str, ...]:
    """The questions of a sentence that asks several ("단점은 뭐고 누가 해결해?"), else the text alone."""
    parts: list[str] = []
    start = 0
    for cut in _rules().questions.finditer(text):
        first = text[start : cut.start()].strip(" ,")
        if len(first) >= MIN_PART_CHARS and len(parts) + 1 < MAX_PARTS:
            parts.append(first if first.endswith("?") else f"{_BARE.sub('뭐야', first)}?")
            start = cut.end()
    parts.append(text[start:].strip())
    return tuple(part for part in parts if len(part) >= MIN_PART_CHARS) or (text,)


def sides_in(text: str) -> tuple[str, ...]:
    """One question for each of two sides asked together ("장단점" → "장점", "단점"); empty where there is one side."""
    for pattern, words in _rules().compounds:
        if found := pattern.search(text):
            return tuple(text[: found.start()] + word + text[found.end() :] for word in words)
    if found := _rules().sides.search(text):
        pair = (found["one"], found["other"]) if found["one"] else (found["first"], found["second"])
        return tuple(text[: found.start()] + word + text[found.end() :] for word in pair)
    return ()
