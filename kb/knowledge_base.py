"""The facade that the CLI, the UI and Python users share: opens a snapshot and runs stages 6–7 over it."""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kb import store
from kb.answer import POOL, Asker, considered, named_turns, pointed_at, reply
from kb.answer.beginnings import beginnings
from kb.answer.concept_view import concept_named, concept_view
from kb.answer.lines import Candidate
from kb.answer.suggest import main_topics, most_mentioned
from kb.encoder import Encoder, load_encoder
from kb.errors import SnapshotMismatch
from kb.graph.concept_graph import ConceptGraph
from kb.graph.owner import load_owner
from kb.graph.proposals import Proposal, best_first, meaning_proposals, undecided
from kb.graph.reading import read_hop
from kb.language.morphemes import Analyser
from kb.language.text import language_of
from kb.retrieval import Evidence, Question, Retriever, read_question
from kb.retrieval.crossing import CrossReranker
from kb.retrieval.instead import Instead
from kb.retrieval.measure import Measured
from kb.retrieval.ranking import Ranking
from kb.settings import CONCEPTS_FILE, default_index
from kb.store import Snapshot
from kb.types import (
    Answer,
    Chunk,
    Concept,
    ConceptView,
    Edge,
    Hit,
    Hop,
    Language,
    Route,
    Status,
    Turn,
)
from kb.writer import LanguageModel, Support, write

if TYPE_CHECKING:
    import networkx

    from kb.pipeline import Changes

History = Sequence["str | Turn | Answer | tuple[str, str] | Mapping[str, Any]"]
"""The conversation so far, oldest first: questions, turns, earlier answers, (question, answer) pairs or
{"role": …, "content": …} messages."""

MAX_HISTORY = 6
"""Turns before that no question points back to."""


class KnowledgeBase:
    """One opened index. Reading never changes it; a later build doesn't reach into it: open again to see the new notes."""

    def __init__(self, snapshot: Snapshot, encoder: Encoder, analyser: Analyser, ranking: Ranking | None = None) -> None:
        self._snapshot = snapshot
        self._analyser = analyser
        self._retriever = Retriever(snapshot, encoder, analyser, ranking)
        self.encoder = encoder
        self._beginnings: dict[tuple[Language, int], tuple[str, ...]] = {}

    @classmethod
    def open(cls, index: str | Path | None = None, *, reranker: str | None = None) -> KnowledgeBase:
        """Open the live snapshot of an index folder (default: `$KB_INDEX` or `index`).

        `reranker`: name or path of a sentence-transformers cross-encoder that reads the first passages of every question
        again. Raises SnapshotMissing, SnapshotDamaged, SnapshotMismatch, and EncoderNotFound when the model that the
        index was built with is gone, or there is no such cross-encoder.
        """
        snapshot = store.load(Path(index) if index is not None else default_index())
        gc.collect()  # the search for cycles that loading did without: now, so that no question is held up by it
        manifest = snapshot.manifest
        encoder = load_encoder(manifest.encoder)
        if encoder.fingerprint != manifest.encoder_fingerprint:
            raise SnapshotMismatch(f"the encoder {manifest.encoder!r} has changed since the build; {store.REBUILD}")
        analyser = Analyser(snapshot.vocabulary.words)
        if analyser.identity != manifest.analyser:
            raise SnapshotMismatch(
                f"the index was tokenized by {manifest.analyser}, here is {analyser.identity}; {store.REBUILD}"
            )
        return cls(snapshot, encoder, analyser, Ranking(reranker=CrossReranker(reranker)) if reranker else None)

    def with_ranking(self, ranking: Ranking) -> KnowledgeBase:
        """The same index ranked otherwise, for measuring what each part of the ranking is worth."""
        return KnowledgeBase(self._snapshot, self.encoder, self._analyser, ranking)

    def search(self, query: str, k: int = 10) -> list[Hit]:
        """The best `k` passages for a query, best first; the same words in several places are one hit.

        Raises ValueError for k < 1."""
        return list(self._retriever.retrieve(self._read(query), _at_least_one(k)).hits)

    def ask(self, question: str, history: History | None = (), k: int = 5, model: LanguageModel | None = None) -> Answer:
        """Answer from the notes alone. `k` passages are considered; `grounded` is False where the notes
        don't hold it. With a model, what the notes say is worded by it (`write`). Raises ValueError for k < 1."""
        found = reply(self._asker, question, self._turns(history), _at_least_one(k))
        return deque(self.write(found, model), maxlen=1)[0] if model else found

    def write(self, answer: Answer, model: LanguageModel) -> Iterator[Answer]:
        """The answer in a language model's words as it grows, sentence by sentence; the last one is whole. Sentences that
        their cited passages don't back never appear; where no server answers, the given answer comes back and says so."""
        return write(answer, model, self._support)

    @cached_property
    def _support(self) -> Support:
        return Support(self._snapshot, self.encoder, self._analyser)

    def explain(self, question: str, history: History | None = (), k: int = 5) -> tuple[Answer, Evidence]:
        """`ask`, with how the question was read and what was found for it."""
        turns = self._turns(history)
        found = reply(self._asker, question, turns, _at_least_one(k))
        pointed = pointed_at(self._asker, question, turns, k)
        read = self._analyse(pointed.asked if pointed else question, named_turns(self._asker, turns, k))
        return found, self._retriever.retrieve(read, k)

    @cached_property
    def _asker(self) -> Asker:
        return Asker(self._retriever, self._analyse)

    def concept(self, name: str) -> ConceptView:
        """Everything about one concept, by any of its names. Raises UnknownConcept with the nearest names."""
        return concept_view(self._asker, name)

    def path(self, a: str, b: str, limit: int = 3) -> tuple[Route, ...]:
        """The best explained paths between two concepts, best first; empty when nothing connects them.

        Raises UnknownConcept.
        """
        start, goal = (concept_named(self._snapshot, name).name for name in (a, b))
        return self._snapshot.graph.paths(start, goal, limit=limit)

    @cached_property
    def graph(self) -> networkx.MultiDiGraph:
        """Concepts and relations: node attributes name and aliases; edge key is the relation, attribute evidence."""
        return self._snapshot.graph.network

    @property
    def concept_graph(self) -> ConceptGraph:
        return self._snapshot.graph

    def concepts(self) -> tuple[Concept, ...]:
        """All concepts, those of most passages first."""
        return most_mentioned(self._snapshot)

    def topics(self, limit: int) -> tuple[Concept, ...]:
        """What the notes speak of most and have something to say about; where that is little, what they speak of most."""
        return main_topics(self._snapshot, limit)

    def concepts_in(self, text: str) -> tuple[str, ...]:
        """The concepts that a text of the notes names, in its order."""
        return tuple(dict.fromkeys(found.concept for found in self._snapshot.vocabulary.find(text)))

    def neighbourhood(self, names: Iterable[str], limit: int = 25) -> tuple[Edge, ...]:
        """The edges around some concepts, typed and confident ones first, over at most `limit` concepts."""
        return self._snapshot.graph.neighbourhood(tuple(names), limit)

    def label(self, name: str, language: Language) -> str:
        """A concept's name for people, in the language where one is known."""
        concept = self._snapshot.graph.concepts.get(name)
        return concept.label(language) if concept else name

    def read_hop(self, hop: Hop, language: Language) -> str:
        """A hop as a sentence, such as "LeakyReLU는 죽은 뉴런을 해결한다"."""
        labels = {name: self.label(name, language) for name in (hop.source, hop.target)}
        return read_hop(hop, language, labels)

    @property
    def chunks(self) -> tuple[Chunk, ...]:
        """All passages, in the order of the notes."""
        return self._snapshot.chunks

    def measure(self, query: str) -> Measured:
        """The candidates of a query with the features that their score is made of, for tuning."""
        return self._retriever.measurer.measure(self._read(query))

    @property
    def retriever(self) -> Retriever:
        """What finds the passages, for tuning."""
        return self._retriever

    def consider(self, question: str, history: History | None = ()) -> tuple[Evidence, tuple[Candidate, ...]]:
        """What an answer would rest on, and every line of it rated, for tuning."""
        evidence = self._retriever.retrieve(self._read(question, history), POOL)
        return evidence, considered(evidence, self._retriever)

    def proposals(self) -> tuple[Proposal, ...]:
        """Names that may mean the same, likeliest first, without those that concepts.toml beside the notes decides by now.

        Raises ConceptsFileInvalid.
        """
        return undecided(self._proposals, load_owner(Path(self._snapshot.manifest.notes_folder) / CONCEPTS_FILE))

    @cached_property
    def _proposals(self) -> tuple[Proposal, ...]:
        vocabulary, graph = self._snapshot.vocabulary, self._snapshot.graph
        near = meaning_proposals(tuple(vocabulary.concepts.values()), graph.concepts, self.encoder)
        return best_first((*vocabulary.proposals, *near))

    def note_text(self, path: str) -> str:
        """A note as it was indexed (NFC, `\\n` line ends). Raises KeyError for a note that isn't indexed."""
        return self._snapshot.texts[path]

    def example_questions(self, language: Language, limit: int = 4) -> tuple[str, ...]:
        """Questions to begin with, taken from the notes, whose answers open with what is asked."""
        key = (language, limit)
        if key not in self._beginnings:
            self._beginnings[key] = beginnings(self._asker, language, limit)
        return self._beginnings[key]

    def changes(self, notes: str | Path | None = None) -> Changes:
        """What the notes folder (default: the one it was built from) holds that this index doesn't know yet.

        Raises NotesFolderMissing.
        """
        from kb.pipeline import changes_since  # asking needs nothing of the builder

        return changes_since(self._snapshot, Path(notes if notes is not None else self._snapshot.manifest.notes_folder))

    def status(self) -> Status:
        manifest = self._snapshot.manifest
        return Status(
            index=str(self._snapshot.folder.parent.parent),
            notes_folder=manifest.notes_folder,
            encoder=manifest.encoder,
            built_at=manifest.built_at,
            chunks=len(self._snapshot.chunks),
            concepts=len(self._snapshot.graph.concepts),
            relations=len(self._snapshot.graph.edges),
            notes=manifest.notes,
        )

    def _read(self, text: str, history: History | None = ()) -> Question:
        return self._analyse(text, self._turns(history))

    def _analyse(self, text: str, turns: Sequence[Turn], follows: bool = False) -> Question:
        snapshot, respell = self._snapshot, self._retriever.respell
        known, own = snapshot.lexical.document_frequency, Instead(snapshot, self._analyser).is_own
        return read_question(
            text, snapshot.vocabulary, self._analyser, turns, self._main_language, respell, known, own, follows=follows
        )

    @cached_property
    def _main_language(self) -> Language:
        """That of most passages, for a question of which no letter tells ("?!")."""
        sample = self._snapshot.chunks[:: max(1, len(self._snapshot.chunks) // 50)]
        korean = sum(language_of(chunk.text) == "ko" for chunk in sample)
        return "ko" if 2 * korean > len(sample) else "en"

    def _turns(self, history: History | None) -> tuple[Turn, ...]:
        """What was asked before, with the concepts that each question was about (carried over in turn)."""
        turns: list[Turn] = []
        for item in list(history or ())[-2 * MAX_HISTORY :]:
            if isinstance(item, Turn | Answer):
                turns.append(Turn(item.question, item.concepts, item.kind))
            elif text := _question_in(item):
                question = self._analyse(text, turns)
                turns.append(Turn(text, question.concepts, question.kind))
        return tuple(turns)


def _at_least_one(k: int) -> int:
    if k < 1:
        raise ValueError(f"k must be 1 or more, not {k}")
    return k


def _question_in(item: object) -> str:
    """The words of a question in a history item; empty for what the assistant said and for what is no turn at all."""
    if isinstance(item, str):
        return item
    if isinstance(item, list | tuple):  # (question, answer)
        return _question_in(item[0]) if item else ""
    if not isinstance(item, Mapping) or item.get("role") != "user":
        return ""
    content = item.get("content")
    if isinstance(content, list):  # Gradio's messages hold a list of parts
        content = " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")
