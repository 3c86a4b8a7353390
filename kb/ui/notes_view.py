"""The Notes page: the state of every note, and how a rebuild goes on, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from kb.types import BuildReport, NoteStatus, Progress, Status
from kb.ui.markup import escape
from kb.ui.strings import Words
from kb.ui.uploads import Uploaded


def status_html(status: Status | None, ui: Words) -> str:
    """A table of all notes, skipped ones first: they are what the reader may want to act on."""
    if status is None or not status.notes:
        return f'<p class="kb-empty">{escape(ui("welcome_none"))}</p>'
    heads = ("status_note", "status_state", "status_chunks", "status_concepts", "status_when")
    head = "".join(f'<th scope="col">{escape(ui(key))}</th>' for key in heads)
    ranked = sorted(status.notes, key=lambda note: (note.state == "indexed", note.path))
    rows = "".join(_row(note, ui) for note in ranked)
    caption = escape(ui("status_caption", folder=Path(status.notes_folder).name or status.notes_folder))
    return (
        f'<div class="kb-table kb-status" tabindex="0"><table><caption>{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def counts_html(status: Status | None, ui: Words) -> str:
    if status is None:
        return ""
    indexed = sum(note.state == "indexed" for note in status.notes)
    return escape(
        ui(
            "counts",
            notes=f"{indexed:,}",
            chunks=f"{status.chunks:,}",
            concepts=f"{status.concepts:,}",
            relations=f"{status.relations:,}",
        )
    )


def idle_html(ui: Words) -> str:
    return _message(ui("rebuild_idle"), "kb-idle")


def progress_html(progress: Progress | None, ui: Words) -> str:
    """How far a rebuild is; stages of unknown length show a moving bar."""
    stage = ui.stage(progress.stage) if progress else ""
    share = progress.done / progress.total if progress and progress.total > 1 else None
    value = f'aria-valuenow="{round(share * 100)}" style="--share:{share:.3f}"' if share is not None else ""
    count = f" {progress.done:,} / {progress.total:,}" if progress and share is not None else ""
    return (
        f'<div class="kb-message" role="status"><p>{escape(ui("rebuild_running"))}</p>'
        f'<div class="kb-bar{"" if share is not None else " kb-moving"}" role="progressbar" aria-valuemin="0" '
        f'aria-valuemax="100" aria-label="{escape(ui("rebuild"))}" {value}><i></i></div>'
        f'<p class="kb-stage">{escape(stage + count)}&nbsp;</p></div>'
    )


def report_html(report: BuildReport, ui: Words) -> str:
    return _message(
        ui(
            "rebuild_done",
            seconds=f"{report.seconds:.1f}",
            added=report.added,
            changed=report.changed,
            removed=report.removed,
            unchanged=report.unchanged,
        ),
        "kb-good",
    )


def failure_html(text: str) -> str:
    return _message(text, "kb-warn")


def uploaded_html(uploaded: Uploaded, limit_bytes: int, ui: Words) -> str:
    lines: list[tuple[str, str]] = []
    if uploaded.saved:
        lines.append((f"{ui('upload_saved', names=_joined(uploaded.saved))} {ui('upload_then')}", "kb-good"))
    for name, reason in uploaded.refused:
        said = ui(f"reason_{reason}", limit=limit_bytes // 1_000_000)
        lines.append((ui("upload_refused", name=name, reason=said), "kb-warn"))
    return "".join(_message(text, style) for text, style in lines)


def _joined(names: Sequence[str]) -> str:
    return ", ".join(names)


def _message(text: str, style: str = "") -> str:
    return f'<div class="kb-message {style}" role="status"><p>{escape(text)}</p></div>'


def _row(note: NoteStatus, ui: Words) -> str:
    indexed = note.state == "indexed"
    state = escape(ui("status_indexed" if indexed else "status_skipped"))
    reason = f'<span class="kb-reason">{escape(note.reason)}</span>' if note.reason else ""
    numbers = "".join(
        f'<td class="kb-num">{count:,}</td>' if indexed else "<td></td>" for count in (note.chunks, note.concepts)
    )
    return (
        f'<tr><th scope="row">{escape(note.path)}</th>'
        f'<td><span class="kb-state kb-{note.state}">{state}</span>{reason}</td>{numbers}'
        f'<td class="kb-when">{escape(_local(note.indexed_at))}</td></tr>'
    )


def _local(moment: str) -> str:
    """An ISO time in UTC as the clock of this machine shows it; the app and its reader share one machine."""
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return ""
