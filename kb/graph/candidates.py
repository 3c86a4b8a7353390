"""What one note offers as names of concepts: surfaces with where they stand, and the pairs that it glosses.

Depends on the note alone (and on the rule files). Whether a candidate becomes a concept is decided over all notes, in
`vocabulary`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kb.graph.english_terms import begins_with_verb, says_what_is_done, tells_of_change
from kb.graph.glosses import gloss_pairs
from kb.graph.heading_roles import calls_list, is_amiss, is_role, label_role
from kb.graph.lexicon import load_lexicon
from kb.graph.listing import INLINE_EXAMPLE
from kb.graph.names import clean, is_acronym, is_generic, is_proper, looks_like_name, name_rules, names_one_topic
from kb.graph.parallel import bare_names, glossed_lines
from kb.graph.prose import prose_names
from kb.graph.rules import korean_rules
from kb.graph.title_names import PARENS, SPLIT, Site, heading_names, is_nominal, noun_phrases, topic_name
from kb.language.morphemes import Analyser, Token
from kb.language.text import has_hangul
from kb.types import Block, Chunk, Note

MIN_COMPOUND_COUNT = 2
"""A noun compound that a note uses once is a phrase, not a term."""
MIN_ENGLISH_COUNT = 3
MAX_LISTED_WORDS = 4
MAX_ITEM_CHARS = 40
"""A longer item of a list says something of a name rather than being one."""

_BOLD = re.compile(r"\*\*([^*\n]{2,60}?)\*\*|__([^_\n]{2,60}?)__|<b>([^<\n]{2,60}?)</b>|<strong>([^<\n]{2,60}?)</strong>")
_QUOTED = re.compile(r"(?<![A-Za-z0-9])['‘“\"]([A-Z가-힣][^'‘’“”\"\n.!?]{1,28}[^\s'‘’“”\"\n.!?])['’”\"](?![A-Za-z])")
_CODE = re.compile(r"(?<!`)`([^`\n]{2,40})`(?!`)")
_LEAD = re.compile(r"^(.{2,48}?)\s*(?:[:：]|=(?!=)|->|→|⇒)\s+\S")
_IN_USE = re.compile(r"(?<=\S)\s+(?:사용|이용|활용)$")
""""토크 렌치 사용": the name is what is used."""
_COMMAS = re.compile(r"\s*(?:,\s*(?:and|or|&)?|;|\s/\s|·|\s(?:and|or|&|및|또는)\s)\s*")
_MORE = re.compile(r"\s*(?:등등|등|etc)?[.…]*$")
_SLUG = re.compile(r"\S+[-_]\S+$")
"""A link to a file of that name; what the file is about stands in its headings."""
_MATH = re.compile(r"\$\$?[^$\n]*[\\^={}][^$\n]*\$\$?|\\\([^\n]*?\\\)|\\[A-Za-z]+(?:\{[^{}]*\})*")
"""Formulas (not "$k$" or "$L_1$", which are names of their own)."""
_Add = Callable[..., None]
_Marked = list[tuple[str, Site, tuple[str, ...]]]
_ENGLISH_WORD = re.compile(r"[A-Za-z][A-Za-z\-]+|[.,;:!?()\n]|\d+")


@dataclass(frozen=True, slots=True)
class Candidate:
    surface: str
    site: Site
    count: int = 1
    sections: int = 1
    """In how many headings of the note it stands at that site."""
    other: str = ""
    """For a gloss or alias: the other name of the same thing."""


def find_candidates(note: Note, chunks: Sequence[Chunk], analyser: Analyser) -> tuple[Candidate, ...]:
    """All candidates of one note, sorted; deterministic. `chunks` are not needed for it but belong to the contract."""
    del chunks
    found: Counter[tuple[str, Site, str]] = Counter()
    sections: dict[tuple[str, Site, str], set[tuple[str, ...]]] = defaultdict(set)
    generic = load_lexicon().generic | load_lexicon().furniture

    def add(surface: str, site: Site, where: tuple[str, ...], other: str = "") -> None:
        surface = clean(surface)
        if looks_like_name(surface, generic) and not (begins_with_verb(surface) or _is_described(surface)):
            key = (surface, site, other)
            found[key] += 1
            sections[key].add(where[:3])

    blocks = [
        replace(block, text=_MATH.sub(lambda m: " " * len(m.group()), block.text))
        for block in note.blocks
        if block.kind not in ("code", "math")
    ]
    blocks = [block for block in blocks if block.text.strip()]
    tokens_of = analyser.tokens_many([block.text for block in blocks])
    marked: list[tuple[str, Site, tuple[str, ...]]] = []
    glosses = {at: tuple(gloss_pairs(b.text, t)) for at, (b, t) in enumerate(zip(blocks, tokens_of, strict=True))}
    alike, bare = glossed_lines(blocks, glosses), bare_names(blocks)
    for at, (block, tokens) in enumerate(zip(blocks, tokens_of, strict=True)):
        pairs = glosses[at]
        _add_glosses(block, pairs if at not in alike or alike[at] in pairs else (*pairs, alike[at]), add)
        _from_block(note, block, tokens, marked, add)
        if at in bare:
            marked.append((bare[at], "listed", block.path))
    hangul = sorted({surface for surface, _, _ in marked if has_hangul(surface)})
    nominal = (
        {s for s, tokens in zip(hangul, analyser.tokens_many(hangul), strict=True) if is_nominal(tokens)}
        if hangul
        else set()
    )
    for surface, site, where in marked:
        if surface in nominal or not has_hangul(surface):
            add(surface, site, where)
    title = note.title if note.title and names_one_topic(note.title) else ""
    for alias in filter(names_one_topic, note.aliases):
        if title:
            add(title, "alias", (), clean(alias))
        add(alias, "alias", (), clean(title))
    for tag in note.tags:
        add(tag.replace("_", " ").rsplit("/", 1)[-1], "tag", ())
    for link in note.links:
        target = link.rsplit("/", 1)[-1]
        if not _SLUG.match(target):
            add(target, "wikilink", ())
    english = _english_terms(blocks)
    for term, (count, places) in english.items():
        if looks_like_name(term, generic):
            found[term, "compound", ""] += count
            sections[term, "compound", ""] |= places
    return tuple(
        Candidate(surface, site, count, len(sections[surface, site, other]) or 1, other)
        for (surface, site, other), count in sorted(found.items())
        if site not in ("compound", "word") or count >= MIN_COMPOUND_COUNT or is_proper(surface)
    )


_DESCRIBED = re.compile(r"[가-힣]+(?:대|능|력|결|명|단|잡|양|합|련|속|롭|편|안전|정확|필요)한 ")


def _is_described(surface: str) -> bool:
    """ "방대한 도구", "운반 가능한 장치": any such thing, and what is thought of it."""
    first, _, last = surface.rpartition(" ")
    return (
        bool(_DESCRIBED.search(f"{first} "))
        and last in korean_rules().words["tails.neutral"] | korean_rules().words["kinds.tools"]
    )


def _place(block: Block) -> tuple[str, ...]:
    return block.path if block.kind != "heading" else (*block.path, block.text)


def _add_glosses(block: Block, pairs: Sequence[tuple[str, str]], add: _Add) -> None:
    for left, right in pairs:
        add(left, "gloss", _place(block), right)
        add(right, "gloss", _place(block), left)


def _from_block(note: Note, block: Block, tokens: Sequence[Token], marked: _Marked, add: _Add) -> None:
    where = _place(block)
    if block.kind == "heading" and is_role(block.text):
        return
    if block.kind == "heading":
        for surface, site in heading_names(block.text, tokens, "pseudo" if block.pseudo else "heading"):
            add(surface, site, where)
        return
    _from_marks(note.text[block.start : block.end], where, marked)
    for _, cell in block.cells[:1]:
        _add_marked(cell, "lead", where, marked)
    _from_lead(block, tokens, where, marked, add)
    korean = has_hangul(block.text)
    for surface in noun_phrases(block.text, tokens):
        if has_hangul(surface) and " " in surface:
            add(surface, "compound", where)
        elif korean and not has_hangul(surface):
            add(surface, "latin", where)
    if block.kind != "row":
        for surface, role in prose_names(block.text, tokens):
            add(surface, role, where)


def _from_marks(raw: str, where: tuple[str, ...], marked: _Marked) -> None:
    """What stands in bold, in quotes or in backticks."""
    for match in _BOLD.finditer(raw):
        _add_marked(next(g for g in match.groups() if g), "bold", where, marked)
    for match in _QUOTED.finditer(raw):
        _add_marked(match.group(1), "bold", where, marked)
    for match in _CODE.finditer(raw):
        if _code_is_term(match.group(1)):
            _add_marked(match.group(1), "code", where, marked)


def _from_lead(block: Block, tokens: Sequence[Token], where: tuple[str, ...], marked: _Marked, add: _Add) -> None:
    """What a line begins with: "X: …", a short item, "X란 …"."""
    if block.kind in ("item", "paragraph"):
        lead = _LEAD.match(block.text)
        if lead:
            _add_marked(lead.group(1), "lead", where, marked)
        elif block.kind == "item" and len(block.text) <= MAX_ITEM_CHARS:
            site: Site = "listed" if where and calls_list(where[-1]) else "item"
            _add_marked(block.text, "pseudo" if block.pseudo else site, where, marked)
        rest = block.text[lead.end() - 1 :] if lead else block.text
        labelled = bool(lead and (label_role(lead.group(1)) or is_amiss(lead.group(1))))
        listed: Site = "listed" if labelled or (where and calls_list(where[-1])) else "item"
        marked.extend((name, listed, where) for name in _listed(rest, alone=labelled))
        if lead and (mark := INLINE_EXAMPLE.search(rest)):
            marked.extend((name, "listed", where) for name in _listed(rest[mark.end() :]))
        topic = topic_name(block.text, tokens)
        if topic:
            add(topic, "lead", where)


def _listed(text: str, *, alone: bool = False) -> list[str]:
    """The names of a line, or of what follows a lead, that is nothing but a list: "YOLO, SSD and RetinaNet"; `alone`: or
    one name."""
    parts = [clean(PARENS.sub("", part)) for part in _COMMAS.split(_MORE.sub("", text.strip()))]
    names = [part for part in parts if part]
    short = all(len(name.split()) <= MAX_LISTED_WORDS and looks_like_name(name) for name in names)
    return names if len(names) > (0 if alone else 1) and short and not any(says_what_is_done(name) for name in names) else []


def _add_marked(text: str, site: Site, where: tuple[str, ...], marked: _Marked) -> None:
    """A marked text may be a sentence: whether it is a name is decided for all of the note at once."""
    text = _IN_USE.sub("", clean(PARENS.sub("", text)))
    for part in SPLIT.split(text) if SPLIT.search(text) else [text]:
        name = clean(part)
        told = site in ("item", "lead", "bold") and (says_what_is_done(name) or tells_of_change(name))
        if looks_like_name(name) and not told:
            marked.append((name, site, where))


def _code_is_term(text: str) -> bool:
    """`Sigmoid`, `chain rule`, `죽은 뉴런` — not `x = 1`, `git add .`, `self.fc1`, `num_workers`."""
    if has_hangul(text):
        return True
    return bool(
        re.fullmatch(r"[A-Z][A-Za-z0-9\-]*(?: [A-Za-z][A-Za-z0-9\-]*){0,3}|[a-z]+(?:[ \-][a-z]+){1,3}", text)
    ) or is_acronym(text)


def _english_terms(blocks: Sequence[Block]) -> dict[str, tuple[int, set[tuple[str, ...]]]]:
    """Recurring runs of two or three content words in English text (after RAKE, Rose et al. 2010)."""
    rules = name_rules()
    terms: dict[str, tuple[int, set[tuple[str, ...]]]] = {}
    for block in blocks:
        if has_hangul(block.text):
            continue
        run: list[str] = []
        for word in [*_ENGLISH_WORD.findall(block.text), "."]:
            if word[0].isalpha() and word.casefold() not in rules.openers and not is_generic(word):
                run.append(word)
                continue
            if 2 <= len(run) <= 3:
                term = " ".join(run).casefold()
                count, where = terms.get(term, (0, set()))
                terms[term] = (count + 1, where | {block.path[:3]})
            run = []
    return {term: value for term, value in terms.items() if value[0] >= MIN_ENGLISH_COUNT}
