"""What the commands print: text for people, JSON for programs, a bar for long work."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBar

from kb.knowledge_base import KnowledgeBase
from kb.language.text import has_hangul, language_of
from kb.notes.inline import plain
from kb.settings import Settings
from kb.types import BuildReport, Citation, Hop, OnProgress, Progress, to_builtins

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


def print_no_notes(report: BuildReport, folder: Path) -> None:
    """The hint after a build that found nothing to read."""
    if not report.added + report.changed + report.unchanged:
        err.print(f"no notes in {folder}; kb reads {', '.join(Settings().suffixes)} files", markup=False)


def tell(asked: str, english: str, korean: str) -> None:
    """A line in the language of what was asked."""
    out.print(korean if language_of(asked) == "ko" else english, markup=False)


def words_of(citation: Citation) -> str:
    """A quote without its markup: of a row of a table what its columns say, of other lines the plain words."""
    statements = (s for s in citation.chunk.statements if s.quote == citation.quote)
    found = next(statements, None)
    return found.text if found else plain(citation.quote)


def print_hop(kb: KnowledgeBase, hop: Hop, asked: str) -> None:
    """A relation with its quote, in the language of what was asked; in Korean too where a name has no other."""
    names = "".join(kb.label(name, "en") for name in (hop.source, hop.target))
    language = "ko" if has_hangul(names) else language_of(asked)
    out.print(f"  {kb.read_hop(hop, language)}  ({hop.note}:{hop.line})", markup=False)
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
