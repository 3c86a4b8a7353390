"""The stages in their order: read, encode, derive, assemble, save."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from kb import __version__, store
from kb.chunks import embedding_text, statement_text
from kb.encoder import Encoder, load_encoder
from kb.errors import BuildCancelled, NotesFolderMissing, SnapshotDamaged
from kb.graph.lexicon import Lexicon, load_lexicon
from kb.graph.links import Links, link_text
from kb.graph.name_changes import NameChanges, Readable
from kb.graph.owner import OwnerConcepts, load_owner
from kb.graph.passage_links import Places, find_places
from kb.graph.vocabulary import Vocabulary, build_vocabulary
from kb.language.morphemes import Analyser
from kb.notes import FoundFile, scan
from kb.pipeline.assemble import assemble
from kb.pipeline.per_note import RULES, Linker, Reader, Rules
from kb.pipeline.reuse import Parts, digest, line_count, previous_snapshot, same_recipe, sources, unchanged
from kb.pipeline.workers import each
from kb.settings import CONCEPTS_FILE, Settings, default_index, default_notes
from kb.store import Manifest, NoteRecord, Snapshot
from kb.types import BuildReport, OnProgress, Progress

BUNDLED = "bundled"
ENCODE_BATCH = 1024
"""Texts per call of the encoder: large enough to be fast, small enough to show progress and to stop within a second."""

UNLINKED = ""
"""The key of a note that was just read."""


def build(
    notes: str | Path | None = None,
    index: str | Path | None = None,
    *,
    encoder: str | None = None,
    full: bool = False,
    settings: Settings | None = None,
    on_progress: OnProgress | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> BuildReport:
    """Bring the index up to date with the notes folder; the last index answers until the new one is complete.

    `encoder` is "bundled" or any sentence-transformers name or path; None keeps the one that the index was built with.
    `full` re-reads and re-derives everything. `on_progress` is called with (stage, done, total).

    Raises NotesFolderMissing, EncoderNotFound, ConceptsFileInvalid, BuildLocked, and BuildCancelled when `should_stop`
    said so. A single bad file is never an error: it is in `BuildReport.skipped` with its reason, and so is a note that is
    searchable but whose names or relations couldn't be read.
    """
    folder = Path(notes) if notes is not None else default_notes()
    target = Path(index) if index is not None else default_index()
    if not folder.is_dir():
        missing = f"{folder} is a file" if folder.exists() else f"no folder {folder}"
        raise NotesFolderMissing(f"{missing}; name the folder that holds your notes, such as `kb build NOTES`")
    with store.writing(target):
        run = Build(folder, target, settings or Settings(), on_progress or _ignore, should_stop or (lambda: False))
        return run.run(encoder, full)


@dataclass(frozen=True, slots=True)
class Build:
    """One build; its caller holds the lock of `target`."""

    folder: Path
    target: Path
    settings: Settings
    on_progress: OnProgress
    should_stop: Callable[[], bool]
    rules: Rules = RULES

    def run(self, encoder_name: str | None, full: bool) -> BuildReport:
        started = time.monotonic()
        previous = previous_snapshot(self.target)
        encoder = load_encoder(encoder_name or (previous.manifest.encoder if previous else BUNDLED))
        lexicon, owner = load_lexicon(), load_owner(self.folder / CONCEPTS_FILE)
        analyser = Analyser(lexicon.words)
        manifest = Manifest(
            format=store.FORMAT,
            version=__version__,
            built_at=_now(),
            notes_folder=str(self.folder.resolve()),
            encoder=encoder.identity,
            encoder_fingerprint=encoder.fingerprint,
            dimensions=encoder.dimensions,
            analyser=analyser.identity,
            rules=digest(sources(), owner.fingerprint),
            settings=self.settings,
            notes=(),
            hashes={},
            concepts=0,
            relations=0,
            files={},
        )
        reusable = previous if previous and not full and same_recipe(previous.manifest, manifest) else None

        found, skipped = scan(self.folder, self.settings, exclude=self.target)
        known = previous.manifest.hashes if previous else {}
        same = {file.path for file in found if reusable and known.get(file.path) == file.sha256}
        fresh, unreadable = self._read([file for file in found if file.path not in same], analyser)
        skipped = tuple(sorted((*skipped, *unreadable)))
        if reusable and not fresh and len(same) == len(known) and skipped == _skipped(reusable.manifest):
            return _report(reusable.manifest, known, started)

        try:
            base = reusable.read() if reusable else None
        except SnapshotDamaged:  # whole, but not what this kb writes
            return self.run(encoder_name, True)
        kept = unchanged(base, same) if base else {}
        parts = sorted((*kept.values(), *self._encode(fresh, encoder)), key=lambda part: part.record.path)
        unlinked = [part.record for part in parts]
        with store.uncollected():
            vocabulary = self._names(base, unlinked, lexicon, owner)
            places = find_places([chunk for record in unlinked for chunk in record.chunks], vocabulary)
            touched, renamed = self._touched(base, [part.record for part in kept.values()], vocabulary, places)
        records = self._link(unlinked, touched, vocabulary, analyser)
        self._checkpoint("index", 0, 1)
        with store.uncollected():
            snapshot = assemble(manifest, records, parts, vocabulary, places, skipped, base, kept.keys() - renamed)
            self.on_progress(Progress("index", 1, 1))
            self._checkpoint("save", 0, 1)
            snapshot = store.save(self.target, f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}", snapshot, base)
        self.on_progress(Progress("save", 1, 1))
        return _report(snapshot.manifest, known, started)

    def _names(
        self, base: Snapshot | None, records: Sequence[NoteRecord], lexicon: Lexicon, owner: OwnerConcepts
    ) -> Vocabulary:
        """The names of all notes; the last ones where the notes offer the same."""
        offered = {record.path: record.candidates for record in records}
        if base and offered == {record.path: record.candidates for record in base.records}:
            return base.vocabulary
        return build_vocabulary(offered, lexicon, owner)

    def _touched(
        self, base: Snapshot | None, kept: Sequence[NoteRecord], vocabulary: Vocabulary, places: Places
    ) -> tuple[set[str], set[str]]:
        """Of the notes that were kept, those in which other names of concepts occur than before, and those in which other
        names of places do."""
        if base is None:
            return set(), set()
        names, headings = vocabulary.changes(base.vocabulary), NameChanges(base.links.finder(), places.finder)
        touched: set[str] = set()
        renamed: set[str] = set()
        for record in kept if names or headings else ():
            text = Readable.of(link_text(record.chunks))
            if names.touch(text):
                touched.add(record.path)
            if headings.touch(text):
                renamed.add(record.path)
        return touched, renamed

    def _read(self, files: Sequence[FoundFile], analyser: Analyser) -> tuple[list[NoteRecord], list[tuple[str, str]]]:
        """What follows from each file alone; a file that can't be read is listed with its reason."""
        read = each(
            "read",
            self.settings,
            Reader(self.settings, analyser, self.rules),
            files,
            self._sizes([file.size for file in files]),
            lambda done: self._checkpoint("read", done, len(files)),
        )
        self.on_progress(Progress("read", len(files), len(files)))
        now = _now()
        records = [
            NoteRecord(
                path=file.path,
                sha256=file.sha256,
                title=note.title,
                text=note.text,
                chunks=note.chunks,
                candidates=note.candidates,
                heading_terms=(),
                line_terms=(),
                links=Links((), ()),
                key=UNLINKED,
                indexed_at=now,
                nameless=note.nameless,
            )
            for file, note in zip(files, read, strict=True)
            if not note.unreadable
        ]
        return records, [(file.path, note.unreadable) for file, note in zip(files, read, strict=True) if note.unreadable]

    def _encode(self, records: Sequence[NoteRecord], encoder: Encoder) -> Iterator[Parts]:
        """Vectors of all new passages and lines, in batches across notes."""
        texts = [embedding_text(chunk) for record in records for chunk in record.chunks]
        texts += [statement_text(s) for record in records for chunk in record.chunks for s in chunk.statements]
        vectors = np.zeros((len(texts), encoder.dimensions), dtype=np.float32)
        for at in range(0, len(texts), ENCODE_BATCH):
            self._checkpoint("encode", at, len(texts))
            vectors[at : at + ENCODE_BATCH] = encoder.encode_passages(texts[at : at + ENCODE_BATCH])
        self.on_progress(Progress("encode", len(texts), len(texts)))
        passage, line = 0, sum(len(record.chunks) for record in records)
        for record in records:
            passages, lines = len(record.chunks), line_count(record)
            yield Parts(record, vectors[passage : passage + passages], vectors[line : line + lines])
            passage, line = passage + passages, line + lines

    def _link(
        self, records: Sequence[NoteRecord], touched: set[str], vocabulary: Vocabulary, analyser: Analyser
    ) -> tuple[NoteRecord, ...]:
        """Terms, mentions and relations, for those notes that are new or touched by a change of names."""
        stale = [at for at, record in enumerate(records) if record.key == UNLINKED or record.path in touched]
        linked = each(
            "link",
            vocabulary.record,
            Linker(vocabulary, analyser.with_words(vocabulary.words), self.rules),
            [records[at].chunks for at in stale],
            self._sizes([len(records[at].text) for at in stale]),
            lambda done: self._checkpoint("link", done, len(stale)),
        )
        self.on_progress(Progress("link", len(stale), len(stale)))
        derived = list(records)
        for at, note in zip(stale, linked, strict=True):
            derived[at] = replace(
                records[at], heading_terms=note.heading_terms, line_terms=note.line_terms, links=note.links, key=note.key,
                unlinked=note.unlinked,
            )  # fmt: skip
        return tuple(derived)

    def _sizes(self, sizes: Sequence[int]) -> Sequence[int]:
        """Workers know but the usual rules: with others nothing is large enough for them."""
        return sizes if self.rules is RULES else [0] * len(sizes)

    def _checkpoint(self, stage: str, done: int, total: int) -> None:
        if self.should_stop():
            raise BuildCancelled("the build was stopped; the last index still answers")
        self.on_progress(Progress(stage, done, total))


def _report(manifest: Manifest, known: dict[str, str], started: float) -> BuildReport:
    now = manifest.hashes
    common = now.keys() & known.keys()
    changed = sum(now[path] != known[path] for path in common)
    return BuildReport(
        added=len(now.keys() - known.keys()),
        changed=changed,
        removed=len(known.keys() - now.keys()),
        unchanged=len(common) - changed,
        skipped=tuple((note.path, note.reason) for note in manifest.notes if note.reason),
        chunks=sum(note.chunks for note in manifest.notes),
        concepts=manifest.concepts,
        relations=manifest.relations,
        seconds=time.monotonic() - started,
    )


def _skipped(manifest: Manifest) -> tuple[tuple[str, str], ...]:
    return tuple((note.path, note.reason) for note in manifest.notes if note.state == "skipped")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _ignore(progress: Progress) -> None:
    del progress
