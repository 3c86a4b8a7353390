"""A note that a stage can't make sense of: the rest of it is kept, the reason is told, and no other note notices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kb import KnowledgeBase
from kb.graph.candidates import find_candidates
from kb.graph.lexicon import load_lexicon
from kb.graph.links import link_chunks
from kb.language.morphemes import Analyser
from kb.notes import scan
from kb.pipeline.per_note import NoteRead, Reader, Rules
from kb.pipeline.run import Build
from kb.pipeline.wire import decode, encode
from kb.settings import Settings
from kb.store import load
from kb.types import BuildReport, Chunk, Note

ODD = "# 이상한 노트\n\n드롭아웃은 과적합을 방지한다. 삐걱거리는 문장이다.\n"
PLEASE = "please report this"


def no_names(note: Note, chunks: Sequence[Chunk], analyser: Analyser) -> Any:
    return find_candidates(note, chunks, analyser) if "삐걱" not in note.text else note.blocks[len(note.blocks)]


def no_relations(chunks: Sequence[Chunk], vocabulary: Any, analyser: Analyser) -> Any:
    return {}["삐걱"] if any("삐걱" in chunk.text for chunk in chunks) else link_chunks(chunks, vocabulary, analyser)


def no_disk(*_: object) -> Any:
    raise OSError("no space left")


def build(notes: Path, index: Path, rules: Rules) -> BuildReport:
    return Build(notes, index, Settings(), lambda progress: None, lambda: False, rules).run(None, False)


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        (Rules(names=no_names), "its names were left out; please report this (IndexError in kb/pipeline/per_note.py, line "),
        (Rules(relations=no_relations), "its relations were left out; please report this (KeyError in kb/"),
    ],
    ids=["names", "relations"],
)
def test_an_odd_note_stays_searchable_and_says_what_is_missing(vault: tuple[Path, Path], rules: Rules, reason: str) -> None:
    notes, index = vault
    (notes / "odd.md").write_text(ODD, "utf-8")
    report = build(notes, index, rules)
    assert report.added == 5
    assert dict(report.skipped)["odd.md"].startswith(reason)
    kb = KnowledgeBase.open(index)
    assert kb.search("삐걱거리는 문장")[0].chunk.note == "odd.md"
    state = {note.path: note for note in kb.status().notes}["odd.md"]
    assert (state.state, state.reason) == ("indexed", dict(report.skipped)["odd.md"])
    assert not any(note.reason for note in kb.status().notes if note.path != "odd.md")


def test_what_is_missing_is_still_told_by_a_build_that_changes_nothing(vault: tuple[Path, Path]) -> None:
    notes, index = vault
    (notes / "odd.md").write_text(ODD, "utf-8")
    rules = Rules(no_names, no_relations)
    first = build(notes, index, rules)
    again = build(notes, index, rules)
    assert again.unchanged == 5
    assert again.skipped == first.skipped
    assert dict(first.skipped)["odd.md"].count(PLEASE) == 2


def test_edits_around_an_odd_note_equal_a_clean_build(vault: tuple[Path, Path], tmp_path: Path) -> None:
    notes, index = vault
    rules = Rules(no_names, no_relations)
    edits: list[Callable[[], object]] = [
        lambda: (notes / "odd.md").write_text(ODD, "utf-8"),
        lambda: (notes / "new.md").write_text("# 삐걱거리는 것\n\n삐걱거리는 것은 과적합의 하나다.\n", "utf-8"),
        lambda: (notes / "odd.md").write_text(ODD.replace("삐걱거리는", "조용한"), "utf-8"),
    ]
    for number, edit in enumerate(edits):
        edit()
        grown = build(notes, index, rules)
        clean = build(notes, tmp_path / f"clean-{number}", rules)
        assert grown.skipped == clean.skipped
        pairs = zip(load(index).records, load(tmp_path / f"clean-{number}").records, strict=True)
        assert all(replace(one, indexed_at="") == replace(other, indexed_at="") for one, other in pairs)


def test_what_is_not_the_notes_fault_ends_the_build(vault: tuple[Path, Path]) -> None:
    for rules in (Rules(names=no_disk), Rules(relations=no_disk)):
        with pytest.raises(OSError, match="no space left"):
            build(*vault, rules)


def test_a_note_that_can_not_be_cut_into_passages_is_skipped(vault: tuple[Path, Path]) -> None:
    files, _ = scan(vault[0], Settings())
    settings = Settings(max_chunk_chars="many")  # type: ignore[arg-type]
    read = Reader(settings, Analyser(load_lexicon().words))(files[0])
    assert read.unreadable.startswith("kb can't read it; please report this (TypeError in kb/chunks/")
    assert decode(encode(read), NoteRead) == read  # workers say so as well
