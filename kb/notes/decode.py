"""Bytes → text in NFC with `\\n` line ends."""

from __future__ import annotations

import codecs
import re
import unicodedata

from kb.errors import NotesError

MAX_CONTROL_SHARE = 0.02
"""Text has hardly any control characters besides tab, line ends and form feed; compressed data has 12 %."""
MIN_HANGUL_SHARE = 0.6
"""Of the characters beyond ASCII in a text that claims to be CP949: Korean prose has over 90 %, other encodings read
as CP949 give hanja."""


class Unreadable(NotesError):
    """A file that is no text; `reason` says why, for the report."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


MAX_ODDITY = 0.2
"""By how much more mess (charset-normalizer's measure, 0–1) the common encoding of Western files is still believed: a
few accents in English text look like Baltic as well."""
_COMMON = ("cp1252", "latin_1")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HANGUL = re.compile(r"[가-힣ㄱ-ㆎ]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_COMMON_SYMBOLS = re.compile(r"[　-〿＀-￯←-⇿①-⓿─-▿·×÷±°′″‘’“”…]")


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file and its encoding.

    Byte order marks first, then UTF-8, UTF-16 without a mark (by where its zero bytes stand), CP949 if the result
    looks Korean (a short Korean file says too little for a statistical detector), and at last charset-normalizer.
    Line ends become `\\n` (an editor counts `\\n`, `\\r\\n` and `\\r`, nothing else), the text NFC; neither changes a
    line number.

    Raises `Unreadable` for what is no text.
    """
    text, encoding = _decode(data)
    controls = len(_CONTROLS.findall(text))
    if controls > MAX_CONTROL_SHARE * len(text):
        raise Unreadable("not text (binary)")
    return tidy(text), encoding


def tidy(text: str) -> str:
    """NFC with `\\n` line ends."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = _strictly(data, encoding)
            if text is not None:
                return text, encoding.removesuffix("-sig")
            if encoding == "utf-16":  # the last mark that fits
                return _damaged_utf_16(data), encoding
    wide = _utf_16_without_mark(data)
    if wide is not None:
        return wide
    text = _strictly(data, "utf-8")
    if text is not None:
        return text, "utf-8"
    if b"\0" in data:
        raise Unreadable("not text (binary)")
    text = _strictly(data, "cp949")
    if text is not None and _looks_korean(text):
        return text, "cp949"
    damaged = _damaged_utf_8(data)
    return (damaged, "utf-8") if damaged is not None else _guess(data)


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, UnicodeError):
        return None


def _utf_16_without_mark(data: bytes) -> tuple[str, str] | None:
    """ASCII in UTF-16 has a zero in every other byte: line ends and spaces at least, in any language."""
    sample = data[:4096]
    if len(data) % 2 or b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for encoding, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if high > 8 * low and high * 20 >= len(sample):
            text = _strictly(data, encoding)
            if text is not None:
                return text, encoding
    return None


def _looks_korean(text: str) -> bool:
    foreign = _BEYOND_ASCII.findall(text)
    korean = sum(1 for character in foreign if _HANGUL.match(character) or _COMMON_SYMBOLS.match(character))
    return bool(_HANGUL.search(text)) and korean >= MIN_HANGUL_SHARE * len(foreign)


def _damaged_utf_8(data: bytes) -> str | None:
    """UTF-8 with a few bad bytes (a file cut in two, a paste from elsewhere) is still UTF-8."""
    text = data.decode("utf-8", errors="replace")
    beyond = len(_BEYOND_ASCII.findall(text))
    bad = text.count("\ufffd") - data.count("\ufffd".encode())
    return text if beyond and bad * 10 <= beyond else None


def _damaged_utf_16(data: bytes) -> str:
    """UTF-16 that was cut in the middle of a character is still text; what has hardly any whole ones isn't."""
    text = data.decode("utf-16", errors="replace")
    if text.count("\ufffd") * 10 > len(text):
        raise Unreadable("not text (broken UTF-16)")
    return text


def _guess(data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    matches = from_bytes(data, cp_exclusion=["utf_7", "utf_16", "utf_32"])
    best = matches.best()
    if best is None:
        raise Unreadable("not text, or in an unknown encoding")
    common = next((match for match in matches if match.encoding in _COMMON and match.chaos <= best.chaos + MAX_ODDITY), best)
    return str(common), common.encoding
