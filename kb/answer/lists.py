"""The items of a list that was asked for, wherever the notes keep them: lines under a heading or a list parent that
announces them, headings one level below it, or relations "A is a kind of X"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kb.answer.lines import Candidate, Line, marker, standing_at
from kb.answer.select import says_more
from kb.language.text import fold
from kb.retrieval import Evidence, Retriever
from kb.retrieval.kinds import kind_of, kinds_of
from kb.store import Snapshot
from kb.types import Chunk, Relation

HEADING_SAME = 0.6
"""From this agreement with the question on, a heading that doesn't say "kinds of" may stand over them ("Regularizers")."""
SOURCES = 4
"""Passages looked at for the list."""
MAX_LABEL = 40
"""A longer line states something, it announces no list."""
FEWEST, MOST = 2, 15
FEWEST_STATED = 3
"""Kinds that the graph must know before they make the list: two may be a comparison's."""
NAMED_SHARE = 0.6
LEAD_CHARS = 4

_COUNTED = "가지|개|종류?|대 |단계|계층|층|원칙|법칙|요소|요건|조건|특징|특성"
_COUNT = re.compile(rf"(\d+) ?(?:{_COUNTED})|\b(\d+|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)
_KOREAN_COUNT = re.compile(rf"(두|세|네|다섯|여섯|일곱|여덟|아홉|열) ?(?:{_COUNTED})")
_THERE_ARE = re.compile(
    r"에는|으?로는|(이|가|들이|등이) ?있|예(를 들|:)|등\b|\binclude|\bsuch as\b|\bare:|\be\.g\.|\bfor example\b",
    re.IGNORECASE,
)
_OWN_NUMBER = re.compile(r"^\W*(?:제 ?|step ?|no\. ?)?(\d{1,2})(?:[.)]|\s?[:：]|(?=계층|단계|층|차))", re.IGNORECASE)
FEWEST_STEPS = 3
_PLURAL = re.compile(r"[a-z]{2,}(?<![su])s\W*$")
"""An English heading over several things ("HTTP Request Methods")."""
NAME_WORDS = 4
_PARTED = re.compile(r"(?<=\S)[,·、/] ?(?=\S)")
LIKELY = 0.25
"""Probability of a sentence from which it may be the list."""
_WORDS = ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_KOREAN = ("", "", "두", "세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열")


def wanted_count(text: str) -> int:
    """How many items the question asks for ("종류 5가지", "name three"); 0 where it doesn't say."""
    if found := _KOREAN_COUNT.search(text):
        return _KOREAN.index(found[1])
    if found := _COUNT.search(text):
        number = (found[1] or found[2]).lower()
        return int(number) if number.isdigit() else _WORDS.index(number)
    return 0


def list_items(evidence: Evidence, retriever: Retriever, rated: Sequence[Candidate]) -> list[Line]:
    """The items of the best place that lists what was asked, in the order of the note; empty where there is none. A place
    with as many items as were asked for wins, and a sentence that says more of what was asked and names several things
    ("튜닝 기법에는 A, B, C가 있다") before a list of something near it ("하이퍼파라미터의 종류")."""
    count = wanted_count(evidence.question.text)
    if steps := headings_of_steps(evidence, retriever):
        return steps
    places = [(of, items) for of, items in _places(evidence, retriever) if FEWEST <= len(items) <= MOST]
    if not places and (kinds := _stated_kinds(evidence, retriever.snapshot)):
        places = [(frozenset(at for at, unit in enumerate(evidence.units) if unit.is_concept), kinds)]
    if not places:
        return []
    of, items = next((place for place in places if len(place[1]) == count), places[0])
    listed = {item.key for item in items}
    sentences = [c for c in rated if c.units > of and c.line.key not in listed and not marker(c.line)]
    telling = [c for c in sentences if c.probability >= LIKELY and enumerates(c.line.statement.text)]
    if telling:
        return [max(telling, key=lambda c: (len(c.units), c.probability)).line]
    return items


def steps_around(line: Line) -> list[Line]:
    """The whole numbered list that a line is an item of, in order; empty where it is none."""
    beside = (Line(line.chunk, statement) for statement in line.chunk.statements)
    steps = [one for one in beside if one.place == line.place and marker(one)]
    return steps if line in steps and FEWEST <= len(steps) <= MOST else []


def headings_of_steps(evidence: Evidence, retriever: Retriever) -> list[Line]:
    """The headings below one that is about what was asked, where they count through it ("1) Physical" … "7) Application"),
    as many as were asked for or below what says so ("과정"), or have the asked word each ("전처리 과정", "링킹 과정"). That
    sections have numbers makes them no list of anything."""
    count, topics = wanted_count(evidence.question.text), _topics(evidence)
    words = frozenset(at for at, unit in enumerate(evidence.units) if not unit.is_concept)
    fitter = retriever.fitter
    for hit in evidence.hits[:SOURCES]:
        chunks = retriever.snapshot.chunks_of_note[hit.chunk.note]
        for depth in range(len(hit.chunk.heading), 0, -1):
            path = hit.chunk.heading[:depth]
            if not topics <= fitter.named_in(evidence.units, " ".join(path)):
                break
            below = _headings(chunks, path)
            if not FEWEST_STEPS <= len(below) <= MOST:
                continue
            told = len(below) == count or {"list", "how"} & {*kinds_of(path[-1])}
            if told and _counts_through([_number(one) for one in below]):
                return below
            alike = sum(bool(words & fitter.named_in(evidence.units, one.statement.text)) for one in below)
            if alike >= NAMED_SHARE * len(below):
                return below
    return []


def _number(line: Line) -> int:
    """With which a heading begins; 0 where it has none."""
    own = _OWN_NUMBER.match(line.statement.text)
    digits = own[1] if own else marker(line).rstrip(".)")
    return int(digits) if digits.isdecimal() else 0


def _counts_through(numbers: Sequence[int]) -> bool:
    """1, 2, 3 … or … 3, 2, 1."""
    return list(numbers) in (list(range(1, len(numbers) + 1)), list(range(len(numbers), 0, -1)))


def enumerates(text: str) -> bool:
    """Whether a sentence says that there are several things and names them."""
    return bool(_THERE_ARE.search(text)) and len(_PARTED.findall(text)) >= FEWEST


def _stated_kinds(evidence: Evidence, snapshot: Snapshot) -> list[Line]:
    """The lines that say of several things that they are kinds of what was asked, in the order of the notes."""
    found: dict[str, Line] = {}
    for name in evidence.concepts:
        for edge in snapshot.graph.edges_of(name):
            if edge.relation is not Relation.IS_A or edge.target != name:
                continue
            proofs = (standing_at(snapshot, proof.note, proof.line, proof.quote) for proof in edge.evidence)
            lines = (line for found_at in proofs for line, _ in found_at)
            if line := next(lines, None):
                found[edge.source] = line
    kinds = {line.key: line for line in found.values()}.values()
    in_order = sorted(kinds, key=lambda one: (one.chunk.note, one.statement.start))
    return in_order if len(found) >= FEWEST_STATED else []


def _places(evidence: Evidence, retriever: Retriever) -> Iterator[tuple[frozenset[int], list[Line]]]:
    """What announces itself as a list of it first, then what stands under its bare name; with the units of the question
    that the announcement names."""
    topics = _topics(evidence)
    named: list[tuple[frozenset[int], list[Line]]] = []
    for hit, features in list(zip(evidence.hits, evidence.features, strict=True))[:SOURCES]:
        neighbours = retriever.snapshot.chunks_of_note[hit.chunk.note]
        yield from _under_parents(evidence, retriever, hit.chunk, topics)
        below = len(hit.chunk.heading) + 1
        inner = {one.heading[:below] for one in neighbours if one.heading[: below - 1] == hit.chunk.heading}
        announcing = sorted(heading for heading in inner if len(heading) == below and kind_of(heading[-1]) == "list")
        for heading in (*announcing, *(hit.chunk.heading[:depth] for depth in range(below - 1, 0, -1))):
            depth = len(heading)
            of = frozenset(retriever.fitter.subject(evidence.units, heading))
            if not topics & of:
                continue
            items = _items([one for one in neighbours if one.heading[:depth] == heading], depth)
            if kind_of(heading[-1]) == "list":
                yield of, items
            elif (
                _says_all(evidence, retriever, heading[-1])
                or (depth > 1 and features["heading"] >= HEADING_SAME and _are_names(items, retriever))
                or (_PLURAL.search(heading[-1]) and all(_is_heading(item) and _is_name(item) for item in items))
            ):
                named.append((of, items))
    yield from named


def _topics(evidence: Evidence) -> frozenset[int]:
    """Units of the asked concepts; all units where none is asked about."""
    units = evidence.units
    return frozenset(at for at, unit in enumerate(units) if unit.is_concept) or frozenset(range(len(units)))


def _says_all(evidence: Evidence, retriever: Retriever, heading: str) -> bool:
    """Whether a heading holds all that the question names, and that is more than the thing itself ("발효의 조건")."""
    units = evidence.units
    words = any(not unit.is_concept for unit in units)
    return words and len(retriever.fitter.named_in(units, heading)) == len(units)


def _are_names(items: Sequence[Line], retriever: Retriever) -> bool:
    """Whether most items begin with the name of something: the kinds of a thing have names."""
    find = retriever.snapshot.vocabulary.find
    named = sum(any(one.start <= LEAD_CHARS for one in find(item.statement.text)) for item in items)
    return named >= NAMED_SHARE * len(items) and not any("?" in item.statement.text for item in items)


def _is_heading(line: Line) -> bool:
    return bool(line.chunk.heading) and fold(line.statement.text) == fold(line.chunk.heading[-1])


def _is_name(line: Line) -> bool:
    """Whether a heading is the name of something, no side of it ("장점") and no question."""
    text = line.statement.text
    return len(text.split()) <= NAME_WORDS and "?" not in text and not kinds_of(text)


def _under_parents(
    evidence: Evidence, retriever: Retriever, chunk: Chunk, topics: frozenset[int]
) -> Iterator[tuple[frozenset[int], list[Line]]]:
    """Children of a list parent that announces kinds ("종류") of what was asked."""
    fits = retriever.fitter.lines(evidence.units, evidence.query, chunk)
    above = retriever.fitter.above(evidence.units, chunk)
    for at, statement in enumerate(chunk.statements):
        if kind_of(statement.text) != "list" or len(statement.text) > MAX_LABEL:
            continue
        bare = len(statement.text.split()) == 1  # "종류"; but "점의 종류" lists kinds of something else
        if topics & (fits[at].units | above if bare else fits[at].units):
            under: list[Line] = []
            for child in chunk.statements[at + 1 :]:
                if child.depth <= statement.depth:
                    break
                if child.depth == statement.depth + 1 and child.kind != "code":
                    under.append(Line(chunk, child))
            yield frozenset(fits[at].units | above), under


def _items(chunks: Sequence[Chunk], depth: int) -> list[Line]:
    """The outermost things under a heading: the headings (or list parents) one level below it where there are several, else
    its lines."""
    below = _headings(chunks, chunks[0].heading[:depth]) if chunks else []
    if len(below) >= FEWEST:
        return below
    own = [chunk for chunk in chunks if len(chunk.heading) == depth] or list(chunks)
    lines = [Line(chunk, s) for chunk in own for s in chunk.statements if s.kind != "code" and says_more(chunk, s)]
    listed = [line for line in lines if line.statement.kind in ("item", "row")] or lines
    top = min((line.statement.depth for line in listed), default=0)
    return [line for line in listed if line.statement.depth == top]


def _headings(chunks: Sequence[Chunk], path: tuple[str, ...]) -> list[Line]:
    """The headings (or list parents) one level below a heading path."""
    inside = [chunk for chunk in chunks if chunk.heading[:-1] == path]
    return [line for c in inside for s in c.statements if _is_heading(line := Line(c, s))]
