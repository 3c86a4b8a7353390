"""Of all rated lines, those about what was asked: its topic, its side, and with a sign of the kind of answer."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

from kb.answer.lines import FACETS, Candidate, Line, parents, sides_of, topics_of
from kb.answer.told import told_of
from kb.retrieval import Evidence
from kb.store import Snapshot

Candidates = tuple[Candidate, ...]

MARKED = ("problem", "solution", "why")
"""Kinds of question whose answers say what they are ("…때문에")."""
ANNOUNCED = ("advantage", "when", "how", "list")
"""Kinds whose answers headings and labels announce, where at all."""
MOST_LABELLED = 3
"""Lines that stand first because they call themselves the asked side."""
OTHER_ENTRY = 0.4
"""What a line about another entry of a list counts: on dev, precision .392 → .400 at equal recall."""
UNDER_OTHER = 0.15
"""The same of a line that hangs under such an entry and doesn't name what was asked itself."""
TELLING_SHARE = 0.7
"""Of the weightiest asked word, from which a word tells one entry from another."""
PAIR = 2
"""Things that may be compared where the notes have no concept of one: a third word is what they are compared by."""
LIKELY_SIDE = 0.25
"""Probability of a line from which it tells of one of two compared things."""
LIKELY_UNDER = 0.15
"""The same of a line that stands under the name of one."""
UNMARKED = 0.5
"""What a line without a sign counts. On dev, .5 wins .005 to .04 of precision per kind at equal recall; .3 loses recall of
advantages and lists."""


def labelled(rated: Candidates, evidence: Evidence) -> list[Line]:
    """The likeliest lines about the asked concepts that call themselves the asked side ("단점: 느리다")."""
    topics = frozenset(at for at, unit in enumerate(evidence.units) if unit.is_concept)
    if evidence.question.kind not in (*FACETS, "solution") or not topics:
        return []
    # by what stands above it: a drawback of LeakyReLU that names ReLU is none of ReLU
    own = [one for one in rated if one.measures["kind_own"] and topics & one.about and one.line.statement.kind != "row"]
    return [one.line for one in sorted(own, key=lambda one: -one.probability)[:MOST_LABELLED]]


def narrowed(rated: Candidates, evidence: Evidence) -> Candidates:
    return _with_sign(_on_entry(_on_side(_on_topic(rated, evidence), evidence.question.kind), evidence), evidence)


def side_is_told(rated: Candidates, evidence: Evidence) -> bool:
    """Whether only a side of known concepts is asked for ("Softmax는 어디에 쓰나?") and a line stands under its name."""
    bare = all(unit.is_concept for unit in evidence.units)
    return bare and evidence.question.kind in (*MARKED, *ANNOUNCED) and bool(announcing(rated, evidence))


def both_told(rated: Candidates, evidence: Evidence, snapshot: Snapshot) -> bool:
    """Whether nothing but two or more things is compared and the notes tell of each: they define the concept or have a
    section about it, or a line likely belongs to the answer. The notes need not say themselves how they differ."""
    if evidence.question.kind != "compare":
        return False
    topics = topics_of(evidence)
    words = [frozenset([at]) for at, unit in enumerate(evidence.units) if not unit.is_concept]
    if len(topics) + len(words) < PAIR or (words and len(topics) + len(words) > PAIR):
        return False

    def has_line(thing: frozenset[int]) -> bool:
        return any(thing & one.own and one.probability >= LIKELY_SIDE for one in rated)

    def is_told(name: str, thing: frozenset[int]) -> bool:
        under = any(thing & one.about and one.probability >= LIKELY_UNDER for one in rated)
        return under or has_line(thing) or bool(told_of(snapshot, name))

    return all(is_told(name, thing) for name, thing in topics.items()) and all(map(has_line, words))


def _on_topic(rated: Candidates, evidence: Evidence) -> Candidates:
    """Without lines that speak of nothing asked, where nothing but known concepts is asked about ("its drawbacks?"): they
    share no more with the question than that they are about a drawback too."""
    if not all(unit.is_concept for unit in evidence.units):
        return rated
    return tuple(candidate for candidate in rated if candidate.units) or rated


def _on_side(rated: Candidates, kind: str) -> Candidates:
    """Without the branches of other sides of a thing ("장점" of "단점은?") where a passage has one for the asked side."""
    if kind not in FACETS:
        return rated
    sides = {candidate.line.key: sides_of(candidate.line) for candidate in rated}
    told = {candidate.line.chunk.id for candidate in rated if kind in sides[candidate.line.key]}
    return tuple(
        candidate
        for candidate in rated
        if candidate.line.chunk.id not in told or not sides[candidate.line.key] or kind in sides[candidate.line.key]
    )


def _on_entry(rated: Candidates, evidence: Evidence) -> Candidates:
    """The lines, those counting less that are about other entries of a list: where one of several items or rows names what
    was asked, and nothing above them does, its neighbours are about something else ("세종 - …" among kings)."""
    entries: dict[tuple[str, object], list[Candidate]] = defaultdict(list)
    for one in rated:
        if one.line.statement.kind in ("item", "row"):
            entries[one.line.chunk.note, one.line.place].append(one)
    weight = [unit.weight for unit in evidence.units]
    other: dict[tuple[int, int], frozenset[int]] = {}
    for group in entries.values():
        above = frozenset.intersection(*(one.units - one.own for one in group))
        naming = frozenset(unit for one in group for unit in one.own - above)
        telling = frozenset(unit for unit in naming if weight[unit] >= TELLING_SHARE * max(weight))
        if telling:
            other |= {one.line.key: telling for one in group if not telling & one.units}

    def counts(one: Candidate) -> float:
        if one.line.key in other:
            return OTHER_ENTRY
        statements = one.line.chunk.statements
        over = (Line(one.line.chunk, statements[at]).key for at in parents(statements, statements.index(one.line.statement)))
        return UNDER_OTHER if any(key in other and not other[key] & one.own for key in over) else 1.0

    return tuple(replace(one, probability=one.probability * counts(one)) for one in rated)


def _with_sign(rated: Candidates, evidence: Evidence) -> Candidates:
    """The lines, those counting less that have no sign of what was asked: neither a word of their own nor an edge, nor a
    heading or label that announces it ("단점도 있나요?", "Why:"). Of some kinds a line has one anyway, of others where it
    is announced somewhere."""
    wanted, announced = evidence.question.kind, announcing(rated, evidence)
    if wanted not in MARKED and not (wanted in ANNOUNCED and announced):
        return rated
    return tuple(
        one
        if one.line.key in announced or one.measures["cue"] or one.measures["stated"]
        else replace(one, probability=one.probability * UNMARKED)
        for one in rated
    )


def announcing(rated: Candidates, evidence: Evidence) -> frozenset[tuple[int, int]]:
    """Keys of the lines about the asked concepts that stand under what announces this kind of answer."""
    topics = frozenset(at for at, unit in enumerate(evidence.units) if unit.is_concept)
    return frozenset(
        one.line.key
        for one in rated
        if any(one.measures[name] for name in ("kind_heading", "kind_parent", "kind_own"))
        and (not topics or topics & one.subject)
    )
