"""The YAML at the head of a note, as far as notes use it: names with words or lists of words.

Not a YAML parser: people's front matter often isn't YAML (`title: CNN: 개요` is none), and a note must not be lost
over it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_FENCE = re.compile(r"\A\s*---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_FIELD = re.compile(r"([A-Za-z_][\w -]*?)[ \t]*:(?:[ \t]+(.*))?$")
_ENTRY = re.compile(r"[ \t]*-[ \t]+(.*)$")
MAX_LINES = 200


def split_front_matter(text: str) -> tuple[Mapping[str, tuple[str, ...]], int]:
    """The fields (names in lower case) and the number of lines that they take; ({}, 0) where there are none."""
    opening = _FENCE.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None:
        return {}, 0
    body = text[opening.end() : closing.start()].split("\n")
    fields: dict[str, tuple[str, ...]] = {}
    name = ""
    for line in body[:MAX_LINES]:
        field, entry = _FIELD.match(line), _ENTRY.match(line)
        if field:
            name = field[1].strip().lower()
            fields[name] = _values(field[2] or "")
        elif entry and name:
            fields[name] = (*fields[name], *_values(entry[1], listed=True))
        elif line.strip() and not line.startswith((" ", "\t", "#")):
            # a rule, a line of prose: this was no front matter
            return {}, 0
    if not fields and any(line.strip() for line in body):
        return {}, 0
    return fields, text.count("\n", 0, closing.end()) + 1


def _values(value: str, *, listed: bool = False) -> tuple[str, ...]:
    value = value.strip()
    if value.startswith("[") and value.endswith("]") and not value.startswith("[["):
        parts = re.findall(r"\"[^\"]*\"|'[^']*'|[^,]+", value[1:-1])
    else:
        parts = [value]
    words = (part.strip().strip("\"'").strip() for part in parts)
    return tuple(word for word in words if word and word not in ("|", ">", "|-", ">-"))


def as_list(values: tuple[str, ...]) -> tuple[str, ...]:
    """`tags: a, b` is meant as a list too."""
    return tuple(word for value in values for word in (part.strip() for part in value.split(",")) if word)
