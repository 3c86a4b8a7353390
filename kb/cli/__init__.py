"""The `kb` command. Exit codes: 0 answered, 3 not in the notes, 2 usage or a named error (one line on stderr).

asking.py   ask, search, concept, path, concepts, graph     keeping.py   build, watch, status, feedback, eval
serving.py  serve, password                                  options.py, printing.py  what they share
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kb import __version__
from kb.cli import asking, keeping, serving
from kb.cli.printing import err, out
from kb.errors import KBError

FAILED = 2

app = typer.Typer(
    name="kb",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for command in (
    keeping.build,
    asking.ask,
    asking.search,
    asking.concept,
    asking.path,
    keeping.status,
    keeping.watch,
    serving.serve,
    serving.password,
    asking.graph,
    asking.concepts,
    keeping.feedback,
):
    app.command()(command)
app.command("eval")(keeping.evaluate)


def say_version(asked: bool) -> None:
    if asked:
        out.print(f"kb {__version__}")
        raise typer.Exit()


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=say_version, help="Print the version.")
    ] = False,
) -> None:
    """Ask your own Korean and English study notes, offline."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command (of `sys.argv` by default); named errors become one line on stderr and exit code 2."""
    try:
        app(args=arguments)
    except KBError as error:
        err.print(f"kb: {error}", markup=False)
        sys.exit(FAILED)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone (`kb search … | head`)
        sys.exit(0)
