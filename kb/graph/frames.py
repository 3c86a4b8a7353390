"""Reads relations from the phrases of one Korean sentence: which noun phrase is whose subject and object."""

from __future__ import annotations

from collections.abc import Iterator

from kb.graph.definitions import Definitions
from kb.graph.phrases import NounPhrase, Verb
from kb.graph.rules import Predicate
from kb.graph.stated import NEAR_SUBJECT, Claim
from kb.types import Relation

OWNED_PROBLEM = 0.7
""""A의 B 문제": A is said to have the problem B, in passing."""
UNSURE_PROBLEM = 0.6
"""Confidence kept when nothing but the verb says that the object is a problem."""
LACKING = 0.8
""""A를 안 하면 B가 발생": A is against B."""
PLACED = 0.75


class Reader(Definitions):
    """Reads the predicates of a sentence, and by its base its definitions."""

    def claims(self) -> Iterator[Claim]:
        for at, item in enumerate(self.items):
            if isinstance(item, Verb) and item.word:
                if self.question and item.ending != "adnominal":
                    continue
                for predicate in item.rules:
                    read = list(self._predicate(at, item, predicate))
                    yield from read
                    if read:
                        break
            elif isinstance(item, NounPhrase):
                yield from self._phrase(at, item)

    def _predicate(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        if verb.wrong:
            return iter(())
        if predicate.relation is Relation.USES and predicate.frame == "object":
            return self._uses(at, verb, predicate)
        if predicate.frame == "object":
            return self._object(at, verb, predicate, ("subj", "topic", "") if verb.passive else ("obj", ""))
        frames = {
            "occur": self._occur,
            "fall": self._fall,
            "place": self._place,
            "compare": self._compare,
            "whole": self._whole,
            "contain": self._contain,
        }
        return frames[predicate.frame](at, verb, predicate)

    def _object(self, at: int, verb: Verb, predicate: Predicate, particles: tuple[str, ...]) -> Iterator[Claim]:
        phrase = self._argument(at, particles)
        if phrase is None:
            return
        targets, factor = self._targets(at, phrase)
        relation = predicate.relation
        if (
            relation is Relation.SOLVES
            and phrase.tail == "problem"
            and targets
            and not any(self.is_problem(t) for t in targets)
        ):
            # "ReLU의 문제": a thing that has problems; "분류 문제": a task
            relation, factor = (
                (Relation.IMPROVES_ON, 0.8) if targets[-1] != targets[-1].lower() else (Relation.SUITED_TO, 0.8)
            )
        if not targets and relation in (Relation.SOLVES, Relation.IMPROVES_ON) and self._is_weakness(phrase):
            targets, relation, factor = self._names(phrase.genitive), Relation.IMPROVES_ON, 0.9
        elif predicate.harm or relation is Relation.SOLVES:
            certain = [t for t in targets if self.is_problem(t)]
            if predicate.harm:
                targets = certain
            elif not certain:
                factor *= UNSURE_PROBLEM
        if relation is Relation.IMPROVES_ON and any(self.is_problem(t) for t in targets):
            relation = Relation.SOLVES
        if not targets or verb.ending == "if" or (verb.negated and verb.total):
            return
        phrase.used = True
        sources, subject_factor, how = self._subject(at, verb, phrase)
        if self.question and how in ("subject", "topic"):
            return
        confidence = predicate.strength * factor * subject_factor
        yield from self._pairs(sources, relation, targets, f"ko/{verb.word}/{how}", confidence, verb.negated)
        if relation is Relation.SOLVES and phrase.genitive and any(self.is_problem(t) for t in targets):
            owners = [o for o in self._names(phrase.genitive) if o not in sources]
            yield from self._pairs(owners, Relation.CAUSES, targets, "ko/의-문제", OWNED_PROBLEM, False)

    def _occur(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        phrase = self._argument(at, ("subj", "", "also"))
        if phrase is None or (
            verb.word in ("있", "되", "크", "높", "커지", "따르") and phrase.particle == "" and not verb.noun
        ):
            phrase = self._argument(at, ("subj", "topic"))
        if phrase is None:
            return
        targets = self._names(phrase.heads)
        if not phrase.tail and predicate.harm:
            targets = [t for t in targets if self.is_problem(t)]
        if (
            verb.word in ("있", "크", "높", "되")
            and phrase.tail != "problem"
            and not any(self.is_problem(t) for t in targets)
        ):
            return
        if not targets or verb.ending in ("if", "when"):
            return
        relation, negated, confidence = predicate.relation, verb.negated, predicate.strength
        phrase.used = True
        lacking = self._lacking(at)
        if lacking is not None:
            if not negated:
                sources = lacking or (list(self.setting.subject.concepts) if self.setting.subject else [])
                yield from self._pairs(sources, Relation.SOLVES, targets, f"ko/안-하면-{verb.word}", LACKING, False)
            return
        if negated and predicate.opposite:
            relation, negated = predicate.opposite, False
        elif verb.ending == "purpose":
            return
        sources, factor, how = self._subject(at, verb, phrase, places=("in", "at"))
        conditional = relation is Relation.CAUSES and self._is_conditional(at, phrase)
        if how != "above" or not (conditional or self._is_seen_to(at, verb)):
            yield from self._pairs(sources, relation, targets, f"ko/{verb.word}/{how}", confidence * factor, negated)

    def _is_seen_to(self, at: int, verb: Verb) -> bool:
        """ "… 발생하지 않도록 …이 …한다": somebody else than the heading sees to it."""
        later = [i for i in self.items[at + 1 :] if isinstance(i, NounPhrase)]
        return verb.ending == "purpose" and any(i.particle in ("subj", "topic", "also", "obj") for i in later)

    def _fall(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        phrase = self._argument(at, ("at",))
        if phrase is None:
            return
        targets = [
            t for t in self._names(phrase.heads) if self.is_problem(t) or phrase.tail == "problem" or not predicate.harm
        ]
        if not targets or verb.ending in ("if", "when"):
            return
        phrase.used = True
        if verb.ending == "adnominal" and not verb.negated:
            governed = self._governing(at)
            if governed:  # "local minima에 빠지는 문제를 해결": the outer predicate takes it as its object
                return
        relation, negated = predicate.relation, verb.negated
        if negated and predicate.opposite:
            relation, negated = predicate.opposite, False
        sources, factor, how = self._subject(at, verb, phrase, places=("in",))
        yield from self._pairs(sources, relation, targets, f"ko/{verb.word}/{how}", predicate.strength * factor, negated)

    def _uses(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        if verb.ending in ("if", "when"):
            return
        phrase = self._argument(at, ("obj", "")) if not verb.passive else None
        place = self._argument(at, ("in", "at"))
        if place is not None and verb.ending == "adnominal" and place.closing == "fronted":
            place = None
        if phrase is not None and phrase.heads:
            yield from self._uses_object(at, verb, predicate, phrase, place)
        elif phrase is None or not phrase.nouns or phrase.particle != "obj":
            # "X에서 Y를 사용" where Y is no concept says nothing about X
            yield from self._used_at(at, verb, self._argument(at, ("when",)) or place)

    def _uses_object(
        self, at: int, verb: Verb, predicate: Predicate, phrase: NounPhrase, place: NounPhrase | None
    ) -> Iterator[Claim]:
        """ "X는 Y를 사용한다"; and what Y is used for, instead of, or in."""
        phrase.used = True
        objects = self._names(phrase.heads)
        role = self._argument(at, ("as", "by"))
        if role is not None and role.heads and role is not phrase:
            return  # "L2를 매개변수로 사용": a role in one place is no kind
        if place is not None and verb.word == "적용":
            return  # "뉴런에 기울기를 적용": what it is applied to is not built with it
        if purpose := self._purpose(at):
            yield from self._pairs(objects, Relation.SOLVES, purpose, f"ko/위해-{verb.word}", 0.85, verb.negated)
        elif instead := self._instead(at):
            yield from self._pairs(objects, Relation.ALTERNATIVE_TO, instead, "ko/대신", 0.85, verb.negated)
        elif place is not None and place.heads and place.start < phrase.start:
            users, rule = self._names(place.heads), f"ko/에서-{verb.word}"
            yield from self._pairs(users, Relation.USES, objects, rule, PLACED, verb.negated)
        else:
            sources, factor, how = self._subject(at, verb, phrase)
            if how == "through" or any(self.is_problem(s) for s in sources) or (phrase.listed and "함께" in verb.word):
                return
            if how == "above" and (factor < NEAR_SUBJECT or self._is_late(phrase) or self._aims(at)):
                return  # whoever uses it in the middle of a story is hardly the heading
            confidence = predicate.strength * factor * (0.8 if how == "above" else 1.0)
            yield from self._pairs(sources, Relation.USES, objects, f"ko/{verb.word}/{how}", confidence, verb.negated)

    def _used_at(self, at: int, verb: Verb, place: NounPhrase | None) -> Iterator[Claim]:
        """ "X는 Y에서 사용된다"."""
        if place is None or not place.heads:
            return
        subject = self._argument(at, ("subj", "topic")) if verb.passive else None
        explicit = (self._names(subject.heads), 1.0, "subject") if subject is not None and subject.heads else None
        sources, factor, how = explicit or self._subject(at, verb, place)
        far = how == "above" and factor < NEAR_SUBJECT
        if far or any(self.is_problem(s) for s in sources):
            return
        rule = f"ko/에서-{verb.word}/{how}"
        targets = self._names(place.heads)
        yield from self._pairs(sources, Relation.SUITED_TO, targets, rule, 0.8 * factor, verb.negated, only=place.only)

    def _place(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        if verb.ending in ("if", "when") or (verb.word in ("좋", "뛰어나") and verb.ending == "adnominal"):
            return
        phrase = self._argument(at, ("at", "in", "when"))
        targets = self._names(phrase.heads) if phrase is not None else []
        if not targets:
            for before in reversed(self.items[:at]):
                if isinstance(before, Verb):
                    if before.ending == "when" and any(r.relation is Relation.USES for r in before.rules):
                        inner = self._argument(self.items.index(before), ("obj", ""))
                        targets = self._names(inner.heads) if inner is not None else []
                    break
        if not targets:
            return
        relation = Relation.SOLVES if all(self.is_problem(t) for t in targets) else Relation.SUITED_TO
        if relation is Relation.SOLVES and verb.word not in ("효과적", "효과", "유용", "좋"):
            return
        sources, factor, how = self._subject(at, verb, phrase, through=False)
        sources = [s for s in sources if s not in targets]
        if any(self.is_problem(s) for s in sources):
            return
        confidence = predicate.strength * factor
        only = phrase is not None and phrase.only
        yield from self._pairs(sources, relation, targets, f"ko/{verb.word}/{how}", confidence, verb.negated, only=only)

    def _compare(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        other = self._argument(at, ("with",))
        if other is None or not other.heads or verb.negated:
            return
        sources, factor, how = self._subject(at, verb, other)
        if not sources and at + 1 < len(self.items):
            following = self.items[at + 1]
            sources, factor = (self._names(following.heads), 0.9) if isinstance(following, NounPhrase) else ([], 1.0)
        yield from self._pairs(
            sources,
            predicate.relation,
            self._names(other.heads),
            f"ko/{verb.word}/{how}",
            predicate.strength * factor,
            False,
        )

    def _whole(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        """ "X는 Y로 구성된다": Y is a part of X; "Y가 X를 구성한다" likewise."""
        parts, whole = self._argument(at, ("by",)), self._argument(at, ("obj",))
        if verb.ending in ("if", "when") or (parts is None) == (whole is None):
            return  # "배열을 힙으로 구성한다": made into, not made of
        known = parts or whole
        if known is None or not known.heads:
            return
        known.used = True
        others, factor, how = self._subject(at, verb, known)
        if parts is None and how not in ("subject", "topic"):
            return
        some, all_ = (self._names(known.heads), others) if parts is not None else (others, self._names(known.heads))
        confidence = predicate.strength * factor
        yield from self._pairs(some, predicate.relation, all_, f"ko/{verb.word}/{how}", confidence, verb.negated)

    def _contain(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        parts = self._argument(at, ("obj",))
        if parts is None or not parts.heads or verb.passive or verb.ending in ("if", "when"):
            return
        parts.used = True
        wholes, factor, how = self._subject(at, verb, parts)
        if how == "above":
            return
        yield from self._pairs(
            self._names(parts.heads),
            predicate.relation,
            wholes,
            f"ko/{verb.word}/{how}",
            predicate.strength * factor,
            verb.negated,
        )
