"""What a Korean sentence says a thing serves or brings about: "A를 훈련하는 데 쓴다", "A 역할을 한다", "A 효과를 얻는다"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.graph.clause import SUPPOSED
from kb.graph.phrases import MASK, NounPhrase, Verb
from kb.graph.remedies import Remedies
from kb.graph.rules import korean_rules
from kb.graph.stated import NEAR_SUBJECT, Claim
from kb.types import Relation

SERVED = 0.7
EXAMPLE = 0.65
""""A에서 쓰인다: B, C": B and C are where it is used, too."""
EFFECT = 0.65


class Purposes(Remedies):
    """Reads what something is for, and what effect it has."""

    def serving(self, names: Sequence[str]) -> Iterator[Claim]:
        """ "…에서 많이 쓰인다 → A, B": A and B, where A and B stand alone behind the clause, are served by the same thing;
        where one of them has the class noun of the place ("활엽수 숲" behind "숲에서"), they are kinds of it."""
        at = len(self.items) - 1
        verb = self.items[-1] if self.items else None
        if not isinstance(verb, Verb) or verb.negated or verb.ending in SUPPOSED or self.question:
            return
        used = any(rule.relation in (Relation.SUITED_TO, Relation.USES) for rule in verb.rules)
        place = self._argument(at, ("in", "at")) if used else None
        if place is None or self._argument(at, ("obj", "subj")) is not None:
            return
        sources, factor, how = self._subject(at, verb, place, through=False)
        if (how == "above" and factor < NEAR_SUBJECT) or any(map(self.is_problem, sources)):
            return
        yield from self._pairs(sources, Relation.SUITED_TO, names, f"ko/{verb.word}-예/{how}", EXAMPLE * factor, False)

    def _serves_to(self, at: int, verb: Verb) -> Iterator[Claim]:
        """ "A를 훈련하는 데 쓰인다": it serves A, unless A is fought."""
        place, doing = [*reversed(self.items[max(0, at - 2) : at]), None, None][:2]
        if (
            not isinstance(place, NounPhrase)
            or place.nouns != ["데"]
            or not isinstance(doing, Verb)
            or verb.ending != "final"
        ):
            return
        if doing.ending != "adnominal" or doing.negated or any(r.relation is not Relation.USES for r in doing.rules):
            return
        done = self._argument(self.items.index(doing), ("obj", ""))
        targets = self._names(done.heads) if done is not None else []
        sources, factor, how = self._subject(at, verb, done, through=False)
        if how not in ("lead", "above", "topic") or len(self._clause_verbs()) > 2:
            return
        if targets and not any(map(self.is_problem, (*sources, *targets))) and factor >= NEAR_SUBJECT:
            yield from self._pairs(sources, Relation.SUITED_TO, targets, f"ko/데-{verb.word}/{how}", SERVED * factor, False)

    def _clause_verbs(self) -> list[Verb]:
        return [item for item in self.items if isinstance(item, Verb) and item.word]

    def _plays(self, at: int, verb: Verb) -> Iterator[Claim]:
        """ "X는 A 역할을 한다" where A is something to be done; "A 효과를 얻는다": X brings A about."""
        words = korean_rules().words
        phrase = self._argument(at, ("obj", "subj", ""))
        if phrase is None or phrase.nouns[:1] != [MASK] or len(phrase.nouns) != 2 or verb.negated or verb.ending in SUPPOSED:
            return
        owners = [m for m in phrase.genitive or phrase.heads if phrase.start <= self.found[m].end]
        role = phrase.nouns[-1] == "역할" and verb.word in words["serving.played"] and phrase.particle == "obj"
        effect = phrase.nouns[-1] == "효과" and verb.word in words["serving.gained"]
        if not owners or not (role or effect):
            return
        sources, factor, how = self._subject(at, verb, phrase)
        target = self.found[owners[-1]]
        if any(map(self.is_problem, (*sources, target.concept))):
            return
        if effect:
            sure = EFFECT * factor
            yield from self._pairs(sources, Relation.CAUSES, [target.concept], f"ko/효과-{verb.word}/{how}", sure, False)
        elif target.surface.casefold().endswith(tuple(words["tasks.words"] | words["instrument.verbs"])):
            yield from self._pairs(sources, Relation.SUITED_TO, [target.concept], f"ko/역할/{how}", SERVED * factor, False)

    def _when_taken(self, at: int, phrase: NounPhrase, verb: Verb) -> Iterator[Claim]:
        """ "A일 때 B를 (C로) 쓴다": B suits A."""
        when = self._argument(at, ("when",))
        denied = verb.needless or verb.negated
        if when is not None and when.heads and when.start < phrase.start and not denied:
            targets = [t for t in self._names(when.heads) if not self.is_problem(t)]
            yield from self._pairs(self._names(phrase.heads), Relation.SUITED_TO, targets, "ko/때-사용", SERVED, False)

    def _stands_for(self, at: int, phrase: NounPhrase) -> Iterator[Claim]:
        """ "X : A 대신 …": X, where what stands for A has no name of its own."""
        taken = any(isinstance(i, NounPhrase) and i.particle == "obj" and i.heads for i in self.items[at + 1 : at + 4])
        topic = self._topic_before(at)
        sources = self._topic_concepts(topic) if topic is not None else list(self.lead)
        if phrase.closing == "instead" and phrase.heads and not taken and not self.goes_on and not self.question:
            others = self._names(phrase.heads)
            yield from self._pairs(sources, Relation.ALTERNATIVE_TO, others, "ko/대신/lead", 0.7, False)
