"""Runs the command line as a user does: a process of its own, with nothing of our environment."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

SECONDS = 60


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our environment without Tidegate's settings, plus ``more``."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TIDEGATE_")}
    return {**kept, "COLUMNS": "160", **(more or {})}


def tidegate(
    *arguments: str, stdin: bytes = b"", folder: Path | None = None, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run ``tidegate`` with these arguments and wait for its end."""
    return subprocess.run(
        [sys.executable, "-m", "tidegate", *arguments],
        input=stdin,
        capture_output=True,
        cwd=folder,
        env=environment(variables),
        timeout=SECONDS,
        check=False,
    )
