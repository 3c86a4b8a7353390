"""How long a question takes over few and over many notes, beside what it can't do without.

    python scripts/bench_latency.py NOTES … --work /tmp/latency --chunks 1000 50000

For each size a folder of notes is made from NOTES and indexed as usual: whole files until there are enough passages,
round after round, every round with a third of its longer words replaced by made-up ones, so that names and vocabulary
grow as in real notes. Then every question is asked once to warm up and once to measure. *bare*: one call of the encoder,
one FAISS search over passages and one of bm25s over the same terms. The ratio is what survives a noisy machine.
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


def measure(index: Path, questions: list[str]) -> Iterator[tuple[str, float]]:
    opened = seconds(KnowledgeBase.open, index)
    kb, snapshot = KnowledgeBase.open(index), load(index)
    first = seconds(kb.ask, questions[0])
    engine = bare_bm25(snapshot.lexical)
    analyser = Analyser(snapshot.vocabulary.words)
    asked, bare = [], []
    for question in questions:
        kb.ask(question)
        asked.append(seconds(kb.ask, question))
        query = kb.encoder.encode_queries([question])[0]
        terms = [term for term in analyser.terms(question) if term in snapshot.lexical]
        bare.append(
            seconds(kb.encoder.encode_queries, [question])
            + seconds(snapshot.passages.search, query, 10)
            + (seconds(engine.get_scores, terms) if terms else 0.0)
        )
    yield "chunks", len(kb.chunks)
    yield "lines", len(snapshot.lines)
    yield "open, s", opened
    yield "first question, ms", 1000 * first
    yield "ask, median ms", 1000 * median(asked)
    yield "ask, 95th percentile ms", 1000 * quantiles(asked, n=20)[-1]
    yield "bare, median ms", 1000 * median(bare)
    yield "ask / bare", median(asked) / median(bare)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("notes", type=Path, nargs="+")
    parser.add_argument("--work", type=Path, required=True, help="folder for notes and indexes; kept, and used again")
    parser.add_argument("--chunks", type=int, nargs="+", default=[1000, 50000])
    parser.add_argument(
        "--questions", type=Path, nargs="+", default=sorted(Path("tests/data/questions").glob("corpus_*.jsonl"))
    )
    parser.add_argument("--limit", type=int, default=100)
    arguments = parser.parse_args()
    questions = [
        json.loads(line)["question"] for f in arguments.questions for line in f.read_text("utf-8").splitlines() if line
    ]
    questions = random.Random(0).sample(questions, min(arguments.limit, len(questions)))
    for size in arguments.chunks:
        folder, index = arguments.work / f"notes-{size}", arguments.work / f"index-{size}"
        if not folder.exists():
            shutil.rmtree(index, ignore_errors=True)
            write_notes(arguments.notes, folder, size)
        print(f"built in {build(folder, index).seconds:.1f} s", flush=True)
        for name, value in measure(index, questions):
            print(f"{name:26s}{value:10.2f}", flush=True)


if __name__ == "__main__":
    main()
