"""Serving: questions go on during a rebuild, a failed rebuild changes nothing, and the address stays on this machine."""

from __future__ import annotations

import socket
import threading
from pathlib import Path

import pytest

from kb import build
from kb.errors import BuildCancelled, BuildLocked, NotesFolderMissing, PortTaken, ReadOnly, UnsafeAddress
from kb.types import Progress
from kb.ui import Session, controller, serve
from kb.ui.strings import words

KO = words("ko")


@pytest.fixture
def session(grown: tuple[Path, Path]) -> Session:
    return Session.open(*grown)


def test_questions_are_answered_while_a_rebuild_runs_and_the_new_index_is_swapped_in(session: Session) -> None:
    (session.notes / "새 노트.md").write_text(
        "# 증류\n\n## 지식 증류란?\n\n큰 모델의 출력을 작은 모델이 따라 배운다.\n", "utf-8"
    )
    before = session.current
    reached, go_on = threading.Event(), threading.Event()

    def on_progress(step: Progress) -> None:
        reached.set()
        assert go_on.wait(20)

    worker = threading.Thread(target=session.rebuild, args=(on_progress,))
    worker.start()
    try:
        assert reached.wait(20)
        assert session.building
        assert session.current is before
        assert session.current.ask("ReLU의 문제점은?").grounded
        with pytest.raises(BuildLocked):
            session.rebuild()
    finally:
        go_on.set()
        worker.join(60)
    assert session.current is not before
    assert "작은 모델이 따라 배운다" in session.current.ask("지식 증류란?").text
    assert "새 노트.md" not in {note.path for note in before.status().notes}


def test_opening_reads_what_was_edited_since(session: Session) -> None:
    (session.notes / "새 노트.md").write_text("# 증류\n\n지식 증류: 큰 모델의 출력을 작은 모델이 따라 배운다.\n", "utf-8")
    reopened = Session.open(session.notes, session.index)
    assert "작은 모델이 따라 배운다" in reopened.current.ask("지식 증류란?").text


def test_an_index_whose_notes_are_gone_goes_on_answering_them_alone(session: Session, tmp_path: Path) -> None:
    session.notes.rename(tmp_path / "elsewhere")
    assert Session.open(session.notes, session.index).current.ask("ReLU의 문제점은?").grounded
    with pytest.raises(NotesFolderMissing):
        Session.open(tmp_path / "other", session.index)


def test_failed_rebuild_leaves_the_last_index_answering(session: Session) -> None:
    before = session.current
    moved = session.notes.rename(session.notes.with_name("elsewhere"))
    with pytest.raises(NotesFolderMissing):
        session.rebuild()
    assert session.current is before
    assert isinstance(session.failure, NotesFolderMissing)
    moved.rename(session.notes)
    session.rebuild()
    assert session.failure is None


def test_a_stopped_rebuild_leaves_the_last_index_answering(session: Session) -> None:
    (session.notes / "새 노트.md").write_text("# 증류\n\n큰 모델의 출력을 작은 모델이 따라 배운다.\n", "utf-8")
    before = session.current
    with pytest.raises(BuildCancelled):
        session.rebuild(lambda step: session.stop_rebuild())
    assert session.current is before
    assert session.generation == 0
    assert session.changes().added == ("새 노트.md",)
    assert session.rebuild().added == 1


def test_what_another_program_builds_is_taken_up(session: Session) -> None:
    before = session.current
    session.follow()
    assert session.current is before
    (session.notes / "새 노트.md").write_text("# 증류\n\n지식 증류: 큰 모델의 출력을 작은 모델이 따라 배운다.\n", "utf-8")
    build(session.notes, session.index)
    session.follow()
    assert session.generation == 1
    assert "작은 모델이 따라 배운다" in session.current.ask("지식 증류란?").text
    session.follow()
    assert session.generation == 1


def test_read_only_changes_nothing(vault: tuple[Path, Path]) -> None:
    session = Session.open(*vault, read_only=True)
    before = sorted(session.notes.parent.rglob("*"))
    note = session.notes / "quiz.md"
    for act in (
        session.rebuild,
        session.stop_rebuild,
        lambda: session.upload([("a.md", note)]),
        lambda: session.delete("quiz.md"),
        lambda: session.restore(".trash/x/quiz.md"),
        lambda: session.decide("RNN", "LSTM", same=True),
    ):
        with pytest.raises(ReadOnly):
            act()
    assert sorted(session.notes.parent.rglob("*")) == before


def test_asking_shows_the_question_first_and_the_evidence_last(session: Session) -> None:
    pages = list(controller.ask(session, "  죽은 뉴런은\n무엇인가? ", (), KO))
    assert "죽은 뉴런은 무엇인가?" in (pages[0].transcript or "")
    assert KO("searching") in (pages[0].transcript or "")
    assert pages[0].exchanges
    assert pages[0].exchanges[0].answer is None
    last = pages[-1]
    assert last.exchanges
    assert "<mark>" in (last.note or "")
    assert "<svg" in (last.map or "")
    assert list(controller.ask(session, "   ", (), KO)) == []


def test_a_citation_of_a_note_that_changed_shows_the_passage_as_it_was(session: Session) -> None:
    exchanges = list(controller.ask(session, "LSTM이란?", (), KO))[-1].exchanges or ()
    answer = exchanges[0].answer
    assert answer
    (session.notes / answer.citations[0].chunk.note).write_text("# 비움\n\n다른 이야기만 남았다.\n", encoding="utf-8")
    session.rebuild()
    page = controller.open_citation(session, exchanges, 0, 1, KO)
    assert page
    assert KO("note_changed") in page
    assert "<mark>" in page


@pytest.mark.parametrize("path", ["../../etc/passwd", "/etc/passwd", "없는.md"])
def test_only_indexed_notes_can_be_opened(session: Session, path: str) -> None:
    assert controller.open_line(session, path, 1, "root", KO) is None


def test_numbers_from_the_browser_outside_the_chat_open_nothing(session: Session) -> None:
    exchanges = list(controller.ask(session, "LSTM이란?", (), KO))[-1].exchanges or ()
    for turn, number in ((-1, 1), (0, 99), (7, 1), (0, -1)):
        assert controller.open_citation(session, exchanges, turn, number, KO) is None
        assert controller.step_to(session, exchanges, turn, number - 1 if number > 1 else -1, KO) is None
        assert controller.open_passage(session, exchanges, turn, number if number != 1 else -1, KO) is None
    assert controller.centre_on(session, "없는 개념 이름", "ko", KO) is None


def test_refuses_the_network_and_a_taken_port(vault: tuple[Path, Path]) -> None:
    with pytest.raises(UnsafeAddress):
        serve(*vault, host="0.0.0.0")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(PortTaken):
            serve(*vault, port=other.getsockname()[1])
    assert not vault[1].exists()
