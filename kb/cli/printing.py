"""What the commands print: text for people, JSON for programs, a bar for long work."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar

from kb.knowledge_base import KnowledgeBase
from kb.language.text import language_of
from kb.types import BuildReport, Hop, OnProgress, Progress, to_builtins

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(to_builtins(value), ensure_ascii=False, indent=2) + "\n")


def print_markdown(text: str) -> None:
    """Rich drops a line break inside a table cell, and the sentences around it would run together."""
    out.print(Markdown(text.replace("<br>", " · ")), soft_wrap=False)


def print_report(report: BuildReport) -> None:
    counts = f"{report.added} added, {report.changed} changed, {report.removed} removed, {report.unchanged} unchanged"
    sizes = f"{report.chunks} passages, {report.concepts} concepts, {report.relations} relations"
    out.print(f"{counts} · {sizes} · {report.seconds:.1f} s", markup=False)
    for note, reason in report.skipped:
        err.print(f"skipped {note}: {reason}", markup=False)


def print_hop(kb: KnowledgeBase, hop: Hop, asked: str) -> None:
    out.print(f"  {kb.read_hop(hop, language_of(asked))}  ({hop.note}:{hop.line})", markup=False)
    out.print(f"      “{' '.join(hop.quote.split())}”", markup=False)


@contextmanager
def progress_bar() -> Iterator[OnProgress]:
    """A bar on stderr for long work, one line per stage; silent where stderr is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with ProgressBar(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def on_progress(progress: Progress) -> None:
            if progress.stage not in tasks:
                tasks[progress.stage] = bar.add_task(progress.stage)
            bar.update(tasks[progress.stage], completed=progress.done, total=progress.total)

        yield on_progress
