"""Takes a note out of the notes folder so that it can be put back: into `.trash`, where Obsidian keeps its own too."""

from __future__ import annotations

import os
import stat
import unicodedata
from datetime import datetime
from pathlib import Path, PurePosixPath

from kb.errors import NoteMissing
from kb.notes import scan
from kb.settings import Settings

TRASH = ".trash"
"""Hidden, so that no build reads it."""
_COPIES = 1000


def move_to_trash(path: str, notes: Path, settings: Settings | None = None) -> str:
    """Moves the note at `path` (as in `NoteStatus.path`); returns where it lies now, relative to the notes folder.

    Only a file that a build would look at can be named: nothing hidden, nothing outside the folder, nothing behind a
    link. Raises NoteMissing.
    """
    file = _file_of(path, notes, settings or Settings())
    moment = f"{datetime.now():%Y%m%d-%H%M%S}"
    for number in range(1, _COPIES):
        place = PurePosixPath(TRASH, moment if number == 1 else f"{moment}-{number}", path)
        target = notes / place
        if target.exists():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        os.rename(file, target)
        _prune(file.parent, notes)
        return str(place)
    raise OSError(f"{TRASH}: {_COPIES} notes in one second")


def restore(place: str, notes: Path) -> str:
    """Puts a note back from where `move_to_trash` laid it; returns its path. Raises NoteMissing, also where another note
    has taken its place."""
    parts = PurePosixPath(place).parts
    if len(parts) < 3 or parts[0] != TRASH or ".." in parts:
        raise NoteMissing(f"nothing to put back at {place}")
    file, path = notes / PurePosixPath(*parts), PurePosixPath(*parts[2:])
    target = notes / path
    if not _is_file(file) or not _inside(target, notes):
        raise NoteMissing(f"nothing to put back at {place}")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(file, target)  # unlike a rename, never over another note
    except FileExistsError:
        raise NoteMissing(f"another {path} stands in the notes folder by now; the deleted one is in {place}") from None
    except OSError:  # a file system without links
        if target.exists():
            raise NoteMissing(f"another {path} stands in the notes folder by now; the deleted one is in {place}") from None
        os.rename(file, target)
    else:
        file.unlink()
    _prune(file.parent, notes)
    return str(path)


def _file_of(path: str, notes: Path, settings: Settings) -> Path:
    """The file behind a path of the status table: one that `scan` sees, whatever form its Hangul has on disk."""
    parts = PurePosixPath(path).parts
    hidden = any(part.startswith(".") for part in parts)
    if (
        not parts
        or hidden
        or "\\" in path
        or PurePosixPath(path).is_absolute()
        or unicodedata.normalize("NFC", path) != path
    ):
        raise NoteMissing(f"no note {path} in the notes folder")
    direct = notes / PurePosixPath(path)
    if not _is_file(direct):
        found, _ = scan(notes, settings)  # a name that is decomposed on disk
        direct = next((file.file for file in found if file.path == path), direct)
    if direct.suffix.lower() not in settings.suffixes or not _is_file(direct) or not _inside(direct, notes):
        raise NoteMissing(f"no note {path} in the notes folder")
    return direct


def _is_file(file: Path) -> bool:
    try:
        return stat.S_ISREG(file.lstat().st_mode)
    except (OSError, ValueError):  # ValueError: a zero byte in the name
        return False


def _inside(file: Path, notes: Path) -> bool:
    """True where no link on the way leads out of the notes folder."""
    return file.parent.resolve().is_relative_to(notes.resolve())


def _prune(folder: Path, notes: Path) -> None:
    """Deletes the folders that have become empty, up to the notes folder."""
    while folder != notes and notes in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent
