"""Incremental builds: what is counted, what is kept, and that any sequence of edits equals a clean rebuild."""

from __future__ import annotations

import shutil
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from snapshots import files_of

from kb import KnowledgeBase, build
from kb.errors import BuildCancelled, NotesFolderMissing
from kb.store import load

SNIPPETS = (
    "# ReLU\n\nReLU는 죽은 뉴런(dead neuron) 문제를 유발한다.\n",
    "# LeakyReLU\n\nLeakyReLU는 죽은 뉴런 문제를 해결한다.\n",
    "## Dropout이란?\n\n- 뉴런을 무작위로 끈다.\n- 과적합을 방지한다.\n",
    "# Normalization\n\n| kind | axis |\n| --- | --- |\n| batch normalization | batch |\n| layer normalization | row |\n",
    "# 편향\n\n편향(bias)은 활성화 함수를 옮긴다.\n\n## 분산\n\n분산이 크면 과적합이다.\n",
    "# 기울기 폭주\n\n기울기 소실과 폭주를 [[c|정규화]]로 막는다. dead neuron과 Leaky ReLU, bias.\n",
    "# 폭주\n\n## 그냥 한 줄\n\n## Momentum\n\nA-dam and re_lu: vanishing/exploding gradient.\n",
    "",
    "그냥 한 줄짜리 메모. Adam은 Momentum과 RMSProp을 결합한다.\n",
)
PATHS = ("a.md", "b.md", "sub/c.md", "sub/한글 노트.md")
QUESTIONS = ("죽은 뉴런을 해결하는 것은?", "What does dropout do?", "편향이란?")

edits = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.sampled_from(PATHS), st.sampled_from(SNIPPETS)),
        st.tuples(st.just("delete"), st.sampled_from(PATHS), st.just("")),
        st.tuples(st.just("rename"), st.sampled_from(PATHS), st.sampled_from(PATHS)),
    ),
    min_size=1,
    max_size=4,
)


def apply(folder: Path, edit: tuple[str, str, str]) -> None:
    action, path, value = edit
    file = folder / path
    if action == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(value, encoding="utf-8")
    elif action == "delete":
        file.unlink(missing_ok=True)
    elif file.exists() and path != value:
        (folder / value).parent.mkdir(exist_ok=True)
        file.replace(folder / value)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(rounds=st.lists(edits, min_size=2, max_size=3))
def test_any_sequence_of_edits_equals_a_clean_build(rounds: list[list[tuple[str, str, str]]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        notes = root / "notes"
        notes.mkdir()
        for steps in rounds:
            for edit in steps:
                apply(notes, edit)
            build(notes, root / "incremental")
        build(notes, root / "clean")
        assert files_of(root / "incremental") == files_of(root / "clean")
        grown, clean = KnowledgeBase.open(root / "incremental"), KnowledgeBase.open(root / "clean")
        for question in QUESTIONS:
            assert grown.search(question) == clean.search(question)
            assert grown.ask(question) == clean.ask(question)


def test_report_counts_notes(vault: tuple[Path, Path]) -> None:
    notes, index = vault
    first = build(notes, index)
    assert (first.added, first.changed, first.removed, first.unchanged) == (4, 0, 0, 0)
    (notes / "quiz.md").write_text("# 드롭아웃\n\n드롭아웃은 과적합을 방지한다.\n", encoding="utf-8")
    (notes / "optimization.md").unlink()
    (notes / "new.txt").write_text("PCA는 차원 축소 기법이다.", encoding="utf-8")
    second = build(notes, index)
    assert (second.added, second.changed, second.removed, second.unchanged) == (1, 1, 1, 2)
    third = build(notes, index)
    assert (third.added, third.changed, third.removed, third.unchanged) == (0, 0, 0, 4)


def test_a_removed_note_takes_exactly_its_own_evidence_with_it(grown: tuple[Path, Path]) -> None:
    notes, index = grown
    before = load(index)
    gone = "심화/rnn.md"
    shutil.rmtree(notes / "심화")
    build(notes, index)
    after = load(index)
    assert [r.path for r in after.records] == [r.path for r in before.records if r.path != gone]
    assert not any(e.note == gone for edge in after.graph.edges for e in edge.evidence)
    kept = {(e.note, e.line, e.rule) for edge in before.graph.edges for e in edge.evidence if e.rule != "co-occurrence"}
    left = {(e.note, e.line, e.rule) for edge in after.graph.edges for e in edge.evidence if e.rule != "co-occurrence"}
    assert left >= {place for place in kept if place[0] != gone and "LeakyReLU" in str(place)}


def test_unchanged_build_writes_nothing(grown: tuple[Path, Path]) -> None:
    notes, index = grown
    live = (index / "CURRENT").read_text()
    build(notes, index)
    assert (index / "CURRENT").read_text() == live
    build(notes, index, full=True)
    assert (index / "CURRENT").read_text() != live


def test_bad_files_are_skipped_with_a_reason_and_nothing_crashes(vault: tuple[Path, Path]) -> None:
    notes, index = vault
    (notes / "broken.md").write_bytes(b"\x00\x01\x02\xff" * 50)
    (notes / "empty.md").write_bytes(b"")
    (notes / "photo.png").write_bytes(b"\x89PNG")
    (notes / "huge.md").write_bytes(b"a " * 3_000_000)
    skipped = dict(build(notes, index).skipped)
    assert {"broken.md", "empty.md", "huge.md", "photo.png"} <= skipped.keys()
    assert all(reason for reason in skipped.values())
    status = {note.path: note for note in KnowledgeBase.open(index).status().notes}
    assert status["broken.md"].state == "skipped"
    assert status["broken.md"].reason == skipped["broken.md"]
    assert status["quiz.md"].state == "indexed"
    assert status["quiz.md"].chunks > 0


def test_note_paths_are_nfc_and_relative(vault: tuple[Path, Path]) -> None:
    notes, index = vault
    (notes / unicodedata.normalize("NFD", "정규화.md")).write_text("# 정규화\n\n정규화는 분포를 맞춘다.\n", encoding="utf-8")
    build(notes, index)
    assert "정규화.md" in {hit.chunk.note for hit in KnowledgeBase.open(index).search("정규화")}


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotesFolderMissing, match="no folder"):
        build(tmp_path / "nowhere", tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_a_stopped_build_leaves_the_last_index(grown: tuple[Path, Path]) -> None:
    notes, index = grown
    live = (index / "CURRENT").read_text()
    (notes / "new.md").write_text("# 새 노트\n\n새로 쓴 내용이다.\n", encoding="utf-8")
    with pytest.raises(BuildCancelled):
        build(notes, index, should_stop=lambda: True)
    assert (index / "CURRENT").read_text() == live
    assert build(notes, index).added == 1


def test_owner_concepts_take_effect_at_the_next_build(grown: tuple[Path, Path]) -> None:
    notes, index = grown
    (notes / "concepts.toml").write_text(
        '[[concept]]\nname = "gate"\nko = "게이트"\naliases = ["문지기 장치"]\n', encoding="utf-8"
    )
    build(notes, index)
    assert KnowledgeBase.open(index).concept("문지기 장치").name == "gate"


def test_notes_of_another_field_reread_those_that_stay(vault: tuple[Path, Path], tmp_path: Path) -> None:
    """When most notes are no longer of the lexicon's field, its plain words are read otherwise in every note."""
    notes, index = vault
    build(notes, index)
    assert not load(index).vocabulary.mixed
    organs = ("leaf", "petal", "sepal", "stamen", "pistil", "stem", "root hair", "xylem", "phloem", "cambium")
    for at in range(8):
        lines = "".join(f"- **{organ} {at}**: a part of the plant {at}\n" for organ in organs)
        (notes / f"plant {at}.md").write_text(f"# Plant {at}\n\n{lines}", encoding="utf-8")
    build(notes, index)
    assert load(index).vocabulary.mixed
    clean = tmp_path / "clean"
    build(notes, clean, full=True)
    assert files_of(index) == files_of(clean)
