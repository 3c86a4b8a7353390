"""Any sentence-transformers model, by folder or by its name on the Hugging Face hub, with its own prompts.

torch and sentence-transformers are imported only when such a model is asked for.
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

BATCH = 32
HUB_SECONDS = 5.0
"""How long the hub may take to say whether it has a model."""


class TransformerEncoder:
    """A `SentenceTransformer` behind the Encoder protocol."""

    def __init__(self, identity: str, fingerprint: str, model: Any) -> None:
        self.identity = identity
        self.fingerprint = fingerprint
        self._model = model

    @classmethod
    def load(cls, name: str) -> TransformerEncoder:
        """The model in folder `name`, else from the local hub cache, else from the hub.

        Raises:
            EncoderNotFound: none of the three has it, or it isn't a sentence-transformers model.
        """
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise EncoderNotFound(
                f"encoder {name!r} needs sentence-transformers: pip install sentence-transformers, or --encoder bundled"
            ) from error
        folder = Path(name).expanduser()
        if _looks_like_path(name) and not folder.is_dir():
            raise EncoderNotFound(f"no encoder in {name}: there is no such folder; check the path or use --encoder bundled")
        source = str(folder) if folder.is_dir() else name
        model = None
        for local_only in (True, False):
            try:
                model = SentenceTransformer(source, local_files_only=local_only)
                break
            except Exception as error:  # the hub client, transformers and safetensors each raise their own kinds
                if not local_only or folder.is_dir() or not _hub_has(name):
                    raise EncoderNotFound(_how_to_get(name, folder.is_dir(), error)) from error
        return cls(name, _fingerprint(model), model)

    @property
    def dimensions(self) -> int:
        return int(self._model.get_embedding_dimension())

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 [n, dimensions], rows of length 1, with the model's document prompt if it has one."""
        return self._unit(self._model.encode_document, texts)

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Likewise with the model's query prompt."""
        return self._unit(self._model.encode_query, texts)

    def _unit(self, encode: Any, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        vectors = encode(list(texts), batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True)
        vectors = np.nan_to_num(np.asarray(vectors, np.float32))
        norms = np.linalg.norm(vectors, axis=1)
        empty = norms < np.finfo(np.float32).eps
        vectors[empty], norms[empty] = np.eye(1, vectors.shape[1], dtype=np.float32), 1.0
        return np.asarray(vectors / norms[:, None], np.float32)


def _hub_has(name: str) -> bool:
    """Asked once: without a network, loading itself tries file after file for more than a minute."""
    from huggingface_hub import model_info

    for candidate in (name,) if "/" in name else (f"sentence-transformers/{name}", name):
        try:
            model_info(candidate, timeout=HUB_SECONDS)
        except Exception:  # offline, no such model, or one that needs a login: each with its own kind
            continue
        return True
    return False


def _looks_like_path(name: str) -> bool:
    """Hub names are "model" or "owner/model"; everything else is a place on this disk."""
    return name.startswith(("/", ".", "~", "\\")) or name.count("/") > 1 or "\\" in name or not name


def _how_to_get(name: str, is_folder: bool, error: Exception) -> str:
    first_line = (str(error).strip().splitlines() or [type(error).__name__])[0][:120]
    if is_folder:
        return f"{name} holds no sentence-transformers model ({first_line}); check the folder or use --encoder bundled"
    return (
        f"encoder {name!r} is neither on this computer nor to be had from the hub: while online, run "
        f"`hf download {name}`, give a folder, or use --encoder bundled"
    )


def _fingerprint(model: Any) -> str:
    """sha256 over every weight, the tokenizer's vocabulary and the prompts: the same wherever the model lies."""
    digest = hashlib.sha256()
    for key, tensor in sorted(model.state_dict().items()):
        digest.update(f"{key}{tuple(tensor.shape)}".encode())
        digest.update(np.ascontiguousarray(tensor.detach().cpu().float().numpy()).tobytes())
    tokenizer: Any = getattr(model, "tokenizer", None)
    vocabulary = tokenizer.get_vocab() if tokenizer is not None else {}
    settings = {"vocabulary": vocabulary, "prompts": model.prompts, "length": _finite(model.max_seq_length)}
    digest.update(json.dumps(settings, sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()


def _finite(length: Any) -> int | None:
    return int(length) if isinstance(length, int) else None
