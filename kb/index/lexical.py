"""BM25 over terms that `kb.language` has already analysed (bm25s, Lü 2024: scores are computed when indexing).

Lucene's variant: score(t, d) = ln(1 + (N - df + 0.5) / (df + 0.5)) · tf / (tf + k1 · (1 - b + b · |d| / mean |d|)).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kb.errors import SnapshotDamaged

K1 = 1.5
"""Saturation of repeated terms; the default of bm25s."""
B = 0.75
"""Weight of document length, the usual default."""

Positions = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float32]
_FILES = ("data.npy", "indices.npy", "indptr.npy", "vocabulary.json")


class LexicalIndex:
    """Positions are those of the documents at `build`; immutable."""

    def __init__(
        self, data: Scores, indices: npt.NDArray[np.int32], indptr: Positions, vocabulary: dict[str, int], size: int
    ) -> None:
        self._data = data
        self._indices = indices
        self._indptr = indptr
        self._vocabulary = vocabulary
        self._size = size

    @classmethod
    def build(cls, documents: Sequence[Sequence[str]]) -> LexicalIndex:
        """Index of documents given as their terms; no documents and documents without terms are fine."""
        # sorted, because bm25s numbers a set of strings, whose order changes from one process to the next
        vocabulary = {term: number for number, term in enumerate(sorted({term for terms in documents for term in terms}))}
        if not vocabulary:
            empty = np.zeros(1, dtype=np.int64)
            return cls(np.empty(0, np.float32), np.empty(0, np.int32), empty, {}, len(documents))
        numbered = [[vocabulary[term] for term in terms] for terms in documents]
        import bm25s  # brings scipy, .15 s of every start: only builds need it

        engine = bm25s.BM25(k1=K1, b=B, method="lucene")
        engine.index((numbered, vocabulary), create_empty_token=False, show_progress=False)
        scores = engine.scores
        return cls(
            np.asarray(scores["data"], dtype=np.float32),
            np.asarray(scores["indices"], dtype=np.int32),
            np.asarray(scores["indptr"], dtype=np.int64),
            vocabulary,
            len(documents),
        )

    def __len__(self) -> int:
        return self._size

    def __contains__(self, term: str) -> bool:
        return term in self._vocabulary

    @property
    def terms(self) -> Collection[str]:
        """Every term that some document holds."""
        return self._vocabulary.keys()

    def documents(self, term: str) -> npt.NDArray[np.int32]:
        """Positions of the documents that hold the term."""
        number = self._vocabulary.get(term)
        return self._indices[:0] if number is None else self._indices[self._indptr[number] : self._indptr[number + 1]]

    def scores(self, terms: Sequence[str]) -> Scores:
        """float32 [n]: BM25 of every document; terms that no document has count nothing, repeated ones count again."""
        scores = np.zeros(self._size, dtype=np.float32)
        for term in terms:
            number = self._vocabulary.get(term)
            if number is not None:
                column = slice(self._indptr[number], self._indptr[number + 1])
                scores[self._indices[column]] += self._data[column]  # a document occurs once per term
        return scores

    def document_frequency(self, term: str) -> int:
        """Number of documents that hold the term."""
        number = self._vocabulary.get(term)
        return 0 if number is None else int(self._indptr[number + 1] - self._indptr[number])

    def search(self, terms: Sequence[str], k: int) -> tuple[Positions, Scores]:
        """Positions and scores of the best k documents that share a term: best first, equal ones by position."""
        scores = self.scores(terms)
        found = np.flatnonzero(scores)
        k = max(0, min(k, found.size))
        if 0 < k < found.size:
            edge = np.partition(scores[found], found.size - k)[found.size - k]
            found = found[scores[found] >= edge]
        order = np.lexsort((found, -scores[found]))[:k]
        return found[order].astype(np.int64), scores[found[order]]

    def save(self, folder: Path) -> None:
        """Three NumPy arrays (compressed sparse columns, one per term) and the vocabulary as JSON; nothing is pickled."""
        folder.mkdir(parents=True, exist_ok=True)
        np.save(folder / _FILES[0], self._data, allow_pickle=False)
        np.save(folder / _FILES[1], self._indices, allow_pickle=False)
        np.save(folder / _FILES[2], self._indptr, allow_pickle=False)
        stored = {"documents": self._size, "terms": list(self._vocabulary)}
        (folder / _FILES[3]).write_text(json.dumps(stored, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> LexicalIndex:
        """SnapshotDamaged: a file is missing, torn, or does not fit the others."""
        try:
            data, indices, indptr = (np.load(folder / name, allow_pickle=False) for name in _FILES[:3])
            stored = json.loads((folder / _FILES[3]).read_text(encoding="utf-8"))
            size = int(stored["documents"])
            vocabulary = {str(term): number for number, term in enumerate(stored["terms"])}
        except (OSError, ValueError, EOFError, KeyError, TypeError) as error:
            raise SnapshotDamaged(f"can't read the word index ({folder.name}); rebuild with `kb build --full`") from error
        fits = (
            (data.dtype, indices.dtype, indptr.dtype) == (np.float32, np.int32, np.int64)
            and data.ndim == indices.ndim == indptr.ndim == 1
            and len(indptr) == len(vocabulary) + 1
            and len(data) == len(indices) == indptr[-1]
            and bool((np.diff(indptr) >= 0).all())
            and (not len(indices) or (int(indices.min()) >= 0 and int(indices.max()) < size))
        )
        if not fits:
            raise SnapshotDamaged(f"the word index ({folder.name}) doesn't fit together; rebuild with `kb build --full`")
        return cls(data, indices, indptr, vocabulary, size)
