"""Answer → the same answer in a language model's words, every sentence held to the passage that it cites. Optional.

Answer ── prompt.messages ──▶ LanguageModel.stream ── sentence by sentence ──▶ Support.backs ──▶ Answer
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from kb.errors import LanguageModelUnavailable
from kb.language.sentences import sentence_spans
from kb.types import Answer
from kb.writer.language_model import LanguageModel
from kb.writer.prompt import messages, remark
from kb.writer.support import Support

__all__ = ["LanguageModel", "Support", "write"]

MARKER = re.compile(r"\s*\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
MARKERS = re.compile(rf"(?:{MARKER.pattern})+[.。]?")
_BULLET = re.compile(r"\s*(?:[-*+•]|\d{1,2}[.)])\s+")
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
"""What reasoning models write before they answer."""


def write(answer: Answer, model: LanguageModel, support: Support) -> Iterator[Answer]:
    """The answer as it grows, sentence by sentence; the last one is whole.

    Only backed sentences ever appear. An answer that isn't grounded stays as it is, and no model is asked. Where the
    server is down or slow, or nothing that it writes is backed, the last answer is the given one with a line that says so.
    """
    if not answer.grounded or not answer.citations:
        yield answer
        return
    kept: list[str] = []
    dropped = 0
    try:
        for sentence in _sentences(model.stream(messages(answer))):
            if _is_backed(sentence, answer, support):
                kept.append(sentence)
                yield _reworded(answer, kept, model, "")
            else:
                dropped += 1
    except LanguageModelUnavailable as problem:
        yield replace(answer, text=f"{answer.text}\n\n*{remark('unavailable', answer.language, reason=problem)}*")
        return
    if not kept:
        yield replace(answer, text=f"{answer.text}\n\n*{remark('nothing_left', answer.language)}*")
        return
    yield _reworded(answer, kept, model, remark("dropped", answer.language, count=dropped) if dropped else "")


def _reworded(answer: Answer, kept: list[str], model: LanguageModel, note: str) -> Answer:
    text = "\n".join(kept) if any(_BULLET.match(sentence) for sentence in kept) else " ".join(kept)
    cited = {number for sentence in kept for number in _numbers(sentence)}
    citations = tuple(citation for citation in answer.citations if citation.number in cited)
    return replace(answer, text=f"{text}\n\n*{note}*" if note else text, citations=citations, writer=model.name or model.url)


def _numbers(sentence: str) -> set[int]:
    return {int(number) for group in MARKER.findall(sentence) for number in group.split(",")}


def _is_backed(sentence: str, answer: Answer, support: Support) -> bool:
    by_number = {citation.number: citation for citation in answer.citations}
    numbers = _numbers(sentence)
    if not numbers or not numbers <= by_number.keys():
        return False
    words = _BULLET.sub("", MARKER.sub("", sentence), count=1)
    return support.backs(words, [by_number[number] for number in sorted(numbers)], answer.question)


def _sentences(pieces: Iterator[str]) -> Iterator[str]:
    """Whole sentences, each with the markers that follow it, as soon as the next one has begun."""
    text, given = "", 0
    for piece in pieces:
        text += piece
        shown = _THINKING.sub("", text)
        spans = _spans(shown)
        ready = -2 if spans and shown[spans[-1][0]] == "[" else -1  # "[1" may become a marker of the sentence before
        for start, end in spans[given:ready]:
            yield shown[start:end].strip()
            given += 1
    shown = _THINKING.sub("", text)
    for start, end in _spans(shown)[given:]:
        yield shown[start:end].strip()


def _spans(text: str) -> list[tuple[int, int]]:
    """Sentences; markers behind the full stop belong to the sentence before them."""
    spans: list[tuple[int, int]] = []
    for start, end in sentence_spans(text):
        found = MARKERS.match(text, start) if spans else None
        if found:
            spans[-1] = (spans[-1][0], found.end())
        begin = found.end() if found else start
        if text[begin:end].strip():
            spans.append((begin, end))
    return spans
