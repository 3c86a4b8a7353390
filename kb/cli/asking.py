"""Commands that read an index: answers, passages, concepts and how they hang together."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from kb.cli.options import AsJson, Count, Index, LlmModelOption, LlmOption, RerankerOption, language_model
from kb.cli.printing import err, out, print_hop, print_json, print_markdown, tell, words_of
from kb.graph.proposals import explain
from kb.knowledge_base import KnowledgeBase
from kb.language.josa import attach
from kb.retrieval.measure import COVERAGE
from kb.types import Hit

NOT_IN_NOTES = 3
UNLIKE = 0.2
"""Below this the best line of all passages found is like the query by chance alone. Of nearly 500 questions that the
notes answer, in two vaults, none has both so little likeness and no word in the notes; nonsense is at 0.09 to 0.19."""


def ask(
    question: str,
    index: Index = None,
    k: Count = 5,
    as_json: AsJson = False,
    llm: LlmOption = None,
    llm_model: LlmModelOption = "",
    reranker: RerankerOption = None,
) -> None:
    """Answer a question from the notes, with citations."""
    kb = KnowledgeBase.open(index, reranker=reranker)
    answer = kb.ask(question, k=k, model=language_model(llm, llm_model))
    if as_json:
        print_json(answer)
    else:
        print_markdown(answer.text)
        for citation in answer.citations:
            out.print(f"[{citation.number}] {citation.chunk.note}:{citation.start_line}", markup=False)
        for hop in answer.hops:
            print_hop(kb, hop, question)
    raise typer.Exit(0 if answer.grounded else NOT_IN_NOTES)


def search(query: str, index: Index = None, k: Count = 10, as_json: AsJson = False, reranker: RerankerOption = None) -> None:
    """Find passages, best first.

    The number before each compares it with the other passages for this query, and with nothing else: the higher the
    better, and near 0 is as good as certain.
    """
    if not query.strip():
        raise typer.BadParameter("an empty query finds nothing; name a word")
    kb = KnowledgeBase.open(index, reranker=reranker)
    hits = kb.search(query, k=k)
    if not could_answer(kb, query, hits):
        hits = []
        if not as_json:
            tell(query, f"nothing found for {query!r} in the notes", f"노트에서 {query!r}에 관한 내용을 찾지 못했습니다")
    if as_json:
        print_json(hits)
    for hit in () if as_json else hits:
        chunk = hit.chunk
        out.print(f"{round(hit.score, 2) + 0.0:6.2f}  {chunk.note}:{chunk.start_line}-{chunk.end_line}", markup=False)
        out.print(f"        {' › '.join(chunk.heading)}", markup=False)
        for statement, _ in hit.statements[:2]:
            out.print(f"        {statement.text}", markup=False)
    raise typer.Exit(0 if hits else NOT_IN_NOTES)


def could_answer(kb: KnowledgeBase, query: str, hits: list[Hit]) -> bool:
    """Whether any hit is more than the least unlike passage: search ranks whatever there is."""
    likeness = max((score for hit in hits for _, score in hit.statements), default=0.0)
    return likeness >= UNLIKE or bool((kb.measure(query).plain[:, COVERAGE] > 0).any())


def concept(name: str, index: Index = None, as_json: AsJson = False) -> None:
    """Everything the notes say about one concept."""
    if not name.strip():
        raise typer.BadParameter("an empty name names no concept; `kb concepts` lists them")
    kb = KnowledgeBase.open(index)
    view = kb.concept(name)
    if as_json:
        print_json(view)
        return
    out.print(f"{view.name}  ({', '.join(view.aliases)})" if view.aliases else view.name, markup=False)
    for citation in view.definitions:
        out.print(f"  {citation.chunk.note}:{citation.start_line}  {words_of(citation)}", markup=False)
    for hop in (*view.outgoing, *view.incoming):
        print_hop(kb, hop, name)


def path(a: str, b: str, index: Index = None, as_json: AsJson = False) -> None:
    """How two concepts hang together."""
    if not (a.strip() and b.strip()):
        raise typer.BadParameter("a path needs two names; `kb concepts` lists them")
    kb = KnowledgeBase.open(index)
    routes = kb.path(a, b)
    ends = () if routes else tuple(dict.fromkeys(kb.concept(end).name for end in (a, b)))
    if len(ends) == 1:
        raise typer.BadParameter(f"both ends of the path are {ends[0]}; name two concepts, or try `kb concept`")
    if as_json:
        print_json(routes)
    for number, route in enumerate(() if as_json else routes, 1):
        out.print(f"{number}. {' – '.join(route.concepts)}", markup=False)
        for hop in route.hops:
            print_hop(kb, hop, f"{a} {b}")
    if not routes and not as_json:
        asked = f"{a} {b}"
        tell(asked, f"no path between {a} and {b} in the notes", f"노트에 {attach(a, '과/와')} {b} 사이의 길이 없습니다")
        for name in ends:
            if near := kb.concept_graph.around(name):
                tell(asked, f"  near {name}: {', '.join(near)}", f"  {name} 가까이: {', '.join(near)}")
    raise typer.Exit(0 if routes else NOT_IN_NOTES)


def concepts(
    index: Index = None,
    review: Annotated[bool, typer.Option("--review", help="Merges to decide on in concepts.toml.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the concepts, those of most passages first. With --review: the names that may mean the same."""
    kb = KnowledgeBase.open(index)
    if review:
        proposals = kb.proposals()
        if as_json:
            print_json(proposals)
        elif not proposals:
            err.print("no names are left to decide on: none of the notes' names seem to mean the same")
        for proposal in () if as_json else proposals:
            out.print(
                f"{proposal.score:.2f}  {proposal.first}  =  {proposal.second}  ({explain(proposal, 'en')})", markup=False
            )
        return
    listed = kb.concepts()
    if as_json:
        print_json(listed)
    elif not listed:
        err.print("the notes name no concepts yet")
    for item in () if as_json else listed:
        out.print(item.name + (f"  ({', '.join(item.aliases)})" if item.aliases else ""), markup=False)


def graph(
    form: Annotated[Literal["graphml", "json", "mermaid", "html"], typer.Option("--format")] = "json",
    index: Index = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write (default: standard output).")] = None,
) -> None:
    """Export the concept graph."""
    from kb.graph.export import export

    text = export(KnowledgeBase.open(index).concept_graph, form)
    if output:
        try:
            output.write_text(text, encoding="utf-8")
        except OSError as error:
            raise typer.BadParameter(f"can't write {output}: {error.strerror}") from None
    else:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
