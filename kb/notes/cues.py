"""The words by which structure is recognised: `cues.toml`, read once, with the tests that use them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_SENTENCE_MARKS = ".!。;,"
_TRAILING = " \t*_`)]}\"'”’>:：~…-—"


@dataclass(frozen=True, slots=True)
class Cues:
    """The lists of `cues.toml`, case-folded."""

    question_endings: tuple[str, ...]
    question_starts: tuple[str, ...]
    statement_endings: tuple[str, ...]
    statement_ending_exceptions: tuple[str, ...]
    source_labels: frozenset[str]
    empty_alts: frozenset[str]
    generic_names: frozenset[str]


@cache
def cues() -> Cues:
    data = tomllib.loads(files("kb.notes").joinpath("cues.toml").read_text(encoding="utf-8"))
    lists = {name: tuple(word.casefold() for word in words) for name, words in data.items()}
    return Cues(
        lists["question_endings"],
        lists["question_starts"],
        lists["statement_endings"],
        lists["statement_ending_exceptions"],
        frozenset(lists["source_labels"]),
        frozenset(lists["empty_alts"]),
        frozenset(lists["generic_names"]),
    )


def is_question(plain: str) -> bool:
    """True for a line that asks: by its mark, a Korean interrogative ending, or an English opening."""
    line = plain.strip().rstrip(_TRAILING).casefold()
    if not line:
        return False
    if line.endswith(("?", "？")):
        return True
    line = line.rstrip(". ")
    return line.endswith(cues().question_endings) or _WORD_START.sub("", line).startswith(cues().question_starts)


_WORD_START = re.compile(r"^[^\w]*(?:\d+[.)]\s*)?")


def is_sentence(plain: str) -> bool:
    """True for a line that states something: a full stop, or a Korean final ending (다, 요, 음, 함 …)."""
    line = plain.strip()
    if line.endswith(tuple(_SENTENCE_MARKS)):
        return True
    line = line.rstrip(_TRAILING).casefold()
    return line.endswith(cues().statement_endings) and not line.endswith(cues().statement_ending_exceptions)


_NOT_WORDS = re.compile(r"[\W\d_]+")


def says_something(plain: str) -> bool:
    """False for a line that holds no words, or only a label before a source ("출처 :")."""
    words = _NOT_WORDS.sub(" ", plain).strip().casefold()
    if not words:
        # formulas, numbers and arrows between numbers still say something; lone punctuation does not
        return any(character.isalnum() for character in plain)
    return words not in cues().source_labels


_FILE_LIKE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|bmp|pdf|mp4)$|^[\W\d_]+$|\d{4}-\d{2}-\d{2}", re.I)


def meaningful_alt(alt: str) -> bool:
    """True where the description of a picture has words of its own."""
    text = alt.strip().casefold()
    return len(text) > 2 and text.rstrip(" 0123456789") not in cues().empty_alts and not _FILE_LIKE.search(text)


_MACHINE_NAME = re.compile(r"[0-9a-f]{8,}|^[\W\d_]*$", re.I)


def subject_of_file(path: str) -> str:
    """The subject that a file name states, "" for README, dates, hashes and the like."""
    stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0].removesuffix(".ipynb")
    name = re.sub(r"[_\s]+", " ", re.sub(r"^\s*(?:\d+[.)_\-\s]+)+", "", stem)).strip(" -")
    if _MACHINE_NAME.search(stem.replace("-", "")) and not re.search(r"[^\W\d_]{3,}", re.sub(r"[0-9a-f]{8,}", "", stem)):
        return ""
    return "" if name.casefold() in cues().generic_names or not re.search(r"[^\W\d_]", name) else name
