"""Chunks → concepts and typed relations, each with its quoted line; no language model.

    note ── candidates ──▶ Candidate…  ─┐
    lexicon, owner's concepts.toml ─────┴─ vocabulary ──▶ Vocabulary ── links ──▶ mentions, stated edges (per note)
                                                                            └── concept_graph ──▶ ConceptGraph

What depends on one note alone is a pure function of it (`find_candidates`); what also depends on the vocabulary is a pure
function of the note and of those names that occur in it (`link_chunks`, `Vocabulary.slice_key`), so that both can be cached.
"""
