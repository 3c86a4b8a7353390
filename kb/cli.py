"""The `kb` command. Exit codes: 0 answered, 3 not in the notes, 2 usage or a named error (one line on stderr)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar
from rich.table import Table

from kb.errors import KBError
from kb.graph.proposals import explain
from kb.knowledge_base import KnowledgeBase
from kb.language.text import language_of
from kb.settings import default_index, default_notes, language_model_key
from kb.types import BuildReport, Hop, OnProgress, Progress, to_builtins
from kb.writer import LanguageModel

NOT_IN_NOTES = 3
FAILED = 2

app = typer.Typer(
    name="kb",
    help="Ask your own Korean and English study notes, offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Index = Annotated[Path | None, typer.Option("--index", help="Folder of the index (default: $KB_INDEX or index).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Count = Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")]
RerankerOption = Annotated[
    str | None,
    typer.Option(
        "--reranker", help="A sentence-transformers cross-encoder, by name or path, that rereads the best passages."
    ),
]
NotesArgument = Annotated[Path | None, typer.Argument(help="Folder of notes (default: corpus).")]
EncoderOption = Annotated[
    str | None, typer.Option("--encoder", help='"bundled" or a sentence-transformers name or path (default: as built).')
]

LlmOption = Annotated[
    str | None, typer.Option("--llm", help="Address of an OpenAI-compatible server (Ollama, llama.cpp, …) to word answers.")
]
LlmModelOption = Annotated[str, typer.Option("--llm-model", help="Which of its models (default: the first it lists).")]


def main(arguments: list[str] | None = None) -> None:
    """Run the command (of `sys.argv` by default); named errors become one line on stderr and exit code 2."""
    try:
        app(args=arguments)
    except KBError as error:
        err.print(f"kb: {error}", markup=False)
        sys.exit(FAILED)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone (`kb search … | head`)
        sys.exit(0)


@app.command()
def build(
    notes: NotesArgument = None,
    index: Index = None,
    encoder: EncoderOption = None,
    full: Annotated[bool, typer.Option("--full", help="Re-read and re-derive everything.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the index up to date with a folder of notes."""
    from kb.pipeline import build as build_index

    with _progress() as on_progress:
        report = build_index(notes, index, encoder=encoder, full=full, on_progress=on_progress)
    _print_json(report) if as_json else _print_report(report)


@app.command()
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
    answer = kb.ask(question, k=k, model=_language_model(llm, llm_model))
    if as_json:
        _print_json(answer)
    else:
        out.print(Markdown(answer.text), soft_wrap=False)
        for citation in answer.citations:
            out.print(f"[{citation.number}] {citation.chunk.note}:{citation.start_line}", markup=False)
        for hop in answer.hops:
            _print_hop(kb, hop, question)
    raise typer.Exit(0 if answer.grounded else NOT_IN_NOTES)


@app.command()
def search(query: str, index: Index = None, k: Count = 10, as_json: AsJson = False, reranker: RerankerOption = None) -> None:
    """Find passages, best first."""
    if not query.strip():
        raise typer.BadParameter("an empty query finds nothing; name a word")
    hits = KnowledgeBase.open(index, reranker=reranker).search(query, k=k)
    if as_json:
        _print_json(hits)
    for hit in () if as_json else hits:
        chunk = hit.chunk
        out.print(f"{hit.score:6.2f}  {chunk.note}:{chunk.start_line}-{chunk.end_line}", markup=False)
        out.print(f"        {' › '.join(chunk.heading)}", markup=False)
        for statement, _ in hit.statements[:2]:
            out.print(f"        {statement.text}", markup=False)
    raise typer.Exit(0 if hits else NOT_IN_NOTES)


@app.command()
def concept(name: str, index: Index = None, as_json: AsJson = False) -> None:
    """Everything the notes say about one concept."""
    kb = KnowledgeBase.open(index)
    view = kb.concept(name)
    if as_json:
        _print_json(view)
        return
    out.print(f"{view.name}  ({', '.join(view.aliases)})" if view.aliases else view.name, markup=False)
    for citation in view.definitions:
        out.print(f"  {citation.chunk.note}:{citation.start_line}  {citation.quote}", markup=False)
    for hop in (*view.outgoing, *view.incoming):
        _print_hop(kb, hop, name)


@app.command()
def path(a: str, b: str, index: Index = None, as_json: AsJson = False) -> None:
    """How two concepts hang together."""
    kb = KnowledgeBase.open(index)
    routes = kb.path(a, b)
    if as_json:
        _print_json(routes)
    for number, route in enumerate(() if as_json else routes, 1):
        out.print(f"{number}. {' – '.join(route.concepts)}", markup=False)
        for hop in route.hops:
            _print_hop(kb, hop, a)
    if not routes and not as_json:
        out.print(f"no path between {a} and {b} in the notes", markup=False)
        for name in dict.fromkeys(kb.concept(end).name for end in (a, b)):
            if near := kb.concept_graph.around(name):
                out.print(f"  near {name}: {', '.join(near)}", markup=False)
    raise typer.Exit(0 if routes else NOT_IN_NOTES)


@app.command()
def status(index: Index = None, as_json: AsJson = False) -> None:
    """What is indexed, what was skipped and why, and when."""
    state = KnowledgeBase.open(index).status()
    if as_json:
        _print_json(state)
        return
    table = Table("note", "state", "passages", "concepts", "indexed at", "reason")
    for note in state.notes:
        row = (
            note.path,
            note.state,
            str(note.chunks),
            str(note.concepts),
            note.indexed_at[:16].replace("T", " "),
            note.reason,
        )
        table.add_row(*(cell.replace("[", "\\[") for cell in row))
    out.print(table)
    out.print(
        f"{len(state.notes)} files · {state.chunks} passages · {state.concepts} concepts · {state.relations} relations"
    )
    out.print(f"encoder {state.encoder} · built {state.built_at} from {state.notes_folder}", markup=False)


@app.command()
def watch(notes: NotesArgument = None, index: Index = None, encoder: EncoderOption = None) -> None:
    """Rebuild whenever a note is saved, until interrupted."""
    from watchfiles import watch as changes

    from kb.pipeline import build as build_index

    folder, target = notes or default_notes(), index or default_index()
    _print_report(build_index(folder, target, encoder=encoder))
    inside = target.resolve()
    out.print(f"watching {folder}; Ctrl-C ends it", markup=False)
    for batch in changes(folder, raise_interrupt=False):
        if all(inside in Path(changed).resolve().parents for _, changed in batch):
            continue  # our own writing, where the index lies inside the notes
        try:
            _print_report(build_index(folder, target, encoder=encoder))
        except KBError as error:  # such as a concepts.toml saved half-written: say so and wait for the next save
            err.print(f"kb: {error}", markup=False)


@app.command()
def serve(
    notes: Annotated[Path | None, typer.Option("--notes", help="Folder of notes (default: corpus).")] = None,
    index: Index = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 7860,
    encoder: EncoderOption = None,
    auth: Annotated[
        list[str] | None, typer.Option("--auth", metavar="USER:PASSWORD", help="Who may come in; may be given again.")
    ] = None,
    auth_file: Annotated[
        Path | None, typer.Option("--auth-file", help="File of users with hashed passwords, as `kb password` prints them.")
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="No upload, deletion, decision or rebuild.")] = False,
    mcp: Annotated[
        Literal["off", "read", "write"], typer.Option(help="Tools for assistants; write adds the rebuild.")
    ] = "read",
    llm: LlmOption = None,
    llm_model: LlmModelOption = "",
    open_browser: Annotated[bool, typer.Option("--open", help="Open the browser.")] = False,
) -> None:
    """Open the chat in the browser; builds the index first where there is none."""
    from kb.ui import serve as serve_app
    from kb.ui import users_from

    users = users_from(auth or (), auth_file)
    with ExitStack() as bar:
        on_progress = bar.enter_context(_progress())

        def on_ready(address: str) -> None:
            bar.close()
            err.print(f"Ask your notes at {address} (Ctrl+C ends it)", markup=False)
            if mcp != "off":
                err.print(f"Assistants (MCP) find them at {address}gradio_api/mcp/", markup=False)

        serve_app(
            notes or default_notes(),
            index or default_index(),
            host=host,
            port=port,
            encoder=encoder,
            users=users,
            read_only=read_only,
            mcp=mcp,
            model=_language_model(llm, llm_model),
            open_browser=open_browser,
            on_progress=on_progress,
            on_ready=on_ready,
        )


@app.command()
def password(
    user: str,
    secret: Annotated[str, typer.Option("--password", prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Print the line for `kb serve --auth-file` that lets a user in: kb password NAME >> users."""
    from kb.ui import password_line

    out.print(password_line(user, secret), markup=False)


@app.command()
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


@app.command()
def concepts(
    index: Index = None,
    review: Annotated[bool, typer.Option("--review", help="Merges to decide on in concepts.toml.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the concepts, those of most passages first, or the names that may mean the same."""
    kb = KnowledgeBase.open(index)
    if review:
        proposals = kb.proposals()
        if as_json:
            _print_json(proposals)
        for proposal in () if as_json else proposals:
            out.print(
                f"{proposal.score:.2f}  {proposal.first}  =  {proposal.second}  ({explain(proposal, 'en')})", markup=False
            )
        return
    listed = kb.concepts()
    if as_json:
        _print_json(listed)
    for item in () if as_json else listed:
        out.print(item.name + (f"  ({', '.join(item.aliases)})" if item.aliases else ""), markup=False)


@app.command()
def feedback(index: Index = None) -> None:
    """Print the answers that readers liked, as questions for `kb eval`: kb feedback > liked.jsonl."""
    from kb.ui.feedback import eval_questions

    for line in eval_questions(index or default_index()):
        sys.stdout.write(line + "\n")


@app.command("eval")
def evaluate(
    questions: Path,
    index: Index = None,
    split: Annotated[str | None, typer.Option(help='Only questions of this split, such as "test".')] = None,
    as_json: AsJson = False,
    reranker: RerankerOption = None,
) -> None:
    """Measure retrieval and answers on a file of questions with known answers (JSON lines)."""
    from kb.evaluation import evaluate as run
    from kb.evaluation import read_questions, summarise

    kb = KnowledgeBase.open(index, reranker=reranker)
    asked = read_questions(questions, kb, split)
    with _progress() as on_progress:
        done = iter(range(1, len(asked) + 1))
        outcomes = run(kb, asked, lambda: on_progress(Progress("ask", next(done), len(asked))))
    rows = summarise(outcomes)
    if as_json:
        _print_json({"scores": rows, "outcomes": outcomes})
        return
    columns = ("n", "R@1", "R@3", "R@5", "MRR", "share", "ansR", "ansP", "chars", "falR", "unans", "ref")
    table = Table("group", box=None, padding=(0, 1, 0, 0))  # fits 80 columns
    for column in columns:
        table.add_column(column, justify="right")
    for r in rows:
        figures = (r.recall1, r.recall3, r.recall5, r.mrr, r.share, r.answer_recall, r.answer_precision)
        tail = (f"{r.chars:.0f}", _short(r.false_refusals), str(r.unanswerable), _short(r.refused))
        table.add_row(r.group, str(r.questions), *map(_short, figures), *tail)
    out.print(table)
    out.print(f"citations valid: {rows[0].citations_valid:.1%}")


def _language_model(address: str | None, name: str) -> LanguageModel | None:
    return LanguageModel(address, name, language_model_key()) if address else None


def _short(share: float) -> str:
    return "1.0" if share >= 0.9995 else f"{share:.3f}"[1:]


@contextmanager
def _progress() -> Iterator[OnProgress]:
    """A bar on stderr for long work, one line per stage; silent where stderr is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with ProgressBar(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def on_progress(progress: Progress) -> None:
            if progress.stage not in tasks:
                tasks[progress.stage] = bar.add_task(progress.stage)
            bar.update(tasks[progress.stage], completed=progress.done, total=progress.total)

        yield on_progress


def _print_report(report: BuildReport) -> None:
    counts = f"{report.added} added, {report.changed} changed, {report.removed} removed, {report.unchanged} unchanged"
    sizes = f"{report.chunks} passages, {report.concepts} concepts, {report.relations} relations"
    out.print(f"{counts} · {sizes} · {report.seconds:.1f} s", markup=False)
    for note, reason in report.skipped:
        err.print(f"skipped {note}: {reason}", markup=False)


def _print_hop(kb: KnowledgeBase, hop: Hop, asked: str) -> None:
    out.print(f"  {kb.read_hop(hop, language_of(asked))}  ({hop.note}:{hop.line})", markup=False)
    out.print(f"      “{' '.join(hop.quote.split())}”", markup=False)


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(to_builtins(value), ensure_ascii=False, indent=2) + "\n")
