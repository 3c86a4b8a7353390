"""What stands behind a noun phrase of a Korean sentence: particles, complex postpositions (로 인해, 를 통해), the copula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from kb.graph.phrases import NounPhrase, Verb
from kb.graph.predicates import VerbReader
from kb.graph.rules import korean_rules
from kb.language.morphemes import Token


@cache
def particles() -> Mapping[str, str]:
    """Particle → its part in the clause (the table `[particles]` of the rules)."""
    words = korean_rules().words
    return {form: key.partition(".")[2] for key, forms in words.items() if key.startswith("particles.") for form in forms}


@cache
def postpositions() -> Mapping[tuple[str, str], str]:
    """(part that the particle gives, stem of the verb) → part (the table `[postpositions]` of the rules)."""
    parts = ("because", "means", "about", "agent", "than")
    rows = ((part, row.partition(" ")) for part in parts for row in korean_rules().words[f"postpositions.{part}"])
    return {(particle, stem): part for part, (particle, _, stem) in rows}


class ParticleReader(VerbReader):
    """Reads the part that a noun phrase plays in its clause."""

    def _after(self, phrase: NounPhrase) -> None:
        """The particles and closing words behind a noun phrase: what part it plays in its clause."""
        if phrase.closing == "instead":
            return
        for forms, closing in ((("등", "등등"), "etc"), (("중", "가운데"), "among")):
            token = self.peek()
            if token is not None and token.tag in ("NNB", "NNG") and token.form in forms:
                phrase.closing = closing
                self.at += 1
        token = self.peek()
        if token is not None and token.form in ("시", "때") and token.tag in ("NNB", "NNG", "NNP"):
            phrase.particle = "when"
            self.at += 1
            self._skip("J", 1)
            return
        self._skip_count(phrase)
        kinds = self._particles(phrase)
        if self._postposition(phrase, kinds):
            return
        token, following = self.peek(), self.peek(1)
        modifies = following is not None and following.tag == "ETM"
        if token is not None and token.form.startswith("같") and set(kinds) <= {"with"} and modifies:
            phrase.closing, phrase.particle = "such", ""
            self.at += 2
        elif token is not None and token.tag == "VCP":
            self._copula(phrase)

    def _skip_count(self, phrase: NounPhrase) -> None:
        """ "A, B 두 가지로": the particle is that of A and B."""
        number, counter = self.peek(), self.peek(1)
        counted = number is not None and number.tag in ("MM", "SN", "NR") and counter is not None and counter.tag == "NNB"
        if phrase.listed and counted and counter is not None and counter.form in korean_rules().words["counters.nouns"]:
            self.at += 2

    def _particles(self, phrase: NounPhrase) -> list[str]:
        kinds: list[str] = []
        while (token := self.peek()) is not None and token.tag.startswith("J"):
            kinds.append(particles().get(token.form, ""))
            phrase.only = phrase.only or token.form in korean_rules().words["only.particles"]
            self.at += 1
        phrase.particle = next((k for k in kinds if k and k not in ("topic", "also")), next((k for k in kinds if k), ""))
        if "topic" in kinds and phrase.particle in ("at", "in", "by"):
            phrase.closing = phrase.closing or "fronted"
        if phrase.particle == "named":
            phrase.closing = "named"
        return kinds

    def _postposition(self, phrase: NounPhrase, kinds: Sequence[str]) -> bool:
        """ "로 인해", "을 통한", "에 대해", "때문에": a verb or a noun that only says the part of the phrase."""
        token = self.peek()
        if token is None:
            return False
        if token.form in korean_rules().words["postpositions.causes"] and token.tag in ("NNB", "NNG") and phrase.heads:
            self.at += 1
            phrase.particle = "because"
            self._skip("J", 2)
            return True
        if kinds and self._grounds(token, kinds[-1]):
            phrase.particle = "means"
            self.at += 2
            return True
        if kinds and kinds[-1] == "with" and token.form in ("달리", "다르"):
            phrase.particle = "unlike"
            self.at += 1
            self._skip("E", 1)
            return True
        part = postpositions().get((kinds[-1], token.form)) if kinds and token.tag.startswith("VV") else None
        if part is None:
            return False
        self.at += 1
        last = ""
        while (token := self.peek()) is not None and token.tag in ("EC", "ETM", "JX", "EP"):
            last = token.tag
            self.at += 1
        phrase.particle = "gen" if part == "about" and last == "ETM" else part
        phrase.adnominal = last == "ETM"
        return True

    def _grounds(self, token: Token, particle: str) -> bool:
        """ "X를 바탕으로"."""
        following = self.peek(1)
        named = particle == "obj" and token.form in korean_rules().words["postpositions.grounds"]
        return named and following is not None and following.form in ("로", "으로")

    def _copula(self, phrase: NounPhrase) -> None:
        """이다 behind a noun: "X인 Y", "X일 때", "X일 수 있다", "X이다"."""
        following, later = self.peek(1), self.peek(2)
        if following is None or following.tag != "ETM":
            phrase.copula = True
            self._skip_copula(phrase)
        elif later is not None and later.form in ("때", "경우"):
            phrase.particle = "when"
            self.at += 3
        elif later is not None and later.form == "수":
            phrase.copula, phrase.closing = True, "maybe"
            self.at += 3
            while (token := self.peek()) is not None and (token.form in ("있", "도") or token.tag in ("EF", "ETN", "JX")):
                self.at += 1
        else:
            among = phrase.closing == "among"
            phrase.closing = "named" if following.form in ("라는", "이라는") else "" if among else "being"
            self.at += 2

    def _skip(self, tag: str, most: int) -> None:
        while most and (token := self.peek()) is not None and token.tag.startswith(tag):
            self.at += 1
            most -= 1

    def _skip_copula(self, phrase: NounPhrase) -> None:
        self.at += 1
        last = ""
        while (token := self.peek()) is not None and token.tag in ("EP", "EC", "EF", "ETN"):
            last = token.form if token.tag == "EC" else last
            quoted = token.tag == "EC" and token.form.endswith("라고")
            phrase.closing = "quoted" if quoted else phrase.closing
            phrase.closing = "any" if token.tag == "EC" and token.form in ("든", "든지", "거나", "나") else phrase.closing
            self.at += 1
        token, following = self.peek(), self.peek(1)
        closes = following is None or following.tag in ("SF", "SSC", "VCP")
        if token is not None and token.form in korean_rules().words["postpositions.causes"] and closes:
            phrase.closing = "reason"  # "X이기 때문"
        phrase.closing = phrase.closing or ("if" if last in korean_rules().words["condition.endings"] else "")
        if last:
            self.pending = Verb("이", (), phrase.end, phrase.end, ending="if" if phrase.closing == "if" else "and")
