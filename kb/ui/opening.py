"""Puts a script at the very beginning of the page: before Gradio's own, which read the language only once.

Gradio's `head` comes too late for that: its own script puts it into a page that speaks a language already.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PLACE = b"<head>"


class Opening:
    """ASGI middleware: pages, and nothing else that is sent, begin with `script`."""

    def __init__(self, app: ASGIApp, *, script: str) -> None:
        self._app = app
        self._script = f"<script>{script}</script>".encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != "/" or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        start: MutableMapping[str, Any] = {}
        parts: list[bytes] = []

        async def begin(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = Headers(raw=message["headers"])
                if "text/html" in headers.get("content-type", "") and "content-encoding" not in headers:
                    start.update(message)
                    return
            if not start or message["type"] != "http.response.body":
                await send(message)
                return
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            page = b"".join(parts).replace(_PLACE, _PLACE + self._script, 1)
            MutableHeaders(raw=start["headers"])["content-length"] = str(len(page))
            await send(start)
            await send({"type": "http.response.body", "body": page})

        await self._app(scope, receive, begin)
