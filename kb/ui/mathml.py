"""LaTeX → MathML, which browsers draw themselves: no script, no web font, nothing to load."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from html.parser import HTMLParser

MAX_TEX = 2000
"""Characters; a longer formula is shown as it is typed, because the converter's time grows faster than its input."""

_TAGS = re.compile(
    "math|mrow|mi|mn|mo|mtext|mspace|msup|msub|msubsup|mfrac|msqrt|mroot|mover|munder|munderover|mtable|mtr|mtd|mstyle|"
    "mpadded|mphantom|menclose|mmultiscripts|mprescripts|none"
)
_ATTRIBUTES = re.compile(
    "display|xmlns|stretchy|fence|form|accent|accentunder|columnalign|rowspacing|columnspacing|displaystyle|scriptlevel|"
    "mathvariant|mathcolor|linethickness|minsize|maxsize|lspace|rspace|width|height|depth|separator|largeop|movablelimits|"
    "symmetric|notation|columnlines|rowlines"
)


@lru_cache(maxsize=4096)
def to_mathml(tex: str, display: bool = False) -> str:
    """A `<math>` element, or the formula as code where it can't be read.

    The converter copies `\\text{…}` and `\\href{…}` through unescaped, so its output is rebuilt from an allow-list.
    """
    from latex2mathml.converter import convert

    source = tex.strip()
    plain = f'<code class="kb-tex">{html.escape(source)}</code>'
    if not source or len(source) > MAX_TEX:
        return plain
    try:
        raw = convert(source, display="block" if display else "inline")
    except Exception:  # the converter raises a dozen kinds, IndexError and RecursionError among them
        return plain
    cleaner = _Cleaner()
    cleaner.feed(raw)
    cleaner.close()
    return plain if cleaner.refused or cleaner.opened else "".join(cleaner.pieces)


class _Cleaner(HTMLParser):
    """Writes MathML again; an attribute that is not on the list is dropped, such an element refuses the whole."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.opened: list[str] = []
        self.refused = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not _TAGS.fullmatch(tag):
            self.refused = True
            return
        kept = "".join(f' {name}="{html.escape(value or "")}"' for name, value in attrs if _ATTRIBUTES.fullmatch(name))
        self.pieces.append(f"<{tag}{kept}>")
        self.opened.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.opened or self.opened.pop() != tag:
            self.refused = True
            return
        self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.pieces.append(html.escape(data))
