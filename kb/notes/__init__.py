"""Files → notes: `scan` finds them, `read_note` reads one.

scan.py        which files are notes          inline.py   markup → plain words with offsets
decode.py      bytes → text                   leaves.py   markdown → leaves (markdown-it-py)
reader.py      a file → Note, by its kind     titles.py   which lines are headings in all but markup
markdown.py    text → Note                    outline.py  leaves → blocks: who stands under whom
plain.py       .txt                           cues.py     the words by which structure is recognised (cues.toml)
notebook.py    .ipynb                         lines.py, wrapping.py, tables.py, frontmatter.py
"""

from __future__ import annotations

from kb.notes.decode import Unreadable
from kb.notes.reader import parse_note, read_note
from kb.notes.scan import FoundFile, scan

__all__ = ["FoundFile", "Unreadable", "parse_note", "read_note", "scan"]
