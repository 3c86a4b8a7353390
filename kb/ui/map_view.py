"""The concept map as inline SVG, and what the notes say about one concept, as HTML."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import hypot

from kb.types import Concept, ConceptView, Edge, Hop, Language, Relation
from kb.ui.answer_view import quote_line
from kb.ui.concept_map import NODE_HEIGHT, Arrow, ConceptMap, Node, lay_out
from kb.ui.evidence_view import empty_html
from kb.ui.markup import escape
from kb.ui.naming import Labels
from kb.ui.strings import Words, words

WIDE, NARROW = 520.0, 350.0
"""Pixels: the panel beside the chat, and a 390-pixel phone less its margins. Drawn at their own size, so that words on
the phone are not shrunk; the style sheet shows the one that fits."""
NARROW_CONCEPTS = 12
MAX_RELATIONS = 12


def map_html(
    edges: Sequence[Edge],
    focus: Sequence[str],
    language: Language,
    ui: Words,
    labels: Labels,
    *,
    hops: Sequence[Hop] = (),
    card: str = "",
) -> str:
    """The picture for the panel and for the phone, a legend of the relations in it, and `card` under it."""
    if not edges and not card:
        return empty_html(ui("no_map_for_answer"))
    names = ", ".join(labels.label(name, language) for name in focus)
    head = (
        f'<header class="kb-map-head"><h2>{escape(ui("map_caption", names=names))}</h2>'
        f"<p>{escape(ui('map_hint'))}</p></header>"
    )
    if not edges:
        return f'<div class="kb-map">{card}</div>'
    bold = frozenset((hop.source, hop.relation, hop.target) for hop in hops)
    named = {name: labels.label(name, language) for edge in edges for name in (edge.source, edge.target)}
    said = {relation: words(language).relation(relation) for relation in Relation}
    title = ui("map_caption", names=names)
    wide = _svg(lay_out(edges, named, focus, said, width=WIDE, bold=bold), "wide", said, title, language)
    few = nearest_edges(edges, focus, NARROW_CONCEPTS)
    narrow = _svg(lay_out(few, named, focus, said, width=NARROW, bold=bold), "narrow", said, title, language)
    pictures = f'<div class="kb-picture kb-wide">{wide}</div><div class="kb-picture kb-narrow">{narrow}</div>'
    used = [relation for relation in Relation if any(edge.relation is relation for edge in edges)]
    legend = "".join(f'<li class="kb-rel-{relation.value}">{escape(said[relation])}</li>' for relation in used)
    return f'<div class="kb-map">{head}{pictures}<ul class="kb-legend" aria-hidden="true">{legend}</ul>{card}</div>'


def nearest_edges(edges: Sequence[Edge], focus: Collection[str], limit: int) -> tuple[Edge, ...]:
    """The edges among the first `limit` concepts, those at the focus first; the order of `edges` otherwise."""
    ranked = sorted(edges, key=lambda edge: edge.source not in focus and edge.target not in focus)
    kept: dict[str, None] = {}
    for edge in ranked:
        ends = {edge.source, edge.target} - kept.keys()
        if len(kept) + len(ends) <= limit:
            kept.update(dict.fromkeys(sorted(ends)))
    return tuple(edge for edge in edges if edge.source in kept and edge.target in kept)


def concept_card_html(view: ConceptView, language: Language, ui: Words, labels: Labels) -> str:
    """A concept's names, its definition in the notes' words, its relations with quotes, and a button to ask about it."""
    label = Concept(view.name, view.aliases, view.ko, view.en).label(language)
    others = [name for name in dict.fromkeys((view.name, view.ko, view.en, *view.aliases)) if name and name != label]
    question = words(language)("concept_question", name=label)
    also = f'<p class="kb-also">{escape(ui("concept_also"))}: {escape(" · ".join(others[:8]))}</p>' if others else ""
    said = "".join(f"<li>{quote_line(c.chunk.note, c.start_line, c.quote, ui)}</li>" for c in view.definitions[:2])
    relations = [hop for hop in (*view.outgoing, *view.incoming) if hop.relation is not Relation.RELATED_TO]
    rows = "".join(_relation(hop, view.name, language, ui, labels) for hop in relations[:MAX_RELATIONS])
    definitions = f"<h3>{escape(ui('concept_says'))}</h3><ul>{said}</ul>" if said else ""
    stated = f"<h3>{escape(ui('concept_relations'))}</h3><ul>{rows}</ul>" if rows else ""
    nothing = "" if said or rows else f"<p>{escape(ui('concept_none'))}</p>"
    return (
        f'<section class="kb-concept-card" lang="{language}"><header><h2>{escape(label)}</h2>'
        f'<button type="button" class="kb-ask-about" data-kb="ask" data-question="{escape(question)}">'
        f"{escape(ui('concept_ask', name=label))}</button></header>{also}{definitions}{stated}{nothing}</section>"
    )


def _relation(hop: Hop, about: str, language: Language, ui: Words, labels: Labels) -> str:
    other = hop.target if hop.source == about else hop.source
    left, right = ("", "→") if hop.source == about else ("←", "")
    if hop.relation.symmetric:
        left, right = "", ""
    word = escape(words(language).relation(hop.relation))
    chip = (
        f'<button type="button" class="kb-concept" data-kb="concept" data-name="{escape(other)}" '
        f'data-language="{language}">{escape(labels.label(other, language))}</button>'
    )
    return (
        f'<li><span class="kb-word kb-rel-{hop.relation.value}">{left} {word} {right}</span> {chip}'
        f'<p class="kb-quoted">{quote_line(hop.note, hop.line, hop.quote, ui)}</p></li>'
    )


def _svg(drawn: ConceptMap, kind: str, said: dict[Relation, str], title: str, language: Language) -> str:
    used = {arrow.edge.relation for arrow in drawn.arrows if not arrow.edge.relation.symmetric}
    heads = "".join(
        f'<marker id="kb-{kind}-{relation.value}" class="kb-rel-{relation.value}" viewBox="0 0 8 8" refX="6.5" refY="4" '
        'markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
        '<path d="M0 .6 7.4 4 0 7.4z"/></marker>'
        for relation in sorted(used)
    )
    arrows = "".join(_arrow(arrow, kind, said) for arrow in drawn.arrows)
    names = "".join(_word(arrow, said) for arrow in drawn.arrows)
    nodes = "".join(_node(node, language) for node in drawn.nodes)
    return (
        f'<svg viewBox="0 0 {drawn.width:g} {drawn.height:g}" width="{drawn.width:g}" height="{drawn.height:g}" '
        f'role="group" aria-label="{escape(title)}"><defs>{heads}</defs>{arrows}{names}{nodes}</svg>'
    )


def _arrow(arrow: Arrow, kind: str, said: dict[Relation, str]) -> str:
    relation = arrow.edge.relation
    (x1, y1), (x2, y2) = arrow.start, arrow.end
    path = f"M{x1:g} {y1:g} L{x2:g} {y2:g}"
    if arrow.bend:
        length = hypot(x2 - x1, y2 - y1) or 1.0
        control_x = (x1 + x2) / 2 - (y2 - y1) / length * arrow.bend * 2
        control_y = (y1 + y2) / 2 + (x2 - x1) / length * arrow.bend * 2
        path = f"M{x1:g} {y1:g} Q{control_x:.1f} {control_y:.1f} {x2:g} {y2:g}"
    head = "" if relation.symmetric else f' marker-end="url(#kb-{kind}-{relation.value})"'
    style = " kb-bold" if arrow.bold else ""
    best = arrow.edge.evidence[0] if arrow.edge.evidence else None
    hint = f"{said[relation]}: “{best.quote}” — {best.note}:{best.line}" if best else said[relation]
    return f'<path class="kb-edge kb-rel-{relation.value}{style}" d="{path}"{head}><title>{escape(hint)}</title></path>'


def _word(arrow: Arrow, said: dict[Relation, str]) -> str:
    if arrow.label_at is None:
        return ""
    x, y = arrow.label_at
    relation = arrow.edge.relation
    style = " kb-bold" if arrow.bold else ""
    return f'<text class="kb-word kb-rel-{relation.value}{style}" x="{x:g}" y="{y + 4:g}">{escape(said[relation])}</text>'


def _node(node: Node, language: Language) -> str:
    style = " kb-focus" if node.focus else ""
    return (
        f'<g class="kb-node{style}" tabindex="0" role="button" data-kb="concept" data-name="{escape(node.name)}" '
        f'data-language="{language}" aria-label="{escape(node.name)}"><title>{escape(node.name)}</title>'
        f'<rect x="{node.x - node.width / 2:.1f}" y="{node.y - NODE_HEIGHT / 2:.1f}" width="{node.width:.1f}" '
        f'height="{NODE_HEIGHT:g}" rx="{NODE_HEIGHT / 2:g}"/>'
        f'<text x="{node.x:g}" y="{node.y + 4.5:g}">{escape(node.label)}</text></g>'
    )
