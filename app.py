"""Open the notes (their index is built where it is missing) and serve the chat on this machine."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import Progress as Bars

from kb.errors import KBError
from kb.settings import default_index, default_notes
from kb.types import Progress
from kb.ui import serve


def main() -> int:
    parser = argparse.ArgumentParser(description="Ask your own notes in the browser, offline.")
    parser.add_argument("--notes", type=Path, default=default_notes(), help="folder of notes (default: corpus)")
    parser.add_argument("--index", type=Path, default=default_index(), help="folder of the index (default: index)")
    parser.add_argument("--port", type=int, default=7860)
    parser.add_argument("--encoder", help="bundled, or a sentence-transformers name or path")
    parser.add_argument("--open", action="store_true", help="open the browser")
    chosen = parser.parse_args()
    console = Console(stderr=True)
    bars = Bars(console=console, transient=True)
    tasks: dict[str, int] = {}

    def on_progress(step: Progress) -> None:
        task = tasks.setdefault(step.stage, bars.add_task(step.stage) if step.stage not in tasks else -1)
        bars.update(task, completed=step.done, total=step.total)  # type: ignore[arg-type]

    def on_ready(address: str) -> None:
        bars.stop()
        console.print(f"Ask your notes at {address} (Ctrl+C ends it)")

    try:
        with bars:
            serve(
                chosen.notes,
                chosen.index,
                port=chosen.port,
                encoder=chosen.encoder,
                open_browser=chosen.open,
                on_progress=on_progress,
                on_ready=on_ready,
            )
    except KBError as problem:
        print(f"kb: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
