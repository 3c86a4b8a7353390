"""What a Korean sentence says to be brought about, removed, lessened or improved, and by what."""

from __future__ import annotations

from collections.abc import Iterator

from kb.graph.clause import SUPPOSED
from kb.graph.everyday import is_everyday
from kb.graph.phrases import NounPhrase, Verb
from kb.graph.rules import Predicate, korean_rules
from kb.graph.stated import Claim
from kb.graph.usage import Usage
from kb.types import Relation

OWNED_PROBLEM = 0.7
""""A의 B 문제": A is said to have the problem B, in passing."""
UNSURE_PROBLEM = 0.6
"""Confidence kept when nothing but the verb says that the object is a problem."""
LESSENED = 0.77
""""오타 문제를 완화": the verb and "문제" both say that the object is one."""
REMEDIED = 0.8
""""… → B가 해결" among the drawbacks of A."""
COUNTERED = 0.75
""""B가 생김 → A로 방지"."""
BROUGHT = 0.95
""""A 때문에 B가 발생", "A하면 B가 발생": part of the confidence kept."""
LACKING = 0.8
""""A를 안 하면 B가 발생": A is against B."""
WEAK_VERBS = ("있", "되", "크", "높", "커지", "따르")
"""Verbs that say an effect of problems only: "과적합 위험이 크다", but "값이 크다"."""


class Effects(Usage):
    """Reads 해결하다, 유발하다, 발생하다, 빠지다 and their like."""

    def _object(self, at: int, verb: Verb, predicate: Predicate, particles: tuple[str, ...]) -> Iterator[Claim]:
        phrase = self._argument(at, particles)
        if phrase is None or (not phrase.heads and self._points(phrase) and not self.setting.problem):
            remedied = list(self._remedied(at, verb, predicate))
            yield from remedied
            if remedied:
                return
        if phrase is None and predicate.relation is Relation.SOLVES and (countered := list(self._countered(at, verb))):
            yield from countered
            return
        if phrase is None and verb.bare:  # "기울기 소실 문제가 해결": the problem is solved, it solves nothing
            phrase = self._argument(at, ("subj", "also"))
            if phrase is not None and phrase.tail != "problem" and not any(map(self.is_problem, self._names(phrase.heads))):
                return
        if phrase is None:
            return
        targets, relation, factor = self._affected(at, phrase, verb, predicate)
        aimed = predicate.relation is Relation.IMPROVES_ON and verb.ending == "purpose"  # "절차의 단순화를 위해"
        aimed = aimed or self._is_supposed(at)  # "누수를 막을 마개가 없다면"
        if not targets or aimed or verb.ending in ("if", "until") or (verb.negated and verb.total):
            return
        phrase.used = True
        sources, subject_factor, how = self._subject(at, verb, phrase)
        remedy = relation is Relation.SOLVES and how == "above" and self.setting.weakness
        conceded = relation is Relation.CAUSES and how == "above" and verb.possible and verb.opposed  # "…할 수 있지만"
        remedy = remedy or (relation is Relation.SOLVES and how == "above" and self._depends(at))
        if remedy or conceded or how == "previous" or (self.question and how in ("subject", "topic")):
            return  # what helps against the drawbacks of the heading isn't the heading
        if how == "above" and relation is Relation.SOLVES:  # a problem solves none
            sources = [source for source in sources if not self.is_problem(source)]
            targets = [t for t in targets if self.is_problem(t) or phrase.tail or not is_everyday(t)]  # "요청을 막는다"
        confidence = predicate.strength * factor * subject_factor
        yield from self._pairs(sources, relation, targets, f"ko/{verb.word}/{how}", confidence, verb.negated)
        if relation is Relation.SOLVES and phrase.genitive and any(self.is_problem(t) for t in targets):
            called = any(self.found[m].surface.endswith(tuple(korean_rules().words["tails.problem"])) for m in phrase.heads)
            own = phrase.genitive if phrase.tail or called else []  # "창고의 습기를 막는다": where it is, no more
            owners = [o for o in self._names(own) if o not in sources]
            yield from self._pairs(owners, Relation.CAUSES, targets, "ko/의-문제", OWNED_PROBLEM, False)

    def _remedied(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        """Among the drawbacks of A: "… → B가 해결": B is better there than A."""
        above = self.setting.subject
        if not self.setting.weakness or above is None or predicate.relation is not Relation.SOLVES or verb.negated:
            return
        if verb.passive or verb.ending != "final":
            return
        agent = self._argument(at, ("subj",))
        if agent is not None and agent.heads:
            sources = [s for s in self._names(agent.heads) if not self.is_problem(s)]
            confidence = REMEDIED * above.factor
            yield from self._pairs(sources, Relation.IMPROVES_ON, above.concepts, f"ko/단점-{verb.word}", confidence, False)

    def _countered(self, at: int, verb: Verb) -> Iterator[Claim]:
        """ "B : … → A로 방지", "… B가 생김 → A가 해결": A is against the problem that stands before."""
        problems = [p for p in self.lead if self.is_problem(p)] or (self.setting.problem if self.goes_on else ())
        agent = self._argument(at, ("by",)) or (None if verb.passive else self._argument(at, ("subj",)))
        if agent is None or verb.negated or verb.ending in SUPPOSED:
            return
        agent.used = True
        sources = [s for s in self._names(agent.heads) if not self.is_problem(s)]
        yield from self._pairs(sources, Relation.SOLVES, problems, f"ko/→{verb.word}", COUNTERED, False)

    def _affected(self, at: int, phrase: NounPhrase, verb: Verb, predicate: Predicate) -> tuple[list[str], Relation, float]:
        """What the predicate is said of, what it says of these, and the confidence kept."""
        targets, factor = self._targets(at, phrase)
        relation, harms = predicate.relation, [t for t in targets if self.is_problem(t)]
        if not targets and self._points(phrase) and self.setting.previous and not verb.negated:
            return list(self.setting.previous), Relation.IMPROVES_ON, 0.8  # "이를 보완한 X": what was just spoken of
        if not targets and relation in (Relation.SOLVES, Relation.IMPROVES_ON) and self._is_weakness(phrase):
            return self._names(phrase.genitive), Relation.IMPROVES_ON, 0.9
        if not harms and phrase.nouns[-1:] and phrase.nouns[-1] in korean_rules().words["tails.own_problem"]:
            return [], relation, factor
        if relation is Relation.SOLVES and phrase.tail == "problem" and targets and not harms:
            if verb.word in korean_rules().words["lessening.words"]:
                return targets, relation, factor * LESSENED
            factor = 0.8
            surface = self.found[phrase.heads[-1]].surface.casefold()
            if surface.endswith(tuple(korean_rules().words["tasks.words"])):
                relation = Relation.SUITED_TO
            elif targets[-1] != targets[-1].lower():  # "ReLU의 문제": a thing that has problems
                relation = Relation.IMPROVES_ON
        if predicate.harm:
            targets = harms
        elif relation is Relation.SOLVES and not harms:
            if phrase.relative is not None and not phrase.tail:
                return [], relation, factor  # "잘못된 배선을 막는다": what is unwanted has no name
            factor *= UNSURE_PROBLEM
        return targets, Relation.SOLVES if relation is Relation.IMPROVES_ON and harms else relation, factor

    def _occur(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        phrase = self._argument(at, ("subj", "", "also"))
        if phrase is None or (verb.word in WEAK_VERBS and phrase.particle == "" and not verb.noun):
            phrase = self._argument(at, ("subj", "topic"))
        explicit, lacking = self._brought_by(at, verb), self._lacking(at)
        if phrase is None and explicit:  # "X는 Y에 의해 발생한다"
            phrase = self._topic_before(at)
        targets = self._arising(at, phrase, verb, predicate, bool(explicit or lacking)) if phrase is not None else []
        explicit = [source for source in explicit if source not in targets]
        if phrase is None or not targets or verb.ending in SUPPOSED:
            return
        relation, negated, confidence = predicate.relation, verb.negated, predicate.strength
        phrase.used = True
        if lacking is not None:
            if not negated:
                sources = lacking or (list(self.setting.subject.concepts) if self.setting.subject else [])
                yield from self._pairs(sources, Relation.SOLVES, targets, f"ko/안-하면-{verb.word}", LACKING, False)
            return
        if negated and predicate.opposite:
            relation, negated = predicate.opposite, False
        elif verb.ending == "purpose":
            return
        if explicit:
            yield from self._pairs(explicit, relation, targets, f"ko/{verb.word}/때문", BROUGHT * confidence, negated)
            return
        sources, factor, how = self._subject(at, verb, phrase, places=("in", "at"))
        if (
            how == "above"
            and relation is Relation.CAUSES
            and (turned := self._turned(at, verb, sources, targets)) is not None
        ):
            yield from self._pairs(*turned, f"ko/{verb.word}-때문", 0.8 * factor, False)
            return
        unclear = how == "above" and any(map(self.is_problem, sources))
        unclear = unclear or (how == "above" and relation is Relation.CAUSES and self._is_reason(at, verb))
        here = how == "means" and not any(map(self.is_problem, targets))  # "뜰에서 빛이 보이는 현상"
        if unclear or here or (how == "relative" and verb.word in korean_rules().words["predicates.present"]):
            return  # what arises under a problem may as well be what brings it about; "소음이 없는 방": said of this one
        conditional = relation is Relation.CAUSES and self._is_conditional(at, phrase)
        if how not in ("above", "previous") or not (conditional or self._is_seen_to(at, verb)):
            yield from self._pairs(sources, relation, targets, f"ko/{verb.word}/{how}", confidence * factor, negated)

    def _arising(self, at: int, phrase: NounPhrase, verb: Verb, predicate: Predicate, explicit: bool) -> list[str]:
        """What occurs: a problem, or what is called one, or anything that comes about by what is said to bring it about."""
        targets = self._names(phrase.heads)
        harms = [t for t in targets if self.is_problem(t)]
        if phrase.nouns[-1:] and phrase.nouns[-1] in korean_rules().words["tails.own_problem"]:
            return harms
        if explicit and verb.word in korean_rules().words["arising.words"]:
            return targets
        named = predicate.relation is Relation.CAUSES and self._is_called_problem(at)
        if verb.word in WEAK_VERBS and phrase.tail != "problem" and not harms:
            return []
        return harms if not phrase.tail and predicate.harm and not named else targets

    def arisen(self) -> tuple[str, ...]:
        """What the clause says to come about at its end: "… B가 생김"."""
        last = self.items[-1] if self.items else None
        if not isinstance(last, Verb) or last.word not in korean_rules().words["arising.words"] or last.negated:
            return ()
        phrase = self._argument(len(self.items) - 1, ("subj", "", "also"))
        return tuple(self._names(phrase.heads)) if phrase is not None else ()

    def _brought_by(self, at: int, verb: Verb) -> list[str]:
        """ "X 때문에/에 의해 … 발생한다", "X → … 발생", "X하면/X가 크면 … 발생한다": X."""
        if self.follows:
            return list(self.follows)
        for phrase in self._clause(at):
            if phrase.particle in ("because", "agent") and phrase.heads and not phrase.adnominal:
                return self._names(phrase.heads)
        by, subject = self._argument(at, ("by",)), self._argument(at, ("subj", "", "also"))
        if by is not None and subject is None and verb.word in korean_rules().words["arising.words"]:
            return self._names(by.heads)  # "구루병은 결핍으로 생긴다"
        position = next((n for n in range(at - 1, -1, -1) if self._ends_clause(n)), None)
        spoken_of_another = self.lead or self._topic_before(at) is not None
        return [] if position is None or spoken_of_another else self._supposed(position)

    def _ends_clause(self, at: int) -> bool:
        item = self.items[at]
        return isinstance(item, Verb) and item.ending != "adnominal"

    def _supposed(self, at: int) -> list[str]:
        """ "X하면", "X를 남용하면", "X가 크면": what is supposed to be there."""
        words, verb = korean_rules().words, self.items[at]
        if (
            not isinstance(verb, Verb)
            or verb.ending != "if"
            or verb.even
            or verb.negated
            or verb.word in words["condition.lacking"]
        ):
            return []
        before = self._before(at)
        done = verb.word == "하" and isinstance(before, NounPhrase) and bool(before.heads)  # "흡연하면"
        phrase = self._argument(at, ("subj", "obj", "also"))
        if phrase is None and (done or not verb.mention):
            phrase = self._argument(at, ("",))
        if phrase is None or not phrase.heads:
            return self._names([verb.mention]) if verb.mention is not None else []
        present = done or verb.mention is not None or verb.word in words["condition.present"] | words["through.verbs"]
        return self._names(phrase.heads) if present else []

    def _turned(
        self, at: int, verb: Verb, sources: list[str], targets: list[str]
    ) -> tuple[list[str], Relation, list[str]] | None:
        """Under "X를 안 할 경우" X is against it; "원인: …이 일어나기 때문" under a problem brings that about."""
        above = self.setting.subject
        if above is not None and above.lacking:
            return sources, Relation.SOLVES, targets
        if verb.ending == "because" and self._closes(at):
            return (targets, Relation.CAUSES, sources) if any(map(self.is_problem, sources)) else ([], Relation.CAUSES, [])
        return None

    def _is_reason(self, at: int, verb: Verb) -> bool:
        """ "넘칠 수 있어서 둑을 쓴다": what is taken against it, not what brings it about."""
        later = [i for i in self.items[at + 1 :] if isinstance(i, Verb)]
        return verb.ending == "and" and any(r.relation is Relation.USES for i in later for r in i.rules)

    def _is_seen_to(self, at: int, verb: Verb) -> bool:
        """ "… 발생하지 않도록 …이 …한다": somebody else than the heading sees to it."""
        later = [i for i in self.items[at + 1 :] if isinstance(i, NounPhrase)]
        return verb.ending == "purpose" and any(i.particle in ("subj", "topic", "also", "obj") for i in later)

    def _fall(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        phrase = self._argument(at, ("by", "at") if predicate.frame == "turn" else ("at", "about"))
        if phrase is None:
            return
        targets = [
            t for t in self._names(phrase.heads) if self.is_problem(t) or phrase.tail == "problem" or not predicate.harm
        ]
        if not targets or verb.ending in SUPPOSED:
            return
        phrase.used = True
        if verb.ending == "adnominal" and not verb.negated:
            governed = self._governing(at)
            if governed:  # "local minima에 빠지는 문제를 해결": the outer predicate takes it as its object
                return
        relation, negated = predicate.relation, verb.negated
        if negated and predicate.opposite:
            relation, negated = predicate.opposite, False
        if relation is Relation.SOLVES and phrase.tail == "problem" and not any(map(self.is_problem, targets)):
            relation = Relation.SUITED_TO  # "다중 분류 문제에 견고하다"
        explicit = [source for source in self._brought_by(at, verb) if source not in targets]
        if explicit:
            sources, factor, how = explicit, BROUGHT, "때문"
        else:
            sources, factor, how = self._subject(at, verb, phrase, places=("in",))
        yield from self._pairs(sources, relation, targets, f"ko/{verb.word}/{how}", predicate.strength * factor, negated)
