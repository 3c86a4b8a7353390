"""Which files of a folder are notes, and why the others are not."""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from kb.errors import NotesFolderMissing
from kb.settings import CONCEPTS_FILE, Settings


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that will be read as a note."""

    path: str
    """Relative to the notes folder, "/" separators, NFC."""
    file: Path
    """Where it is, as the file system spells it."""
    sha256: str
    """Of its bytes, hex."""
    size: int
    """Bytes."""


Skip = tuple[str, str]
"""(path, reason)"""


@dataclass(frozen=True, slots=True)
class _Candidate:
    found: FoundFile
    linked: bool
    """It, or a folder on the way to it, is a symbolic link."""
    identity: tuple[int, int]
    """Device and inode: the same for two names of one file."""


def scan(folder: Path, settings: Settings, exclude: Path | None = None) -> tuple[tuple[FoundFile, ...], tuple[Skip, ...]]:
    """The notes under `folder`, sorted by path, and what was skipped with the reason.

    Hidden files and folders are skipped as a whole (one entry per folder); so are links that leave the folder or lead
    back up in it or to a note that is read under its own name, folders that hold a built index (`exclude` is the one being
    built), empty files, files over `settings.max_file_bytes`, and other kinds of file. Raises `NotesFolderMissing` if
    `folder` is no folder.
    """
    if not folder.is_dir():
        raise NotesFolderMissing(f"no folder of notes at {folder}")
    walk = _Walk(folder.resolve(), settings, exclude.resolve() if exclude else None)
    walk.enter(folder, "", frozenset(), linked=False)
    found: dict[str, FoundFile] = {}
    names: dict[tuple[int, int], str] = {}
    # a file's own name before its links, and among spellings of one path the NFC one first, so that which is kept doesn't
    # depend on the disk
    for one in sorted(walk.candidates, key=lambda c: (c.linked, c.found.path, os.fsencode(c.found.file))):
        path = one.found.path
        if path in found:
            walk.skipped.append((path, "another file has the same name but for the way its letters are encoded (NFC/NFD)"))
        elif one.linked and one.identity in names:
            walk.skipped.append((path, f"a link to a note that is read already ({names[one.identity]})"))
        else:
            found[path] = one.found
            names[one.identity] = path
    return tuple(found[path] for path in sorted(found)), tuple(sorted(walk.skipped))


class _Walk:
    def __init__(self, root: Path, settings: Settings, index: Path | None) -> None:
        self.root = root
        self.index = index
        self.settings = settings
        self.candidates: list[_Candidate] = []
        self.skipped: list[Skip] = []

    def enter(self, folder: Path, prefix: str, above: frozenset[Path], *, linked: bool) -> None:
        """Walk one folder; `above` holds the real places of it and its parents (a link to one of them is a loop)."""
        try:
            names = sorted(os.listdir(folder))
        except OSError as error:
            self._skip(prefix.rstrip("/"), _reason(error))
            return
        here = folder.resolve()
        if prefix and (here == self.index or _holds_an_index(names)):
            self._skip(prefix.rstrip("/"), "an index, not notes")
            return
        above = above | {here}
        for name in names:
            self._visit(folder / name, prefix + name, above, linked=linked)

    def _visit(self, file: Path, path: str, above: frozenset[Path], *, linked: bool) -> None:
        if file.name == CONCEPTS_FILE and "/" not in path:
            return
        if file.name.startswith("."):
            self._skip(path, "hidden")
            return
        try:
            if file.is_symlink():
                linked = True
                target = file.resolve(strict=True)
                if not target.is_relative_to(self.root):
                    self._skip(path, "a link that leaves the folder")
                    return
                if target in above:
                    self._skip(path, "a link in a circle")
                    return
            status = file.stat()
            if stat.S_ISDIR(status.st_mode):
                self.enter(file, path + "/", above, linked=linked)
            elif stat.S_ISREG(status.st_mode):
                self._file(file, path, status, linked=linked)
            else:
                self._skip(path, "not a file")
        except (OSError, RuntimeError) as error:
            self._skip(path, _reason(error))

    def _file(self, file: Path, path: str, status: os.stat_result, *, linked: bool) -> None:
        suffix, size = file.suffix.lower(), status.st_size
        if suffix not in self.settings.suffixes:
            self._skip(path, f"not a note ({suffix or 'no suffix'})")
        elif size > self.settings.max_file_bytes:
            self._skip(path, f"too large ({size / 1e6:.1f} MB; the limit is {self.settings.max_file_bytes / 1e6:.1f} MB)")
        else:
            data = file.read_bytes()
            if not data.strip():
                self._skip(path, "empty")
                return
            found = FoundFile(_nfc(path), file, hashlib.sha256(data).hexdigest(), len(data))
            self.candidates.append(_Candidate(found, linked, (status.st_dev, status.st_ino)))

    def _skip(self, path: str, reason: str) -> None:
        self.skipped.append((_nfc(path), reason))


def _nfc(path: str) -> str:
    # a name that isn't UTF-8 reaches Python with surrogates, which no later stage can write down
    return unicodedata.normalize("NFC", os.fsencode(path).decode("utf-8", errors="replace"))


def _holds_an_index(names: list[str]) -> bool:
    """The two names at the top of a snapshot folder (see `kb.store`)."""
    return "CURRENT" in names and "snapshots" in names


def _reason(error: Exception) -> str:
    if isinstance(error, PermissionError):
        return "no permission to read it"
    if isinstance(error, FileNotFoundError):
        return "it vanished, or is a link to nothing"
    if isinstance(error, RuntimeError):
        return "a link in a circle"
    return f"it can't be read ({error.strerror or error})" if isinstance(error, OSError) else str(error)
