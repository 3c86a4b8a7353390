"""Measures a knowledge base on a file of questions whose answers are known: one JSON object a line,

    {"question": "…", "gold": [{"note": "a.md", "quote": "words of one line"} | {"note": "a.md", "lines": [3, 5]}], …}

with `gold` empty for a question that the notes don't answer, and optionally `kind`, `style`, `language`, `split` and
`history` (the questions before it).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

import msgspec

from kb.errors import QuestionsFileInvalid
from kb.knowledge_base import KnowledgeBase
from kb.types import Chunk, Citation, Hit

DEPTH = 10
"""Passages looked at per question; recall is reported at 1, 3 and 5 of them, the reciprocal rank at all."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer stands: lines of a note, 1-based and inclusive."""

    note: str
    first: int
    last: int

    def in_chunk(self, chunk: Chunk) -> bool:
        return chunk.note == self.note and chunk.start_line <= self.last and self.first <= chunk.end_line

    def in_citation(self, citation: Citation) -> bool:
        return citation.chunk.note == self.note and citation.start_line <= self.last and self.first <= citation.end_line


class _Gold(msgspec.Struct):
    note: str
    quote: str = ""
    lines: tuple[int, int] | None = None


class _Row(msgspec.Struct):
    question: str
    gold: list[_Gold]
    kind: str = ""
    style: str = ""
    language: str = ""
    split: str = ""
    history: list[str] = []


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    text: str
    places: tuple[Place, ...]
    kind: str
    style: str
    language: str
    split: str
    history: tuple[str, ...] = ()
    """Questions asked before in the same conversation."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back for one question. `rank`: 1-based position of the first passage that holds a gold place, 0 if none."""

    question: GoldQuestion
    rank: int
    share: float
    """Gold places within the first five passages."""
    answered: float
    """Gold places that the answer itself quotes."""
    precision: float
    """Quoted lines that are gold places, of all quoted lines."""
    opens: bool
    """Whether the first quoted line is a gold place."""
    chars: int
    valid: int
    cited: int
    grounded: bool


@dataclass(frozen=True, slots=True)
class Scores:
    """One row of the report: means over the questions of a group; nan-free (0 where a group has none)."""

    group: str
    questions: int
    recall1: float
    recall3: float
    recall5: float
    mrr: float
    share: float
    answer_recall: float
    answer_precision: float
    opens: float
    """Answerable questions whose answer begins with a gold place."""
    chars: float
    false_refusals: float
    unanswerable: int
    refused: float
    citations_valid: float


def read_questions(path: Path, kb: KnowledgeBase, split: str | None = None) -> tuple[GoldQuestion, ...]:
    """Questions with their places resolved to lines of the indexed notes.

    Raises QuestionsFileInvalid for a line that is no such object, a note that isn't indexed or a quote that isn't in it.
    """
    try:
        raw = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise QuestionsFileInvalid(f"can't read {path}: {reason}") from None
    questions: list[GoldQuestion] = []
    for number, line in enumerate(raw, 1):
        if not line.strip():
            continue
        try:
            row = msgspec.json.decode(line, type=_Row)
            places = tuple(_place(gold, kb) for gold in row.gold)
        except (msgspec.MsgspecError, ValueError) as error:
            raise QuestionsFileInvalid(f"{path}:{number}: {error}") from None
        if split is None or row.split == split:
            questions.append(
                GoldQuestion(row.question, places, row.kind, row.style, row.language, row.split, tuple(row.history))
            )
    return tuple(questions)


def _place(gold: _Gold, kb: KnowledgeBase) -> Place:
    try:
        text = kb.note_text(gold.note)
    except KeyError:
        raise ValueError(f"no note {gold.note!r} in the index") from None
    if gold.lines:
        return Place(gold.note, *gold.lines)
    at = text.find(gold.quote) if gold.quote else -1
    if at < 0:
        raise ValueError(f"{gold.note} has no line with {gold.quote!r}")
    first = text.count("\n", 0, at) + 1
    return Place(gold.note, first, first + gold.quote.count("\n"))


def evaluate(
    kb: KnowledgeBase, questions: Iterable[GoldQuestion], on_question: Callable[[], None] = lambda: None
) -> tuple[Outcome, ...]:
    outcomes = []
    for question in questions:
        outcomes.append(_outcome(kb, question))
        on_question()
    return tuple(outcomes)


def _outcome(kb: KnowledgeBase, question: GoldQuestion) -> Outcome:
    hits = kb.search(question.text, k=DEPTH)
    answer = kb.ask(question.text, question.history)
    places = question.places
    ranks = [rank for rank, hit in enumerate(hits, 1) if any(_holds(hit, place) for place in places)]
    near = hits[:5]
    return Outcome(
        question=question,
        rank=ranks[0] if ranks else 0,
        share=mean(any(_holds(hit, place) for hit in near) for place in places) if places else 0.0,
        answered=mean(any(place.in_citation(c) for c in answer.citations) for place in places) if places else 0.0,
        precision=mean(any(p.in_citation(c) for p in places) for c in answer.citations) if answer.citations else 0.0,
        opens=any(place.in_citation(first) for first in answer.citations[:1] for place in places),
        chars=len(answer.text),
        valid=sum(is_valid(kb, citation) for citation in answer.citations),
        cited=len(answer.citations),
        grounded=answer.grounded,
    )


def _holds(hit: Hit, place: Place) -> bool:
    return any(place.in_chunk(chunk) for chunk in (hit.chunk, *hit.also))


def is_valid(kb: KnowledgeBase, citation: Citation) -> bool:
    """Whether the quote stands word for word in the note, at the lines that the citation names."""
    lines = kb.note_text(citation.chunk.note).split("\n")
    return citation.quote in "\n".join(lines[citation.start_line - 1 : citation.end_line])


GROUPS: Mapping[str, Callable[[GoldQuestion], str]] = {
    "language": lambda q: q.language,
    "style": lambda q: q.style,
    "kind": lambda q: q.kind,
}


def summarise(outcomes: Sequence[Outcome]) -> tuple[Scores, ...]:
    """The overall row first, then one row per language, style and kind."""
    rows = [_scores("all", outcomes)]
    for group, of in GROUPS.items():
        by_value: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in outcomes:
            if of(outcome.question):
                by_value[of(outcome.question)].append(outcome)
        rows += [_scores(f"{group}: {value}", members) for value, members in sorted(by_value.items())]
    return tuple(rows)


def _scores(group: str, outcomes: Sequence[Outcome]) -> Scores:
    answerable = [o for o in outcomes if o.question.places]
    unanswerable = [o for o in outcomes if not o.question.places]
    cited = sum(o.cited for o in outcomes)

    def average(values: Iterable[float]) -> float:
        listed = list(values)
        return mean(listed) if listed else 0.0

    return Scores(
        group=group,
        questions=len(answerable),
        recall1=average(0 < o.rank <= 1 for o in answerable),
        recall3=average(0 < o.rank <= 3 for o in answerable),
        recall5=average(0 < o.rank <= 5 for o in answerable),
        mrr=average(1 / o.rank if o.rank else 0.0 for o in answerable),
        share=average(o.share for o in answerable),
        answer_recall=average(o.answered for o in answerable),
        answer_precision=average(o.precision for o in answerable if o.cited),
        opens=average(o.opens for o in answerable),
        chars=median([o.chars for o in answerable]) if answerable else 0.0,
        false_refusals=average(not o.grounded for o in answerable),
        unanswerable=len(unanswerable),
        refused=average(not o.grounded for o in unanswerable),
        citations_valid=sum(o.valid for o in outcomes) / cited if cited else 1.0,
    )
