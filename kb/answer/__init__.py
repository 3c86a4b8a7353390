"""7 · Evidence → Answer: the notes' own sentences, cited, with the hops that connect them.

grounding.py   do the notes hold it at all?
select.py      which lines answer, and in what order
hops.py        which edges of the graph belong beside the answer
suggest.py     what the notes can answer next
compose.py     puts it together; the only place where the tool writes words of its own (phrases.toml)
"""

from kb.answer.compose import compose

__all__ = ["compose"]
