"""What programs may call on the served app: the same questions as the Python API, read-only, as JSON.

from gradio_client import Client
Client("http://127.0.0.1:7860").predict(question="What is dropout?", api_name="/ask")
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.events import api

from kb.errors import KBError
from kb.types import to_builtins
from kb.ui.session import Session

MAX_HITS = 100


def add_endpoints(session: Session) -> None:
    """Adds /ask, /search, /concept and /path to the Blocks being made. Errors come back as one line, never a traceback."""

    def ask(question: str, history: list[str] | None = None, k: int = 5) -> dict[str, Any]:
        """Answer a question from the notes, in Korean or English, with citations and related-concept hops.

        history: earlier questions, oldest first. k: how many passages to consider. The result has the fields of
        kb.Answer; grounded is false where the notes do not hold the answer.
        """
        record: dict[str, Any] = _plain(lambda: session.current.ask(question, history=history or (), k=_count(k)))
        return record

    def search(query: str, k: int = 10) -> list[dict[str, Any]]:
        """The passages of the notes nearest to a query, best first, each with its note, heading and lines."""
        records: list[dict[str, Any]] = _plain(lambda: session.current.search(query, k=_count(k)))
        return records

    def concept(name: str) -> dict[str, Any]:
        """What the notes say of one concept, by any of its names: aliases, definitions, relations in and out."""
        record: dict[str, Any] = _plain(lambda: session.current.concept(name))
        return record

    def path(a: str, b: str) -> list[dict[str, Any]]:
        """How two concepts hang together: explained paths, best first, every hop with the line that states it."""
        records: list[dict[str, Any]] = _plain(lambda: session.current.path(a, b))
        return records

    for endpoint in (ask, search, concept, path):
        api(endpoint, api_name=endpoint.__name__, concurrency_limit=4)


def _count(k: int) -> int:
    return max(1, min(MAX_HITS, int(k)))


def _plain(run: Callable[[], Any]) -> Any:
    try:
        return to_builtins(run())
    except KBError as problem:
        raise gr.Error(str(problem), print_exception=False) from None
