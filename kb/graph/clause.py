"""One Korean sentence as phrases: which noun phrase is an argument of which predicate."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kb.graph.everyday import is_common_noun
from kb.graph.finder import Found
from kb.graph.names import is_generic, is_proper
from kb.graph.phrases import MASK, Item, NounPhrase, Verb
from kb.graph.rules import korean_rules
from kb.graph.stated import Claim, Setting
from kb.types import Relation

POINTED_OBJECT = 0.8
"""Confidence kept when the object is what "this problem" points to."""
MAX_CONFIDENCE = 0.95
SUPPOSED = ("if", "when", "until")
"""Endings of clauses that say nothing to be so."""


@dataclass(slots=True)
class Clause:
    """Looks for the arguments of the predicates of one sentence."""

    items: Sequence[Item]
    found: Sequence[Found]
    setting: Setting
    is_problem: Callable[[str], bool]
    lead: tuple[str, ...] = ()
    """Concepts of "X : …" before the colon."""
    heading: bool = False
    """A heading takes no subject from the headings above it."""
    question: bool = False
    """A question asserts nothing but what its relative clauses take for granted."""
    goes_on: bool = False
    """It stands behind an arrow: what it tells follows from what stands before."""
    follows: tuple[str, ...] = ()
    """Concepts that stand alone before the arrow: "산불 → 침식 발생"."""
    cell: bool = False
    """A cell of a table says what its column asks, seldom what the thing is."""
    defining: bool = False
    """The first line under its heading: a definition there, without a subject, is one of the heading."""

    def _clause(self, at: int) -> Iterator[NounPhrase]:
        """Noun phrases before the predicate, nearest first, back to the end of the clause before; those of a relative
        clause ("기울기가 0이 되는" 문제) belong to it alone."""
        inner, subjects = False, 0
        for item in reversed(self.items[:at]):
            if isinstance(item, Verb):
                if item.ending == "adnominal":
                    inner, adjective = True, item.adjective
                    subjects = 2 if item.word == "되" else 1  # "물이 얼음이 되는"
                    continue
                return
            if inner and item.particle == "subj":
                inner, subjects = subjects > 0, subjects - 1  # "손님이 주인이 아닌 경비실을": the second one is outside
            if item.closing == "being":  # "표준편차가 1인 정규분포"
                inner, adjective, subjects = True, False, 1
            elif inner and (
                item.particle in ("topic", "when")
                or (adjective and item.heads and item.particle not in ("subj", "than", "with"))
            ):
                inner = False
            if not inner:
                yield item

    def _argument(self, at: int, particles: tuple[str, ...]) -> NounPhrase | None:
        for phrase in self._clause(at):
            bare_adjacent = phrase.particle in ("", "also") and "" in particles and phrase is self._before(at)
            if (phrase.particle in particles and phrase.particle) or bare_adjacent:
                return phrase
        return None

    def _position(self, item: Item) -> int | None:
        """Where an item stands; None where it was taken out of the sentence (a light verb read with its noun)."""
        return next((at for at, one in enumerate(self.items) if one is item), None)

    def _before(self, at: int) -> Item | None:
        return self.items[at - 1] if at else None

    def _targets(self, at: int, phrase: NounPhrase) -> tuple[list[str], float]:
        """Concepts of an object, also of "…가 발생하는 문제를" and "이 문제를", with the confidence kept."""
        if phrase.heads:
            return self._names(phrase.heads), 1.0
        last = phrase.nouns[-1] if phrase.nouns else ""
        if phrase.genitive and last in korean_rules().words["amounts.nouns"]:  # "캐시 미스의 횟수를 줄인다"
            return [t for t in self._names(phrase.genitive) if self.is_problem(t)], 0.9
        if phrase.relative is not None and last in korean_rules().words["heads.problem"]:
            position = self._position(phrase.relative)
            inner = None if position is None else self._argument(position, ("subj", "at", "obj", ""))
            if inner is not None and inner.heads:
                return [t for t in self._names(inner.heads) if self.is_problem(t)], 0.9
        if self._points(phrase):
            return list(self.setting.problem), POINTED_OBJECT
        return [], 1.0

    def _points(self, phrase: NounPhrase) -> bool:
        pointers = korean_rules().words["pointers.words"]
        if not phrase.nouns or phrase.heads:
            return False
        if phrase.pointed and all(n in korean_rules().words["heads.problem"] for n in phrase.nouns):
            return True
        return (
            phrase.nouns[0] in pointers
            and all(n in korean_rules().words["heads.problem"] or n in pointers for n in phrase.nouns)
        ) or (
            phrase.relative is None
            and not phrase.genitive
            and phrase.nouns[-1] in ("문제", "현상")
            and len(phrase.nouns) == 1
            and self._demonstrated(phrase)
        )

    def _demonstrated(self, phrase: NounPhrase) -> bool:
        position = self.items.index(phrase)
        return position == 0 and bool(self.setting.problem)

    def _is_weakness(self, phrase: NounPhrase) -> bool:
        return bool(phrase.genitive) and bool(phrase.nouns) and phrase.nouns[-1] in korean_rules().words["heads.problem"]

    def _closes(self, at: int) -> bool:
        """Whether only the end of the sentence follows the item."""
        return all(isinstance(i, Verb) and i.word in ("", "이") for i in self.items[at + 1 :])

    def _names(self, mentions: Sequence[int]) -> list[str]:
        return list(dict.fromkeys(self.found[m].concept for m in mentions))

    def _firm(self, phrase: NounPhrase) -> list[str]:
        """The names of what something is done with. A common noun with words before it ("다른 도구", "각 팀이 정한 규칙") is
        only the head of what is meant; what a name is given to ("칼만 필터라는 필터") is that name."""
        before = self._before(at) if (at := self._position(phrase)) else None
        if isinstance(before, NounPhrase) and before.closing == "named" and before.heads:
            return self._names(before.heads)
        ahead = phrase.nouns[: phrase.nouns.index(MASK)] if MASK in phrase.nouns else []
        prefixed = not all(map(is_generic, ahead))  # but "데이터 복제"
        led = isinstance(before, Verb) and before.ending == "adnominal" and bool(before.word)
        counted = isinstance(before, NounPhrase) and before.nouns[-1:] != [] and before.nouns[-1][:1].isdigit()
        owned = isinstance(before, NounPhrase) and (before.closing == "being" or before.adnominal or counted)
        first, last = phrase.heads[:1], phrase.heads[-1:]
        loose = set(last if prefixed else ()) | set(first if led or owned or phrase.pointed or phrase.determined else ())
        everyday = not (isinstance(before, Verb) and before.adjective)  # "좁은 관"
        return self._names(
            [m for m in phrase.heads if m not in loose or not is_common_noun(self.found[m].surface, everyday)]
        )

    def _common(self, phrase: NounPhrase) -> set[str]:
        """The concepts that the phrase names by a single common noun."""
        return {self.found[m].concept for m in phrase.heads if is_common_noun(self.found[m].surface, everyday=False)}

    def _depends(self, at: int) -> bool:
        """ "A로 바꾸면 …": what the clause supposes does it, not what stands above."""
        return any(isinstance(i, Verb) and i.ending == "if" and not i.negated for i in self.items[:at])

    def _owned_by(self, at: int) -> NounPhrase | None:
        """ "최적의 솔루션": what a noun phrase owns, unless that only tells of it ("X의 장점")."""
        owner, owned = [*self.items[at : at + 2], None][:2]
        genitive = isinstance(owner, NounPhrase) and owner.particle == "gen"
        if not genitive or not isinstance(owned, NounPhrase) or not owned.nouns:
            return None
        words = korean_rules().words
        last = self.found[owned.heads[-1]].surface if owned.heads else owned.nouns[-1]
        return None if last in words["headings.transparent"] | words["heads.generic"] | words["tails.neutral"] else owned

    def _named_for(self, phrase: NounPhrase) -> list[int]:
        """ "A라는 접근 권한": A."""
        before = self._before(self.items.index(phrase))
        return list(before.heads) if isinstance(before, NounPhrase) and before.closing == "named" else []

    def _classes(self, phrase: NounPhrase) -> list[str]:
        """The names of what something is one of. What has a noun behind it that makes another thing of it is none: "쉘 변수"
        is no shell, "동기화 도구" no synchronization."""
        behind = phrase.nouns[len(phrase.nouns) - phrase.nouns[::-1].index(MASK) :] if MASK in phrase.nouns else []
        last = self.found[phrase.heads[-1]].surface if phrase.heads else ""
        named = is_proper(last) or (
            " " in last and set(behind[-1:]) & korean_rules().words["kinds.whole"]
        )  # "판본 관리 시스템"
        same = named or all(noun in korean_rules().words["kinds.same"] for noun in behind)
        return self._names(phrase.heads if same else phrase.heads[:-1])

    def _pairs(
        self,
        sources: Sequence[str],
        relation: Relation,
        targets: Sequence[str],
        rule: str,
        confidence: float,
        negated: bool,
        *,
        only: bool = False,
    ) -> Iterator[Claim]:
        for source in sources:
            for target in targets:
                if source != target and confidence > 0:
                    sure = round(min(confidence, MAX_CONFIDENCE), 3)
                    yield Claim(source, relation, target, rule, sure, negated, only and not negated)

    def _purpose(self, at: int) -> list[str]:
        """Problems Y of "Y를 해결하기 위해 X를 사용" before the predicate."""
        for position in range(at - 1, -1, -1):
            item = self.items[position]
            if isinstance(item, NounPhrase) or item.ending == "adnominal":
                continue
            solving = [r for r in item.rules if r.relation is Relation.SOLVES]
            if item.ending == "purpose" and solving:
                phrase = self._argument(position, ("obj", "subj", ""))
                if phrase is not None:
                    targets, _ = self._targets(position, phrase)
                    return [t for t in targets if self.is_problem(t) or phrase.tail == "problem" or not solving[0].harm]
            occurring = [r for r in item.rules if r.frame in ("occur", "fall")]
            if occurring and ((item.ending == "if" and not item.negated) or (item.ending == "purpose" and item.negated)):
                phrase = self._argument(position, ("subj", "at", ""))
                return [t for t in self._names(phrase.heads) if self.is_problem(t)] if phrase is not None else []
            if item.ending != "and" or item.opposed:
                return []  # "…을 막기 위해 A를 하거나 B를 쓴다": both are done to that end
        return []

    def _is_conditional(self, at: int, phrase: NounPhrase) -> bool:
        """ "밖에서 하면 … 발생", "고원을 만드는 안장점이 존재": the condition or another thing brings it about."""
        if phrase.relative is not None and phrase.relative.rules:
            position = self._position(phrase.relative)
            inner = None if position is None else self._argument(position, ("obj", "subj", "at", ""))
            if inner is not None and any(map(self.is_problem, self._names(inner.heads))):
                return True
        return any(isinstance(i, Verb) and i.ending == "if" and not i.negated for i in self.items[:at])

    def _aims(self, at: int) -> bool:
        return any(isinstance(i, Verb) and i.ending in ("purpose", *SUPPOSED) for i in self.items[:at])

    def _is_labelled(self, at: int) -> bool:
        """ "해결: …", "추론: …": a label or another sentence stands before; what follows isn't said of the heading."""
        return any(isinstance(i, Verb) and i.ending in ("stop", "arrow") for i in self.items[:at])

    def _is_conceded(self, at: int) -> bool:
        """ "A를 이용해 할 수도 있지만, …": what is only conceded."""
        return any(isinstance(i, Verb) and i.opposed for i in self.items[at:])

    def _is_supposed(self, at: int) -> bool:
        """Whether the predicate stands in a relative clause of a supposed one: "X를 쓰는 Y를 찾으면"."""
        later = (i for i in self.items[at + 1 :] if isinstance(i, Verb) and i.ending != "adnominal")
        verb = self.items[at]
        following = next(later, None)
        return (
            isinstance(verb, Verb) and verb.ending == "adnominal" and following is not None and following.ending in SUPPOSED
        )

    def _is_rebuked(self, at: int) -> bool:
        """ "…을 쓰는 것은 옳지 않다", "…을 쓰는 것은 피해야 한다"."""
        words = korean_rules().words
        act, verdict, later = [*self.items[at + 1 : at + 4], None, None, None][:3]
        if isinstance(verdict, NounPhrase) and verdict.nouns and set(verdict.nouns) <= words["negation.prefixes"]:
            verdict = later  # "불 가능하다"
        if not isinstance(act, NounPhrase) or act.nouns not in (["것"], ["거"]) or not isinstance(verdict, Verb):
            return False
        return verdict.word in words["rebuking.shunned"] or (verdict.negated and verdict.word in words["rebuking.approved"])

    def _is_called_problem(self, at: int) -> bool:
        """ "…가 발생하는 것이 단점이다", "…가 생기는 문제가 있다"."""
        problems = korean_rules().words["tails.problem"]
        verb, *rest = self.items[at : at + 3]
        if not isinstance(verb, Verb) or verb.ending != "adnominal":
            return False
        nouns = [i.nouns[-1] for i in rest if isinstance(i, NounPhrase) and i.nouns and not i.heads]
        general = korean_rules().words["heads.generic"]
        return bool(nouns) and (nouns[0] in problems or (nouns[0] in general and len(nouns) > 1 and nouns[1] in problems))

    def _governing(self, at: int) -> bool:
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        return isinstance(following, NounPhrase) and following.particle == "obj" and not following.heads
