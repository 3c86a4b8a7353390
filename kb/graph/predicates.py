"""Reads the predicates of a Korean sentence from Kiwi's morphemes: negation, voice, and how the clause ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.graph.mending import CROSSES
from kb.graph.phrases import Item, NounPhrase, Verb
from kb.graph.rules import Predicate, korean_rules
from kb.language.morphemes import Token

NOMINAL = frozenset({"NNG", "NNP", "SL", "SH", "SN", "XPN", "XSN", "XR", "NR", "NP"})
BOUND = frozenset({"것", "점", "데", "바", "거"})
_SUFFIXES = frozenset({"XSV", "XSA", "VX", "EP", "EC", "ETM", "ETN", "EF", "VCP", "VCN"})
_ENDINGS = {"ETM": "adnominal", "EF": "final"}
_VOICE = ("되", "받", "당하")


@dataclass(slots=True)
class VerbReader:
    """A cursor over the morphemes of one sentence, with what has been read so far."""

    tokens: Sequence[Token]
    starts: dict[int, int]
    items: list[Item] = field(default_factory=list)
    at: int = 0
    pending: Verb | None = None
    """A copula that ends a clause ("0이라서"), to follow its noun phrase."""

    def nominal(self, token: Token) -> bool:
        return token.tag in NOMINAL or (token.tag == "NNB" and token.form in BOUND)

    def peek(self, ahead: int = 0) -> Token | None:
        position = self.at + ahead
        return self.tokens[position] if position < len(self.tokens) else None

    def mark(self, token: Token) -> None:
        if token.form[0] in CROSSES and self.items and isinstance(self.items[-1], Verb):
            self.items[-1].negated = True
        elif token.form[0] in CROSSES and self.items and isinstance(self.items[-1], NounPhrase):
            self.items[-1].crossed = True
        elif token.form[0] in "→⇒➡" and self.items:
            self.items.append(Verb("", (), token.start, token.end, ending="arrow"))
        self.at += 1

    def verb(self, form: str, rules: tuple[Predicate, ...], position: int, *, noun: bool = False) -> Verb:
        """Reads the predicate whose stem stands at `position`, with its endings, and appends it."""
        words = korean_rules().words
        first = self.tokens[position]
        verb = Verb(form, rules, first.start, first.end, noun=noun)
        verb.adjective = first.tag in ("VA", "VCN", "VA-I", "VA-R")
        adverbs = [t for t in self.tokens[max(0, position - 4) : position] if t.tag == "MAG"]
        verb.wrong = any(t.form in words["condition.wrong"] for t in adverbs)
        verb.total = form in words["total.verbs"] or any(t.form in words["total.adverbs"] for t in adverbs)
        just_before = bool(adverbs) and adverbs[-1] is self.tokens[position - 1]
        stem = position - 1 if first.tag == "XSN" else position  # 비+효율+적
        before = self.tokens[stem - 1] if stem else None
        verb.negated = (
            (just_before and adverbs[-1].form in words["negation.before"])
            or (first.form in words["predicates.negative"] and not noun and not rules)
            or (before is not None and before.tag == "XPN" and before.form in words["negation.prefixes"])
        )
        self.at = position + 1
        verb.ending = ""
        while (token := self.peek()) is not None and self._goes_on(verb, token, position):
            verb.end = token.end
            self.at += 1
        if not verb.ending and noun and token is not None and (self.nominal(token) or token.tag == "NNB"):
            verb.ending = "adnominal"
        verb.bare = noun and verb.end == first.end
        verb.ending = verb.ending or "final"
        self.items.append(verb)
        return verb

    def _goes_on(self, verb: Verb, token: Token, position: int) -> bool:
        """Whether the token belongs to the predicate; what it says is noted in `verb`."""
        words = korean_rules().words
        light = self.at == position + 1 and verb.noun and token.tag == "VV" and token.form in words["predicates.light"]
        if token.tag in _SUFFIXES or light:
            self._suffix(verb, token, position)
            return True
        if token.tag == "NNB" and token.form == "수" and verb.ending == "adnominal":
            return self._possible(verb)
        if self._is_goal(verb, token):
            return self._goal(verb, token)
        if self._turns_clause(verb, token):
            return True
        negating = token.tag == "MAG" and token.form in words["negation.before"]
        if negating or self._is_cross(verb, token):
            verb.negated = True
            return True
        made = token.tag == "VV" and token.form == "시키" and self.at == position + 1
        return made or (token.tag == "JX" and bool(verb.ending)) or (token.tag == "JKB" and verb.ending == "because")

    def _turns_clause(self, verb: Verb, token: Token) -> bool:
        """ "…할 때", "…하기 때문에", "…하기 쉽다": what the word makes of the clause is noted in `verb`."""
        words = korean_rules().words
        noun = token.tag in ("NNG", "NNB")
        if noun and token.form in words["condition.nouns"] and verb.ending in ("adnominal", ""):
            following = self.peek(1)
            verb.ending = "until" if following is not None and following.form in ("까지", "마다") else "when"
        elif noun and token.form in words["postpositions.causes"]:
            verb.ending = "because"
        elif noun and token.form in words["opposing.nouns"] and verb.ending == "adnominal":
            verb.ending, verb.opposed = "and", True
        elif verb.negated and verb.ending == "if" and token.form == "되" and self.tokens[self.at - 1].form.endswith("도"):
            verb.ending, verb.needless = "", True
        elif token.form == "하" and token.tag in ("VV", "VX") and self.tokens[self.at - 1].form.endswith("다"):
            pass  # "발생한다 하더라도"
        elif verb.ending == "purpose" and (token.form in words["easily.yes"] or token.form in words["easily.no"]):
            verb.ending, verb.negated = "", verb.negated or token.form in words["easily.no"]
        else:
            return False
        return True

    def _suffix(self, verb: Verb, token: Token, position: int) -> None:
        verb.adjective = verb.adjective or token.tag == "XSA"
        if token.form in korean_rules().words["negation.after"] and token.tag in ("VX", "VCN"):
            verb.negated = True
        if token.form in _VOICE and self.at == position + 1 and verb.noun:
            verb.passive = True
        if token.form == "지" and token.tag == "VX":
            verb.passive = verb.passive or verb.noun
        if token.tag == "EC" and token.form.endswith(("다고", "라고")):
            verb.wrong = verb.wrong or self._is_believed()
        verb.wrong = verb.wrong or (token.tag == "EC" and token.form in korean_rules().words["condition.asked"])
        verb.opposed = verb.opposed or (token.tag == "EC" and token.form in korean_rules().words["opposing.endings"])
        verb.even = verb.even or (token.tag == "EC" and token.form in korean_rules().words["condition.even"])
        verb.must = verb.must or (token.tag == "EC" and token.form in ("어야", "아야", "여야"))
        if token.tag in ("EC", "ETM", "ETN", "EF"):
            verb.becoming = token.tag == "EC" and token.form == "게"
            passing = token.form in korean_rules().words["condition.passing"]
            passing = passing and self.tokens[self.at - 1].tag in ("XSV", "VV")  # not "하고 있다가"
            verb.ending = "until" if passing else ending_of(token)
            verb.needing = token.tag == "EC" and token.form in korean_rules().words["purpose.needing"]

    def _is_believed(self) -> bool:
        """ "…한다고 믿었다"."""
        later = (self.peek(1), self.peek(2))
        return any(t is not None and t.form in korean_rules().words["beliefs.verbs"] for t in later)

    def _possible(self, verb: Verb) -> bool:
        """ "…할 수 있다/없다"."""
        later = self.peek(1)
        if later is not None and later.tag.startswith("J"):
            later = self.peek(2)
        if later is None or later.form not in ("있", "없"):
            return False
        verb.negated = verb.negated or later.form == "없"
        verb.possible = True
        while self.peek() is not later:
            self.at += 1
        return True

    def _is_goal(self, verb: Verb, token: Token) -> bool:
        """ "막기 위해", "방지를 위해"."""
        if token.form in ("위하", "위해", "위함"):
            return verb.ending in ("purpose", "")
        following = self.peek(1)
        return verb.noun and token.tag == "JKO" and following is not None and following.form.startswith(("위하", "위해"))

    def _goal(self, verb: Verb, token: Token) -> bool:
        verb.ending = "purpose"
        if token.tag == "JKO":
            return True
        while (rest := self.peek()) is not None and (rest.form.startswith("위") or rest.tag in ("EC", "ETM", "ETN", "JX")):
            verb.modifies = rest.tag == "ETM"
            self.at += 1
        return False

    def _is_cross(self, verb: Verb, token: Token) -> bool:
        if token.tag == "SW":
            return token.form[0] in CROSSES
        return token.tag == "SL" and token.form in ("X", "x") and not verb.ending and token.start not in self.starts


def ending_of(token: Token) -> str:
    """What a verbal ending makes of its clause: final, and, adnominal, if, purpose."""
    words = korean_rules().words
    if token.tag in _ENDINGS:
        return _ENDINGS[token.tag]
    if token.tag == "ETN":
        return "purpose" if token.form == "기" else "final"
    if token.form in words["condition.endings"]:
        return "if"
    return "purpose" if token.form in words["purpose.endings"] else "and"
