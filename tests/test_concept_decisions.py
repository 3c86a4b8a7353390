"""What the owner decides about names, and what is proposed for a decision."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from kb.encoder import Vectors
from kb.errors import ConceptsFileInvalid
from kb.graph.candidates import Candidate
from kb.graph.decisions import record_decision
from kb.graph.lexicon import Entry, Lexicon
from kb.graph.owner import load_owner
from kb.graph.proposals import Proposal, best_first, explain, meaning_proposals, undecided
from kb.graph.vocabulary import Vocabulary, build_vocabulary
from kb.types import Concept

OWN = """# names of my course
ignore = ["할 일"]  # never

merge = [
  # same thing, two books
  ["간섭", "interference"],
]

[[concept]]
name = "project Atlas"  # ours
"""


def vocabulary_of(folder: Path, *names: str, lexicon: Lexicon | None = None) -> Vocabulary:
    candidates = tuple(Candidate(name, "heading", 3, 3) for name in names)
    return build_vocabulary({"a.md": candidates}, lexicon or Lexicon(()), load_owner(folder / "concepts.toml"))


def test_a_decision_keeps_what_the_owner_wrote(tmp_path: Path) -> None:
    file = tmp_path / "concepts.toml"
    file.write_text(OWN, encoding="utf-8")
    assert record_decision(tmp_path, "분개", "journal entry", accept=True) == file
    record_decision(tmp_path, "부채", "자본", accept=False)
    text = file.read_text(encoding="utf-8")
    for line in OWN.splitlines():
        assert line in text
    owner = load_owner(file)
    assert owner.merge == (("간섭", "interference"), ("분개", "journal entry"))
    assert owner.separate == (("부채", "자본"),)
    assert [entry.name for entry in owner.entries] == ["project Atlas"]


def test_a_file_is_made_where_there_is_none_and_twice_is_once(tmp_path: Path) -> None:
    record_decision(tmp_path, "분개", "journal entry", accept=True)
    once = (tmp_path / "concepts.toml").read_text(encoding="utf-8")
    record_decision(tmp_path, "Journal-Entry", "분개", accept=True)
    assert (tmp_path / "concepts.toml").read_text(encoding="utf-8") == once
    assert vocabulary_of(tmp_path, "분개", "journal entry").resolve("분개") == vocabulary_of(
        tmp_path, "분개", "journal entry"
    ).resolve("journal entry")


def test_the_later_decision_counts(tmp_path: Path) -> None:
    record_decision(tmp_path, "부채", "자본", accept=True)
    record_decision(tmp_path, "자본", "부채", accept=False)
    owner = load_owner(tmp_path / "concepts.toml")
    assert owner.merge == ()
    assert owner.separate == (("자본", "부채"),)


def test_one_group_without_outer_brackets_and_a_longer_group(tmp_path: Path) -> None:
    (tmp_path / "concepts.toml").write_text('merge = ["a1", "b1", "c1"]\n', encoding="utf-8")
    record_decision(tmp_path, "a1", "c1", accept=False)
    record_decision(tmp_path, "x1", "y1", accept=True)
    owner = load_owner(tmp_path / "concepts.toml")
    assert owner.merge == (("a1", "b1"), ("x1", "y1"))
    assert owner.separate == (("a1", "c1"),)


def test_nothing_is_written_into_a_broken_file_or_for_one_name(tmp_path: Path) -> None:
    with pytest.raises(ConceptsFileInvalid):
        record_decision(tmp_path, "세포막", "세포 막", accept=True)
    assert not (tmp_path / "concepts.toml").exists()
    (tmp_path / "concepts.toml").write_text("merge = 3\n", encoding="utf-8")
    with pytest.raises(ConceptsFileInvalid):
        record_decision(tmp_path, "분개", "journal entry", accept=True)
    assert (tmp_path / "concepts.toml").read_text(encoding="utf-8") == "merge = 3\n"


def test_the_owner_joins_and_parts_what_the_lexicon_says(tmp_path: Path) -> None:
    lexicon = Lexicon((Entry("osmosis", "삼투", ("삼투 현상",)), Entry("diffusion", "확산", ("분자 확산",))))
    record_decision(tmp_path, "osmosis", "diffusion", accept=True)
    record_decision(tmp_path, "확산", "분자 확산", accept=False)
    vocabulary = vocabulary_of(tmp_path, "분자 확산", lexicon=lexicon)
    assert vocabulary.resolve("diffusion") == vocabulary.resolve("삼투 현상") == "osmosis"
    assert vocabulary.resolve("분자 확산") == "분자 확산"


def test_decided_names_are_proposed_no_more(tmp_path: Path) -> None:
    proposals = (
        Proposal("분개", "journal entry", 0.7, "meaning"),
        Proposal("부채", "자본", 0.6, "gloss", "부채 (자본)"),
        Proposal("원장", "ledger", 0.9, "meaning"),
    )
    record_decision(tmp_path, "journal entry", "분개", accept=True)
    record_decision(tmp_path, "부채", "자본", accept=False)
    assert undecided(proposals, load_owner(tmp_path / "concepts.toml")) == proposals[2:]
    assert explain(proposals[1], "ko") == "노트의 괄호: 부채 (자본)"
    twice = (*proposals, Proposal("자본", "부채", 0.9, "meaning"))
    assert [p.score for p in best_first(twice)] == [0.9, 0.9, 0.7]


MEANINGS = {"원장": (1, 0, 0), "ledger": (1, 0.2, 0), "분개": (0, 1, 0), "journal entry": (0, 1, 0.1), "coin": (1, 1, 1)}


class Fixed:
    """An encoder that knows the meaning of a few names."""

    identity = fingerprint = "fixed"
    dimensions = 3

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        rows = np.array([MEANINGS[text] for text in texts], dtype=np.float32)
        normed: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return normed

    encode_queries = encode_passages


def test_names_near_in_meaning_are_proposed_and_not_merged() -> None:
    concepts = [Concept("원장", (), "원장"), Concept("분개", (), "분개")]
    concepts += [Concept(name, (), "", name) for name in ("ledger", "journal entry", "coin")]
    found = meaning_proposals(concepts, {c.name for c in concepts}, Fixed())
    assert {(p.first, p.second) for p in best_first(found)} == {("원장", "ledger"), ("분개", "journal entry")}
    assert meaning_proposals(concepts, {"coin"}, Fixed()) == ()
