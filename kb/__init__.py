"""Ask your own Korean and English study notes, offline.

    notes/ ─▶ chunks ─▶ encoder/ ─▶ index/  dense (FAISS) + lexical (BM25)
                 └────────────────▶ graph/  concepts, typed relations with quotes
                                       └─▶ store ⇄ disk           build() runs it all, incrementally
    question ─▶ retrieval/ ─▶ answer/ ─▶ Answer                    KnowledgeBase.open(…).ask(…)
                                           └─▶ writer/             optional: a language model words it

Names are loaded on first use, so that `import kb` stays light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase
    from kb.pipeline import build
    from kb.types import Answer, BuildReport, Chunk, Citation, Hit, Hop
    from kb.writer import LanguageModel

__version__ = "0.1.0"

_HOMES = {
    "KnowledgeBase": "kb.knowledge_base",
    "LanguageModel": "kb.writer",
    "build": "kb.pipeline",
    **dict.fromkeys(("Answer", "BuildReport", "Chunk", "Citation", "Hit", "Hop"), "kb.types"),
}

__all__ = [
    "Answer",
    "BuildReport",
    "Chunk",
    "Citation",
    "Hit",
    "Hop",
    "KnowledgeBase",
    "LanguageModel",
    "__version__",
    "build",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'kb' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
