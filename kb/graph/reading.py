"""Relations as people read them: a sentence per hop, with the right Korean particle, and chains with arrows."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

from kb.language.josa import attach
from kb.types import Hop, Language, Relation

_SLOT = re.compile(r"\{([ab])\}([가-힣]+/[가-힣]+)?")


def read_hop(hop: Hop, language: Language, labels: Mapping[str, str] | None = None) -> str:
    """ "LeakyReLU는 죽은 뉴런을 해결하거나 줄인다"; `labels` gives concepts their name in that language."""
    names = {"a": _label(hop.source, labels), "b": _label(hop.target, labels)}

    def fill(match: re.Match[str]) -> str:
        name, josa = names[match.group(1)], match.group(2)
        return attach(name, josa) if josa else name

    return _SLOT.sub(fill, _words()[hop.relation][language])


def relation_word(relation: Relation, language: Language) -> str:
    """The word on an arrow: "유발", "causes"."""
    return _words()[relation][f"arrow_{language}"]


def read_chain(hops: Sequence[Hop], language: Language, labels: Mapping[str, str] | None = None) -> str:
    """ "ReLU —유발→ 죽은 뉴런 ←해결— LeakyReLU": hops that share an end are joined, others stand after a semicolon."""
    chains: list[str] = []
    at = ""
    for position, hop in enumerate(hops):
        if not chains or at not in (hop.source, hop.target):
            following = hops[position + 1] if position + 1 < len(hops) else None
            shared = following is not None and hop.source in (following.source, following.target)
            ends_shared = following is not None and hop.target in (following.source, following.target)
            at = hop.target if shared and not ends_shared else hop.source
            chains.append(_label(at, labels))
        word = relation_word(hop.relation, language)
        if hop.relation.symmetric:
            arrow, other = f"—{word}—", hop.target if at == hop.source else hop.source
        elif at == hop.source:
            arrow, other = f"—{word}→", hop.target
        else:
            arrow, other = f"←{word}—", hop.source
        chains[-1] += f" {arrow} {_label(other, labels)}"
        at = other
    return "; ".join(chains)


def _label(name: str, labels: Mapping[str, str] | None) -> str:
    return (labels or {}).get(name) or name


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    text = resources.files("kb.graph").joinpath("rules/reading.toml").read_text(encoding="utf-8")
    data: dict[str, dict[str, str]] = tomllib.loads(text)
    return data
