"""The folders that are shipped with the program: topics, config, samples.

In a checkout they lie beside ``src``, where people edit them; in a wheel they are packed under ``tidegate/_data``.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal

from tidegate.errors import ConfigurationError

Folder = Literal["topics", "config", "samples"]


def shipped(folder: Folder) -> Path:
    """The shipped folder of this name.

    Raises:
        ConfigurationError: The installation lacks it.
    """
    package = Path(str(files("tidegate")))
    checkout = package.parent.parent
    # A wheel's `_data` first: a folder named `config` two levels above site-packages is somebody else's.
    candidates = [package / "_data" / folder]
    if package.parent.name == "src" and (checkout / "pyproject.toml").is_file():
        candidates.append(checkout / folder)
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise ConfigurationError(f"this installation of tidegate lacks its folder {folder}/; install it again")
