"""6 · question → Evidence: the passages, lines and edges that bear on it, best first.

question.py    what is asked: language, kind, concepts, content words
features.py    how well a passage fits, by several independent measures
retriever.py   candidates from every source, one score, duplicates collapsed
"""

from kb.retrieval.question import Question, read_question
from kb.retrieval.retriever import Evidence, Retriever

__all__ = ["Evidence", "Question", "Retriever", "read_question"]
