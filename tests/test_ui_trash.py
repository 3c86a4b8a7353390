"""Deleting takes a note out of the folder so that it can be put back, and nothing else than a note of this folder."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from kb.errors import NoteMissing
from kb.notes import scan
from kb.settings import Settings
from kb.ui.trash import move_to_trash, restore


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    (folder / "심화").mkdir(parents=True)
    (folder / "심화" / "rnn.md").write_text("# RNN\n", encoding="utf-8")
    (folder / "plan.pdf").write_bytes(b"%PDF")
    (tmp_path / "secret.md").write_text("밖\n", encoding="utf-8")
    return folder


def test_a_deleted_note_is_no_note_any_more_and_can_be_put_back(notes: Path) -> None:
    place = move_to_trash("심화/rnn.md", notes)
    assert scan(notes, Settings())[0] == ()
    assert not (notes / "심화").exists()
    assert restore(place, notes) == "심화/rnn.md"
    assert (notes / "심화" / "rnn.md").read_text(encoding="utf-8") == "# RNN\n"
    assert [file.path for file in scan(notes, Settings())[0]] == ["심화/rnn.md"]


def test_two_of_one_name_in_one_second_are_both_kept(notes: Path) -> None:
    places = []
    for text in ("하나", "둘"):
        (notes / "a.md").write_text(text, encoding="utf-8")
        places.append(move_to_trash("a.md", notes))
    assert [(notes / place).read_text(encoding="utf-8") for place in places] == ["하나", "둘"]


def test_never_put_back_over_another_note(notes: Path) -> None:
    place = move_to_trash("심화/rnn.md", notes)
    (notes / "심화").mkdir()
    (notes / "심화" / "rnn.md").write_text("새로 쓴 것\n", encoding="utf-8")
    with pytest.raises(NoteMissing, match="another"):
        restore(place, notes)
    assert (notes / "심화" / "rnn.md").read_text(encoding="utf-8") == "새로 쓴 것\n"
    assert (notes / place).exists()


def test_a_name_decomposed_on_disk_is_found(notes: Path) -> None:
    (notes / unicodedata.normalize("NFD", "정규화.md")).write_text("# 정규화\n", encoding="utf-8")
    move_to_trash("정규화.md", notes)
    assert "정규화.md" not in {file.path for file in scan(notes, Settings())[0]}


@pytest.mark.parametrize(
    "path",
    [
        "../secret.md",
        "심화/../../secret.md",
        "/etc/passwd",
        "심화\\rnn.md",
        "",
        ".",
        "plan.pdf",
        "없는.md",
        "a\0.md",
        "심화",
    ],
)
def test_only_notes_of_this_folder_can_be_deleted(notes: Path, path: str) -> None:
    before = sorted(notes.parent.rglob("*"))
    with pytest.raises(NoteMissing):
        move_to_trash(path, notes)
    assert sorted(notes.parent.rglob("*")) == before


def test_nothing_behind_a_link_that_leaves_the_folder(notes: Path) -> None:
    (notes / "out").symlink_to(notes.parent)
    (notes / "link.md").symlink_to(notes.parent / "secret.md")
    for path in ("out/secret.md", "link.md"):
        with pytest.raises(NoteMissing):
            move_to_trash(path, notes)
    assert (notes.parent / "secret.md").exists()


@pytest.mark.parametrize(
    "place", ["", "심화/rnn.md", ".trash", ".trash/x/../../../secret.md", "/etc/passwd", ".trash/a/b.md"]
)
def test_only_what_lies_in_the_trash_can_be_put_back(notes: Path, place: str) -> None:
    with pytest.raises(NoteMissing):
        restore(place, notes)
