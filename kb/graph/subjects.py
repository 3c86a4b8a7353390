"""Who does what a predicate of a Korean sentence says, and where an omitted subject comes from."""

from __future__ import annotations

from collections.abc import Sequence

from kb.graph.clause import Clause
from kb.graph.phrases import NounPhrase, Verb
from kb.graph.rules import korean_rules
from kb.types import Relation

PREVIOUS = 0.85
"""Confidence kept when the subject is that of the sentence before."""

Subjects = tuple[list[str], float, str]
"""Concepts, the confidence kept, and how they were found (subject, topic, lead, above …)."""


class SubjectFinder(Clause):
    """Looks for subjects, nearest first: in the clause, in the sentence, at the head of the line, in the headings."""

    def _subject(
        self, at: int, verb: Verb, taken: NounPhrase | None, places: tuple[str, ...] = (), *, through: bool = True
    ) -> Subjects:
        """The head of a relative clause, the subject, the topic, the means, or the heading above."""
        clause = [p for p in self._clause(at) if p is not taken and not p.used]
        found = self._inner(clause, verb) or self._relative(at, verb) or self._pointed(clause, verb)
        if found is not None:
            return found
        means, supposed = self._through(at, taken) if through else ([], False)
        if means and supposed:
            return means, 0.95, "through"
        found = self._acting(clause, places) or self._topic(at, taken)
        if means and (found is None or not found[0] or (found[2] == "topic" and self._opens_with_means(at))):
            return means, 0.95, "through"
        return found or self._chained(at, clause) or self._silent(clause, verb)

    def _inner(self, clause: Sequence[NounPhrase], verb: Verb) -> Subjects | None:
        """ "A가 B를 쓰는 반면 C는 …": a relative clause with a subject of its own."""
        return self._acting([p for p in clause if p.particle == "subj"], ()) if verb.ending == "adnominal" else None

    def _relative(self, at: int, verb: Verb) -> Subjects | None:
        """ "…을 막는 X": X; but "A는 …을 결합한 X" speaks of A."""
        while at + 2 < len(self.items) and self._only_describes(at + 1):
            at += 1  # "…을 막기 위한 다양한 방법"
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        relative = verb.ending == "adnominal" or verb.modifies
        if not relative or not isinstance(following, NounPhrase) or not following.nouns:
            return None
        if cleft := self._cleft(at + 1) or self._called(at + 1):
            return cleft, 0.95, "cleft"
        generic = korean_rules().words["heads.generic"]
        classes = generic | korean_rules().words["tails.neutral"]  # "…에서 사용하는 프로토콜" tells of the one spoken of
        classes |= korean_rules().words["heads.problem"]  # "…에 빠질 확률"
        if not following.heads and self._closes(at + 1) and (topic := self._topic(at, None)) is not None and topic[0]:
            return topic  # "A는 …을 쓰는 반응이다"
        if not following.heads:  # "…을 쓰는 것으로는 X가 있다"; "…을 개선한 형태의 자료구조"
            examples = self._exemplified(at + 1)
            return None if not examples and following.nouns[-1] in generic else (examples, 0.95, "relative")
        if all(self.found[m].surface in classes for m in following.heads):
            return None
        owned = self._owned_by(at + 1)
        doers = self._names(owned.heads) if owned else self._exemplified(at + 1) or self._names(following.heads)
        return (None if owned else self._told(at)) or (doers, 0.95, "relative")

    def _only_describes(self, at: int) -> bool:
        verb = self.items[at]
        return isinstance(verb, Verb) and verb.adjective and verb.ending == "adnominal" and not verb.rules

    def _told(self, at: int) -> Subjects | None:
        """ "A는 …을 쓰는 X이다", and under the heading A "…을 쓰는 X": what is told of X is told of A."""
        following = self.items[at + 1]
        closes = self._closes(at + 1) or self._is_meant(at + 1)
        if not closes and not (isinstance(following, NounPhrase) and following.particle == "by"):
            return None
        if (topic := self._topic(at, None)) is not None and topic[0]:
            return topic
        above = self._from_above()
        return above if closes and above[0] and (self.lead or self.defining) else None

    def _is_meant(self, at: int) -> bool:
        """ "…하는 X를 말한다"."""
        phrase, verb = self.items[at], self.items[at + 1] if at + 1 < len(self.items) else None
        said = isinstance(phrase, NounPhrase) and phrase.particle == "obj" and isinstance(verb, Verb) and not verb.negated
        return said and isinstance(verb, Verb) and verb.word in korean_rules().words["naming.means"]

    def _cleft(self, at: int) -> list[str]:
        """ "…하는 방법이 X이다", "…을 해결하는 프로토콜이 X": X does it."""
        kind = self.items[at]
        named = self.items[at + 1] if at + 1 < len(self.items) else None
        if not isinstance(kind, NounPhrase) or not isinstance(named, NounPhrase) or not named.heads:
            return []
        classes = korean_rules().words["tails.neutral"] | korean_rules().words["heads.generic"]
        last = self.found[kind.heads[-1]].surface if kind.heads else kind.nouns[-1]
        says = kind.particle in ("subj", "topic", "also") and last in classes
        return self._names(named.heads) if says and (named.copula or self._closes(at + 1)) else []

    def _called(self, at: int) -> list[str]:
        """ "…하는 Y를 X라고 한다": X."""
        kind, named, *rest = [*self.items[at : at + 4], None, None]
        if not isinstance(kind, NounPhrase) or kind.particle != "obj" or not isinstance(named, NounPhrase):
            return []
        calls = [i for i in rest if isinstance(i, Verb) and i.word in korean_rules().words["naming.calls"] and not i.negated]
        quoted = named.closing == "quoted" or named.particle == "quote"
        return self._names(named.heads) if quoted and calls else []

    def _pointed(self, clause: Sequence[NounPhrase], verb: Verb) -> Subjects | None:
        """ "이는 …을 야기한다", "이로 인해 …": what was spoken of brings it about."""
        harmful = any(r.relation is Relation.CAUSES for r in verb.rules)
        for phrase in clause:
            pointing = phrase.particle in ("topic", "subj", "because") and self._points(phrase)
            if pointing and harmful and self.setting.problem:
                return list(self.setting.problem), PREVIOUS, "pointed"
        return None

    def _acting(self, clause: Sequence[NounPhrase], places: tuple[str, ...]) -> Subjects | None:
        """What has the particle of a subject, or of an agent, a cause or a means."""
        causes = (("because", "agent"), 0.95, "because")
        for particles, kept, how in (causes, (("subj",), 1.0, "subject"), (("by", *places), 0.9, "means")):
            for phrase in clause:
                if phrase.particle in particles and phrase.heads and not phrase.adnominal:
                    return self._names(phrase.heads), kept, how
        return None

    def _chained(self, at: int, clause: Sequence[NounPhrase]) -> Subjects | None:
        """ "A가 B를 형성하여 C를 막는다": the subject of the clause before goes on; "A가 0이라 …" only gives a reason."""
        if any(p.particle == "subj" and p.nouns for p in clause):
            return None
        for position in range(at - 1, -1, -1):
            verb = self.items[position]
            if not isinstance(verb, Verb) or verb.ending == "adnominal":
                continue
            if verb.ending != "and" or verb.opposed or not verb.word or self._argument(position, ("obj",)) is None:
                return None
            subject = next((p for p in self._clause(position) if p.particle == "subj" and p.nouns), None)
            if subject is not None:
                return (self._names(subject.heads), 0.9, "chained") if subject.heads else None
        return None

    def _topic(self, at: int, taken: NounPhrase | None) -> Subjects | None:
        """The last topic before the predicate, also of a clause before; no concept in it: another thing is spoken of."""
        topic = self._topic_before(at)
        if topic is not None and self.setting.pointed is not None and self._is_pronoun(topic):
            return list(self.setting.pointed), PREVIOUS, "topic"
        if topic is None or topic is taken or not (topic.heads or not self._points(topic)):
            return None
        concepts = self._topic_concepts(topic)
        if concepts:
            return concepts, 1.0, "topic"
        generic = korean_rules().words["heads.generic"]
        return ([], 0.0, "topic") if topic.nouns and topic.nouns[-1] not in generic else None

    @staticmethod
    def _is_pronoun(topic: NounPhrase) -> bool:
        """ "이는", "이 방법은", "해당 알고리즘은": what was just spoken of."""
        words = korean_rules().words
        things = words["tails.neutral"] | words["heads.generic"] | words["pointers.words"]
        first = topic.pointed or (bool(topic.nouns) and topic.nouns[0] in words["pointers.words"])
        return first and not topic.heads and not topic.genitive and all(noun in things for noun in topic.nouns)

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
        if any(p.particle in ("because", "agent") and p.nouns and not p.heads and not p.adnominal for p in clause):
            return [], 0.0, "because"  # "낡은 부품으로 인해 … 발생한다"
        if subject is not None and verb.ending != "adnominal" and subject.nouns[-1] not in generic:
            return [], 0.0, "subject"
        return self._from_above()

    def _topic_concepts(self, topic: NounPhrase) -> list[str]:
        """ "모멘텀의 장점은" speaks of 모멘텀."""
        if topic.heads:
            return self._names(topic.heads)
        words = korean_rules().words
        general = words["headings.transparent"] | words["heads.generic"]
        return self._names(topic.genitive) if topic.genitive and topic.nouns and topic.nouns[-1] in general else []

    def _from_above(self) -> Subjects:
        """What the line leads with, what the sentence before spoke of, or what the heading names."""
        if self.lead:
            return list(self.lead), 1.0, "lead"
        if self.follows:
            return list(self.follows), 0.95, "lead"
        if self.heading:
            return [], 0.0, "above"
        if self.setting.previous:
            return list(self.setting.previous), PREVIOUS, "previous"
        if self.setting.subject is None:
            return [], 0.0, "above"
        return list(self.setting.subject.concepts), self.setting.subject.factor, "above"

    def spoken_of(self) -> tuple[str, ...]:
        """What the sentence is about, for the next one: its lead or its first topic."""
        if self.lead:
            return self.lead
        *_, there, verb = (None, None, *(i for i in self.items if not isinstance(i, Verb) or i.word))
        if isinstance(verb, Verb) and verb.word in korean_rules().words["kinds.existing"] and isinstance(there, NounPhrase):
            general = korean_rules().words["heads.generic"] | korean_rules().words["heads.problem"]
            named = len(there.heads) == 1 and self.found[there.heads[0]].surface not in general
            if there.particle == "subj" and named and not verb.negated:
                return tuple(self._names(there.heads))  # "대표적인 구현체로 X가 있다. 이는 …"
        topics = (i for i in self.items if isinstance(i, NounPhrase) and i.particle == "topic" and i.closing != "fronted")
        return next((tuple(self._topic_concepts(topic)) for topic in topics), ())

    def topics(self) -> tuple[str, ...]:
        """All that the sentence tells of: "A는 …, B는 …"."""
        topics = [i for i in self.items if isinstance(i, NounPhrase) and i.particle == "topic" and not i.closing]
        named = [self._topic_concepts(topic) for topic in topics]
        return tuple(dict.fromkeys(names[0] for names in named if len(names) == 1))

    def speaks_of_other(self) -> bool:
        """Whether its topic is a thing that is no concept: what follows behind an arrow isn't said of the heading then."""
        topic = next((i for i in self.items if isinstance(i, NounPhrase) and i.particle == "topic"), None)
        words = korean_rules().words
        general = words["heads.generic"] | words["headings.transparent"]
        named = topic is None or topic.heads or topic.genitive or self._points(topic) or not topic.nouns
        return not named and topic is not None and topic.nouns[-1] not in general

    def is_subjectless(self) -> bool:
        """Whether neither a topic nor a subject stands in the sentence."""
        return not any(isinstance(i, NounPhrase) and i.particle in ("topic", "subj") for i in self.items)

    def _through(self, at: int, taken: NounPhrase | None) -> tuple[list[str], bool]:
        """ "X를 통해/이용하여/사용하면 …": X does it; and whether it is supposed ("사용하면")."""
        verbs = korean_rules().words["through.verbs"]
        for position in range(at - 1, -1, -1):
            item = self.items[position]
            if isinstance(item, NounPhrase):
                if item.particle == "means" and item is not taken and item.heads:
                    return self._names(item.heads), False
                continue
            if item.ending == "adnominal" or item.even:
                continue
            if item.mention is not None and item.ending in ("and", "if") and not item.negated:
                return self._names([item.mention]), item.ending == "if"
            if (
                (item.word in verbs or item.word + "하" in verbs)
                and item.ending in ("and", "if", "when", "final", "purpose")
                and not item.negated
            ):
                phrase = self._argument(position, ("obj", ""))
                if phrase is not None and phrase is not taken:
                    return self._names(phrase.heads), item.ending in ("if", "when")
            return [], False
        return [], False

    def _opens_with_means(self, at: int) -> bool:
        """ "X를 씀으로써 A는 …": X does it, though a topic stands nearer; "A는 X를 써서 …" tells of A."""
        done = next((n for n, i in enumerate(self.items[:at]) if isinstance(i, Verb) and i.ending != "adnominal"), at)
        topic = self._topic_before(at)
        return topic is not None and done < self.items.index(topic)

    def _exemplified(self, at: int) -> list[str]:
        """ "[…한] C로 X가 있다": what is said of C is said of X."""
        kind, *rest = self.items[at : at + 3]
        if isinstance(kind, NounPhrase) and kind.particle in ("by", "as", "at") and len(rest) == 2:
            example, verb = rest
            if isinstance(example, NounPhrase) and isinstance(verb, Verb) and verb.word in ("있", "존재"):
                return self._names(example.heads) if not verb.negated else []
        return []

    def _lacking(self, at: int) -> list[str] | None:
        """Concepts X of "X를 안 하면 …", "X가 없으면 …" before the predicate; [] where X is left out, else None."""
        for position in range(at - 1, -1, -1):
            item = self.items[position]
            if isinstance(item, NounPhrase) or item.ending == "adnominal":
                continue
            lacks = item.negated or item.word in korean_rules().words["condition.lacking"]
            if item.possible:
                return None  # "A가 …할 수 없을 때"
            if item.ending in ("if", "when") and lacks and item.mention is not None:
                return self._names([item.mention])
            if item.ending in ("if", "when") and lacks:
                phrase = self._argument(position, ("obj", "subj", "", "topic"))
                return self._names(phrase.heads) if phrase is not None else []
            return None
        return None

    def _instead(self, at: int) -> list[str]:
        for phrase in self._clause(at):
            if phrase.closing == "instead":
                position = self.items.index(phrase)
                before = self.items[position - 1] if position else None
                if not phrase.nouns and isinstance(before, NounPhrase) and before.particle == "obj":
                    return self._names(before.heads)  # "`Map`을 대신하여"
                return self._names(phrase.heads)
        return []
