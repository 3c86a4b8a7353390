"""What readers said of answers: one JSON line per verdict beside the index, and the questions for `kb eval` in them."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kb.types import Answer, Citation
from kb.ui.exchange import Verdict

FILE = "feedback.jsonl"
_writing = threading.Lock()


def note_verdict(index: Path, answer: Answer, verdict: Verdict) -> None:
    """Appends one line to `index`/feedback.jsonl; an empty verdict takes the last one back."""
    line = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "verdict": verdict,
        "question": answer.question,
        "gold": [{"note": citation.chunk.note, "quote": _line(citation)} for citation in answer.citations],
        "kind": answer.kind,
        "language": answer.language,
        "grounded": answer.grounded,
        "answer": answer.text,
    }
    with _writing, (index / FILE).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line, ensure_ascii=False) + "\n")


def eval_questions(index: Path) -> Iterator[str]:
    """JSON lines that `kb eval` reads, from the last verdict on each question: what a liked answer quoted is its gold.

    A liked refusal is a question that the notes don't answer. A disliked answer tells only what is wrong, so that it is
    no gold and is left out.
    """
    last: dict[str, dict[str, Any]] = {}
    path = index / FILE
    for text in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            line = json.loads(text)
            last[line["question"]] = line
        except (ValueError, KeyError, TypeError):  # a torn last line
            continue
    for line in last.values():
        if line.get("verdict") == "like":
            yield json.dumps({key: line[key] for key in ("question", "gold", "kind", "language")}, ensure_ascii=False)


def _line(citation: Citation) -> str:
    """The quote as `kb eval` finds it again: words of one line, since line ends move when a note is edited."""
    return next((line.strip() for line in citation.quote.splitlines() if line.strip()), citation.quote)
