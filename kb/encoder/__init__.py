"""Text to unit vectors, in Korean and English.

Two implementations behind one Protocol: `static.StaticEncoder` (the bundled model; numpy and tokenizers only, thousands
of passages a second) and `transformer.TransformerEncoder` (any sentence-transformers model, if its owner wants one).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

BUNDLED = "bundled"
"""Name of the model that ships with the package."""
BUNDLED_FOLDER = Path(__file__).parent / "bundled"

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """What an index needs of an encoder. Equal `fingerprint` means equal vectors for equal text."""

    @property
    def identity(self) -> str:
        """The name that `load_encoder` takes to get it again."""

    @property
    def fingerprint(self) -> str:
        """sha256 over weights, tokenizer and prompts, as 64 hexadecimal digits."""

    @property
    def dimensions(self) -> int: ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """float32 [len(texts), dimensions], every row of length 1, also for an empty text."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Likewise for questions; the same as `encode_passages` for a model without prompts."""


def load_encoder(name: str = BUNDLED) -> Encoder:
    """The encoder of that name: "bundled", a folder, or a model on the Hugging Face hub.

    Raises:
        EncoderNotFound: neither a folder here nor in the cache, and not to be had from the hub.
    """
    from kb.encoder.static import StaticEncoder, is_static

    if name == BUNDLED:
        return StaticEncoder.load(BUNDLED_FOLDER, BUNDLED)
    folder = Path(name).expanduser()
    if is_static(folder):
        return StaticEncoder.load(folder, name)
    from kb.encoder.transformer import TransformerEncoder

    return TransformerEncoder.load(name)


__all__ = ["BUNDLED", "Encoder", "Vectors", "load_encoder"]
