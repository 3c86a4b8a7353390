"""Which notes an edit elsewhere touches, and what of the names of all notes is only computed faster."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from kb.graph.close_names import CLOSEST, MAX_SLIPS, MIN_RATIO_HANGUL, MIN_RATIO_LATIN, closest
from kb.graph.finder import Alias, Finder, Sense
from kb.graph.name_changes import NameChanges, Readable
from kb.index.lexical import K1, B, LexicalIndex
from kb.language.text import fold, has_hangul

WORDS = ("기울기", "소실", "폭주", "과적합", "ReLU", "GRU", "vanishing", "exploding", "gradient", "net")
JOINTS = (" ", "과 ", "와 ", "/", "-", ", ", " and ", " 및 ", "·", "")
phrases = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
texts = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(JOINTS)), max_size=8).map(
    lambda pairs: "".join(word + joint for word, joint in pairs)
)
entries = st.dictionaries(phrases.map(fold), st.tuples(phrases, st.booleans()), min_size=1, max_size=6)
names = st.lists(st.text("가나다라마abcde", min_size=4, max_size=9), max_size=30, unique=True)


def finder(chosen: dict[str, tuple[str, bool]]) -> Finder:
    aliases = [Alias(key, key, (Sense(concept),), capitals=capitals) for key, (concept, capitals) in chosen.items()]
    return Finder(aliases, {concept: (concept,) for concept, _ in chosen.values()})


@given(entries, entries, texts)
def test_a_text_is_touched_where_its_key_is_another_and_else_read_alike(
    old: dict[str, tuple[str, bool]], new: dict[str, tuple[str, bool]], text: str
) -> None:
    before, after = finder(old), finder(new)
    touched = NameChanges(before, after).touch(Readable.of(text))
    assert touched == (before.slice_key(text) != after.slice_key(text))
    if not touched:
        assert before.find(text) == after.find(text)


def test_only_what_changed_touches() -> None:
    old = {"기울기소실": ("vanishing gradient", False), "과적합": ("overfitting", False)}
    new = {**old, "기울기폭주": ("exploding gradient", False)}
    changes = NameChanges(finder(old), finder(new))
    assert changes.touch(Readable.of("기울기 폭주를 막는다"))
    assert changes.touch(Readable.of("기울기 소실과 폭주를 막는다"))  # the second name stands in two pieces
    assert not changes.touch(Readable.of("과적합을 막는다"))
    assert not NameChanges(finder(old), finder(old))


@given(names, names)
def test_closest_names_are_those_of_comparing_all(keys: list[str], targets: list[str]) -> None:
    expected = {}
    for key in keys:
        cutoff = MIN_RATIO_HANGUL if has_hangul(key) else MIN_RATIO_LATIN
        scores = [
            (-fuzz.ratio(key, target), len(target), at, target)
            for at, target in enumerate(targets)
            if has_hangul(key) == has_hangul(target)
            and (has_hangul(key) or key[0] == target[0])
            and abs(len(key) - len(target)) <= MAX_SLIPS
        ]
        if found := [target for score, _, _, target in sorted(scores) if -score >= cutoff][:CLOSEST]:
            expected[key] = found
    assert closest(keys, targets) == expected


@given(st.lists(st.lists(st.sampled_from("abc가나")), max_size=6))
def test_bm25_is_lucenes(documents: list[list[str]]) -> None:
    index = LexicalIndex.build(documents)
    mean = sum(map(len, documents)) / max(len(documents), 1)
    for term in sorted({term for words in documents for term in words}):
        holding = sum(term in words for words in documents)
        rarity = math.log(1 + (len(documents) - holding + 0.5) / (holding + 0.5))
        counts = [Counter(words)[term] for words in documents]
        norms = [K1 * (1 - B + B * len(words) / mean) for words in documents]
        expected = [rarity * count / (count + norm) for count, norm in zip(counts, norms, strict=True)]
        np.testing.assert_allclose(index.scores([term]), expected, rtol=1e-6)
        assert index.document_frequency(term) == holding
