"""Who may open the app: names with salted hashes of their passwords, never the passwords themselves.

One user a line, as `kb password` prints it; empty lines and lines that begin with # are skipped:

    name:scrypt:16384:8:1:SALT:HASH        (salt and hash in base64)

scrypt (Percival 2009, RFC 7914) takes 16 MB and 50 to 100 ms a try, which makes guessing dear.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kb.errors import PasswordInvalid

N, R, P = 2**14, 8, 1
"""Cost, block size, lanes: what RFC 7914 gives for interactive log-ins."""
_MAX_MEMORY = 256 * 1024 * 1024
"""Bytes that a line of the file may make us use; N = 2¹⁷ with R = 8 needs half of it."""
_LENGTH = 32
_REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class Hashed:
    n: int
    r: int
    p: int
    salt: bytes
    digest: bytes

    def matches(self, password: str) -> bool:
        return hmac.compare_digest(_scrypt(password, self.salt, self.n, self.r, self.p), self.digest)


class Users:
    """Checks names and passwords; a pair that was right once is known again at once, which programs rely on that send
    it with every call."""

    def __init__(self, hashes: dict[str, Hashed]) -> None:
        self._hashes = hashes
        self._nobody = hash_password(secrets.token_hex())
        self._key = secrets.token_bytes(32)
        self._right: set[bytes] = set()
        self._one_at_a_time = threading.Lock()

    def __bool__(self) -> bool:
        return bool(self._hashes)

    def check(self, name: str, password: str) -> bool:
        """Takes as long for an unknown name as for a known one, and 16 MB whatever the number of askers."""
        seen = hmac.digest(self._key, f"{name}\0{password}".encode(), "sha256")
        if seen in self._right:
            return True
        with self._one_at_a_time:
            right = self._hashes.get(name, self._nobody).matches(password) and name in self._hashes
        if right and len(self._right) < _REMEMBERED:
            self._right.add(seen)
        return right


def users_from(pairs: Iterable[str] = (), file: Path | None = None) -> Users:
    """Users from "name:password" and from a file of lines as above. Raises PasswordInvalid."""
    hashes = {}
    for pair in pairs:
        name, colon, password = pair.partition(":")
        if not colon or not password:
            raise PasswordInvalid("--auth takes user:password, such as --auth reader:long-secret")
        hashes[_name(name)] = hash_password(password)
    if file is not None:
        hashes.update(_read(file))
    return Users(hashes)


def hash_password(password: str) -> Hashed:
    salt = secrets.token_bytes(16)
    return Hashed(N, R, P, salt, _scrypt(password, salt, N, R, P))


def password_line(name: str, password: str) -> str:
    """A line for the file of users. Raises PasswordInvalid for a name that can't stand in it, or an empty password."""
    if not password:
        raise PasswordInvalid("the password is empty")
    made = hash_password(password)
    return f"{_name(name)}:scrypt:{made.n}:{made.r}:{made.p}:{_text(made.salt)}:{_text(made.digest)}"


def _read(file: Path) -> dict[str, Hashed]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it isn't text"
        raise PasswordInvalid(f"can't read {file} ({reason}); make it with `kb password USER > {file}`") from None
    hashes = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            name, scheme, n, r, p, salt, digest = line.strip().split(":")
            made = Hashed(int(n), int(r), int(p), _bytes(salt), _bytes(digest))
        except (ValueError, binascii.Error):
            scheme = ""
        if scheme != "scrypt" or not 0 < 128 * made.n * made.r * made.p <= _MAX_MEMORY or len(made.digest) != _LENGTH:
            raise PasswordInvalid(f"{file}:{number} is no line as `kb password USER` prints it; make it anew")
        hashes[_name(name)] = made
    if not hashes:
        raise PasswordInvalid(f"{file} names no user; add one with `kb password USER >> {file}`")
    return hashes


def _name(name: str) -> str:
    name = name.strip()
    if not name or ":" in name or name.startswith("#") or not name.isprintable():
        raise PasswordInvalid(f"{name!r} can't be a user's name; take letters and digits")
    return name


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MAX_MEMORY, dklen=_LENGTH)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
