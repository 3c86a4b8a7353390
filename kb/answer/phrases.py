"""The tool's own words, filled in with the right josa."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from kb.language.josa import attach
from kb.types import Language

_JOSA = {"은는": "은/는", "이가": "이/가", "을를": "을/를", "과와": "과/와"}
_SLOT = re.compile(r"\{(?:(\w+):)?(\w+)\}")


@cache
def _phrases() -> dict[str, dict[str, str]]:
    return tomllib.loads((files("kb.answer") / "phrases.toml").read_text(encoding="utf-8"))


def phrase(key: str, language: Language, **values: str) -> str:
    """The phrase in the language; `{은는:concept}` becomes the value with the particle that its last sound needs."""

    def fill(slot: re.Match[str]) -> str:
        josa, name = slot.groups()
        return attach(values[name], _JOSA[josa]) if josa else values[name]

    return _SLOT.sub(fill, _phrases()[language][key])
