"""What a Korean sentence says things are: definitions, kinds, parts, differences."""

from __future__ import annotations

from collections.abc import Iterator

from kb.graph.members import Members
from kb.graph.names import is_generic
from kb.graph.phrases import MASK, NounPhrase, Verb
from kb.graph.rules import korean_rules
from kb.graph.stated import Claim
from kb.language.text import has_hangul
from kb.types import Relation

DEFINED = 0.85
""""X는 Y의 일종"."""
IS = 0.7
""""X는 … Y이다"."""


def _is_mixed(topic: NounPhrase) -> bool:
    """ "스택은 LIFO, 큐는 …": what looks like a list runs over the end of a clause."""
    return topic.listed and bool(topic.nouns) and MASK not in topic.nouns


def _is_one_word(name: str) -> bool:
    """ "이 방정식": what was spoken of; not "이 Linked List"."""
    return has_hangul(name) and " " not in name


class Definitions(Members):
    """Reads the noun phrases of a sentence."""

    def _phrase(self, at: int, phrase: NounPhrase) -> Iterator[Claim]:
        words = korean_rules().words
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        heads = self._names(phrase.heads)
        if phrase.closing in ("such", "named", "being") and heads:
            yield from self._exemplifying(at, phrase, heads)
        if (
            phrase.closing == "etc"
            and phrase.particle == "gen"
            and isinstance(following, NounPhrase)
            and not following.listed
        ):
            yield from self._pairs(heads, Relation.IS_A, self._classes(following), "ko/등의", 0.8, False)
        if phrase.particle == "because" and phrase.adnominal and isinstance(following, NounPhrase):
            effects = [h for h in self._names(following.heads) if following.tail == "problem" or self.is_problem(h)]
            yield from self._pairs(heads, Relation.CAUSES, effects, "ko/인한", 0.8, False)
        if phrase.crossed and phrase.particle in ("", "subj", "topic", "also"):
            sources, factor, _ = self._from_above()
            absent = [h for h in heads if self.is_problem(h)]
            yield from self._pairs(sources, Relation.SOLVES, absent, "ko/없음", 0.7 * factor, False)
        last = phrase.nouns[-1] if phrase.nouns else ""
        counted = "수" in (phrase.nouns[-2:-1] or [""])[0][-1:]  # "A, B 개수 차이"
        several = len(set(phrase.genitive)) >= 2 and not counted and self._of_several(at, phrase)
        if last in words["headings.differences"] and several:
            owners = self._names(phrase.genitive)
            for index, one in enumerate(owners):
                yield from self._pairs([one], Relation.CONTRASTS_WITH, owners[index + 1 :], "ko/차이", 0.85, False)
        if self.question or phrase.crossed:
            return
        yield from self._unlike(at, phrase)
        yield from self._role(at, phrase)
        is_last = all(isinstance(i, Verb) and (not i.word or i.word == "이") for i in self.items[at + 1 :])
        means = isinstance(following, Verb) and self._says_what_it_is(following, phrase)
        said = phrase.closing == "quoted" and self._may_be_said(at)
        if (phrase.copula or is_last or means) and (said or phrase.closing not in ("if", "quoted", "any", "reason")):
            yield from self._definition(at, phrase, last)
        yield from self._made_of(at, phrase, is_last)
        if is_last and self.lead and phrase.nouns and phrase.nouns[-1] in words["settings.nouns"] and heads:
            yield from self._pairs(self.lead, Relation.SUITED_TO, heads, "ko/환경", 0.7, False)
        yield from self._members(at, phrase, heads)

    def _may_be_said(self, at: int) -> bool:
        """ "X는 Y라고 할 수 있다" says that it is one; "…라고 한다" gives a name."""
        verbs = [i for i in self.items[at + 1 : at + 3] if isinstance(i, Verb) and i.word in ("하", "보", "말하")]
        return bool(verbs) and verbs[0].possible and not verbs[0].negated

    def _goes_on_after(self, topic: NounPhrase, at: int) -> bool:
        return any(isinstance(i, Verb) and i.ending == "and" for i in self.items[self.items.index(topic) : at])

    def _definition(self, at: int, phrase: NounPhrase, last: str) -> Iterator[Claim]:
        """ "X는 … Y이다", "X란 … Y", "X는 Y의 일종", "X : …하는 Y", and under a heading X "…하는 Y"."""
        words = korean_rules().words
        topic = self._topic_before(at)
        pointed = topic is not None and topic.pointed and any(_is_one_word(self.found[m].surface) for m in topic.heads)
        if topic is not None and (pointed or self._is_quantified(topic) or _is_mixed(topic) or self._is_typical(topic)):
            return  # "대표적인 A는 B이다": B is one; "이 A는 B이다": the one spoken of
        if topic is not None and self.lead and self._goes_on_after(topic, at):
            topic = None  # "X : A는 그대로 두고 …하는 Y" says what X is
        if last in words["parts.words"] and not phrase.genitive and (place := self._whole_of(at)):
            targets, relation, rule, sure = place, Relation.PART_OF, "ko/부분", IS
        elif (
            last in words["parts.words"] and phrase.genitive and set(phrase.nouns[:-1]) <= words["parts.making"]
        ):  # "첫 번째 요소"
            targets, relation, rule, sure = phrase.genitive, Relation.PART_OF, "ko/일부", DEFINED
        elif last in words["kinds.words"] and not phrase.listed and not phrase.heads:
            among = next((i for i in reversed(self.items[:at]) if isinstance(i, NounPhrase) and i.closing == "among"), None)
            targets, relation, rule = phrase.genitive or (among.heads if among else []), Relation.IS_A, "ko/일종"
            sure = DEFINED
        elif phrase.heads and not phrase.listed and phrase is not topic and phrase.particle in ("", "obj"):
            if phrase.closing == "maybe" or not self._is_genus(at, phrase, topic):
                return
            targets, relation, rule, sure = phrase.heads, Relation.IS_A, "ko/이다", IS
        else:
            return
        if rule == "ko/이다" and (not self._classes(phrase) or self._is_picked(topic, phrase)):
            return
        sources, factor = self._defined(topic, rule)
        yield from self._pairs(sources, relation, self._names(targets), rule, sure * factor, False)

    def _is_picked(self, topic: NounPhrase | None, phrase: NounPhrase) -> bool:
        """ "권장되는 반죽 방식은 B이다": B is the one picked, and no class."""
        if topic is None or not topic.heads or not self._adnominal_before(self.items.index(topic)):
            return False
        last, other = (self.found[p.heads[-1]].surface.rpartition(" ")[2] for p in (topic, phrase))
        return last == other or last in korean_rules().words["tails.neutral"]

    def _whole_of(self, at: int) -> list[int]:
        """ "A에서 …하는 부분": A."""
        place = next((i for i in self.items[:at] if isinstance(i, NounPhrase) and i.particle != "topic"), None)
        told = isinstance(self._before(at), Verb) and (self.lead or self.defining or self._topic_before(at) is not None)
        return place.heads if told and place is not None and place.particle == "in" and not place.closing else []

    def _is_genus(self, at: int, phrase: NounPhrase, topic: NounPhrase | None) -> bool:
        """Whether the last noun says what the thing is: a copula says so, else something must be said of the noun itself.

        "은닉층은 일단 ReLU" states a choice, "A : B, C" a list; "스택은 자료를 쌓는 자료구조" a kind.
        """
        if is_generic(self.found[phrase.heads[-1]].surface) or self._only_describes_kind(phrase):
            return False  # "배치 크기에 따른 특징"
        modified = self._adnominal_before(at)
        if topic is not None:
            said = phrase.copula and len(topic.heads) > 1 and (modified or self._is_class(phrase))
            listed = topic.listed and not said  # "A : B, C"; but "A와 B는 …한 C이다"
            if listed or (topic.genitive and not topic.heads) or self._has_own_subject(at, topic):
                return False
            return phrase.copula or modified or phrase.particle == "obj" or self._is_class(phrase)
        if any(isinstance(i, NounPhrase) and i.particle in ("subj", "also") for i in self._clause(at)):
            return False
        return modified and (bool(self.lead) or self.defining) and not self.cell

    def _only_describes_kind(self, phrase: NounPhrase) -> bool:
        """ "A는 B 기반 모델이다", "A는 30M parameter이다", "A는 Python 라이브러리이다"."""
        name = self.found[phrase.heads[-1]].surface
        behind = phrase.nouns[len(phrase.nouns) - phrase.nouns[::-1].index(MASK) :] if MASK in phrase.nouns else []
        tool = (behind or name.split())[-1] in korean_rules().words["kinds.tools"]
        counted = any(noun[:1].isdigit() for noun in phrase.nouns)
        return (
            bool(korean_rules().words["kinds.built_on"].intersection(behind))
            or counted
            or (tool and name[0].isascii() and name[0].isupper())
        )

    def _is_class(self, phrase: NounPhrase) -> bool:
        """ "Adam은 최적화 알고리즘": the noun is named by a word for a class."""
        classes = korean_rules().words["tails.neutral"]
        name = self.found[phrase.heads[-1]].surface
        return phrase.nouns[-1] in classes or any(name.endswith(c) for c in classes)

    def _defined(self, topic: NounPhrase | None, rule: str) -> tuple[list[str], float]:
        """What the definition is one of; nothing for "… 옵티마이저 종류": a title or an item, said of nothing."""
        if topic is not None and (topic.heads or not self._points(topic)):
            return ([], 0.0) if topic.genitive and not topic.heads else (self._topic_concepts(topic), 1.0)
        if self.lead:
            return list(self.lead), 1.0
        if self.defining or rule == "ko/일부":
            sources, factor, _ = self._from_above()
            return sources, factor
        return [], 0.0

    def _of_several(self, at: int, phrase: NounPhrase) -> bool:
        """ "A와 B의 차이", not "A의 B 개수 차이"."""
        before = self._before(at)
        owner = isinstance(before, NounPhrase) and before.particle == "gen"
        return not phrase.heads and (before.listed if isinstance(before, NounPhrase) and owner else phrase.listed)

    def _says_what_it_is(self, verb: Verb, phrase: NounPhrase) -> bool:
        """ "…하는 Y를 말한다"."""
        return phrase.particle == "obj" and verb.word in korean_rules().words["naming.means"] and not verb.negated

    def _made_of(self, at: int, phrase: NounPhrase, is_last: bool) -> Iterator[Claim]:
        """ "A와 B의 결합", "A + B 방식이다": under the heading or after the lead of what is made of them."""
        last = phrase.nouns[-1] if phrase.nouns else ""
        parts = phrase.genitive if last in korean_rules().words["predicates.joining"] else []
        if phrase.listed and phrase.copula and last in korean_rules().words["tails.neutral"]:
            parts = phrase.heads
        if len(parts) > 1 and (phrase.copula or is_last):
            topic = self._topic_before(at)
            sources = self._topic_concepts(topic) if topic is not None else self._from_above()[0]
            yield from self._pairs(sources, Relation.USES, self._names(parts), "ko/결합", 0.75, False)

    def _is_quantified(self, topic: NounPhrase) -> bool:
        position = self.items.index(topic)
        before = self.items[position - 1] if position else None
        quantifiers = korean_rules().words["heads.quantifiers"]
        return isinstance(before, NounPhrase) and bool(before.nouns) and before.nouns[-1] in quantifiers

    def _has_own_subject(self, at: int, topic: NounPhrase) -> bool:
        """ "객체는 실체이고 설계도가 클래스이다": what is said at the end is said of the nearer subject."""
        return any(p.particle == "subj" and p is not topic for p in self._clause(at))

    def _adnominal_before(self, at: int) -> bool:
        before = self._before(at)
        if isinstance(before, NounPhrase) and before.particle == "gen" and not before.heads:  # "…한 형태의 자료구조"
            return before.nouns[-1] in korean_rules().words["kinds.words"] or self._adnominal_before(at - 1)
        if not isinstance(before, Verb):
            return False
        if before.adjective and before.word not in korean_rules().words["likeness.nouns"]:
            return False
        return before.ending == "adnominal" or before.modifies
