"""The interface's own words, in both languages, from `strings.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from kb.types import Language, Relation

LANGUAGE_COOKIE = "kb_language"
"""Set by `assets/head.js` where the reader switches the language."""


@dataclass(frozen=True, slots=True)
class Words:
    """All strings of one interface language. `words("counts", notes=3, …)` fills in the named values."""

    language: Language
    strings: Mapping[str, str]
    relations: Mapping[str, str]
    stages: Mapping[str, str]
    reasons: Mapping[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """Raises KeyError for a key that `strings.toml` lacks: a missing string is a defect, not a blank."""
        text = self.strings[key]
        return text.format(**values) if values else text

    def relation(self, relation: Relation) -> str:
        return self.relations[relation.value]

    def stage(self, name: str) -> str:
        return self.stages.get(name, name)

    def reason(self, text: str) -> str:
        """Why a file was skipped; the builder says it in English, with details in brackets."""
        said, bracket, details = text.partition(" (")
        return self.reasons.get(text) or self.reasons.get(said, said) + bracket + details


@cache
def _tables() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("strings.toml").read_text(encoding="utf-8"))


@cache
def words(language: Language) -> Words:
    tables = _tables()
    return Words(
        language,
        tables[language],
        tables["relation"][language],
        tables["stage"][language],
        tables["reason"].get(language, {}),
    )


def translations() -> dict[str, dict[str, str]]:
    """{"ko": {…}, "en": {…}} in the form that `gr.I18n` takes for labels of Gradio's own components."""
    return {language: dict(_tables()[language]) for language in ("ko", "en")}


def interface_language(accept_language: str | None) -> Language:
    """The first of Korean or English in an Accept-Language header (RFC 9110 §12.5.4); English if it names neither.

    Browsers list languages by falling preference, so the order is enough and the q-values are not read.
    """
    for part in (accept_language or "").lower().split(","):
        tag = part.split(";")[0].strip().split("-")[0]
        if tag == "ko":
            return "ko"
        if tag == "en":
            return "en"
    return "en"
