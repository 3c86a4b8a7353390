"""Recall over a benchmark of passages, questions and right passages, through the same build and search as for notes.

    python scripts/eval_bench.py FOLDER --work /tmp/bench

FOLDER holds corpus.jsonl (`_id`, `title`, `text`), queries.jsonl (`_id`, `text`) and qrels.tsv (query-id, corpus-id,
score), as in BEIR. Each passage becomes a note with its title as the heading. Recall: share of a question's right
passages among the first k notes found. The questions are cut by a hash of their id into dev, which may be looked at, and
test, of which only totals count.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import mean

from kb import KnowledgeBase, build
from kb.retrieval.features import FEATURES
from kb.retrieval.ranking import WEIGHTS, Ranking

DEPTHS = (1, 2, 5, 10)
SOURCES = {
    "dense": ("passage", "line"),
    "bm25": ("bm25", "bm25_names"),
    "concepts": ("coverage", "line_coverage", "heading", "stated"),
    "names": ("named",),
    "late interaction": ("late", "late_close"),
}
"""What is turned off together, beside the links."""


def read_lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def write_notes(folder: Path, notes: Path) -> dict[str, str]:
    """One note a passage; note path → passage id."""
    ids: dict[str, str] = {}
    notes.mkdir(parents=True, exist_ok=True)
    for number, passage in enumerate(read_lines(folder / "corpus.jsonl")):
        name = f"{number:07d}.md"
        (notes / name).write_text(f"# {passage['title']}\n\n{passage['text']}\n", encoding="utf-8")
        ids[name] = passage["_id"]
    return ids


def split_of(query: str) -> str:
    return "dev" if int(hashlib.sha256(query.encode()).hexdigest(), 16) % 2 == 0 else "test"


def figures(found: Sequence[Sequence[str]], right: Sequence[set[str]]) -> str:
    recall = {k: mean(len(gold & set(ids[:k])) / len(gold) for ids, gold in zip(found, right, strict=True)) for k in DEPTHS}
    ranks = [next((n for n, one in enumerate(ids, 1) if one in gold), 0) for ids, gold in zip(found, right, strict=True)]
    columns = [f"R@{k} {value:.3f}" for k, value in recall.items()]
    return "  ".join([*columns, f"MRR {mean(1 / rank if rank else 0 for rank in ranks):.3f}"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--work", type=Path, required=True, help="folder for the notes and the index")
    parser.add_argument("--ablation", action="store_true", help="each source off in turn")
    arguments = parser.parse_args()
    ids = write_notes(arguments.folder, arguments.work / "notes")
    report = build(arguments.work / "notes", arguments.work / "index")
    print(f"{report.chunks} passages, built in {report.seconds:.1f} s", flush=True)
    kb = KnowledgeBase.open(arguments.work / "index")
    right: dict[str, set[str]] = defaultdict(set)
    for line in (arguments.folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, passage, score = line.split("\t")
        if int(score):
            right[query].add(passage)
    queries = [query for query in read_lines(arguments.folder / "queries.jsonl") if query["_id"] in right]

    def show(name: str, ranking: Ranking) -> None:
        other = kb.with_ranking(ranking)
        ranked = {}
        for query in queries:
            found = other.search(query["text"], k=3 * DEPTHS[-1])
            ranked[query["_id"]] = list(dict.fromkeys(ids[hit.chunk.note] for hit in found))
        for split in ("dev", "test", "all"):
            chosen = [query for query in ranked if split in (split_of(query), "all")]
            if chosen:
                row = figures([ranked[query] for query in chosen], [right[query] for query in chosen])
                print(f"{name:22s}{split:5s}{len(chosen):5d}  {row}", flush=True)

    show("as shipped", Ranking())
    if arguments.ablation:
        show("without links", Ranking(by_links=0.0))
        for name, features in SOURCES.items():
            show(f"without {name}", Ranking({f: 0.0 if f in features else WEIGHTS[f] for f in FEATURES}))
        show("without diversity", Ranking(same_section=0.0))


if __name__ == "__main__":
    main()
