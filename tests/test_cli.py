"""The command line: exit codes, JSON with the records' field names, one line per error."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kb import KnowledgeBase, __version__, build
from kb.cli import main
from kb.cli.printing import print_hop, print_markdown, words_of
from kb.types import Citation, Hop, Relation


def run(*arguments: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, "-m", "kb", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def index(built_vault: tuple[Path, Path]) -> str:
    return str(built_vault[1])


def test_ask_prints_the_answer_with_its_sources(index: str) -> None:
    shown = run("ask", "드롭아웃이란?", "--index", index).stdout
    assert "무작위로 끄는" in shown
    assert "quiz.md:10" in shown


def test_ask_json_has_the_contract_fields(index: str) -> None:
    answer = json.loads(run("ask", "What does gradient clipping do?", "--index", index, "--json").stdout)
    assert answer["grounded"] is True
    citation = answer["citations"][0]
    assert {"number", "chunk", "quote"} <= citation.keys()
    assert citation["quote"] in citation["chunk"]["text"]
    assert {"note", "heading", "start_line", "end_line", "text"} <= citation["chunk"].keys()
    assert {"text", "passages", "hops", "concepts"} <= answer.keys()
    assert all({"source", "relation", "target", "note", "line", "quote"} <= hop.keys() for hop in answer["hops"])


def test_not_in_the_notes_is_exit_code_3(index: str) -> None:
    answer = json.loads(run("ask", "김치찌개 끓이는 법은?", "--index", index, "--json", code=3).stdout)
    assert answer["grounded"] is False
    assert "찾지 못했습니다" in answer["text"]


def test_search_concept_path_status_as_json(index: str) -> None:
    hits = json.loads(run("search", "배치 정규화", "--index", index, "--json", "-k", "2").stdout)
    assert len(hits) == 2
    assert hits[0]["chunk"]["note"] == "quiz.md"
    view = json.loads(run("concept", "dead neuron", "--index", index, "--json").stdout)
    assert "죽은 뉴런" in view["aliases"]
    routes = json.loads(run("path", "ReLU", "LeakyReLU", "--index", index, "--json").stdout)
    assert routes[0]["hops"]
    status = json.loads(run("status", "--index", index, "--json").stdout)
    assert {note["path"] for note in status["notes"]} >= {"quiz.md", "optimization.md"}


def test_named_errors_are_one_line_and_exit_code_2(index: str, tmp_path: Path) -> None:
    for arguments in (
        ("ask", "무엇?", "--index", str(tmp_path / "none")),
        ("build", str(tmp_path / "nowhere"), "--index", str(tmp_path / "i")),
        ("concept", "드롭아웃아웃", "--index", index),
        ("build", str(tmp_path), "--index", str(tmp_path / "i"), "--encoder", str(tmp_path / "no-model")),
    ):
        error = run(*arguments, code=2).stderr.strip()
        assert error.startswith("kb: ")
        assert "\n" not in error


def test_status_names_every_note_in_full(tmp_path: Path) -> None:
    notes, name = tmp_path / "notes", "2024-03-02 " + "운영체제 " * 12 + "[정리].md"
    notes.mkdir()
    (notes / name).write_text("# 스레드\n\n스레드는 프로세스 안의 실행 흐름이다.\n", encoding="utf-8")
    (notes / "사진.png").write_bytes(b"")
    run("build", str(notes), "--index", str(tmp_path / "i"))
    lines = run("status", "--index", str(tmp_path / "i")).stdout.splitlines()
    assert lines[1].startswith("indexed")
    assert lines[1].endswith(f"  {name}")
    assert lines[2].startswith("skipped")
    assert lines[2].endswith("  사진.png: not a note (.png)")


def test_the_lines_of_a_cell_stay_apart_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    print_markdown("|  | TCP | UDP |\n| --- | --- | --- |\n|  | 느리다 [1]<br>믿을 만하다 [2] | 빠르다 [3] |")
    assert "느리다 [1] · 믿을 만하다 [2]" in capsys.readouterr().out


def test_what_there_is_none_of_is_said(index: str, tmp_path: Path) -> None:
    """An empty answer of a command, a file in place of a folder, a file of questions that isn't there."""
    assert "no answer has been marked" in run("feedback", "--index", str(tmp_path)).stderr
    note = tmp_path / "note.md"
    note.touch()
    assert "note.md is a file; name the folder" in run("build", str(note), code=2).stderr
    error = run("eval", str(tmp_path / "none.jsonl"), "--index", index, code=2).stderr
    assert error.strip().endswith("none.jsonl: No such file or directory")


def test_help_lists_commands_without_cutting_their_words_and_there_is_a_version() -> None:
    assert "..." not in run("--help").stdout.split("Commands:")[1]
    assert run("--version").stdout == f"kb {__version__}\n"


def test_unknown_concept_lists_the_nearest(index: str) -> None:
    assert "LeakyReLU" in run("concept", "LeekyReLU2", "--index", index, code=2).stderr


def test_usage_error_is_exit_code_2() -> None:
    run("ask", code=2)
    run("no-such-command", code=2)


def test_build_and_eval_on_own_questions(vault: tuple[Path, Path], tmp_path: Path) -> None:
    notes, target = vault
    assert "4 added" in run("build", str(notes), "--index", str(target)).stdout
    questions = tmp_path / "questions.jsonl"
    rows = [
        {
            "question": "LSTM이란?",
            "gold": [{"note": "심화/rnn.md", "quote": "LSTM은 게이트로 기억을 조절하는"}],
            "language": "ko",
        },
        {"question": "김치찌개 끓이는 법은?", "gold": [], "language": "ko"},
    ]
    questions.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    report = json.loads(run("eval", str(questions), "--index", str(target), "--json").stdout)
    overall = report["scores"][0]
    assert overall["recall1"] == 1.0
    assert overall["refused"] == 1.0
    assert overall["citations_valid"] == 1.0
    questions.write_text('{"question": "?", "gold": [{"note": "none.md", "quote": "x"}]}', encoding="utf-8")
    assert "none.md" in run("eval", str(questions), "--index", str(target), code=2).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "  "),
        ("concept", ""),
        ("path", "ReLU", " "),
        ("path", "죽은 뉴런", "dead neuron"),
        ("ask",),
        ("search", "a", "b"),
        ("search", "a", "-k", "0"),
        ("ask", "a", "--no-such-option"),
        ("no-such-command",),
        ("graph", "--format", "png"),
    ],
)
def test_what_is_typed_wrong_is_said_in_one_line(
    index: str, arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*arguments, *(["--index", index] if arguments[0] in ("search", "concept", "path") else [])])
    assert ended.value.code == 2
    shown = capsys.readouterr()
    assert shown.err.startswith("kb: ")
    assert shown.err.count("\n") == 1
    assert shown.out == ""


def test_the_command_alone_shows_its_help() -> None:
    assert "Commands:" in run(code=2).stderr


def test_a_search_that_finds_nothing_says_so_in_the_language_of_the_query(index: str) -> None:
    assert run("search", "zzxqw", "--index", index, code=3).stdout == "nothing found for 'zzxqw' in the notes\n"
    assert "찾지 못했습니다" in run("search", "뷁쉙", "--index", index, code=3).stdout
    assert json.loads(run("search", "zzxqw", "--index", index, "--json", code=3).stdout) == []
    assert "quiz.md" in run("search", "배치 정규화", "--index", index, "-k", "1").stdout


def test_a_folder_without_notes_gets_a_hint(tmp_path: Path) -> None:
    notes, target = tmp_path / "notes", str(tmp_path / "i")
    notes.mkdir()
    (notes / "torn.md").write_bytes(b"\xff\xfeA")
    built = run("build", str(notes), "--index", target)
    assert "skipped torn.md: not text (broken UTF-16)" in built.stderr
    assert f"no notes in {notes}; kb reads .md" in built.stderr
    assert "no concepts yet" in run("concepts", "--index", target).stderr
    assert "no names are left to decide on" in run("concepts", "--review", "--index", target).stderr


def test_rows_are_shown_with_their_columns_and_relations_in_one_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notes, target = tmp_path / "notes", tmp_path / "i"
    notes.mkdir()
    (notes / "ham.md").write_text(
        "# 치즈\n\n| 이름 | 숙성 |\n|---|---|\n| **체더** | 석 달 |\n| 브리 | 한 달 |\n\n"
        "## 체더\n\n체더는 렌넷을 이용한다. 렌넷은 우유를 굳힌다. 체더는 단단하다.\n",
        encoding="utf-8",
    )
    build(notes, target)
    kb = KnowledgeBase.open(target)
    row = next(s for chunk in kb.chunks for s in chunk.statements if s.kind == "row" and "석 달" in s.text)
    chunk = next(c for c in kb.chunks if row in c.statements)
    assert words_of(Citation(1, chunk, row.quote)) == "체더 — 숙성: 석 달"
    print_hop(kb, Hop("체더", Relation.USES, "렌넷", "ham.md", 10, "체더는 렌넷을 이용한다."), "cheddar")
    assert "체더는 렌넷" in capsys.readouterr().out


def test_graph_export(index: str, tmp_path: Path) -> None:
    page = tmp_path / "graph.html"
    run("graph", "--format", "html", "--index", index, "-o", str(page))
    assert "ReLU" in page.read_text(encoding="utf-8")
    assert run("graph", "--format", "mermaid", "--index", index).stdout.startswith(("graph", "flowchart"))


@pytest.mark.slow
def test_watch_rebuilds_on_save(vault: tuple[Path, Path]) -> None:
    notes, index = vault
    command = [sys.executable, "-u", "-m", "kb", "watch", str(notes), "--index", str(index)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout is not None
        try:
            assert "4 added" in watching.stdout.readline()
            assert "watching" in watching.stdout.readline()
            time.sleep(1)  # until the file system is listened to
            (notes / "new.md").write_text("# 지식 증류란?\n\n큰 모델의 출력을 작은 모델이 따라 배운다.\n", encoding="utf-8")
            assert "1 added" in watching.stdout.readline()
        finally:
            watching.send_signal(signal.SIGINT)
            try:
                watching.wait(20)
            except subprocess.TimeoutExpired:  # started where Ctrl-C is ignored, as in a background job
                watching.kill()
    assert "작은 모델" in run("ask", "지식 증류란?", "--index", str(index)).stdout


def test_a_password_line_lets_its_user_in(tmp_path: Path) -> None:
    from kb.ui import users_from

    line = run("password", "reader", "--password", "long-secret").stdout
    assert "long-secret" not in line
    (tmp_path / "users").write_text(line, encoding="utf-8")
    assert users_from(file=tmp_path / "users").check("reader", "long-secret")


def test_serving_to_the_network_needs_users(tmp_path: Path) -> None:
    refused = run("serve", "--notes", str(tmp_path), "--host", "0.0.0.0", code=2).stderr
    assert refused.count("\n") == 1
    assert "--auth USER:PASSWORD" in refused
    assert "kb password" in run("serve", "--auth-file", str(tmp_path / "none"), code=2).stderr
