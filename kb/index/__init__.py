"""Two ways to find a passage: `DenseIndex` by meaning (FAISS), `LexicalIndex` by words (BM25). Neither keeps the texts."""

from kb.index.dense import DenseIndex
from kb.index.lexical import LexicalIndex

__all__ = ["DenseIndex", "LexicalIndex"]
