"""What several commands need: the settings of this process, the keyring, JSON on stdout."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from tidegate.keys import Keyring
    from tidegate.settings import Settings


def settings() -> Settings:
    """The settings from the environment and ``tidegate.yaml``; raises the first `ConfigurationError`."""
    from tidegate.settings import load_settings

    return load_settings(os.environ, Path.cwd())


def keyring(of: Settings) -> Keyring | None:
    """The keyring that the settings name, or None."""
    from tidegate.keys import Keyring

    return Keyring.load(of.key_file) if of.key_file is not None else None


def quiet_clients() -> None:
    """Keep the Kafka clients' own log off the terminal: what goes wrong reaches the user as an error of ours."""
    import logging

    logging.getLogger("aiokafka").addHandler(logging.NullHandler())
    logging.getLogger("aiokafka").propagate = False


def print_json(document: Mapping[str, Any], *, indent: bool = True) -> None:
    """Print one JSON object and nothing else, on one line if it is not indented."""
    import orjson

    sys.stdout.write(orjson.dumps(document, option=orjson.OPT_INDENT_2 if indent else 0).decode() + "\n")
    sys.stdout.flush()


def console(*, stderr: bool = False) -> Console:
    """A terminal that wraps at a readable width where there is none."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or os.environ.get("COLUMNS") else 120
    return Console(stderr=stderr, width=width, highlight=False)
