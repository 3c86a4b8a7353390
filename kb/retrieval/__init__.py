"""6 · question → Evidence: the passages, lines and edges that bear on it, best first.

question.py    what is asked: language, kind, concepts, content words
conversation.py what a question takes over from the ones before it
naming.py      the words of a question that name what it is about
respelling.py  words that no note uses, as the notes' own
features.py    how well a passage fits, by several independent measures
measure.py     all candidates, with every measure of how well each one fits
spread.py      belief that links between passages carry
fit.py         how each line of a passage bears on a question
retriever.py   candidates from every source, one score, duplicates collapsed
"""

from kb.retrieval.fit import LineFit
from kb.retrieval.question import Question, read_question
from kb.retrieval.retriever import Evidence, Retriever

__all__ = ["Evidence", "LineFit", "Question", "Retriever", "read_question"]
