"""What `scripts/eval_encoder.py` measures. Nothing here was trained on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoder_training.corpus import Pair, rows_of

Score = Callable[[Sequence[str], Sequence[str]], NDArray[np.float32]]
"""Scores [queries, passages] of queries against passages: cosines, or BM25."""

MAX_CHARS = 600
HEADING = re.compile(r"^\s*(#{1,6})\s+(.+?)\s*$")
PSEUDO = re.compile(r"^\s*(?:`([^`]{1,60})`|(?:\d+\.\s*)?\*{2,3}([^*]{2,60})\*{2,3})\s*$")
MARKUP = re.compile(r"<[^>]+>|!?\[([^\]]*)\]\([^)]*\)|[*`#|]+|-{3,}")
FENCE = re.compile(r"^\s*```")
PSEUDO_LEVEL = 9
MIN_WORDS = 8
MIN_QUESTION = 8
"""Characters: "언제 사용?" asks about nothing that it names."""


@dataclass(frozen=True, slots=True)
class Passage:
    note: str
    start_line: int
    end_line: int
    text: str
    """Heading path and words, without markup."""
    title: str
    body: str


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", MARKUP.sub(lambda found: f" {found.group(1) or ''} ", text)).strip()


def split_note(path: Path, name: str) -> list[Passage]:
    """Passages of at most ~600 characters under their headings: a plain splitter, so that figures compare over time."""
    out: list[Passage] = []
    stack: list[tuple[int, str]] = []
    lines: list[tuple[int, str]] = []
    fenced = False

    def flush() -> None:
        body = plain(" ".join(line for _, line in lines))
        if body:
            heads = [head for _, head in stack]
            text = ": ".join([*heads, body])
            out.append(Passage(name, lines[0][0], lines[-1][0], text, heads[-1] if heads else "", body))
        lines.clear()

    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        fenced ^= bool(FENCE.match(line))
        heading, pseudo = HEADING.match(line), PSEUDO.match(line)
        if not fenced and (heading or pseudo):
            flush()
            level = len(heading.group(1)) if heading else PSEUDO_LEVEL
            head = heading.group(2) if heading else (pseudo.group(1) or pseudo.group(2) if pseudo else "")
            stack = [*(item for item in stack if item[0] < level), (level, plain(head))]
        elif line.strip():
            if sum(len(kept) for _, kept in lines) + len(line) > MAX_CHARS:
                flush()
            lines.append((number, line))
    flush()
    return out


def recall(score: Score, questions: Sequence[dict[str, object]], passages: Sequence[Passage]) -> dict[str, float]:
    """recall@1, @5 and per kind and language recall@5 of `tests/data/encoder_dev.jsonl`-like questions."""
    scores = score([str(q["question"]) for q in questions], [p.text for p in passages])
    found: dict[str, list[float]] = {}
    for row, question in zip(scores, questions, strict=True):
        best = [passages[i] for i in np.argsort(-row, kind="stable")[:5]]
        rights = [_answers(question, passage) for passage in best]
        found.setdefault("recall@1", []).append(float(rights[0]))
        found.setdefault("recall@5", []).append(float(any(rights)))
        for group in (f"{question['kind']}@5", f"{question['language']}@5"):
            found.setdefault(group, []).append(float(any(rights)))
    return {name: float(np.mean(values)) for name, values in found.items()}


def _answers(question: dict[str, object], passage: Passage) -> bool:
    spans = question["answers"]
    assert isinstance(spans, list)
    return any(n == passage.note and s <= passage.end_line and passage.start_line <= e for n, s, e in spans)


def read_questions(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def headings_of(folder: Path, limit: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """(heading, the words under it without the heading) of the Korean sections of a vault; headings unique."""
    sections: dict[str, str] = {}
    for path in sorted(folder.rglob("*.md")):
        for passage in split_note(path, path.name):
            words = passage.title.split()
            if passage.title and len(passage.body.split()) >= MIN_WORDS and re.search("[가-힣]", passage.body) and words:
                sections.setdefault(passage.title, passage.body)
    names = sorted(sections)
    order = np.random.default_rng(seed).permutation(len(names))[:limit]
    return [names[i] for i in order], [sections[names[i]] for i in order]


def accuracy(score: Score, queries: Sequence[str], answers: Sequence[str]) -> float:
    """Share of queries whose own answer scores highest."""
    return float((score(queries, answers).argmax(1) == np.arange(len(queries))).mean())


def reciprocal_rank(score: Score, queries: Sequence[str], answers: Sequence[str]) -> float:
    """Mean reciprocal rank of each query's own answer."""
    scores = score(queries, answers)
    own = scores[np.arange(len(queries)), np.arange(len(queries))]
    ranks = (scores >= own[:, None]).sum(1)  # itself included; a tie counts against it
    return float((1 / ranks).mean())


def facts(
    score: Score,
    path: Path,
    held_out: Sequence[Pair],
    value: Callable[[Score, Sequence[str], Sequence[str]], float] = reciprocal_rank,
) -> dict[str, float]:
    """Everyday questions in one language, facts in the other, among held-out sentences as distractors."""
    rows = list(rows_of(path))
    en, ko = [r[0] for r in rows], [r[1] for r in rows]
    noise_en, noise_ko = [p.en for p in held_out], [p.ko for p in held_out]
    ask_en, ask_ko = [r[2] for r in rows], [r[3] for r in rows]
    name = path.stem.removeprefix("encoder_")
    return {
        f"{name} ko→en": value(score, ask_ko, en + noise_en),
        f"{name} en→ko": value(score, ask_en, ko + noise_ko),
        f"{name} en→en": value(score, ask_en, en + noise_en),
        f"{name} ko→ko": value(score, ask_ko, ko + noise_ko),
    }


def interview_of(folder: Path) -> tuple[list[str], list[str]]:
    """(question, the words under it) of a vault's headings that are whole questions; questions unique."""
    answers: dict[str, str] = {}
    for path in sorted(folder.rglob("*.md")):
        for passage in split_note(path, path.name):
            if "?" in passage.title and len(passage.title) >= MIN_QUESTION and len(passage.body.split()) >= MIN_WORDS:
                answers.setdefault(passage.title, passage.body)
    return list(answers), list(answers.values())


def spearman(a: NDArray[np.float32], b: NDArray[np.float32]) -> float:
    first, second = (np.argsort(np.argsort(x)).astype(np.float64) for x in (a, b))
    return float(np.corrcoef(first, second)[0, 1])
