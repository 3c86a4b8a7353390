"""Late interaction: every piece of the question looks for the piece of the text that is most like it.

Score: mean over the question's pieces, weighted by their vectors' lengths, of the largest cosine with a piece of the
text (max-sim, Khattab & Zaharia 2020, over static vectors). Passages are compared by how far each largest cosine stands out
among theirs: a piece that all of them have tells nothing of any one. A passage's pieces count once wherever they stand,
and once within a window, so that a text that says it in one place comes before one that has the words here and there.
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
HALF_WINDOW = 12
"""Pieces; windows of 24, about a line of a note, begin at every twelfth (`docs/decisions.md`)."""
FLAT = 0.1
"""Added to the deviation of a piece's cosines, so that hardly any difference doesn't become a large one."""

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
        """float32 [n, 2]: of the whole passage, and of its best window; in deviations of these passages' cosines, lowest
        for a passage without a known piece, 0 for a question without one."""
        passages = self._pieces_of(positions.tolist())
        asked = self._encoder.piece_ids([question])[0]
        found = np.zeros((len(passages), 2), dtype=np.float32)
        sizes = np.array([len(pieces) for pieces in passages], dtype=np.int64)
        held = np.flatnonzero(sizes)
        if not len(held) or not len(asked):
            return found
        halves = -(-sizes[held] // HALF_WINDOW)
        first = np.cumsum(halves) - halves
        number = np.arange(int(halves.sum())) - np.repeat(first, halves)
        starts = np.repeat(np.cumsum(sizes[held]) - sizes[held], halves) + number * HALF_WINDOW
        half, weights = _largest_cosines(self._encoder, asked, passages, starts)
        has_next = np.append(number[1:] > 0, False)
        window = np.where(has_next[:, None], np.maximum(half, np.roll(half, -1, axis=0)), half)
        whole = np.maximum.reduceat(half, first, axis=0)
        usual, spread = whole.mean(axis=0), whole.std(axis=0) + FLAT
        scale = weights / (float(weights.sum()) or 1.0) / spread
        found[held, 0] = (whole - usual) @ scale
        found[held, 1] = np.maximum.reduceat((window - usual) @ scale, first)
        found[sizes == 0] = found[held].min(axis=0)
        return found

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
    starts = np.cumsum(sizes[held]) - sizes[held]
    best, weights = _largest_cosines(encoder, np.concatenate(wanted), texts, starts)
    end = 0
    for at, pieces in enumerate(wanted):
        start, end = end, end + len(pieces)
        if total := weights[start:end].sum():
            found[held, at] = best[:, start:end] @ (weights[start:end] / total)
    return found


def _largest_cosines(
    encoder: PieceEncoder, asked: Pieces, texts: Sequence[Pieces], starts: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """float32 [runs, asked]: each asked piece's largest cosine in each run of the joined texts' pieces, which begin at
    `starts`; and float32 [asked]: the lengths of the asked pieces' vectors."""
    vectors, weights = _unit(encoder.piece_vectors(asked))
    known, row = np.unique(np.concatenate(texts), return_inverse=True)
    alike = _unit(encoder.piece_vectors(known))[0] @ vectors.T
    return np.maximum.reduceat(alike[row], starts, axis=0), weights


def _unit(vectors: Floats) -> tuple[Floats, Floats]:
    lengths = np.linalg.norm(vectors, axis=1)
    return vectors / np.maximum(lengths, np.finfo(np.float32).eps)[:, None], lengths
