"""What the views need to know of the notes to write a concept's name."""

from __future__ import annotations

from typing import Protocol

from kb.types import Language


class Labels(Protocol):
    """Anything that knows concepts by their labels: the knowledge base, or no notes at all."""

    def label(self, name: str, language: Language) -> str: ...
