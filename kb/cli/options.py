"""Options that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kb.settings import language_model_key
from kb.writer import LanguageModel

Index = Annotated[Path | None, typer.Option("--index", help="Folder of the index (default: $KB_INDEX or index).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of text.")]
Count = Annotated[int, typer.Option("-k", min=1, max=100, help="How many passages.")]
RerankerOption = Annotated[
    str | None,
    typer.Option(
        "--reranker", help="A sentence-transformers cross-encoder, by name or path, that rereads the best passages."
    ),
]
NotesArgument = Annotated[Path | None, typer.Argument(help="Folder of notes (default: corpus).")]
EncoderOption = Annotated[
    str | None, typer.Option("--encoder", help='"bundled" or a sentence-transformers name or path (default: as built).')
]

LlmOption = Annotated[
    str | None, typer.Option("--llm", help="Address of an OpenAI-compatible server (Ollama, llama.cpp, …) to word answers.")
]
LlmModelOption = Annotated[str, typer.Option("--llm-model", help="Which of its models (default: the first it lists).")]


def language_model(address: str | None, name: str) -> LanguageModel | None:
    return LanguageModel(address, name, language_model_key()) if address else None
