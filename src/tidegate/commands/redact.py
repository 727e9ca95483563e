"""``tidegate redact``: a policy applied to lines, without a broker."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import typer

from tidegate.commands import _shared
from tidegate.errors import ConfigurationError

if TYPE_CHECKING:
    from tidegate.engine import Result
    from tidegate.policies import Policy

FORMATS = ("text", "json")
READ_BYTES_MAX = 65_536


def redact(
    file: Path | None = typer.Argument(None, help="File to read [default: stdin].", show_default=False),
    policy: str | None = typer.Option(None, "--policy", "-p", help="Policy file, or name of a shipped one."),
    format: str | None = typer.Option(None, "--format", "-f", help="text or json [default: the policy's, else text]"),
    key_file: Path | None = typer.Option(None, "--key-file", help="Keyring [default: the settings' key_file]."),
    as_json: bool = typer.Option(False, "--json", help="Print an object a line: result, entities."),
) -> int:
    """Redact lines from a file or stdin to stdout; one line is one record, and no broker is needed.

    A line that cannot be processed is not printed: stderr names its number and the reason, and the exit code is 1.
    Without a policy every type that has a detector is marked, as in [EMAIL].

    \b
    EXAMPLES
      tail -n 100 app.log | tidegate redact
      tidegate redact --policy customers --key-file keys.json rows.jsonl
      tidegate redact --format json --json chats.jsonl
    """
    if format is not None and format not in FORMATS:
        raise ConfigurationError(f"--format is {' or '.join(FORMATS)}")
    from tidegate.engine import Engine
    from tidegate.policy_files import located

    settings = _shared.settings()
    if key_file is not None:
        settings = settings.model_copy(update={"key_file": key_file})
    chosen = _policy(policy, format, settings.policies_dir)
    keys = _shared.keyring(settings)
    with located(policy, settings.policies_dir) if policy is not None else nullcontext():
        engine = Engine.from_policy(chosen, keys, format=format or (None if policy else "text"))
    quarantined = number = 0
    with _bursts(file) as bursts:
        for results in engine.redact_bursts(bursts):
            for result in results:
                number += 1
                if result.reason is not None:
                    quarantined += 1
                    print(f"line {number}: quarantined, {result.reason}", file=sys.stderr)
                if as_json:
                    print(_as_json(result))
                elif result.text is not None:
                    print(result.text)
            sys.stdout.flush()  # whoever reads a log as it grows sees each line when it comes
    if quarantined:
        print(f"{quarantined} lines were quarantined and are not in the output", file=sys.stderr)
    return 1 if quarantined else 0


def _policy(named: str | None, format: str | None, folder: Path | None) -> Policy:
    if named is not None:
        from tidegate.policy_files import policy_from

        return policy_from(named, folder)
    from tidegate.policies import FieldRule, Policy

    rules = (FieldRule(path="$..*", treat="text"),) if format == "json" else ()
    return Policy(policy="redact", fields=rules)


@contextmanager
def _bursts(file: Path | None) -> Iterator[Iterator[list[str]]]:
    try:
        stream: BinaryIO = sys.stdin.buffer if file is None else file.open("rb")
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.strerror}", file=str(file)) from None
    with stream:
        yield _whole_lines(stream)


def _whole_lines(stream: BinaryIO) -> Iterator[list[str]]:
    """Lines as they come: what one read gives, to its last line end; the rest with the next read.

    A byte that is not UTF-8 becomes a surrogate, which the pipeline refuses: that line alone is quarantined.
    """
    rest: list[bytes] = []
    while chunk := stream.read1(READ_BYTES_MAX):  # type: ignore[attr-defined]  # every buffered stream has it
        head, end, tail = chunk.rpartition(b"\n")
        if end:
            whole = b"".join([*rest, head])
            rest = [tail]
            yield [line.decode("utf-8", "surrogateescape") for line in whole.split(b"\n")]
        else:
            rest.append(chunk)
    last = b"".join(rest)
    if last:
        yield [last.decode("utf-8", "surrogateescape")]


def _as_json(result: Result) -> str:
    entities = [
        {
            "type": entity.entity_type,
            "start": entity.start,
            "end": entity.end,
            "score": entity.score,
            "detector": entity.detector,
            "field": entity.field,
        }
        for entity in result.entities
    ]
    shown = {"result": result.text, "entities": entities}
    return json.dumps(shown if result.reason is None else {**shown, "reason": result.reason}, ensure_ascii=False)
