"""What programs may call on the served app: the same questions as the Python API, as JSON.

from gradio_client import Client
Client("http://127.0.0.1:7860").predict(question="What is dropout?", api_name="/ask")

curl -s http://127.0.0.1:7860/gradio_api/run/ask -H "Content-Type: application/json" \\
     -d '{"data": ["What is dropout?", [], 5]}'

The docstrings are also what an assistant reads of the MCP tools (mcp_tools.py).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import anyio.to_thread
import gradio as gr
from gradio.events import api

from kb.errors import KBError
from kb.types import to_builtins
from kb.ui.session import Session

MAX_HITS = 100
MAX_TEXT = 2000
"""Characters of a question, query or name."""
MAX_TURNS = 20
AT_ONCE = 4
"""Calls answered side by side."""
WAITING = 32
"""Calls that wait for one of those places; more are told to come back later."""

READING = ("ask", "search", "concept", "path")
WRITING = ("rebuild",)

T = TypeVar("T")


class Places:
    """A bounded queue: some calls run, some wait, the rest is refused at once."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING) -> None:
        self._running = asyncio.Semaphore(at_once)
        self._left = at_once + waiting

    async def run(self, work: Callable[[], T]) -> T:
        """`work` in a thread of its own. Raises gr.Error when all places are taken, and for a named error of `work`."""
        if not self._left:
            raise gr.Error("too many calls at once; try again in a moment", print_exception=False)
        self._left -= 1
        try:
            async with self._running:
                return await anyio.to_thread.run_sync(_named, work)
        finally:
            self._left += 1


def add_endpoints(session: Session) -> None:
    """Adds /ask, /search, /concept, /path and, where the session may write, /rebuild to the Blocks being made.

    Errors come back as one line, never a traceback.
    """
    places = Places()

    async def ask(question: str, history: list[str] | None = None, k: int = 5) -> dict[str, Any]:
        """Answer a question from the user's own study notes, in Korean or English, with exact quotes.

        Use this first for any question that the notes may answer. The notes are quoted, never paraphrased beyond them.

        Args:
            question: The question, in Korean or English, whatever language the notes are in.
            history: Earlier questions of the conversation, oldest first, so that "and its drawbacks?" is understood.
            k: How many passages to consider, 1 to 100.

        Returns:
            text (markdown with [1] markers), citations (number, quote, chunk.note, start_line, end_line), passages, hops
            (source, relation, target, quote), concepts, grounded (false: the notes don't hold the answer), suggestions.
        """
        asked = [_short(turn) for turn in (history or [])[-MAX_TURNS:]]
        return await places.run(lambda: _record(session.current.ask(_short(question), history=asked, k=_count(k))))

    async def search(query: str, k: int = 10) -> list[dict[str, Any]]:
        """Find the passages of the notes nearest to a query, best first.

        Args:
            query: Words or a sentence, in Korean or English.
            k: How many passages, 1 to 100.

        Returns:
            Hits: score and chunk (note, heading, start_line, end_line, text).
        """
        return await places.run(lambda: _records(session.current.search(_short(query), k=_count(k))))

    async def concept(name: str) -> dict[str, Any]:
        """Tell all that the notes say of one concept, by any of its Korean or English names.

        Args:
            name: A name of the concept, such as "dead neuron" or "죽은 뉴런". An unknown name is refused with the nearest.

        Returns:
            name, aliases, definitions (with note and line), passages, relations out and in, each with its quote.
        """
        return await places.run(lambda: _record(session.current.concept(_short(name))))

    async def path(a: str, b: str) -> list[dict[str, Any]]:
        """Explain how two concepts of the notes hang together.

        Args:
            a: A name of the first concept.
            b: A name of the second concept.

        Returns:
            Paths, best first: concepts, and hops (source, relation, target) with the line of a note that states each.
        """
        return await places.run(lambda: _records(session.current.path(_short(a), _short(b))))

    async def rebuild() -> dict[str, Any]:
        """Bring the index up to date with the notes folder; questions are answered meanwhile.

        Returns:
            How many notes were added, changed, removed, unchanged and skipped (with the reason), and the seconds it took.
        """
        return await places.run(lambda: _record(session.rebuild()))

    for endpoint in (ask, search, concept, path):
        # not in Gradio's queue: a call is one request, and an MCP call needn't go round by HTTP to this same server
        api(endpoint, api_name=endpoint.__name__, queue=False)
    if not session.read_only:
        api(rebuild, api_name="rebuild", queue=False)


def _named(work: Callable[[], T]) -> T:
    try:
        return work()
    except KBError as problem:
        raise gr.Error(str(problem), print_exception=False) from None


def _record(value: object) -> dict[str, Any]:
    record: dict[str, Any] = to_builtins(value)
    return record


def _records(values: object) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = to_builtins(values)
    return records


def _count(k: int) -> int:
    return max(1, min(MAX_HITS, int(k)))


def _short(text: str) -> str:
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise gr.Error(f"a question or name is text of at most {MAX_TEXT} characters", print_exception=False)
    return text
