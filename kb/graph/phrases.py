"""A Korean sentence as noun phrases and predicates, from Kiwi's morphemes; concepts are masked so that each is one noun."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kb.graph.finder import Found
from kb.graph.rules import Predicate, korean_rules, occurring_nouns
from kb.language.morphemes import Token

MASK = "ZQ"
"""Stands for a concept's name while Kiwi reads the sentence: Kiwi tags an unknown Latin word as one noun-like token."""

_NOMINAL = frozenset({"NNG", "NNP", "SL", "SH", "SN", "XPN", "XSN", "XR", "NR", "NP"})
_BOUND = frozenset({"것", "점", "데", "바", "거"})
_SUFFIXES = frozenset({"XSV", "XSA", "VX", "EP", "EC", "ETM", "ETN", "EF", "VCP", "VCN"})
_PARTICLES = {
    "은": "topic", "는": "topic", "란": "topic", "이란": "topic", "이": "subj", "가": "subj", "께서": "subj", "을": "obj", "를": "obj",
    "ᆫ": "topic", "ᆯ": "obj", "에": "at", "에게": "at", "에서": "in", "로": "by", "으로": "by", "로써": "by", "으로써": "by", "로서": "as", "으로서": "as",
    "와": "with", "과": "with", "의": "gen", "도": "also", "만": "also", "까지": "also", "보다": "than", "처럼": "like", "부터": "from",
    "이라는": "named", "라는": "named", "마다": "each", "라고": "quote", "이라고": "quote", "이나": "also", "나": "also",
}  # fmt: skip
_PAREN = re.compile(r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]")


@dataclass(slots=True)
class NounPhrase:
    heads: list[int]
    """Mentions (positions in the list of found names) that head its conjuncts."""
    nouns: list[str]
    """Forms of the last conjunct, `MASK` for a concept."""
    genitive: list[int]
    """Mentions that own it: "ReLU의", or the name before the head ("ReLU 죽은 뉴런")."""
    particle: str = ""
    start: int = 0
    end: int = 0
    closing: str = ""
    """such (와 같은), etc (등), among (중), named (라는), being (인)"""
    listed: bool = False
    tail: str = ""
    used: bool = False
    copula: bool = False
    relative: Verb | None = None


@dataclass(slots=True)
class Verb:
    word: str
    rules: tuple[Predicate, ...]
    start: int
    end: int
    negated: bool = False
    passive: bool = False
    ending: str = "final"
    """final, and, adnominal, if, when, purpose, because"""
    wrong: bool = False
    noun: bool = False
    adjective: bool = False
    mention: int | None = None
    """The concept that is the verb itself: "정규화하면"."""


Item = NounPhrase | Verb


def mask(text: str, found: Sequence[Found]) -> tuple[str, dict[int, int]]:
    """The text with each name as `MASK` and without what stands in brackets; masked start → position in `found`."""
    cut = [False] * len(text)
    for match in _PAREN.finditer(text):
        if not any(f.start < match.start() < f.end or f.start < match.end() < f.end for f in found):
            for position in range(*match.span()):
                cut[position] = True
    out: list[str] = []
    starts: dict[int, int] = {}
    length = at = 0

    def copy(until: int) -> None:
        nonlocal length
        piece = "".join(char for position, char in enumerate(text[at:until], at) if not cut[position])
        out.append(piece)
        length += len(piece)

    for index, name in enumerate(found):
        copy(name.start)
        at = name.end
        if not cut[name.start]:
            starts[length] = index
            out.append(MASK)
            length += len(MASK)
    copy(len(text))
    return "".join(out), starts


@dataclass(slots=True)
class _Reader:
    tokens: Sequence[Token]
    starts: dict[int, int]
    items: list[Item] = field(default_factory=list)
    at: int = 0
    pending: Verb | None = None
    """A copula that ends a clause ("0이라서"), to follow its noun phrase."""

    def read(self) -> list[Item]:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if self._nominal(token):
                self._noun_phrase()
            elif token.tag in ("VV", "VA", "VX", "VCN") or token.tag.startswith(("VV", "VA")):
                self._verb(token.form, korean_rules().verbs.get(token.form, ()), self.at)
            elif token.tag == "SW" or (token.tag == "SL" and token.form in korean_rules().words["negation.marks"]):
                self._mark(token)
            else:
                if token.tag in ("SF", "SP") and token.form not in "," and self.items:
                    self.items.append(Verb("", (), token.start, token.end, ending="stop"))
                self.at += 1
        return self.items

    def _nominal(self, token: Token) -> bool:
        return token.tag in _NOMINAL or (token.tag == "NNB" and token.form in _BOUND)

    def _peek(self, ahead: int = 0) -> Token | None:
        position = self.at + ahead
        return self.tokens[position] if position < len(self.tokens) else None

    def _mark(self, token: Token) -> None:
        if token.form[0] in "❌✗✕✖×🚫⛔" and self.items and isinstance(self.items[-1], Verb):
            self.items[-1].negated = True
        elif token.form[0] in "→⇒➡" and self.items:
            self.items.append(Verb("", (), token.start, token.end, ending="arrow"))
        self.at += 1

    def _noun_phrase(self) -> None:
        words = korean_rules().words
        phrase = NounPhrase([], [], [], start=self.tokens[self.at].start)
        if self.items and isinstance(self.items[-1], NounPhrase) and self.items[-1].particle == "gen":
            phrase.genitive = list(self.items[-1].heads)
        conjunct: list[Token] = []
        while (token := self._peek()) is not None:
            if self._nominal(token):
                following = self._peek(1)
                if (
                    token.start in self.starts
                    and following is not None
                    and following.tag in ("XSV", "XSA")
                    and following.start == token.end
                ):
                    if conjunct or phrase.heads:
                        self._close(phrase, conjunct)
                        self.items.append(phrase)
                    self._verb(MASK, (), self.at, noun=True)
                    verb = self.items[-1]
                    assert isinstance(verb, Verb)
                    verb.mention = self.starts[token.start]
                    return
                form = token.form + "적" if following and following.form == "적" and following.tag == "XSN" else token.form
                rules = korean_rules().nouns.get(form, ())
                if token.form == "대신" and token.start not in self.starts:
                    self.at += 1
                    phrase.closing = "instead"
                    break
                derived = following is not None and following.tag in ("XSV", "XSA") and following.start == token.end
                if token.start not in self.starts and (derived or (rules and self._is_predicate(form, conjunct, phrase))):
                    if conjunct or phrase.heads:
                        self._close(phrase, conjunct)
                        self.items.append(phrase)
                    if form != token.form:
                        self.at += 1
                    self._verb(form, rules, self.at, noun=True)
                    return
                if token.form in words["condition.nouns"] and conjunct and len(token.form) == 1:
                    break
                conjunct.append(token)
                self.at += 1
                continue
            following = self._peek(1)
            if (
                conjunct
                and following is not None
                and self._nominal(following)
                and (
                    token.form in words["lists.marks"]
                    or (token.tag in ("JC", "JKB", "MAG", "MAJ", "JX") and token.form in words["lists.joins"])
                )
            ):
                if following.form in (
                    "비교",
                    "함께",
                    "결합",
                    "대비",
                    "동일",
                    "유사",
                    "비슷",
                    "반대",
                    "같이",
                ) and token.form in ("와", "과"):
                    break
                self._conjunct(phrase, conjunct)
                conjunct = []
                phrase.listed = True
                self.at += 1
                continue
            break
        if not conjunct and not phrase.heads:
            if phrase.closing == "instead":
                self.items.append(phrase)
            else:
                self.at += 1
            return
        self._close(phrase, conjunct)
        self._after(phrase)
        self.items.append(phrase)
        if self.pending is not None:
            self.items.append(self.pending)
            self.pending = None

    def _is_predicate(self, form: str, conjunct: list[Token], phrase: NounPhrase) -> bool:
        """해결 is a predicate before 하다/되다, at the end of a clause, and before a tail ("방지 효과"); else a noun."""
        step = 2 if form.endswith("적") and len(form) > 2 else 1
        following = self._peek(step)
        if following is None or following.tag in ("SF", "XSV", "XSA", "SW", "SSC", "SP", "VCP", "EC", "SO", "SSO"):
            return following is None or following.tag not in ("SP",) or following.form != "/" or not conjunct
        if following.form in ("하", "되", "시키", "받", "당하", "안"):
            return True
        later = self._peek(step + 1)
        if following.tag in ("JKO", "JKB") and later is not None and later.form.startswith(("위하", "위해", "목적")):
            return True
        if following.tag == "JX" and later is not None and later.tag in ("MAG", "XSV"):
            return True
        words = korean_rules().words
        if form == "기반":
            return False
        if self._nominal(following) or following.tag == "NNB":
            before = bool(conjunct or phrase.heads) or (
                bool(self.items) and isinstance(self.items[-1], NounPhrase) and self.items[-1].particle in ("obj", "subj")
            )
            tails = (
                words["tails.problem"]
                | words["tails.neutral"]
                | {"효과", "역할", "목적", "시", "때", "경우", "용도", "특징", "수", "가능"}
            )
            return before and following.form in tails
        return False

    def _conjunct(self, phrase: NounPhrase, conjunct: list[Token]) -> None:
        """Takes over a finished conjunct: its head is its last concept if only tails follow ("ReLU 함수", "과적합 문제")."""
        words = korean_rules().words
        inside = [(i, self.starts[t.start]) for i, t in enumerate(conjunct) if t.start in self.starts]
        phrase.nouns = [MASK if t.start in self.starts else t.form for t in conjunct]
        if not inside:
            return
        last, mention = inside[-1]
        rest = [t.form for t in conjunct[last + 1 :]]
        problem, neutral = words["tails.problem"], words["tails.neutral"]
        if all(r in problem or r in neutral or r in occurring_nouns() or r == "등" for r in rest):
            phrase.heads.append(mention)
            phrase.tail = "problem" if any(r in problem for r in rest) else ""
            phrase.genitive += [m for _, m in inside[:-1]]
        else:
            phrase.genitive += [m for _, m in inside]

    def _close(self, phrase: NounPhrase, conjunct: list[Token]) -> None:
        if conjunct:
            self._conjunct(phrase, conjunct)
            phrase.end = conjunct[-1].end
        before = self.items[-1] if self.items else None
        if isinstance(before, Verb) and before.ending == "adnominal":
            phrase.relative = before

    def _after(self, phrase: NounPhrase) -> None:
        token = self._peek()
        if phrase.closing == "instead":
            return
        if token is not None and token.tag == "NNB" and token.form in ("등", "등등"):
            phrase.closing = "etc"
            self.at += 1
            token = self._peek()
        if token is not None and token.tag in ("NNB", "NNG") and token.form in ("중", "가운데"):
            phrase.closing = "among"
            self.at += 1
            token = self._peek()
        if token is not None and token.form in ("시", "때") and token.tag in ("NNB", "NNG", "NNP"):
            phrase.particle = "when"
            self.at += 1
            following = self._peek()
            if following is not None and following.tag.startswith("J"):
                self.at += 1
            return
        forms: list[str] = []
        while token is not None and token.tag.startswith("J"):
            forms.append(token.form)
            self.at += 1
            token = self._peek()
        kinds = [_PARTICLES.get(form, "") for form in forms]
        phrase.particle = next((k for k in kinds if k and k not in ("topic", "also")), next((k for k in kinds if k), ""))
        if "topic" in kinds and phrase.particle in ("at", "in", "by"):
            phrase.closing = phrase.closing or "fronted"
        if phrase.particle == "named":
            phrase.closing = "named"
        following = self._peek(1)
        if (
            token is not None
            and token.form.startswith("같")
            and set(kinds) <= {"with"}
            and following is not None
            and following.tag == "ETM"
        ):
            phrase.closing, phrase.particle = "such", ""
            self.at += 2
        elif token is not None and token.tag == "VCP":
            later = self._peek(2)
            if following is not None and following.tag == "ETM" and later is not None and later.form in ("때", "경우"):
                phrase.particle = "when"
                self.at += 3
            elif following is not None and following.tag == "ETM" and later is not None and later.form == "수":
                phrase.copula = True
                self.at += 3
                while (token := self._peek()) is not None and (
                    token.form in ("있", "도") or token.tag in ("EF", "ETN", "JX")
                ):
                    self.at += 1
            elif following is not None and following.tag == "ETM":
                among = phrase.closing == "among"
                phrase.closing = "named" if following.form in ("라는", "이라는") else "" if among else "being"
                self.at += 2
            else:
                phrase.copula = True
                self._skip_copula(phrase)

    def _skip_copula(self, phrase: NounPhrase) -> None:
        self.at += 1
        last = ""
        while (token := self._peek()) is not None and token.tag in ("EP", "EC", "EF", "ETN"):
            last = token.form if token.tag == "EC" else last
            self.at += 1
        phrase.closing = phrase.closing or ("if" if last in korean_rules().words["condition.endings"] else "")
        if last:
            self.pending = Verb("이", (), phrase.end, phrase.end, ending="if" if phrase.closing == "if" else "and")

    def _verb(self, form: str, rules: tuple[Predicate, ...], position: int, *, noun: bool = False) -> None:
        words = korean_rules().words
        first = self.tokens[position]
        verb = Verb(form, rules, first.start, first.end, noun=noun)
        verb.adjective = first.tag in ("VA", "VCN", "VA-I", "VA-R")
        before = self.tokens[position - 1] if position else None
        if before is not None and before.tag == "MAG" and before.form in words["negation.before"]:
            verb.negated = True
        window = [t for t in self.tokens[max(0, position - 4) : position] if t.tag == "MAG"]
        verb.wrong = any(t.form in words["condition.wrong"] for t in window)
        if first.form in ("없", "않", "못하", "말") and not noun:
            verb.negated = True
        self.at = position + 1
        ending = ""
        while (token := self._peek()) is not None:
            if token.tag in _SUFFIXES or (
                self.at == position + 1 and noun and token.tag == "VV" and token.form in ("하", "되", "시키", "받", "당하")
            ):
                verb.adjective = verb.adjective or token.tag == "XSA"
                if token.form in words["negation.after"] and token.tag in ("VX", "VCN"):
                    verb.negated = True
                if token.form in ("되", "받", "당하") and self.at == position + 1 and noun:
                    verb.passive = True
                if token.form == "지" and token.tag == "VX":
                    verb.passive = verb.passive or noun
                if token.tag in ("EC", "ETM", "ETN", "EF"):
                    ending = self._ending(token)
            elif token.tag == "NNB" and token.form == "수" and ending == "adnominal":
                later = self._peek(1)
                if later is not None and later.tag.startswith("J"):
                    later = self._peek(2)
                if later is None or later.form not in ("있", "없"):
                    break
                verb.negated = verb.negated or later.form == "없"
                while self._peek() is not later:
                    self.at += 1
            elif token.tag == "MAG" and token.form in words["negation.before"]:
                verb.negated = True
            elif token.tag == "JX" and ending:
                pass
            elif (token.form in ("위하", "위해", "위함") and ending in ("purpose", "")) or (
                noun and token.tag in ("JKO",) and self._goal(1)
            ):
                ending = "purpose"
                if token.tag != "JKO":
                    while (token := self._peek()) is not None and (
                        token.form.startswith("위") or token.tag in ("EC", "ETM", "ETN", "JX")
                    ):
                        self.at += 1
                    break
            elif token.tag in ("NNG", "NNB") and token.form in words["condition.nouns"] and ending in ("adnominal", ""):
                ending = "when"
            elif (token.tag == "SW" and token.form[0] in "❌✗✕✖×🚫⛔") or (
                token.tag == "SL" and token.form in ("X", "x") and not ending and token.start not in self.starts
            ):
                verb.negated = True
            elif token.tag == "VV" and token.form == "시키" and self.at == position + 1:
                pass
            else:
                break
            verb.end = token.end
            self.at += 1
        if not ending and noun and token is not None and (self._nominal(token) or token.tag == "NNB"):
            ending = "adnominal"
        verb.ending = ending or "final"
        self.items.append(verb)

    def _goal(self, ahead: int) -> bool:
        token = self._peek(ahead)
        return token is not None and token.form.startswith(("위하", "위해"))

    def _ending(self, token: Token) -> str:
        words = korean_rules().words
        if token.tag == "ETM":
            return "adnominal"
        if token.tag == "EF":
            return "final"
        if token.tag == "ETN":
            return "purpose" if token.form == "기" else "final"
        if token.form in words["condition.endings"]:
            return "if"
        if token.form in words["purpose.endings"]:
            return "purpose"
        return "and"


def read_phrases(tokens: Sequence[Token], starts: dict[int, int]) -> list[Item]:
    """Noun phrases and predicates in the order of the text; a `Verb` without a word marks a stop or an arrow."""
    return _Reader(tokens, starts).read()
