"""Measures encoders on texts that the bundled one was not trained on.

    python scripts/eval_encoder.py --pairs pairs.tsv.gz --notes NOTES --vaults VAULTS --encoder bundled --bm25 --teacher

Prints one JSON object per encoder: retrieval of the dev questions over the notes, everyday questions across languages,
answers by the questions that head them, vault sections by their headings, held-out translations,
agreement with the teacher, speed, size.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from encoder_training import measure
from encoder_training.corpus import Pair, read_pairs
from encoder_training.teacher import TeacherCache, teacher_folder
from numpy.typing import NDArray

from kb.encoder import BUNDLED, BUNDLED_FOLDER, Encoder, load_encoder
from kb.encoder.static import StaticEncoder

REPOSITORY = Path(__file__).resolve().parents[1]
DATA = REPOSITORY / "tests" / "data"
TRANSLATIONS, SECTIONS = 1000, 500
SPEED_TEXTS, SPEED_TEXTS_SLOW, SPEED_QUERIES = 5000, 100, 100
MIN_SECTIONS = 100


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--notes", type=Path, required=True)
    parser.add_argument("--vaults", type=Path, required=True)
    parser.add_argument("--questions", type=Path, default=DATA / "encoder_dev.jsonl")
    parser.add_argument("--facts", type=Path, default=DATA / "encoder_facts.tsv")
    parser.add_argument("--everyday", type=Path, default=DATA / "encoder_everyday.tsv")
    parser.add_argument("--web", type=Path, default=DATA / "encoder_web.tsv")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / ".cache" / "teacher")
    parser.add_argument("--encoder", action="append", default=[])
    parser.add_argument("--bm25", action="store_true")
    parser.add_argument("--teacher", action="store_true", help="all-MiniLM-L6-v2 too")
    return parser.parse_args()


class Bm25:
    """BM25 over Kiwi's content morphemes and lower-cased Latin words."""

    def __init__(self) -> None:
        from kiwipiepy import Kiwi

        self.kiwi = Kiwi()

    def terms(self, texts: Sequence[str]) -> list[list[str]]:
        kept = ("N", "V", "MA", "XR", "SL", "SN", "SH")
        return [[t.form.lower() for t in tokens if t.tag.startswith(kept)] for tokens in self.kiwi.tokenize(list(texts))]

    def __call__(self, queries: Sequence[str], passages: Sequence[str]) -> NDArray[np.float32]:
        import bm25s

        index = bm25s.BM25()
        index.index(self.terms(passages), show_progress=False)
        known = set(index.vocab_dict)
        return np.stack(
            [
                index.get_scores(terms)
                if (terms := [t for t in query if t in known])
                else np.zeros(len(passages), np.float32)
                for query in self.terms(queries)
            ]
        )


def cosine(encoder: Encoder) -> measure.Score:
    return lambda queries, passages: encoder.encode_queries(queries) @ encoder.encode_passages(passages).T


def retrieval(score: measure.Score, given: argparse.Namespace, held_out: Sequence[Pair]) -> dict[str, float]:
    passages = [p for path in sorted(given.notes.glob("*")) for p in measure.split_note(path, path.name)]
    result = measure.recall(score, measure.read_questions(given.questions), passages)
    result |= measure.facts(score, given.facts, held_out)
    result |= measure.facts(score, given.everyday, held_out, measure.accuracy)
    result |= measure.facts(score, given.web, (), measure.accuracy)  # whole passages: single sentences beside them win
    vaults = sorted(given.vaults.iterdir())
    asked = [one for vault in vaults for one in zip(*measure.interview_of(vault), strict=True)]
    if asked:
        questions, answers = zip(*asked, strict=True)
        result["interview"] = measure.accuracy(score, questions, answers)
    for vault in vaults:
        headings, bodies = measure.headings_of(vault, SECTIONS)
        if len(headings) > MIN_SECTIONS:
            result[f"sections {vault.name[:9]}"] = measure.reciprocal_rank(score, headings, bodies)
    some = np.random.default_rng(0).permutation(len(held_out))[:TRANSLATIONS]
    en, ko = [held_out[i].en for i in some], [held_out[i].ko for i in some]
    result["ko→en"], result["en→ko"] = measure.accuracy(score, ko, en), measure.accuracy(score, en, ko)
    return result


def likeness(encoder: Encoder, held_out: Sequence[Pair], teacher: TeacherCache) -> dict[str, float]:
    """Spearman of similarities of neighbouring held-out STS rows with the teacher's over their English."""
    rows = [pair for pair in held_out if pair.source == "sts-train"]
    en, ko = [p.en for p in rows], [p.ko for p in rows]
    truth = teacher.embed(en).astype(np.float32)
    expected = (truth[:-1] * truth[1:]).sum(1)
    vectors = {"en": encoder.encode_passages(en), "ko": encoder.encode_passages(ko)}
    return {f"sts {name}": measure.spearman((v[:-1] * v[1:]).sum(1), expected) for name, v in vectors.items()}


def speed(encoder: Encoder, passages: Sequence[str]) -> dict[str, float]:
    count = SPEED_TEXTS if isinstance(encoder, StaticEncoder) else SPEED_TEXTS_SLOW
    texts = [passages[i % len(passages)] for i in range(count)]
    encoder.encode_passages(texts[: count // 10])
    begin = time.perf_counter()
    encoder.encode_passages(texts)
    many = time.perf_counter() - begin
    begin = time.perf_counter()
    for text in texts[:SPEED_QUERIES]:
        encoder.encode_queries([text[:40]])
    one = (time.perf_counter() - begin) / SPEED_QUERIES
    return {"passages/s": count / many, "query ms": one * 1000, "dimensions": encoder.dimensions}


def megabytes(name: str) -> float:
    """Of the model's files; 0 for one that lies in the hub's cache."""
    folder = BUNDLED_FOLDER if name == BUNDLED else Path(name)
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def main() -> None:
    given = arguments()
    unseen = [pair for pair in read_pairs(given.pairs) if pair.held_out]
    held_out = list({pair.en: pair for pair in {pair.ko: pair for pair in unseen}.values()}.values())
    if given.bm25:
        show("BM25 (Kiwi)", retrieval(Bm25(), given, held_out))
    names = [*given.encoder, str(teacher_folder())] if given.teacher else given.encoder
    for name in names:
        begin = time.perf_counter()
        encoder = load_encoder(name)
        result = {"load s": time.perf_counter() - begin} | retrieval(cosine(encoder), given, held_out)
        result |= likeness(encoder, held_out, TeacherCache(given.cache))
        passages = [p.text for path in sorted(given.notes.glob("*")) for p in measure.split_note(path, path.name)]
        result |= speed(encoder, passages) | {"MB": megabytes(name)}
        show(name, result)


def show(name: str, result: dict[str, float]) -> None:
    print(json.dumps({"encoder": name} | {k: round(v, 3) for k, v in result.items()}, ensure_ascii=False))


if __name__ == "__main__":
    main()
