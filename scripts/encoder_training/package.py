"""The trained vectors as a folder that sentence-transformers loads with stock modules."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BIAS_PIECE = "\ue000"
INT8_MAX = 127
KNOWN, KNOWN_FROM = 2.0, 50
"""What a word's own vector adds, in median lengths of such rows, and at how many texts half of it (docs/encoder.md)."""
LEVEL = 0.25
SMALLEST_SHARE = 1e-7


def rotate(vectors: NDArray[np.float32], sample: NDArray[np.float32], dimensions: int) -> NDArray[np.float32]:
    """`vectors` [n, d] in the `dimensions` principal directions of `sample` [m, d] (uncentred: cosines are kept)."""
    _, directions = np.linalg.eigh(sample.T @ sample)
    rotated: NDArray[np.float32] = vectors @ directions[:, ::-1][:, :dimensions]
    return rotated


def know(
    vectors: NDArray[np.float32], pieces: Sequence[int], said: NDArray[np.float32], counts: NDArray[np.int64]
) -> NDArray[np.float32]:
    """`vectors` [pieces + 1, d] with what the teacher says of single words, `said` [m, d], added to the rows `pieces` [m].

    The rarer a word in the training texts, the more of it: half of KNOWN at KNOWN_FROM times. Texts say what a frequent
    word is worth beside others; of one that they hardly hold, its own vector is all that is known. `said` is centred: what
    all words have in common is in the constant."""
    index = np.asarray(pieces)
    said = said - said.mean(0)
    said /= np.maximum(np.linalg.norm(said, axis=1, keepdims=True), 1e-9)
    length = KNOWN * float(np.median(np.linalg.norm(vectors[index], axis=1)))
    out = vectors.copy()
    out[index] += length * (KNOWN_FROM / (counts[index] + KNOWN_FROM))[:, None].astype(np.float32) * said
    return out


def level(vectors: NDArray[np.float32], counts: NDArray[np.int64]) -> NDArray[np.float32]:
    """`vectors` [pieces + 1, d] with lengths drawn a quarter of the way (geometrically) to the pieces' information, log of
    one over the share of all pieces; the constant stays. Training gives rare pieces lengths that are mostly chance."""
    lengths = np.linalg.norm(vectors[:-1], axis=1)
    information = -np.log(np.maximum(counts / counts.sum(), SMALLEST_SHARE))
    known = lengths > 0
    wanted = information * float(np.median(lengths[known]) / np.median(information[known]))
    scale = np.where(known, (wanted / np.maximum(lengths, 1e-9)) ** LEVEL, 1.0)
    return vectors * np.append(scale, 1.0)[:, None].astype(np.float32)


def damp(vectors: NDArray[np.float32], counts: NDArray[np.int64], a: float) -> NDArray[np.float32]:
    """`vectors` [pieces + 1, d] with those of frequent pieces shortened: a / (a + share of all pieces) (smooth inverse
    frequency, Arora et al. 2017); the constant stays. Sentences teach a piece its weight beside a dozen others; passages
    hold a hundred, and what is in all of them tells nothing."""
    weight = a / (a + counts / counts.sum())
    return vectors * np.append(weight, 1.0)[:, None].astype(np.float32)


def quantise(vectors: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 rows and their scales."""
    scales = np.maximum(np.abs(vectors).max(1), 1e-8) / INT8_MAX
    return np.round(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def tokenizer_with_bias(tokenizer: Any) -> dict[str, Any]:
    """The tokenizer's JSON with one more piece, which the normaliser puts before every text."""
    data: dict[str, Any] = json.loads(tokenizer.to_str())
    data["model"]["vocab"].append([BIAS_PIECE, 0.0])
    data["normalizer"]["normalizers"].append({"type": "Replace", "pattern": {"Regex": "\\A"}, "content": BIAS_PIECE})
    return data


def write_model(folder: Path, tokenizer: Any, vectors: NDArray[np.float32], card: str) -> None:
    """Writes the folder whole or not at all. `vectors` [pieces + 1, dim], the constant last."""
    from safetensors.numpy import save

    folder.parent.mkdir(parents=True, exist_ok=True)
    new = folder.with_name(folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    (new / "1_Normalize").mkdir(parents=True)
    pieces, scales = quantise(vectors)
    names = {"module_input_name": "sentence_embedding", "module_output_name": "sentence_embedding"}
    (new / "1_Normalize" / "config.json").write_text(json.dumps(names, indent=4), encoding="utf-8")
    tensors: dict[str, NDArray[Any]] = {"embeddings": pieces, "weights": scales}
    (new / "model.safetensors").write_bytes(save(tensors, metadata={"format": "pt"}))
    text = json.dumps(tokenizer_with_bias(tokenizer), ensure_ascii=False, separators=(",", ":"))
    (new / "tokenizer.json").write_text(text + "\n", encoding="utf-8")
    package = "sentence_transformers.models"  # the names that version 5 and 6 both know
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": f"{package}.StaticEmbedding"},
        {"idx": 1, "name": "1", "path": "1_Normalize", "type": f"{package}.Normalize"},
    ]
    (new / "modules.json").write_text(json.dumps(modules, indent=2) + "\n", encoding="utf-8")
    prompts = {"query": "", "document": ""}
    settings = {"model_type": "SentenceTransformer", "prompts": prompts, "similarity_fn_name": "cosine"}
    (new / "config_sentence_transformers.json").write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    (new / "README.md").write_text(card, encoding="utf-8")
    if folder.exists():
        old = folder.with_name(folder.name + ".old")
        folder.rename(old)
        new.rename(folder)
        shutil.rmtree(old)
    else:
        new.rename(folder)
