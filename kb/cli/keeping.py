"""Commands that build an index, and say what is in it and how good it is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from kb import store
from kb.cli.options import AsJson, EncoderOption, Index, NotesArgument, RerankerOption
from kb.cli.printing import err, out, print_json, print_no_notes, print_report, progress_bar
from kb.errors import KBError
from kb.knowledge_base import KnowledgeBase
from kb.settings import default_index, default_notes
from kb.types import Progress


def build(
    notes: NotesArgument = None,
    index: Index = None,
    encoder: EncoderOption = None,
    full: Annotated[bool, typer.Option("--full", help="Re-read and re-derive everything.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring the index up to date with a folder of notes."""
    from kb.pipeline import build as build_index

    with progress_bar() as on_progress:
        report = build_index(notes, index, encoder=encoder, full=full, on_progress=on_progress)
    print_json(report) if as_json else print_report(report)
    print_no_notes(report, notes or default_notes())


def watch(notes: NotesArgument = None, index: Index = None, encoder: EncoderOption = None) -> None:
    """Rebuild whenever a note is saved, until interrupted."""
    from watchfiles import watch as changes

    from kb.pipeline import build as build_index

    folder, target = notes or default_notes(), index or default_index()
    report = build_index(folder, target, encoder=encoder)
    print_report(report)
    print_no_notes(report, folder)
    ready = [store.load(target)]  # for the next build, while nobody waits for it
    inside = target.resolve()
    out.print(f"watching {folder}; Ctrl-C ends it", markup=False)
    for batch in changes(folder, raise_interrupt=False):
        if all(inside in Path(changed).resolve().parents for _, changed in batch):
            continue  # our own writing, where the index lies inside the notes
        try:
            print_report(build_index(folder, target, encoder=encoder))
            ready[:] = [store.load(target)]
        except KBError as error:  # such as a concepts.toml saved half-written: say so and wait for the next save
            err.print(f"kb: {error}", markup=False)


def status(index: Index = None, as_json: AsJson = False) -> None:
    """What is indexed, what was skipped and why, and when."""
    state = KnowledgeBase.open(index).status()
    if as_json:
        print_json(state)
        return
    out.print(f"{'state':8} {'passages':>8} {'concepts':>8}  {'indexed at':16}  note")
    for note in state.notes:  # the name comes last: it may be long, and in a pipe it has to stay whole
        when, reason = note.indexed_at[:16].replace("T", " "), f": {note.reason}" if note.reason else ""
        out.print(f"{note.state:8} {note.chunks:8} {note.concepts:8}  {when:16}  {note.path}{reason}", markup=False)
    out.print(
        f"{len(state.notes)} files · {state.chunks} passages · {state.concepts} concepts · {state.relations} relations"
    )
    out.print(f"encoder {state.encoder} · built {state.built_at} from {state.notes_folder}", markup=False)


def feedback(index: Index = None) -> None:
    """Print liked answers as questions for `kb eval`. So: kb feedback > liked.jsonl."""
    from kb.ui.feedback import eval_questions

    liked = list(eval_questions(index or default_index()))
    sys.stdout.writelines(line + "\n" for line in liked)
    if not liked:
        err.print("no answer has been marked as good in the chat yet")


def evaluate(
    questions: Path,
    index: Index = None,
    split: Annotated[str | None, typer.Option(help='Only questions of this split, such as "test".')] = None,
    as_json: AsJson = False,
    reranker: RerankerOption = None,
) -> None:
    """Measure retrieval and answers on questions of yours. The file holds one JSON object a line, with the lines of the
    notes that answer."""
    from kb.evaluation import evaluate as run
    from kb.evaluation import read_questions, summarise

    kb = KnowledgeBase.open(index, reranker=reranker)
    asked = read_questions(questions, kb, split)
    with progress_bar() as on_progress:
        done = iter(range(1, len(asked) + 1))
        outcomes = run(kb, asked, lambda: on_progress(Progress("ask", next(done), len(asked))))
    rows = summarise(outcomes)
    if as_json:
        print_json({"scores": rows, "outcomes": outcomes})
        return
    columns = ("n", "R@1", "R@3", "R@5", "MRR", "gold", "ansR", "ansP", "ans1", "len", "falR", "un", "ref")
    table = Table("group", box=None, padding=(0, 1, 0, 0))  # fits 80 columns
    for column in columns:
        table.add_column(column, justify="right")
    for r in rows:
        figures = (r.recall1, r.recall3, r.recall5, r.mrr, r.share, r.answer_recall, r.answer_precision, r.opens)
        tail = (f"{r.chars:.0f}", short(r.false_refusals), str(r.unanswerable), short(r.refused))
        table.add_row(r.group, str(r.questions), *map(short, figures), *tail)
    out.print(table)
    out.print(f"citations valid: {rows[0].citations_valid:.1%}")


def short(share: float) -> str:
    return "1.0" if share >= 0.9995 else f"{share:.3f}"[1:]
