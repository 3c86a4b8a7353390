"""The tokenizer: one Unigram vocabulary for both languages, learned from the training text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

UNKNOWN = "<unk>"
WORDS = r"[a-z]\d(?![\da-z])|\p{Hangul}+|[\p{L}\p{M}&&[^\p{Hangul}]]+|\d|[^\s\p{L}\p{M}\d]"
"""What a piece may not reach beyond: a run of Hangul, a run of other letters, one digit, one sign; L1 and L2 stay whole.
White space is gone: 경사하강법 and 경사 하강법 are the same pieces, and so are a word with and without its josa."""


def new_tokenizer(model: Any) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(WORDS), behavior="removed", invert=True)
    return tokenizer


def train_pieces(texts: Sequence[str], size: int) -> Tokenizer:
    """A tokenizer of `size` pieces for `texts`; id 0 is for what no piece covers."""
    tokenizer = new_tokenizer(models.Unigram())
    trainer = trainers.UnigramTrainer(
        vocab_size=size, special_tokens=[UNKNOWN], unk_token=UNKNOWN, max_piece_length=16, shrinking_factor=0.75
    )
    tokenizer.train_from_iterator(texts, trainer, length=len(texts))
    return tokenizer
