"""`import kb` and a cold `kb ask` stay light."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HEAVY = ("torch", "gradio", "sentence_transformers", "transformers", "networkx", "sklearn", "pandas")


def loaded_after(code: str) -> set[str]:
    report = "import sys; print(*(name for name in sys.modules if '.' not in name), file=sys.stderr)"
    run = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True)
    return set(run.stderr.split())


def test_importing_kb_loads_no_library() -> None:
    assert not loaded_after("import kb") & {*HEAVY, "numpy", "faiss", "kiwipiepy", "typer"}


def test_a_cold_ask_loads_neither_torch_nor_gradio(built_vault: tuple[Path, Path]) -> None:
    index = built_vault[1]
    code = f"""
import sys
from kb.cli import main
sys.argv = ["kb", "ask", "드롭아웃이란?", "--index", {str(index)!r}, "--json"]
try:
    main()
except SystemExit as done:
    assert done.code == 0, done.code
"""
    assert not loaded_after(code) & {"torch", "gradio", "sentence_transformers", "transformers"}
