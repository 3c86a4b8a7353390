"""Sections that name each other are linked, and what a question needs beyond the section that it names is found by links."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import KnowledgeBase, build
from kb.store import Snapshot, load

NOTES = {
    "harbour.md": "# The Harbour Light (1931 film)\n\nThe Harbour Light is a silent drama directed by Ada Quill.\n",
    "winter.md": "# Winter Harbour\n\nWinter Harbour is a drama directed by Tom Marsh, with music by Ines Vale.\n",
    "quill.md": "# Ada Quill\n\nAda Quill (born 3 May 1899 in Bergen) made eleven pictures and painted.\n",
    "marsh.md": "# Tom Marsh\n\nTom Marsh was born in 1907 in Cork. He wrote plays before he turned to the screen.\n",
    "vale.md": "# Ines Vale\n\nInes Vale (born 1911 in Porto) wrote film music and taught the piano.\n",
    "drama.md": "# Harbour drama\n\nA harbour drama is a kind of play, born in port towns. Who directed them is unknown.\n",
    "반감기.md": "# 반감기\n\n방사성 붕괴로 양이 절반이 되는 시간. [[dating|연대 측정]]에 쓴다.\n",
    "dating.md": "# 탄소 연대 측정\n\n유물의 나이를 잰다. 반감기를 알아야 한다.\n",
}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("linked")
    (folder / "notes").mkdir()
    for name, text in NOTES.items():
        (folder / "notes" / name).write_text(text, encoding="utf-8")
    build(folder / "notes", folder / "index")
    return folder / "index"


def linked_notes(snapshot: Snapshot) -> set[tuple[str, str]]:
    note_of = {int(place): chunk.note for place, chunk in zip(snapshot.places.of_chunk, snapshot.chunks, strict=True)}
    chunk_of_line = snapshot.line_chunk
    pairs = zip(snapshot.links.line, snapshot.links.target, strict=True)
    return {(snapshot.chunks[chunk_of_line[line]].note, note_of[int(target)]) for line, target in pairs}


def test_a_line_leads_to_the_section_that_it_names(index: Path) -> None:
    links = linked_notes(load(index))
    assert {("harbour.md", "quill.md"), ("winter.md", "marsh.md"), ("winter.md", "vale.md")} <= links
    assert ("dating.md", "반감기.md") in links, "a name with a particle"
    assert ("반감기.md", "dating.md") in links, "a wikilink"
    assert not any(source == target for source, target in links)


def test_the_second_hop_is_among_the_first_passages(index: Path) -> None:
    kb = KnowledgeBase.open(index)
    found = [hit.chunk.note for hit in kb.search("Where was the director of the film The Harbour Light born?", k=3)]
    assert {"harbour.md", "quill.md"} <= set(found)
    found = [
        hit.chunk.note
        for hit in kb.search("Who was born first, the director of The Harbour Light or of Winter Harbour?", k=5)
    ]
    assert {"harbour.md", "winter.md", "quill.md", "marsh.md"} <= set(found)


def test_links_of_a_changed_folder_equal_those_of_a_clean_build(index: Path, tmp_path: Path) -> None:
    notes = index.parent / "notes"
    build(notes, tmp_path / "grown")
    (notes / "porto.md").write_text("# Porto\n\nA town of bridges, where Ines Vale taught.\n", encoding="utf-8")
    try:
        build(notes, tmp_path / "grown")
        build(notes, tmp_path / "clean", full=True)
    finally:
        (notes / "porto.md").unlink()
    grown, clean = load(tmp_path / "grown"), load(tmp_path / "clean")
    assert ("vale.md", "porto.md") in linked_notes(grown)
    for field in ("first", "line", "target", "weight"):
        assert getattr(grown.links, field).tolist() == getattr(clean.links, field).tolist()
