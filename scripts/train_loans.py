"""Learns how Korean spells foreign words: steps from letters to sounds, and their costs, for kb/language/loans.py.

    python scripts/train_loans.py --terms terms.tsv.gz

Word pairs come from the terms and from the word lists of the encoder's training; most of them are translations, not loans.
Those whose consonants agree start an expectation maximisation over all alignments; the transducer then picks the pairs
that it is trained on again. A tenth of the pairs is held out; the figures printed at the end are theirs.
"""

from __future__ import annotations

import argparse
import math
import random
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from encoder_training.corpus import read_everyday, read_terms
from rapidfuzz.distance import Indel

from kb.language import loans

LISTS = Path(__file__).with_name("encoder_training")
DATA = Path(loans.__file__).with_name("data") / "loans.tsv"
ALIKE = 0.75
"""Similarity of consonants from which a pair is taken for a loan at the start."""
FEWEST = 1.0
"""Times, as expected, that a step must be taken."""
BY_SOUND = 0.3
"""Weight of how likely the letters are given the sounds, beside the reverse: so that "stdout" doesn't beat "store"."""
DISCOUNT, SMOOTHING = 0.3, 0.5
STRETCH = 0.3
"""Weight of each further letter or sound of a step in the first rounds, which keeps steps short."""

Pair = tuple[str, str]
Counts = dict[Pair, float]
Costs = dict[str, dict[str, float]]


def word_pairs(terms: Path) -> list[Pair]:
    """(Latin word, Korean word) at the same place of names of as many words in both languages."""
    named = [*read_terms(terms, frozenset())]
    named += [term for name in ("everyday", "words_en", "words_ko") for term in read_everyday(LISTS / f"{name}.txt")]
    found = {
        (latin, hangul)
        for term in named
        if len(term.en.split()) == len(term.ko.split())
        for latin, hangul in zip(term.en.lower().split(), term.ko.split(), strict=True)
        if re.fullmatch("[a-z]{3,}", latin) and re.fullmatch("[가-힣]{2,}", hangul)
    }
    return sorted(found)


def moves(letters: str, said: str, at: int, here: int) -> Iterable[tuple[int, int]]:
    """Lengths (letters, sounds) of the steps from a position; several letters are never silent together."""
    for length in range(1, min(loans.MAX_LETTERS, len(letters) - at) + 1):
        for more in range(length > 1, min(loans.MAX_SOUNDS, len(said) - here) + 1):
            yield length, more


def start(pairs: Sequence[Pair]) -> Counts:
    """Every step between places of a word that lie near each other."""
    counts: Counts = defaultdict(float)
    for letters, said in pairs:
        for at in range(len(letters)):
            for here in range(len(said) + 1):
                for length, more in moves(letters, said, at, here):
                    apart = abs((at + length / 2) / len(letters) - (here + more / 2) / len(said))
                    if apart < 0.25:
                        counts[letters[at : at + length], said[here : here + more]] += 1 - 3 * apart
    return counts


def expected(pairs: Sequence[Pair], counts: Counts, stretch: float) -> Counts:
    """One round of expectation maximisation: how often each step is taken under the likelihoods that `counts` give."""
    total = sum(counts.values())
    likelihood = {step: count / total * stretch ** max(0, len("".join(step)) - 2) for step, count in counts.items()}
    taken: Counts = defaultdict(float)
    for letters, said in pairs:
        rows, columns = len(letters) + 1, len(said) + 1
        before = [[0.0] * columns for _ in range(rows)]
        after = [[0.0] * columns for _ in range(rows)]
        before[0][0] = after[-1][-1] = 1.0
        steps = [
            (at, here, at + length, here + more, step)
            for at in range(rows)
            for here in range(columns)
            for length, more in moves(letters, said, at, here)
            if (step := (letters[at : at + length], said[here : here + more])) in likelihood
        ]
        for at, here, to, there, step in steps:
            before[to][there] += before[at][here] * likelihood[step]
        for at, here, to, there, step in reversed(steps):
            after[at][here] += after[to][there] * likelihood[step]
        if whole := before[-1][-1]:
            for at, here, to, there, step in steps:
                taken[step] += before[at][here] * likelihood[step] * after[to][there] / whole
    return {step: count - DISCOUNT for step, count in taken.items() if count >= FEWEST}


def learn(pairs: Sequence[Pair], rounds: int) -> Counts:
    counts = start(pairs)
    for number in range(rounds):
        counts = expected(pairs, counts, STRETCH if number < 2 else 1.0)
    return counts


def costs_of(counts: Counts) -> Costs:
    """Negative log-likelihood of the sounds given the letters, with a part of the reverse."""
    letters: dict[str, float] = defaultdict(float)
    said: dict[str, float] = defaultdict(float)
    for (left, right), count in counts.items():
        letters[left] += count
        said[right] += count
    costs: Costs = defaultdict(dict)
    for (left, right), count in counts.items():
        given = math.log(count / (letters[left] + SMOOTHING)), math.log(count / (said[right] + SMOOTHING))
        costs[left][right] = -(1 - BY_SOUND) * given[0] - BY_SOUND * given[1]
    return costs


def is_loan(letters: str, said: str, costs: Costs) -> bool:
    return loans.alignment_cost(letters, said, costs) / len(said) < loans.SPELLS + 0.2


def report(held_out: Sequence[Pair], pairs: Sequence[Pair]) -> None:
    """Held-out loans among 5,000 other words, and Korean words that are none, by syllables."""
    dice = random.Random(2)
    words = dice.sample(sorted({latin for latin, _ in pairs}), 5000)
    right = wrong = 0
    for latin, hangul in held_out:
        others = [*words, latin]
        found = [word for _, word in loans.spelt_by(hangul, others, [loans.consonants(word) for word in others])][:1]
        right += found == [latin]
        wrong += found not in ([], [latin])
    print(f"{len(held_out)} held-out loans: {right / len(held_out):.3f} found, {wrong / len(held_out):.3f} another word")
    spelt = {hangul for latin, hangul in pairs if loans.cost(hangul, latin) < 2 * loans.SPELLS}
    native = sorted({hangul for _, hangul in pairs} - spelt)
    keys = [loans.consonants(word) for word in words]
    for syllables in (2, 3, 4):
        some = dice.sample([word for word in native if len(word) == syllables], 500)
        taken = sum(bool(loans.spelt_by(word, words, keys)) for word in some)
        print(f"{len(some)} Korean words of {syllables} syllables: {taken / len(some):.3f} taken for one of the 5,000")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--terms", type=Path, required=True, help="TSV: en, ko, source")
    parser.add_argument("--report", action="store_true", help="only measure what is there")
    given = parser.parse_args()
    pairs = word_pairs(given.terms)
    said = {pair: (pair[0], loans.sounds(pair[1])) for pair in pairs}
    keys = {word: loans.consonants(word) for pair in pairs for word in pair}
    alike = [(a, b) for a, b in pairs if len(keys[a]) > 1 and Indel.normalized_similarity(keys[a], keys[b]) >= ALIKE]
    random.Random(1).shuffle(alike)
    cut = len(alike) // 10
    held_out, first = set(alike[:cut]), alike[cut:]
    if not given.report:
        costs = costs_of(learn([said[pair] for pair in first], 4))
        chosen = [said[pair] for pair in pairs if pair not in held_out and is_loan(*said[pair], costs)]
        costs = costs_of(learn(chosen, 5))
        rows = [(left, right, price) for left, some in sorted(costs.items()) for right, price in sorted(some.items())]
        text = "".join(f"{left}\t{unicodedata.normalize('NFD', right)}\t{price:.2f}\n" for left, right, price in rows)
        DATA.write_text(text, encoding="utf-8")
        print(f"{len(chosen)} loans, {len(rows)} steps")
        loans._steps.cache_clear()
    report([pair for pair in sorted(held_out) if loans.cost(pair[1], pair[0]) < 2 * loans.SPELLS], pairs)


if __name__ == "__main__":
    main()
