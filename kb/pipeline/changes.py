"""What of a notes folder has changed since an index was built: which notes a build would read again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kb.errors import ConceptsFileInvalid
from kb.graph.owner import load_owner
from kb.notes import scan
from kb.pipeline.reuse import digest, sources
from kb.settings import CONCEPTS_FILE
from kb.store import Snapshot


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths of notes, sorted; empty where the index is up to date."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    rules: bool = False
    """True where concepts.toml says something else than at the build."""

    @property
    def count(self) -> int:
        """Of notes, and one for the file of concepts."""
        return len(self.added) + len(self.changed) + len(self.removed) + self.rules

    def __bool__(self) -> bool:
        return self.count > 0


def changes_since(snapshot: Snapshot, folder: Path) -> Changes:
    """Reads every file of `folder`, but derives nothing from it. Raises NotesFolderMissing."""
    manifest = snapshot.manifest
    found, _ = scan(folder, manifest.settings, exclude=snapshot.folder.parent.parent)
    now = {file.path: file.sha256 for file in found}
    built = {record.path: record.sha256 for record in snapshot.records}
    # of a file that couldn't be read as a note no hash was kept: it counts as new once it is newer than the build, whose
    # time is kept in whole seconds
    tried = {note.path for note in manifest.notes if note.state == "skipped"}
    since = datetime.fromisoformat(manifest.built_at).timestamp()
    untried = {file.path for file in found if file.path not in tried or int(file.file.stat().st_mtime) > since}
    return Changes(
        added=tuple(sorted((now.keys() - built.keys()) & untried)),
        changed=tuple(sorted(path for path in now.keys() & built.keys() if now[path] != built[path])),
        removed=tuple(sorted(built.keys() - now.keys())),
        rules=_rules(folder) != manifest.rules,
    )


def _rules(folder: Path) -> str:
    try:
        return digest(sources(), load_owner(folder / CONCEPTS_FILE).fingerprint)
    except ConceptsFileInvalid:
        return ""  # the next build says what is wrong with it
