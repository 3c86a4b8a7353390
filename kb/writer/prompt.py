"""What the model is told: rules, numbered excerpts, the question; and the tool's own words about what came back."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from kb.types import Answer, Language


@cache
def _data() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("kb.writer") / "writer.toml").read_text(encoding="utf-8"))


def messages(answer: Answer) -> list[dict[str, str]]:
    """The conversation to send: one excerpt for each citation of the answer, under its headings."""
    excerpts = "\n".join(
        f"[{citation.number}] ({' › '.join((citation.chunk.note, *citation.chunk.heading))}) {_one_line(citation.quote)}"
        for citation in answer.citations
    )
    prompt, language = _data()["prompt"], _data()["language"][answer.language]
    return [
        {"role": "system", "content": prompt["system"].strip().format(language=language)},
        {"role": "user", "content": prompt["user"].strip().format(excerpts=excerpts, question=answer.question)},
    ]


def _one_line(text: str) -> str:
    """A quote can't close the block that it stands in."""
    return " ".join(text.replace("<", "‹").replace(">", "›").split())


def remark(key: str, language: Language, **values: object) -> str:
    return _data()[language][key].format(**values)
