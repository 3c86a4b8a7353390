"""What a Korean sentence sets against what: "A와 달리 B는", "A는 …지만 B는"."""

from __future__ import annotations

from collections.abc import Iterator

from kb.graph.phrases import MASK, NounPhrase, Verb
from kb.graph.rules import korean_rules
from kb.graph.stated import Claim
from kb.graph.subjects import SubjectFinder
from kb.types import Relation

UNLIKE = 0.8
OPPOSED = 0.65
""""A는 …지만 B는 …": two things told of in one breath, not always rivals."""


class Contrasts(SubjectFinder):
    """Reads 와 달리, and clauses of two topics that are set against each other."""

    def _unlike(self, at: int, phrase: NounPhrase) -> Iterator[Claim]:
        """ "A와 달리 B는 …", "B는 A와 달리 …", and under the heading B "A와 달리 …"."""
        if phrase.particle != "unlike":
            return
        topics = [i for i in self.items if isinstance(i, NounPhrase) and i.particle in ("topic", "subj") and i.nouns]
        topic = self._topic_before(at) or next((t for t in topics if t.start > phrase.start), None)
        if topic is not None and not topic.heads and topic.nouns[-1] in korean_rules().words["likeness.points"]:
            topic = None  # under the heading B "A와 다른 점은"
        if topic is None and at:
            return  # "A의 장점으로는 B와 달리 …"
        sources, factor = (self._topic_concepts(topic), 1.0) if topic is not None else self._from_above()[:2]
        if topic is not None and topic.heads and not self._firm(topic):
            return  # "A와 달리 그 계산대는 …"
        yield from self._pairs(
            sources, Relation.CONTRASTS_WITH, self._names(phrase.heads), "ko/달리", UNLIKE * factor, False
        )

    def _likened(self, at: int, verb: Verb) -> Iterator[Claim]:
        """ "A와 유사하지만 …": B, of which this is told, and A are two things."""
        other = self._argument(at, ("with",))
        if other is None or not other.heads or verb.word not in korean_rules().words["likeness.nouns"] or verb.negated:
            return
        topic = self._topic_before(at)
        sources, factor = (self._topic_concepts(topic), 1.0) if topic is not None else self._from_above()[:2]
        yield from self._pairs(
            sources, Relation.CONTRASTS_WITH, self._names(other.heads), f"ko/{verb.word}", OPPOSED * factor, False
        )

    def _opposed(self, at: int) -> Iterator[Claim]:
        """ "A는 …지만 B는 …", "A는 …인 반면 B는 …"."""
        one, other = self._topic_before(at), self._next_topic(at)
        if one is None or other is None or one.nouns != [MASK] or other.nouns != [MASK] or one.listed or other.listed:
            return
        begin = self.items.index(one)
        if any(isinstance(i, Verb) and i.opposed for i in self.items[begin:at]):
            return  # the clause before is set against it already
        if any(isinstance(i, NounPhrase) and i.particle == "topic" for i in self.items[:begin]):
            return  # "A는 오차는 낮지만 속도는 …" tells of A
        if any(isinstance(i, NounPhrase) and i.particle == "subj" and i.heads for i in self.items[begin:at]):
            return  # another thing does what the first clause tells
        names = self._names(one.heads), self._names(other.heads)
        yield from self._pairs(names[0], Relation.CONTRASTS_WITH, names[1], "ko/지만", OPPOSED, False)

    def _next_topic(self, at: int) -> NounPhrase | None:
        """The topic that the next clause begins with."""
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        return following if isinstance(following, NounPhrase) and following.particle == "topic" else None
