"""What a Korean sentence says to be taken against a problem, and what is added to what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kb.graph.definitions import Definitions
from kb.graph.phrases import NounPhrase, Verb
from kb.graph.rules import Predicate, korean_rules
from kb.graph.stated import Claim
from kb.types import Relation

REMEDY = 0.75
""""해결책은 X를 쓰는 것"."""


class Remedies(Definitions):
    """Reads 해결책은 …, and 추가하다 and its like."""

    def _remedies(self, at: int) -> tuple[Relation, Sequence[str], float] | None:
        """ "해결책은 X를 쓰는 것이다", "해결: X를 쓴다": against the problem spoken of, or better than its cause."""
        solutions, above = korean_rules().words["headings.solutions"], self.setting.subject
        said = [i for i in self.items[:at] if isinstance(i, NounPhrase) and i.nouns and not i.heads and not i.genitive]
        labels = [i for i in said if i.particle == "topic" or i is self.items[0]]
        verb = self.items[at]
        first = self.items[0]
        labelled = isinstance(first, Verb) and first.bare and first.word in solutions and at > 1
        if (
            not (labelled or any(noun in solutions for i in labels for noun in i.nouns))
            or not isinstance(verb, Verb)
            or verb.negated
        ):
            return None
        if self.setting.weakness and above is not None:
            return Relation.IMPROVES_ON, above.concepts, REMEDY * above.factor
        return (Relation.SOLVES, self.setting.problem, REMEDY) if self.setting.problem else None

    def _adds(self, at: int, verb: Verb, predicate: Predicate) -> Iterator[Claim]:
        """ "C는 A에 B를 추가한 …": C uses B, and is more than A."""
        added, base = self._argument(at, ("obj",)), self._argument(at, ("at", "in"))
        if added is None or verb.passive or verb.negated:
            return
        added.used = True
        sources, factor, how = self._subject(at, verb, added, through=False)
        closes = verb.asserted or (verb.ending == "adnominal" and self._closes(at + 1))
        told = how == "above" and closes and self._heading_class() == sources
        if how not in ("topic", "subject", "lead", "relative", "cleft") and not told:
            return  # somebody adds something, for the moment
        sure, rule = predicate.strength * factor, f"ko/{verb.word}/{how}"
        yield from self._pairs(sources, Relation.USES, self._names(added.heads), rule, sure, False)
        if base is not None and added.heads and not base.closing:
            yield from self._pairs(sources, Relation.IMPROVES_ON, self._names(base.heads), rule, sure, False)
