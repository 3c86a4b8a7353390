"""Which lines are shown: the likeliest ones within the room that an answer has, spread over what was asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kb.answer.lines import DECORATION, Candidate, Line, marker, parents, shows, with_children
from kb.language.text import fold
from kb.types import Chunk, Statement

MAX_LINES = 8
"""What fits on a screen beside its evidence; the passages hold the rest. With 10, dev wins .004 of answer recall."""
MAX_FIRST = 15
"""Lines that answer by themselves; a list is shown whole."""
MAX_CHARS = 570
"""Of the lines and the headings above them; the answer's own words come on top (target: 600 in the median)."""
LIKELY = 0.06
"""Probability down to which a line is shown. On the dev questions of seven folders, .08 (and .15 below) lose half a point
of recall against .05 (and .1) and win two of precision."""
OF_BEST = 0.12
"""The same as a share of the best line's probability: beside a line that surely answers, a doubtful one is noise."""
HEADING_CHARS = 30
"""What opening one more passage costs of the room: its heading."""
REPEATED = 0.9
"""What each further line of a passage counts, against the first of another: the same thing said elsewhere is worth
more to a reader than the next line about it."""
LENGTH = 0.5
"""Power of a line's length by which its probability is divided: two short lines before one long one."""
LENGTH_OFFSET = 20
FEWEST_ENTRIES, AS_WELL = 3, 0.7
"""Lines of one list, and the share of the likeliest one's probability, from which they are one answer together."""

_LEFTOVER = re.compile(r"[:：(\[]\s*$|^\W*\w{0,3}\W*$|^\s*\([^()]{0,20}\)\s*$")
"""What is left of a line whose only content was a link or a picture ("자료: "), or a remark alone ("(간략한 설명)")."""
_POINTER = re.compile(
    r"^\W*((출처|참고 ?(자료|문헌)|sources?|references?)\W*[:：]|출처\s|"
    r"((뒤로|위로|맨 위로|목차로|back( to (the )?top)?|top)\W*)+$|"
    r"(출처|자료|참고|관련 ?(링크|블로그)|추천글?|source|ref(erence)?s?|see also|link)\W*[:：]?\W*.{0,12}$)",
    re.IGNORECASE,
)
"""A line that only points elsewhere."""
_SOURCES = re.compile(
    r"\W*(출처|참고|(참고|관련) ?(자료|문헌|링크|사이트|글)|레퍼런스|"
    r"sources?|references?|see also|further reading|links?)\W*$",
    re.IGNORECASE,
)
"""A heading over lines that do."""
_ASKS = re.compile(
    r"[?？]\W*$|(설명|서술|기술|논|비교|말|답|대답)(해 ?(보세요|보시오|주세요|주시오|봐)|하시오|하세요|하라)\W*$"
)
"""A line that asks itself, as a list of interview questions does."""
CODE = re.compile(r"코드|구현|명령|예제|\b(code|command|implement|example|syntax|how to)", re.IGNORECASE)
_NAME_END = re.compile(r"\s*[:：]\s")


def pick(
    candidates: Sequence[Candidate],
    first: Sequence[Line],
    question: str,
    *,
    together: bool = False,
    lead: Line | None = None,
) -> tuple[Line, ...]:
    """The lines of the answer, grouped by passage in order of worth, in the order of the note within each; but the likeliest
    of all (or `lead`) opens it, so that what was asked is read first.

    `first` are lines that answer by themselves (an edge LeakyReLU solves dead neuron; the items of the list that was
    asked for); the likeliest others follow while there is room. `together`: the first stay one list, what is said of its
    items comes after it.
    """
    shown = list(_distinct(first))[:MAX_FIRST]
    taken = {line.key for line in shown}
    words = {_folded(line) for line in shown}
    per_chunk = Counter(line.chunk.id for line in shown)
    room = MAX_CHARS - sum(len(line.statement.text) for line in shown) - HEADING_CHARS * len(per_chunk)
    wants_code, asked = bool(CODE.search(question)), fold(question)
    readable = [c for c in candidates if c.line.key not in taken and _readable(c.line, wants_code)]
    # what only repeats the question answers where nothing else is there (a link to a note of that name)
    rest = [c for c in readable if fold(c.line.statement.text) not in asked] or readable

    def worth(candidate: Candidate) -> float:
        return candidate.probability * REPEATED ** per_chunk[candidate.line.chunk.id]

    def gain(candidate: Candidate) -> tuple[float, int]:
        length = len(candidate.line.statement.text) + LENGTH_OFFSET
        return worth(candidate) / length**LENGTH, -candidate.line.statement.start

    probability = {candidate.line.key: candidate.probability for candidate in candidates}
    top = max((candidate.probability for candidate in rest), default=0.0)
    while rest and len(shown) < MAX_LINES:
        best = max(rest, key=gain)
        rest.remove(best)
        cost = len(best.line.statement.text) + (0 if per_chunk[best.line.chunk.id] else HEADING_CHARS)
        if (shown and (worth(best) < max(LIKELY, OF_BEST * top) or cost > room)) or _folded(best.line) in words:
            continue
        taken.add(best.line.key)
        for line in whole(best.line, probability):
            if (line.key not in taken or line == best.line) and len(shown) < MAX_LINES:
                taken.add(line.key)
                shown.append(line)
                words.add(_folded(line))
                per_chunk[line.chunk.id] += 1
                room -= len(line.statement.text)
        room -= cost - len(best.line.statement.text)
        rest = [c for c in rest if c.line.key not in taken]
    leading = {line.key for line in _distinct(first)} if together else set()
    list_first = [line for line in shown if line.key in leading]
    if shown and not list_first:
        return _led(shown, lead or max(shown, key=lambda line: probability.get(line.key, 0.0)), probability)
    return (*list_first, *in_order(line for line in shown if line.key not in leading))


def for_each(candidates: Sequence[Candidate], topics: Sequence[frozenset[int]], shown: Iterable[Line]) -> list[Line]:
    """For each topic (positions of its units) of which no shown line speaks, the best line that does: two things asked in
    one question are both answered."""
    keys = {line.key for line in shown}
    missing: list[Line] = []
    for topic in topics:
        about = [c for c in candidates if topic & c.units and _readable(c.line, False)]
        if about and not any(c.line.key in keys for c in about):
            best = max(about, key=lambda c: (bool(topic & c.own), c.probability, -c.line.statement.start))
            missing.append(best.line)
    return missing


def _led(lines: Sequence[Line], lead: Line, probability: Mapping[tuple[int, int], float]) -> tuple[Line, ...]:
    """The lead, what else its section says, the other sections; in the order of the note where the lead is a step or one of
    several entries that answer as well, or refers to what is said before it ("이를 막으려고 …")."""
    own = [line for line in lines if _section(line) == _section(lead)]
    others = in_order(line for line in lines if _section(line) != _section(lead))
    beside = [one for one in own if one.place == lead.place]
    entries = [one for one in beside if probability.get(one.key, 0.0) >= AS_WELL * probability.get(lead.key, 0.0)]
    steps = len(beside) > 1 and bool(marker(lead))
    together = lead.statement.kind == "item" and (steps or len(entries) >= FEWEST_ENTRIES)
    if together or shows("refers", lead.statement.text):
        return (*in_order(own), *others)
    beside_it = (line for line in own if line not in (lead, *_name_above(lead, own)))
    return (lead, *in_order(beside_it), *others)


def _name_above(line: Line, shown: Sequence[Line]) -> tuple[Line, ...]:
    """The list parent of a line, where it is shown and only names what the line is about: the line is led by it anyway."""
    statements = line.chunk.statements
    above = [Line(line.chunk, statements[at]) for at in parents(statements, statements.index(line.statement))[:1]]
    return tuple(one for one in above if one in shown and len(fold(one.statement.text)) <= MAX_NAME)


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Sections in the order of their first line, lines of each in the order of the note."""
    listed = list(lines)
    order = {section: at for at, section in enumerate(dict.fromkeys(map(_section, listed)))}
    return tuple(sorted(listed, key=lambda line: (order[_section(line)], line.statement.start)))


def _section(line: Line) -> tuple[str, tuple[str, ...]]:
    """What a reader sees above a line: a section may have been cut into several passages."""
    return line.chunk.note, line.chunk.heading


def whole(line: Line, probability: Mapping[tuple[int, int], float]) -> list[Line]:
    """A line; instead of one that only announces what hangs under it ("단점:"), that: the likelier part of it."""
    children = [Line(line.chunk, s) for s in with_children(line)[1:] if says_more(line.chunk, s) and s.kind != "code"]
    if children and announces(line.statement.text):
        likely = [child for child in children if probability.get(child.key, 0.0) >= LIKELY]
        return likely or sorted(children, key=lambda child: -probability.get(child.key, 0.0))[:FEWEST_CHILDREN]
    return [line]


def announces(text: str) -> bool:
    """Whether a list parent only names what follows, and states nothing."""
    return len(fold(text)) < ANNOUNCING or text.rstrip().endswith((":", "："))


FEWEST_CHILDREN = 2
MAX_NAME = 40
"""Letters of a list parent that is no more than a name, with its gloss."""
ANNOUNCING = 12
"""A list parent of fewer letters announces, it states nothing."""


def _readable(line: Line, wants_code: bool) -> bool:
    return says_more(line.chunk, line.statement) and (wants_code or line.statement.kind != "code")


def says_more(chunk: Chunk, statement: Statement) -> bool:
    """Whether a statement adds to the heading that is shown above it."""
    words, heading = fold(statement.text), fold(chunk.heading[-1]) if chunk.heading else ""
    if statement.kind == "heading" or words == heading or (statement.path and _SOURCES.match(statement.path[-1])):
        return False
    if len(with_children(Line(chunk, statement))) > 1:
        return True
    if _ASKS.search(statement.text):
        return False
    if (_LEFTOVER.search(statement.text) and not shows("yes_no", statement.text)) or _POINTER.search(statement.text):
        return False
    return words not in heading  # "A란?" of "A란? 왜 쓰는가?"


def subject_of(line: Line, shown: Iterable[Statement]) -> str:
    """What a line is silently about, where neither the heading shown above nor another shown line says it: the nearest
    list parent or pseudo-heading of its path that the passage's own path lacks."""
    above = [part for part in line.statement.path if part not in line.chunk.heading]
    if not above or fold(above[-1]) in fold(line.statement.text):
        return ""
    subject = _name(above[-1])
    if len(above) > 1 and shows_side(subject) and fold(above[-2]) not in fold(line.statement.text):
        subject = f"{_name(above[-2])} › {subject}"  # "단점" of what?
    said = (*(statement.text for statement in shown if statement is not line.statement), *line.chunk.heading)
    return "" if any(fold(DECORATION.sub("", text)).startswith(fold(subject)) for text in said) else subject


def shows_side(label: str) -> bool:
    """Whether a list parent names a side of its subject ("단점"), not the subject."""
    return len(fold(label)) < ANNOUNCING and any(shows(kind, label) for kind in ("problem", "advantage", "solution", "why"))


def _name(part: str) -> str:
    # of "배치 정규화: 평균과 분산을 …" the name is the subject
    return _NAME_END.split(part.rstrip("…"), maxsplit=1)[0]


def _folded(line: Line) -> str:
    return "".join(line.statement.text.split()).casefold()


def _distinct(lines: Iterable[Line]) -> Iterator[Line]:
    """Each line once, also where two notes have the same words."""
    seen: set[str] = set()
    for line in lines:
        words = _folded(line)
        if words and words not in seen:
            seen.add(words)
            yield line
