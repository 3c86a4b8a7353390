"""Takes the pictures of the README again: `python scripts/screenshots.py [--notes DIR] [--index DIR]`.

Writes docs/images/{welcome,desktop,phone,dark,map,whole,steps}.png, from the app as it is served, in the Chromium of
this machine.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

IMAGES = ROOT / "docs" / "images"
KOREAN, ENGLISH = "ReLU의 문제점은?", "How does gradient clipping help?"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=ROOT / "corpus")
    parser.add_argument("--index", type=Path, help="folder of the index (default: a new one, deleted afterwards)")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        take_all(chosen.notes, chosen.index or Path(scratch) / "index")


def take_all(notes: Path, index: Path) -> None:
    from playwright.sync_api import sync_playwright

    from kb.ui import Session, make_app

    app = make_app(Session.open(notes, index))
    from kb.ui.theme import launch_options

    _, address, _ = app.launch(server_name="127.0.0.1", prevent_thread_lock=True, quiet=True, **launch_options())
    IMAGES.mkdir(parents=True, exist_ok=True)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
            wide = {"viewport": {"width": 1360, "height": 850}, "device_scale_factor": 1.5}
            tall = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}
            cited(browser, address, "desktop", KOREAN, {**wide, "locale": "ko-KR"})
            cited(browser, address, "dark", ENGLISH, {**wide, "locale": "en-US", "color_scheme": "dark"})
            begun(browser, address, {**wide, "locale": "en-US"})
            mapped(browser, address, {**wide, "locale": "ko-KR"})
            surveyed(browser, address, {**wide, "locale": "ko-KR"})
            explained(browser, address, {**wide, "locale": "en-US"})
            asked(browser, address, {**tall, "locale": "ko-KR"})
            browser.close()
    finally:
        app.close()


def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    raise SystemExit("no Chromium on this machine; install it, on Debian with: apt-get install chromium fonts-noto-cjk")


def answered(browser: Any, address: str, question: str, options: dict[str, Any]) -> Any:
    page = browser.new_context(reduced_motion="reduce", **options).new_page()
    page.goto(address)
    page.wait_for_selector(".kb-welcome")
    page.fill("#kb-question textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_selector(".kb-foot")
    page.wait_for_timeout(500)
    return page


def cited(browser: Any, address: str, name: str, question: str, options: dict[str, Any]) -> None:
    page = answered(browser, address, question, options)
    page.locator(".kb-prose .kb-cite").first.click()
    page.wait_for_selector("#kb-note mark")
    finish(page, name)


def mapped(browser: Any, address: str, options: dict[str, Any]) -> None:
    page = answered(browser, address, KOREAN, options)
    page.locator("#kb-panel [role=tab]").nth(1).click()
    page.wait_for_selector("#kb-map svg")
    finish(page, "map")


def begun(browser: Any, address: str, options: dict[str, Any]) -> None:
    page = browser.new_context(reduced_motion="reduce", **options).new_page()
    page.goto(address)
    page.wait_for_selector(".kb-welcome .kb-question")
    finish(page, "welcome")


def surveyed(browser: Any, address: str, options: dict[str, Any]) -> None:
    """The whole map, with the answer's map beside it."""
    page = answered(browser, address, KOREAN, options)
    page.locator("#kb-panel [role=tab]").nth(1).click()
    page.locator("#kb-map [data-kb=atlas]").click()
    page.wait_for_selector("#kb-atlas .kb-spot", state="attached")
    finish(page, "whole")


def explained(browser: Any, address: str, options: dict[str, Any]) -> None:
    """What was done for an answer, and the lines behind an arrow of its map."""
    page = answered(browser, address, ENGLISH, options)
    page.locator("#kb-panel [role=tab]").nth(1).click()
    page.locator("#kb-map .kb-wide text.kb-word.kb-bold").first.click()
    page.locator(".kb-steps summary").click()
    page.locator(".kb-steps").scroll_into_view_if_needed()
    finish(page, "steps")


def asked(browser: Any, address: str, options: dict[str, Any]) -> None:
    finish(answered(browser, address, KOREAN, options), "phone")


def finish(page: Any, name: str) -> None:
    page.wait_for_timeout(600)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.context.close()


if __name__ == "__main__":
    main()
