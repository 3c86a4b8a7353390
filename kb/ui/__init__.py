"""Stage 8: the chat in the browser. Gradio is loaded when an app is made, not when this package is imported.

session.py      the knowledge base being served, and all that changes notes or index
controller.py   an action of the reader → parts of the page
*_view.py       records → HTML          markup.py, mathml.py  untrusted note text → safe HTML
concept_map.py  edges → positions       uploads.py, trash.py  files → notes folder, and back out of it
app.py          Gradio components and events of the chat; notes_page.py, concepts_page.py those of the other pages
components.py   what the pages share of Gradio     theme.py   looks, launch options
api.py          endpoints for programs             mcp_tools.py   the same as tools for assistants
gate.py         who may come in, what may be sent  passwords.py   salted hashes
strings.toml    every word of the interface, in both languages
"""

from __future__ import annotations

import contextlib
import io
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kb.errors import PortTaken, UnsafeAddress
from kb.types import OnProgress
from kb.ui.passwords import Users, password_line, users_from
from kb.ui.session import Session

if TYPE_CHECKING:
    import gradio

    from kb.writer import LanguageModel

__all__ = ["Session", "launch", "make_app", "password_line", "serve", "users_from"]

Mcp = Literal["off", "read", "write"]
"""Tools for assistants: none, those that read, or also the rebuild."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def make_app(session: Session) -> gradio.Blocks:
    """The chat as `gradio.Blocks`. `serve` also sets its looks, which Gradio 6 takes at launch."""
    _keep_to_this_machine()
    from kb.ui.app import make_app as make

    return make(session)


def serve(
    notes: str | Path,
    index: str | Path,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    encoder: str | None = None,
    users: Users | None = None,
    read_only: bool = False,
    mcp: Mcp = "read",
    model: LanguageModel | None = None,
    open_browser: bool = False,
    on_progress: OnProgress | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Open the index (build it where it is missing) and serve the chat until interrupted.

    `users`: who may come in, with which password; without them only this machine may. `read_only`: nothing on the page and
    no endpoint changes notes or index. `mcp`: which tools assistants get ("write" adds the rebuild). `model` words what the
    chat answers; endpoints and tools give the notes' own words. `on_progress` hears of
    the first build, `on_ready` the address once the chat answers there. Port 0 takes a free one.

    Raises UnsafeAddress for a host beyond this machine without users, PortTaken, and what opening and building raise.
    """
    network = host not in LOOPBACK
    if network and not users:
        raise UnsafeAddress(
            f"{host} would show your notes to everybody on the network; add --auth USER:PASSWORD or serve on 127.0.0.1"
        )
    port = _free_port(host, port)
    session = Session.open(Path(notes), Path(index), encoder, on_progress, read_only=read_only)
    session.model = model
    session.warm_up()
    app = make_app(session)
    from kb.ui.theme import launch_options

    try:
        address = launch(
            app,
            launch_options(users, read_only=read_only, network=network, mcp=mcp != "off", index=session.index),
            mcp=mcp,
            server_name=host,
            server_port=port,
            inbrowser=open_browser,
        )
    except OSError:  # taken while the index was being opened
        raise _taken(port) from None
    if on_ready:
        on_ready(address)
    app.block_thread()


def launch(app: gradio.Blocks, options: dict[str, Any], *, mcp: Mcp = "read", **where: Any) -> str:
    """Starts serving in the background, with `kb.ui.theme.launch_options`; returns the address. `app.close()` ends it."""
    from kb.ui.mcp_tools import limit_tools

    with contextlib.redirect_stdout(io.StringIO()):  # what `quiet` leaves
        _, address, _ = app.launch(prevent_thread_lock=True, quiet=True, **where, **options)
    limit_tools(app, writing=mcp == "write")
    return str(address)


def _free_port(host: str, port: int) -> int:
    """The port, if it is free: looked at first, because building can take a minute and Gradio would fail after it."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise _taken(port) from None
        return int(probe.getsockname()[1])


def _taken(port: int) -> PortTaken:
    return PortTaken(f"port {port} is in use; choose another, such as --port {port + 1}")


def _keep_to_this_machine() -> None:
    """Gradio and the Hugging Face hub read these when they are imported."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["GRADIO_SHARE"] = "False"
