"""From texts to trained vectors: views of the data epoch by epoch, batches by kind."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from rich.progress import Progress

from encoder_training import augment
from encoder_training.corpus import EVERYDAY, MAX_TERM_WORDS, HeadingPassage, Pair, Term, passages_of
from encoder_training.student import Ragged, Schedule, Student, shuffled_batches, start_vectors

Alter = Callable[[str, random.Random], str]


@dataclass(frozen=True, slots=True)
class Mixture:
    """How often each kind of text is seen, and how often it is disturbed."""

    terms: int = 2
    headings: int = 2
    words: int = 2
    passages: int = 1
    switch: float = augment.SWITCH_RATE
    join: float = augment.JOIN_RATE
    typo: float = augment.TYPO_RATE
    cut: float = augment.CUT_RATE


@dataclass(frozen=True, slots=True)
class Kind:
    """Texts of one kind: `left[i]` and `right[i]` belong together, `target` [n, dim] is what the teacher says or None.
    `soft`: what it says of left and of right, where they only have to do with one another."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    target: NDArray[np.float16] | None
    repeats: int
    soft: tuple[NDArray[np.float16], NDArray[np.float16]] | None = None


class Recipe:
    """Holds the data; `train` gives the vectors."""

    def __init__(self, tokenizer: Any, kinds: Sequence[Kind], terms: Sequence[Term], mixture: Mixture) -> None:
        self.tokenizer, self.kinds, self.mixture = tokenizer, tuple(kinds), mixture
        names = [term for term in terms if _swappable(term) and term.source != EVERYDAY]
        self.to_english = augment.Switcher([(t.ko, t.en) for t in names], whole_words=False)
        self.to_korean = augment.Switcher([(t.en, t.ko) for t in names], whole_words=True)
        self.clean = [(Ragged.encode(tokenizer, k.left), Ragged.encode(tokenizer, k.right)) for k in self.kinds]

    def train(self, schedule: Schedule, seed: int, device: str) -> NDArray[np.float32]:
        """[pieces + 1, dim]; the last row is the constant that every text gets."""
        torch.manual_seed(seed)
        dice, order = random.Random(seed), np.random.default_rng(seed)
        pairs = self.kinds[0]
        assert pairs.target is not None
        size = self.tokenizer.get_vocab_size()
        start = start_vectors(self.clean[0], pairs.target.astype(np.float32), size)
        batches = sum(k.repeats * len(shuffled_batches(len(k.left), schedule.batch, order)) for k in self.kinds)
        steps = schedule.epochs * batches
        student = Student(start, schedule, steps, device)
        with Progress() as progress:
            task = progress.add_task("training", total=steps)
            for epoch in range(schedule.epochs):
                losses = []
                for loss in self._epoch(student, schedule, dice, order):
                    losses.append(loss)
                    progress.update(task, advance=1, description=f"training, loss {loss:.3f}")
                progress.console.print(f"epoch {epoch + 1} of {schedule.epochs}: mean loss {np.mean(losses):.4f}")
        return torch.cat([student.vectors, student.bias[None]]).detach().float().cpu().numpy()

    def _epoch(self, student: Student, schedule: Schedule, dice: random.Random, order: np.random.Generator) -> Any:
        plan: list[tuple[int, Ragged, Ragged, NDArray[np.int64]]] = []
        for number, kind in enumerate(self.kinds):
            left = self._disturbed(self.clean[number][0], kind.left, self.to_korean, dice)
            right = self._disturbed(self.clean[number][1], kind.right, self.to_english, dice)
            for _ in range(kind.repeats):
                plan += [(number, left, right, b) for b in shuffled_batches(len(kind.left), schedule.batch, order)]
        dice.shuffle(plan)
        for number, left, right, rows in plan:
            kind = self.kinds[number]
            pieces = left.pick(rows), right.pick(rows)
            if kind.soft is not None:
                yield student.relate(*pieces, _floats(kind.soft[0][rows]), _floats(kind.soft[1][rows]))
                continue
            target = kind.target
            known = np.zeros((len(rows), student.vectors.shape[1]), np.float16) if target is None else target[rows]
            yield student.learn(*pieces, _floats(known))

    def _disturbed(self, clean: Ragged, texts: Sequence[str], switch: augment.Switcher, dice: random.Random) -> Ragged:
        rows, altered = [], []
        for row, text in enumerate(texts):
            new = text
            if dice.random() < self.mixture.switch:
                new = switch(new, dice)
            if dice.random() < self.mixture.join:
                new = augment.lose_spaces(new, dice)
            if dice.random() < self.mixture.typo:
                new = augment.mistype(new, dice)
            if dice.random() < self.mixture.cut:
                new = augment.cut_words(new, dice)
            if new != text:
                rows.append(row)
                altered.append(new)
        return clean.with_rows(np.array(rows), Ragged.encode(self.tokenizer, altered)) if rows else clean


def _floats(rows: NDArray[np.float16]) -> torch.Tensor:
    return torch.from_numpy(rows.astype(np.float32))


def _swappable(term: Term) -> bool:
    short = len(term.en.split()) <= MAX_TERM_WORDS // 2 and len(term.ko.split()) <= MAX_TERM_WORDS // 2
    return short and len(term.ko.replace(" ", "")) >= augment.MIN_HANGUL and len(term.en) >= augment.MIN_LATIN


def kinds_of(
    pairs: Sequence[Pair],
    terms: Sequence[Term],
    headings: Sequence[HeadingPassage],
    words: Sequence[str],
    *,
    teach: Callable[[Sequence[str]], NDArray[np.float16]],
    mixture: Mixture,
) -> list[Kind]:
    """Pairs, terms and English words with the teacher's vectors of their English, headings without."""
    vectors = teach([pair.en for pair in pairs] + [term.en for term in terms] + list(words))
    cut, cut_words = len(pairs), len(pairs) + len(terms)
    kinds = [Kind(tuple(p.en for p in pairs), tuple(p.ko for p in pairs), vectors[:cut], 1)]
    if mixture.passages and (passages := passages_of(pairs)):
        kinds += _passages(pairs, passages, vectors, teach, mixture.passages)
    if mixture.terms and terms:
        kinds.append(Kind(tuple(t.en for t in terms), tuple(t.ko for t in terms), vectors[cut:cut_words], mixture.terms))
    if mixture.words and words:
        kinds.append(Kind(tuple(words), tuple(words), vectors[cut_words:], mixture.words))
    if mixture.headings and headings:
        both = tuple(h.heading for h in headings), tuple(h.passage for h in headings)
        kinds.append(Kind(*both, None, mixture.headings))
    return kinds


def _passages(
    pairs: Sequence[Pair],
    passages: Sequence[range],
    vectors: NDArray[np.float16],
    teach: Callable[[Sequence[str]], NDArray[np.float16]],
    repeats: int,
) -> list[Kind]:
    """Neighbouring pairs as one text in both languages, taught what the teacher says of the whole; and one of its
    sentences in one language against the others in the other (the inverse cloze task, Lee et al. 2019): how near the
    teacher sees each sentence to each passage of the batch."""
    dice = random.Random(0)
    en = tuple(" ".join(pairs[row].en for row in rows) for rows in passages)
    ko = tuple(" ".join(pairs[row].ko for row in rows) for rows in passages)
    wholes = teach(en)
    asked, rest, ones = [], [], []
    for rows in passages:
        one = dice.choice(rows)
        others = [pairs[row] for row in rows if row != one]
        korean = dice.random() < 0.5
        asked.append(pairs[one].ko if korean else pairs[one].en)
        rest.append(" ".join(other.en if korean else other.ko for other in others))
        ones.append(one)
    return [
        Kind(en, ko, wholes, repeats),
        Kind(tuple(asked), tuple(rest), None, repeats, soft=(vectors[ones], wholes)),
    ]
