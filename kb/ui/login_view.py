"""The page that asks for a name and a password, whole and without a script."""

from __future__ import annotations

from importlib.resources import files

from kb.ui.markup import escape
from kb.ui.strings import Words


def login_html(ui: Words, *, failed: bool) -> str:
    wrong = f'<p role="alert">{escape(ui("login_wrong"))}</p>' if failed else ""
    style = files(__package__).joinpath("assets", "login.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="{ui.language}"><head><meta charset="utf-8"><title>kb</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{style}</style></head><body><main>'
        f'<form method="post" action="/login"><h1>{escape(ui("login"))}</h1>'
        f'<label for="username">{escape(ui("login_name"))}</label>'
        f'<input id="username" name="username" autocomplete="username" required autofocus>'
        f'<label for="password">{escape(ui("login_password"))}</label>'
        f'<input id="password" name="password" type="password" autocomplete="current-password" required>'
        f'{wrong}<button type="submit">{escape(ui("login_enter"))}</button></form></main></body></html>'
    )
