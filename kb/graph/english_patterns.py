"""What an English sentence states without a verb of the rules: "A is a B", "A such as B", "unlike A", "B instead of A"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from kb.graph.english_arguments import coordinated, object_of
from kb.graph.english_words import Word, concept_of, is_negated, verb_at
from kb.graph.finder import Found
from kb.graph.rules import english_rules
from kb.graph.stated import Claim, Setting
from kb.types import Relation

MAX_NOMINAL = 14
"""Words of a line without a verb that may say what names are for."""


def patterns(words: Sequence[Word], found: Sequence[Found], setting: Setting, lead: tuple[str, ...]) -> Iterator[Claim]:
    """What has no verb of its own: "A is a (…) B", "A such as B", "unlike A, B", "B instead of A", "In A, B is crucial"."""
    yield from _fronted(words, found, setting, lead)
    yield from _nominal(words, found)
    yield from _unlike(words, found)
    for at, word in enumerate(words):
        if word.stem == "be" and at:
            yield from _copula(words, at, found, setting, lead)
        elif word.text in ("such", "including", "e.g", "e.g."):
            yield from _examples(words, at, found)
        elif word.text == "by" and at + 1 < len(words) and words[at + 1].text.endswith("ing"):
            yield from _means(words, at, found, setting, lead)
        elif word.text in english_rules().words["words.called"]:
            yield from _called(words, at, found)
        elif word.text == "of" and at:
            yield from _counted(words, at, found)
        elif word.text == "," and at:
            yield from _apposed(words, at, found)
        elif word.text in english_rules().words["words.choosing"]:
            yield from _chosen_over(words, at, found)
        elif word.text == "instead" and at + 1 < len(words) and words[at + 1].text == "of":
            chosen = _chosen(words, at, found)
            for other in object_of(words, at + 2, found)[:1]:
                yield from (Claim(c, Relation.ALTERNATIVE_TO, other, "en/instead of", 0.75) for c in chosen if c != other)


def _unlike(words: Sequence[Word], found: Sequence[Found]) -> Iterator[Claim]:
    """ "Unlike A, B …", "In contrast to A, B …"."""
    openings = english_rules().words["words.unlike"]
    begin = next((n for n in (1, 3) if " ".join(word.text for word in words[:n]) in openings), 0)
    comma = next((n for n, word in enumerate(words) if word.text == ","), len(words))
    others = object_of(words[:comma], begin, found) if begin else []
    subject = next((word for word in words[comma + 1 : comma + 3] if word.name is not None), None)
    if subject is not None and others and concept_of(subject, found) not in others:
        yield Claim(concept_of(subject, found), Relation.CONTRASTS_WITH, others[0], "en/unlike", 0.7)


def _called(words: Sequence[Word], at: int, found: Sequence[Found]) -> Iterator[Claim]:
    """ "soluble enzymes called amylases": amylases are such enzymes."""
    named = words[at + 1] if at + 1 < len(words) else words[at]
    if at and words[at - 1].name is not None and named.name is not None:
        kind, name = concept_of(words[at - 1], found), concept_of(named, found)
        if name != kind:
            yield Claim(name, Relation.IS_A, kind, "en/called", 0.75)


def _apposed(words: Sequence[Word], at: int, found: Sequence[Found]) -> Iterator[Claim]:
    """ "… by fermentation, an anaerobic process that …": A is a B. Not "A, B, a C", which may list."""
    article = at + 2 < len(words) and words[at + 1].text in ("a", "an")
    if not article or words[at - 1].name is None or any(w.text == "," for w in words[max(0, at - 4) : at]):
        return
    stops = english_rules().words["words.relatives"] | {",", ".", ";", ":", "(", ")"}
    end = next((n for n in range(at + 2, len(words)) if words[n].text in stops), len(words))
    if end == len(words) or words[end].text in (";", ":", "("):
        return
    if words[end].text == "," and any(w.text in ("a", "an", "and", "or") for w in words[end + 1 : end + 2]):
        return
    kinds, name = object_of(words[:end], at + 2, found), concept_of(words[at - 1], found)
    if kinds and words[end - 1].name is not None and len(kinds) == 1 and kinds[0] != name:
        yield Claim(name, Relation.IS_A, kinds[0], "en/, a", 0.75)


def _counted(words: Sequence[Word], at: int, found: Sequence[Found]) -> Iterator[Claim]:
    """ "types of C: A and B", "the parts of C are A and B", "examples of C include A"."""
    rules = english_rules().words
    kinds, parts = (words[at - 1].text in rules[f"roles.plural_{role}"] for role in ("kinds", "parts"))
    name = next((n for n in range(at + 1, min(at + 4, len(words))) if words[n].name is not None), 0)
    follows = words[name + 1] if name and name + 1 < len(words) else None
    says = follows is not None and (follows.text in (":", "are") or follows.stem == "include")
    if not (kinds or parts) or not says or is_negated(words, name + 1):
        return
    whole, relation = concept_of(words[name], found), Relation.IS_A if kinds else Relation.PART_OF
    listed = object_of(words, name + 2, found)
    yield from (Claim(one, relation, whole, f"en/{words[at - 1].text} of", 0.8) for one in listed if one != whole)


def _chosen_over(words: Sequence[Word], at: int, found: Sequence[Found]) -> Iterator[Claim]:
    """ "choose A over B": A instead of B; "For X, we use A": A is suited to X."""
    named = object_of(words, at + 1, found)
    over = next((n for n in range(at + 2, min(at + 8, len(words))) if words[n].text in ("over", "rather", "instead")), 0)
    if named and over and words[over - 1].name is not None and words[at].text != "use":
        others = object_of(words, over + 1 + (words[over].text != "over"), found)
        yield from (Claim(a, Relation.ALTERNATIVE_TO, b, "en/over", 0.7) for a, b in product(named, others) if a != b)
    elif named and (field := _used_for(words, at, found)):
        yield from (Claim(a, Relation.SUITED_TO, b, "en/use for", 0.65) for a, b in product(named, field) if a != b)
    elif at >= 2 and words[0].text == "for" and words[at - 1].text in ("we", "you", "one") and not is_negated(words, at):
        fields = object_of(words, 1, found)
        yield from (Claim(a, Relation.SUITED_TO, b, "en/for … use", 0.7) for a, b in product(named, fields) if a != b)


def _used_for(words: Sequence[Word], at: int, found: Sequence[Found]) -> list[str]:
    """ "use A for B": B."""
    name = next((n for n in range(at + 1, min(at + 6, len(words))) if words[n].name is not None), 0)
    follows = name and name + 1 < len(words) and words[name + 1].text == "for"
    return object_of(words, name + 2, found) if follows and not is_negated(words, at) else []


def _chosen(words: Sequence[Word], at: int, found: Sequence[Found]) -> list[str]:
    """What is taken "instead of" the other: the names right before, or, where these only say where ("X is used in A and B
    instead of Y"), the subject of the clause."""
    back = at - 1
    while back >= 0 and (words[back].name is not None or words[back].text in ("a", "an", "the", "and", "or", ",")):
        back -= 1
    if back == at - 1:
        return []
    if back < 0 or words[back].text not in ("in", "at", "on", "during", "under", "within", "of", "by"):
        return coordinated(words, at - 1, found)
    begin = next((b + 1 for b in range(back, -1, -1) if words[b].text in ".;:"), 0)
    return [concept_of(words[begin], found)] if words[begin].name is not None else []


def _copula(
    words: Sequence[Word], at: int, found: Sequence[Found], setting: Setting, lead: tuple[str, ...]
) -> Iterator[Claim]:
    """ "A is a (widely used) B", "As are Bs": A is_a B. The first noun phrase after the article alone is the kind."""
    single = at + 1 < len(words) and words[at + 1].text in ("a", "an")
    if is_negated(words, at + 1) or not (single or _are_plain(words, at, found)):
        return
    relatives = english_rules().words["words.relatives"]
    begin = at + 1 + single
    end = next((n for n in range(begin, len(words)) if words[n].text in relatives), len(words))
    kinds = object_of(words[:end], begin, found)  # "a metric that quantifies B" is no B
    if not kinds:
        return
    sources: list[str] = []
    if words[at - 1].name is not None:
        before = at - 2
        while before >= 0 and words[before].text in english_rules().words["words.determiners"]:
            before -= 1
        if before < 0 or words[before].text not in english_rules().words["words.prepositions"]:
            sources = coordinated(words, at - 1, found)
    elif words[at - 1].text in ("it", "this") and at == 1:
        sources = list(lead or (setting.subject.concepts if setting.subject else ()))
    yield from (Claim(s, Relation.IS_A, kinds[0], "en/be a", 0.8) for s in sources if s != kinds[0])


def _are_plain(words: Sequence[Word], at: int, found: Sequence[Found]) -> bool:
    """ "Enzymes are protein catalysts": two plurals, with no more than an adjective between."""
    name = next((n for n in range(at + 1, min(at + 3, len(words))) if words[n].name is not None), 0)
    between = words[at + 1 : name]
    told = any(w.text.endswith(("ed", "ing", "ly")) or verb_at(words, at + 1 + n) for n, w in enumerate(between))
    if words[at].text != "are" or not name or told or words[at - 1].name is None:
        return False
    return all(found[w.name].surface.endswith("s") for w in (words[at - 1], words[name]) if w.name is not None)


def _examples(words: Sequence[Word], at: int, found: Sequence[Found]) -> Iterator[Claim]:
    """ "A such as B and C", "A including B"."""
    follows = at + 1 < len(words) and words[at + 1].text == "as"
    if words[at].text == "such" and not follows:
        return
    back = at - 1
    while back >= 0 and (words[back].text == "," or words[back].text in english_rules().words["words.tails"]):
        back -= 1
    joined = (
        not follows and back > 0 and words[back - 1].text in ("and", "or")
    )  # "A and B, including C": of which isn't said
    if back >= 0 and words[back].name is not None and not joined:
        kind = concept_of(words[back], found)
        listed = object_of(words, at + 1 + follows, found)
        yield from (Claim(e, Relation.IS_A, kind, f"en/{words[at].text}", 0.8) for e in listed if e != kind)


def _means(
    words: Sequence[Word], at: int, found: Sequence[Found], setting: Setting, lead: tuple[str, ...]
) -> Iterator[Claim]:
    """ "X computes … by summing Y": X uses Y."""
    begin = next((back + 1 for back in range(at - 1, -1, -1) if words[back].text in ".;:"), 0)
    while begin < at and words[begin].text in english_rules().words["words.determiners"]:
        begin += 1
    if begin < at and words[begin].name is not None and words[begin + 1].text not in english_rules().words["words.inside"]:
        sources = [concept_of(words[begin], found)]
    elif begin < at and words[begin].text in english_rules().words["words.things"]:
        sources = list(lead or (setting.subject.concepts if setting.subject else ()))
    else:
        return
    if any(is_negated(words, back) for back in range(begin, at)):
        return
    for source, target in product(sources, object_of(words, at + 2, found)):
        if source != target:
            yield Claim(source, Relation.USES, target, "en/by …ing", 0.65)


def _fronted(words: Sequence[Word], found: Sequence[Found], setting: Setting, lead: tuple[str, ...]) -> Iterator[Claim]:
    """ "In A and B, X is crucial": X is suited to A and to B."""
    if not words or words[0].text not in ("in", "for"):
        return
    be = next((at for at, word in enumerate(words) if word.stem == "be"), 0)
    comma = next((at for at in range(be - 1, 0, -1) if words[at].text == ","), be)  # what is crucial stands behind it
    fields = object_of(words[:comma], 1, found)
    good = english_rules().words["words.good"]
    valued = be + 1 < len(words) and any(w.text in good for w in words[be + 1 : be + 4])
    if not fields or not be or not valued or is_negated(words, be + 1):
        return
    if words[be - 1].name is not None:
        sources = coordinated(words, be - 1, found)
    else:
        sources = list(lead or (setting.subject.concepts if setting.subject else ()))
    yield from (
        Claim(s, Relation.SUITED_TO, f, "en/in … is good", 0.7) for s, f in product(sources, fields) if s not in fields
    )


def _nominal(words: Sequence[Word], found: Sequence[Found]) -> Iterator[Claim]:
    """ "GBDT for feature selection, LR for classification": a line of names without a verb says what each is for."""
    if len(words) > MAX_NOMINAL or any(w.stem == "be" or verb_at(words, at) for at, w in enumerate(words)):
        return
    for at, word in enumerate(words):
        if word.text == "for" and at and words[at - 1].name is not None and not _is_need(words[at - 1], found):
            targets = object_of(words, at + 1, found)
            yield from (
                Claim(s, Relation.SUITED_TO, t, "en/for", 0.65)
                for s, t in product(coordinated(words, at - 1, found), targets)
                if s != t
            )


def _is_need(word: Word, found: Sequence[Found]) -> bool:
    """ "Heat requirements for baking"."""
    return concept_of(word, found).casefold().rpartition(" ")[2] in english_rules().words["words.needs"]
