"""Small drawings for buttons, as inline SVG in the colour of the text around them."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


def icon(name: str) -> str:
    """Raises KeyError for a name that isn't in `icons.toml`."""
    return (
        '<svg class="kb-icon" viewBox="0 0 24 24" width="18" height="18" fill="none" stroke="currentColor" '
        f'stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">{_drawings()[name]}</svg>'
    )


@cache
def _drawings() -> dict[str, str]:
    return tomllib.loads(files(__package__).joinpath("icons.toml").read_text(encoding="utf-8"))
