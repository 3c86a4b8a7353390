"""How the app looks and is served: theme, style sheet, words, and everything off that would leave this machine."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.themes.utils.fonts import LocalFont
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from kb.ui.gate import Gate
from kb.ui.opening import Opening
from kb.ui.passwords import Users
from kb.ui.strings import translations

_FONTS = (
    # shipped inside Gradio and served from here; Korean comes from the system's own fonts
    LocalFont("IBM Plex Sans", weights=(400, 600)),
    "Pretendard",
    "Apple SD Gothic Neo",
    "Noto Sans KR",
    "Noto Sans CJK KR",
    "Malgun Gothic",
    "sans-serif",
)
_HOSTS = ("127.0.0.1", "localhost", "[")
"""Names of this machine in a Host header; the last is what Starlette makes of an IPv6 address."""

_CODE_FONTS = (LocalFont("IBM Plex Mono", weights=(400, 600)), "Noto Sans Mono CJK KR", "D2Coding", "monospace")


@cache
def asset(name: str) -> str:
    return files(__package__).joinpath("assets", name).read_text(encoding="utf-8")


@cache
def script() -> str:
    """All scripts of the page as one: they share the names at their top."""
    return "\n".join(asset(name) for name in ("app.js", "asking.js", "chat.js", "map.js", "picture.js", "atlas.js"))


@cache
def head() -> str:
    """The looks. Not as Gradio's `css`, whose rules it rewrites one by one: it breaks :is(…) and rules on the body."""
    looks = "\n".join(asset(name) for name in ("app.css", "map.css", "pages.css"))
    return f"<style>{looks}</style>"


def opening(index: Path | None) -> str:
    """The script of the page's beginning: the language, and the chats that the browser keeps of this index."""
    key = hashlib.sha256(str(index.resolve()).encode()).hexdigest()[:12] if index else ""
    return f'window.kbIndex = "{key}";\n{asset("head.js")}'


@cache
def i18n() -> gr.I18n:
    return gr.I18n(**translations())


def theme() -> gr.themes.Base:
    """One accent (teal) on warm greys; no font or script comes from the network."""
    base = gr.themes.Base(
        primary_hue=gr.themes.colors.teal,
        secondary_hue=gr.themes.colors.teal,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_md,
        font=_FONTS,
        font_mono=_CODE_FONTS,
    )
    return base.set(
        body_background_fill="*neutral_50",
        body_background_fill_dark="#161514",
        body_text_color="*neutral_800",
        body_text_color_dark="*neutral_200",
        background_fill_primary_dark="#1f1d1c",
        background_fill_secondary_dark="#161514",
        block_background_fill_dark="#1f1d1c",
        border_color_primary="*neutral_200",
        border_color_primary_dark="#3a3633",
        input_background_fill_dark="#1f1d1c",
        button_primary_background_fill="*primary_700",
        button_primary_background_fill_hover="*primary_800",
        button_primary_background_fill_dark="*primary_700",
        button_primary_background_fill_hover_dark="*primary_600",
        button_primary_text_color="white",
        button_primary_text_color_dark="white",
        input_border_color_focus="*primary_600",
    )


def launch_options(
    users: Users | None = None,
    *,
    read_only: bool = False,
    network: bool = False,
    mcp: bool = True,
    index: Path | None = None,
) -> dict[str, Any]:
    """What `gr.Blocks.launch` must be told, since Gradio 6 takes looks there and not when the page is made.

    `users`: who may come in (None: everybody who reaches the address). `network`: the app answers under any name, and
    not only under those of this machine. `mcp`: the endpoints are also tools for assistants. `index`: whose chats
    the browser keeps apart from those of other indexes.
    """
    gate = Middleware(Gate, users=users or Users({}), read_only=read_only)
    # a page elsewhere whose name is made to point to this machine (DNS rebinding) is turned away
    here = [] if network else [Middleware(TrustedHostMiddleware, allowed_hosts=list(_HOSTS))]
    return {
        "theme": theme(),
        "head": head(),
        "i18n": i18n(),
        "app_kwargs": {"middleware": [*here, gate, Middleware(Opening, script=opening(index))]},
        "share": False,
        "run_history": False,
        "footer_links": [],
        "enable_monitoring": False,
        "ssr_mode": False,
        "pwa": False,
        "mcp_server": mcp,
        "allowed_paths": [],
        "max_file_size": None,  # Gradio would refuse in English; the gate and kb.ui.uploads do
        "favicon_path": str(files(__package__).joinpath("assets", "favicon.png")),
    }
