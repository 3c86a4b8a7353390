"""Reads relations from the phrases of one Korean sentence: which noun phrase is whose subject and object."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kb.graph.finder import Found
from kb.graph.phrases import MASK, Item, NounPhrase, Verb
from kb.graph.rules import Predicate, korean_rules
from kb.graph.stated import Claim, Setting
from kb.types import Relation

CARRIED_SUBJECT = 0.9
POINTED_OBJECT = 0.8
"""Confidence kept when the object is what "this problem" points to."""
OWNED_PROBLEM = 0.7
""""A의 B 문제": A is said to have the problem B, in passing."""
UNSURE_PROBLEM = 0.6
"""Confidence kept when nothing but the verb says that the object is a problem."""
LACKING = 0.8
""""A를 안 하면 B가 발생": A is against B."""
PLACED = 0.75

_GENERIC_HEADS = frozenset(
    {
        "것",
        "점",
        "데",
        "바",
        "거",
        "방법",
        "기법",
        "방식",
        "효과",
        "역할",
        "함수",
        "현상",
        "문제",
        "경우",
        "목적",
        "알고리즘",
        "모델",
        "기술",
        "장점",
        "과정",
        "전략",
        "특징",
        "경향",
        "가능성",
        "기능",
        "용도",
        "도움",
        "구조",
        "상황",
        "단점",
        "특성",
        "이유",
        "상태",
        "성질",
        "작업",
        "개념",
        "때문",
        "패턴",
        "층",
    }
)
_PROBLEM_HEADS = frozenset({"문제", "문제점", "현상", "단점", "한계", "한계점", "약점", "이슈", "상황", "것", "경우"})


@dataclass(slots=True)
class Reader:
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

    # ── predicates ────────────────────────────────────────────────────────

    def _predicate(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        if verb.wrong:
            return
        frame = predicate.frame
        if frame == "object" and verb.passive:
            frame = "passive"
        if frame == "object" and predicate.relation is Relation.USES:
            yield from self._uses(at, verb, predicate)
        elif frame == "object":
            yield from self._object(at, verb, predicate, ("obj", ""))
        elif frame == "passive":
            if predicate.relation is Relation.USES:
                yield from self._uses(at, verb, predicate)
            else:
                yield from self._object(at, verb, predicate, ("subj", "topic", ""))
        elif frame == "occur":
            yield from self._occur(at, verb, predicate)
        elif frame == "fall":
            yield from self._fall(at, verb, predicate)
        elif frame == "place":
            yield from self._place(at, verb, predicate)
        elif frame == "compare":
            yield from self._compare(at, verb, predicate)
        elif frame == "whole":
            yield from self._whole(at, verb, predicate)
        elif frame == "contain":
            yield from self._contain(at, verb, predicate)

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
        if not targets or verb.ending == "if":
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
        yield from self._pairs(sources, relation, targets, f"ko/{verb.word}/{how}", confidence * factor, negated)

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
        sources, factor, how = self._subject(at, verb, phrase)
        yield from self._pairs(sources, relation, targets, f"ko/{verb.word}/{how}", predicate.strength * factor, negated)

    def _uses(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        if verb.ending in ("if", "when"):
            return
        phrase = self._argument(at, ("obj", "")) if not verb.passive else None
        place = self._argument(at, ("in", "at"))
        if place is not None and verb.ending == "adnominal" and place.closing == "fronted":
            place = None
        passive_subject = self._argument(at, ("subj", "topic")) if verb.passive else None
        purpose = self._purpose(at)
        if phrase is not None and phrase.heads:
            phrase.used = True
            objects = self._names(phrase.heads)
            role = self._argument(at, ("as", "by"))
            if role is not None and role.heads and role is not phrase and not verb.negated:
                yield from self._pairs(objects, Relation.IS_A, self._names(role.heads), f"ko/로-{verb.word}", 0.75, False)
                return
            if place is not None and verb.word == "적용":
                return  # "뉴런에 기울기를 적용": what it is applied to is not built with it
            if purpose:
                yield from self._pairs(objects, Relation.SOLVES, purpose, f"ko/위해-{verb.word}", 0.85, verb.negated)
                return
            instead = self._instead(at)
            if instead:
                yield from self._pairs(objects, Relation.ALTERNATIVE_TO, instead, "ko/대신", 0.85, verb.negated)
                return
            if place is not None and place.heads and place.start < phrase.start:
                yield from self._pairs(
                    self._names(place.heads), Relation.USES, objects, f"ko/에서-{verb.word}", PLACED, verb.negated
                )
                return
            sources, factor, how = self._subject(at, verb, phrase)
            if any(self.is_problem(s) for s in sources) or (phrase.listed and "함께" in verb.word):
                return
            if how == "above" and (self._is_late(phrase) or self._aims(at)):
                return  # whoever uses it in the middle of a story is hardly the heading
            weak = 0.8 if how == "above" else 1.0
            yield from self._pairs(
                sources, Relation.USES, objects, f"ko/{verb.word}/{how}", predicate.strength * factor * weak, verb.negated
            )
            return
        if place is None or not place.heads:
            place = self._argument(at, ("when",)) if self._argument(at, ("when",)) else place
        if phrase is not None and phrase.nouns and phrase.particle == "obj":
            return  # "X에서 Y를 사용" where Y is no concept says nothing about X
        if place is not None and place.heads:
            subject = passive_subject if passive_subject is not None and passive_subject.heads else None
            sources, factor, how = (
                (self._names(subject.heads), 1.0, "subject") if subject else self._subject(at, verb, place)
            )
            if any(self.is_problem(s) for s in sources):
                return
            yield from self._pairs(
                sources,
                Relation.SUITED_TO,
                self._names(place.heads),
                f"ko/에서-{verb.word}/{how}",
                0.8 * factor,
                verb.negated,
            )

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
        yield from self._pairs(
            sources, relation, targets, f"ko/{verb.word}/{how}", predicate.strength * factor, verb.negated
        )

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
        parts = self._argument(at, ("by",)) or self._argument(at, ("obj",))
        if parts is None or not parts.heads or verb.ending in ("if", "when"):
            return
        parts.used = True
        whole = self._argument(at, ("obj",))
        if whole is not None and whole is not parts:  # "배열을 힙으로 구성"
            wholes, factor, how = self._names(whole.heads), 0.9, "object"
        else:
            wholes, factor, how = self._subject(at, verb, parts)
        yield from self._pairs(
            self._names(parts.heads),
            predicate.relation,
            wholes,
            f"ko/{verb.word}/{how}",
            predicate.strength * factor,
            verb.negated,
        )

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

    # ── noun phrases ──────────────────────────────────────────────────────

    def _phrase(self, at: int, phrase: NounPhrase) -> Iterator[Claim]:
        words = korean_rules().words
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        heads = self._names(phrase.heads)
        if phrase.closing in ("such", "named", "being") and isinstance(following, NounPhrase) and heads:
            kinds = self._names(following.heads)
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
            yield from self._there_is(at, heads)

    def _definition(self, at: int, phrase: NounPhrase, last: str) -> Iterator[Claim]:
        """ "X는 … Y이다", "X란 … Y", "X는 Y의 일종"."""
        words = korean_rules().words
        topic = next(
            (
                i
                for i in reversed(self.items[:at])
                if isinstance(i, NounPhrase) and i.particle == "topic" and i.closing != "fronted"
            ),
            None,
        )
        if last in words["parts.words"] and phrase.genitive:
            targets, relation, rule = phrase.genitive, Relation.PART_OF, "ko/일부"
        elif last in words["kinds.words"]:
            among = next((i for i in reversed(self.items[:at]) if isinstance(i, NounPhrase) and i.closing == "among"), None)
            targets, relation, rule = phrase.genitive or (among.heads if among else []), Relation.IS_A, "ko/일종"
        elif phrase.heads and not phrase.listed and topic is not None and topic is not phrase and phrase.particle == "":
            targets, relation, rule = phrase.heads, Relation.IS_A, "ko/이다"
            if not phrase.copula and not self._adnominal_before(at) and len(self.items) > 3:
                return
        else:
            return
        if topic is not None and (topic.heads or not self._points(topic)):
            sources, factor = self._topic_concepts(topic), 1.0
            if topic.genitive and not topic.heads:
                return
        elif self.lead:
            sources, factor = list(self.lead), 1.0
        else:
            sources, factor, _ = self._from_above()
        confidence = (0.85 if rule != "ko/이다" else 0.7) * factor
        yield from self._pairs(sources, relation, self._names(targets), rule, confidence, False)

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

    # ── arguments ─────────────────────────────────────────────────────────

    def _clause(self, at: int) -> Iterator[NounPhrase]:
        """Noun phrases before the predicate, nearest first, back to the end of the clause before; those of a relative
        clause ("기울기가 0이 되는" 문제) belong to it alone."""
        inner = False
        for item in reversed(self.items[:at]):
            if isinstance(item, Verb):
                if item.ending == "adnominal":
                    inner, adjective = True, item.adjective
                    continue
                return
            if inner and (
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

    def _before(self, at: int) -> Item | None:
        return self.items[at - 1] if at else None

    def _targets(self, at: int, phrase: NounPhrase) -> tuple[list[str], float]:
        """Concepts of an object, also of "…가 발생하는 문제를" and "이 문제를", with the confidence kept."""
        if phrase.heads:
            return self._names(phrase.heads), 1.0
        last = phrase.nouns[-1] if phrase.nouns else ""
        if phrase.relative is not None and last in _PROBLEM_HEADS:
            position = self.items.index(phrase.relative)
            inner = self._argument(position, ("subj", "at", "obj", ""))
            if inner is not None and inner.heads:
                return [t for t in self._names(inner.heads) if self.is_problem(t)], 0.9
        if self._points(phrase):
            return list(self.setting.problem), POINTED_OBJECT
        return [], 1.0

    def _points(self, phrase: NounPhrase) -> bool:
        pointers = korean_rules().words["pointers.words"]
        if not phrase.nouns or phrase.heads:
            return False
        return (phrase.nouns[0] in pointers and all(n in _PROBLEM_HEADS or n in pointers for n in phrase.nouns)) or (
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
        return bool(phrase.genitive) and bool(phrase.nouns) and phrase.nouns[-1] in _PROBLEM_HEADS

    def _subject(
        self, at: int, verb: Verb, taken: NounPhrase | None, places: tuple[str, ...] = (), *, through: bool = True
    ) -> tuple[list[str], float, str]:
        """Who does it: the head of a relative clause, the means, the subject, the topic, or the heading above."""
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        if verb.ending == "adnominal" and isinstance(following, NounPhrase) and following.nouns:
            if following.heads:
                example = self._exemplified(at + 1)
                return (example or self._names(following.heads)), 0.95, "relative"
            if following.nouns[-1] not in _GENERIC_HEADS:
                return [], 0.0, "relative"
        means = self._through(at, taken) if through else []
        if means:
            return means, 0.95, "through"
        clause = [p for p in self._clause(at) if p is not taken and not p.used]
        wanted = ("by", *places)
        for particles in (("subj",), wanted):
            for phrase in clause:
                if phrase.particle in particles and phrase.heads:
                    return (
                        self._names(phrase.heads),
                        1.0 if particles == ("subj",) else 0.9,
                        "subject" if particles == ("subj",) else "means",
                    )
        for item in reversed(self.items[:at]):
            if isinstance(item, NounPhrase) and item is not taken and item.particle == "topic" and item.closing != "fronted":
                if item.heads or not self._points(item):
                    concepts = self._topic_concepts(item)
                    if concepts:
                        return concepts, 1.0, "topic"
                    if item.nouns and item.nouns[-1] not in _GENERIC_HEADS:
                        return [], 0.0, "topic"
                break
        subject = next((p for p in clause if p.particle == "subj" and not p.heads), None)
        if subject is not None and subject.nouns and subject.nouns[-1] not in _GENERIC_HEADS and verb.ending != "adnominal":
            return [], 0.0, "subject"
        if self.lead:
            return list(self.lead), 1.0, "lead"
        return self._from_above()

    def _topic_concepts(self, topic: NounPhrase) -> list[str]:
        """ "모멘텀의 장점은" speaks of 모멘텀."""
        if topic.heads:
            return self._names(topic.heads)
        generic = korean_rules().words["headings.transparent"]
        if topic.genitive and topic.nouns and (topic.nouns[-1] in generic or topic.nouns[-1] in _GENERIC_HEADS):
            return self._names(topic.genitive)
        return []

    def _from_above(self) -> tuple[list[str], float, str]:
        if self.setting.subject is None or self.heading:
            return [], 0.0, "above"
        return list(self.setting.subject.concepts), self.setting.subject.factor, "above"

    def _through(self, at: int, taken: NounPhrase | None) -> list[str]:
        """ "X를 통해/이용하여/사용하면 …": X does it."""
        verbs = korean_rules().words["through.verbs"]
        for position in range(at - 1, -1, -1):
            item = self.items[position]
            if isinstance(item, NounPhrase):
                continue
            if item.ending == "adnominal":
                continue
            if item.mention is not None and item.ending in ("and", "if") and not item.negated:
                return self._names([item.mention])
            if (
                (item.word in verbs or item.word + "하" in verbs)
                and item.ending in ("and", "if", "when", "final", "purpose")
                and not item.negated
            ):
                phrase = self._argument(position, ("obj", ""))
                if phrase is not None and phrase is not taken:
                    return self._names(phrase.heads)
            return []
        return []

    def _lacking(self, at: int) -> list[str] | None:
        """Concepts X of "X를 안 하면 …" / "X가 없으면 …" before the predicate; [] where X is left out; None: no such clause."""
        for position in range(at - 1, -1, -1):
            item = self.items[position]
            if isinstance(item, NounPhrase) or item.ending == "adnominal":
                continue
            if item.ending in ("if", "when") and item.negated and item.mention is not None:
                return self._names([item.mention])
            if item.ending in ("if", "when") and item.negated:
                phrase = self._argument(position, ("obj", "subj", "", "topic"))
                return self._names(phrase.heads) if phrase is not None else []
            return None
        return None

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
            return []
        return []

    def _instead(self, at: int) -> list[str]:
        for phrase in self._clause(at):
            if phrase.closing == "instead":
                return self._names(phrase.heads) if phrase.nouns else self._from_above()[0]
        return []

    def _exemplified(self, at: int) -> list[str]:
        """ "[…한] C로 X가 있다": what is said of C is said of X."""
        kind, *rest = self.items[at : at + 3]
        if isinstance(kind, NounPhrase) and kind.particle in ("by", "as", "at") and len(rest) == 2:
            example, verb = rest
            if isinstance(example, NounPhrase) and isinstance(verb, Verb) and verb.word == "있" and not verb.negated:
                return self._names(example.heads)
        return []

    def _is_late(self, phrase: NounPhrase) -> bool:
        return any(isinstance(i, (NounPhrase, Verb)) for i in self.items[: self.items.index(phrase)])

    def _aims(self, at: int) -> bool:
        return any(isinstance(i, Verb) and i.ending in ("purpose", "if", "when") for i in self.items[:at])

    def _governing(self, at: int) -> bool:
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        return isinstance(following, NounPhrase) and following.particle == "obj" and not following.heads

    def _adnominal_before(self, at: int) -> bool:
        before = self._before(at)
        return isinstance(before, Verb) and before.ending == "adnominal"

    def _names(self, mentions: Sequence[int]) -> list[str]:
        return list(dict.fromkeys(self.found[m].concept for m in mentions))

    def _pairs(
        self, sources: Sequence[str], relation: Relation, targets: Sequence[str], rule: str, confidence: float, negated: bool
    ) -> Iterator[Claim]:
        for source in sources:
            for target in targets:
                if source != target and confidence > 0:
                    yield Claim(source, relation, target, rule, round(min(confidence, 0.95), 3), negated)


__all__ = ["MASK", "Reader"]
