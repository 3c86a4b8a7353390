"""One worker process, started by `workers`.

It reads lines of JSON: first what the stage needs to know, then notes to be worked on, and answers each with one line. It
ends when its input does, so none is left over by a build that ends in whatever way.
"""

from __future__ import annotations

import gc
import signal
import sys
from contextlib import suppress

from kb.pipeline.per_note import STAGES
from kb.pipeline.wire import decode, encode


def main(name: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the build decides what it means
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print is no answer
    stage = STAGES[name]
    work = stage.start(decode(requests.readline(), stage.setup))
    gc.freeze()  # the rules and names stay: a tenth of the time was spent on looking for cycles in them
    with suppress(BrokenPipeError):  # the build has gone
        for line in requests:
            answers.write(encode(work(decode(line, stage.takes))))
            answers.flush()
