"""What a Korean sentence says by a noun of relation: "X는 Y의 원인이다", "Y의 원인은 X이다", "X는 Y의 대안"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from kb.graph.contrasts import Contrasts
from kb.graph.phrases import NounPhrase, Verb
from kb.graph.rules import korean_rules
from kb.graph.stated import NEAR_SUBJECT, Claim
from kb.types import Relation

ROLE = 0.8


@cache
def roles() -> Mapping[str, Relation]:
    """Noun → the relation between who has the role and whose it is (the table `[roles]` of the rules)."""
    words = korean_rules().words
    return {noun: relation for relation in Relation for noun in words.get(f"roles.{relation}", ())}


class Roles(Contrasts):
    """Reads 원인, 해결책, 대안 and their like."""

    def _role(self, at: int, phrase: NounPhrase) -> Iterator[Claim]:
        relation = roles().get(phrase.nouns[-1]) if phrase.nouns and not phrase.heads and phrase.genitive else None
        if relation is None:
            return
        owners = self._names(phrase.genitive)
        if phrase.particle == "topic" and not phrase.closing:
            holders = self._holders(at)
        elif phrase.copula or self._closes(at) or (phrase.particle in ("by", "subj", "as") and self._holds(at)):
            holders = self._told_of(at, relation)
        else:
            return
        yield from self._pairs(holders, relation, owners, f"ko/{phrase.nouns[-1]}", ROLE, False)

    def _holders(self, at: int) -> list[str]:
        """Who "Y의 원인은 X이다", "Y의 해결책으로는 X가 있다" tell of."""
        last = next((i for i in reversed(self.items[at + 1 :]) if isinstance(i, NounPhrase)), None)
        verbs = [i for i in self.items[at + 1 :] if isinstance(i, Verb) and i.word not in ("", "이")]
        plain = not verbs or (len(verbs) == 1 and verbs[0].word == "있" and not verbs[0].negated)
        return self._names(last.heads) if last is not None and plain and not self.question else []

    def _holds(self, at: int) -> bool:
        """ "…의 원인이 된다", "…의 원인으로 작용한다"."""
        verb = self.items[at + 1] if at + 1 < len(self.items) else None
        return isinstance(verb, Verb) and verb.word in korean_rules().words["roles.held"] and not verb.negated

    def _told_of(self, at: int, relation: Relation) -> list[str]:
        topic = self._topic_before(at) or next((p for p in self._clause(at) if p.particle == "subj" and p.nouns), None)
        if topic is not None:
            return self._topic_concepts(topic)
        above = self.setting.subject  # under B "… 때 A의 대안"
        title = relation in (Relation.CAUSES, Relation.SOLVES)  # "Y의 발생 원인" announces what follows
        near = self._closes(at) and not title and above is not None and above.plain and above.factor >= NEAR_SUBJECT
        return list(self.lead or (above.concepts if near and above is not None else ()))
