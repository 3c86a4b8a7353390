"""A text in markdown → Note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kb.notes.cues import subject_of_file
from kb.notes.frontmatter import as_list, split_front_matter
from kb.notes.leaves import Leaf, leaves
from kb.notes.lines import Lines
from kb.notes.outline import outline
from kb.types import Block, Note

WIKILINK = re.compile(r"!?\[\[([^\[\]|#\n]+)(?:#[^\[\]|\n]*)?(?:\|[^\[\]\n]*)?\]\]")
_TAG = re.compile(r"(?<![\w&/#`(\[.])#([^\W\d_][\w/-]*)")
_ATTACHMENT = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|pdf|mp[34]|wav|mov|webm|canvas|excalidraw)$", re.I)
_CODE = re.compile(r"`[^`\n]*`")


def markdown_note(path: str, text: str, encoding: str) -> Note:
    """Read a note written in markdown. `text`: NFC, `\\n` line ends."""
    fields, skipped = split_front_matter(text)
    lines = Lines.of(text)
    return note_of(path, lines, leaves(lines, skipped, len(lines)), encoding, fields)


def note_of(
    path: str, lines: Lines, found: Sequence[Leaf], encoding: str, fields: Mapping[str, tuple[str, ...]] | None = None
) -> Note:
    """Put a note together from its leaves and the fields of its front matter."""
    fields = fields or {}
    blocks = outline(lines, found)
    prose = [block for block in blocks if block.kind not in ("code", "math")]
    tags = [tag.lstrip("#") for name in ("tags", "tag") for tag in as_list(fields.get(name, ()))]
    tags += [tag for block in prose for tag in tags_in(lines.text[block.start : block.end])]
    return Note(
        path=path,
        title=next(iter(fields.get("title", ())), "") or _title(path, blocks),
        text=lines.text,
        blocks=blocks,
        aliases=_once(alias for name in ("aliases", "alias") for alias in as_list(fields.get(name, ()))),
        tags=_once(tags),
        links=_once(link for block in prose for link in links_in(lines.text[block.start : block.end])),
        encoding=encoding,
    )


def _title(path: str, blocks: Sequence[Block]) -> str:
    """The only heading of the first level, else what the file is called."""
    headings = [block for block in blocks if block.kind == "heading" and not block.pseudo]
    tops = [block for block in headings if block.parent is None]
    if len(tops) == 1 and headings[0] is tops[0] and len(headings) > 1:
        return tops[0].text
    return subject_of_file(path) or (headings[0].text if headings else path.rsplit("/", 1)[-1].rsplit(".", 1)[0])


def links_in(raw: str) -> tuple[str, ...]:
    """Targets of the wikilinks in a piece of markup, without anchor and alias; pictures and other attachments are none."""
    if "[[" not in raw:
        return ()
    targets = (found[1].strip() for found in WIKILINK.finditer(_CODE.sub("", raw)))
    return _once(target for target in targets if target and not _ATTACHMENT.search(target))


def tags_in(raw: str) -> tuple[str, ...]:
    """The `#tags` in a piece of markup."""
    if "#" not in raw:
        return ()
    return _once(found[1].rstrip("/-") for found in _TAG.finditer(_CODE.sub("", raw)))


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
