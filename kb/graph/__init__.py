"""Chunks → concepts and typed relations, each with its quoted line; no language model.

    note ── candidates ──▶ Candidate…  ─┐
    lexicon, owner's concepts.toml ─────┴─ vocabulary ──▶ Vocabulary ── links ──▶ mentions, stated edges (per note)
                                                                            └── concept_graph ──▶ ConceptGraph

What depends on one note alone is a pure function of it (`find_candidates`); what also depends on the vocabulary is a pure
function of the note and of those names that occur in it (`link_chunks`, `Vocabulary.slice_key`), so that both can be cached.

The rooms in the order of the data flow; what stands on a line imports only from lines above it or from its left:

    rule files             rules (relation words), names (what is written like a name), everyday (words of no field), lexicon
    names found in text    boundaries, elided, finder
    what readers share     stated (claims, subjects), classes, listing, heading_roles
    names in one note      glosses, parallel (lists), korean_terms, english_terms, prose (running text), title_names,
                           candidates
    names of all notes     owner, entries, fields, forms, close_names, proposals, naming, merging, senses, resolving,
                           name_changes, vocabulary
    a Korean sentence      mending, phrases, predicates, particles, plainly, parsing, clause: its noun phrases and verbs
      and what it states   subjects, contrasts, roles, members, definitions, remedies, purposes, means, usage, effects,
                           frames
    an English sentence    english_words, english_arguments, english_patterns, english_roles, english
    layout                 labels, comparisons, layout (lists under headings), leads, composition (sums, steps), siblings
    a note                 quoting, note_names, discourse (what goes over to the next statement), links
    all notes              cooccurrence, disagreements, paths, concept_graph
    beside the graph       passage_links (which passage names which), reading (hops in words), export, decisions
"""
