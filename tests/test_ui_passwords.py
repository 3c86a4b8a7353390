"""Users: right and wrong passwords, and a file of hashes that a mistake in makes nobody come in."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import PasswordInvalid
from kb.ui.passwords import password_line, users_from


def test_right_and_wrong_passwords() -> None:
    users = users_from(["수연:비밀:콜론", "reader:long-secret"])
    assert users.check("수연", "비밀:콜론")
    assert users.check("reader", "long-secret")
    assert users.check("reader", "long-secret")
    assert not users.check("reader", "long-secret ")
    assert not users.check("nobody", "long-secret")
    assert not users.check("", "")


def test_a_line_of_the_file_lets_in_and_does_not_tell_the_password(tmp_path: Path) -> None:
    file = tmp_path / "users"
    lines = [password_line("reader", "long-secret"), password_line("reader2", "long-secret")]
    file.write_text("# who reads\n\n" + "\n".join(lines) + "\n", encoding="utf-8")
    assert "long-secret" not in file.read_text(encoding="utf-8")
    assert lines[0].split(":")[-1] != lines[1].split(":")[-1]  # salted
    users = users_from(file=file)
    assert users.check("reader2", "long-secret")
    assert not users.check("reader", "other")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "reader:long-secret",
        "reader:scrypt:16384:8:1:AAAA",
        "reader:scrypt:16384:8:1:####:AAAA",
        "reader:scrypt:0:8:1:AAAA:" + "A" * 44,
        "reader:scrypt:1099511627776:8:1:AAAA:" + "A" * 44,
        "reader:md5:16384:8:1:AAAA:AAAA",
        "reader:scrypt:16384:8:1:AAAA:AAAA",
    ],
)
def test_a_file_with_a_wrong_line_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "users"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PasswordInvalid, match="kb password"):
        users_from(file=file)


def test_names_and_passwords_that_cannot_work_are_refused(tmp_path: Path) -> None:
    for pair in ("reader", "reader:", ":secret"):
        with pytest.raises(PasswordInvalid):
            users_from([pair])
    with pytest.raises(PasswordInvalid):
        users_from(file=tmp_path / "none")
    with pytest.raises(PasswordInvalid):
        password_line("a:b", "secret")
