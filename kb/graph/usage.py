"""What a Korean sentence says is used: by what, for what, instead of what, and where."""

from __future__ import annotations

from collections.abc import Iterator

from kb.graph.clause import SUPPOSED
from kb.graph.means import MEANS, UNSAID, Means
from kb.graph.phrases import MASK, NounPhrase, Verb
from kb.graph.roles import roles
from kb.graph.rules import Predicate, korean_rules
from kb.graph.stated import NEAR_SUBJECT, Claim
from kb.types import Relation

PLACED = 0.75
""""X에서 Y를 사용": X uses Y."""


HERE = ("여기", "이", "거기", "그")


class Usage(Means):
    """Reads 사용하다 and its like."""

    def _alternative(self, at: int, phrase: NounPhrase) -> Iterator[Claim]:
        """Under Y "X가 대안"; whose it is, is said otherwise (see `Roles`)."""
        unsaid = bool(phrase.nouns) and not phrase.heads and not phrase.genitive
        if not unsaid or roles().get(phrase.nouns[-1]) is not Relation.ALTERNATIVE_TO:
            return
        before = self.items[at - 1] if at else None
        if not self._closes(at) or not isinstance(before, NounPhrase) or before.particle not in ("subj", "topic"):
            return
        above = self.setting.subject
        others = above.concepts if above and above.factor >= NEAR_SUBJECT else ()
        yield from self._pairs(self._names(before.heads), Relation.ALTERNATIVE_TO, others, "ko/대안", 0.75, False)

    def _examples(self, phrase: NounPhrase) -> list[str]:
        """ "A, B와 같은 C를 사용": A and B."""
        position = self.items.index(phrase)
        before = self.items[position - 1] if position else None
        return self._names(before.heads) if isinstance(before, NounPhrase) and before.closing == "such" else []

    def _uses(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        following = self.items[at + 1] if at + 1 < len(self.items) else None
        becomes = isinstance(following, Verb) and following.word == "되" and following.ending in SUPPOSED  # "쓰게 되면"
        if verb.ending in SUPPOSED or self._is_supposed(at) or becomes or self._is_rebuked(at):
            return
        if verb.word in korean_rules().words["adding.verbs"]:
            yield from self._adds(at, verb, predicate)
            return
        phrase = self._argument(at, ("obj", "")) if not verb.passive else None
        before = self._before(at)
        if verb.noun and isinstance(before, NounPhrase) and before.particle == "gen" and len(before.heads) > 1:
            phrase = before  # "A와 B의 결합"
        if (
            phrase is not None
            and not phrase.heads
            and phrase.nouns
            and phrase.nouns[-1] in korean_rules().words["makeup.modules"]
        ):
            phrase.heads, phrase.genitive = phrase.genitive[-1:], []  # "A의 어떤 모듈을 쓴다": A
        if phrase is not None and not phrase.heads:
            phrase.heads = self._named_for(phrase)
        if phrase is None and verb.word in korean_rules().words["based.nouns"]:  # "배열에 기반한"
            phrase = self._argument(at, ("at",))
        place = self._argument(at, ("in", "at")) if verb.word not in korean_rules().words["based.nouns"] else None
        if place is not None and (
            (verb.ending == "adnominal" and place.closing == "fronted") or (place.nouns and place.nouns[0] in HERE)
        ):
            place = None
        if phrase is None and place is None and not verb.passive and verb.ending == "final" and not verb.negated:
            yield from self._used_by(at, verb)
        if phrase is not None and phrase.heads:
            yield from self._uses_object(at, verb, predicate, phrase, place)
        elif phrase is None or not phrase.nouns:
            # "X에서 Y를 사용" where Y is no concept says nothing about X
            yield from self._used_at(at, verb, self._argument(at, ("when",)) or place)

    def _uses_object(
        self, at: int, verb: Verb, predicate: Predicate, phrase: NounPhrase, place: NounPhrase | None
    ) -> Iterator[Claim]:
        """ "X는 Y를 사용한다"; and what Y is used for, instead of, or in."""
        phrase.used = True
        objects = [*self._examples(phrase), *self._firm(phrase)]
        role = self._argument(at, ("as", "by"))
        yield from self._when_taken(at, phrase, verb)
        if role is not None and role.heads and role is not phrase:
            return  # "L2를 매개변수로 사용": a role in one place is no kind
        if place is not None and verb.word == "적용":
            return  # "뉴런에 기울기를 적용": what it is applied to is not built with it
        if verb.needless:  # "드롭아웃을 쓰지 않아도 된다"
            sources, factor, _ = self._subject(at, verb, phrase)
            spared = self._examples(phrase) or objects
            yield from self._pairs(sources, Relation.ALTERNATIVE_TO, spared, "ko/않아도", 0.75 * factor, False)
        elif verb.ending == "and" and (made := self._made(at)):
            yield from self._pairs(made, Relation.USES, objects, f"ko/{verb.word}-생성", MEANS, verb.negated)
        elif purpose := self._purpose(at):
            yield from self._to_an_end(at, verb, predicate, phrase, purpose)
        elif remedied := self._remedies(at):
            relation, others, sure = remedied
            yield from self._pairs(self._examples(phrase) or objects, relation, others, f"ko/해결-{verb.word}", sure, False)
        elif instead := self._instead(at):
            yield from self._pairs(objects, Relation.ALTERNATIVE_TO, instead, "ko/대신", 0.85, verb.negated)
        elif place is not None and self._names_user(place, phrase):
            users, rule = self._firm(place), f"ko/에서-{verb.word}"
            yield from self._pairs(users, Relation.USES, objects, rule, PLACED, verb.negated)
        else:
            sources, factor, how = self._subject(at, verb, phrase)
            sources = sources[-1:] if how == "topic" and self._other_topic(place, phrase) else sources
            if how == "through" or any(self.is_problem(s) for s in sources) or (phrase.listed and "함께" in verb.word):
                return
            if how == "previous" or (how == "above" and not self._takes_heading(at, factor)):
                return
            if how == "topic" and self._is_itself_used(at):
                return  # whoever uses it in the middle of a story is hardly the heading
            objects = self._telling(objects, phrase, how)
            confidence = predicate.strength * factor * (UNSAID if how == "above" else 1.0)
            yield from self._pairs(sources, Relation.USES, objects, f"ko/{verb.word}/{how}", confidence, verb.negated)

    def _telling(self, objects: list[str], phrase: NounPhrase, how: str) -> list[str]:
        """Under a heading "도구를 써서 …": of which kind isn't said."""
        return [name for name in objects if name not in self._common(phrase)] if how == "above" else objects

    def _names_user(self, place: NounPhrase, phrase: NounPhrase) -> bool:
        """ "X에서 Y를 사용"; not "X에서 수가 적은 Y를 사용", "X에 Y를 사용하는 것"."""
        if not place.heads or place.start >= phrase.start or self._other_topic(place, phrase):
            return False
        begin, end = self.items.index(place), self.items.index(phrase)
        verb = next((i for i in self.items[end:] if isinstance(i, Verb)), None)
        if place.particle == "at" and verb is not None and verb.ending == "adnominal":
            return False
        between = self.items[begin:end]
        return place.closing == "fronted" or not any(isinstance(i, Verb) and i.ending == "adnominal" for i in between)

    def _other_topic(self, place: NounPhrase | None, phrase: NounPhrase) -> bool:
        """ "A에서는 B(를), C는 D를 사용": C uses D."""
        if place is None or place.closing != "fronted":
            return False
        between = self.items[self.items.index(place) + 1 : self.items.index(phrase)]
        return any(isinstance(i, NounPhrase) and i.particle == "topic" for i in between)

    def _is_itself_used(self, at: int) -> bool:
        """ "A는 X에 사용하고 B를 사용한다": the topic is what is used in the clause before."""
        topic = self._topic_before(at)
        begin = self.items.index(topic) if topic is not None else at
        for position in range(begin, at):
            verb = self.items[position]
            used = isinstance(verb, Verb) and any(rule.relation is Relation.USES for rule in verb.rules)
            if used and isinstance(verb, Verb) and not verb.passive and verb.ending == "and":
                return self._argument(position, ("obj", "")) is None and self._argument(position, ("at", "in")) is not None
        return False

    def _to_an_end(
        self, at: int, verb: Verb, predicate: Predicate, phrase: NounPhrase, purpose: list[str]
    ) -> Iterator[Claim]:
        """ "X는 Z를 막기 위해 Y를 쓴다": Y is against Z, and X uses it."""
        objects = [*self._examples(phrase), *self._firm(phrase)]
        taken = self._examples(phrase) or objects
        yield from self._pairs(taken, Relation.SOLVES, purpose, f"ko/위해-{verb.word}", 0.85, verb.negated)
        sources, factor, how = self._subject(at, verb, phrase, through=False)
        if how in ("topic", "subject", "lead") and not any(map(self.is_problem, sources)) and not verb.negated:
            sure = predicate.strength * factor
            yield from self._pairs(sources, Relation.USES, objects, f"ko/{verb.word}/{how}", sure, False)

    def supposed_use(self) -> tuple[str, ...]:
        """ "Y를 사용하는 경우 → X": Y, which X uses."""
        last = self.items[-1] if self.items else None
        if not isinstance(last, Verb) or last.ending not in ("when", "if") or last.negated:
            return ()
        if not any(rule.relation is Relation.USES for rule in last.rules):
            return ()
        phrase = self._argument(len(self.items) - 1, ("obj", ""))
        return tuple(self._names(phrase.heads)) if phrase is not None else ()

    def _used_by(self, at: int, verb: Verb) -> Iterator[Claim]:
        """ "BPE: … GPT가 사용": GPT uses what the line leads with."""
        agent = self._argument(at, ("subj",))
        used = self.lead or self.setting.previous
        if agent is not None and agent.heads and used and not agent.adnominal:
            yield from self._pairs(self._names(agent.heads), Relation.USES, used, f"ko/{verb.word}-주체", MEANS, False)

    def _aimed(self, at: int, verb: Verb) -> Iterator[Claim]:
        """ "Y를 막기 위해 X를 …한다", "Y를 해결하기 위해 X가 나왔다"."""
        adopts = verb.word in korean_rules().words["adopting.verbs"] or verb.mention is not None
        if not adopts or verb.ending in (*SUPPOSED, "adnominal") or verb.negated:
            return
        purpose = self._purpose(at)
        if verb.mention is not None:  # "Y를 막기 위해 X한다"
            before = next((i for i in reversed(self.items[:at]) if isinstance(i, Verb)), None)
            between = self.items[self.items.index(before) + 1 : at] if before is not None else []
            other = any(isinstance(i, NounPhrase) and i.particle == "subj" for i in between)
            if before is None or before.ending != "purpose" or other:
                return
            done = [s for s in self._names([verb.mention]) if not self.is_problem(s)]
            yield from self._pairs(done, Relation.SOLVES, purpose, "ko/위해-하", 0.75, False)
            return
        means = self._argument(at, ("obj",)) or self._argument(at, ("subj", "topic")) if purpose else None
        if means is not None:
            sources = [s for s in self._names(means.heads) if not self.is_problem(s)]
            yield from self._pairs(sources, Relation.SOLVES, purpose, f"ko/위해-{verb.word}", 0.75, False)

    def _used_at(self, at: int, verb: Verb, place: NounPhrase | None) -> Iterator[Claim]:
        """ "X는 Y에서 사용된다"."""
        if place is None and verb.passive:
            place = self._argument(at, ("as", "by"))  # "흑연은 전극으로 쓰인다"
            owner = self._before(self.items.index(place)) if place is not None else None
            owned = isinstance(owner, NounPhrase) and owner.particle == "gen"  # "시장의 핵심 도구로 쓰인다"
            if place is not None and (owned or place.nouns[-1:] != [MASK] or self._everyday(place)):
                return  # "용도로 쓰인다"
        if place is None or not place.heads:
            return
        told = verb.ending == "adnominal" and not self._closes(at + 1)  # "A는 B에서 사용되는 C를 …": C is used there
        subject = self._argument(at, ("subj",) if told else ("subj", "topic")) if verb.passive else None
        if subject is not None and subject.nouns and not subject.heads and not self._points(subject):
            return  # something without a name is used there
        explicit = (self._names(subject.heads), 1.0, "subject") if subject is not None and subject.heads else None
        if subject is not None and subject.heads and subject.particle == "subj" and place.closing == "fronted":
            # "CPU에는 캐시가 사용된다" tells of the CPU
            yield from self._pairs(
                self._names(place.heads),
                Relation.USES,
                self._names(subject.heads),
                f"ko/에는-{verb.word}",
                PLACED,
                verb.negated,
            )
            return
        sources, factor, how = explicit or self._subject(at, verb, place)
        unsaid = how in ("above", "previous") and verb.ending in ("adnominal", "purpose")  # "…에서 쓸 수 있도록"
        far = (how == "above" and factor < NEAR_SUBJECT) or unsaid or how == "through" or self._is_aimed_at(at)
        described = how == "relative" and self._closes(at + 1)  # "Join에 자주 쓰이는 칼럼"
        if far or described or any(self.is_problem(s) for s in sources):
            return
        if how == "subject" and not verb.passive and verb.rules and verb.ending == "adnominal":
            return  # "A가 B에 사용하는 것": A uses it
        rule = f"ko/에서-{verb.word}/{how}"
        targets = self._names(place.heads)
        yield from self._pairs(sources, Relation.SUITED_TO, targets, rule, 0.8 * factor, verb.negated, only=place.only)
