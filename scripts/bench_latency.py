"""How long a question takes over few and over many notes, beside what it can't do without.

    python scripts/bench_latency.py NOTES … --work WORK --chunks 1000 50000
    python scripts/bench_latency.py --indexes SMALL LARGE

For each size a folder of notes is made from NOTES and indexed as usual: whole files until there are enough passages,
round after round, every round with a third of its longer words replaced by made-up ones, so that names and vocabulary
grow as in real notes; or indexes that are there are taken as they are. Then every question is asked once to warm up and
once to measure, of all indexes in turn, so that what else the machine does falls on all alike. *bare*: one call of the
encoder, one FAISS search over passages and one of bm25s over the same terms.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import shutil
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import bm25s

from kb import KnowledgeBase, build
from kb.index.lexical import LexicalIndex
from kb.language.morphemes import Analyser
from kb.settings import Settings
from kb.store import load

WORD = re.compile(r"[A-Za-z]{5,}|[가-힣]{3,}")
SYLLABLES = ("ka", "lo", "mi", "ren", "tas", "vu"), ("가", "로", "미", "렌", "타", "부")
QUESTIONS = sorted((Path(__file__).parents[1] / "tests/data/questions").glob("corpus_*.jsonl"))
CHARS_PER_CHUNK = 330
"""Of the notes at hand; only decides when to stop writing files."""


def altered(text: str, turn: int) -> str:
    """A third of the longer words, the same ones everywhere in one round, become others."""

    def other(match: re.Match[str]) -> str:
        word = match[0]
        digest = hashlib.sha256(f"{turn} {word.casefold()}".encode()).digest()
        if turn == 0 or digest[0] % 3:
            return word
        return "".join(SYLLABLES[word[0] >= "가"][byte % 6] for byte in digest[1:5])

    return WORD.sub(other, text)


def write_notes(sources: list[Path], folder: Path, chunks: int) -> None:
    suffixes = Settings().suffixes
    files = sorted(f for source in sources for f in source.rglob("*") if f.suffix in suffixes and f.suffix != ".ipynb")
    random.Random(0).shuffle(files)
    written = 0
    for turn in count():
        for number, file in enumerate(files):
            text = altered(file.read_text(encoding="utf-8", errors="ignore"), turn)
            target = folder / f"{turn:03d}" / f"{number % 100:02d}" / f"{number:05d} {file.stem}.md"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
            written += len(text)
            if written > chunks * CHARS_PER_CHUNK:
                return


def bare_bm25(index: LexicalIndex) -> Any:
    """bm25s itself over the same scores."""
    engine = bm25s.BM25(k1=1.5, b=0.75, method="lucene")
    engine.scores = {"data": index._data, "indices": index._indices, "indptr": index._indptr, "num_docs": len(index)}
    engine.vocab_dict = index._vocabulary
    engine.nonoccurrence_array = None
    engine.unique_token_ids_set = set(index._vocabulary.values())
    return engine


def seconds(call: Callable[..., object], *arguments: object) -> float:
    started = time.perf_counter()
    call(*arguments)
    return time.perf_counter() - started


class Measured:
    """One opened index, and how long its questions took."""

    def __init__(self, index: Path, first_question: str) -> None:
        self.opened = seconds(KnowledgeBase.open, index)
        self.kb, self.snapshot = KnowledgeBase.open(index), load(index)
        self.first = seconds(self.kb.ask, first_question)
        self.engine = bare_bm25(self.snapshot.lexical)
        self.analyser = Analyser(self.snapshot.vocabulary.words)
        self.asked: list[float] = []
        self.bare: list[float] = []

    def ask(self, question: str) -> None:
        kb, passages = self.kb, self.snapshot.passages
        kb.ask(question)
        self.asked.append(seconds(kb.ask, question))
        query = kb.encoder.encode_queries([question])
        terms = [term for term in self.analyser.terms(question) if term in self.snapshot.lexical]
        self.bare.append(
            seconds(kb.encoder.encode_queries, [question])
            + seconds(passages._index.search, query, 10)
            + (seconds(self.engine.get_scores, terms) if terms else 0.0)
        )

    def figures(self) -> Iterator[tuple[str, float]]:
        yield "chunks", len(self.kb.chunks)
        yield "lines", len(self.snapshot.lines)
        yield "open, s", self.opened
        yield "first question, ms", 1000 * self.first
        yield "ask, median ms", 1000 * median(self.asked)
        yield "ask, 95th percentile ms", 1000 * quantiles(self.asked, n=20)[-1]
        yield "bare, median ms", 1000 * median(self.bare)
        yield "ask / bare", median(self.asked) / median(self.bare)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notes", type=Path, nargs="*")
    parser.add_argument("--work", type=Path, help="folder for notes and indexes; kept, and used again")
    parser.add_argument("--indexes", type=Path, nargs="+", help="measure these instead of making any")
    parser.add_argument("--chunks", type=int, nargs="+", default=[1000, 50000])
    parser.add_argument(
        "--questions", type=Path, nargs="+", default=sorted(Path("tests/data/questions").glob("corpus_*.jsonl"))
    )
    parser.add_argument("--limit", type=int, default=100)
    arguments = parser.parse_args()
    if not arguments.indexes and not (arguments.notes and arguments.work):
        parser.error("name notes and --work, or --indexes")
    questions = [
        json.loads(line)["question"] for f in arguments.questions for line in f.read_text("utf-8").splitlines() if line
    ]
    questions = random.Random(0).sample(questions, min(arguments.limit, len(questions)))
    indexes: list[Path] = arguments.indexes or []
    for size in () if indexes else arguments.chunks:
        folder, index = arguments.work / f"notes-{size}", arguments.work / f"index-{size}"
        if not folder.exists():
            shutil.rmtree(index, ignore_errors=True)
            write_notes(arguments.notes, folder, size)
        print(f"built in {build(folder, index).seconds:.1f} s", flush=True)
        indexes.append(index)
    measured = [Measured(index, questions[0]) for index in indexes]
    for question in questions:
        for one in measured:
            one.ask(question)
    for one in measured:
        for name, value in one.figures():
            print(f"{name:26s}{value:10.2f}{value / dict(measured[0].figures())[name]:10.2f}", flush=True)


if __name__ == "__main__":
    main()
