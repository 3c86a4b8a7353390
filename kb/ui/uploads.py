"""Puts uploaded files into the notes folder: only notes, only inside it, never over a note that is there."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kb.settings import Settings

UPLOAD_SUFFIXES = Settings().suffixes
MAX_NAME_BYTES = 200
"""Below the 255 bytes that common file systems allow, with room for a number: Hangul takes three bytes a syllable."""
_COPIES = 1000

Reason = Literal["suffix", "name", "size", "text", "write"]


@dataclass(frozen=True, slots=True)
class Uploaded:
    saved: tuple[str, ...]
    """File names as they stand in the notes folder."""
    refused: tuple[tuple[str, Reason], ...]


def save_uploads(files: Sequence[tuple[str, Path]], notes: Path, settings: Settings | None = None) -> Uploaded:
    """Copies each (name that the user's file has, where its content lies) into `notes`; a taken name gets a number.

    One bad file doesn't keep the others out. The name is the sender's and is not trusted: a name with a folder in it,
    a hidden one, or one with control characters is refused rather than repaired.
    """
    limit = (settings or Settings()).max_file_bytes
    saved: list[str] = []
    refused: list[tuple[str, Reason]] = []
    for name, content in files:
        reason = _refusal(name, content, limit)
        if reason is None:
            try:
                saved.append(_save(name, content.read_bytes(), notes))
            except OSError:
                reason = "write"
        if reason is not None:
            refused.append((name, reason))
    return Uploaded(tuple(saved), tuple(refused))


def _refusal(name: str, content: Path, limit: int) -> Reason | None:
    if (
        not name
        or name.startswith(".")
        or any(character in '/\\:*?"<>|' or unicodedata.category(character) in ("Cc", "Cf") for character in name)
        or len(name.encode()) > MAX_NAME_BYTES
        or name != name.strip()
    ):
        return "name"
    if Path(name).suffix.lower() not in UPLOAD_SUFFIXES:
        return "suffix"
    if content.stat().st_size > limit:
        return "size"
    head = content.read_bytes()[:4096]
    # UTF-16 text is full of zero bytes but says so in its first two
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    return None


def _save(name: str, content: bytes, notes: Path) -> str:
    name = unicodedata.normalize("NFC", name)
    stem, suffix = Path(name).stem, Path(name).suffix
    for number in range(1, _COPIES):
        candidate = name if number == 1 else f"{stem} ({number}){suffix}"
        try:
            # O_EXCL also refuses a link that somebody laid there
            handle = os.open(notes / candidate, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            continue
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        return candidate
    raise OSError(f"{name}: {_COPIES} notes of that name")
