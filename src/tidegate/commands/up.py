"""``tidegate up``: a development stack in one process tree, empty and staying up."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tidegate.commands import _shared
from tidegate.errors import ConfigurationError

if TYPE_CHECKING:
    from tidegate.commands.stack import Stack
    from tidegate.settings import Settings

PARTITIONS = 3


def up(
    broker: str | None = typer.Option(None, "--broker", metavar="HOST:PORT", help="Use a broker that runs already."),
    workers: int = typer.Option(2, "--workers", min=1, max=64, help="Worker processes."),
    flows: bool = typer.Option(False, "--flows", help="Open a continuous run for each policy that names an input."),
    port: int | None = typer.Option(
        None, "--port", min=0, max=65535, help="Port of the HTTP endpoint; 0 picks one [default: 8080, or a free one]."
    ),
) -> int:
    """A whole Tidegate for development: broker, control plane and workers, empty, until Ctrl-C.

    Topics of the policies are created. The embedded broker is for development and keeps nothing; with --broker the
    records are yours, and so should the key be: name it in TIDEGATE_KEY_FILE.

    \b
    EXAMPLES
      tidegate up
      tidegate up --flows
      tidegate up --broker 127.0.0.1:9092 --workers 4
    """
    from tidegate.commands.stack import Stack, ended_by_signals, run
    from tidegate.keys import Keyring

    settings = _settings(broker)
    if broker is None and settings.kafka.security_protocol != "PLAINTEXT":
        message = f"the settings say {settings.kafka.security_protocol}, the embedded broker speaks PLAINTEXT"
        raise ConfigurationError(f"{message}: name your broker with --broker", place="kafka.security.protocol")
    _shared.quiet_clients()
    console = _shared.console()
    with (
        ended_by_signals(),
        Stack(workers=workers, broker=broker, http_port=_port(port, settings), flows=flows) as stack,
    ):
        stack.worker_id = settings.worker_id
        if settings.key_file is None:
            Keyring.generate().save(stack.folder / "keys.json")
            stack.settings["TIDEGATE_KEY_FILE"] = str(stack.folder / "keys.json")
            if broker is not None:
                console.print("no TIDEGATE_KEY_FILE: codes are made with a key that is gone when this ends")
        stack.start_broker()
        created = run(_create_topics(stack, settings))
        stack.start_planes()
        stack.wait_ready()
        console.print(f"broker   {stack.bootstrap}")
        console.print(f"control  {stack.url}  (API: {stack.url}/docs)")
        for number, url in enumerate(stack.worker_urls, start=1):
            console.print(f"worker {number} {url}/metrics")
        console.print(f"topics   {', '.join(created) or 'were all there'}")
        console.print(f"logs     {stack.folder}")
        # With --flows each of them is open, and a second run on it would be refused.
        command = "list" if flows else "create --policy support-chat"
        key = "TIDEGATE_API_KEY=tg_... " if settings.api_keys_file is not None else ""
        console.print(f"\nTry: TIDEGATE_URL={stack.url} {key}tidegate runs {command}", soft_wrap=True, markup=False)
        console.print("Ctrl-C stops everything.")
        stack.stay()
    return 0


def _settings(broker: str | None) -> Settings:
    """The settings of this process with that broker: what may not be connected to is refused before anything is."""
    settings = _shared.settings()
    if broker is None:
        return settings
    from tidegate.settings import load_settings

    try:
        return load_settings({**os.environ, "TIDEGATE_KAFKA_BOOTSTRAP_SERVERS": broker}, Path.cwd())
    except ConfigurationError as error:
        raise ConfigurationError(error.message, place="--broker") from error


def _port(wanted: int | None, settings: Settings) -> int:
    """The port for the endpoint: the one asked for, else that of the settings if nobody has it, else any (0).

    Raises:
        OSError: Somebody has the one that was asked for. Said here, because whoever it is would be taken
            for our own endpoint.
    """
    from tidegate.telemetry.health import unbound

    port = settings.http_port if wanted is None else wanted
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if wanted is not None:
                raise unbound(error, "127.0.0.1", port, "--port") from None
            return 0
    return port


async def _create_topics(stack: Stack, settings: Settings) -> list[str]:
    """Create our own topics and those that the policies name; returns the policies' topics that were missing."""
    from tidegate.kafka.connection import clamp_loggers, client_options
    from tidegate.kafka.reach import named
    from tidegate.kafka.topics import admin_client, apply_topics, ensure_topics, found_topics, load_catalog
    from tidegate.policy_files import load_policy, policies_folder, policy_files

    wanted: list[str] = []
    for path in policy_files(policies_folder(settings.policies_dir)):
        policy = load_policy(path)
        if policy.input is not None:
            wanted += [policy.input.topic, *(output.topic for output in policy.outputs)]
            wanted += [policy.quarantine.topic] if policy.quarantine is not None else []
    kafka = settings.kafka.model_copy(update={"bootstrap_servers": stack.bootstrap})
    clamp_loggers()
    catalog = load_catalog(settings.prefix, settings.topics_dir)
    options = client_options(kafka)
    async with named(options), admin_client(options) as admin:
        await apply_topics(admin, catalog)
        there = await found_topics(admin)
        missing = [name for name in dict.fromkeys(wanted) if name not in there]
        await ensure_topics(admin, catalog, dict.fromkeys(missing, PARTITIONS))
    return missing
