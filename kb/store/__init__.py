"""The built parts ⇄ one snapshot on disk.

    index/
      CURRENT                 name of the live snapshot and sha256 of its manifest: replacing this one file is the swap
      build.lock              held by the one build that may write
      snapshots/NAME/
        manifest.json         format, encoder, tokenizer, settings, per-note state, sha256 of every other file
        notes.jsonl           one NoteRecord a line: text, chunks, concept candidates, terms, links
        vocabulary.json       concepts and their names
        graph.json            edges with their evidence
        passages.faiss        one vector a chunk
        lines.faiss           one vector a statement
        lexical/              BM25

A build writes a complete new folder beside the live one, flushes it, and only then replaces CURRENT (atomic on POSIX
and Windows). A reader holds the snapshot it opened in memory; the one before the live one is kept for readers in between.
Plain formats only: JSON, FAISS, NumPy; no pickle.

snapshot.py   what a snapshot holds
disk.py       reading it whole or not at all; writing it, the swap, the lock
"""

from kb.store.disk import (
    FORMAT,
    REBUILD,
    Pointer,
    Verified,
    current_snapshot,
    load,
    point_to,
    read_manifest,
    save,
    uncollected,
    verify,
    writing,
)
from kb.store.snapshot import Manifest, NoteRecord, Snapshot, concept_term

__all__ = [
    "FORMAT",
    "REBUILD",
    "Manifest",
    "NoteRecord",
    "Pointer",
    "Snapshot",
    "Verified",
    "concept_term",
    "current_snapshot",
    "load",
    "point_to",
    "read_manifest",
    "save",
    "uncollected",
    "verify",
    "writing",
]
