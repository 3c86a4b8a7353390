"""By what means a Korean sentence says something is done: "X는 Y를 통해 …한다", "X는 Y로 학습한다"."""

from __future__ import annotations

from collections.abc import Iterator

from kb.graph.clause import SUPPOSED
from kb.graph.phrases import NounPhrase, Verb
from kb.graph.purposes import Purposes
from kb.graph.rules import korean_rules
from kb.graph.stated import Claim
from kb.graph.subjects import PREVIOUS, Subjects
from kb.types import Relation

MEANS = 0.75
""""X는 Y를 통해 …": X uses Y."""
UNSAID = 0.8
"""Confidence kept when nobody is said to use it, and the heading is taken for the user."""


class Means(Purposes):
    """Reads what something is done with, and who does it where that isn't said."""

    def _by_means(self, at: int, phrase: NounPhrase) -> Iterator[Claim]:
        """ "X는 Y를 통해 …한다"."""
        position = next((n for n in range(at + 1, len(self.items)) if isinstance(self.items[n], Verb)), None)
        verb = self.items[position] if position is not None else None
        if not phrase.heads or self._closes(at) or (isinstance(verb, Verb) and verb.ending in SUPPOSED):
            return
        verb = verb if isinstance(verb, Verb) else Verb("", (), phrase.end, phrase.end)
        inner = position is not None and verb.ending == "adnominal" and not self._closes(position + 1)
        if inner and self._topic_before(at) is None and not self._defines_here():
            return  # "기울기를 통해 이동하는 과정에 …"
        if made := self._made(at):
            yield from self._pairs(made, Relation.USES, self._firm(phrase), "ko/통해-생성", MEANS, False)
            return
        sources, factor, how = self._user(at, phrase, verb)
        if how == "previous" or any(map(self.is_problem, sources)):
            return  # who does it in the next sentence is seldom what the one before told of
        if how == "above" and (
            (verb.passive and not self._defines_here())
            or verb.possible
            or not self._is_plain(factor)
            or self._aims(at)
            or self._is_labelled(at)
            or self._is_conceded(at)
        ):
            return
        confidence = MEANS * factor * (UNSAID if how == "above" else 1.0)
        yield from self._pairs(sources, Relation.USES, self._firm(phrase), f"ko/통해/{how}", confidence, False)

    def _is_aspect(self, at: int) -> bool:
        """Under X "성분 개수는 Y로 선택": the topic is no name but an aspect of what the line is about."""
        topic = self._topic_before(at)
        return topic is not None and not topic.heads and not topic.genitive and not self._named_before(topic)

    def _named_before(self, topic: NounPhrase) -> bool:
        return any(isinstance(i, NounPhrase) and i.heads for i in self.items[: self.items.index(topic)])

    def _defines_here(self) -> bool:
        """The first line under a name, "… 방법이다": what is told in it is told of that."""
        last = next((i for i in reversed(self.items) if isinstance(i, NounPhrase)), None)
        classes = korean_rules().words["tails.neutral"] | korean_rules().words["heads.generic"]
        closes = last is not None and self._closes(self.items.index(last)) and not last.heads
        return self.defining and closes and last is not None and last.nouns[-1:] != [] and last.nouns[-1] in classes

    def _user(self, at: int, phrase: NounPhrase, verb: Verb) -> Subjects:
        """Who does something by the means `phrase`: the subject of its clause, the topic, or what isn't said."""
        clause = list(self._clause(at))
        subject = self._acting([p for p in clause if p.particle == "subj"], ()) or self._topic(at, phrase)
        place = next((p for p in clause if p.particle == "in" and p.closing == "fronted" and p.heads), None)
        if subject is None and place is not None:  # "양봉장에서는 A를 통해 …한다"
            return self._names(place.heads), 0.9, "place"
        if subject is not None and not subject[0] and self._is_aspect(at):
            return self._from_above()
        return subject or self._silent(clause, verb)

    def _is_fact(self, at: int) -> bool:
        """ "…할 수 있다는 장점이 있다": what the clause says is so, and of a topic that stands before."""
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        facts = korean_rules().words["instrument.facts"]
        if not isinstance(following, NounPhrase) or following.heads or not following.nouns:
            return False
        return following.nouns[-1] in facts and self._topic_before(at) is not None

    def _by_instrument(self, at: int, phrase: NounPhrase) -> Iterator[Claim]:
        """ "X는 Y로 학습한다"."""
        position = next((n for n in range(at + 1, len(self.items)) if isinstance(self.items[n], Verb)), None)
        verb = self.items[position] if position is not None else None
        if position is None or not isinstance(verb, Verb) or verb.ending in SUPPOSED or verb.negated or not phrase.heads:
            return
        if phrase.used or position > at + 2 or verb.word not in korean_rules().words["instrument.verbs"]:
            return
        if verb.passive and verb.word in korean_rules().words["instrument.chosen"]:
            return  # "무작위로 선택된다"
        if verb.ending in ("adnominal", "purpose") and not self._is_fact(position):
            return
        sources, factor, how = self._user(at, phrase, verb)
        makeshift = how == "above" and verb.word in korean_rules().words["instrument.remedies"]
        if makeshift or how == "previous" or (how == "above" and not self._takes_heading(position, factor)):
            return
        if any(map(self.is_problem, (*sources, *self._names(phrase.heads)))):
            return
        confidence = MEANS * factor * (UNSAID if how == "above" else 1.0)
        yield from self._pairs(sources, Relation.USES, self._firm(phrase), f"ko/로-{verb.word}/{how}", confidence, False)

    def _takes_heading(self, at: int, factor: float) -> bool:
        """Whether an unsaid user can be the heading: it is near, and nothing is aimed at, labelled or allowed."""
        verb = self.items[at]
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        act = isinstance(following, NounPhrase) and following.nouns == ["것"] and following.particle == "subj"
        told = isinstance(verb, Verb) and not verb.must and not verb.possible and not act  # "층을 쌓는 것이 낫다"
        told = told and not self._is_of_another(at) and not self._leads_elsewhere(at)
        told = told and not self._is_conceded(at) and not self._is_aimed_at(at)
        return told and self._is_plain(factor) and not self._aims(at) and not self._is_labelled(at)

    def _is_aimed_at(self, at: int) -> bool:
        """ "A를 쓰기 위해 …", "A를 써서 …하려면 …": nobody is said to use it yet."""
        for position in range(at, len(self.items) - 1):
            verb = self.items[position]
            if isinstance(verb, Verb) and verb.ending == "purpose" and (position == at or verb.needing):
                later = self.items[position + 1 :]
                return not verb.modifies and any(isinstance(i, NounPhrase) or i.word for i in later)
            if isinstance(verb, Verb) and verb.ending != "and":
                return False
        return False

    def _leads_elsewhere(self, at: int) -> bool:
        """ "A를 써서 …하기": bidden; "A를 써서 …하는 방법이 있다": told of another thing."""
        verb, later = self.items[at], [i for i in self.items[at + 1 :] if not isinstance(i, Verb) or i.word]
        if not isinstance(verb, Verb) or verb.ending != "and" or not later:
            return False
        doing, thing, there = [None, None, *later][-3:]
        exists = isinstance(there, Verb) and there.word in korean_rules().words["kinds.existing"]
        told = isinstance(thing, NounPhrase) and not thing.heads and thing.particle == "subj"
        bidden = isinstance(there, Verb) and there.ending == "purpose"
        return bidden or (exists and told and isinstance(doing, Verb) and doing.ending == "adnominal")

    def _is_of_another(self, at: int) -> bool:
        """ "두 값을 쓰는 함수의 경우 …": what is told of the noun behind, where the sentence goes on about it."""
        verb, following = self.items[at], self.items[at + 1] if at + 1 < len(self.items) else None
        described = isinstance(verb, Verb) and verb.ending == "adnominal" and isinstance(following, NounPhrase)
        return described and isinstance(following, NounPhrase) and following.particle != "by" and not self._closes(at + 1)

    def _is_plain(self, factor: float) -> bool:
        """The heading is near and only a name; or the sentence before spoke of the user."""
        subject = self.setting.subject
        plain = bool(self.setting.previous) or (subject is not None and subject.plain)
        return factor >= PREVIOUS and plain and not self.goes_on

    def _made(self, at: int) -> list[str]:
        """ "A를 이용해 B를 생성한다": B, which uses A."""
        for position in range(at + 1, len(self.items)):
            verb = self.items[position]
            if isinstance(verb, Verb) and verb.ending != "adnominal":
                making = verb.word in korean_rules().words["making.verbs"] and not verb.negated
                phrase = self._argument(position, ("subj", "topic") if verb.passive else ("obj", "")) if making else None
                after = phrase is not None and phrase is not self.items[at] and self.items.index(phrase) > at
                return self._names(phrase.heads) if phrase is not None and after else []
        return []
