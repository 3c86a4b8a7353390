"""What a Korean sentence says to be one of what: "Y에는 A, B가 있다", "X 같은 Y", "대표적인 방법이 X이다"."""

from __future__ import annotations

from collections.abc import Iterator

from kb.graph.clause import SUPPOSED
from kb.graph.names import is_generic
from kb.graph.phrases import MASK, NounPhrase, Verb
from kb.graph.roles import Roles
from kb.graph.rules import korean_rules
from kb.graph.stated import NEAR_SUBJECT, Claim
from kb.types import Relation

LISTED = 0.8
SHARED_SYLLABLES = 2
TYPICAL = 0.75
""""대표적인 방법이 X이다": of what, only the heading says."""


class Members(Roles):
    """Reads examples and members of a class."""

    def _exemplifying(self, at: int, phrase: NounPhrase, heads: list[str]) -> Iterator[Claim]:
        """ "X 같은 Y", "X라는 (특수한) Y", "X인 Y"."""
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        if phrase.closing == "named" and isinstance(following, Verb) and following.adjective and at + 2 < len(self.items):
            following = self.items[at + 2]
        if not isinstance(following, NounPhrase):
            return
        before = self._before(at)
        if phrase.closing == "such" and not following.heads and isinstance(before, NounPhrase) and before.particle == "by":
            taken = next((i for i in self.items[self.items.index(following) :] if isinstance(i, Verb)), None)
            used = taken is not None and taken.word in korean_rules().words["serving.taken"]
            kinds = self._names(before.heads) if used else []
            yield from self._pairs(heads, Relation.IS_A, kinds, "ko/으로-such", 0.75, False)  # "용매로 물과 같은 물질을"
        task = following.tail == "problem" and not any(map(self.is_problem, self._names(following.heads)))
        other = task or self._is_described(at, phrase, following)  # "XOR 같은 비선형 문제"
        other = other or (phrase.closing == "named" and following.particle == "with")  # "A라는 B와 비슷한 것"
        kinds = [] if other else self._classes(following)
        if phrase.closing == "being":
            yield from self._pairs(kinds, Relation.IS_A, self._classes(phrase), "ko/인", 0.75, False)
        else:
            yield from self._pairs(heads, Relation.IS_A, kinds, f"ko/{phrase.closing}", 0.85, False)

    def _is_described(self, at: int, phrase: NounPhrase, kind: NounPhrase) -> bool:
        """ "A와 같은 라벨이 붙은 B", "A와 같은 B와 C를 다루는 D", "A와 같은 B의 다른 것": A is one of what is behind."""
        behind, last = [*self.items[at + 2 : at + 4], None, None][:2]
        if phrase.closing != "such":
            return False
        if isinstance(behind, Verb) and behind.ending == "adnominal" and isinstance(last, NounPhrase):
            return kind.particle == "subj" or (kind.listed and kind.particle == "obj")
        return kind.particle == "gen" and isinstance(behind, NounPhrase) and behind.determined

    def _members(self, at: int, phrase: NounPhrase, heads: list[str]) -> Iterator[Claim]:
        """What there is, what is typical, and what is given as an example."""
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        exists = isinstance(following, Verb) and following.word in korean_rules().words["kinds.existing"]
        there = isinstance(following, Verb) and exists and not (following.negated or following.must)
        there = there and isinstance(following, Verb) and following.ending not in SUPPOSED
        if there and phrase.particle in ("subj", "", "also"):
            known = heads or self._counted(at, phrase)
            yield from self._there_is(at, [h for h in known if h not in self._everyday(phrase)])
            yield from self._alike(at, phrase, heads)
        yield from self._typical(at, phrase, heads)

    def _serves(self, at: int, verb: Verb) -> Iterator[Claim]:
        """ "X : A를 위한 도구", and as the first line under X: X suits A."""
        behind = iter(self.items[at + 1 :])
        following = next(behind, None)
        while isinstance(following, NounPhrase) and following.particle == "gen" and not following.heads:
            following = next(behind, None)
        served = self._argument(at, ("obj",))
        told = isinstance(following, NounPhrase) and self._closes(self.items.index(following))
        if served is None or not told or not isinstance(following, NounPhrase) or self.question:
            return
        topic = self._topic_before(at)
        made = following.nouns[-1:] and following.nouns[-1] in korean_rules().words["kinds.tools"]
        sources = (
            self._topic_concepts(topic) if topic is not None else self._heading_class() if self.lead or self.defining else []
        )
        if made and not any(map(self.is_problem, self._names(served.heads))):
            yield from self._pairs(sources, Relation.SUITED_TO, self._names(served.heads), "ko/위한", TYPICAL, False)

    def _there_is(self, at: int, heads: list[str]) -> Iterator[Claim]:
        """ "Y에는 A, B가 있다", "Y의 종류로는 A, B가 있다", "Y로 A가 있다", and under Y "구현체로는 A가 있다"."""
        if not heads or all(self.is_problem(h) for h in heads):
            return
        for before in reversed(self.items[:at]):
            if isinstance(before, Verb) and before.ending not in ("adnominal",):
                return
            if isinstance(before, NounPhrase) and before.particle in ("at", "by", "topic", "as"):
                if before.particle == "at" and len(heads) < 2:
                    return  # "GPU에는 코어가 있다": a part, or what belongs to it
                kinds, factor = self._class_of(before)
                if not set(kinds).isdisjoint(heads):
                    return  # under "방문 판매": "판매의 종류로는 방문 판매, 통신 판매가 있다"
                yield from self._pairs(heads, Relation.IS_A, kinds, "ko/있다", LISTED * factor, False)
                return

    def _alike(self, at: int, phrase: NounPhrase, heads: list[str]) -> Iterator[Claim]:
        """Under Y, or told of Y just before, "큰 Y, 작은 Y가 있다": names that end alike are kinds of it."""
        place = any(p.particle in ("at", "by", "in", "topic", "as") for p in self._clause(at))
        if len(heads) < 2 or place or any(map(self.is_problem, heads)):
            return
        owners = list(self.setting.previous or self._heading_class())
        surfaces = [self.found[mention].surface for mention in phrase.heads]
        if owners and len({name.casefold()[-SHARED_SYLLABLES:] for name in (*surfaces, owners[0])}) == 1:
            yield from self._pairs(heads, Relation.IS_A, owners, "ko/있다-alike", TYPICAL, False)

    def _counted(self, at: int, phrase: NounPhrase) -> list[str]:
        """A and B of "A, B 두 종류가 있다"."""
        before = self._before(at)
        counted = self._says_kind(phrase) and isinstance(before, NounPhrase) and before.listed and not before.particle
        return self._names(before.heads) if counted and isinstance(before, NounPhrase) else []

    @staticmethod
    def _says_kind(phrase: NounPhrase) -> bool:
        """ "종류", "구현체": a word for one of what is spoken of."""
        words, plain = korean_rules().words, [noun for noun in phrase.nouns if noun != MASK]
        known = words["kinds.words"] | words["kinds.members"]
        return not phrase.heads and bool(plain) and (plain[-1] in known or "".join(plain[-2:]) in known)

    def _class_of(self, phrase: NounPhrase) -> tuple[list[str], float]:
        """The class of which there are examples, as "Y에는", "Y의 종류로는", "대표적인 방법으로" say it."""
        words = korean_rules().words
        last = phrase.nouns[-1] if phrase.nouns else ""
        if self._says_kind(phrase) or last in words["headings.kinds"]:
            joined = "".join(phrase.nouns[-2:]) in words["kinds.members"]
            if len(phrase.nouns) > 1 and phrase.nouns[-2] != MASK and not joined:
                return [], 0.0  # "하이퍼파라미터 튜닝 기법에는"
            return (self._names(phrase.genitive) or self._names(phrase.heads) or self._heading_class()), 0.9
        if phrase.particle == "topic" or (phrase.particle == "at" and not phrase.closing):
            return [], 0.0  # "anchor box에 객체가 있다" is a place; a kind stands with 에는
        return self._names(phrase.heads), 1.0

    def _everyday(self, phrase: NounPhrase) -> set[str]:
        """ "두 가지 특징이 있다": an everyday word, though it is a concept elsewhere."""
        general = korean_rules().words["heads.generic"]
        surfaces = {m: self.found[m].surface for m in phrase.heads}
        return {self.found[m].concept for m, surface in surfaces.items() if is_generic(surface) or surface in general}

    def _typical(self, at: int, phrase: NounPhrase, heads: list[str]) -> Iterator[Claim]:
        """Under Y "대표적인 방법이 X이다", "X는 대표적인 방식이다", "X를 예로 들 수 있다"."""
        closes = phrase.copula or self._closes(at)
        kind: NounPhrase | None = None
        members: list[str] = []
        if heads and closes:
            kind = next((p for p in self._clause(at) if p.particle in ("subj", "topic") and self._says_kind(p)), None)
            members = heads
        elif self._says_kind(phrase) and (closes or phrase.particle == "by"):
            topic = self._topic_before(at)
            doer = topic or self._subject_right_before(at)
            kind, members = phrase, self._names(doer.heads) if doer is not None else []
        elif heads and phrase.particle == "obj" and self._is_given(at):
            yield from self._pairs(heads, Relation.IS_A, self._heading_class(), "ko/예로 들다", TYPICAL, False)
        if kind is not None and self._is_typical(kind):
            yield from self._pairs(members, Relation.IS_A, self._heading_class(), "ko/대표적", TYPICAL, False)

    def _subject_right_before(self, at: int) -> NounPhrase | None:
        """ "A, B 등이 (대표적인) 예이다": A and B."""
        for item in reversed(self.items[:at]):
            if isinstance(item, Verb) or item.particle == "subj":
                return item if isinstance(item, NounPhrase) else None
        return None

    def _is_typical(self, kind: NounPhrase) -> bool:
        typical, position = korean_rules().words["kinds.typical"], self.items.index(kind)
        before = self.items[position - 1] if position else None
        said = isinstance(before, NounPhrase) and (before.closing == "among" or bool(typical.intersection(before.nouns)))
        return not kind.genitive and (said or bool(typical.intersection(kind.nouns)))

    def _is_given(self, at: int) -> bool:
        """ "…를 예로 들 수 있다"."""
        example, verb = [*self.items[at + 1 : at + 3], None, None][:2]
        named = isinstance(example, NounPhrase) and example.particle == "by" and self._says_kind(example)
        return named and isinstance(verb, Verb) and verb.word == "들" and not verb.negated

    def _heading_class(self) -> list[str]:
        """What the line leads with, or the heading right above, where it is only a name."""
        above = self.setting.subject
        near = above is not None and above.plain and above.factor >= NEAR_SUBJECT
        return list(self.lead or (above.concepts if near and above is not None else ()))
