"""Stage 8: the chat in the browser. Gradio is loaded when an app is made, not when this package is imported.

session.py      the knowledge base being served, and its rebuild
controller.py   an action of the reader → parts of the page
*_view.py       records → HTML          markup.py, mathml.py  untrusted note text → safe HTML
concept_map.py  edges → positions       uploads.py            files → notes folder
app.py          Gradio components and events of the chat; notes_page.py those of the notes
components.py   what the pages share of Gradio     theme.py   looks, launch options
strings.toml    every word of the interface, in both languages
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import PortTaken, UnsafeAddress
from kb.types import OnProgress
from kb.ui.session import Session

if TYPE_CHECKING:
    import gradio

__all__ = ["Session", "make_app", "serve"]

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
    open_browser: bool = False,
    on_progress: OnProgress | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Open the index (build it where it is missing) and serve the chat until interrupted.

    `on_progress` hears of the first build, `on_ready` the address once the chat answers there. Port 0 takes a free one.
    Raises UnsafeAddress for a host beyond this machine, PortTaken, and what opening and building raise.
    """
    if host not in LOOPBACK:
        raise UnsafeAddress(f"{host} would show your notes to the network; serve on 127.0.0.1")
    port = _free_port(host, port)
    session = Session.open(Path(notes), Path(index), encoder, on_progress)
    session.warm_up()
    app = make_app(session)
    from kb.ui.theme import launch_options

    try:
        _, address, _ = app.launch(
            server_name=host,
            server_port=port,
            inbrowser=open_browser,
            prevent_thread_lock=True,
            quiet=True,
            **launch_options(),
        )
    except OSError:  # taken while the index was being opened
        raise _taken(port) from None
    if on_ready:
        on_ready(address)
    app.block_thread()


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
