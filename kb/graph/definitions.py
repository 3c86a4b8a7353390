"""What a Korean sentence says things are: definitions, kinds, parts, examples, differences."""

from __future__ import annotations

from collections.abc import Iterator

from kb.graph.clause import Clause
from kb.graph.names import is_generic
from kb.graph.phrases import MASK, NounPhrase, Verb
from kb.graph.rules import korean_rules
from kb.graph.stated import Claim
from kb.types import Relation


def _is_mixed(topic: NounPhrase) -> bool:
    """ "스택은 LIFO, 큐는 …": what looks like a list runs over the end of a clause."""
    return topic.listed and bool(topic.nouns) and MASK not in topic.nouns


class Definitions(Clause):
    """Reads the noun phrases of a sentence."""

    def _phrase(self, at: int, phrase: NounPhrase) -> Iterator[Claim]:
        words = korean_rules().words
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        heads = self._names(phrase.heads)
        if phrase.closing in ("such", "named", "being") and isinstance(following, NounPhrase) and heads:
            task = following.tail == "problem" and not any(map(self.is_problem, self._names(following.heads)))
            kinds = [] if task else self._names(following.heads)  # "XOR 같은 비선형 문제"
            if phrase.closing == "being":
                yield from self._pairs(kinds, Relation.IS_A, heads, "ko/인", 0.75, False)
            else:
                yield from self._pairs(heads, Relation.IS_A, kinds, f"ko/{phrase.closing}", 0.85, False)
        if phrase.closing == "etc" and phrase.particle == "gen" and isinstance(following, NounPhrase):
            yield from self._pairs(heads, Relation.IS_A, self._names(following.heads), "ko/등의", 0.8, False)
        last = phrase.nouns[-1] if phrase.nouns else ""
        if last in words["headings.differences"] and len(set(phrase.genitive)) >= 2 and not phrase.heads:
            owners = self._names(phrase.genitive)
            for index, one in enumerate(owners):
                yield from self._pairs([one], Relation.CONTRASTS_WITH, owners[index + 1 :], "ko/차이", 0.85, False)
        if self.question:
            return
        is_last = all(isinstance(i, Verb) and (not i.word or i.word == "이") for i in self.items[at + 1 :])
        if (phrase.copula or is_last) and phrase.closing not in ("if",):
            yield from self._definition(at, phrase, last)
        if (
            isinstance(following, Verb)
            and following.word == "있"
            and not following.negated
            and heads
            and phrase.particle in ("subj", "", "also")
        ):
            yield from self._there_is(at, [h for h in heads if h not in self._everyday(phrase)])

    def _definition(self, at: int, phrase: NounPhrase, last: str) -> Iterator[Claim]:
        """ "X는 … Y이다", "X란 … Y", "X는 Y의 일종"."""
        words = korean_rules().words
        topic = self._topic_before(at)
        if topic is not None and (self._is_quantified(topic) or _is_mixed(topic)):
            return
        if last in words["parts.words"] and phrase.genitive:
            targets, relation, rule = phrase.genitive, Relation.PART_OF, "ko/일부"
        elif last in words["kinds.words"] and not phrase.listed:
            among = next((i for i in reversed(self.items[:at]) if isinstance(i, NounPhrase) and i.closing == "among"), None)
            targets, relation, rule = phrase.genitive or (among.heads if among else []), Relation.IS_A, "ko/일종"
        elif phrase.heads and not phrase.listed and topic is not None and topic is not phrase and not phrase.particle:
            if topic.listed:
                return
            targets, relation, rule = phrase.heads, Relation.IS_A, "ko/이다"
            if self._has_own_subject(at, topic) or (
                not phrase.copula and not self._adnominal_before(at) and len(self.items) > 3
            ):
                return
        else:
            return
        if topic is not None and (topic.heads or not self._points(topic)):
            sources, factor = self._topic_concepts(topic), 1.0
            if topic.genitive and not topic.heads:
                return
        elif self.lead:
            sources, factor = list(self.lead), 1.0
        elif rule == "ko/일부":
            sources, factor, _ = self._from_above()
        else:
            return  # "… 옵티마이저 종류": a title or an item, said of nothing
        confidence = (0.85 if rule != "ko/이다" else 0.7) * factor
        yield from self._pairs(sources, relation, self._names(targets), rule, confidence, False)

    def _everyday(self, phrase: NounPhrase) -> set[str]:
        """ "두 가지 특징이 있다": an everyday word, though it is a concept elsewhere."""
        return {self.found[m].concept for m in phrase.heads if is_generic(self.found[m].surface)}

    def _is_quantified(self, topic: NounPhrase) -> bool:
        position = self.items.index(topic)
        before = self.items[position - 1] if position else None
        quantifiers = korean_rules().words["heads.quantifiers"]
        return isinstance(before, NounPhrase) and bool(before.nouns) and before.nouns[-1] in quantifiers

    def _has_own_subject(self, at: int, topic: NounPhrase) -> bool:
        """ "객체는 실체이고 설계도가 클래스이다": what is said at the end is said of the nearer subject."""
        return any(p.particle == "subj" and p is not topic for p in self._clause(at))

    def _there_is(self, at: int, heads: list[str]) -> Iterator[Claim]:
        """ "Y에는 A, B가 있다", "Y의 종류로는 A, B가 있다", "Y로 A가 있다"."""
        if all(self.is_problem(h) for h in heads):
            return
        words = korean_rules().words
        for before in reversed(self.items[:at]):
            if isinstance(before, Verb) and before.ending not in ("adnominal",):
                return
            if not isinstance(before, NounPhrase) or before.particle not in ("at", "by", "topic", "as"):
                continue
            last = before.nouns[-1] if before.nouns else ""
            kinds = before.genitive if last in words["kinds.words"] or last in words["headings.kinds"] else before.heads
            if before.particle == "topic" and last not in words["kinds.words"]:
                return
            if before.particle == "at" and not before.closing and last not in words["kinds.words"]:
                return  # "anchor box에 객체가 있다" is a place; a kind stands with 에는
            yield from self._pairs(heads, Relation.IS_A, self._names(kinds), "ko/있다", 0.8, False)
            return

    def _adnominal_before(self, at: int) -> bool:
        before = self._before(at)
        return isinstance(before, Verb) and before.ending == "adnominal"
