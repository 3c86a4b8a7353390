"""Commands of the chat: serving it, and who may come in."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Literal

import typer

from kb.cli.options import EncoderOption, Index, LlmModelOption, LlmOption, language_model
from kb.cli.printing import err, out, progress_bar
from kb.errors import LanguageModelUnavailable
from kb.settings import default_index, default_notes


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
    """Serve the chat. Where there is no index yet, it is built first."""
    from kb.ui import serve as serve_app
    from kb.ui import users_from

    users, model = users_from(auth or (), auth_file), language_model(llm, llm_model)
    with ExitStack() as bar:
        on_progress = bar.enter_context(progress_bar())

        def on_ready(address: str) -> None:
            bar.close()
            err.print(f"Ask your notes at {address} (Ctrl+C ends it)", markup=False)
            if mcp != "off":
                err.print(f"Assistants (MCP) find them at {address}gradio_api/mcp/", markup=False)
            try:
                if model:
                    model.check()
            except LanguageModelUnavailable as problem:  # it may come up later: each answer tries again
                err.print(f"{problem}; until it does, answers are the notes' own words", markup=False)

        serve_app(
            notes or default_notes(),
            index or default_index(),
            host=host,
            port=port,
            encoder=encoder,
            users=users,
            read_only=read_only,
            mcp=mcp,
            model=model,
            open_browser=open_browser,
            on_progress=on_progress,
            on_ready=on_ready,
        )


def password(
    user: str,
    secret: Annotated[str, typer.Option("--password", prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Print a line that lets a user in. So: kb password NAME >> users, then kb serve --auth-file users."""
    from kb.ui import password_line

    out.print(password_line(user, secret), markup=False)
