"""Reads a Korean sentence as noun phrases and predicates, from Kiwi's morphemes."""

from __future__ import annotations

from collections.abc import Sequence

from kb.graph.mending import mended
from kb.graph.particles import ParticleReader
from kb.graph.phrases import MASK, Item, NounPhrase, Verb
from kb.graph.plainly import told_plainly
from kb.graph.rules import korean_rules, occurring_nouns
from kb.language.morphemes import Token


class PhraseReader(ParticleReader):
    """Reads the sentence from left to right into `items`."""

    def read(self) -> list[Item]:
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if self.nominal(token):
                self._noun_phrase()
            elif self._is_adding(token):
                self.verb("더하", korean_rules().verbs.get("더하", ()), self.at + 1)
            elif token.tag in ("VV", "VA", "VX", "VCN") or token.tag.startswith(("VV", "VA")):
                self.verb(token.form, korean_rules().verbs.get(token.form, ()), self.at)
            elif token.form in korean_rules().words["condition.wrong"] and (after := self.peek(1)) and after.tag == "XSV":
                self.verb(token.form, (), self.at)  # "잘못된 배선"
            elif token.tag == "SW" or (token.tag == "SL" and token.form in korean_rules().words["negation.marks"]):
                self.mark(token)
            else:
                if token.tag in ("SF", "SP") and token.form not in "," and self.items:
                    self.items.append(Verb("", (), token.start, token.end, ending="stop"))
                self.at += 1
        return self.items

    def _is_adding(self, token: Token) -> bool:
        """ "B를 더한 A": read as the adverb 더 and a suffix."""
        following, before = self.peek(1), self.items[-1] if self.items else None
        derived = following is not None and following.tag in ("XSV", "XSA") and following.start == token.end
        return token.form == "더" and derived and isinstance(before, NounPhrase) and before.particle == "obj"

    def _noun_phrase(self) -> None:
        phrase = NounPhrase([], [], [], start=self.tokens[self.at].start)
        before = self.peek(-1) if self.at else None
        phrase.pointed = before is not None and before.tag == "MM" and before.form in korean_rules().words["pointers.words"]
        phrase.determined = before is not None and before.tag == "MM"
        last = self.items[-1] if self.items else None
        if isinstance(last, Verb) and last.ending == "adnominal" and last.word in korean_rules().words["pointers.stems"]:
            phrase.pointed = True  # "이러한 문제"
            self.items.pop()
        if self.items and isinstance(self.items[-1], NounPhrase) and self.items[-1].particle == "gen":
            phrase.genitive = list(self.items[-1].heads)
        conjunct: list[Token] = []
        while (token := self.peek()) is not None:
            if self._joins(token, conjunct):
                self.at += self._doubled()  # "A와 B, 그리고 C"
                self._conjunct(phrase, conjunct)
                conjunct = []
                phrase.listed = True
            elif not self.nominal(token) or self._is_moment(token, conjunct):
                break
            elif token.form == "대신" and token.start not in self.starts:
                self.at += 1
                phrase.closing = "instead"
                break
            elif self._turns_verb(token, phrase, conjunct):
                return
            else:
                conjunct.append(token)
            self.at += 1
        self._finish(phrase, conjunct)

    def _finish(self, phrase: NounPhrase, conjunct: list[Token]) -> None:
        if not conjunct and not phrase.heads:
            if phrase.closing == "instead":
                self.items.append(phrase)
            else:
                self.at += 1
            return
        self._close(phrase, conjunct)
        self._after(phrase)
        if phrase.nouns == ["경우"] and phrase.genitive and phrase.particle in ("", "topic", "at") and self.items:
            self.items.pop()  # "X의 경우(는) …" tells of X
            phrase.heads, phrase.genitive, phrase.nouns, phrase.particle = phrase.genitive, [], [MASK], "topic"
        self.items.append(phrase)
        if self.pending is not None:
            self.items.append(self.pending)
            self.pending = None

    def _is_moment(self, token: Token, conjunct: list[Token]) -> bool:
        """ "학습 시", "제방 덕분에": a word that says the part of what stands before it."""
        words = korean_rules().words
        if not conjunct or token.start in self.starts:
            return False
        return (token.form in words["condition.nouns"] and len(token.form) == 1) or token.form in words[
            "postpositions.causes"
        ]

    def _joins(self, token: Token, conjunct: list[Token]) -> bool:
        """Whether the token joins what stands before it to another noun."""
        words = korean_rules().words
        following = self.peek(1)
        if following is not None and self._doubled():
            following = self.peek(2)
        latin = token.form in words["lists.latin"] and token.start not in self.starts
        if not conjunct or (self.nominal(token) and not latin) or following is None or not self.nominal(following):
            return False
        particle = token.tag in ("JC", "JKB", "MAG", "MAJ", "JX") and token.form in words["lists.joins"]
        if token.form in ("와", "과") and following.form in words["predicates.joint"]:
            return False
        return particle or latin or token.form in words["lists.marks"]

    def _doubled(self) -> int:
        """1 where a conjunction follows on a comma or a particle that joins already."""
        token, following = self.peek(), self.peek(1)
        if token is None or following is None or following.tag != "MAJ":
            return 0
        words = korean_rules().words
        joins = token.form in words["lists.marks"] or token.form in words["lists.joins"]
        return int(joins and following.form in words["lists.joins"])

    def _turns_verb(self, token: Token, phrase: NounPhrase, conjunct: list[Token]) -> bool:
        """ "과적합 방지", "정규화하면": the noun is a predicate, and what stands before it is closed as its argument."""
        following = self.peek(1)
        derived = following is not None and following.tag in ("XSV", "XSA") and following.start == token.end
        mention = self.starts.get(token.start)
        adjective = following is not None and following.form == "적" and following.tag == "XSN"
        form = MASK if mention is not None else token.form + "적" if adjective else token.form
        rules = () if mention is not None else korean_rules().nouns.get(form, ())
        stands_alone = (rules and self._is_predicate(form, conjunct, phrase)) or self._is_done_by(form, conjunct)
        if not derived and not stands_alone:
            return False
        if conjunct or phrase.heads:
            self._close(phrase, conjunct)
            self.items.append(phrase)
        if mention is None and adjective:
            self.at += 1
        self.verb(form, rules, self.at, noun=True).mention = mention
        return True

    def _is_done_by(self, form: str, conjunct: list[Token]) -> bool:
        """ "EM 알고리즘으로 학습": what is done by something, at the end of a clause."""
        before, following = self.items[-1] if self.items else None, self.peek(1)
        by = isinstance(before, NounPhrase) and before.particle == "by" and not conjunct
        closed = following is None or following.tag in ("SF", "SP", "SSC", "SSO", "EC") or following.form == "가능"
        return by and closed and form in korean_rules().words["instrument.verbs"]

    def _is_predicate(self, form: str, conjunct: list[Token], phrase: NounPhrase) -> bool:
        """해결 is a predicate before 하다/되다, at the end of a clause, and before a tail ("방지 효과"); else a noun."""
        words = korean_rules().words
        step = 2 if form.endswith("적") and len(form) > 2 else 1
        following, later = self.peek(step), self.peek(step + 1)
        if following is None:
            return True
        if following.tag in ("SF", "XSV", "XSA", "SW", "SSC", "SP", "VCP", "EC", "SO", "SSO"):
            return following.form != "/" or not conjunct
        aimed = following.tag == "VV" and following.form in words["predicates.purposes"]  # "과적합 회피 위해"
        if aimed or following.form in words["predicates.light"]:
            return True
        if later is not None and following.tag in ("JKO", "JKB") and later.form.startswith(("위하", "위해", "목적")):
            return True
        if later is not None and following.tag == "JX" and later.tag in ("MAG", "XSV"):
            return True
        return form != "기반" and self._governs(following, bool(conjunct or phrase.heads))

    def _governs(self, following: Token, has_argument: bool) -> bool:
        """ "과적합 방지 효과", "과적합을 막는": something to govern before, and only a tail after."""
        words = korean_rules().words
        before = self.items[-1] if self.items else None
        argument = has_argument or (isinstance(before, NounPhrase) and before.particle in ("obj", "subj"))
        tails = words["tails.problem"] | words["tails.neutral"] | words["predicates.tails"]
        return argument and (self.nominal(following) or following.tag == "NNB") and following.form in tails

    def _conjunct(self, phrase: NounPhrase, conjunct: list[Token]) -> None:
        """Takes over a finished conjunct: its head is its last concept if only tails follow ("ReLU 함수", "과적합 문제")."""
        words = korean_rules().words
        conjunct = [t for t in conjunct if t.tag != "XSN" or t.form not in words["tails.plural"]]
        if len(conjunct) > 1 and conjunct[-1].form in words["negation.marks"] and conjunct[-1].start not in self.starts:
            phrase.crossed = True
            conjunct = conjunct[:-1]
        inside = [(i, self.starts[t.start]) for i, t in enumerate(conjunct) if t.start in self.starts]
        phrase.nouns = [MASK if t.start in self.starts else t.form for t in conjunct]
        if not inside:
            if phrase.nouns[-1:] in (["사이"], ["간"]):  # "디스크와 웹페이지 사이"
                phrase.genitive, phrase.heads = [*phrase.heads, *phrase.genitive], []
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
            if rest and rest[-1] in words["relational.nouns"]:  # "A와 B 사이": of both
                phrase.genitive, phrase.heads = phrase.heads + phrase.genitive, []

    def _close(self, phrase: NounPhrase, conjunct: list[Token]) -> None:
        if conjunct:
            self._conjunct(phrase, conjunct)
            phrase.end = conjunct[-1].end
        before = self.items[-1] if self.items else None
        if isinstance(before, Verb) and before.ending == "adnominal":
            phrase.relative = before


def read_phrases(tokens: Sequence[Token], starts: dict[int, int]) -> list[Item]:
    """Noun phrases and predicates in the order of the text; a `Verb` without a word marks a stop or an arrow."""
    return told_plainly(PhraseReader(mended(tokens, starts), starts).read())
