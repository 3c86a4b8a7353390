"""Open the chat over the notes that ship beside this file, or over your own: python app.py --notes DIR --index DIR."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from kb.cli import main

HERE = Path(__file__).resolve().parent


def with_defaults(arguments: list[str]) -> list[str]:
    """The arguments of `kb serve`; notes and index of this folder where none are named, wherever it is started from."""
    named = {argument.partition("=")[0] for argument in arguments}
    defaults: list[str] = []
    if "--notes" not in named:
        defaults += ["--notes", str(HERE / "corpus")]
    if "--index" not in named and not os.environ.get("KB_INDEX"):
        defaults += ["--index", str(HERE / "index")]
    return ["serve", *defaults, *arguments]


if __name__ == "__main__":
    main(with_defaults(sys.argv[1:]))
