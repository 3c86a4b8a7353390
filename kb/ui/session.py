"""The knowledge base that the app serves: always the last complete one, swapped whole after a rebuild."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import BuildLocked, NotesFolderMissing, SnapshotDamaged, SnapshotMismatch, SnapshotMissing
from kb.types import BuildReport, OnProgress

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase


class Session:
    """What all visitors of one app share: the notes folder, the index, and the knowledge base opened last.

    A question keeps the knowledge base that it began with; `rebuild` runs beside it and replaces the reference when the
    new index is open. Replacing a reference is atomic in Python, so readers take no lock.
    """

    def __init__(self, notes: Path, index: Path, current: KnowledgeBase, encoder: str | None = None) -> None:
        self.notes = notes
        self.index = index
        self._encoder = encoder
        self._current = current
        self._building = threading.Lock()
        self._stop = threading.Event()

    @classmethod
    def open(cls, notes: Path, index: Path, encoder: str | None = None, on_progress: OnProgress | None = None) -> Session:
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
        return cls(notes, index, KnowledgeBase.open(index), encoder)

    def warm_up(self) -> None:
        """Loads behind the first page what the first question needs (the tokenizer takes two seconds)."""
        threading.Thread(target=self._current.search, args=("warm up",), name="kb-warm-up", daemon=True).start()

    @property
    def current(self) -> KnowledgeBase:
        return self._current

    @property
    def building(self) -> bool:
        return self._building.locked()

    def rebuild(self, on_progress: OnProgress | None = None) -> BuildReport:
        """Builds, opens and swaps. Raises BuildLocked where a rebuild is running, and what `kb.build` raises;
        after any error the last knowledge base goes on answering."""
        if not self._building.acquire(blocking=False):
            raise BuildLocked("a rebuild is already running")
        try:
            self._stop.clear()
            report, opened = self._build(on_progress, self._stop.is_set)
            self._current = opened
            return report
        finally:
            self._building.release()

    def stop_rebuild(self) -> None:
        self._stop.set()

    def _build(self, on_progress: OnProgress | None, should_stop: Callable[[], bool]) -> tuple[BuildReport, KnowledgeBase]:
        from kb.knowledge_base import KnowledgeBase
        from kb.pipeline import build

        report = build(self.notes, self.index, encoder=self._encoder, on_progress=on_progress, should_stop=should_stop)
        return report, KnowledgeBase.open(self.index)
