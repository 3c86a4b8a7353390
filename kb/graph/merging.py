"""Which names are one concept. A merge needs a proof: the lexicon, the owner, a gloss, equal folding, or a guarded typo.

Everything else that looks alike becomes a `Proposal` for the owner to decide.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kb.graph.candidates import Candidate
from kb.graph.close_names import closest
from kb.graph.entries import names_of, with_owner
from kb.graph.everyday import is_everyday
from kb.graph.fields import without_common
from kb.graph.finder import Alias
from kb.graph.forms import MIN_SCORE, Form, Groups, collect, put_together
from kb.graph.lexicon import Entry, Lexicon
from kb.graph.names import acronym_of, is_acronym, is_short_phrase, name_rules, singular, strip_tail, without_class_word
from kb.graph.naming import aliases_of, name_groups
from kb.graph.owner import OwnerConcepts
from kb.graph.proposals import Proposal, best_first
from kb.graph.rules import names_harm
from kb.language.fuzzy import same_name, similarity
from kb.language.text import fold, has_hangul
from kb.types import Concept

MIN_TYPO_CHARS = 6
MIN_TYPO_SYLLABLES = 4
MIN_OF_WORD = 4
"""Names with a word that is then no slip of another."""
MIN_TYPO_SIMILARITY = 0.88
MIN_PROPOSAL_SIMILARITY = 0.84
MIN_GLOSS_SIMILARITY = 0.7
GLOSS_OF_TWO_KNOWN = 0.5
GLOSS_OF_ONE_KNOWN = 0.6
"""Set by judgement: a bracket between two names that the lexicon tells apart explains more often than it names."""
SHORT_NOUN = 2
"""Syllables."""
PROVEN_BY_COUNT = 6
"""A gloss counts once from each side: three places that gloss the same pair."""
MAX_RIVALS = 2
"""A name glossed by more different names of one script, each equally often, is explained there, not renamed."""
MIN_TAIL_PAIRS = 2
"""Lexicon entries that must translate a last word the same way (초기화 – initialization)."""

_Senses = Mapping[str, list[Entry]]


def gather(
    candidates_by_note: Mapping[str, Sequence[Candidate]], lexicon: Lexicon, owner: OwnerConcepts, *, foreign: bool = False
) -> tuple[tuple[Concept, ...], tuple[Alias, ...], tuple[Proposal, ...]]:
    """Concepts sorted by name, aliases sorted by key, proposals best first; `foreign`: notes of another field than the
    lexicon's, whose plain words are their own ("leaf", "발산")."""
    ignored = {fold(name) for name in owner.ignore}
    forms, glosses = collect(candidates_by_note, ignored)
    entries = with_owner(lexicon.entries, owner)
    if foreign:
        own = {entry.name for entry in owner.entries}
        entries = tuple(kept for e in entries if (kept := e if e.name in own else without_common(e)) is not None)
    certain, senses = names_of(entries, ignored, lexicon.generic | name_rules().generic, {e.name for e in owner.entries})
    _spelled_out(glosses, forms, entries, certain)
    for key in put_together(forms, certain.keys() | senses.keys()):
        del forms[key]
    groups = _known_groups(certain, owner)
    proposals: list[Proposal] = []
    _merge_spellings(forms, groups, senses, entries)
    _merge_glosses(glosses, groups, senses, entries, proposals)
    _merge_typos(forms, groups, senses, proposals)
    concepts, key_concept = name_groups(forms, groups, senses, entries, owner, lexicon)
    aliases = aliases_of(forms, senses, concepts, key_concept)
    return tuple(sorted(concepts.values(), key=lambda c: c.name)), aliases, best_first(proposals)


def _known_groups(certain: Mapping[str, str], owner: OwnerConcepts) -> Groups:
    groups = Groups()
    groups.apart = {frozenset((fold(a), fold(b))) for g in owner.separate for a in g for b in g if fold(a) != fold(b)}
    for key, name in sorted(certain.items()):
        groups.fix(key, name)
    by_name: dict[str, str] = {}
    for key, name in sorted(certain.items()):
        groups.union(by_name.setdefault(name, key), key)
    for group in owner.merge:
        for other in group[1:]:
            groups.union(fold(group[0]), fold(other))
    return groups


def _spelled_out(
    glosses: Mapping[tuple[str, str], int], forms: Mapping[str, Form], entries: Sequence[Entry], certain: dict[str, str]
) -> None:
    """Abbreviations that the notes spell out otherwise than the lexicon does are the notes' own: the lexicon's claim on
    them goes, where the notes name its concept in no other way (CAM: content addressable memory)."""
    by_name = {entry.name: entry for entry in entries}
    for first, second in sorted(glosses):
        for short, long in ((first, second), (second, first)):
            key = fold(short)
            if not is_acronym(short) or not acronym_of(short, long) or key not in certain or certain.get(fold(long)):
                continue
            entry = by_name[certain[key]]
            others = {fold(name) for name in entry.names} - {key}
            if not others & forms.keys() and not _resembles(long, [n for n in entry.names if fold(n) != key]):
                del certain[key]


def _merge_spellings(forms: Mapping[str, Form], groups: Groups, senses: _Senses, entries: Sequence[Entry]) -> None:
    """Plural, a tail that says nothing (ReLU 함수), a translated tail (Xavier 초기화), where the bare name is known."""
    tails = _translated_tails(entries)
    for key in sorted(forms):
        if groups.concept(key) or key in senses:
            continue
        surface = forms[key].surface
        one = _folded(singular(surface), surface, key)
        if one != key and (one in forms or groups.concept(one)) and one not in senses:
            groups.union(one, key)
            continue
        bare = _folded(without_class_word(surface), surface, key)
        if bare != key and bare not in senses and (bare in forms or groups.concept(bare)):
            groups.union(bare, key)
            continue
        for other in (_folded(strip_tail(surface), surface, key), *_translations(surface, tails)):
            if other != key and groups.concept(other) and other not in senses:
                groups.union(other, key)
                break


def _folded(form: str, surface: str, key: str) -> str:
    """`fold(form)`, where most forms are the surface whose key is known."""
    return key if form == surface else fold(form)


def _translated_tails(entries: Sequence[Entry]) -> Mapping[str, tuple[str, ...]]:
    """Last words that the lexicon translates alike in several entries: 초기화 → initialization, 손실 → loss."""
    seen: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        english, korean = entry.name.split(), entry.ko.split()
        if len(english) > 1 and len(english) == len(korean) and not has_hangul(entry.name):
            seen[korean[-1], english[-1].casefold()] += 1
    tails: dict[str, list[str]] = defaultdict(list)
    for (ko, en), count in sorted(seen.items()):
        if count >= MIN_TAIL_PAIRS:
            tails[ko].append(en)
    return {ko: tuple(words) for ko, words in tails.items()}


def _translations(surface: str, tails: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Folded English names that a mixed one stands for ("Huber 손실" → "huberloss")."""
    head, _, last = surface.rpartition(" ")
    return tuple(fold(f"{head} {word}") for word in tails.get(last, ())) if head and not has_hangul(head) else ()


def _merge_glosses(
    glosses: Mapping[tuple[str, str], int],
    groups: Groups,
    senses: _Senses,
    entries: Sequence[Entry],
    proposals: list[Proposal],
) -> None:
    names = {entry.name: entry.names for entry in entries}
    partners: dict[tuple[str, bool], Counter[str]] = defaultdict(Counter)
    for (first, second), count in glosses.items():
        partners[fold(first), has_hangul(second)][fold(second)] += count
        partners[fold(second), has_hangul(first)][fold(first)] += count
    for (first, second), count in sorted(glosses.items(), key=lambda item: (-item[1], item[0])):
        a, b = fold(first), fold(second)
        if a in senses or b in senses or a == b:
            continue
        known_a, known_b = groups.concept(a), groups.concept(b)
        if known_a and known_b:
            if known_a != known_b:
                proposals.append(Proposal(known_a, known_b, GLOSS_OF_TWO_KNOWN, "gloss", f"{first} ({second})"))
            continue
        acronym = acronym_of(first, second) or acronym_of(second, first)
        if known_a or known_b:
            known, unknown = (known_a or known_b or "", second if known_a else first)
            proven = acronym or (count >= PROVEN_BY_COUNT and _resembles(unknown, names[known]))
            if not proven and not (is_short_phrase(unknown) and _resembles(unknown, names[known])):
                proposals.append(Proposal(known, unknown, GLOSS_OF_ONE_KNOWN, "gloss", f"{first} ({second})"))
                continue
        elif not acronym and (_is_lopsided(first, second) or _has_rivals(first, second, count, partners)):
            continue
        elif count < PROVEN_BY_COUNT and is_everyday(first) and is_everyday(second) and (first + second).islower():
            # "분포(scale)" explains; a name is written with a capital: "회복(Recovery)"
            proposals.append(Proposal(first, second, GLOSS_OF_ONE_KNOWN, "gloss", f"{first} ({second})"))
            continue
        groups.union(a, b)


def _is_lopsided(first: str, second: str) -> bool:
    """확률 – soft label, 요청 – FIN: one everyday noun beside a term of several words, or an abbreviation."""
    for korean, other in ((first, second), (second, first)):
        if has_hangul(korean) and len(korean) <= SHORT_NOUN and not has_hangul(other):
            return " " in other or is_acronym(other)
    return False


def _has_rivals(first: str, second: str, count: int, partners: Mapping[tuple[str, bool], Counter[str]]) -> bool:
    """Whether one of the two is glossed otherwise more often, or by many different names of that script."""
    for one, other in ((first, second), (second, first)):
        rivals = partners[fold(one), has_hangul(other)]
        most = max(rivals.values())
        if most > count or len(rivals) > MAX_RIVALS or (len(rivals) > 1 and is_acronym(one)):
            return True
        if len(rivals) > 1 and fold(other) != min(rivals, key=lambda r: (-rivals[r], r)):
            return True
    return False


def _resembles(unknown: str, names: Iterable[str]) -> bool:
    """Whether an unknown gloss of a known concept says the same: no name in its script yet, its last word, or alike."""
    same_script = [n for n in names if has_hangul(n) == has_hangul(unknown)]
    if has_hangul(unknown) and not same_script:
        return True
    words = unknown.casefold().split()
    for name in same_script:
        others = name.casefold().split()
        if len(words) == len(others) > 1 and (words[-1] == others[-1] or words[0] == others[0]):
            return True
        if len(words) == 1 and len(others) > 1 and words[0] == others[-1] and names_harm(unknown):
            return True  # 폭주 of 기울기 폭주; but 탐색 is wider than 이진 탐색
        if similarity(unknown, name) >= MIN_GLOSS_SIMILARITY or acronym_of(unknown, name):
            return True
    return False


def _is_word(name: str, other: str, words: Mapping[str, int]) -> bool:
    """Whether the word in which two names differ stands in several names as well ("글귀 자료" is no typo of "글자 자료")."""
    pairs = list(zip(name.casefold().split(), other.casefold().split(), strict=False))
    differing = [one for one, two in pairs if one != two]
    return len(pairs) > 1 and len(differing) == 1 and words.get(differing[0], 0) >= MIN_OF_WORD


def _merge_typos(forms: Mapping[str, Form], groups: Groups, senses: _Senses, proposals: list[Proposal]) -> None:
    """A rare spelling next to a known or far more frequent one, guarded by `same_name` (L1 ≠ L2, ReLU ≠ PReLU)."""
    known = {key for key in groups.parent if groups.concept(key)} - set(senses)
    frequent = {key for key, form in forms.items() if form.score >= MIN_SCORE and key not in known and key not in senses}
    targets = [t for t in (*sorted(known), *sorted(frequent)) if len(t) >= MIN_TYPO_SYLLABLES]
    unknown = [
        key
        for key in sorted(forms)
        if not groups.concept(key)
        and key not in senses
        and len(key) >= (MIN_TYPO_SYLLABLES if has_hangul(key) else MIN_TYPO_CHARS)
    ]
    close = closest(unknown, targets)
    words = Counter(word for form in forms.values() for word in set(form.surface.casefold().split()))
    for key in unknown:
        if groups.concept(key):  # by now
            continue
        form = forms[key]
        for target in close.get(key, ()):
            if target == key or groups.find(target) == groups.find(key):
                continue
            surface = forms[target].surface if target in forms else target
            score = similarity(key, target)
            if (
                score < MIN_PROPOSAL_SIMILARITY
                or not same_name(form.surface, surface)
                or _is_word(form.surface, surface, words)
            ):
                continue
            rare = groups.concept(target) is not None or forms[target].count >= 4 * form.count
            swapped = sorted(key) == sorted(target)
            if rare and (score >= MIN_TYPO_SIMILARITY or swapped):
                if groups.union(target, key):
                    break
            elif form.score >= MIN_SCORE:
                first = groups.concept(target) or surface
                proposals.append(Proposal(first, form.surface, round(score, 3), "spelling"))
