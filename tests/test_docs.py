"""The READMEs are true: their commands run, their answers are today's, their files exist, and the twins say the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from refresh_readme import READMES, Workshop, blocks, commands, refreshed  # noqa: E402

ENGLISH, KOREAN = (page.read_text(encoding="utf-8") for page in READMES)
PAGES = sorted([*READMES, ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
LASTING = ("scripts/run", "scripts/test", "kb watch", "kb serve")
"""Commands that go on until they are ended (or run this test): only their flags are checked."""

ABSOLUTE = re.compile(r"(?<![\w.~/])/(home|root|work|tmp|usr|opt|mnt|Users|var)/|[A-Z]:\\\\|file://")
HOST = re.compile(r"https?://([\w.-]+)")
HOSTS = {
    "127.0.0.1",
    "github.com",
    "arxiv.org",
    "huggingface.co",
    "creativecommons.org",
    "www.apache.org",
    "aclanthology.org",
}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("readme"), ENGLISH)


@pytest.mark.slow
@pytest.mark.parametrize("command", [c for c in dict.fromkeys(commands(ENGLISH)) if not c.startswith(LASTING)])
def test_every_command_does_what_it_says(command: str, workshop: Workshop) -> None:
    code, output = workshop.run(command)
    assert code == (3 if "France" in command else 0), output
    written = re.search(r"--output (\S+)", command)
    assert (workshop.folder / written[1]).read_text(encoding="utf-8") if written else output.strip()


@pytest.mark.slow
def test_the_pasted_answers_are_todays(workshop: Workshop) -> None:
    for text in (ENGLISH, KOREAN):
        assert refreshed(text, workshop) == text, "run scripts/refresh_readme.py"


@pytest.mark.slow
def test_the_python_lines_run(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = blocks(ENGLISH, "python")
    names: dict[str, Any] = {}
    with chdir(workshop.folder):
        exec(block.body, names)
    assert names["report"].unchanged > 20
    assert names["answer"].citations
    assert [hop.relation for hop in names["routes"][0].hops] == ["causes", "solves"]
    assert ("ReLU", "dead neuron", "causes") in names["causes"]
    assert capsys.readouterr().out.startswith("True")


@pytest.mark.slow
def test_the_concepts_file_is_read_as_told(workshop: Workshop) -> None:
    workshop.run("kb build my-notes --index my-index")
    assert workshop.run("kb concept 아틀라스 --index my-index")[1].startswith("Project Atlas  (")
    either = [workshop.run(f"kb concept '{name}' --index my-index") for name in ("웜업", "learning rate warmup")]
    assert either[0][0] == either[1][0] == 0
    assert either[0][1].splitlines()[0] == either[1][1].splitlines()[0]
    assert workshop.run("kb concept '할 일' --index my-index")[0] == 2


def test_lasting_commands_have_the_flags_that_are_named() -> None:
    helps: dict[str, str] = {}
    for command in commands(ENGLISH):
        if not command.startswith(LASTING) or command == "scripts/test":
            continue
        words = command.split()
        program = "app.py" if words[0] == "scripts/run" else f"-m kb {words[1]}"
        if program not in helps:
            helps[program] = subprocess.run(
                [sys.executable, *program.split(), "--help"],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
                env={**os.environ, "COLUMNS": "200"},
            ).stdout
        for flag in (word for word in words if word.startswith("--")):
            assert flag in helps[program], command


@pytest.mark.parametrize("script", ["run", "test", "setup", "check"])
def test_the_scripts_are_there_and_parse(script: str) -> None:
    path = ROOT / "scripts" / script
    assert os.access(path, os.X_OK)
    subprocess.run(["bash", "-n", path], check=True)


def test_the_twins_have_the_same_blocks() -> None:
    assert list(commands(KOREAN)) == list(commands(ENGLISH))
    for language in ("toml", "jsonl", "python", "text"):
        english, korean = (blocks(text, language) for text in (ENGLISH, KOREAN))
        assert [without_comments(b.body) for b in korean] == [without_comments(b.body) for b in english]
    assert KOREAN.count("\n## ") == ENGLISH.count("\n## ")


def without_comments(body: str) -> list[str]:
    """The lines of a block up to their comment: a `#` or, in the tree, two blanks after the name."""
    return [re.split(r"\s+#|(?<=\S)\s{2,}", line)[0] for line in body.splitlines()]


def tree() -> list[str]:
    """The paths of the README's file tree."""
    paths: list[str] = []
    above: list[str] = []
    for line in blocks(ENGLISH, "text")[0].body.splitlines():
        depth = (len(line) - len(line.lstrip())) // 4
        name = line.split()[0]
        above[depth:] = [name]
        paths.append("".join(above))
    return paths


def test_the_file_tree_exists() -> None:
    for path in tree():
        assert (ROOT / path).is_dir() if path.endswith("/") else (ROOT / path).is_file(), path


def test_the_file_tree_names_every_stage() -> None:
    stages = {
        f"kb/{path.name}{'/' if path.is_dir() else ''}"
        for path in (ROOT / "kb").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert stages <= set(tree())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_pages_name_no_machine_and_no_dead_link(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert ABSOLUTE.search(text) is None
    assert set(HOST.findall(text)) <= HOSTS
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (page.parent / target).exists(), target
