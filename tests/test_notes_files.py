"""Files: which are notes, in which encoding, and notebooks."""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.errors import NotesFolderMissing
from kb.notes import Unreadable, parse_note, read_note, scan
from kb.notes.decode import decode
from kb.settings import Settings

KOREAN = "# 운영체제\n\n교착 상태는 서로 기다리는 것이다.\n"


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("cp949", b""),
        ("euc-kr", b""),
    ],
)
def test_korean_in_every_encoding_that_editors_write(encoding: str, bom: bytes) -> None:
    text, _ = decode(bom + KOREAN.encode(encoding))
    assert text == KOREAN


def test_a_short_cp949_word_is_korean() -> None:
    assert decode("힙 정렬".encode("cp949")) == ("힙 정렬", "cp949")
    assert decode("# 힙\r\n- 최대 힙 → 부모가 크다".encode("cp949"))[0] == "# 힙\n- 최대 힙 → 부모가 크다"


def test_decomposed_hangul_and_line_ends_are_made_one() -> None:
    text, _ = decode(unicodedata.normalize("NFD", "가나\r\n다\r라\n").encode())
    assert text == "가나\n다\n라\n"


def test_utf_8_with_a_few_bad_bytes_is_still_read() -> None:
    text, encoding = decode(("해시 테이블은 키로 값을 찾는 자료구조이다. " * 4).encode() + b"\xed\x95")
    assert encoding == "utf-8"
    assert text.startswith("해시 테이블은")


def test_another_eight_bit_encoding_is_guessed() -> None:
    assert "naïve café" in decode(("The naïve café résumé is déjà vu. " * 8).encode("latin-1"))[0]


@pytest.mark.parametrize("data", [bytes(range(256)) * 8, b"\x89PNG\r\n\x1a\n" + bytes(500), b"text\x00with\x00zeros"])
def test_binaries_are_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable, match="not text"):
        decode(data)


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.md", "a.txt", "a.ipynb"]))
def test_any_bytes_are_a_note_or_unreadable(data: bytes, path: str) -> None:
    try:
        text = parse_note(path, data).text
    except Unreadable:
        return
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text


def write(folder: Path, path: str, content: str | bytes = "# 노트\n") -> Path:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_scan_finds_notes_and_says_why_it_skips(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    write(notes, "b/둘.MD")
    write(notes, "a.txt")
    write(notes, "b/그림.png", b"\x89PNG")
    write(notes, ".obsidian/app.md")
    write(notes, "b/.숨김.md")
    write(notes, "빈.md", " \n")
    write(notes, "큰.md", "가" * 100)
    write(notes, "concepts.toml", "")
    write(notes, "index/CURRENT", "x")
    write(notes, "index/snapshots/x/notes.md")
    write(notes, "out/old.md")
    write(tmp_path, "elsewhere/밖.md")
    (notes / "밖.md").symlink_to(tmp_path / "elsewhere" / "밖.md")
    (notes / "b" / "up").symlink_to(notes)
    (notes / "gone.md").symlink_to(notes / "nothing.md")
    (notes / "link.md").symlink_to(notes / "a.txt")
    os.mkfifo(notes / "pipe.md")

    found, skipped = scan(notes, Settings(max_file_bytes=200), exclude=notes / "out")

    assert [file.path for file in found] == ["a.txt", "b/둘.MD"]
    assert found[0].size == len("# 노트\n".encode())
    reasons = dict(skipped)
    assert list(reasons) == sorted(reasons)
    assert reasons.pop("b/그림.png") == "not a note (.png)"
    assert reasons.pop("빈.md") == "empty"
    assert reasons.pop("큰.md").startswith("too large")
    assert reasons.pop("index") == reasons.pop("out") == "an index, not notes"
    assert reasons.pop(".obsidian") == reasons.pop("b/.숨김.md") == "hidden"
    assert reasons.pop("밖.md") == "a link that leaves the folder"
    assert reasons.pop("b/up") == "a link in a circle"
    assert "link to nothing" in reasons.pop("gone.md")
    assert reasons.pop("link.md") == "a link to a note that is read already (a.txt)"
    assert reasons.pop("pipe.md") == "not a file"
    assert not reasons


def test_a_note_is_read_under_its_own_name_and_not_again_through_links(tmp_path: Path) -> None:
    write(tmp_path, "z/발효.md")
    (tmp_path / "a").symlink_to(tmp_path / "z")
    (tmp_path / "b.md").symlink_to(tmp_path / "z" / "발효.md")
    found, skipped = scan(tmp_path, Settings())
    assert [file.path for file in found] == ["z/발효.md"]
    reason = "a link to a note that is read already (z/발효.md)"
    assert skipped == tuple((path, reason) for path in ("a/발효.md", "b.md"))


def test_names_that_differ_only_in_their_encoding(tmp_path: Path) -> None:
    write(tmp_path, unicodedata.normalize("NFD", "가.md"), "# NFD\n")
    write(tmp_path, "가.md", "# NFC\n")
    found, skipped = scan(tmp_path, Settings())
    assert [file.path for file in found] == ["가.md"]
    assert skipped[0][0] == "가.md"
    assert read_note(found[0], Settings()).title == "가"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    write(tmp_path, "a.md").chmod(0)
    assert scan(tmp_path, Settings())[1] == (("a.md", "no permission to read it"),)


def test_a_missing_folder_and_a_vanished_file(tmp_path: Path) -> None:
    with pytest.raises(NotesFolderMissing):
        scan(tmp_path / "없음", Settings())
    file = write(tmp_path, "a.md")
    (found,), _ = scan(tmp_path, Settings())
    file.unlink()
    with pytest.raises(Unreadable, match="read"):
        read_note(found, Settings())


def notebook(*cells: tuple[str, object]) -> dict[str, object]:
    return {
        "cells": [
            {
                "cell_type": kind,
                "metadata": {},
                "outputs": [{"text": ["# 출력\n"]}] if kind == "code" else [],
                "source": source,
            }
            for kind, source in cells
        ],
        "nbformat": 4,
    }


CELLS = notebook(
    ("markdown", ["# 정렬\n", "\n", '- **버블 정렬**은 "느리다".']),
    ("code", ["# 제목이 아니다\n", "x = 1\n"]),
    ("markdown", []),
    ("markdown", ["```\n", "닫지 않은 코드"]),
    ("markdown", ["끝이다."]),
)


def test_a_notebook_keeps_the_lines_of_its_file() -> None:
    written = json.dumps(CELLS, ensure_ascii=False, indent=1)
    note = parse_note("a.ipynb", written.encode())
    file_lines = written.split("\n")
    assert note.text.count("\n") == written.count("\n")
    kinds = {block.text: block.kind for block in note.blocks}
    assert kinds == {
        "정렬": "heading",
        '버블 정렬은 "느리다".': "item",
        "# 제목이 아니다\nx = 1": "code",
        "닫지 않은 코드": "code",
        "끝이다.": "paragraph",
    }
    for block in note.blocks:
        assert block.text.split("\n")[0][:3].strip("#- ") in file_lines[block.start_line - 1 + (block.text[0] == "닫")]
    assert note.blocks[1].path == ("정렬",)


def test_a_notebook_on_one_line_is_still_read() -> None:
    note = parse_note("a.ipynb", json.dumps(CELLS).encode())
    assert [block.kind for block in note.blocks] == ["heading", "item", "code", "code", "paragraph"]
    whole = notebook(("markdown", "# 그래프\n\n간선이 있다."))
    assert [b.text for b in parse_note("b.ipynb", json.dumps(whole, indent=1).encode()).blocks] == ["그래프", "간선이 있다."]


@pytest.mark.parametrize("text", ["{", "[]", '{"cells": 3}', '{"cells": [3]}', "null", '{"cells": [{"source": [1]}]}'])
def test_what_is_no_notebook_is_unreadable(text: str) -> None:
    with pytest.raises(Unreadable, match="notebook"):
        parse_note("a.ipynb", text.encode())
