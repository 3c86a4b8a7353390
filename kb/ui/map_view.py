"""The concept map as inline SVG, and what the notes say about one concept, as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from kb.types import Concept, ConceptView, Edge, Hop, Language, Relation
from kb.ui.answer_view import concept_chip, quote_line
from kb.ui.concept_map import NODE_HEIGHT, Arrow, ConceptMap, Node, lay_out
from kb.ui.evidence_view import empty_html
from kb.ui.icons import icon
from kb.ui.markup import escape
from kb.ui.naming import Labels
from kb.ui.strings import Words, words
from kb.ui.surroundings import Key, key_of, nearest_edges

WIDE, NARROW = 520.0, 350.0
"""Pixels: the panel beside the chat, and a 390-pixel phone less its margins. Drawn at their own size, so that words on
the phone are not shrunk; the style sheet shows the one that fits."""
NARROW_CONCEPTS = 12
MAX_RELATIONS = 12
MAX_QUOTES = 5


def map_html(
    edges: Sequence[Edge],
    focus: Sequence[str],
    language: Language,
    ui: Words,
    labels: Labels,
    *,
    hops: Sequence[Hop] = (),
    card: str = "",
    lead: str = "",
) -> str:
    """The picture for the panel and for the phone, a legend of the relations in it, and `card` under it; `lead` above."""
    if not edges:
        return card_html(ui("no_map_for_answer"), card)
    names = ", ".join(labels.label(name, language) for name in focus)
    title = ui("map_caption", names=names)
    head = (
        f'<header class="kb-map-head"><div><h2>{escape(title)}</h2><p>{escape(ui("map_hint"))}</p></div>'
        f'<button type="button" class="kb-button" data-kb="atlas">{icon("expand")}<span>{escape(ui("map_whole"))}</span>'
        "</button></header>"
    )
    bold = frozenset((hop.source, hop.relation, hop.target) for hop in hops)
    named = {name: labels.label(name, language) for edge in edges for name in (edge.source, edge.target)}
    said = {relation: words(language).relation(relation) for relation in Relation}
    numbers = {key_of(edge): at for at, edge in enumerate(edges)}
    few = nearest_edges(edges, focus, NARROW_CONCEPTS, bold)
    pictures = ""
    for kind, shown, width in (("wide", edges, WIDE), ("narrow", few, NARROW)):
        drawn = lay_out(shown, named, focus, said, width=width, bold=bold)
        picture = Picture(kind, said, named, numbers, language, ui)
        pictures += f'<div class="kb-picture kb-{kind}">{picture.svg(drawn, title)}</div>'
    used = [relation for relation in Relation if any(edge.relation is relation for edge in edges)]
    legend = "".join(f'<li class="kb-rel-{relation.value}">{escape(said[relation])}</li>' for relation in used)
    quotes = "".join(edge_card_html(edge, at, language, ui, labels) for at, edge in enumerate(edges))
    above = f'<p class="kb-said">{escape(lead)}</p>' if lead else ""
    below = f'<ul class="kb-legend" aria-hidden="true">{legend}</ul>{quotes}{card}'
    return f'<div class="kb-map">{above}{head}{pictures}{below}</div>'


def card_html(said: str, card: str) -> str:
    """What stands where there is no picture: why, and what the notes say of the concept all the same."""
    return f'<div class="kb-map"><p class="kb-said">{escape(said)}</p>{card}</div>' if card else empty_html(said)


def edge_card_html(edge: Edge, number: int, language: Language, ui: Words, labels: Labels) -> str:
    """The lines that state a relation; shown when its arrow is chosen."""
    word = escape(words(language).relation(edge.relation))
    arrow = "" if edge.relation.symmetric else " →"
    rows = "".join(
        f"<li>{quote_line(line.note, line.line, line.quote, ui)}"
        + (f'<span class="kb-badge">{escape(ui("map_denied"))}</span>' if line.negated else "")
        + "</li>"
        for line in edge.evidence[:MAX_QUOTES]
    )
    more = len(edge.evidence) - MAX_QUOTES
    rest = f'<p class="kb-also">{escape(ui("map_more_lines", count=more))}</p>' if more > 0 else ""
    return (
        f'<section class="kb-edge-card kb-concept-card" data-edge="{number}" lang="{language}" hidden>'
        f'<header><div class="kb-links">{concept_chip(edge.source, language, labels)}'
        f'<span class="kb-word kb-rel-{edge.relation.value}">{word}{arrow}</span>'
        f"{concept_chip(edge.target, language, labels)}</div></header><ul>{rows}</ul>{rest}</section>"
    )


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
    chip = concept_chip(other, language, labels)
    return (
        f'<li><span class="kb-word kb-rel-{hop.relation.value}">{left} {word} {right}</span> {chip}'
        f'<p class="kb-quoted">{quote_line(hop.note, hop.line, hop.quote, ui)}</p></li>'
    )


@dataclass(frozen=True, slots=True)
class Picture:
    """Draws one map: what its words are, and how its arrows are numbered."""

    kind: str
    """Keeps the arrow heads of two pictures on one page apart."""
    said: Mapping[Relation, str]
    named: Mapping[str, str]
    numbers: Mapping[Key, int]
    language: Language
    ui: Words

    def svg(self, drawn: ConceptMap, title: str) -> str:
        used = {arrow.edge.relation for arrow in drawn.arrows if not arrow.edge.relation.symmetric}
        heads = "".join(
            f'<marker id="kb-{self.kind}-{relation.value}" class="kb-rel-{relation.value}" viewBox="0 0 8 8" refX="6.5" '
            'refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
            '<path d="M0 .6 7.4 4 0 7.4z"/></marker>'
            for relation in sorted(used)
        )
        arrows = "".join(self._arrow(arrow) for arrow in drawn.arrows)
        names = "".join(self._word(arrow) for arrow in drawn.arrows)
        nodes = "".join(self._node(node) for node in drawn.nodes)
        return (
            f'<svg viewBox="0 0 {drawn.width:g} {drawn.height:g}" width="{drawn.width:g}" height="{drawn.height:g}" '
            f'role="group" aria-label="{escape(title)}"><defs>{heads}</defs>{arrows}{names}{nodes}</svg>'
        )

    def _arrow(self, arrow: Arrow) -> str:
        relation = arrow.edge.relation
        (x1, y1), (x2, y2) = arrow.start, arrow.end
        path = f"M{x1:g} {y1:g} L{x2:g} {y2:g}"
        if arrow.bend:
            length = hypot(x2 - x1, y2 - y1) or 1.0
            control_x = (x1 + x2) / 2 - (y2 - y1) / length * arrow.bend * 2
            control_y = (y1 + y2) / 2 + (x2 - x1) / length * arrow.bend * 2
            path = f"M{x1:g} {y1:g} Q{control_x:.1f} {control_y:.1f} {x2:g} {y2:g}"
        head = "" if relation.symmetric else f' marker-end="url(#kb-{self.kind}-{relation.value})"'
        style = " kb-bold" if arrow.bold else ""
        best = arrow.edge.evidence[0] if arrow.edge.evidence else None
        hint = f"{self.said[relation]}: “{best.quote}” — {best.note}:{best.line}" if best else self.said[relation]
        # the word on the arrow is its button; an arrow without one is a button itself
        button = self._button(arrow) if arrow.label_at is None else f'data-kb="edge" data-edge="{self._number(arrow)}"'
        return (
            f'<g class="kb-line-of kb-rel-{relation.value}" {button}><title>{escape(hint)}</title>'
            f'<path class="kb-reach" d="{path}"/><path class="kb-edge kb-rel-{relation.value}{style}" d="{path}"{head}/></g>'
        )

    def _word(self, arrow: Arrow) -> str:
        if arrow.label_at is None:
            return ""
        x, y = arrow.label_at
        relation = arrow.edge.relation
        style = " kb-bold" if arrow.bold else ""
        return (
            f'<text class="kb-word kb-rel-{relation.value}{style}" x="{x:g}" y="{y + 4:g}" {self._button(arrow)}>'
            f"{escape(self.said[relation])}</text>"
        )

    def _number(self, arrow: Arrow) -> int:
        return self.numbers[key_of(arrow.edge)]

    def _button(self, arrow: Arrow) -> str:
        edge = arrow.edge
        ends = {"source": self.named[edge.source], "target": self.named[edge.target]}
        label = escape(self.ui("map_edge", relation=self.said[edge.relation], **ends))
        return (
            f'tabindex="0" role="button" data-kb="edge" data-edge="{self._number(arrow)}" aria-expanded="false" '
            f'aria-label="{label}"'
        )

    def _node(self, node: Node) -> str:
        style = " kb-focus" if node.focus else ""
        label = escape(self.named.get(node.name, node.name))
        return (
            f'<g class="kb-node{style}" tabindex="0" role="button" data-kb="concept" data-name="{escape(node.name)}" '
            f'data-language="{self.language}" aria-label="{label}"><title>{label}</title>'
            f'<rect x="{node.x - node.width / 2:.1f}" y="{node.y - NODE_HEIGHT / 2:.1f}" width="{node.width:.1f}" '
            f'height="{NODE_HEIGHT:g}" rx="{NODE_HEIGHT / 2:g}"/>'
            f'<text x="{node.x:g}" y="{node.y + 4.5:g}">{escape(node.label)}</text></g>'
        )
