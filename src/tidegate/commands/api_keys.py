"""``tidegate keys api``: a new API key, shown once or written to a file, its hash added to the keys file."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer

from tidegate.commands._ending import ends
from tidegate.errors import ConfigurationError

SCOPES = ("read", "run", "admin")
REVEAL = "reveal"  # beside the others: found values are shown in the text API's answers


@ends
def api(
    file: Path = typer.Argument(..., help="The keys file; made if it does not exist.", show_default=False),
    id: str = typer.Option(..., "--id", help="Who holds it; stands in logs and runs."),
    scope: str = typer.Option(
        "run", "--scope", help=f"What it may do: {', '.join(SCOPES)}, each with those before it."
    ),
    reveal: bool = typer.Option(False, "--reveal", help="Also the scope reveal: see found values in answers."),
    email: str | None = typer.Option(None, "--email", help="Shown as created_by_email of the runs it creates."),
    days: int | None = typer.Option(None, "--days", min=1, max=36_500, help="Days until it expires [default: never]."),
    to: Path | None = typer.Option(None, "--to", help="Write the key to this new file instead of the terminal."),
    if_missing: bool = typer.Option(False, "--if-missing", help="Do nothing if the keys file has this id already."),
) -> int:
    """Make an API key: its hash goes into the keys file, the key itself is shown once and kept by nobody.

    A running control sees the new key within a second.

    \b
    EXAMPLES
      tidegate keys api api-keys.jsonl --id ada --scope run --email ada@example.com --days 90
      tidegate keys api api-keys.jsonl --id prometheus --scope read --to read-key
    """
    from pydantic import ValidationError

    from tidegate.web.auth import new_key, read_keys

    if scope not in SCOPES:
        from tidegate.errors import UnknownName

        raise UnknownName("scope", scope, SCOPES, place="--scope")
    known = {entry.id for entry in read_keys(file)} if file.exists() else set()
    if file.exists() and file.read_bytes().lstrip()[:1] == b"[":
        raise ConfigurationError("is a JSON list; write one entry a line", file=str(file))
    if id in known:
        if if_missing:
            return 0
        raise ConfigurationError(f"has a key of {id} already", file=str(file))
    expires = datetime.now(UTC) + timedelta(days=days) if days is not None else None
    scopes = (scope, REVEAL) if reveal else (scope,)
    try:
        key, entry = new_key(id, scopes, expires=expires, email=email)  # type: ignore[arg-type]  # of SCOPES, REVEAL
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_context=False, include_url=False)[0]
        raise ConfigurationError(wrong["msg"], place=f"--{wrong['loc'][0]}") from None
    if to is not None:
        _write_new(to, key)
    try:
        _append(file, entry.model_dump_json(exclude_none=True))
    except BaseException:
        if to is not None:
            to.unlink(missing_ok=True)  # a key that nobody will let in, and that would be in the way of the next try
        raise
    print(f"{to}: the key of {id}" if to is not None else key)
    return 0


def _write_new(path: Path, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise ConfigurationError("exists already", file=str(path)) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _append(path: Path, line: str) -> None:
    """Add a line to a file of one entry a line."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        text = file.read()
        file.write(("" if not text or text.endswith("\n") else "\n") + line + "\n")
