"""The Notes page: the state of every note, and how a rebuild goes on, as HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kb.errors import BuildCancelled
from kb.settings import Settings
from kb.types import BuildReport, NoteStatus, Progress, Status
from kb.ui.markup import escape
from kb.ui.strings import Words
from kb.ui.tables import BUTTONS, View, head_html, matches, more_html, ordered
from kb.ui.uploads import Uploaded

if TYPE_CHECKING:
    from kb.pipeline import Changes
    from kb.ui.session import Session

State = Literal["new", "changed", "removed", "skipped", "hidden", "indexed"]
STATES: tuple[State, ...] = ("new", "changed", "removed", "skipped", "indexed", "hidden")
"""In the order of the table: first what the reader may want to act on."""
MOST_SKIPPED = 3
"""Notes named of those that couldn't be read."""
KINDS = ("new", "changed", "removed", "skipped", "indexed")
NUMBERS = ("chunks", "concepts", "when")
NAMED = 3
"""So many changed notes are named in the message; the table holds them all."""

_BIN = (
    '<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
    '<path d="M2.5 4.5h11M6.5 4.5v-2h3v2M4 4.5l.6 9h6.8l.6-9M6.7 7v4M9.3 7v4"/></svg>'
)


@dataclass(frozen=True, slots=True)
class Row:
    """One note, as it stands in the index and in the folder."""

    note: NoteStatus
    state: State


def rows(status: Status, changes: Changes | None) -> tuple[Row, ...]:
    """All notes of the index with what has become of them since, and those that it doesn't know yet."""
    state: dict[str, State] = {}
    if changes:
        state.update(dict.fromkeys(changes.changed, "changed"))
        state.update(dict.fromkeys(changes.removed, "removed"))
        state.update(dict.fromkeys(changes.added, "new"))
    known = {note.path for note in status.notes}
    unknown = [NoteStatus(path, "indexed", "", 0, 0, "") for path in (changes.added if changes else ()) if path not in known]
    listed = [Row(note, state.get(note.path) or _state(note)) for note in (*status.notes, *unknown)]
    return tuple(sorted(listed, key=lambda row: (STATES.index(row.state), row.note.path)))


def table_html(status: Status | None, changes: Changes | None, view: View, ui: Words, *, read_only: bool = False) -> str:
    """The notes that `view` asks for, each with its state, and a choice among the states above them."""
    listed = rows(status, changes) if status else ()
    if status is None or not listed:
        return f'<p class="kb-empty">{escape(ui("welcome_none"))}</p>'
    found = [row for row in listed if _is_shown(row, view)]
    shown = ordered(
        found,
        view,
        {
            "note": lambda row: row.note.path,
            "state": lambda row: STATES.index(row.state),
            "chunks": lambda row: row.note.chunks,
            "concepts": lambda row: row.note.concepts,
            "when": lambda row: row.note.indexed_at,
        },
    )[: view.limit]
    columns = [(name, ui(f"status_{name}")) for name in ("note", "state", "chunks", "concepts", "when")]
    if not read_only:
        columns.append((BUTTONS, ui("delete")))
    body = "".join(_row(row, ui, read_only) for row in shown)
    caption = escape(ui("status_caption", folder=Path(status.notes_folder).name or status.notes_folder))
    nothing = "" if found else f'<p class="kb-empty">{escape(ui("rows_none"))}</p>'
    return (
        f"{_kinds(listed, view, ui)}"
        f'<div class="kb-table kb-status" tabindex="0" role="region" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption>{head_html(columns, view, 'notes')}<tbody>{body}</tbody></table>{nothing}"
        f"{more_html(len(shown), len(found), 'notes', ui)}</div>"
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


def skipped_html(status: Status | None, ui: Words) -> str:
    """A line for the question page that names the notes which no answer can rest on, leading to the page that says why."""
    skipped = [note for note in (status.notes if status else ()) if note.state == "skipped" and note.reason != "hidden"]
    if not skipped:
        return ""
    names = ", ".join(note.path for note in skipped[:MOST_SKIPPED]) + ("…" if len(skipped) > MOST_SKIPPED else "")
    if len(skipped) == 1:
        said = ui("skipped_one", name=names, reason=ui.reason(skipped[0].reason))
    else:
        said = ui("skipped_some", count=len(skipped), names=names)
    title = escape(ui("skipped_open"))
    return f'<button type="button" class="kb-skipped" data-kb="notes" title="{title}">{escape(said)}</button>'


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


def report_html(report: BuildReport | None, at: datetime, ui: Words) -> str:
    """That another index answers now, and what the build did, where that is known."""
    clock = f"{at.astimezone():%H:%M}"
    if report is None:
        return message(ui("switched_elsewhere", clock=clock), "kb-good")
    return message(
        ui(
            "rebuild_done",
            clock=clock,
            seconds=f"{report.seconds:.1f}",
            added=report.added,
            changed=report.changed,
            removed=report.removed,
            unchanged=report.unchanged,
        ),
        "kb-good",
    )


def changes_html(changes: Changes, ui: Words) -> str:
    """What has changed since the last build, the first few by name."""
    names = [*changes.added, *changes.changed, *changes.removed]
    listed = ", ".join(names[:NAMED]) + ("" if len(names) <= NAMED else " …")
    rules = f" {ui('pending_rules')}" if changes.rules and names else ""
    return (
        f'<div class="kb-message kb-pending" role="status"><p><strong>{escape(pending(changes, ui))}</strong></p>'
        f"<p>{escape(listed + rules if names else ui('pending_rules'))}</p></div>"
    )


def pending(changes: Changes, ui: Words) -> str:
    """ "Since the last build: 1 new, 2 changed"."""
    counted = (("pending_new", changes.added), ("pending_changed", changes.changed), ("pending_removed", changes.removed))
    parts = [ui(key, count=len(paths)) for key, paths in counted if paths]
    if changes.rules:
        parts.append(ui("pending_names"))
    return ui("pending", parts=", ".join(parts))


def message_html(session: Session, changes: Changes | None, trouble: str, ui: Words) -> str:
    """How index and folder stand to each other: a rebuild that runs, why the last one came to nothing, what has changed,
    or that all is well. `trouble`: why the folder can't be looked at."""
    if session.building:
        return progress_html(session.progress, ui)
    failed = ""
    if isinstance(session.failure, BuildCancelled):
        failed = message(ui("rebuild_stopped"), "kb-warn")
    elif session.failure:
        failed = message(ui("rebuild_failed", reason=str(session.failure)), "kb-warn")
    if trouble:
        return failed + message(trouble, "kb-warn")
    if changes:
        return failed + changes_html(changes, ui)
    if failed:
        return failed
    if session.switch:
        return report_html(session.switch.report, session.switch.at, ui)
    return idle_html(session.current.status(), ui)


def notice_html(session: Session, changes: Changes | None, ui: Words, *, announce: bool) -> str:
    """The line that stands on every page: a rebuild that runs, another index that answers now, or what waits for one."""
    if session.building:
        stage = f" {ui.stage(session.progress.stage)}" if session.progress else ""
        said = escape(ui("notice_building") + stage)
        return f'<p class="kb-notice kb-busy" role="status" title="{said}"><span class="kb-full">{said}</span></p>'
    if announce:
        return (
            f'<p class="kb-notice kb-switched" role="status"><span class="kb-full">{escape(ui("notice_switched"))}</span>'
            f'<span class="kb-short">{escape(ui("notice_switched_short"))}</span>'
            f'<button type="button" data-do="dismiss" aria-label="{escape(ui("close"))}">×</button></p>'
        )
    if changes and not session.read_only:
        said = escape(pending(changes, ui))
        return (
            f'<p class="kb-notice kb-pending" role="status"><span class="kb-full">{said}</span>'
            f'<button type="button" data-do="rebuild" title="{said}">{escape(ui("notice_update"))}'
            f'<span class="kb-short"> {changes.count}</span></button></p>'
        )
    return ""


def idle_html(status: Status | None, ui: Words) -> str:
    return message(ui("up_to_date", when=_local(status.built_at) if status else ""), "kb-idle")


def failure_html(text: str) -> str:
    return message(text, "kb-warn")


def uploaded_html(uploaded: Uploaded, limit_bytes: int, ui: Words) -> str:
    lines: list[tuple[str, str]] = []
    if uploaded.saved:
        lines.append((f"{ui('upload_saved', names=_joined(uploaded.saved))} {ui('upload_then')}", "kb-good"))
    for name, reason in uploaded.refused:
        said = ui(f"reason_{reason}", limit=limit_bytes // 1_000_000)
        lines.append((ui("upload_refused", name=name, reason=said), "kb-warn"))
    return "".join(message(text, style) for text, style in lines)


def deleted_html(path: str, place: str, ui: Words) -> str:
    """That a note was taken away, where it lies now, and a button that puts it back."""
    return (
        f'<div class="kb-message" role="status"><p>{escape(ui("deleted", name=path, place=place))}</p>'
        f'<p><button type="button" class="kb-act" data-do="undo" data-place="{escape(place)}">{escape(ui("undo"))}'
        "</button></p></div>"
    )


def message(text: str, style: str = "") -> str:
    return f'<div class="kb-message {style}" role="status"><p>{escape(text)}</p></div>'


def _joined(names: Sequence[str]) -> str:
    return ", ".join(names)


def _state(note: NoteStatus) -> State:
    if note.state == "indexed":
        return "indexed"
    return "hidden" if note.reason == "hidden" else "skipped"


def _is_shown(row: Row, view: View) -> bool:
    """Hidden files are nobody's notes: they are listed only where skipped files are asked for."""
    if view.kind in KINDS:
        if row.state != view.kind and not (row.state == "hidden" and view.kind == "skipped"):
            return False
    elif row.state == "hidden":
        return False
    return matches(view.query, row.note.path)


def _kinds(listed: Sequence[Row], view: View, ui: Words) -> str:
    """Buttons that narrow the table to one state, with how many notes are in it."""
    counts: dict[str, int] = {}
    visible = sum(row.state != "hidden" for row in listed)
    for row in listed:
        kind = "skipped" if row.state == "hidden" else row.state
        counts[kind] = counts.get(kind, 0) + 1
    choices = [("", ui("status_all"), visible)]
    choices += [(kind, ui(f"status_{kind}"), counts[kind]) for kind in KINDS if kind in counts]
    buttons = "".join(
        f'<button type="button" data-do="kind" data-kind="{kind}" aria-pressed="{str(view.kind == kind).lower()}">'
        f"{escape(name)} <b>{count:,}</b></button>"
        for kind, name, count in choices
    )
    return f'<div class="kb-kinds" role="group" aria-label="{escape(ui("status_state"))}">{buttons}</div>'


def _row(row: Row, ui: Words, read_only: bool) -> str:
    note, read = row.note, bool(row.note.chunks)
    name = escape(note.path)
    if read:
        name = (
            f'<button type="button" class="kb-place" data-kb="open" data-note="{name}" data-line="1" '
            f'title="{escape(ui("open_note"))}">{name}</button>'
        )
    kind = "skipped" if row.state == "hidden" else row.state
    reason = f'<span class="kb-reason">{escape(ui.reason(note.reason))}</span>' if note.reason else ""
    numbers = "".join(
        f'<td class="kb-num">{count:,}</td>' if note.indexed_at and note.state == "indexed" else "<td></td>"
        for count in (note.chunks, note.concepts)
    )
    return (
        f'<tr data-path="{escape(note.path)}"><th scope="row">{name}</th>'
        f'<td><span class="kb-state kb-{kind}">{escape(ui(f"status_{kind}"))}</span>{reason}</td>{numbers}'
        f'<td class="kb-when">{escape(_local(note.indexed_at))}</td>{"" if read_only else _delete(row, ui)}</tr>'
    )


def _delete(row: Row, ui: Words) -> str:
    """A button where there is a file of the reader's to delete."""
    if row.state in ("removed", "hidden") or not row.note.path.lower().endswith(Settings().suffixes):
        return "<td></td>"
    name = row.note.path
    said: Mapping[str, str] = {
        "note": name,
        "title": ui("delete_title", name=name),
        "text": ui("delete_text"),
        "yes": ui("delete_yes"),
        "no": ui("delete_no"),
    }
    data = " ".join(f'data-{key}="{escape(value)}"' for key, value in said.items())
    label = escape(ui("delete_label", name=name))
    return (
        f'<td class="kb-acts"><button type="button" class="kb-delete" data-do="delete" {data} aria-label="{label}" '
        f'title="{label}">{_BIN}</button></td>'
    )


def _local(moment: str) -> str:
    """An ISO time in UTC as the clock of this machine shows it; the app and its reader share one machine."""
    try:
        return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return ""
