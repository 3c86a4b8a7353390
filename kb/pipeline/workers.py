"""A stage over many notes at once, in worker processes; over few, or where none can be had, here.

Processes, because most of the work holds Python's lock; by `subprocess` and not by `multiprocessing`, whose "spawn" runs
the user's script again and whose "fork" copies a process with threads (Gradio's). Each worker has a thread here that hands
it one note at a time. What a worker left undone is done here, so that an error is raised as if there were no workers.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import Thread
from typing import Any, TypeVar, cast

import msgspec

from kb.pipeline.per_note import STAGES
from kb.pipeline.wire import decode, encode

MIN_SIZE = 300_000
"""Characters (some 60 notes, 7 s of work): for less it isn't worth the 1.7 s that a worker takes to load rules and Kiwi."""
MAX_WORKERS = 4
"""More cores than this are left alone: a worker takes half a gigabyte, over 50,000 passages a whole one."""
POLL_SECONDS = 0.1
"""How often a build looks whether it was stopped."""

# the same modules as here, in the same order, and nothing of the working folder
_START = "import sys; stage, *sys.path[:] = sys.argv[1:]; from kb.pipeline.worker import main; main(stage)"

T = TypeVar("T")
R = TypeVar("R")
OnDone = Callable[[int], None]


def each(
    stage: str, setup: object, here: Callable[[T], R], items: Sequence[T], sizes: Sequence[int], on_done: OnDone
) -> list[R]:
    """`here` of each item, in their order: in workers where the sizes (in characters or bytes) add up, which run the stage
    of that name with the same `setup`.

    `on_done` is called with the number of items done, several times a second; what it raises ends the work.
    """
    results: list[R | None] = [None] * len(items)
    count = min(_cores(), MAX_WORKERS, len(items)) if sum(sizes) >= MIN_SIZE else 1
    if count > 1:
        largest_first = sorted(range(len(items)), key=lambda at: -sizes[at])  # none of them is begun last
        _in_workers(count, stage, setup, items, deque(largest_first), results, on_done)
    done = _done(results)
    for at, item in enumerate(items):
        if results[at] is None:
            on_done(done)
            results[at] = here(item)
            done += 1
    return cast("list[R]", results)


def _in_workers(
    count: int,
    stage: str,
    setup: object,
    items: Sequence[Any],
    queue: deque[int],
    results: list[Any],
    on_done: OnDone,
) -> None:
    message = encode(setup)
    workers: list[_Worker] = []
    try:
        with suppress(OSError):  # no process to be had
            for _ in range(count):
                workers.append(_Worker(stage, message, items, queue, results))
        for worker in workers:
            worker.start()
        for worker in workers:
            while worker.is_alive():
                on_done(_done(results))
                worker.join(POLL_SECONDS)
    finally:
        for worker in workers:
            worker.stop()


class _Worker(Thread):
    """Takes positions from the queue until it is empty, and puts each result in its place."""

    def __init__(self, stage: str, setup: bytes, items: Sequence[Any], queue: deque[int], results: list[Any]) -> None:
        super().__init__(daemon=True)
        self.gives = STAGES[stage].gives
        self.setup, self.items, self.queue, self.results = setup, items, queue, results
        self.process = subprocess.Popen(
            [sys.executable, "-c", _START, stage, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def run(self) -> None:
        requests, answers = self.process.stdin, self.process.stdout
        assert requests is not None
        assert answers is not None
        # the process died, was killed by `stop`, or a name can't be written as JSON
        with suppress(OSError, ValueError, msgspec.MsgspecError):
            requests.write(self.setup)
            while self.queue:
                with suppress(IndexError):  # another thread was faster
                    at = self.queue.popleft()
                    requests.write(encode(self.items[at]))
                    requests.flush()
                    self.results[at] = decode(answers.readline(), self.gives)

    def stop(self) -> None:
        self.process.kill()
        if self.ident is not None:
            self.join()
        with suppress(OSError):
            self.process.communicate()  # closes the pipes and waits for the end


def _done(results: Sequence[object]) -> int:
    return sum(result is not None for result in results)


def _cores() -> int:
    """How many this process may use."""
    if getattr(sys, "frozen", False):  # `sys.executable` is no Python
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
