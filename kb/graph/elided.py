"""Names that share a word with their neighbour: "vanishing/exploding gradient", "기울기 소실과 폭주", "지도/비지도 학습"."""

from __future__ import annotations

import re
from collections.abc import Iterator

MIN_CHARS = 2
_WORD = r"[A-Za-z가-힣][A-Za-z0-9가-힣]*"
_LEFT = r"[A-Za-z가-힣][A-Za-z0-9가-힣]*?"
_JOINT = r"(?:(?:와|과|이나|나)\s+|\s*[/,·]\s*|\s+(?:및|또는|혹은|and|or|&)\s+)"
# looked for at every word, so that what is found in a line doesn't depend on the lines around it
_FIRST = re.compile(rf"(?<!\w)(?=({_WORD}) ({_LEFT}){_JOINT}({_WORD}))")
_LAST = re.compile(rf"(?<!\w)(?=({_LEFT}){_JOINT}({_WORD}) ({_WORD}))")


def elided_names(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, full name) of each word that may stand for a name with a word of its neighbour: "폭주" of "기울기 소실과
    폭주를" for "기울기 폭주". Particles are no obstacle: every beginning of the last word is tried, longest first."""
    for match in _FIRST.finditer(text):
        shared, own = match[1], match[3]
        for length in range(len(own), MIN_CHARS - 1, -1):
            yield match.start(3), match.start(3) + length, f"{shared} {own[:length]}"
    for match in _LAST.finditer(text):
        own, shared = match[1], match[3]
        if len(own) >= MIN_CHARS and own != match[2]:  # "변수 및 변수 선언"
            for length in range(len(shared), MIN_CHARS - 1, -1):
                yield match.start(1), match.end(1), f"{own} {shared[:length]}"
