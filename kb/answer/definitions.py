"""The line that says what a thing is: a definition is what "What is X?" is answered with first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.answer.lines import DECORATION, Candidate, Line, label_of, shows
from kb.language.text import fold
from kb.retrieval.kinds import kind_of
from kb.types import Concept, Statement

_LABEL = re.compile(r"^\W*(?:\([^)]*\))?\W*[:：—=]")
_TOPIC = re.compile(r"^\s*(?:\([^)]*\))?\W{0,2}(?:(?:은|는|이란|란)[\s,]|\s*(?:is|are|was|were|means?|refers? to)\b)")
COPULA, LABEL, HEADED = 1.0, 0.7, 0.4
"""What it counts, beside the probability of the line, that it ends like a definition, that the name is its label, and
that the heading above names the thing."""
ENOUGH = 0.9
SHORTEST = 12
"""Letters of a line that says what something is."""
SHORTEST_LABELLED = 6
"""The same of what follows the name as its label."""
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
        named = _LABEL.match(rest)
        defines, label = shows("defines", statement.text), bool(named)
        if not (defines or named) or (named and len(fold(rest[named.end() :])) < SHORTEST_LABELLED):
            continue
        headed = bool(candidate.line.chunk.heading) and any(name in fold(candidate.line.chunk.heading[-1]) for name in names)
        worth = candidate.probability + COPULA * defines + LABEL * label + HEADED * headed
        if worth >= ENOUGH and (best is None or (worth, -at) > best[:2]):
            best = worth, -at, candidate.line
    return best[2] if best else _opening_line(rated, names)


def _opening_line(rated: Sequence[Candidate], names: Sequence[str]) -> Line | None:
    """The first line under a heading that is the name ("데드락 (Deadlock, 교착 상태)"), else under one that asks what it is
    ("데드락이란?"), else under one that begins with it where the line defines something ("데드락 문제: …상태를 말한다")."""
    tiers: dict[int, Line] = {}
    for candidate in rated:
        chunk, statement = candidate.line.chunk, candidate.line.statement
        opens = chunk.statements[0].kind == "heading"  # else it goes on with a section that a passage before began
        first = next((one for one in chunk.statements if one.kind != "heading"), None)
        if (
            not opens
            or statement is not first
            or statement.kind not in ("paragraph", "quote", "item")
            or not _states(statement)
        ):
            continue
        heading = fold(_AROUND_NAME.sub("", chunk.heading[-1])) if chunk.heading else ""
        name = next((name for name in names if name and heading.startswith(name)), "")
        if heading in names:
            tiers.setdefault(0, candidate.line)
        elif name and kind_of(chunk.heading[-1]) == "definition":
            tiers.setdefault(1, candidate.line)
        elif name and shows("defines", statement.text):
            tiers.setdefault(2, candidate.line)
    return tiers[min(tiers)] if tiers else None


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
