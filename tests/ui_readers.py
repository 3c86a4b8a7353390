"""The app as it is served, and its readers in a real Chromium: what the browser tests share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from kb.ui import Session, launch, make_app, users_from

VAULT = Path(__file__).parent / "data" / "vault"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE = 60_000
"""Milliseconds: a machine that does something else beside the tests is slow, and not wrong."""
LOOK = 200

in_chromium = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium on this machine: apt-get install chromium"
    ),
]


@dataclass
class Served:
    address: str
    notes: Path
    session: Session


def serving(
    folder: Path, more: Mapping[str, str] | None = None, *, read_only: bool = False, users: tuple[str, ...] = ()
) -> Iterator[Served]:
    """The app over a copy of the small vault; `more` are further notes, text by path."""
    notes = folder / "notes"
    shutil.copytree(VAULT, notes)
    for name, text in (more or {}).items():
        (notes / name).write_text(text, encoding="utf-8")
    session = Session.open(notes, folder / "index", read_only=read_only)
    app = make_app(session)
    from kb.ui.theme import launch_options

    options = launch_options(users_from(users), read_only=read_only)
    address = launch(app, options, server_name="127.0.0.1")
    assert app.share_url is None
    yield Served(address, notes, session)
    app.close(verbose=False)


class Reader:
    """One visitor: a page of its own, whose requests and complaints are written down."""

    def __init__(self, browser: Any, served: Served, locale: str = "ko-KR", **options: Any) -> None:
        options = {"viewport": {"width": 1360, "height": 860}, **options}
        self.context = browser.new_context(locale=locale, reduced_motion="reduce", **options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", self._request)
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(served.address)
        self.page.wait_for_selector(".kb-welcome")

    def _request(self, request: Any) -> None:
        url = urlsplit(request.url)
        if url.scheme not in ("data", "blob") and url.hostname not in ("127.0.0.1", "localhost"):
            self.outside.append(request.url)

    def ask(self, question: str) -> Any:
        """Types the question, from whatever page; the last turn once its answer is complete."""
        self.page.locator("#kb-tabs > .tab-wrapper [role=tab]").first.click()
        turns = self.page.locator(".kb-turn").count()
        self.page.fill("#kb-question textarea", question)
        self.page.keyboard.press("Enter")
        return self.answered(turns)

    def answered(self, turn: int) -> Any:
        """The turn of this number, from 0, once its answer is complete."""
        found = self.page.locator(".kb-turn").nth(turn)
        found.locator(".kb-foot, .kb-calm").first.wait_for()
        return found

    def open(self, tab: str) -> None:
        self.page.get_by_role("tab", name=tab, exact=True).click()
        self.page.locator({"노트": "#kb-status table", "개념": "#kb-concepts table"}.get(tab, "#kb-question")).wait_for()

    def rebuild(self) -> None:
        self.page.locator("#kb-rebuild").click()
        self.page.locator("#kb-message .kb-good", has_text="이제 새 색인으로 답합니다").wait_for()

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits until something holds in the program itself, as it does for what stands on the page."""
        for _ in range(PATIENCE // LOOK):
            if holds():
                return
            self.page.wait_for_timeout(LOOK)
        raise AssertionError("it did not come to hold in time")

    def row(self, note: str) -> Any:
        return self.page.locator(f'#kb-status tr[data-path="{note}"]')

    def violations(self, where: str) -> list[tuple[str, str, str]]:
        """What axe-core finds serious or worse: (where, rule, the element's beginning)."""
        from axe_playwright_python.sync_playwright import Axe

        self.page.wait_for_timeout(300)  # colours still moving would be measured half-way
        found = Axe().run(self.page).response["violations"]
        return [(where, v["id"], v["nodes"][0]["html"][:120]) for v in found if v["impact"] in ("serious", "critical")]

    def close(self) -> None:
        self.context.close()
        assert not self.outside, self.outside
        assert not self.complaints, self.complaints
