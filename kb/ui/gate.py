"""What stands before the app: who may come in, what may be sent, and what the browser may do with what it gets.

Gradio asks for a log-in on most of its routes, but not on all (its MCP server answers without), so the check is made
here, once, before any route is chosen.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import MutableMapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kb.ui.login_view import login_html
from kb.ui.passwords import Users
from kb.ui.strings import LANGUAGE_COOKIE, interface_language, words

MAX_UPLOAD_BYTES = 50_000_000
"""Of one request, all files together; each file has the limit of `Settings.max_file_bytes`."""
UPLOADABLE = MAX_UPLOAD_BYTES - 1_000_000
"""Bytes of files in it: the rest is for what the request says of them."""
MAX_BODY_BYTES = 1_000_000
"""Of any other request: a question is at most a thousand characters."""
SESSION_SECONDS = 7 * 24 * 3600
MAX_SESSIONS = 1000
MAX_FAILURES, FAILURES_WITHIN = 10, 60.0
"""Wrong passwords from one address, within so many seconds, before it has to wait."""
MAX_ADDRESSES = 10_000

COOKIE = "kb-session"
UPLOAD = "/gradio_api/upload"
OPEN_PATHS = ("/gradio_api/startup-events",)
"""What Gradio asks itself at launch; it says nothing and changes nothing."""

PROTECTION = {
    # scripts of Gradio are made from text, hence 'unsafe-eval'; nothing may be fetched from elsewhere, whatever a note says
    "Content-Security-Policy": (
        "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Gate:
    """ASGI middleware. Without users everybody who reaches the address comes in: then that must be loopback."""

    def __init__(self, app: ASGIApp, *, users: Users, read_only: bool = False) -> None:
        self._app = app
        self._users = users
        self._read_only = read_only
        self._sessions: OrderedDict[str, float] = OrderedDict()
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            request = Request(scope, receive)
            answer = _refusal(request, self._read_only) or await self._admit(request)
            await (answer or self._app)(scope, receive, _protecting(send))

    async def _admit(self, request: Request) -> Response | None:
        """None where the request may go on to the app."""
        if not self._users or request.url.path in OPEN_PATHS:
            return None
        path = request.url.path.rstrip("/")
        if path == "/login" and request.method == "POST":
            return await self._log_in(request)
        if path == "/logout":
            self._sessions.pop(request.cookies.get(COOKIE, ""), None)
            return RedirectResponse("/", status_code=303)
        if self._known(request.cookies.get(COOKIE, "")):
            return None
        name, password = _basic(request.headers)
        if not name:
            return _who(request)
        return None if await self._right(request, name, password) else _who(request, failed=True)

    async def _log_in(self, request: Request) -> Response:
        fields = parse_qs((await request.body()).decode("utf-8", errors="replace"), keep_blank_values=True)
        name, password = (fields.get(key, [""])[0] for key in ("username", "password"))
        if not await self._right(request, name.strip(), password):
            return _who(request, failed=True)
        token = secrets.token_urlsafe(32)
        self._sessions[token] = time.monotonic() + SESSION_SECONDS
        if len(self._sessions) > MAX_SESSIONS:
            self._sessions.popitem(last=False)
        done: Response = RedirectResponse("/", status_code=303) if _is_page(request) else JSONResponse({"success": True})
        done.set_cookie(COOKIE, token, SESSION_SECONDS, httponly=True, samesite="lax", secure=request.url.scheme == "https")
        return done

    def _known(self, token: str) -> bool:
        until = self._sessions.get(token, 0.0)
        if until and until < time.monotonic():
            del self._sessions[token]
        return until >= time.monotonic()

    async def _right(self, request: Request, name: str, password: str) -> bool:
        """Whether name and password fit; an address that guesses is turned away unheard for a while."""
        address = request.client.host if request.client else ""
        failures = self._failures.setdefault(address, deque(maxlen=MAX_FAILURES))
        self._failures.move_to_end(address)
        if len(self._failures) > MAX_ADDRESSES:
            self._failures.popitem(last=False)
        if len(failures) == MAX_FAILURES and time.monotonic() - failures[0] < FAILURES_WITHIN:
            return False
        if await anyio.to_thread.run_sync(self._users.check, name, password):
            failures.clear()
            return True
        failures.append(time.monotonic())
        return False


def _refusal(request: Request, read_only: bool) -> Response | None:
    """What no visitor may do: send from another site, send too much, upload where nothing may be written."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return None
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host"):
        return _error(403, "a page of another site can't use this one")
    uploading = request.url.path.startswith(UPLOAD)
    if uploading and read_only:
        return _error(403, "this app was started with --read-only")
    length = request.headers.get("content-length", "")
    if uploading and not length.isdigit():
        return _error(411, "an upload must say its length")
    limit = MAX_UPLOAD_BYTES if uploading else MAX_BODY_BYTES
    if length.isdigit() and int(length) > limit:
        return _error(413, f"the limit is {limit // 1_000_000} MB")
    return None


def _who(request: Request, *, failed: bool = False) -> Response:
    """The log-in page for a browser that opens a page, 401 for everything else."""
    accepted = request.headers.get("accept-language")
    if _is_page(request) and request.method in ("GET", "HEAD", "POST"):
        chosen = request.cookies.get(LANGUAGE_COOKIE)
        ui = words("ko" if chosen == "ko" else "en" if chosen == "en" else interface_language(accepted))
        return HTMLResponse(login_html(ui, failed=failed), status_code=401)
    answer = _error(401, "wrong name or password" if failed else "this app asks for a name and a password")
    if "sec-fetch-mode" not in request.headers:  # a browser would open a window of its own over the page
        answer.headers["WWW-Authenticate"] = 'Basic realm="kb", charset="UTF-8"'
    return answer


def _is_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _error(status: int, text: str) -> Response:
    return JSONResponse({"error": text}, status_code=status)


def _basic(headers: Headers) -> tuple[str, str]:
    """Name and password of an Authorization header (RFC 7617); empty where there is none."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        name, _, password = base64.b64decode(value, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, password


def _protecting(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=_headed(message))
            for name, value in PROTECTION.items():
                headers.setdefault(name, value)
        await send(message)

    return sending


def _headed(message: Message) -> MutableMapping[str, Any]:
    message.setdefault("headers", [])
    return message
