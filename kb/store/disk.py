"""Reading a snapshot whole or not at all; writing one beside the live one, the swap and the lock."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar
from weakref import WeakValueDictionary

import msgspec
from filelock import FileLock, Timeout

from kb.errors import BuildLocked, IndexUnusable, SnapshotDamaged, SnapshotMismatch, SnapshotMissing
from kb.graph.concept_graph import ConceptGraph, GraphRecord
from kb.graph.passage_links import PassageLinks
from kb.graph.vocabulary import Vocabulary, VocabularyRecord
from kb.index.dense import DenseIndex
from kb.index.lexical import LexicalIndex
from kb.store.snapshot import Manifest, NoteRecord, Snapshot

FORMAT = 4
"""Raised whenever what a stage stores, or how it derives it, changes: older snapshots are then rebuilt, not misread."""

CURRENT = "CURRENT"
LOCK = "build.lock"
SNAPSHOTS = "snapshots"
MANIFEST = "manifest.json"
NOTES = "notes.jsonl"
VOCABULARY = "vocabulary.json"
GRAPH = "graph.json"
PASSAGES = "passages.faiss"
LINES = "lines.faiss"
LEXICAL = "lexical"
LINKS = "links"

T = TypeVar("T")

REBUILD = "run `kb build --full` to make it anew"


@dataclass(frozen=True, slots=True)
class Pointer:
    """What CURRENT says: which snapshot is live, and the hash that its manifest must have."""

    folder: Path
    manifest_sha256: str


def current_snapshot(index: Path) -> Pointer:
    """The live snapshot.

    Raises SnapshotMissing when nothing was built there yet, SnapshotDamaged when CURRENT names no snapshot.
    """
    pointer = index / CURRENT
    try:
        name, _, digest = pointer.read_text(encoding="utf-8").strip().partition(" ")
    except FileNotFoundError:
        raise SnapshotMissing(f"no index in {index}; run `kb build NOTES --index {index}` first") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotDamaged(f"can't read {pointer} ({_reason(error)}); {REBUILD}") from None
    folder = index / SNAPSHOTS / name
    if not digest or Path(name).name != name or not folder.is_dir():
        raise SnapshotDamaged(f"{pointer} names no snapshot; {REBUILD}")
    return Pointer(folder, digest)


def read_manifest(pointer: Pointer) -> Manifest:
    """Raises SnapshotDamaged or SnapshotMismatch."""
    path = pointer.folder / MANIFEST
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SnapshotDamaged(f"can't read {path} ({_reason(error)}); {REBUILD}") from None
    if hashlib.sha256(raw).hexdigest() != pointer.manifest_sha256:
        raise SnapshotDamaged(f"{path} was altered or torn; {REBUILD}")
    found = msgspec.json.decode(raw).get("format")
    if found != FORMAT:
        raise SnapshotMismatch(f"{pointer.folder} has format {found}, this kb reads {FORMAT}; {REBUILD}")
    return _decode(raw, Manifest, path)


def load(index: Path) -> Snapshot:
    """Read the live snapshot whole and check every file against the manifest.

    Raises SnapshotMissing, SnapshotMismatch, SnapshotDamaged.
    """
    pointer = current_snapshot(index)
    try:
        return verify(pointer).read()
    except SnapshotDamaged:
        # a build that finished meanwhile may have cleared this folder away: then another one is live now
        again = current_snapshot(index)
        if again == pointer:
            raise
        return verify(again).read()


@dataclass(frozen=True, slots=True)
class Verified:
    """A snapshot whose files are those that were written, not read yet."""

    pointer: Pointer
    manifest: Manifest

    def read(self) -> Snapshot:
        """Raises SnapshotDamaged."""
        snapshot = _OPENED.get(self.pointer)
        if snapshot is None:
            with uncollected():
                snapshot = _OPENED[self.pointer] = _read(self.pointer.folder, self.manifest)
        return snapshot


_OPENED: WeakValueDictionary[Pointer, Snapshot] = WeakValueDictionary()
"""What this process has read and still uses: opened again, its files are checked but not read."""


def verify(pointer: Pointer) -> Verified:
    """Check every file against the manifest. Raises SnapshotMismatch, SnapshotDamaged."""
    folder, manifest = pointer.folder, read_manifest(pointer)
    for name, expected in manifest.files.items():
        try:
            found = _sha256(folder / name)
        except OSError as error:
            raise SnapshotDamaged(f"{folder / name} is missing or unreadable ({_reason(error)}); {REBUILD}") from None
        if found != expected:
            raise SnapshotDamaged(f"{folder / name} was altered or torn; {REBUILD}")
    return Verified(pointer, manifest)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without Python's search for cycles: it would walk over the growing records again and again and find none, half of the
    time that loading 46,000 passages takes and a sixth of what the names of 2,000 notes take."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _read(folder: Path, manifest: Manifest) -> Snapshot:
    lines = (folder / NOTES).read_bytes().splitlines()
    decoder = msgspec.json.Decoder(NoteRecord)
    try:
        records = tuple(decoder.decode(line) for line in lines)
    except msgspec.MsgspecError as error:
        raise SnapshotDamaged(f"can't read {folder / NOTES} ({_reason(error)}); {REBUILD}") from None
    vocabulary = _decode((folder / VOCABULARY).read_bytes(), VocabularyRecord, folder / VOCABULARY)
    graph = _decode((folder / GRAPH).read_bytes(), GraphRecord, folder / GRAPH)
    return Snapshot(
        folder=folder,
        manifest=manifest,
        records=records,
        vocabulary=Vocabulary(vocabulary),
        graph=ConceptGraph.from_record(graph, {record.path: record.links for record in records}),
        passages=DenseIndex.load(folder / PASSAGES),
        lines=DenseIndex.load(folder / LINES),
        lexical=LexicalIndex.load(folder / LEXICAL),
        links=PassageLinks.load(folder / LINKS),
    )


def save(index: Path, name: str, snapshot: Snapshot, base: Snapshot | None = None) -> Snapshot:
    """Write a new snapshot folder completely, then make it the live one. The caller holds the lock.

    Records that are those of `base`, which is on disk, are copied from there.
    """
    snapshots = index / SNAPSHOTS
    snapshots.mkdir(parents=True, exist_ok=True)
    folder = snapshots / name
    folder.mkdir()
    encode = msgspec.json.Encoder().encode
    with (folder / NOTES).open("wb") as file:
        file.writelines(_lines(snapshot.records, base))
    (folder / VOCABULARY).write_bytes(encode(snapshot.vocabulary.record))
    (folder / GRAPH).write_bytes(encode(snapshot.graph.record()))
    snapshot.passages.save(folder / PASSAGES)
    snapshot.lines.save(folder / LINES)
    snapshot.lexical.save(folder / LEXICAL)
    snapshot.links.save(folder / LINKS)
    files = {path.relative_to(folder).as_posix(): _sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    complete = replace(snapshot, folder=folder, manifest=replace(snapshot.manifest, files=files))
    manifest = msgspec.json.format(encode(complete.manifest), indent=1)
    (folder / MANIFEST).write_bytes(manifest)
    _flush(folder)
    point_to(index, name, hashlib.sha256(manifest).hexdigest())
    return complete


def _lines(records: Iterable[NoteRecord], base: Snapshot | None) -> Iterator[bytes]:
    encode = msgspec.json.Encoder().encode
    if base is None:
        yield from (encode(record) + b"\n" for record in records)
        return
    with (base.folder / NOTES).open("rb") as written:
        known = zip(base.records, written, strict=True)  # both in the order of their paths, and read once
        before, line = next(known, (None, b""))
        for record in records:
            while before and before.path < record.path:
                before, line = next(known, (None, b""))
            yield line if before is record else encode(record) + b"\n"


@contextmanager
def writing(index: Path) -> Iterator[None]:
    """Hold the build lock of an index; on entry, what a killed build left behind is cleared away.

    Raises BuildLocked when another build is at work, and IndexUnusable where no folder can be.
    """
    try:
        index.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise IndexUnusable(
            f"{index} can't be the folder of an index ({problem.strerror}); name another with --index"
        ) from None
    lock = FileLock(index / LOCK)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise BuildLocked(f"another build is writing to {index}; wait for it to end") from None
    try:
        _clear(index, keep=2)
        yield
        _clear(index, keep=2)
    finally:
        lock.release()


def _clear(index: Path, keep: int) -> None:
    """Delete all snapshot folders but the live one and the `keep - 1` newest complete ones before it."""
    snapshots = index / SNAPSHOTS
    if not snapshots.is_dir():
        return
    try:
        live = current_snapshot(index).folder.name
    except (SnapshotMissing, SnapshotDamaged):
        live = ""
    complete = sorted((p.name for p in snapshots.iterdir() if (p / MANIFEST).exists() and p.name != live), reverse=True)
    kept = {live, *complete[: keep - 1]}
    for path in snapshots.iterdir():
        if path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)


def point_to(index: Path, name: str, manifest_sha256: str) -> None:
    """The swap: everything before it is invisible to readers, everything after it is durable."""
    fresh = index / f"{CURRENT}.new"
    with fresh.open("w", encoding="utf-8") as file:
        file.write(f"{name} {manifest_sha256}\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, index / CURRENT)
    _flush_folder(index)


def _flush(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    if os.name != "posix":  # other systems can't open a folder
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _decode(raw: bytes, kind: type[T], path: Path) -> T:
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.MsgspecError as error:
        raise SnapshotDamaged(f"can't read {path} ({_reason(error)}); {REBUILD}") from None


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error) or type(error).__name__).splitlines()[0]
