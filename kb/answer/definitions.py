"""The line that says what a thing is: a definition is what "What is X?" is answered with first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.lines import DECORATION, Candidate, Line, label_of, shows
from kb.language.text import fold
from kb.types import Concept, Statement

_LABEL = re.compile(r"^\W*(?:\([^)]*\))?\W*[:：—=]")
_TOPIC = re.compile(r"^\s*(?:\([^)]*\))?\W{0,2}(?:은|는|이란|란|이|가)?\s")
COPULA, LABEL, HEADED = 1.0, 0.7, 0.4
"""What it counts, beside the probability of the line, that it ends like a definition, that the name is its label, and
that the heading above names the thing."""
ENOUGH = 0.9
SHORTEST = 12
"""Letters of a line that says what something is."""
_AROUND_NAME = re.compile(r"\([^)]*\)|\[[^\]]*\]|^[\d.\s]+")


def defining_line(rated: Sequence[Candidate], concept: Concept) -> Line | None:
    """The line that begins with a name of the concept and says what it is, else the first one under a heading that is its
    name; None where neither is there."""
    names = sorted((fold(name) for name in (concept.name, *concept.aliases)), key=len, reverse=True)
    best: tuple[float, int, Line] | None = None
    for at, candidate in enumerate(rated):
        statement = candidate.line.statement
        if statement.kind in ("heading", "code", "row") or statement.text.rstrip().endswith("?"):
            continue
        rest = _after_name(DECORATION.sub("", statement.text), names)
        if rest is None or not (_LABEL.match(rest) or _TOPIC.match(rest)):
            continue
        defines, label = shows("defines", statement.text), bool(_LABEL.match(rest))
        if not (defines or label):
            continue
        headed = bool(candidate.line.chunk.heading) and any(name in fold(candidate.line.chunk.heading[-1]) for name in names)
        worth = candidate.probability + COPULA * defines + LABEL * label + HEADED * headed
        if worth >= ENOUGH and (best is None or (worth, -at) > best[:2]):
            best = worth, -at, candidate.line
    return best[2] if best else _opening_line(rated, frozenset(names))


def _opening_line(rated: Sequence[Candidate], names: frozenset[str]) -> Line | None:
    """Under "데드락 (Deadlock, 교착 상태)" the first line says what it is, without naming it."""
    for candidate in rated:
        chunk, statement = candidate.line.chunk, candidate.line.statement
        if not chunk.heading or fold(_AROUND_NAME.sub("", chunk.heading[-1])) not in names:
            continue
        first = next((one for one in chunk.statements if one.kind != "heading"), None)
        if statement is first and statement.kind in ("paragraph", "quote", "item") and _states(statement):
            return candidate.line
    return None


def _states(statement: Statement) -> bool:
    """Whether a line is words long enough to say what something is, no question and no side of it ("장점: …")."""
    text = statement.text.strip()
    return len(fold(text)) >= SHORTEST and not text.endswith(("?", ":", "：")) and not label_of(text)


def _after_name(text: str, names: Sequence[str]) -> str | None:
    """What follows the name that a text begins with; spaces and hyphens may stand anywhere in the name."""
    for name in names:
        if not name or not fold(text).startswith(name):
            continue
        for end in range(1, len(text) + 1):
            if fold(text[:end]) == name:
                return text[end:]
    return None
