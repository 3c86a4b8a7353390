"""What is said to the tool and asks the notes nothing: greetings, thanks, what it can do, requests to write."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kb.language.lexemes import english_lemma
from kb.language.text import fold
from kb.retrieval import Question


@dataclass(frozen=True, slots=True)
class _Rules:
    talk: tuple[tuple[str, re.Pattern[str]], ...]
    overview: re.Pattern[str]
    alone: re.Pattern[str]
    words: frozenset[str]


@cache
def _rules() -> _Rules:
    data = tomllib.loads((files("kb.answer") / "smalltalk.toml").read_text(encoding="utf-8"))
    shared = {key: words for key, words in data.items() if isinstance(words, str)}

    def either(table: dict[str, str]) -> re.Pattern[str]:
        text = "|".join(table.values())
        for key, words in shared.items():
            text = text.replace(f"{{{key}}}", words)
        return re.compile(text, re.IGNORECASE)

    talk = tuple((name, either(table)) for name, table in data["talk"].items())
    return _Rules(
        talk=talk,
        overview=either(data["overview"]),
        alone=either(data["alone"]),
        words=frozenset(map(_stem, data["notes"]["words"].split())),
    )


def small_talk(question: Question) -> str:
    """The key of the phrase that replies to it; empty for a question that the notes may answer."""
    return next((name for name, pattern in _rules().talk if pattern.search(question.text)), "")


def asks_for_overview(question: Question) -> bool:
    """Whether a question is about the notes as a whole, naming nothing in them."""
    own = [asked for asked in question.asked if asked.surface not in question.topic]
    content = [term for term in question.content if question.written[term] not in question.topic]
    if (
        not own
        and all(_is_of_notes(term) or _is_of_notes(question.written[term]) for term in content)
        and _rules().overview.search(question.text)
    ):
        return True
    return not question.concepts and not question.topic and bool(_rules().alone.search(question.text))


def _is_of_notes(word: str) -> bool:
    """Whether a word speaks of notes as such ("summarise", "필기")."""
    return _stem(word) in _rules().words


def _stem(word: str) -> str:
    return fold(english_lemma(word) if word.isascii() else word.removesuffix("다") or word)
