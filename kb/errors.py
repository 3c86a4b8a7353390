"""Every error that a user can meet; each message is one line that says what to do next.

    KBError
    ├── NotesError
    │   └── NotesFolderMissing      the notes folder isn't there
    ├── EncoderError
    │   └── EncoderNotFound         no such model here, and no network to get it
    ├── SnapshotError
    │   ├── SnapshotMissing         nothing built in that folder yet
    │   ├── SnapshotMismatch        built by another version, encoder or tokenizer
    │   ├── SnapshotDamaged         a file is missing, torn or altered
    │   ├── IndexUnusable           no folder can be made where the index should go
    │   └── BuildLocked             another build is writing to this index
    ├── ConceptError
    │   ├── UnknownConcept          the notes name no such concept (`nearest` has the closest names)
    │   └── ConceptsFileInvalid     the owner's concepts.toml can't be read
    ├── QuestionsFileInvalid        a file of eval questions can't be read
    ├── LanguageModelUnavailable    no server answers at --llm; the notes' own words are shown instead
    ├── BuildCancelled              the owner stopped the build; the last index still answers
    ├── UnsafeAddress               refused to serve notes to the network without a password
    ├── PasswordInvalid             a user's password, or a file of them, can't be used
    ├── ReadOnly                    the app was started with --read-only
    ├── NoteMissing                 no such file in the notes folder
    └── PortTaken                   another program listens on the port

Errors of libraries are translated where they arise, so that nothing else reaches a user.
"""

from __future__ import annotations


class KBError(Exception):
    """Root of all named errors. `str(error)` is one line."""


class NotesError(KBError):
    """Something about the notes folder."""


class NotesFolderMissing(NotesError):
    """The notes folder does not exist or is not a folder."""


class EncoderError(KBError):
    """Something about the encoder."""


class EncoderNotFound(EncoderError):
    """The named model is neither on disk nor reachable."""


class SnapshotError(KBError):
    """Something about the built index."""


class SnapshotMissing(SnapshotError):
    """There is no index in that folder."""


class SnapshotMismatch(SnapshotError):
    """The index was built by another format version, encoder or tokenizer."""


class SnapshotDamaged(SnapshotError):
    """A file of the index is missing, torn or altered."""


class IndexUnusable(SnapshotError):
    """The path of the index is a file, or a place where nothing may be written."""


class BuildLocked(SnapshotError):
    """Another build holds the lock of this index."""


class ConceptError(KBError):
    """Something about concepts."""


class UnknownConcept(ConceptError):
    """No concept of that name in the notes."""

    def __init__(self, name: str, nearest: tuple[str, ...] = ()) -> None:
        self.name = name
        self.nearest = nearest
        hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
        super().__init__(f"no concept {name!r} in the notes{hint}")


class ConceptsFileInvalid(ConceptError):
    """The owner's concepts.toml is not valid."""


class QuestionsFileInvalid(KBError):
    """A file of questions for `kb eval` is not valid."""


class LanguageModelUnavailable(KBError):
    """The language model's server is down, slow, or speaks another protocol."""


class BuildCancelled(KBError):
    """The build was stopped on request."""


class UnsafeAddress(KBError):
    """Serving to the network was asked for without a password."""


class PasswordInvalid(KBError):
    """A user's password, or the file of password hashes, can't be used."""


class ReadOnly(KBError):
    """The app that was asked to change notes or index was started with --read-only."""


class NoteMissing(KBError):
    """No such file in the notes folder, or a path that leads out of it."""


class PortTaken(KBError):
    """Another program already listens on the port that the chat was to be served on."""
