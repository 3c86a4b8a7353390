"""What of the notes folder an index doesn't know yet."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import KnowledgeBase, build
from kb.errors import NotesFolderMissing
from kb.ui import Session


def test_new_edited_and_deleted_notes_and_decided_names_are_seen(grown: tuple[Path, Path]) -> None:
    notes, index = grown
    kb = KnowledgeBase.open(index)
    assert not kb.changes()
    (notes / "새 노트.md").write_text("# 증류\n\n큰 모델을 작은 모델이 따라 배운다.\n", "utf-8")
    (notes / "quiz.md").write_text((notes / "quiz.md").read_text("utf-8") + "\n더 적은 줄이다.\n", "utf-8")
    (notes / "optimization.md").unlink()
    (notes / "concepts.toml").write_text('merge = [["증류", "distillation"]]\n', "utf-8")
    changes = kb.changes()
    assert changes.added == ("새 노트.md",)
    assert changes.changed == ("quiz.md",)
    assert changes.removed == ("optimization.md",)
    assert changes.rules
    build(notes, index)
    assert not KnowledgeBase.open(index).changes()


def test_what_no_build_reads_is_no_change(vault: tuple[Path, Path]) -> None:
    notes, index = vault
    (notes / "bad.ipynb").write_text("{ no notebook", "utf-8")
    build(notes, index)
    kb = KnowledgeBase.open(index)
    (notes / ".trash").mkdir()
    (notes / ".trash" / "old.md").write_text("# alt\n", "utf-8")
    (notes / "plan.pdf").write_bytes(b"%PDF")
    assert not kb.changes()
    notes.rename(notes.with_name("elsewhere"))
    with pytest.raises(NotesFolderMissing):
        kb.changes()


def test_the_session_looks_again_only_when_the_folder_changed(
    vault: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session.open(*vault)
    looks = []
    see = KnowledgeBase.changes
    monkeypatch.setattr(KnowledgeBase, "changes", lambda self, notes: looks.append(notes) or see(self, notes))
    assert not session.changes()
    assert not session.changes()
    assert len(looks) == 1
    (session.notes / "quiz.md").write_text("# 다른 글\n\n다른 이야기만 남았다.\n", "utf-8")
    assert session.changes().changed == ("quiz.md",)
    session.rebuild()
    assert not session.changes()
    assert len(looks) == 3
