"""The words of an earlier question that name what it was about, where no concept does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kb.graph.vocabulary import Vocabulary
from kb.language.morphemes import Analyser, Token
from kb.types import Turn

MAX_CHARS = 80
"""What is longer names nothing."""
_PARTS = ("NNG", "NNP", "SL", "SN", "XPN", "XSN", "XR", "SH")
"""Kiwi's tags of what a name is made of: nouns, foreign words, numbers, prefixes and suffixes."""
_VERBAL = ("XSV", "XSA")


def naming_words(turn: Turn, vocabulary: Vocabulary, analyser: Analyser, only_asks: Callable[[str], bool]) -> str:
    """The nouns of a question that stand together ("대륙 이동설" of "대륙 이동설은 누가 주장했어?"); beside concepts only
    those that make a longer name with one ("고스트 배치 정규화"), for then the concept alone isn't what was meant."""
    text = turn.question[: 10 * MAX_CHARS]
    phrases = list(_phrases(text, analyser.tokens(text), only_asks))
    if turn.concepts:
        named = vocabulary.find_in_question(text)
        phrases = [
            (start, end)
            for start, end in phrases
            if any(start <= f.start and f.end <= end and text[f.start : f.end] != text[start:end] for f in named)
            and not any(f.start <= start and end <= f.end for f in named)
        ]
    words = ", ".join(dict.fromkeys(text[start:end] for start, end in phrases))
    return words if len(words) <= MAX_CHARS else ""


def _phrases(text: str, tokens: tuple[Token, ...], only_asks: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    run: list[Token] = []
    for token in (*tokens, Token("", "", len(text), len(text), "")):
        beside = not run or not text[run[-1].end : token.start].strip()
        if token.tag in _PARTS and beside and not only_asks(token.lemma) and not only_asks(token.form):
            run.append(token)
            continue
        if token.tag in _VERBAL and run:
            run.pop()  # 주장+하다 is what is asked, no thing
        if any(one.tag not in ("SN", "XSN", "XPN") for one in run):
            yield run[0].start, run[-1].end
        run = [token] if token.tag in _PARTS and not only_asks(token.lemma) else []
