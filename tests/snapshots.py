"""What lies on disk of an index."""

from __future__ import annotations

import json
import re
from pathlib import Path

from kb.store import current_snapshot


def files_of(index: Path) -> dict[str, object]:
    """Every file of the live snapshot, without the times in it and the hashes that follow from them."""
    folder = current_snapshot(index).folder
    files: dict[str, object] = {
        file.relative_to(folder).as_posix(): re.sub(rb'"indexed_at":"[^"]*"', b"", file.read_bytes())
        for file in folder.rglob("*")
        if file.is_file() and file.name != "manifest.json"
    }
    manifest = json.loads((folder / "manifest.json").read_bytes())
    states = [{**note, "indexed_at": ""} for note in manifest["notes"]]
    return {**files, "manifest": {**manifest, "built_at": "", "files": "", "notes": states}}
