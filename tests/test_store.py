"""The snapshot on disk: whole or refused by name, and never half-written."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kb import KnowledgeBase, build
from kb.errors import BuildLocked, SnapshotDamaged, SnapshotMismatch, SnapshotMissing
from kb.store import current_snapshot, load, point_to, writing

QUESTION = "죽은 뉴런 문제를 해결하는 것은?"


def files_of(index: Path) -> list[str]:
    live = current_snapshot(index).folder
    return sorted(path.relative_to(live).as_posix() for path in live.rglob("*") if path.is_file())


def test_nothing_built_says_what_to_type(tmp_path: Path) -> None:
    with pytest.raises(SnapshotMissing, match="kb build"):
        KnowledgeBase.open(tmp_path)


def test_every_altered_or_missing_file_is_refused(grown: tuple[Path, Path]) -> None:
    index = grown[1]
    live = current_snapshot(index).folder
    for name in files_of(index):
        whole = (live / name).read_bytes()
        for broken in (whole[: len(whole) // 2], whole + b" ", whole[:-1] + bytes([whole[-1] ^ 1])):
            (live / name).write_bytes(broken)
            with pytest.raises(SnapshotDamaged, match="kb build --full"):
                KnowledgeBase.open(index)
        (live / name).unlink()
        with pytest.raises(SnapshotDamaged, match="kb build --full"):
            KnowledgeBase.open(index)
        (live / name).write_bytes(whole)
    assert KnowledgeBase.open(index).ask(QUESTION).grounded


def test_a_damaged_index_is_built_anew(grown: tuple[Path, Path]) -> None:
    notes, index = grown
    (current_snapshot(index).folder / "notes.jsonl").write_text("{}\n", encoding="utf-8")
    assert build(notes, index).chunks > 0
    assert KnowledgeBase.open(index).ask(QUESTION).grounded


@pytest.mark.parametrize(("field", "value"), [("format", 999), ("encoder_fingerprint", "0" * 64), ("analyser", "kiwi-0.0")])
def test_another_version_is_a_named_mismatch(grown: tuple[Path, Path], field: str, value: object) -> None:
    index = grown[1]
    path = current_snapshot(index).folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest[field] = value
    path.write_text(json.dumps(manifest), encoding="utf-8")
    point_to(index, path.parent.name, hashlib.sha256(path.read_bytes()).hexdigest())
    with pytest.raises(SnapshotMismatch, match="kb build --full"):
        KnowledgeBase.open(index)


def test_no_pickle_on_disk(built_vault: tuple[Path, Path]) -> None:
    live = current_snapshot(built_vault[1]).folder
    for path in live.rglob("*"):
        if path.is_file():
            assert path.suffix in (".json", ".jsonl", ".faiss", ".npy")
            assert not path.read_bytes().startswith(b"\x80\x04")


def test_two_builds_at_once_are_refused_by_name(vault: tuple[Path, Path]) -> None:
    notes, index = vault
    with writing(index), pytest.raises(BuildLocked, match="another build"):
        build(notes, index)
    assert build(notes, index).added == 4


def test_an_open_reader_keeps_its_snapshot(grown: tuple[Path, Path]) -> None:
    notes, index = grown
    kb = KnowledgeBase.open(index)
    before = kb.ask(QUESTION)
    for number in range(3):
        (notes / "활성화-함수.md").write_text(f"# 다른 내용 {number}\n\n아무 관련 없는 문장이다.\n", encoding="utf-8")
        build(notes, index)
    assert kb.ask(QUESTION) == before
    assert len(list((index / "snapshots").iterdir())) == 2


@pytest.mark.slow
def test_a_killed_build_leaves_the_old_index_answering(grown: tuple[Path, Path]) -> None:
    notes, index = grown
    before = KnowledgeBase.open(index).ask(QUESTION)
    for number in range(40):
        (notes / f"more-{number}.md").write_text(f"# 메모 {number}\n\n{'정규화는 분포를 맞춘다. ' * 50}\n", encoding="utf-8")
    script = f"import kb, sys; print('go', flush=True); kb.build({str(notes)!r}, {str(index)!r}); print('done', flush=True)"
    finished = False
    for delay in (0.05, 0.4, 1.0, 1.6, 2.0, 2.3, 2.6, 3.0):
        process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "go\n"
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        process.wait()
        finished = "done" in process.stdout.read()
        answer = KnowledgeBase.open(index).ask(QUESTION)
        assert answer.grounded
        if len(load(index).records) == 4:
            assert answer == before
        if finished:
            break
    build(notes, index)
    assert len(load(index).records) == 44
    assert len(list((index / "snapshots").iterdir())) <= 2
