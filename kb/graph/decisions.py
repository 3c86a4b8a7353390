"""Writes what the owner decides about two names into `concepts.toml`; everything else in the file stays as it was."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kb.errors import ConceptsFileInvalid
from kb.graph.owner import load_owner
from kb.language.text import fold, nfc
from kb.settings import CONCEPTS_FILE


def record_decision(notes_folder: Path, a: str, b: str, accept: bool) -> Path:
    """Write that two names are one concept (`merge`) or never are (`separate`); the next build follows it.

    A later decision on a pair takes the place of an earlier one. Comments, order and layout of the file stay. Returns
    the file. Raises ConceptsFileInvalid (the file can't be read, or the names are the same), and OSError where the
    folder can't be written.
    """
    first, second = nfc(a).strip(), nfc(b).strip()
    if not first or not second or fold(first) == fold(second):
        raise ConceptsFileInvalid(f"{CONCEPTS_FILE}: two different names are needed, not {a!r} and {b!r}")
    import tomlkit

    file = Path(notes_folder) / CONCEPTS_FILE
    load_owner(file)  # names what is wrong with it before anything is written
    document = tomlkit.parse(file.read_text(encoding="utf-8-sig") if file.is_file() else "")
    pair = {fold(first), fold(second)}
    yes, no = ("merge", "separate") if accept else ("separate", "merge")
    if no in document:
        _take_out(document, no, pair)
    groups = _groups(document, yes)
    if not any(pair <= {fold(name) for name in group} for group in groups):
        written = tomlkit.array()
        written.extend([first, second])
        groups.append(written)
    _write(file, tomlkit.dumps(document))
    load_owner(file)
    return file


def _groups(document: Any, key: str) -> Any:
    """The array of groups under the key, made where there is none; one group without outer brackets gets them."""
    import tomlkit

    value = document.get(key)
    if value is None or _is_flat(value):
        groups = tomlkit.array()
        groups.multiline(True)
        if value is not None:
            groups.append(list(value))
        document[key] = groups
    return document[key]


def _is_flat(value: Iterable[Any]) -> bool:
    return any(isinstance(item, str) for item in value)


def _take_out(document: Any, key: str, pair: set[str]) -> None:
    """Undo an earlier decision: a group of just these two goes; from a longer one the second name goes."""
    groups = _groups(document, key)
    for at in reversed(range(len(groups))):
        folded = [fold(name) for name in groups[at]]
        if not pair <= set(folded):
            continue
        if len(folded) == 2:
            del groups[at]
        else:
            del groups[at][max(folded.index(name) for name in pair)]


def _write(file: Path, text: str) -> None:
    """Whole or not at all."""
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
        if file.is_file():
            os.chmod(name, file.stat().st_mode & 0o777)
        os.replace(name, file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
