"""The concept graph as graphml, json, mermaid, or one offline html file. All text of the notes is escaped."""

from __future__ import annotations

import html
import io
import json
import math
from importlib import resources
from typing import Any, Literal

from kb.graph.concept_graph import ConceptGraph
from kb.graph.reading import relation_word
from kb.types import Edge, Relation

Form = Literal["graphml", "json", "mermaid", "html"]
MAX_MERMAID_EDGES = 400
"""Mermaid refuses to draw more than 500 by default."""
LAYOUT_SEED = 7


def export(graph: ConceptGraph, form: Form) -> str:
    """The whole graph as text. Raises ValueError for another form."""
    if form == "json":
        return json.dumps(as_dict(graph), ensure_ascii=False, indent=1)
    if form == "graphml":
        return _graphml(graph)
    if form == "mermaid":
        return _mermaid(graph)
    if form == "html":
        return _html(graph)
    raise ValueError(f"unknown form {form!r}: graphml, json, mermaid or html")


def as_dict(graph: ConceptGraph) -> dict[str, Any]:
    return {
        "concepts": [
            {"name": c.name, "ko": c.ko, "en": c.en, "aliases": list(c.aliases), "origin": c.origin,
             "mentions": len(graph.mentions_of(c.name))}
            for c in graph.concepts.values()
        ],
        "edges": [
            {
                "source": e.source, "relation": str(e.relation), "target": e.target,
                "confidence": e.confidence, "disputed": e.disputed,
                "evidence": [
                    {"note": v.note, "line": v.line, "quote": v.quote, "rule": v.rule,
                     "confidence": v.confidence, "negated": v.negated}
                    for v in e.evidence
                ],
            }
            for e in graph.edges
        ],
    }  # fmt: skip


def _graphml(graph: ConceptGraph) -> str:
    import networkx as nx

    flat = nx.MultiDiGraph()
    for concept in graph.concepts.values():
        flat.add_node(
            _xml(concept.name), ko=_xml(concept.ko), en=_xml(concept.en), aliases=_xml(" | ".join(concept.aliases))
        )
    for edge in graph.edges:
        best = edge.evidence[0]
        flat.add_edge(
            _xml(edge.source), _xml(edge.target), key=str(edge.relation), relation=str(edge.relation),
            confidence=edge.confidence,
            disputed=edge.disputed, note=_xml(best.note), line=best.line, quote=_xml(best.quote),
            evidence=len(edge.evidence),
        )  # fmt: skip
    out = io.BytesIO()
    nx.write_graphml(flat, out, encoding="utf-8")
    return out.getvalue().decode("utf-8")


def _xml(text: str) -> str:
    """Without the control characters that XML can't hold."""
    return "".join(c for c in text if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c > "\uffff")


def _mermaid(graph: ConceptGraph) -> str:
    edges = _strongest(graph, MAX_MERMAID_EDGES)
    numbers: dict[str, str] = {}
    lines = ["graph LR"]
    for edge in edges:
        for name in (edge.source, edge.target):
            if name not in numbers:
                numbers[name] = f"c{len(numbers)}"
                lines.append(f'  {numbers[name]}["{_mermaid_text(name)}"]')
        arrow = "---" if edge.relation.symmetric else "-->"
        lines.append(f"  {numbers[edge.source]} {arrow}|{relation_word(edge.relation, 'en')}| {numbers[edge.target]}")
    return "\n".join(lines) + "\n"


def _mermaid_text(text: str) -> str:
    return html.escape(text, quote=True).replace("&", "#").replace("##", "#").replace("\n", " ")


def _strongest(graph: ConceptGraph, limit: int) -> list[Edge]:
    stated = [e for e in graph.edges if e.relation is not Relation.RELATED_TO]
    kept = sorted(stated, key=lambda e: (-e.confidence, e.source, e.relation, e.target))[:limit]
    return sorted(kept, key=lambda e: (e.source, e.relation, e.target))


def _html(graph: ConceptGraph) -> str:
    """One file: the data as JSON in a script that no text can close, drawn by the inline script of `view.html`."""
    data = as_dict(graph)
    places = _places(graph)
    for concept in data["concepts"]:
        concept["x"], concept["y"] = places.get(concept["name"], (0.0, 0.0))
    words = {str(r): {"ko": relation_word(r, "ko"), "en": relation_word(r, "en")} for r in Relation}
    text = json.dumps({**data, "words": words}, ensure_ascii=False)
    safe = (
        text.replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
    page = resources.files("kb.graph").joinpath("view.html").read_text(encoding="utf-8")
    return page.replace("/*DATA*/null", safe, 1)


def _places(graph: ConceptGraph) -> dict[str, tuple[float, float]]:
    """Deterministic positions in -1..1; concepts without a stated relation stand in a ring outside."""
    import networkx as nx

    plain = nx.Graph()
    for edge in graph.edges:
        if edge.relation is not Relation.RELATED_TO:
            plain.add_edge(edge.source, edge.target, weight=edge.confidence)
    lone = [name for name in graph.concepts if name not in plain]
    places: dict[str, tuple[float, float]] = {}
    if len(plain):
        spread = nx.spring_layout(plain, seed=LAYOUT_SEED, k=2.2 / math.sqrt(len(plain)), iterations=60)
        places = {name: (round(float(x), 4), round(float(y), 4)) for name, (x, y) in spread.items()}
    for at, name in enumerate(lone):
        angle = 2 * math.pi * at / len(lone)
        places[name] = (round(1.15 * math.cos(angle), 4), round(1.15 * math.sin(angle), 4))
    return places
