"""Exact search by inner product of unit vectors (their cosine), FAISS `IndexIDMap2` over `IndexFlatIP`.

Exact, because a laptop's notes are small: 50,000 passages of 256 dimensions take about 2 ms a query.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from kb.errors import SnapshotDamaged

Ids = npt.NDArray[np.int64]
Vectors = npt.NDArray[np.float32]

UNIT_TOLERANCE = 1e-3
"""Largest deviation of a row's length from 1; float16 storage of an encoder's output stays within it."""

BUFFER_BYTES = 1 << 20
"""Read and written at a time."""

TIE_MARGIN = 16
"""Candidates fetched beyond k, so that equal or nearly equal scores at the edge are ordered by id, not by chance."""


class DenseIndex:
    """Vectors under 64-bit ids; immutable."""

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, ids: Ids, vectors: Vectors) -> DenseIndex:
        """Index of `vectors` (float32 [n, d], unit rows, n may be 0) under `ids` (int64 [n], unique).

        ValueError: shapes that don't fit, repeated ids, rows that are not finite and of length 1.
        """
        ids = np.ascontiguousarray(ids, dtype=np.int64)
        vectors = np.ascontiguousarray(vectors, dtype=np.float32)
        if vectors.ndim != 2 or vectors.shape[1] == 0:
            raise ValueError(f"vectors must have the shape [n, d], not {list(vectors.shape)}")
        if ids.shape != (vectors.shape[0],):
            raise ValueError(f"{vectors.shape[0]} vectors need as many ids, not {list(ids.shape)}")
        if np.unique(ids).size != ids.size:
            raise ValueError("ids must be unique")
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))  # without a copy of all squares
        wrong = np.flatnonzero(~(np.abs(lengths - 1.0) <= UNIT_TOLERANCE))  # "not <=" also finds NaN
        if wrong.size:
            raise ValueError(f"vectors must have length 1; row {wrong[0]} has {lengths[wrong[0]]:.4g}")
        index = faiss.IndexIDMap2(faiss.IndexFlatIP(vectors.shape[1]))
        if ids.size:
            index.add_with_ids(vectors, ids)
        return cls(index)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        return int(self._index.d)

    @property
    def ids(self) -> Ids:
        """int64 [n], in the order in which they were added."""
        return np.asarray(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    @property
    def vectors(self) -> Vectors:
        """float32 [n, d]: all rows in the order in which they were added; FAISS's own memory, not to be written to."""
        if not len(self):
            return np.empty((0, self.dimensions), dtype=np.float32)
        flat: Any = faiss.downcast_index(self._index.index)
        rows: Vectors = faiss.rev_swig_ptr(flat.get_xb(), len(self) * self.dimensions).reshape(len(self), self.dimensions)
        return rows

    def search(self, vector: Vectors, k: int) -> tuple[Ids, Vectors]:
        """Ids and inner products of the min(k, n) nearest to `vector` (float32 [d]): best first, equal ones by id.

        The products are summed anew row by row, so that a passage's score does not depend on where it lies in the index.
        ValueError: another number of dimensions, or a vector that is not finite.
        """
        query = np.ascontiguousarray(vector, dtype=np.float32).reshape(-1)
        if query.size != self.dimensions:
            raise ValueError(f"the query has {query.size} dimensions, the index {self.dimensions}")
        if not np.isfinite(query).all():
            raise ValueError("the query vector is not finite")
        total = len(self)
        k = min(k, total)
        if k <= 0:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        wanted = min(k + TIE_MARGIN, total)
        # one query has nothing to share; waiting for OpenMP's other threads takes 8 ms where other programs are at work
        faiss.omp_set_num_threads(1)  # of this thread
        while True:
            near, found = self._index.search(query[None, :], wanted)
            if wanted == total or near[0, -1] < near[0, k - 1] - 1e-6:
                break
            wanted = min(wanted * 4, total)  # more equal scores than the margin holds: the same line in many notes
        ids = found[0]
        scores = (self.reconstruct(ids).astype(np.float64) * query.astype(np.float64)).sum(axis=1).astype(np.float32)
        order = np.lexsort((ids, -scores))[:k]
        return ids[order], scores[order]

    def reconstruct(self, ids: Ids | Sequence[int]) -> Vectors:
        """float32 [len(ids), d]: the vectors stored under `ids`. KeyError: an id that is not in the index."""
        wanted = np.ascontiguousarray(ids, dtype=np.int64)
        if not wanted.size:
            return np.empty((0, self.dimensions), dtype=np.float32)
        try:
            return np.asarray(self._index.reconstruct_batch(wanted), dtype=np.float32)
        except RuntimeError:
            known = set(self.ids.tolist())
            raise KeyError(next((one for one in wanted.tolist() if one not in known), wanted.tolist())) from None

    def save(self, path: Path) -> None:
        """Write FAISS's own format. By Python's open, because FAISS can't open paths with Hangul on every system."""
        with path.open("wb") as file:
            faiss.write_index(self._index, faiss.PyCallbackIOWriter(file.write, BUFFER_BYTES))  # type: ignore[attr-defined]

    @classmethod
    def load(cls, path: Path) -> DenseIndex:
        """SnapshotDamaged: the file is missing, torn or not such an index."""
        try:
            with path.open("rb") as file:
                index = faiss.read_index(faiss.PyCallbackIOReader(file.read, BUFFER_BYTES))  # type: ignore[attr-defined]
        except (OSError, RuntimeError, ValueError, AssertionError, MemoryError) as error:
            raise SnapshotDamaged(f"can't read {path.name}; rebuild with `kb build --full`") from error
        if not isinstance(index, faiss.IndexIDMap2) or index.metric_type != faiss.METRIC_INNER_PRODUCT:
            raise SnapshotDamaged(f"{path.name} holds another kind of index; rebuild with `kb build --full`")
        return cls(index)
