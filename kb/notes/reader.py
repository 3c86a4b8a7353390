"""A found file → Note, by its kind."""

from __future__ import annotations

from kb.notes.decode import Unreadable, decode
from kb.notes.markdown import markdown_note
from kb.notes.notebook import notebook_note
from kb.notes.plain import text_note
from kb.notes.scan import FoundFile
from kb.settings import Settings
from kb.types import Note


def read_note(found: FoundFile, settings: Settings) -> Note:
    """Read one file. Raises `Unreadable` (with the reason for the report) for a file that is no note after all."""
    try:
        data = found.file.read_bytes()
    except OSError as error:
        raise Unreadable(f"it can't be read ({error.strerror or error})") from error
    if len(data) > settings.max_file_bytes:
        raise Unreadable("too large")
    return parse_note(found.path, data)


def parse_note(path: str, data: bytes) -> Note:
    """Read a note from its bytes; the suffix of `path` says what kind it is. Raises `Unreadable`."""
    text, encoding = decode(data)
    match path.rsplit(".", 1)[-1].lower():
        case "ipynb":
            return notebook_note(path, text, encoding)
        case "txt":
            return text_note(path, text, encoding)
        case _:
            return markdown_note(path, text, encoding)
