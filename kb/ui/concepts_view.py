"""The Concepts page: all names, names that may be one concept, and lines of the notes that disagree, as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.graph.proposals import Proposal, explain
from kb.language.text import has_hangul
from kb.types import Concept, Disagreement, Relation, Side
from kb.ui.answer_view import concept_chip, quote_line
from kb.ui.evidence_view import empty_html
from kb.ui.markup import escape
from kb.ui.naming import Labels
from kb.ui.strings import Words
from kb.ui.tables import View, head_html, matches, more_html, ordered

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

NUMBERS = ("mentions", "relations")
ALIASES = 6
"""Other names shown in a row; the map's card has them all."""
PROPOSED = 30
"""One sitting's worth; what is decided makes room for the next."""


@dataclass(frozen=True, slots=True)
class Row:
    """One concept of the notes."""

    concept: Concept
    ko: str
    en: str
    others: tuple[str, ...]
    mentions: int
    relations: int
    """Stated ones; that two concepts stand together often is none."""


@dataclass(frozen=True, slots=True)
class Decision:
    first: str
    second: str
    same: bool


def concept_rows(kb: KnowledgeBase) -> tuple[Row, ...]:
    """All concepts, those of most mentions first."""
    graph = kb.concept_graph
    rows = []
    for concept in kb.concepts():
        korean = has_hangul(concept.name)
        ko = concept.ko or (concept.name if korean else "")
        en = concept.en or ("" if korean else concept.name)
        others = tuple(name for name in dict.fromkeys((concept.name, *concept.aliases)) if name not in (ko, en))
        stated = sum(edge.relation is not Relation.RELATED_TO for edge in graph.edges_of(concept.name))
        rows.append(Row(concept, ko, en, others, len(graph.mentions_of(concept.name)), stated))
    return tuple(sorted(rows, key=lambda row: -row.mentions))


def table_html(rows: Sequence[Row], view: View, ui: Words) -> str:
    """The concepts that `view` asks for; a name opens the concept in the map."""
    if not rows:
        return empty_html(ui("welcome_none"))
    found = [row for row in rows if matches(view.query, row.ko, row.en, *row.others)]
    keys = {
        "ko": lambda row: (not row.ko, row.ko.casefold()),
        "en": lambda row: (not row.en, row.en.casefold()),
        "mentions": lambda row: row.mentions,
        "relations": lambda row: row.relations,
    }
    shown = ordered(found, view, keys)[: view.limit]
    first, second = ("ko", "en") if ui.language == "ko" else ("en", "ko")
    columns = [(name, ui(f"concepts_{name}")) for name in (first, second)]
    columns += [("", ui("concept_also")), *((name, ui(f"concepts_{name}")) for name in NUMBERS)]
    body = "".join(_row(row, first, ui) for row in shown)
    caption = escape(ui("tab_concepts"))
    nothing = "" if found else empty_html(ui("rows_none"))
    return (
        f'<div class="kb-table kb-status kb-glossary" tabindex="0" role="region" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption>{head_html(columns, view, 'concepts')}<tbody>{body}</tbody></table>{nothing}"
        f"{more_html(len(shown), len(found), 'concepts', ui)}</div>"
    )


def proposals_html(
    proposals: Sequence[Proposal],
    decided: Sequence[Decision],
    mentions: Mapping[str, int],
    ui: Words,
    *,
    read_only: bool = False,
) -> str:
    """Pairs of names to decide on, the likeliest first; above them what this reader has decided, to be turned round."""
    done = "".join(_decision(decision, ui) for decision in reversed(decided))
    if done:
        update = f'<button type="button" class="kb-act" data-do="rebuild">{escape(ui("notice_update"))}</button>'
        done = (
            f'<section class="kb-decided" aria-live="polite"><p>{escape(ui("pending_rules"))} {update}</p>'
            f"<ul>{done}</ul></section>"
        )
    cards = "".join(_proposal(proposal, mentions, ui, read_only) for proposal in proposals[:PROPOSED])
    left = len(proposals) - PROPOSED
    rest = f'<p class="kb-cut">{escape(ui("proposals_left", count=left))}</p>' if left > 0 else ""
    nothing = "" if cards else empty_html(ui("proposals_none"))
    hint = f'<p class="kb-lead">{escape(ui("proposals_hint"))}</p>'
    return f'<div class="kb-deciding">{hint}{done}<ul class="kb-proposals">{cards}</ul>{rest}{nothing}</div>'


def disagreements_html(disagreements: Sequence[Disagreement], ui: Words, labels: Labels) -> str:
    """Each pair of lines side by side, with what the one says and the other denies."""
    if not disagreements:
        return empty_html(ui("disagreements_none"))
    cards = "".join(_disagreement(found, ui, labels) for found in disagreements)
    hint = f'<p class="kb-lead">{escape(ui("disagreements_hint"))}</p>'
    return f'<div class="kb-deciding">{hint}<ul class="kb-disagreements">{cards}</ul></div>'


def _row(row: Row, first: str, ui: Words) -> str:
    names = {"ko": row.ko, "en": row.en}
    main = names[first] or row.concept.name
    second = names["en" if first == "ko" else "ko"]
    others = " · ".join(row.others[:ALIASES]) + (" …" if len(row.others) > ALIASES else "")
    chip = (
        f'<button type="button" class="kb-place" data-kb="concept" data-name="{escape(row.concept.name)}" '
        f'data-language="{ui.language}" title="{escape(ui("open_map"))}">{escape(main)}</button>'
    )
    return (
        f'<tr><th scope="row">{chip}</th><td>{escape(second if second != main else "")}</td>'
        f'<td class="kb-others">{escape(others)}</td>'
        f'<td class="kb-num">{row.mentions:,}</td><td class="kb-num">{row.relations:,}</td></tr>'
    )


def _proposal(proposal: Proposal, mentions: Mapping[str, int], ui: Words, read_only: bool) -> str:
    names = " ".join(
        f'<span class="kb-named">{_name(name, ui)}<small>{escape(ui("concepts_times", count=mentions[name]))}</small></span>'
        if name in mentions
        else f'<span class="kb-named">{_name(name, ui)}</span>'
        for name in (proposal.first, proposal.second)
    )
    acts = "" if read_only else _choice(Decision(proposal.first, proposal.second, True), ui)
    if not read_only:
        acts += _choice(Decision(proposal.first, proposal.second, False), ui)
    why = f'<p class="kb-why">{escape(explain(proposal, ui.language))}</p>'
    return f'<li><div class="kb-pair">{names}</div>{why}<div class="kb-choices">{acts}</div></li>'


def _decision(decision: Decision, ui: Words) -> str:
    said = ui("decided_same" if decision.same else "decided_apart", first=decision.first, second=decision.second)
    back = _choice(Decision(decision.first, decision.second, not decision.same), ui)
    return f"<li><span>{escape(said)}</span>{back}</li>"


def _choice(decision: Decision, ui: Words) -> str:
    word = ui("decide_same" if decision.same else "decide_apart")
    label = ui("decide_label", word=word, first=decision.first, second=decision.second)
    return (
        f'<button type="button" class="kb-act" data-do="decide" data-first="{escape(decision.first)}" '
        f'data-second="{escape(decision.second)}" data-same="{"yes" if decision.same else "no"}" '
        f'aria-label="{escape(label)}">{escape(word)}</button>'
    )


def _name(name: str, ui: Words) -> str:
    return (
        f'<button type="button" class="kb-concept" data-kb="concept" data-name="{escape(name)}" '
        f'data-language="{ui.language}">{escape(name)}</button>'
    )


def _disagreement(found: Disagreement, ui: Words, labels: Labels) -> str:
    sides = "".join(_side(side, ui, labels) for side in found.sides)
    head = (
        f"<header>{concept_chip(found.concept, ui.language, labels)}<p>{escape(ui(f'disagree_{found.kind}'))}</p></header>"
    )
    return f'<li>{head}<div class="kb-sides">{sides}</div></li>'


def _side(side: Side, ui: Words, labels: Labels) -> str:
    source, target = (escape(labels.label(name, ui.language)) for name in (side.source, side.target))
    word = escape(ui.relation(side.relation))
    arrow = "—" if side.relation.symmetric else "→"
    says = f'<span class="kb-says kb-{side.says}">{escape(ui(f"says_{side.says}"))}</span>'
    relation = f'<span class="kb-word kb-rel-{side.relation.value}">{word} {arrow}</span>'
    return (
        f'<section class="kb-side"><p class="kb-claim">{says}{source} {relation} {target}</p>'
        f'<p class="kb-quoted">{quote_line(side.note, side.line, side.quote, ui)}</p></section>'
    )
