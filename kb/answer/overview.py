"""What the notes as a whole are about, for "What topics do my notes cover?", and what is no question at all ("thanks")."""

from __future__ import annotations

import re
from collections import Counter

from kb.answer.lines import Line
from kb.answer.phrases import phrase
from kb.answer.render import cite
from kb.answer.suggest import NUMBERING, example_questions
from kb.retrieval import Question
from kb.store import Snapshot
from kb.types import Answer, Hit

MAX_NOTES = 10
MAX_TOPICS = 5
MAX_CONCEPTS = 12

_WHOLE = re.compile(
    r"\b(what|which) (topics?|subjects?|themes?|things?)\b.*\b(notes?|cover|have|there|know)"
    r"|\bwhat('s| is| are| do)\b.{0,20}\bnotes?\b.{0,20}(about|cover|in\b|contain|inside)?\W*$"
    r"|\bwhat('s| is) in (my|the|these|your) notes?|\bwhat (can|could|should|may) (i ask|you (do|answer|tell))"
    r"|\bwhat do you know\b"
    r"|\b(overview|summary|summari[sz]e|contents?) of (my|the|all|these)? ?notes?"
    r"|\bsummari[sz]e (my|the|all|these) notes?|^\W*(help|hello|hi)\W*$"
    r"|(노트|필기|자료)(들)?(에|에는|에서|의|은|는|가|를)? ?.{0,12}(뭐|무엇|무슨|어떤|주제|내용|요약|목차|다루|정리|전체)"
    r"|(뭐|무엇|무슨( 내용| 주제)?|어떤( 내용| 주제)?).{0,14}(노트|필기)|(뭐|무엇|뭘) ?(할 수|해 ?줄 수|알아|답할 수)"
    r"|^(무엇을|뭘|뭐|무엇) ?(물어|질문)|^\W*(도움말|안녕(하세요)?)\W*$",
    re.IGNORECASE,
)

_COURTESY = re.compile(
    r"^\W*((정말|진짜|아주|너무|오|아|네|응) ?)?"
    r"(고마워?|고맙(다|습니다|네)|감사(해|합니다|드려|드립니다)?|땡큐|ㄱㅅ|오케이|ㅇㅋ|굿|알겠(어|습니다)|"
    r"잘 ?(가|있어)|수고(해|했어|하셨습니다)?|thanks?( you)?( (so|very) much| a lot)?|thx|ok(ay)?|great|nice|cool|got it|"
    r"good ?bye|bye)(요|용)?\W*$",
    re.IGNORECASE,
)


def is_courtesy(question: Question) -> bool:
    """Whether somebody says thanks or goodbye and asks nothing."""
    return not question.concepts and bool(_COURTESY.match(question.text))


def asks_for_overview(question: Question) -> bool:
    """Whether a question is about the notes as a whole, naming nothing in them."""
    return not question.concepts and bool(_WHOLE.search(question.text)) and len(question.content) <= 1


def _topics(snapshot: Snapshot) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """(note, its main headings), the fullest notes first."""
    size = Counter({note: len(chunks) for note, chunks in snapshot.chunks_of_note.items() if chunks})
    listed = sorted(size, key=lambda note: (-size[note], note))[:MAX_NOTES]
    return tuple((note, _headings(snapshot, note)) for note in listed)


def _headings(snapshot: Snapshot, note: str) -> tuple[Line, ...]:
    """The headings of the level under which most of a note stands, evenly spread over it."""
    chunks = snapshot.chunks_of_note[note]
    found = [Line(chunk, s) for chunk in chunks for s in chunk.statements if s.kind == "heading" and len(s.text.strip()) > 1]
    levels = Counter(len(line.statement.path) for line in found)
    level = next((depth for depth, times in sorted(levels.items()) if times > 1), None)
    lines = [line for line in found if len(line.statement.path) == level] or found[:1]
    lines = list({NUMBERING.sub("", line.statement.text): line for line in lines}.values())
    step = max(1, -(-len(lines) // MAX_TOPICS))
    return tuple(lines[::step][:MAX_TOPICS])


def overview(question: Question, snapshot: Snapshot) -> Answer:
    """The notes with their main headings, each cited."""
    lines: list[Line] = []
    parts: list[str] = []
    listed = _topics(snapshot)
    for note, headings in listed:
        words = [f"{' '.join(line.statement.text.split())} [{len(lines) + at}]" for at, line in enumerate(headings, 1)]
        lines += headings
        parts.append(f"- **{note}**" + (f": {' · '.join(words)}" if words else ""))
    left = len(snapshot.chunks_of_note) - len(listed)
    opening = phrase("overview", question.language, notes=str(len(snapshot.chunks_of_note)))
    more = [f"- {phrase('more_notes', question.language, count=str(left))}"] if left > 0 else []
    known = {line.chunk.id: Hit(line.chunk, 1.0) for line in lines}
    return Answer(
        question=question.text,
        text="\n".join([opening, "", *parts, *more]),
        citations=cite(lines),
        passages=tuple(known.values()),
        hops=(),
        concepts=(),
        grounded=True,
        language=question.language,
        kind="overview",
        suggestions=example_questions(snapshot, question.language, 3),
    )
