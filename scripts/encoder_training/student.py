"""The student: one vector per piece, trained so that a text's summed pieces point where the teacher points."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

SIF_A = 1e-3
"""Weight of a piece at the start: a / (a + its share of all pieces) (Arora et al. 2017, smooth inverse frequency)."""
START_BLOCK = 4096
"""Texts at a time when the start is summed up: some 150 MB."""
SCALE = 20.0
"""Inverse temperature of the contrastive loss, as the teacher's own training had it."""


@dataclass(frozen=True, slots=True)
class Ragged:
    """Piece ids of many texts: text i is ids[begin[i] : begin[i] + length[i]]."""

    ids: NDArray[np.int32]
    begin: NDArray[np.int64]
    length: NDArray[np.int64]

    @classmethod
    def encode(cls, tokenizer: Any, texts: Sequence[str]) -> Ragged:
        encoded = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
        parts = [np.asarray(one.ids, np.int32) for one in encoded]
        length = np.array([len(part) for part in parts], np.int64)
        return cls(np.concatenate(parts), np.cumsum(length) - length, length)

    def with_rows(self, rows: NDArray[np.int64], other: Ragged) -> Ragged:
        """The same texts, but `rows` as in `other`."""
        begin, length = self.begin.copy(), self.length.copy()
        begin[rows], length[rows] = other.begin + len(self.ids), other.length
        return Ragged(np.concatenate([self.ids, other.ids]), begin, length)

    def pick(self, rows: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
        """Flat ids and offsets of these texts, as EmbeddingBag takes them."""
        length = self.length[rows]
        offsets = np.cumsum(length) - length
        flat = np.repeat(self.begin[rows] - offsets, length) + np.arange(int(length.sum()))
        return torch.from_numpy(self.ids[flat].astype(np.int64)), torch.from_numpy(offsets)


@dataclass(frozen=True, slots=True)
class Schedule:
    epochs: int = 6
    batch: int = 1024
    rate: float = 4e-3
    contrast: float = 0.3
    warm: float = 0.02
    relate: float = 0.3


def start_vectors(sides: Sequence[Ragged], target: NDArray[np.float32], size: int) -> Tensor:
    """[size, dim]: mean teacher vector of the texts that hold a piece, minus the overall mean, times its SIF weight.

    `sides`: texts in the order of `target` [n, dim]."""
    centred = torch.from_numpy(target - target.mean(0))
    total, count = torch.zeros(size, target.shape[1]), torch.zeros(size)
    for side in sides:
        for start in range(0, len(target), START_BLOCK):
            rows = np.arange(start, min(start + START_BLOCK, len(target)))
            ids, _ = side.pick(rows)
            texts = torch.from_numpy(np.repeat(rows, side.length[rows]))
            total.index_add_(0, ids, centred[texts])
            count += torch.bincount(ids, minlength=size)
    weight = SIF_A / (SIF_A + count / count.sum().clamp(min=1))
    return total / count.clamp(min=1)[:, None] * weight[:, None]


class Student:
    """Piece vectors and a constant that every text gets."""

    def __init__(self, vectors: Tensor, schedule: Schedule, steps: int, device: str) -> None:
        self.vectors = vectors.to(device).requires_grad_()
        self.bias = torch.zeros(vectors.shape[1], device=device, requires_grad=True)
        self.schedule, self.steps, self.step, self.device = schedule, steps, 0, device
        self.optimiser = torch.optim.Adam([self.vectors, self.bias], lr=schedule.rate, betas=(0.9, 0.99), fused=True)

    def embed(self, pieces: tuple[Tensor, Tensor]) -> Tensor:
        ids, offsets = pieces[0].to(self.device), pieces[1].to(self.device)
        total = functional.embedding_bag(ids, self.vectors, offsets, mode="sum")
        return functional.normalize(total + self.bias, dim=1)

    def rate(self) -> float:
        done = self.step / self.steps
        warm = min(1.0, done / self.schedule.warm) if self.schedule.warm else 1.0
        return self.schedule.rate * warm * (1.0 - done)

    def learn(self, left: tuple[Tensor, Tensor], right: tuple[Tensor, Tensor], target: Tensor) -> float:
        """One step. `target` [n, dim]: teacher vectors, a zero row where there is none."""
        target = target.to(self.device)
        a, b = self.embed(left), self.embed(right)
        known = target.square().sum(1) > 0.5
        loss = torch.zeros((), device=self.device)
        if known.any():
            t = target[known]
            loss = loss + (1 - (a[known] * t).sum(1)).mean() + (1 - (b[known] * t).sum(1)).mean()
            loss = loss + self.schedule.contrast * (_contrast(a[known], t) + _contrast(b[known], t))
        return self._descend(loss + self.schedule.contrast * _contrast(b, a))

    def relate(self, left: tuple[Tensor, Tensor], right: tuple[Tensor, Tensor], said: Tensor, of: Tensor) -> float:
        """One step on texts that have to do with one another: the right one among the batch's, and how near the teacher
        sees each of the left (`said` [n, dim]) to each of the right (`of` [n, dim])."""
        a, b = self.embed(left), self.embed(right)
        near = functional.softmax(SCALE * said.to(self.device) @ of.to(self.device).T, dim=1)
        soft = functional.cross_entropy(SCALE * a @ b.T, near)
        return self._descend(self.schedule.contrast * _contrast(a, b) + self.schedule.relate * soft)

    def _descend(self, loss: Tensor) -> float:
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate()
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        self.optimiser.step()
        self.step += 1
        return float(loss.detach())


def _contrast(queries: Tensor, answers: Tensor) -> Tensor:
    """InfoNCE both ways; answers that are all but the same text as the right one don't count as wrong."""
    scores = SCALE * queries @ answers.T
    with torch.no_grad():
        same = (answers @ answers.T) > 0.95
        same.fill_diagonal_(False)
    scores = scores.masked_fill(same, -math.inf)
    labels = torch.arange(len(queries), device=queries.device)
    return (functional.cross_entropy(scores, labels) + functional.cross_entropy(scores.T, labels)) / 2


def shuffled_batches(count: int, size: int, random: np.random.Generator) -> list[NDArray[np.int64]]:
    order = random.permutation(count)
    return [order[start : start + size] for start in range(0, count - size // 2, size)]
