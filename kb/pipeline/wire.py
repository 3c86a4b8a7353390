"""How records travel between a build and its workers: one line of JSON each, as in a snapshot."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import msgspec


def encode(record: Any) -> bytes:
    return msgspec.json.encode(record, enc_hook=_encoded) + b"\n"


def decode(line: bytes, kind: Any) -> Any:
    """Raises msgspec.MsgspecError for what isn't of that kind."""
    return msgspec.json.decode(line, type=kind, dec_hook=_decoded)


def _encoded(value: Any) -> bytes:
    if isinstance(value, Path):
        return os.fsencode(value)  # a name need not be valid text
    raise NotImplementedError(f"no JSON for {type(value).__name__}")


def _decoded(kind: type, value: Any) -> Any:
    if kind is Path:
        return Path(os.fsdecode(base64.b64decode(value)))
    raise NotImplementedError(f"no JSON for {kind.__name__}")
