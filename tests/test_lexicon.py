"""The shipped lexicon keeps the rules of kb/graph/lexicon/README.md."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

LEXICON = Path(__file__).parent.parent / "kb" / "graph" / "lexicon"
GENERIC = LEXICON / "generic.toml"
AREAS = tuple(sorted(path for path in LEXICON.glob("*.toml") if path != GENERIC))
FIELDS = {"name", "ko", "aliases", "context", "ambiguous"}

Concept = dict[str, Any]

# Names of three letters or fewer that are written as words, not as abbreviations.
SHORT_WORDS = {"Git", "Vue"}


def fold(name: str) -> str:
    """Case, spaces, hyphens and a plural -s do not tell two names apart (an acronym's own S stays: HTTPS, DNS)."""
    name = unicodedata.normalize("NFC", name)
    name = re.sub(r"\b(?![A-Z]+\b)([A-Za-z]{3,}?[^s\W])s\b", r"\1", name)
    return re.sub(r"[\s\-–_]+", "", name.casefold())


def names_of(concept: Concept) -> Iterator[str]:
    yield concept["name"]
    if "ko" in concept:
        yield concept["ko"]
    yield from concept.get("aliases", [])


def load(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return tomllib.load(stream)


@pytest.fixture(scope="module")
def concepts() -> list[Concept]:
    return [concept for path in AREAS for concept in load(path)["concept"]]


@pytest.fixture(scope="module")
def by_name(concepts: list[Concept]) -> dict[str, Concept]:
    return {concept["name"]: concept for concept in concepts}


@pytest.fixture(scope="module")
def generic() -> dict[str, Any]:
    return load(GENERIC)


@pytest.fixture(scope="module")
def owners(concepts: list[Concept]) -> dict[str, set[str]]:
    """Which concepts claim each folded name."""
    found: dict[str, set[str]] = defaultdict(set)
    for concept in concepts:
        for name in names_of(concept):
            found[fold(name)].add(concept["name"])
    return found


@pytest.mark.parametrize("path", AREAS, ids=lambda path: path.stem)
def test_an_area_holds_only_well_formed_concepts(path: Path) -> None:
    document = load(path)
    assert set(document) == {"concept"}
    for concept in document["concept"]:
        assert set(concept) <= FIELDS, concept["name"]
        for name in names_of(concept):
            assert name == unicodedata.normalize("NFC", name).strip()
            assert re.fullmatch("[가-힣]", name) or (len(name) >= 2 and name.isprintable()), name


def test_deep_learning_and_computer_science_are_covered(concepts: list[Concept]) -> None:
    assert len(concepts) >= 400
    assert sum("ko" in concept for concept in concepts) >= 0.8 * len(concepts)


def test_concept_names_are_unique(concepts: list[Concept]) -> None:
    counts = Counter(fold(concept["name"]) for concept in concepts)
    assert [name for name, count in counts.items() if count > 1] == []


def test_a_shared_name_is_declared_ambiguous_by_every_concept_that_claims_it(
    concepts: list[Concept], owners: dict[str, set[str]]
) -> None:
    undeclared = [
        (concept["name"], name)
        for concept in concepts
        for name in names_of(concept)
        if len(owners[fold(name)]) > 1 and name not in concept.get("ambiguous", [])
    ]
    assert undeclared == []


def test_ambiguous_names_are_names_of_the_concept_and_have_context(concepts: list[Concept]) -> None:
    for concept in concepts:
        assert set(concept.get("ambiguous", [])) <= set(names_of(concept)), concept["name"]
        assert bool(concept.get("ambiguous")) == bool(concept.get("context")), concept["name"]


def test_concepts_that_share_a_name_can_be_told_apart(by_name: dict[str, Concept], owners: dict[str, set[str]]) -> None:
    """Each sense has at least two context words that no other sense of the same name has."""
    for name, claimants in owners.items():
        for claimant in claimants if len(claimants) > 1 else ():
            others = {fold(word) for other in claimants - {claimant} for word in by_name[other]["context"]}
            own = {fold(word) for word in by_name[claimant]["context"]} - others
            assert len(own) >= 2, (name, claimant)


def test_a_concept_lists_no_spelling_twice(concepts: list[Concept]) -> None:
    for concept in concepts:
        counts = Counter(fold(name) for name in names_of(concept))
        assert [name for name, count in counts.items() if count > 1] == [], concept["name"]


def test_a_suffix_noun_is_listed_only_where_it_matters(concepts: list[Concept], generic: dict[str, Any]) -> None:
    """Reading "X 기법" as X is the matcher's work, so such an alias is noise unless X alone is ambiguous."""
    suffixes = tuple(fold(noun) for nouns in generic["suffixes"].values() for noun in nouns)
    for concept in concepts:
        certain = {fold(name) for name in names_of(concept) if name not in concept.get("ambiguous", [])}
        for alias in concept.get("aliases", []):
            stems = {fold(alias).removesuffix(suffix) for suffix in suffixes} - {fold(alias)}
            assert not stems & certain, (concept["name"], alias)


def test_no_generic_word_is_a_concept(concepts: list[Concept], generic: dict[str, Any]) -> None:
    words = {fold(word) for language in ("korean", "english") for word in generic["words"][language]}
    unguarded = [
        (concept["name"], name)
        for concept in concepts
        for name in names_of(concept)
        if fold(name) in words and name not in concept.get("ambiguous", [])
    ]
    assert unguarded == []
    assert [concept["name"] for concept in concepts if fold(concept["name"]) in words] == []


def test_short_latin_names_are_abbreviations(concepts: list[Concept]) -> None:
    short = {name for c in concepts for name in names_of(c) if re.fullmatch(r"[A-Za-z]{1,3}", name)}
    assert {name for name in short if sum(map(str.isupper, name)) < 2} <= SHORT_WORDS


@pytest.mark.parametrize("table", ["words", "headings", "suffixes"])
def test_generic_words_are_listed_once_per_language(generic: dict[str, Any], table: str) -> None:
    for language, script in (("korean", r"[가-힣]"), ("english", r"[a-z]")):
        words = generic[table][language]
        assert [word for word, count in Counter(words).items() if count > 1] == []
        assert all(re.search(script, word) for word in words)
        assert all(word == word.casefold() for word in words)


@pytest.mark.parametrize(
    ("spelling", "concept"),
    [
        ("죽은 뉴런", "dead neuron"),
        ("Dead ReLU", "dead neuron"),
        ("드랍아웃", "dropout"),
        ("콘볼루션", "convolution"),
        ("그래디언트 소실", "vanishing gradient"),
        ("기울기 폭발", "exploding gradient"),
        ("과대 적합", "overfitting"),
        ("언더피팅", "underfitting"),
        ("초매개변수", "hyperparameter"),
        ("글로럿 초기화", "Xavier initialization"),
        ("카이밍 초기화", "He initialization"),
        ("옵티마이저", "optimizer"),
        ("Nesterov momentum", "Nesterov accelerated gradient"),
        ("교착상태", "deadlock"),
        ("쓰레드", "thread"),
        ("3-way handshake", "three-way handshake"),
        ("제2정규형", "second normal form"),
        ("싱글톤", "singleton pattern"),
    ],
)
def test_widespread_spellings_name_one_concept(owners: dict[str, set[str]], spelling: str, concept: str) -> None:
    assert owners[fold(spelling)] == {concept}


@pytest.mark.parametrize(
    ("name", "senses"),
    [
        ("편향", {"bias term", "statistical bias"}),
        ("정규화", {"normalization", "regularization", "database normalization"}),
        ("커널", {"convolution kernel", "kernel function", "OS kernel"}),
        ("LR", {"learning rate", "linear regression", "logistic regression"}),
        ("스택", {"stack", "stack memory"}),
    ],
)
def test_words_with_several_senses_list_them_all(owners: dict[str, set[str]], name: str, senses: set[str]) -> None:
    assert owners[fold(name)] == senses


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("supervised learning", "unsupervised learning"),
        ("batch normalization", "layer normalization"),
        ("batch normalization", "normalization"),
        ("ReLU", "LeakyReLU"),
        ("LeakyReLU", "PReLU"),
        ("gradient", "vanishing gradient"),
        ("L1 regularization", "L2 regularization"),
        ("precision", "recall"),
        ("symmetry problem", "symmetry breaking"),
        ("clustered index", "non-clustered index"),
    ],
)
def test_parts_wholes_and_opposites_stay_apart(by_name: dict[str, Concept], one: str, other: str) -> None:
    shared = {fold(n) for n in names_of(by_name[one])} & {fold(n) for n in names_of(by_name[other])}
    assert shared <= {fold(n) for n in by_name[one].get("ambiguous", [])}
    assert one != other
