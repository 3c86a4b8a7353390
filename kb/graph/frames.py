"""Reads relations from the phrases of one Korean sentence: which noun phrase is whose subject and object."""

from __future__ import annotations

from collections.abc import Iterator

from kb.graph.clause import SUPPOSED
from kb.graph.effects import Effects
from kb.graph.phrases import MASK, NounPhrase, Verb
from kb.graph.rules import Predicate, korean_rules
from kb.graph.stated import NEAR_SUBJECT, Claim
from kb.types import Relation


class Reader(Effects):
    """Reads the predicates of a sentence, and by its base its definitions."""

    def claims(self) -> Iterator[Claim]:
        words = korean_rules().words
        for at, item in enumerate(self.items):
            if isinstance(item, Verb) and item.word:
                if self.question and item.ending != "adnominal":
                    continue
                yield from self._than(at, item)
                if item.opposed:
                    yield from self._opposed(at)
                    yield from self._likened(at, item)
                if item.wrong or item.needing:
                    continue
                yield from self._aimed(at, item)
                if item.word == "위하":
                    yield from self._serves(at, item)
                yield from self._plays(at, item)
                if item.word in words["serving.used"]:
                    yield from self._serves_to(at, item)
                for predicate in item.rules:
                    read = list(self._predicate(at, item, predicate))
                    yield from read
                    if read:
                        break
            elif isinstance(item, NounPhrase):
                yield from self._phrase(at, item)
                if item.particle == "means" and not item.adnominal and not self.question:
                    yield from self._by_means(at, item)
                if item.particle == "by" and not self.question:
                    yield from self._by_instrument(at, item)
                yield from self._alternative(at, item)
                yield from self._stands_for(at, item)

    def _predicate(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
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
            "origin": self._origin,
            "compare": self._compare,
            "whole": self._whole,
            "contain": self._contain,
        }
        return frames[predicate.frame](at, verb, predicate)

    def _place(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        if verb.ending in SUPPOSED or (verb.word in ("좋", "뛰어나") and verb.ending == "adnominal"):
            return
        phrase = self._argument(at, ("at", "in", "when", "about"))
        targets = self._names(phrase.heads) if phrase is not None else []
        fights = phrase is not None and not targets and self._is_fighting(phrase)
        if phrase is not None and fights:  # "염증 완화에 효과적이다"
            targets = self._names(phrase.genitive)
        if not targets:
            for before in reversed(self.items[:at]):
                if isinstance(before, Verb):
                    if before.ending == "purpose" and before is self._before(at):  # "병렬 처리를 수행하기에 유리하다"
                        inner = self._argument(at - 1, ("obj", ""))
                        targets = self._names(inner.heads) if inner is not None else []
                    elif before.ending == "when" and all(r.relation is Relation.USES for r in before.rules):
                        inner = self._argument(self.items.index(before), ("obj", ""))
                        targets = self._names(inner.heads) if inner is not None else []
                    break
        if verb.word in korean_rules().words["predicates.praising"]:  # "내구성에 유리하다": a quality is no use
            targets = [t for t in targets if not t.endswith(tuple(korean_rules().words["tails.quality"]))]
        if not targets:
            return
        relation = Relation.SOLVES if fights or all(self.is_problem(t) for t in targets) else Relation.SUITED_TO
        if relation is Relation.SOLVES and verb.word not in ("효과적", "효과", "유용", "좋"):
            return
        sources, factor, how = self._subject(at, verb, phrase, through=False)
        sources = [s for s in sources if s not in targets]
        better = verb.word in ("좋", "뛰어나") and how in ("above", "previous")  # "… B보다 좋다": of what isn't said
        unsaid = how in ("above", "previous") and verb.ending == "adnominal"  # "상자에 적합한 모양으로 접는다"
        unsaid = unsaid or (how in ("above", "previous") and self._depends(at))
        if better or unsaid or any(self.is_problem(s) for s in sources):
            return
        confidence = predicate.strength * factor
        only = phrase is not None and phrase.only
        yield from self._pairs(sources, relation, targets, f"ko/{verb.word}/{how}", confidence, verb.negated, only=only)

    @staticmethod
    def _is_fighting(phrase: NounPhrase) -> bool:
        rules = korean_rules().nouns.get(phrase.nouns[-1], ()) if phrase.nouns and phrase.genitive else ()
        return any(r.relation is Relation.SOLVES for r in rules)

    def _origin(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        """ "X는 Y에서 발전했다", "Y에서 파생된 X"."""
        origin = self._argument(at, ("in", "from"))
        if origin is None or not origin.heads or verb.ending in SUPPOSED:
            return
        origin.used = True
        sources, factor, how = self._subject(at, verb, origin, through=False)
        targets = self._names(origin.heads)
        rule = f"ko/에서-{verb.word}/{how}"
        yield from self._pairs(sources, predicate.relation, targets, rule, predicate.strength * factor, verb.negated)

    def _compare(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        other = self._argument(at, ("with",))
        if other is None or not other.heads or verb.negated:
            return
        sources, factor, how = self._subject(at, verb, other)
        if how == "relative":
            return  # "A와는 다른 B에 둔다": another one, of which nothing more is said
        behind = [i for i in self.items[at + 1 :] if isinstance(i, NounPhrase) and not i.copula]
        later = [i for i in behind if i.particle in ("topic", "subj")]
        if how in ("above", "previous") and later:  # "A와 다르게 B는 …"
            sources, factor = self._names(later[0].heads), 0.9
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

    def _than(self, at: int, verb: Verb) -> Iterator[Claim]:
        """ "A는 B보다 빠르다"."""
        other = (
            self._argument(at, ("than",)) if verb.adjective and not verb.negated and verb.ending not in SUPPOSED else None
        )
        if other is None or not other.heads or other.nouns != [MASK]:
            return  # "18 layer보다": two numbers are compared, not two concepts
        told = self.items[: self.items.index(other)]
        before = [i for n, i in enumerate(told) if isinstance(i, NounPhrase) and i.nouns and not self._describes(n)]
        one = next((i for i in before if i.particle in ("topic", "subj")), None)
        inside = verb.ending == "adnominal" and not self._closes(at + 1) and not self.lead  # "Y보다 많은 메모리를 쓴다"
        if one is None and not before and not (self.question or self.cell or inside):  # under X "Y보다 빠르다"
            sources, sure = self._heading_class(), 0.6
        else:
            sources, sure = self._names(one.heads) if one is not None else [], 0.65
        others = self._names(other.heads)
        yield from self._pairs(sources, Relation.CONTRASTS_WITH, others, f"ko/보다-{verb.word}", sure, False)

    def _describes(self, at: int) -> bool:
        """ "소리가 나는 A": the subject of a relative clause."""
        phrase, verb = self.items[at], self.items[at + 1] if at + 1 < len(self.items) else None
        subject = isinstance(phrase, NounPhrase) and phrase.particle == "subj"
        return subject and isinstance(verb, Verb) and verb.ending == "adnominal"

    def _whole(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        """ "X는 Y로 구성된다": Y is a part of X; "Y가 X를 구성한다" likewise; "X는 Y, Z로 나뉜다": kinds of X."""
        parts, whole = self._argument(at, ("by",)), self._argument(at, ("obj",))
        if verb.ending in SUPPOSED or (parts is None) == (whole is None):
            return  # "배열을 힙으로 구성한다": made into, not made of
        known = self._counted_parts(parts) if parts is not None else whole
        if known is None or not known.heads or (parts is not None and self._only_made(verb, known)):
            return
        kinds = predicate.relation is Relation.IS_A
        if kinds and (parts is None or (len(known.heads) < 2 and verb.word != "분류")):
            return
        known.used = True
        others, factor, how = self._subject(at, verb, known)
        told = verb.ending == "adnominal" and self.defining and self._closes(at + 1) and self._is_plain(factor)
        within = verb.ending == "adnominal" and how == "above" and not told  # "트리로 구성된 구조에서 …"
        if (parts is None and (how not in ("subject", "topic") or verb.ending == "and")) or within:
            return  # "A는 B를 구성해 …한다": somebody puts it together
        unsaid = how in ("above", "previous") and not told
        if kinds and unsaid and (verb.ending != "final" or how == "previous" or verb.word == "구분"):
            return
        if unsaid and not kinds and (len(known.heads) < 2 or not self._is_plain(factor)):
            return  # "두꺼운 벽으로 구성되어 있어도": of what, isn't said
        some, all_ = (self._names(known.heads), others) if parts is not None else (others, self._names(known.heads))
        if kinds and len(known.heads) < 2:  # "A는 B로 분류된다"
            some, all_ = all_, some
        confidence = predicate.strength * factor
        yield from self._pairs(some, predicate.relation, all_, f"ko/{verb.word}/{how}", confidence, verb.negated)

    @staticmethod
    def _only_made(verb: Verb, parts: NounPhrase) -> bool:
        """ "장작을 더미로 구성해 말린다", "그 기반으로 구성된다": made into it or after it, not of it."""
        made = verb.noun and not (verb.passive or verb.bare or len(parts.heads) > 1)
        return made or bool(korean_rules().words["postpositions.grounds"].intersection(parts.nouns))

    def _counted_parts(self, phrase: NounPhrase) -> NounPhrase:
        """A, B and C of "A, B, C의 세 단계로", "A, B, C 세 가지로"."""
        if phrase.heads or not phrase.nouns or phrase.nouns[-1] not in korean_rules().words["counters.nouns"]:
            return phrase
        before = self._before(self.items.index(phrase))
        listed = isinstance(before, NounPhrase) and before.particle in ("gen", "") and len(before.heads) > 1
        return before if listed and isinstance(before, NounPhrase) else phrase

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
        unsaid = how in ("above", "previous") and (
            factor < NEAR_SUBJECT or verb.ending == "adnominal" or verb.word == "속하"
        )
        if any(map(self.is_problem, parts)) or unsaid or how in ("relative", "cleft"):
            return  # "봉투에 포함되는 편지": what is in it here is no part of all
        rule, relation = f"ko/{verb.word}/{how}", predicate.relation
        last = self.found[(place.genitive if within and not place.heads else place.heads)[-1]].surface
        if verb.word == "속하" and last.endswith(tuple(words["headings.classes"])):
            relation = Relation.IS_A  # "힙 정렬은 불안정 정렬에 속한다"
        yield from self._pairs(parts, relation, wholes, rule, predicate.strength * factor, verb.negated)

    def _contain(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        parts = self._argument(at, ("obj",))
        if parts is None or not parts.heads or verb.passive or verb.ending in (*SUPPOSED, "and"):
            return  # "X를 포함해 모든 …"
        parts.used = True
        wholes, factor, how = self._subject(at, verb, parts)
        if how in ("above", "previous", "relative", "means"):
            return  # "주소를 포함한 엽서": what one thing holds here is no part of all
        yield from self._pairs(
            self._names(parts.heads),
            predicate.relation,
            wholes,
            f"ko/{verb.word}/{how}",
            predicate.strength * factor,
            verb.negated,
        )
