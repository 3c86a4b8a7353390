"""A small vault of realistic notes, built once, that tests read; whoever changes notes makes a copy."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ui_readers import CHROMIUM

from kb import KnowledgeBase, build
from kb.store import current_snapshot, point_to

VAULT = Path(__file__).parent / "data" / "vault"


def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    """With `-n`: the tests of a file in one process, so that what they share (an index, a browser, an app) is made once."""
    from xdist.scheduler import LoadFileScheduling

    return LoadFileScheduling(config, log)


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


@pytest.fixture
def grown(built_vault: tuple[Path, Path], tmp_path: Path) -> tuple[Path, Path]:
    """(notes, index): a fresh copy of the small vault and of its index, as if built there."""
    notes, index = tmp_path / "notes", tmp_path / "index"
    shutil.copytree(built_vault[0], notes)
    shutil.copytree(built_vault[1], index)
    path = current_snapshot(index).folder / "manifest.json"
    manifest = path.read_bytes().replace(json.dumps(str(built_vault[0])).encode(), json.dumps(str(notes)).encode())
    path.write_bytes(manifest)
    point_to(index, path.parent.name, hashlib.sha256(manifest).hexdigest())
    return notes, index


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
