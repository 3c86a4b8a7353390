"""A static encoder: a text is the normalised sum of its pieces' vectors. No torch.

It reads the folder that sentence-transformers writes for `StaticEmbedding` + `Normalize`, in the storage of model2vec:
`embeddings` int8 [pieces, dim] and `weights` float32 [pieces], a piece's vector being embeddings[i] · weights[i].
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kb.errors import EncoderNotFound

TOKENIZER_FILE = "tokenizer.json"
WEIGHTS_FILE = "model.safetensors"
MODULES_FILE = "modules.json"
BIAS_PIECE = "\ue000"
"""A private-use character that the tokenizer's normaliser puts before every text: its vector is the model's constant."""
TEXTS_PER_BLOCK = 256
"""Rows of piece vectors are summed block by block, so that a block stays near the processor (2× over one pass)."""


def is_static(folder: Path) -> bool:
    """Whether the folder holds a model that this module reads: static embeddings and nothing but normalising after."""
    try:
        modules = json.loads((folder / MODULES_FILE).read_text(encoding="utf-8"))
        names = [str(module["type"]).rsplit(".", 1)[-1] for module in modules]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    static = names == ["StaticEmbedding", "Normalize"] and (folder / TOKENIZER_FILE).is_file()
    return static and (folder / WEIGHTS_FILE).is_file()


class StaticEncoder:
    """Sums piece vectors. Thread-safe: nothing changes after loading."""

    def __init__(
        self, identity: str, fingerprint: str, tokenizer: Any, rows: NDArray[Any], weights: NDArray[np.float32]
    ) -> None:
        """A piece's vector is its row [pieces, dim] times its weight [pieces]; multiplied out only where it is needed, which
        loads in half the time and holds a quarter of the memory."""
        self.identity = identity
        self.fingerprint = fingerprint
        self._tokenizer = tokenizer
        self._rows, self._weights = rows, weights
        bias = tokenizer.token_to_id(BIAS_PIECE)
        self._bias_id = -1 if bias is None else int(bias)
        self._empty = np.zeros(rows.shape[1], np.float32)
        if bias is None or not rows[bias].any():
            self._empty[0] = 1.0
        else:
            self._empty[:] = rows[bias] * weights[bias]

    @classmethod
    def load(cls, folder: Path, identity: str) -> StaticEncoder:
        """Reads the folder.

        Raises:
            EncoderNotFound: a file is missing or isn't what its name says.
        """
        from safetensors import SafetensorError
        from safetensors.numpy import load
        from tokenizers import Tokenizer

        try:
            pieces = (folder / TOKENIZER_FILE).read_bytes()
            weights = (folder / WEIGHTS_FILE).read_bytes()
            rows, scales = _rows(load(weights))
            tokenizer = Tokenizer.from_buffer(pieces)
        except (OSError, ValueError, KeyError, SafetensorError) as error:
            raise EncoderNotFound(
                f"the encoder in {folder} can't be read ({error}); install the package again or use another --encoder"
            ) from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        fingerprint = hashlib.sha256(weights)
        fingerprint.update(pieces)
        return cls(identity, fingerprint.hexdigest(), tokenizer, rows, scales)

    @property
    def dimensions(self) -> int:
        return int(self._rows.shape[1])

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 [n, dimensions], rows of length 1. A text without a known piece gets the model's constant vector."""
        out = np.empty((len(texts), self.dimensions), np.float32)
        for start in range(0, len(texts), TEXTS_PER_BLOCK):
            block = list(texts[start : start + TEXTS_PER_BLOCK])
            self._sum_into(out[start : start + len(block)], self._ids(block))
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        empty = norms[:, 0] < np.finfo(np.float32).eps
        out[empty], norms[empty] = self._empty, np.linalg.norm(self._empty)
        unit: NDArray[np.float32] = out / norms
        return unit

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The same as `encode_passages`: questions and passages share one space."""
        return self.encode_passages(texts)

    def token_vectors(self, text: str) -> NDArray[np.float32]:
        """float32 [pieces, dimensions]: the vectors whose sum is the text; a row's length is the piece's weight.

        For late interaction (max-sim, Khattab & Zaharia 2020): divide rows by their lengths and weight them by these.
        """
        return self.piece_vectors(self.piece_ids([text])[0])

    def piece_ids(self, texts: Sequence[str]) -> list[NDArray[np.int32]]:
        """The pieces of each text, without the model's constant."""
        found = (np.asarray(ids, np.int32) for ids in self._ids(list(texts)))
        return [ids[ids != self._bias_id] for ids in found]

    def piece_vectors(self, ids: NDArray[np.int32]) -> NDArray[np.float32]:
        """float32 [n, dimensions]: the vectors of pieces."""
        vectors: NDArray[np.float32] = self._rows[ids].astype(np.float32) * self._weights[ids][:, None]
        return vectors

    def _ids(self, texts: list[str]) -> list[list[int]]:
        return [encoding.ids for encoding in self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)]

    def _sum_into(self, out: NDArray[np.float32], ids: list[list[int]]) -> None:
        for row, pieces in enumerate(ids):
            np.dot(self._weights[pieces], self._rows[pieces].astype(np.float32), out=out[row])


def _rows(tensors: dict[str, NDArray[Any]]) -> tuple[NDArray[Any], NDArray[np.float32]]:
    """Rows as they are stored, and their weights; 1 where there are none."""
    rows = tensors["embedding.weight"] if "embedding.weight" in tensors else tensors["embeddings"]
    if "mapping" in tensors:
        rows = rows[tensors["mapping"].astype(np.int64)]
    weights = tensors["weights"].astype(np.float32) if "weights" in tensors else np.ones(len(rows), np.float32)
    return rows, weights
