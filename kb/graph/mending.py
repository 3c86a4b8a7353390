"""Kiwi's slips beside a masked name: what is glued to it is a particle, a suffix or a light verb, whatever it looks like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from kb.graph.rules import korean_rules
from kb.language.morphemes import Token

_PARTICLES = {
    "을": "JKO",
    "를": "JKO",
    "은": "JX",
    "는": "JX",
    "늘": "JX",
    "로": "JKB",
    "과": "JKB",
    "만": "JX",
    "이": "JKS",
}
""""늘": Kiwi reads "ZQ는" now and then as a verb with an ending."""
_CUT = "르"
""""ZQ를" read as a noun 르 with the particle ㄹ: the particle is right."""
_LIGHT = ("하", "되", "받", "당하", "시키")
_WRONG_TAGS = ("NNG", "NNP", "NR", "VV")
CROSSES = "❌✗✕✖×🚫⛔"


@cache
def _predicates() -> frozenset[str]:
    """Nouns that may be predicates; of those in 화 Kiwi makes two morphemes ("최소+화")."""
    return frozenset(korean_rules().nouns) | korean_rules().words["instrument.verbs"]


def mended(tokens: Sequence[Token], names: Mapping[int, int]) -> list[Token]:
    """The tokens with what stands glued to a name (whose starts are the keys of `names`) tagged as what it is."""
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        before = tokens[at - 1] if at else None
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        glued = before is not None and before.start in names and before.end == token.start
        inside = following is not None and following.start < token.end  # "늘" + the ending ㄴ
        if glued and token.form == _CUT and following is not None and following.tag.startswith("J"):
            at += 1
            continue
        if glued and token.form == "늘" and inside:
            out.append(token._replace(form="는", tag="JX"))
            at += 2
            continue
        if glued and token.tag.startswith(_WRONG_TAGS) and token.form in _PARTICLES and token.form != "늘":
            token = token._replace(tag=_PARTICLES[token.form])
        elif glued and token.tag.startswith("VV") and token.form in _LIGHT:
            token = token._replace(tag="XSV")
        if token.form == "화" and out and out[-1].end == token.start and (noun := out[-1].form + "화") in _predicates():
            out[-1] = out[-1]._replace(form=noun, tag="NNG", end=token.end, lemma=noun)
        elif token.tag == "W_EMOJI" and token.form[0] not in CROSSES:
            out.append(token._replace(tag="SF"))
        else:
            out.append(token)
        at += 1
    return out
