"""A small vault of realistic notes, built once, that tests read; whoever changes notes makes a copy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ui_readers import CHROMIUM

from kb import KnowledgeBase, build

VAULT = Path(__file__).parent / "data" / "vault"


@pytest.fixture(scope="session")
def built_vault(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """(notes, index) of the small vault; read only."""
    folder = tmp_path_factory.mktemp("vault")
    notes, index = folder / "notes", folder / "index"
    shutil.copytree(VAULT, notes)
    build(notes, index)
    return notes, index


@pytest.fixture(scope="session")
def kb(built_vault: tuple[Path, Path]) -> KnowledgeBase:
    return KnowledgeBase.open(built_vault[1])


@pytest.fixture
def vault(tmp_path: Path) -> tuple[Path, Path]:
    """(notes, index): a fresh copy of the small vault, not built."""
    notes = tmp_path / "notes"
    shutil.copytree(VAULT, notes)
    return notes, tmp_path / "index"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
