"""The whole graph for the browser: data that `assets/map.js` draws, zooms and searches."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from kb.types import Language, Relation
from kb.ui.atlas import survey
from kb.ui.concept_map import shortened
from kb.ui.markup import escape
from kb.ui.strings import Words

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

_STRINGS = (
    "atlas_title", "atlas_search", "atlas_weak", "atlas_regions", "atlas_none", "atlas_help", "zoom_in", "zoom_out",
    "zoom_fit", "no_match", "close",
)  # fmt: skip

_made: WeakKeyDictionary[KnowledgeBase, dict[Language, str]] = WeakKeyDictionary()
"""Half a second of layout for 500 concepts: done once for an opened index and language."""


def atlas_html(kb: KnowledgeBase, ui: Words) -> str:
    """The data as JSON, for a component that is never shown."""
    made = _made.setdefault(kb, {})
    if ui.language not in made:
        made[ui.language] = escape(json.dumps(_data(kb, ui), ensure_ascii=False, separators=(",", ":")))
    return f'<code data-key="{id(kb)}-{ui.language}">{made[ui.language]}</code>'


def _data(kb: KnowledgeBase, ui: Words) -> dict[str, Any]:
    graph = kb.concept_graph
    labels = {name: concept.label(ui.language) for name, concept in graph.concepts.items()}
    weights = {name: len(graph.chunks_of(name)) for name in graph.concepts}
    atlas = survey(graph.edges, weights, labels)
    place = {spot.name: at for at, spot in enumerate(atlas.spots)}
    counts = ui("atlas_counts", concepts=f"{len(place):,}", regions=len(atlas.regions), relations=f"{len(atlas.edges):,}")
    return {
        "spots": [
            [spot.name, shortened(labels[spot.name]), spot.x, spot.y, spot.weight, spot.region, _names(kb, spot.name)]
            for spot in atlas.spots
        ],
        "regions": [[_title(region.names, labels), *region.box] for region in atlas.regions],
        "edges": [
            [place[edge.source], place[edge.target], edge.relation.value]
            for edge in atlas.edges
            if edge.source != edge.target and edge.source in place and edge.target in place
        ],
        "relations": {relation.value: ui.relation(relation) for relation in Relation},
        "symmetric": [relation.value for relation in Relation if relation.symmetric],
        "language": ui.language,
        "counts": counts,
        "say": {key: ui(key) for key in _STRINGS},
    }


def _names(kb: KnowledgeBase, name: str) -> str:
    """Everything that a search for the concept may type, in small letters."""
    concept = kb.concept_graph.concepts[name]
    return " · ".join(dict.fromkeys(n.lower() for n in (concept.ko, concept.en, name, *concept.aliases) if n))


def _title(names: Sequence[str], labels: dict[str, str]) -> str:
    """A region goes by what is spoken of most in it."""
    return " · ".join(labels[name] for name in names[:2])
