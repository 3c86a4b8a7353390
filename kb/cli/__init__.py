"""The `kb` command. Exit codes: 0 answered, 3 not in the notes, 2 usage or a named error (one line on stderr).

asking.py   ask, search, concept, path, concepts, graph     keeping.py   build, watch, status, feedback, eval
serving.py  serve, password                                  options.py, printing.py  what they share
"""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from kb import __version__
from kb.cli import asking, keeping, serving
from kb.cli.printing import err, out
from kb.errors import KBError

FAILED = 2
ClickException: type[Exception] = typer.BadParameter.__mro__[2]
"""Root of what a wrong command line raises: of click's own errors, or of those of the click that newer typers bring."""

app = typer.Typer(
    name="kb",
    invoke_without_command=True,
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
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=say_version, help="Print the version.")
    ] = False,
) -> None:
    """Ask your own Korean and English study notes, offline."""
    if context.invoked_subcommand is None:
        err.print(context.get_help(), markup=False)
        raise typer.Exit(FAILED)


def main(arguments: list[str] | None = None) -> None:
    """Run the command (of `sys.argv` by default); named errors and wrong usage become one line on stderr and exit
    code 2."""
    try:
        code = app(args=arguments, prog_name="kb", standalone_mode=False)
    except KBError as error:
        code = _failed(str(error))
    except typer.Abort:
        code = _failed("stopped")
    except ClickException as error:
        code = _failed(_wrong_usage(error))
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone (`kb search … | head`)
        code = 0
    sys.exit(code)


def _failed(problem: str) -> int:
    err.print(f"kb: {problem}", markup=False)
    return FAILED


def _wrong_usage(error: Any) -> str:
    """In one line: what a command says of a word it was given, or what is wrong with the command line and where its
    help is."""
    if isinstance(error, typer.BadParameter) and error.param is None and not error.param_hint:
        return str(error.message)
    said = " ".join(error.format_message().split()).rstrip(".")
    context = getattr(error, "ctx", None)
    return f"{said}; see {context.command_path if context else 'kb'} --help"
