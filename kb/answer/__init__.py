"""7 · Evidence → Answer: the notes' own sentences, cited, with the hops that connect them.

parts.py        two questions in one sentence, told apart
several.py      their answers, joined
listed.py       the item of an earlier list that a question points at
shown.py        the list that an answer shows
steps.py        questions of two steps, over the graph
smalltalk.py    what asks the notes nothing
overview.py     questions about the notes as a whole
gather.py       what is looked at: passages, their lines rated, what more the question needs
lines.py        how well each line answers
context.py      the same once more, with what stands around it
grounding.py    do the notes hold it at all?
narrowing.py    those lines that are about the asked side
select.py       which lines are shown
lists.py        the items of a list
comparison.py   what is said of each side
extremes.py     the row of a table with the highest or lowest number
refusal.py      what is said where there is no answer
hops.py         which edges of the graph belong beside the answer
concept_view.py all about one concept, by any of its names
told.py         which concepts the notes say something about
suggest.py      what the notes can answer next
beginnings.py   what to ask first, tried out
render.py       lines as markdown
compose.py      puts it together; with render.py the only place where the tool writes words of its own (phrases.toml)
"""

from kb.answer.compose import TALK
from kb.answer.gather import POOL, Asker, considered
from kb.answer.listed import named_turns, pointed_at, reply
from kb.answer.several import answer

__all__ = ["POOL", "TALK", "Asker", "answer", "considered", "named_turns", "pointed_at", "reply"]
