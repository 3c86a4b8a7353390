"""Reads the training texts and keeps some whole files of them for measuring."""

from __future__ import annotations

import gzip
import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

HELD_OUT_ONE_IN = 60
"""One file in 60 (of a source that is a single file: one block of rows in 60) is never trained on."""
BLOCK_ROWS = 50
EVERYDAY = "everyday"
PASSAGE_WORDS = 30, 100
"""English words of a passage made of neighbouring pairs: as long as what stands under a heading of a note."""
MIN_ROWS = 3
MIN_WORD = 3
FREQUENT = 60_000
"""Of the list by frequency; further down stand names and misspellings."""
FIRST_HANGUL = "가"
MAX_TERM_WORDS = 6
"""Longer "terms" are whole headings: sentences to learn from, but nothing to swap inside another sentence."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An English and a Korean text that say the same. `held_out`: for measuring only."""

    en: str
    ko: str
    source: str
    file: str
    held_out: bool


@dataclass(frozen=True, slots=True)
class Term:
    """A name in both languages."""

    en: str
    ko: str
    source: str


@dataclass(frozen=True, slots=True)
class HeadingPassage:
    """A heading and what stands under it, in one language: a weak question and its answer."""

    heading: str
    passage: str
    source: str


def rows_of(path: Path) -> Iterator[list[str]]:
    """The rows of a .tsv or .tsv.gz file below its header, every cell NFC."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            yield unicodedata.normalize("NFC", line.rstrip("\n")).split("\t")


def _held_out(group: str) -> bool:
    return int.from_bytes(hashlib.blake2b(group.encode(), digest_size=8).digest()) % HELD_OUT_ONE_IN == 0


def read_pairs(path: Path) -> tuple[Pair, ...]:
    """Every pair; one with a text that also stands in a held-out file is left out of training by being held out too."""
    rows = list(rows_of(path))
    files_of: dict[str, set[str]] = {}
    for _, _, source, _, file in rows:
        files_of.setdefault(source, set()).add(file)
    marks = []
    for number, (_, _, source, _, file) in enumerate(rows):
        group = f"{source}/{number // BLOCK_ROWS}" if len(files_of[source]) == 1 else f"{source}/{file}"
        marks.append(_held_out(group))
    kept = {text for row, mark in zip(rows, marks, strict=True) if mark for text in row[:2]}
    return tuple(
        Pair(en, ko, source, file, mark or en in kept or ko in kept)
        for (en, ko, source, _, file), mark in zip(rows, marks, strict=True)
    )


def read_terms(path: Path, held_out: frozenset[str]) -> tuple[Term, ...]:
    """Terms, but those that are a held-out text."""
    return tuple(Term(*row[:3]) for row in rows_of(path) if row[0] not in held_out and row[1] not in held_out)


def read_headings(path: Path, held_out: frozenset[str]) -> tuple[HeadingPassage, ...]:
    """Headings with their passages, but passages that are a held-out text."""
    return tuple(HeadingPassage(*row[:3]) for row in rows_of(path) if row[1] not in held_out)


def read_everyday(path: Path) -> tuple[Term, ...]:
    """One of the project's own word lists: "topic: english=한국어/다른 말; …" a line, the topic if there is one, either
    language first."""
    terms = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line.strip():
            continue
        for entry in line.split(": ", 1)[-1].split("; "):
            here, there = entry.split("=")
            for other in there.split("/"):
                en, ko = (other, here) if here[0] >= FIRST_HANGUL else (here, other)
                terms.append(Term(en, ko, EVERYDAY))
    return tuple(terms)


def passages_of(pairs: Sequence[Pair]) -> list[range]:
    """Rows of neighbouring pairs of one file that make passages; a source of one file is a list of unrelated sentences."""
    files: dict[str, set[str]] = {}
    for pair in pairs:
        files.setdefault(pair.source, set()).add(pair.file)
    fewest, most = PASSAGE_WORDS
    passages: list[range] = []
    start, words = 0, 0
    for row, pair in enumerate(pairs):
        same_file = row > start and (pair.source, pair.file) == (pairs[start].source, pairs[start].file)
        more = len(pair.en.split())
        if not same_file or words + more > most:
            if words >= fewest and row - start >= MIN_ROWS and len(files[pairs[start].source]) > 1:
                passages.append(range(start, row))
            start, words = row, 0
        words += more
    return passages


def words_of(vocabulary: Path, more: int) -> tuple[str, ...]:
    """English words beyond the training text: the whole words of a WordPiece vocabulary (what the teacher knows best), and
    the `more` most frequent others (by wordfreq), most of them their inflections."""
    import wordfreq

    pieces = vocabulary.read_text(encoding="utf-8").splitlines()
    known = dict.fromkeys(word for word in pieces if _is_word(word))
    frequent = wordfreq.top_n_list("en", FREQUENT)
    others = [word for word in frequent if _is_word(word) and word not in known]
    return (*known, *others[:more])


def _is_word(text: str) -> bool:
    return len(text) >= MIN_WORD and text.isascii() and text.isalpha()
