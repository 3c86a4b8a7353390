"""Tells the concepts apart that share a name: 편향 (bias term), 편향 (statistical bias)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kb.language.text import fold
from kb.types import Concept, Language


def sense_label(concept: Concept, language: Language) -> str:
    """The concept's name in the language with its canonical name, which no other concept has: "편향 (bias term)"."""
    label = concept.label(language)
    return concept.name if fold(label) == fold(concept.name) else f"{label} ({concept.name})"


def likeliest(senses: Iterable[str], mentions: Callable[[str], int]) -> tuple[str, ...]:
    """The senses that the notes name, the one that they name most first; the order given decides between equals."""
    return tuple(sorted((s for s in senses if mentions(s)), key=mentions, reverse=True))
