"""Reranking by any cross-encoder that its owner names: question and passage read together, slowly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from kb.errors import EncoderNotFound
from kb.retrieval.features import Floats

MAX_CHARS = 2_000
"""Of a passage: cross-encoders read 512 pieces."""


class CrossReranker:
    """A sentence-transformers `CrossEncoder` by name or path. Loads torch."""

    def __init__(self, name: str) -> None:
        """Raises EncoderNotFound where no such model is to be had."""
        from sentence_transformers import CrossEncoder

        try:
            self._model: Any = CrossEncoder(name)
        except (OSError, ValueError, KeyError, ImportError) as error:
            raise EncoderNotFound(
                f"no cross-encoder {name!r} ({_first_line(error)}); give --reranker a folder or a hub name"
            ) from error

    def scores(self, question: str, texts: Sequence[str]) -> Floats:
        """float32 [n]: how relevant the model finds each text; of a model with several labels the last."""
        if not texts:
            return np.empty(0, dtype=np.float32)
        pairs = [(question, text[:MAX_CHARS]) for text in texts]
        found = np.asarray(self._model.predict(pairs, show_progress_bar=False), dtype=np.float32)
        return found[:, -1] if found.ndim == 2 else found


def _first_line(error: Exception) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
