"""Late interaction: every piece of the question looks for the piece of the text that is most like it.

Score: mean over the question's pieces, weighted by their vectors' lengths, of the largest cosine with a piece of the
text (max-sim, Khattab & Zaharia 2020, over static vectors).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kb.chunks import embedding_text
from kb.encoder import Encoder
from kb.retrieval.features import Floats, Positions
from kb.store import Snapshot

CACHED_PASSAGES = 20_000
"""Passages whose piece numbers stay in memory, some 600 bytes each."""

Pieces = NDArray[np.int32]


class PieceEncoder(Encoder, Protocol):
    """An encoder whose texts are sums of piece vectors."""

    def piece_ids(self, texts: Sequence[str]) -> list[Pieces]: ...

    def piece_vectors(self, ids: Pieces) -> Floats: ...


class LateInteraction:
    """Over one snapshot; the pieces of a passage are looked up when it is first asked for."""

    def __init__(self, snapshot: Snapshot, encoder: PieceEncoder) -> None:
        self._snapshot = snapshot
        self._encoder = encoder
        self._pieces: dict[int, Pieces] = {}

    def scores(self, question: str, positions: Positions) -> Floats:
        """float32 [n], about 0 to 1; 0 for a passage or a question without a known piece."""
        return nearness(self._encoder, [question], self._pieces_of(positions.tolist())).ravel()

    def _pieces_of(self, positions: Sequence[int]) -> list[Pieces]:
        if len(self._pieces) > CACHED_PASSAGES:
            self._pieces = {}
        cache = self._pieces
        missing = [at for at in positions if at not in cache]
        if missing:
            texts = [embedding_text(self._snapshot.chunks[at]) for at in missing]
            cache.update(zip(missing, self._encoder.piece_ids(texts), strict=True))
        return [cache[at] for at in positions]


def nearness(encoder: PieceEncoder, asked: Sequence[str], texts: Sequence[Pieces]) -> Floats:
    """float32 [texts, asked], about 0 to 1: how near each text (its pieces) comes to each thing asked; 0 without a piece."""
    found = np.zeros((len(texts), len(asked)), dtype=np.float32)
    sizes = np.array([len(pieces) for pieces in texts], dtype=np.int64)
    held = np.flatnonzero(sizes)
    wanted = encoder.piece_ids(asked)
    if not len(held) or not sum(map(len, wanted)):
        return found
    vectors, weights = _unit(encoder.piece_vectors(np.concatenate(wanted)))
    known, row = np.unique(np.concatenate(texts), return_inverse=True)
    alike = _unit(encoder.piece_vectors(known))[0] @ vectors.T
    starts = np.concatenate([[0], np.cumsum(sizes[held])[:-1]])
    best = np.maximum.reduceat(alike[row], starts, axis=0)
    end = 0
    for at, pieces in enumerate(wanted):
        start, end = end, end + len(pieces)
        if total := weights[start:end].sum():
            found[held, at] = best[:, start:end] @ (weights[start:end] / total)
    return found


def _unit(vectors: Floats) -> tuple[Floats, Floats]:
    lengths = np.linalg.norm(vectors, axis=1)
    return vectors / np.maximum(lengths, np.finfo(np.float32).eps)[:, None], lengths
