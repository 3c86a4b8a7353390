"""Bare lists of questions that are answered elsewhere in the note, and tables of contents: they must not outrank the
answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from kb.language.text import fold
from kb.notes.cues import is_question
from kb.types import Block, Note

MIN_QUESTIONS = 3
"""Fewer bullets than this are no list of questions."""
MIN_ANSWERED = 0.6
"""Of the list's items: a question or two without an answer don't make the list worth finding."""
MIN_LIKENESS = 82.0
"""rapidfuzz ratio (0–100) of folded questions: a copy with a word more or a typo is above, another question on the same
topic should be below. Set by judgement, not measured."""

_NUMBERING = re.compile(r"^\W*(?:Q|문제|질문)?\s*\d*\s*[.):\-]?\s*", re.I)
_IN_PAGE_LINK = re.compile(r"\]\(#")


def answered_questions(note: Note) -> frozenset[int]:
    """Positions in `note.blocks` of the bare questions whose answers stand under a heading or pseudo-heading of the
    same words."""
    blocks = note.blocks
    parents = {block.parent for block in blocks if block.parent is not None}
    titles = {position for position in parents if blocks[position].kind == "heading" or blocks[position].pseudo}
    if not titles:
        return frozenset()
    result: set[int] = set()
    for run in _bare_lists(blocks, parents):
        asking = [
            p for p in run if is_question(blocks[p].text) or _IN_PAGE_LINK.search(note.text, blocks[p].start, blocks[p].end)
        ]
        if len(asking) < MIN_QUESTIONS or len(asking) < MIN_ANSWERED * len(run):
            continue
        inside = set(run)
        answers = [_key(blocks[p].text) for p in titles if p not in inside]
        answered = sum(1 for p in asking if _is_among(_key(blocks[p].text), answers))
        if answered >= MIN_ANSWERED * len(run):
            result |= inside
    return frozenset(result)


def _bare_lists(blocks: Sequence[Block], parents: set[int]) -> list[list[int]]:
    """Runs of list items with nothing between them but items; nested items count, their parents too."""
    runs: list[list[int]] = []
    for position, block in enumerate(blocks):
        continues = bool(runs) and bool(runs[-1]) and runs[-1][-1] == position - 1
        if block.kind != "item":
            continue
        if continues:
            runs[-1].append(position)
        else:
            runs.append([position])
    return [run for run in runs if len(run) >= MIN_QUESTIONS]


def _key(text: str) -> str:
    return fold(_NUMBERING.sub("", text, count=1)).rstrip("?？.! ")


def _is_among(key: str, answers: list[str]) -> bool:
    return bool(key) and process.extractOne(key, answers, scorer=fuzz.ratio, score_cutoff=MIN_LIKENESS) is not None
