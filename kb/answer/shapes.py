"""Answers of one shape: does a text hold the number, date, price or person that a question wants?"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from kb.retrieval import Retriever

KNOWN_BY = {"maker": ("person",), "date": ("date", "year")}
"""What a question wants → the shapes that it is known by, where that isn't the one of its name."""
PERSONS = ("person", "maker")
QUANTITIES = {
    "number": "number",
    "count": "number",
    "duration": "number",
    "price": "number",
    "phone": "number",
    "temperature": "number",
    "default": "number",
    "complexity": "number",
    "date": "date",
    "year": "date",
    "formula": "formula",
}
"""What a question wants → what the notes must hold at least: a count may stand in other words ("LSTM: 3 gates")."""
CERTAIN = (
    "year",
    "maker",
    "duration",
    "price",
    "phone",
    "email",
    "link",
    "temperature",
    "default",
    "complexity",
    "install",
)
"""What is told by its shape or isn't told: where no line about the topic has one, nothing else answers."""

_HANGUL = re.compile(r"[가-힣]{2,5}")
PROPER = "NNP"
"""Kiwi's tag of a proper noun: 세종, 베게너 and, from the user dictionary, the names of concepts."""


@cache
def _shapes() -> dict[str, re.Pattern[str]]:
    data = tomllib.loads((files("kb.answer") / "shapes.toml").read_text(encoding="utf-8"))
    return {name: re.compile("|".join(shape["patterns"])) for name, shape in data.items()}


def has_shape(wants: str, text: str, retriever: Retriever) -> bool:
    """Whether a text holds what a question wants that only a number, a person, a date or a formula answers."""
    shapes = [_shapes()[name] for name in KNOWN_BY.get(wants, (wants,)) if name in _shapes()]
    if not shapes or any(shape.search(text) for shape in shapes):
        return True
    return wants in PERSONS and _names_somebody(text, retriever)


def _names_somebody(text: str, retriever: Retriever) -> bool:
    """Whether a text has a proper noun in Hangul that is no concept of the notes."""
    known = retriever.snapshot.vocabulary.find(text)
    return any(
        token.tag == PROPER
        and _HANGUL.fullmatch(text[token.start : token.end])
        and not any(one.start <= token.start < one.end for one in known)
        for token in retriever.analyser.tokens(text)
    )
