"""Pastes today's output under every `$ command` of the console blocks of both READMEs: `python scripts/refresh_readme.py`.

tests/test_docs.py fails when that would change anything.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from kb import cli
from kb.cli.printing import out

ROOT = Path(__file__).resolve().parents[1]
READMES = (ROOT / "README.md", ROOT / "README.ko.md")
WIDTH = 160
"""Columns of the terminal that the pasted output comes from; the same on every machine."""

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

NOTE = """# Project Atlas

- 아틀라스는 작은 트랜스포머를 한국어 뉴스로 학습하는 프로젝트다.
- 웜업은 초반 학습을 안정시킨다.
- learning rate warmup takes the first 500 steps.

## 할 일

- 정밀도와 정확도를 함께 적기
"""
"""A note for the reader's own folder of the READMEs."""


@dataclass(frozen=True, slots=True)
class Block:
    language: str
    body: str


def blocks(text: str, *languages: str) -> tuple[Block, ...]:
    """The fenced blocks of a page, in order; only those in `languages` where any are named."""
    found = (Block(match[1], match[2]) for match in _BLOCK.finditer(text))
    return tuple(block for block in found if not languages or block.language in languages)


def commands(text: str) -> Iterator[str]:
    """Every command that a page tells to type, without its comment."""
    for block in blocks(text, "bash", "console"):
        for line in block.body.splitlines():
            if block.language == "bash" and line.strip():
                yield shlex.join(shlex.split(line, comments=True))
            elif line.startswith("$ "):
                yield shlex.join(shlex.split(line[2:], comments=True))


class Workshop:
    """A folder in which the READMEs' commands work as they stand: corpus/, index/, my-notes/, my-questions.jsonl."""

    def __init__(self, folder: Path, readme: str) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "corpus", folder / "corpus")
        own = folder / "my-notes"
        own.mkdir()
        (own / "atlas.md").write_text(NOTE, encoding="utf-8")
        (own / "concepts.toml").write_text(blocks(readme, "toml")[0].body, encoding="utf-8")
        (folder / "my-questions.jsonl").write_text(blocks(readme, "jsonl")[0].body, encoding="utf-8")
        code, output = self.run("kb build corpus")
        if code:
            raise SystemExit(output)

    def run(self, command: str) -> tuple[int, str]:
        """Exit code and output of one `kb …` command, as typed in that folder."""
        shown, errors = io.StringIO(), io.StringIO()
        code = 0
        with (
            chdir(self.folder),
            patch.object(sys, "argv", shlex.split(command)),
            patch.dict(os.environ),
            patch.object(out, "_width", WIDTH),  # whatever the terminal, and whatever COLUMNS said at import
            redirect_stdout(shown),
            redirect_stderr(errors),
        ):
            os.environ.pop("KB_INDEX", None)
            try:
                cli.main()
            except SystemExit as end:
                code = int(end.code or 0)
        return code, shown.getvalue() or errors.getvalue()


def refreshed(text: str, workshop: Workshop) -> str:
    """The page with today's output under each command of its console blocks."""

    def fill(match: re.Match[str]) -> str:
        if match[1] != "console":
            return match[0]
        asked = [line for line in match[2].splitlines() if line.startswith("$ ")]
        parts = [f"{line}\n{tidy(workshop.run(line[2:])[1])}" for line in asked]
        return "```console\n" + "\n".join(parts) + "```"

    return _BLOCK.sub(fill, text)


def tidy(output: str) -> str:
    """Without the blanks that fill a terminal's lines, and at most one empty line in a row."""
    lines = "\n".join(line.rstrip() for line in output.splitlines()).strip("\n")
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        workshop = Workshop(Path(scratch), READMES[0].read_text(encoding="utf-8"))
        for page in READMES:
            page.write_text(refreshed(page.read_text(encoding="utf-8"), workshop), encoding="utf-8")


if __name__ == "__main__":
    main()
