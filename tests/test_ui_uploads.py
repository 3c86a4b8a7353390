"""Uploads land in the notes folder as notes, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.settings import Settings
from kb.ui.uploads import save_uploads


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    folder = tmp_path / "notes"
    folder.mkdir()
    return folder


def content(tmp_path: Path, data: bytes = "# 경사하강법\n".encode()) -> Path:
    file = tmp_path / "upload"
    file.write_bytes(data)
    return file


def test_saves_notes_and_numbers_a_taken_name(tmp_path: Path, notes: Path) -> None:
    file = content(tmp_path)
    done = save_uploads([("최적화.md", file), ("최적화.md", file), ("lab.ipynb", content(tmp_path))], notes)
    assert done.saved == ("최적화.md", "최적화 (2).md", "lab.ipynb")
    assert (notes / "최적화 (2).md").read_text(encoding="utf-8") == "# 경사하강법\n"


def test_decomposed_hangul_is_saved_composed(tmp_path: Path, notes: Path) -> None:
    import unicodedata

    done = save_uploads([(unicodedata.normalize("NFD", "정규화.md"), content(tmp_path))], notes)
    assert done.saved == ("정규화.md",)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("../evil.md", "name"),
        ("..\\evil.md", "name"),
        ("/etc/cron.md", "name"),
        (".hidden.md", "name"),
        ("a\u202edm.exe.md", "name"),
        ("a\0.md", "name"),
        ("가" * 80 + ".md", "name"),
        ("", "name"),
        ("slides.pdf", "suffix"),
        ("page.html", "suffix"),
        ("concepts.toml", "suffix"),
    ],
)
def test_refuses_names_that_are_not_notes(tmp_path: Path, notes: Path, name: str, reason: str) -> None:
    done = save_uploads([(name, content(tmp_path))], notes)
    assert done.saved == ()
    assert done.refused == ((name, reason),)
    assert list(notes.iterdir()) == []
    assert not (tmp_path / "evil.md").exists()


def test_refuses_size_and_binary_but_keeps_the_others(tmp_path: Path, notes: Path) -> None:
    big, binary, good = tmp_path / "1", tmp_path / "2", tmp_path / "3"
    big.write_bytes(b"a" * 101)
    binary.write_bytes(b"\x00\x01\x02")
    good.write_bytes("메모".encode("utf-16"))
    done = save_uploads([("a.md", big), ("b.md", binary), ("c.txt", good)], notes, Settings(max_file_bytes=100))
    assert done.refused == (("a.md", "size"), ("b.md", "text"))
    assert done.saved == ("c.txt",)


def test_never_writes_through_a_link(tmp_path: Path, notes: Path) -> None:
    outside = tmp_path / "outside.md"
    (notes / "a.md").symlink_to(outside)
    done = save_uploads([("a.md", content(tmp_path))], notes)
    assert done.saved == ("a (2).md",)
    assert not outside.exists()
