"""The tokenizer: one Unigram vocabulary for both languages, learned from the training text."""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Any

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

from encoder_training.augment import TYPO_RATE, mistype

UNKNOWN = "<unk>"
CORES = 2
MAX_PIECE = 16
LIKELIER = 0.5
"""By how much an added word beats its parts, in log-likelihood."""
FEWEST = 6
"""Texts, some mistyped, in which a learned piece must stand: half of those that words leave over stand in fewer."""
BLOCK = 50_000
FUNCTION_TAGS = ("J", "VCP", "XSV", "XSA")
"""Particles, 이다, and 하/되 after a noun, each with its endings. Noun suffixes (정규 + 화) stay: they make another word."""
WORDS = r"[a-z]\d(?![\da-z])|\p{Hangul}+|[\p{L}\p{M}&&[^\p{Hangul}]]+|\d|[^\s\p{L}\p{M}\d]"
"""What a piece may not reach beyond: a run of Hangul, a run of other letters, one digit, one sign; L1 and L2 stay whole.
White space is gone: 경사하강법 and 경사 하강법 are the same pieces, and so are a word with and without its josa."""


def new_tokenizer(model: Any) -> Tokenizer:
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(WORDS), behavior="removed", invert=True)
    return tokenizer


def cut_morphemes(texts: Sequence[str]) -> list[str]:
    """The texts with a space where a Korean noun ends and its particles (or 하다, 이다 with endings) begin, or the reverse.

    Pieces learned from this are 학습 and 이, never 학습이: no vector is spent on a form, and each is seen more often. Only
    the vocabulary needs Kiwi; reading a text with it doesn't. Verbs keep their endings: a stem alone (막, 걸) says little.
    """
    from kiwipiepy import Kiwi

    kiwi = Kiwi(num_workers=CORES, load_multi_dict=False)
    out = []
    for text, tokens in zip(texts, kiwi.tokenize(iter(texts), normalize_coda=False), strict=True):
        cuts, end, was_function = [0], 0, None
        for token in tokens:
            is_function = token.tag.startswith(FUNCTION_TAGS) or (bool(was_function) and token.tag.startswith("E"))
            if was_function is not None and is_function != was_function and token.start == end:
                cuts.append(token.start)
            end, was_function = max(end, token.start + token.len), is_function
        out.append(" ".join(text[a:b] for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)))
    return out


def train_pieces(texts: Sequence[str], size: int, words: Sequence[str] = ()) -> Tokenizer:
    """A tokenizer of at most `size` pieces learned from `texts`, and one more for each of `words`; id 0 is for what no
    piece covers. Learned pieces that are left without work, also in mistyped text, are dropped."""
    tokenizer = new_tokenizer(models.Unigram())
    trainer = trainers.UnigramTrainer(
        vocab_size=size, special_tokens=[UNKNOWN], unk_token=UNKNOWN, max_piece_length=MAX_PIECE, shrinking_factor=0.75
    )
    tokenizer.train_from_iterator(texts, trainer, length=len(texts))
    dice = random.Random(0)
    slips = [mistype(text, dice) for text in texts if dice.random() < TYPO_RATE]
    return without_rare(with_words(tokenizer, words), [*texts, *slips], frozenset(words))


def with_words(tokenizer: Tokenizer, words: Sequence[str]) -> Tokenizer:
    """The tokenizer with a piece for every one of `words`, each a little likelier than its likeliest parts together.

    Were they only as likely as the rarest piece, "university" and 5,000 other frequent words would still be taken apart."""
    data = json.loads(tokenizer.to_str())
    scores = dict(map(tuple, data["model"]["vocab"]))
    rarest = min(scores.values())
    for word in sorted(dict.fromkeys(words), key=len):
        if [piece for piece, _ in tokenizer.pre_tokenizer.pre_tokenize_str(word)] == [word]:
            alone = scores.pop(word, rarest)
            scores[word] = max(alone, _likeliest(word, scores) + LIKELIER)
    data["model"]["vocab"] = [list(item) for item in scores.items()]
    return Tokenizer.from_str(json.dumps(data, ensure_ascii=False))


def _likeliest(word: str, scores: Mapping[str, float]) -> float:
    """Log-likelihood of the best way to take `word` apart (Viterbi); -inf where there is none."""
    best = [0.0] + [-math.inf] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - MAX_PIECE), end):
            best[end] = max(best[end], best[start] + scores.get(word[start:end], -math.inf))
    return best[-1]


def without_rare(tokenizer: Tokenizer, texts: Sequence[str], words: Set[str]) -> Tokenizer:
    """The tokenizer without learned pieces that stand in fewer than FEWEST of `texts`: too few to learn a vector from.

    Likeliest first, ties by their letters: the trainer leaves ties in any order, and a piece's row follows from it."""
    used: Counter[int] = Counter()
    for start in range(0, len(texts), BLOCK):
        for encoding in tokenizer.encode_batch_fast(list(texts[start : start + BLOCK]), add_special_tokens=False):
            used.update(set(encoding.ids))
    data = json.loads(tokenizer.to_str())
    kept = [
        [piece, round(score, 3)]
        for number, (piece, score) in enumerate(data["model"]["vocab"])
        if piece in words or piece == UNKNOWN or len(piece) == 1 or used[number] >= FEWEST
    ]
    data["model"]["vocab"] = sorted(kept, key=lambda item: (item[0] != UNKNOWN, -item[1], item[0]))
    return Tokenizer.from_str(json.dumps(data, ensure_ascii=False))
