"""Stages in worker processes: the same snapshot as in one process, and nothing left running."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from snapshots import files_of

from kb import build
from kb.errors import BuildCancelled
from kb.graph.lexicon import load_lexicon
from kb.language.morphemes import Analyser
from kb.notes import scan
from kb.pipeline import workers
from kb.pipeline.per_note import NoteRead, Reader
from kb.settings import Settings
from kb.types import Progress

CORPUS = Path(__file__).parents[1] / "corpus"
ALWAYS, NEVER = 0, sys.maxsize
linux = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads /proc")


@pytest.fixture
def notes(vault: tuple[Path, Path]) -> Path:
    """The small vault with some of the shipped notes, a name that isn't text, and a file that can't be read."""
    folder = vault[0]
    for file in sorted(CORPUS.rglob("*.md"))[:3]:
        shutil.copy(file, folder)
    (folder / "broken.md").write_bytes(b"\x00\x01\x02\xff" * 50)
    if sys.platform == "linux":
        (folder / os.fsdecode(b"caf\xe9.md")).write_text("# ReLU\n\nReLU는 죽은 뉴런을 유발한다.\n", encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_cores", lambda: 2)


def children() -> list[int]:
    threads = Path("/proc/self/task").glob("*/children")
    return [int(pid) for thread in threads for pid in thread.read_text().split()]


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_same_snapshot_file_for_file(notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_SIZE", NEVER)
    expected = build(notes, tmp_path / "here")
    monkeypatch.setattr(workers, "MIN_SIZE", ALWAYS)
    found = build(notes, tmp_path / "there")
    assert files_of(tmp_path / "there") == files_of(tmp_path / "here")
    assert found.skipped == expected.skipped
    assert "broken.md" in dict(found.skipped)


def test_notes_added_by_workers_equal_a_clean_build(notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_SIZE", NEVER)
    build(notes, tmp_path / "clean")
    late = [file for file in sorted(notes.rglob("*.md")) if file.is_file()][::2]
    aside = tmp_path / "aside"
    for number, file in enumerate(late):
        file.rename(aside.with_name(f"aside-{number}"))
    build(notes, tmp_path / "grown")
    for number, file in enumerate(late):
        aside.with_name(f"aside-{number}").rename(file)
    monkeypatch.setattr(workers, "MIN_SIZE", ALWAYS)
    build(notes, tmp_path / "grown")
    assert files_of(tmp_path / "grown") == files_of(tmp_path / "clean")


def test_workers_do_it_all_in_the_order_of_the_notes(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_SIZE", ALWAYS)
    files, _ = scan(notes, Settings())
    done: list[int] = []

    def here(file: object) -> NoteRead:
        raise AssertionError(f"{file} was left undone")

    found = workers.each("read", Settings(), here, files, [file.size for file in files], done.append)
    reader = Reader(Settings(), Analyser(load_lexicon().words))
    assert found == [reader(file) for file in files]
    assert done == sorted(done)


def test_few_notes_start_no_process(notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    build(notes, tmp_path / "index")


@linux
def test_what_killed_workers_left_undone_is_done_here(notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_SIZE", NEVER)
    build(notes, tmp_path / "here")
    monkeypatch.setattr(workers, "MIN_SIZE", ALWAYS)
    killed: list[int] = []

    def kill(progress: Progress) -> None:
        if progress.stage in ("read", "link") and progress.done >= 2:
            for pid in children():
                killed.append(pid)
                os.kill(pid, signal.SIGKILL)

    build(notes, tmp_path / "there", on_progress=kill)
    assert len(set(killed)) >= 2
    assert files_of(tmp_path / "there") == files_of(tmp_path / "here")


def test_what_no_worker_could_do_is_tried_here_and_raises_its_error(notes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_SIZE", ALWAYS)
    files, _ = scan(notes, Settings())
    settings = Settings(max_chunk_chars="many")  # type: ignore[arg-type]  # workers refuse it

    def here(file: object) -> NoteRead:
        raise OSError(f"{file}: no space left")

    with pytest.raises(OSError, match="no space left"):
        workers.each("read", settings, here, files, [file.size for file in files], lambda done: None)


@linux
def test_a_stop_ends_the_workers(notes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_SIZE", ALWAYS)
    seen: list[int] = []

    def stopped() -> bool:
        seen.extend(children())
        return bool(seen)

    started = time.monotonic()
    with pytest.raises(BuildCancelled):
        build(notes, tmp_path / "index", should_stop=stopped)
    assert time.monotonic() - started < 10  # some tenths of a second on a free machine
    assert len(set(seen)) == 2
    assert not children()
    assert not (tmp_path / "index" / "CURRENT").exists()


SCRIPT = """
import signal
import sys
import time
from pathlib import Path
import kb.pipeline.workers as workers
from kb import build

signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background may have inherited "ignore"
print("started", flush=True)
workers.MIN_SIZE, workers._cores = 0, lambda: 2

def show(progress):
    pids = [pid for thread in Path("/proc/self/task").glob("*/children") for pid in thread.read_text().split()]
    if len(pids) == 2 and sys.argv[3:]:
        print("workers", *pids, flush=True)
        time.sleep(60)  # until the signal

build(sys.argv[1], sys.argv[2], on_progress=show)
print("built", flush=True)
"""


@pytest.fixture
def script(notes: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """A user's script that builds at its top level; it waits with two workers running where the test is about them."""
    file = tmp_path / "script.py"
    file.write_text(SCRIPT, encoding="utf-8")
    waiting = ["wait"] if "end" in request.fixturenames else []
    command = [sys.executable, str(file), str(notes), str(tmp_path / "index"), *waiting]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        yield process
        process.kill()


def test_a_script_without_a_main_guard_runs_once(script: subprocess.Popen[str]) -> None:
    said = script.communicate()[0].splitlines()
    assert said.count("started") == said.count("built") == 1


@linux
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT], ids=["killed", "Ctrl-C"])
def test_no_worker_outlives_its_build(script: subprocess.Popen[str], end: signal.Signals) -> None:
    assert script.stdout is not None
    pids = next([int(pid) for pid in line.split()[1:]] for line in script.stdout if line.startswith("workers"))
    assert all(is_running(pid) for pid in pids)
    script.send_signal(end)
    assert script.wait() != 0
    deadline = time.monotonic() + 20
    while any(map(is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_running, pids))
