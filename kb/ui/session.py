"""The knowledge base that the app serves: always the last complete one, swapped whole after a rebuild."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import (
    BuildLocked,
    ConceptsFileInvalid,
    KBError,
    NoteMissing,
    NotesFolderMissing,
    ReadOnly,
    SnapshotDamaged,
    SnapshotError,
    SnapshotMismatch,
    SnapshotMissing,
)
from kb.settings import CONCEPTS_FILE
from kb.store import Pointer, current_snapshot
from kb.types import BuildReport, Language, OnProgress, Progress
from kb.ui.trash import move_to_trash, restore
from kb.ui.uploads import Uploaded, save_uploads

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase
    from kb.pipeline import Changes
    from kb.writer import LanguageModel

LANGUAGES: tuple[Language, ...] = ("ko", "en")
Stamp = tuple[int, tuple[tuple[str, int, int], ...]]
"""Generation, and per file of the notes folder its path, time of change and size."""


@dataclass(frozen=True, slots=True)
class Switch:
    """When another index took the place of the one before, and what the build did if it ran here."""

    at: datetime
    report: BuildReport | None = None


class Session:
    """What all visitors of one app share: the notes folder, the index, and the knowledge base opened last.

    A question keeps the knowledge base that it began with; `rebuild` runs beside it and replaces the reference when the
    new index is open. Replacing a reference is atomic in Python, so readers take no lock.

    Everything that writes to the notes folder or the index goes through here, and raises ReadOnly where `read_only`.
    """

    def __init__(
        self, notes: Path, index: Path, current: KnowledgeBase, encoder: str | None = None, *, read_only: bool = False
    ) -> None:
        self.notes = notes
        self.index = index
        self.read_only = read_only
        self.model: LanguageModel | None = None
        """What words the answers; None: the notes' own words."""
        self.generation = 0
        """How often another index has taken the place of the one before."""
        self.switch: Switch | None = None
        self.progress: Progress | None = None
        """How far the rebuild is that runs now."""
        self.failure: KBError | None = None
        """Why the last rebuild came to nothing."""
        self._encoder = encoder
        self._current = current
        self._building = threading.Lock()
        self._stop = threading.Event()
        self._looked: tuple[Stamp, Changes] | None = None
        self._pointer = _pointer(index)

    @classmethod
    def open(
        cls,
        notes: Path,
        index: Path,
        encoder: str | None = None,
        on_progress: OnProgress | None = None,
        *,
        read_only: bool = False,
    ) -> Session:
        """Opens the index after bringing it up to date: notes edited since are read again, and all are where there is no
        index yet, where this version can't read it, and where another encoder is asked for now.

        An index of these very notes goes on answering where they can't be read again now: where their folder is gone,
        or another program is building. Raises NotesFolderMissing, EncoderNotFound, ConceptsFileInvalid and BuildLocked.
        """
        from kb.knowledge_base import KnowledgeBase
        from kb.pipeline import build

        current, full = None, False
        try:
            current = KnowledgeBase.open(index)
        except (SnapshotMissing, SnapshotMismatch, SnapshotDamaged) as problem:
            full = not isinstance(problem, SnapshotMissing)
        try:
            build(notes, index, encoder=encoder, full=full, on_progress=on_progress)
        except (NotesFolderMissing, BuildLocked):
            status = current.status() if current else None
            if not status or Path(status.notes_folder) != notes.resolve() or encoder not in (None, status.encoder):
                raise
        return cls(notes, index, KnowledgeBase.open(index), encoder, read_only=read_only)

    def warm_up(self) -> None:
        """Loads behind the first page what the first question needs (the tokenizer takes two seconds), and tries out what
        that page offers to ask."""
        current = self._current

        def warm() -> None:
            for language in LANGUAGES:
                current.example_questions(language)

        threading.Thread(target=warm, name="kb-warm-up", daemon=True).start()

    @property
    def current(self) -> KnowledgeBase:
        return self._current

    @property
    def building(self) -> bool:
        return self._building.locked()

    def rebuild(self, on_progress: OnProgress | None = None) -> BuildReport:
        """Builds, opens and swaps. Raises ReadOnly, BuildLocked where a rebuild is running, and what `kb.build` raises;
        after any error the last knowledge base goes on answering."""
        self._may_write()
        if not self._building.acquire(blocking=False):
            raise BuildLocked("a rebuild is already running")
        try:
            self._stop.clear()
            self.failure = None

            def hear(progress: Progress) -> None:
                self.progress = progress
                if on_progress:
                    on_progress(progress)

            report = self._build(hear, self._stop.is_set)
            self._open(report)
            return report
        except KBError as problem:
            self.failure = problem
            raise
        finally:
            self.progress = None
            self._building.release()

    def stop_rebuild(self) -> None:
        self._may_write()
        self._stop.set()

    def follow(self) -> None:
        """Opens what another program has built into this index since (`kb watch`, `kb build`), and answers from it."""
        if _pointer(self.index) == self._pointer or not self._building.acquire(blocking=False):
            return
        try:
            self._open(None)
        except KBError:
            return  # half-written or of another version: the last one goes on answering
        finally:
            self._building.release()

    def _open(self, report: BuildReport | None) -> None:
        from kb.knowledge_base import KnowledgeBase

        pointer = _pointer(self.index)
        if pointer != self._pointer:
            self._current = KnowledgeBase.open(self.index)
            self._pointer = pointer
            self.generation += 1
            self.warm_up()
        self.switch = Switch(datetime.now(UTC), report)

    def changes(self) -> Changes:
        """What the notes folder holds that the index doesn't know. The files are read only where a time or a size in the
        folder has changed since the last look. Raises NotesFolderMissing."""
        generation, current = self.generation, self._current
        stamp = (generation, _stamps(self.notes, self.index))
        if self._looked is None or self._looked[0] != stamp:
            self._looked = (stamp, current.changes(self.notes))
        return self._looked[1]

    def upload(self, files: Sequence[tuple[str, Path]]) -> Uploaded:
        """`save_uploads` into the notes folder. Raises ReadOnly."""
        self._may_write()
        return save_uploads(files, self.notes)

    def delete(self, path: str) -> str:
        """Moves a note to the trash; returns where it lies there. Raises ReadOnly and NoteMissing."""
        self._may_write()
        return self._on_disk(move_to_trash, path)

    def restore(self, place: str) -> str:
        """Puts back what `delete` took away; returns the note's path. Raises ReadOnly and NoteMissing."""
        self._may_write()
        return self._on_disk(restore, place)

    def decide(self, first: str, second: str, *, same: bool) -> None:
        """Writes into concepts.toml whether two names are one concept; the next rebuild follows it.

        Raises ReadOnly, and ConceptsFileInvalid where the file is not valid as it is.
        """
        from kb.graph.decisions import record_decision

        self._may_write()
        try:
            record_decision(self.notes, first, second, same)
        except OSError as error:
            raise ConceptsFileInvalid(f"{CONCEPTS_FILE} can't be written: {error.strerror or error}") from None

    def _on_disk(self, act: Callable[[str, Path], str], name: str) -> str:
        try:
            return act(name, self.notes)
        except OSError as error:
            raise NoteMissing(f"{name}: {error.strerror or error}") from None

    def _may_write(self) -> None:
        if self.read_only:
            raise ReadOnly("this app was started with --read-only; it changes neither notes nor index")

    def _build(self, on_progress: OnProgress, should_stop: Callable[[], bool]) -> BuildReport:
        from kb.pipeline import build

        return build(self.notes, self.index, encoder=self._encoder, on_progress=on_progress, should_stop=should_stop)


def _pointer(index: Path) -> Pointer | None:
    """Which snapshot is live on disk; None where that can't be told now."""
    try:
        return current_snapshot(index)
    except SnapshotError:
        return None


def _stamps(folder: Path, index: Path) -> tuple[tuple[str, int, int], ...]:
    """Cheaper by far than reading the files: 18 ms against 270 ms for 5,000 notes (90 MB)."""
    stamps: list[tuple[str, int, int]] = []
    waiting = [str(folder)]
    inside = str(index.resolve())
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.name.startswith("."):
                        continue
                    if entry.is_dir():
                        # a link can lead in a circle; scan looks behind it, and so does a build
                        if not entry.is_symlink() and os.path.realpath(entry.path) != inside:
                            waiting.append(entry.path)
                    else:
                        status = entry.stat()
                        stamps.append((entry.path, status.st_mtime_ns, status.st_size))
        except OSError:
            continue  # gone meanwhile, or not ours to read
    return tuple(sorted(stamps))
