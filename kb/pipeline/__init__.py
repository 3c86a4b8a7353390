"""Runs the stages 1–5, incrementally: notes → chunks → vectors, terms, concepts → snapshot.

What depends on one note alone (chunks, vectors, concept candidates) is kept with the hash of the file. What also depends
on the vocabulary of all notes (terms, mentions, relations) is kept with a key of exactly those names that occur in the
note, so that an edit elsewhere re-derives only the notes that it touches. Everything else is cheap and made anew from the
sorted notes, which is why an incremental build equals a clean one.

run.py      the stages in their order
per_note.py the two stages that take one note at a time
workers.py  these over many notes, in processes; worker.py is one of them, wire.py what they say to each other
assemble.py what is made anew of all notes
reuse.py    what of the last snapshot still holds
changes.py  what the notes folder holds that the snapshot does not
"""

from kb.pipeline.changes import Changes, changes_since
from kb.pipeline.run import build

__all__ = ["Changes", "build", "changes_since"]
