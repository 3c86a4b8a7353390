"""What the statements of one note name and state: mentions, and relations each with its quoted line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.graph.comparisons import difference, inclusion, table_claims, unlike_heading, versus
from kb.graph.composition import features, opens_step, steps, sums, tiers
from kb.graph.discourse import Discourse, Manner, MaskedClause, clauses_of
from kb.graph.english import english_claims
from kb.graph.finder import Found
from kb.graph.heading_roles import defines_each
from kb.graph.labels import aspect_cells, labelled, labelled_cells
from kb.graph.layout import (
    named_with_class,
    remedies_beside,
    row_kind,
    told_kind,
    told_problems,
    under_heading,
)
from kb.graph.leads import amiss, inline_examples, lead_list, task_list
from kb.graph.listing import bracket_examples, is_heading, is_link, item_concepts, lead_concepts, looks_like_code
from kb.graph.names import clean
from kb.graph.note_names import SENTENCE_END, NoteNames
from kb.graph.phrases import mask
from kb.graph.quoting import StatedEdge, stated_edges
from kb.graph.rules import korean_rules
from kb.graph.siblings import Siblings, Work
from kb.graph.stated import (
    Claim,
    Setting,
    Subject,
    fought_in,
    is_problem,
    names_problem,
    only_names,
    shared_subject,
    subject_of,
    tells_differences,
    tells_drawbacks,
)
from kb.graph.vocabulary import Vocabulary
from kb.language.morphemes import Analyser, Token
from kb.language.text import has_hangul
from kb.types import Chunk, Mention, Statement

_QUESTION = re.compile(
    r"(?:\?|까|는가|은가|인가|나요|을까|세요|시오|해라|하라|보자|하자|쓰자|두자|[합봅씁둡]시다|보겠(?:습니)?다)\s*[?.!)*`]*\s*$"
)
"""What asks or bids asserts nothing."""
_YES = re.compile(r"\s*(?:그렇다|그렇습니다|네[,. ]|예[,. ]|맞다|맞습니다|yes\b)", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\s*(?:이는|이를|이로|이것|이러한|이런|해당|[이그]\s)")
"""A line about what the line before told of."""
MAX_TITLE_WORDS = 8
"""A longer line that speaks of a difference is a sentence, and read as one."""


@dataclass(frozen=True, slots=True)
class Links:
    """Mentions in the order of the note; edges in the order of their statements, ends of symmetric ones sorted."""

    mentions: tuple[Mention, ...]
    edges: tuple[StatedEdge, ...]


def link_text(chunks: Sequence[Chunk]) -> str:
    """Everything of a note that `link_chunks` looks for names in; `Vocabulary.slice_key` of it is the key of its result."""
    parts: dict[str, None] = {}
    for chunk in chunks:
        for statement in chunk.statements:
            parts.update(
                dict.fromkeys((statement.text, *statement.path, *(cell for pair in statement.cells for cell in pair)))
            )
    return SENTENCE_END.join(parts)


def link_chunks(chunks: Sequence[Chunk], vocabulary: Vocabulary, analyser: Analyser) -> Links:
    """Pure: depends on the chunks and on those entries of the vocabulary that occur in `link_text(chunks)`."""
    return _Linker(chunks, vocabulary, analyser).run()


class _Linker:
    def __init__(self, chunks: Sequence[Chunk], vocabulary: Vocabulary, analyser: Analyser) -> None:
        self.names = NoteNames.of(chunks, vocabulary, link_text(chunks))
        self.vocabulary = vocabulary
        self.analyser = analyser
        work = self.names.work
        self.fought = frozenset(name for _, statement, found, _ in work for name in fought_in(statement.text, found))

    def run(self) -> Links:
        return Links(self.names.mentions, tuple(self._edges(self.names.work)))

    def _edges(self, work: Sequence[Work]) -> Iterator[StatedEdge]:
        siblings = Siblings.among(work)
        clauses = self._korean(work)
        discourse = Discourse(self._harm)
        seen: set[tuple[str, ...]] = set()
        aspects = self._tables_of_aspects(work)
        for at, (chunk, statement, found, path_found) in enumerate(work):
            if is_link(statement.quote):
                continue
            same = at > 0 and work[at - 1][1].path == statement.path and work[at - 1][0].id == chunk.id
            same_line = same and statement.start_line == work[at - 1][1].end_line
            setting = self._setting(statement, path_found, discourse, same, same_line)
            named = bool(path_found) and only_names(statement.path[-1], path_found[-1])
            manner = Manner(
                heading=statement.kind == "heading" or is_heading(statement),
                question=bool(_QUESTION.search(statement.text)) and not self._affirmed(work, at),
                defining=((named and not same) or defines_each(statement.path, path_found))
                and not statement.cells
                and not self._heads_list(work, at),
                cell=bool(statement.cells),
                same_line=same_line,
            )
            claims = list(discourse.korean(clauses.get(at, ()), setting, manner))
            if not has_hangul(statement.text):
                discourse.english(statement.text, found, same_line)
            title = manner.heading or manner.question
            claims.extend(self._said(statement, found, setting, title, discourse.carried))
            opened = same_line and opens_step(work[at - 1][1].text)
            claims.extend(self._made_of(statement, found, path_found, setting.subject, opened, same_line))
            if not same_line:  # a second sentence is no item of the list
                beside = discourse.troubles.get(statement.path[:-1], ())
                claims.extend(self._placed(statement, found, path_found, setting.subject, beside))
                claims.extend(self._listed(siblings, statement, found, path_found))
            claims.extend(self._compared(statement, path_found, seen, aspects))
            compares = tells_differences(statement.path) and len({f.concept for f in path_found[-1]}) < 2
            if compares and not statement.cells and len(siblings.leads(statement.path)) in (0, 2):
                claims.extend(discourse.two_sides(statement.path))
            for heading in siblings.bare.get(at, ()):
                claims.extend(self._listed(siblings, *heading))
            yield from stated_edges(chunk, statement, claims)
            discourse.close(statement.text, found, same)
            if tells_drawbacks(statement.path):
                discourse.trouble(statement.path[:-1], statement.text, found)

    def _made_of(
        self,
        statement: Statement,
        found: Sequence[Found],
        path_found: Sequence[Sequence[Found]],
        subject: Subject | None,
        opened: bool,
        same_line: bool,
    ) -> Iterator[Claim]:
        """Steps and sums; `opened`: the mark of the step is the sentence before."""
        if path_found and only_names(statement.path[-1], path_found[-1], ("tails.neutral",)):
            yield from steps(statement, found, subject, self._harm, opened=opened)
        if (not same_line or opened) and not statement.cells:  # "| Ctrl + Enter |"
            yield from sums(statement.text, found, subject)

    def _placed(
        self,
        statement: Statement,
        found: Sequence[Found],
        path_found: Sequence[Sequence[Found]],
        subject: Subject | None,
        beside: Sequence[str],
    ) -> Iterator[Claim]:
        """What a line states by its label and its headings; `beside`: the problems that a section beside its own names."""
        yield from labelled(statement.text, found, statement.path, path_found, self._harm)
        yield from named_with_class(statement, found)
        yield from told_kind(statement, found, subject)
        yield from features(statement, found, subject, self._harm)
        yield from tiers(statement, found, subject)
        yield from remedies_beside(statement, found, beside, self._harm)
        yield from unlike_heading(statement, found, path_found)
        yield from told_problems(statement, found, path_found, self._harm)

    def _listed(
        self, siblings: Siblings, statement: Statement, found: Sequence[Found], path_found: Sequence[Sequence[Found]]
    ) -> Iterator[Claim]:
        """What a line is as an item of its list."""
        if siblings.opens_another(statement):
            return
        yield from under_heading(
            statement, found, path_found, siblings.of(statement), self._harm, self._names_of, self._is_name
        )

    def _setting(
        self,
        statement: Statement,
        path_found: Sequence[tuple[Found, ...]],
        discourse: Discourse,
        same: bool,
        same_line: bool,
    ) -> Setting:
        """What the statement relies on: its headings, and what was told before it."""
        troubled = bool(statement.path) and names_problem(statement.path[-1])
        above = [f.concept for f in (path_found[-1] if path_found else ()) if troubled or self._harm(f.concept)][-1:]
        return Setting(
            _subject(statement, path_found),
            discourse.problem if same and discourse.problem else tuple(above),
            discourse.spoken if same_line else (),
            tells_drawbacks(statement.path),
            discourse.spoken if same else None,
        )

    def _korean(self, work: Sequence[Work]) -> dict[int, list[tuple[MaskedClause, tuple[Token, ...]]]]:
        """The clauses of Korean statements that may state something, analysed all at once, by statement."""
        clauses: list[MaskedClause] = []
        for at, (chunk, statement, found, path_found) in enumerate(work):
            if not found or chunk.kind == "code" or not has_hangul(statement.text):
                continue
            follows = at > 0 and work[at - 1][1].end_line == statement.start_line
            alone = len(found) < 2 and not follows and not statement.cells and not lead_concepts(statement.text, found)[0]
            enough = not alone or tells_differences(statement.path)
            enough = enough or any(_POINTS_BACK.match(other.text) for _, other, *_ in work[at : at + 2])
            if not enough and _subject(statement, path_found) is None:
                continue  # one name and no subject: nothing can be stated
            clauses.extend(self._cells(at, statement) if statement.cells else clauses_of(at, statement.text, found))
        analysed = self.analyser.tokens_many([clause[1] for clause in clauses]) if clauses else ()
        by_statement: dict[int, list[tuple[MaskedClause, tuple[Token, ...]]]] = {}
        for clause, tokens in zip(clauses, analysed, strict=True):
            by_statement.setdefault(clause[0], []).append((clause, tokens))
        return by_statement

    def _said(
        self, statement: Statement, found: Sequence[Found], setting: Setting, title: bool, lead: tuple[str, ...]
    ) -> Iterator[Claim]:
        """What needs no Korean morphemes: English sentences, "A vs B", brackets, titles that compare."""
        if not has_hangul(statement.text) and found and not looks_like_code(statement.text):
            yield from english_claims(statement.text, found, setting, self._harm, lead)
        yield from versus(statement.text, found)
        yield from inclusion(statement.text, found)
        yield from lead_list(statement.text, found, statement.path)
        yield from amiss(statement.text, found)
        yield from inline_examples(statement.text, found)
        yield from task_list(statement.text, found, statement.path)
        yield from bracket_examples(statement.text, found)
        if title or len(statement.text.split()) <= MAX_TITLE_WORDS:
            yield from difference(statement.text, found)

    def _tables_of_aspects(self, work: Sequence[Work]) -> frozenset[tuple[str, ...]]:
        """Paths under which a table has rows that are about something: its columns are aspects, not rivals."""
        comparing = korean_rules().words["headings.comparing"]
        rows = [s for _, s, _, _ in work if s.cells and (head := clean(s.cells[0][0])) and head.casefold() not in comparing]
        first = [(row, self.names.in_path(row.cells[0][1], " > ".join(row.path))) for row in rows]
        return frozenset(row.path for row, found in first if item_concepts(row.cells[0][1], found))

    def _compared(
        self,
        statement: Statement,
        path_found: Sequence[tuple[Found, ...]],
        seen: set[tuple[str, ...]],
        aspects: frozenset[tuple[str, ...]],
    ) -> Iterator[Claim]:
        """What its heading compares (once for each heading in `seen`), and what the columns of its table do."""
        if statement.path and statement.path not in seen:
            seen.add(statement.path)
            yield from difference(statement.path[-1], path_found[-1])
        if statement.cells:
            path = " > ".join(statement.path)
            first = self.names.in_path(statement.cells[0][1], path)
            headers = [tuple(f.concept for f in self.names.in_path(head, path)) for head, _ in statement.cells[1:]]
            if statement.path not in aspects:
                yield from table_claims(statement.cells, headers)
                yield from aspect_cells(statement.cells, headers, lambda text: self.names.in_path(text, path), self._harm)
            yield from labelled_cells(statement.cells, lambda text: self.names.in_path(text, path), self._harm)
            yield from row_kind(statement.cells, first, statement.path, path_found)

    def _is_name(self, word: str) -> bool:
        return bool(self.names.find(word))

    def _names_of(self, concept: str) -> tuple[str, ...]:
        known = self.vocabulary.concepts.get(concept)
        return (known.name, *known.aliases) if known else (concept,)

    def _cells(self, at: int, statement: Statement) -> Iterator[MaskedClause]:
        """A table row: each cell speaks of the concept of its column, or else of the row's first cell."""
        path = " > ".join(statement.path)
        first = self.names.in_path(statement.cells[0][1], path)
        row = item_concepts(statement.cells[0][1], first)
        for head, cell in statement.cells[1:]:
            column = item_concepts(head, self.names.in_path(head, path))
            lead = column if column and not row else row if row and not column else ()
            inside = self.names.find(cell, (statement.text, path, self.names.text))
            if lead and inside:
                masked, starts = mask(cell, inside)
                yield at, masked, starts, inside, lead

    @staticmethod
    def _heads_list(work: Sequence[Work], at: int) -> bool:
        """Whether a line, no heading by its mark, stands above the next one: what it says is said of those under it."""
        statement, following = work[at][1], work[at + 1][1] if at + 1 < len(work) else None
        deeper = following is not None and len(following.path) > len(statement.path)
        return not is_heading(statement) and deeper and following is not None and following.path[-1] == statement.text

    @staticmethod
    def _affirmed(work: Sequence[Work], at: int) -> bool:
        """ "…에만 쓰이는가?" – "그렇다.": the question is what is said."""
        return at + 1 < len(work) and bool(_YES.match(work[at + 1][1].text))

    def _harm(self, concept: str) -> bool:
        return concept in self.fought or is_problem(self.vocabulary, concept)


def _subject(statement: Statement, path_found: Sequence[tuple[Found, ...]]) -> Subject | None:
    return shared_subject(statement.text, statement.path, path_found) or subject_of(statement.path, path_found)
