"""Reads relations from the phrases of one Korean sentence: which noun phrase is whose subject and object."""

from __future__ import annotations

from collections.abc import Iterator

from kb.graph.clause import SUPPOSED
from kb.graph.phrases import NounPhrase, Verb
from kb.graph.rules import Predicate, korean_rules
from kb.graph.stated import NEAR_SUBJECT, Claim
from kb.graph.usage import Usage
from kb.types import Relation

OWNED_PROBLEM = 0.7
""""A의 B 문제": A is said to have the problem B, in passing."""
UNSURE_PROBLEM = 0.6
"""Confidence kept when nothing but the verb says that the object is a problem."""
LACKING = 0.8
""""A를 안 하면 B가 발생": A is against B."""


class Reader(Usage):
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
                if item.particle == "means" and not item.adnominal and not self.question:
                    yield from self._by_means(at, item)

    def _predicate(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        if verb.wrong:
            return iter(())
        if predicate.relation is Relation.USES and predicate.frame == "object":
            return self._uses(at, verb, predicate)
        if predicate.frame == "object":
            return self._object(at, verb, predicate, ("subj", "topic", "also", "") if verb.passive else ("obj", ""))
        frames = {
            "occur": self._occur,
            "fall": self._fall,
            "turn": self._fall,
            "inside": self._inside,
            "place": self._place,
            "compare": self._compare,
            "whole": self._whole,
            "contain": self._contain,
        }
        return frames[predicate.frame](at, verb, predicate)

    def _object(self, at: int, verb: Verb, predicate: Predicate, particles: tuple[str, ...]) -> Iterator[Claim]:
        phrase = self._argument(at, particles)
        if phrase is None and verb.bare:  # "기울기 소실 문제가 해결": the problem is solved, it solves nothing
            phrase = self._argument(at, ("subj", "also"))
            if phrase is not None and phrase.tail != "problem" and not any(map(self.is_problem, self._names(phrase.heads))):
                return
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
        if not targets or verb.ending in ("if", "until") or (verb.negated and verb.total):
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
        named = predicate.relation is Relation.CAUSES and self._is_called_problem(at)
        if not phrase.tail and predicate.harm and not named:
            targets = [t for t in targets if self.is_problem(t)]
        if (
            verb.word in ("있", "크", "높", "되")
            and phrase.tail != "problem"
            and not any(self.is_problem(t) for t in targets)
        ):
            return
        if not targets or verb.ending in SUPPOSED:
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
        if verb.ending == "because" and self._closes(at) and how == "above":
            if relation is Relation.CAUSES and any(map(self.is_problem, sources)):  # "원인: …이 일어나기 때문"
                yield from self._pairs(targets, relation, sources, f"ko/{verb.word}-때문", 0.8 * factor, False)
            return
        conditional = relation is Relation.CAUSES and self._is_conditional(at, phrase)
        if how not in ("above", "previous") or not (conditional or self._is_seen_to(at, verb)):
            yield from self._pairs(sources, relation, targets, f"ko/{verb.word}/{how}", confidence * factor, negated)

    def _is_seen_to(self, at: int, verb: Verb) -> bool:
        """ "… 발생하지 않도록 …이 …한다": somebody else than the heading sees to it."""
        later = [i for i in self.items[at + 1 :] if isinstance(i, NounPhrase)]
        return verb.ending == "purpose" and any(i.particle in ("subj", "topic", "also", "obj") for i in later)

    def _fall(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        phrase = self._argument(at, ("by", "at") if predicate.frame == "turn" else ("at",))
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
        sources, factor, how = self._subject(at, verb, phrase, places=("in",))
        yield from self._pairs(sources, relation, targets, f"ko/{verb.word}/{how}", predicate.strength * factor, negated)

    def _place(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        if verb.ending in SUPPOSED or (verb.word in ("좋", "뛰어나") and verb.ending == "adnominal"):
            return
        phrase = self._argument(at, ("at", "in", "when", "about"))
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
        """ "X는 Y로 구성된다": Y is a part of X; "Y가 X를 구성한다" likewise; "X는 Y, Z로 나뉜다": kinds of X."""
        parts, whole = self._argument(at, ("by",)), self._argument(at, ("obj",))
        if verb.ending in SUPPOSED or (parts is None) == (whole is None):
            return  # "배열을 힙으로 구성한다": made into, not made of
        known = parts or whole
        if known is None or not known.heads:
            return
        kinds = predicate.relation is Relation.IS_A
        if kinds and (parts is None or (len(known.heads) < 2 and verb.word != "분류")):
            return
        known.used = True
        others, factor, how = self._subject(at, verb, known)
        if (parts is None and how not in ("subject", "topic")) or (verb.ending == "adnominal" and how == "above"):
            return  # "트리로 구성된 구조에서 색인을 찾는다"
        some, all_ = (self._names(known.heads), others) if parts is not None else (others, self._names(known.heads))
        if kinds and len(known.heads) < 2:  # "A는 B로 분류된다"
            some, all_ = all_, some
        confidence = predicate.strength * factor
        yield from self._pairs(some, predicate.relation, all_, f"ko/{verb.word}/{how}", confidence, verb.negated)

    def _inside(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        """ "X는 Y에 포함된다", "CPU 내부에 존재"."""
        words = korean_rules().words
        if verb.ending in SUPPOSED:
            return
        place = self._argument(at, ("at", ""))
        if place is None or not place.nouns:
            return
        within = place.nouns[-1] in words["inside.nouns"]
        wholes = self._names(place.genitive if within and not place.heads else place.heads)
        if (
            not wholes
            or (verb.word in words["inside.placed"] and not within)
            or (verb.noun and not verb.passive and not within)
        ):
            return
        place.used = True
        parts, factor, how = self._subject(at, verb, place, through=False)
        if any(map(self.is_problem, parts)) or (how == "above" and factor < NEAR_SUBJECT):
            return
        rule = f"ko/{verb.word}/{how}"
        yield from self._pairs(parts, predicate.relation, wholes, rule, predicate.strength * factor, verb.negated)

    def _contain(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        parts = self._argument(at, ("obj",))
        if parts is None or not parts.heads or verb.passive or verb.ending in SUPPOSED:
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
