"""Who may call: API keys with scopes, or, without any key, only this machine.

A key is 256 random bits that only its holder knows; the file has its SHA-256. A fast hash is enough because there is
nothing to guess: a dictionary does not help against 256 bits. Scopes nest: ``admin`` may do what ``run`` may, ``run``
what ``read`` may. ``reveal``, which shows found values in answers, stands beside them: nobody gets it without asking.

Without a keys file the endpoint is *open*, and then everything that is not certainly this machine's own user is
refused: a request that came in by another address, one whose Host is another name (a web page whose name was pointed
at 127.0.0.1), and one that a page of another origin sent.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import stat
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.types import Scope as AsgiScope

from tidegate.errors import ConfigurationError
from tidegate.runs.requests import Actor
from tidegate.settings import is_loopback
from tidegate.web.problems import Problem

Scope = Literal["read", "run", "admin", "reveal"]

IMPLIES: Mapping[Scope, frozenset[Scope]] = {
    "read": frozenset({"read"}),
    "run": frozenset({"read", "run"}),
    "admin": frozenset({"read", "run", "admin"}),
    "reveal": frozenset({"reveal"}),
}
PREFIX = "tg_"  # so that a key is recognised, by people and by scanners for secrets
KEY_BYTES = 32
TOKEN_CHARS_MAX = 512
FILE_BYTES_MAX = 4 * 1024 * 1024
_HOST = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^:\[\]]+)(?::[0-9]{1,5})?")
LOOK_AGAIN_SECONDS = 1.0  # how soon a change of the keys file is seen


class KeyEntry(BaseModel):
    """One key as the file has it. ``hash`` is the SHA-256 of the key's text, as lower-case hex digits."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    id: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._-]+$")]
    hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    scopes: Annotated[tuple[Scope, ...], Field(min_length=1)]
    expires: AwareDatetime | None = None
    email: Annotated[str, Field(max_length=254)] | None = None


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls and what they may do."""

    actor: Actor
    scopes: frozenset[Scope]


EVERYONE_HERE = Caller(Actor(), frozenset(IMPLIES))


def new_key(
    id: str, scopes: tuple[Scope, ...], *, expires: datetime | None = None, email: str | None = None
) -> tuple[str, KeyEntry]:
    """Make a key.

    Returns:
        The key, to be shown once and kept by nobody but its holder, and the entry for the keys file.
    """
    key = PREFIX + secrets.token_urlsafe(KEY_BYTES)
    return key, KeyEntry(id=id, hash=_digest(key), scopes=scopes, expires=expires, email=email)


def read_keys(path: Path) -> tuple[KeyEntry, ...]:
    """Read a keys file: a JSON list of entries, or one entry a line.

    Raises:
        ConfigurationError: If it cannot be read, is readable by others, or an entry is wrong; names the line or the
            item, never what is in it.
    """
    return _parse(_read_private(path), path.name)


def _read_private(path: Path) -> bytes:
    try:
        # Not blocking: a pipe in its place must not hang the start.
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise ConfigurationError(f"cannot be read ({error.strerror})", file=path.name) from None
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)  # of the very file that is read: the name could be pointed elsewhere meanwhile
        if not stat.S_ISREG(status.st_mode):
            raise ConfigurationError("is not a file", file=path.name)
        if status.st_mode & (stat.S_IRWXO | stat.S_IWGRP):
            raise ConfigurationError("others can read it or its group can write it: chmod 600", file=path.name)
        content = file.read(FILE_BYTES_MAX + 1)
    if len(content) > FILE_BYTES_MAX:
        raise ConfigurationError("is larger than 4 MB", file=path.name)
    return content


def _parse(content: bytes, file: str) -> tuple[KeyEntry, ...]:
    entries: list[KeyEntry] = []
    places: list[tuple[int | None, str]] = []
    for line, place, item in _items(content, file):
        try:
            entries.append(KeyEntry.model_validate(item))
        except ValidationError as error:
            known = {str(e["loc"][0]) for e in error.errors(include_input=False) if e["loc"]} & {*KeyEntry.model_fields}
            wrong = ", ".join(sorted(known)) or "it has a field that does not exist"
            raise ConfigurationError(f"not an API key: {wrong}", place=place, file=file, line=line) from None
        places.append((line, place))
    if not entries:
        raise ConfigurationError("has no key, so nobody could call", file=file)
    for name in ("id", "hash"):
        seen: set[str] = set()
        for entry, (line, place) in zip(entries, places, strict=True):
            value = getattr(entry, name)
            if value in seen:
                raise ConfigurationError(f"the same {name} twice", place=place, file=file, line=line)
            seen.add(value)
    return tuple(entries)


def _items(content: bytes, file: str) -> list[tuple[int | None, str, Any]]:
    """Line, place and value of each entry."""
    if content.lstrip()[:1] == b"[":
        try:
            return [(None, f"[{index}]", item) for index, item in enumerate(orjson.loads(content))]
        except orjson.JSONDecodeError:
            raise ConfigurationError("is not JSON", file=file) from None
    found: list[tuple[int | None, str, Any]] = []
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            found.append((number, "", orjson.loads(line)))
        except orjson.JSONDecodeError:
            raise ConfigurationError("is not JSON", file=file, line=number) from None
    return found


class Gatekeeper:
    """Tells who a request is from.

    The keys file is read again when it changes, so a key is revoked without a restart; while it cannot be read nobody
    comes in.

    Args:
        path: The keys file, or None for an open endpoint.
        now: The time, with a zone.
    """

    def __init__(self, path: Path | None, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._path, self._now = path, now
        self._entries: tuple[KeyEntry, ...] | None = None
        self._stamp: tuple[int, ...] | None = None
        self._looked_at = float("-inf")
        if path is not None:
            self._stamp = _stamp(path)
            self._entries = read_keys(path)

    @property
    def open(self) -> bool:
        """Whether no key is needed."""
        return self._path is None

    def caller(self, request: Request) -> Caller:
        """Who calls. Raises `Problem` 401, or 503 while the keys file cannot be read."""
        if self.open:
            return EVERYONE_HERE
        headers = request.headers.getlist("authorization")
        if not headers:
            raise key_needed()
        scheme, _, token = headers[0].partition(" ")
        if len(headers) > 1 or scheme.lower() != "bearer" or not 0 < len(token.strip()) <= TOKEN_CHARS_MAX:
            raise _unauthorized("The header Authorization must be: Bearer YOUR_API_KEY.", "invalid_request")
        return self.holder(token.strip())

    def holder(self, token: str) -> Caller:
        """Who holds this key, wherever in the request it stood. Raises `Problem` 401, or 503 as `caller`."""
        if self.open:
            return EVERYONE_HERE
        entry = self._find(token)
        if entry is None:
            raise _unauthorized("This API key is not known.", "invalid_token")
        if entry.expires is not None and entry.expires <= self._now():
            raise _unauthorized("This API key has expired.", "invalid_token")
        scopes = frozenset(implied for scope in entry.scopes for implied in IMPLIES[scope])
        return Caller(Actor(entry.id, entry.email), scopes)

    def require(self, request: Request, scope: Scope) -> Caller:
        """Who calls, if they may. Raises `Problem` 401 or 403."""
        return permitted(self.caller(request), scope)

    def _find(self, token: str) -> KeyEntry | None:
        entries = self._current()
        digest = _digest(token)
        found = None
        for entry in entries:  # all of them, whatever was found: the time taken says nothing about where
            if hmac.compare_digest(entry.hash, digest):
                found = entry
        return found

    def _current(self) -> tuple[KeyEntry, ...]:
        assert self._path is not None
        if time.monotonic() - self._looked_at >= LOOK_AGAIN_SECONDS:
            self._looked_at = time.monotonic()
            stamp = _stamp(self._path)
            if stamp != self._stamp or self._entries is None:
                try:
                    self._entries, self._stamp = read_keys(self._path), stamp
                except ConfigurationError:
                    self._entries = None
        if self._entries is None:
            raise Problem(503, "The API keys cannot be read, so nobody is let in.")
        return self._entries


def key_needed(*elsewhere: str) -> Problem:
    """401 that says where a key may stand: in the header, or ``elsewhere``."""
    places = ("the header Authorization: Bearer YOUR_API_KEY", *elsewhere)
    return _unauthorized(f"An API key is needed: send {' or '.join(places)}.")


def permitted(caller: Caller, scope: Scope) -> Caller:
    """The caller, if they may. Raises `Problem` 403."""
    if scope not in caller.scopes:
        raise Problem(
            403,
            f"This API key lacks the scope {scope}.",
            headers={"WWW-Authenticate": f'Bearer realm="tidegate", error="insufficient_scope", scope="{scope}"'},
        )
    return caller


def refuse_strangers(scope: AsgiScope) -> None:
    """Refuse what does not certainly come from this machine's own user; for an open endpoint.

    Raises:
        Problem: 403, or 421 for another host name.
    """
    headers = [(name, value.decode("latin-1")) for name, value in scope["headers"]]
    hosts = [value for name, value in headers if name == b"host"]
    server = scope.get("server")
    if server is None or not is_loopback(server[0]):
        raise Problem(403, "Without API keys this endpoint answers on loopback only.")
    if len(hosts) != 1 or not is_loopback(_host_name(hosts[0])):
        raise Problem(421, "Without API keys this endpoint answers to the names localhost, 127.0.0.1 and [::1] only.")
    own = {f"{scheme}://{hosts[0].lower()}" for scheme in ("http", "https")}
    if any(name == b"origin" and value.lower() not in own for name, value in headers):
        raise Problem(403, "Without API keys this endpoint does not answer pages of other origins.")


def _host_name(host: str) -> str:
    """The name in a Host header, without its port; "" if it is not of that form."""
    found = _HOST.fullmatch(host)
    return found[1] if found else ""


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()


def _stamp(path: Path) -> tuple[int, ...] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)


def _unauthorized(detail: str, error: str | None = None) -> Problem:
    challenge = 'Bearer realm="tidegate"' + (f', error="{error}"' if error else "")
    return Problem(401, detail, headers={"WWW-Authenticate": challenge})
