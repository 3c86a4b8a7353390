"""One Korean sentence as phrases: whose argument is whose, and where an omitted subject comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kb.graph.finder import Found
from kb.graph.phrases import Item, NounPhrase, Verb
from kb.graph.rules import korean_rules
from kb.graph.stated import Claim, Setting
from kb.types import Relation

POINTED_OBJECT = 0.8
"""Confidence kept when the object is what "this problem" points to."""
MAX_CONFIDENCE = 0.95

Subjects = tuple[list[str], float, str]
"""Concepts, the confidence kept, and how they were found (subject, topic, lead, above …)."""


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
        if phrase.relative is not None and last in korean_rules().words["heads.problem"]:
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

    def _subject(
        self, at: int, verb: Verb, taken: NounPhrase | None, places: tuple[str, ...] = (), *, through: bool = True
    ) -> Subjects:
        """Who does it: the head of a relative clause, the means, the subject, the topic, or the heading above."""
        clause = [p for p in self._clause(at) if p is not taken and not p.used]
        found = self._inner(clause, verb) or self._relative(at, verb)
        if found is None and through and (means := self._through(at, taken)):
            found = means, 0.95, "through"
        return found or self._explicit(clause, places) or self._topic(at, taken) or self._silent(clause, verb)

    def _inner(self, clause: Sequence[NounPhrase], verb: Verb) -> Subjects | None:
        """ "A가 B를 쓰는 반면 C는 …": a relative clause with a subject of its own."""
        return self._explicit([p for p in clause if p.particle == "subj"], ()) if verb.ending == "adnominal" else None

    def _relative(self, at: int, verb: Verb) -> Subjects | None:
        """ "…을 막는 X": X; but "A는 …을 결합한 X" speaks of A."""
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        if verb.ending != "adnominal" or not isinstance(following, NounPhrase) or not following.nouns:
            return None
        classes = korean_rules().words["tails.neutral"]  # "…에서 사용하는 프로토콜" tells of the one spoken of
        if following.heads and not all(self.found[m].surface in classes for m in following.heads):
            topic = self._topic(at, None) if self._closes(at + 1) or following.particle == "by" else None
            if topic is not None and topic[0]:
                return topic
            return self._exemplified(at + 1) or self._names(following.heads), 0.95, "relative"
        generic = korean_rules().words["heads.generic"]
        return None if following.heads or following.nouns[-1] in generic else ([], 0.0, "relative")

    def _explicit(self, clause: Sequence[NounPhrase], places: tuple[str, ...]) -> Subjects | None:
        for particles, kept, how in ((("subj",), 1.0, "subject"), (("by", *places), 0.9, "means")):
            for phrase in clause:
                if phrase.particle in particles and phrase.heads:
                    return self._names(phrase.heads), kept, how
        return None

    def _topic(self, at: int, taken: NounPhrase | None) -> Subjects | None:
        """The last topic before the predicate, also of a clause before; no concept in it: another thing is spoken of."""
        topic = self._topic_before(at)
        if topic is None or topic is taken or not (topic.heads or not self._points(topic)):
            return None
        concepts = self._topic_concepts(topic)
        if concepts:
            return concepts, 1.0, "topic"
        generic = korean_rules().words["heads.generic"]
        return ([], 0.0, "topic") if topic.nouns and topic.nouns[-1] not in generic else None

    def _topic_before(self, at: int) -> NounPhrase | None:
        return next(
            (
                item
                for item in reversed(self.items[:at])
                if isinstance(item, NounPhrase) and item.particle == "topic" and item.closing != "fronted"
            ),
            None,
        )

    def _silent(self, clause: Sequence[NounPhrase], verb: Verb) -> Subjects:
        """The lead of the line or the heading above, unless a subject that is no concept stands in the clause."""
        subject = next((p for p in clause if p.particle == "subj" and not p.heads and p.nouns), None)
        generic = korean_rules().words["heads.generic"]
        if subject is not None and verb.ending != "adnominal" and subject.nouns[-1] not in generic:
            return [], 0.0, "subject"
        return (list(self.lead), 1.0, "lead") if self.lead else self._from_above()

    def _closes(self, at: int) -> bool:
        """Whether only the end of the sentence follows the item."""
        return all(isinstance(i, Verb) and i.word in ("", "이") for i in self.items[at + 1 :])

    def _topic_concepts(self, topic: NounPhrase) -> list[str]:
        """ "모멘텀의 장점은" speaks of 모멘텀."""
        if topic.heads:
            return self._names(topic.heads)
        generic = korean_rules().words["headings.transparent"]
        if (
            topic.genitive
            and topic.nouns
            and (topic.nouns[-1] in generic or topic.nouns[-1] in korean_rules().words["heads.generic"])
        ):
            return self._names(topic.genitive)
        return []

    def _from_above(self) -> Subjects:
        if self.setting.subject is None or self.heading:
            return [], 0.0, "above"
        return list(self.setting.subject.concepts), self.setting.subject.factor, "above"

    def _names(self, mentions: Sequence[int]) -> list[str]:
        return list(dict.fromkeys(self.found[m].concept for m in mentions))

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

    def _exemplified(self, at: int) -> list[str]:
        """ "[…한] C로 X가 있다": what is said of C is said of X."""
        kind, *rest = self.items[at : at + 3]
        if isinstance(kind, NounPhrase) and kind.particle in ("by", "as", "at") and len(rest) == 2:
            example, verb = rest
            if isinstance(example, NounPhrase) and isinstance(verb, Verb) and verb.word == "있" and not verb.negated:
                return self._names(example.heads)
        return []

    def _lacking(self, at: int) -> list[str] | None:
        """Concepts X of "X를 안 하면 …", "X가 없으면 …" before the predicate; [] where X is left out, else None."""
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

    def _is_late(self, phrase: NounPhrase) -> bool:
        return any(isinstance(i, (NounPhrase, Verb)) for i in self.items[: self.items.index(phrase)])

    def _aims(self, at: int) -> bool:
        return any(isinstance(i, Verb) and i.ending in ("purpose", "if", "when") for i in self.items[:at])

    def _is_conditional(self, at: int, phrase: NounPhrase) -> bool:
        """ "밖에서 하면 … 발생": the condition brings it about, not the heading."""
        supposed = any(isinstance(i, Verb) and i.ending == "if" and not i.negated for i in self.items[:at])
        return supposed or (phrase.relative is not None and bool(phrase.relative.rules))

    def _governing(self, at: int) -> bool:
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        return isinstance(following, NounPhrase) and following.particle == "obj" and not following.heads
