"""Shipped folders are found in a checkout and in an installed wheel, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tidegate import resources
from tidegate.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("folder", ["topics", "config"])
def test_a_checkout_has_its_folders_beside_src(folder: resources.Folder) -> None:
    found = resources.shipped(folder)
    assert found == ROOT / folder
    assert found.is_dir()


def layout(root: Path, monkeypatch: pytest.MonkeyPatch, package: str) -> Path:
    path = root / package / "tidegate"
    path.mkdir(parents=True)
    monkeypatch.setattr(resources, "files", lambda name: path)
    return path


def test_a_wheel_has_them_inside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = layout(tmp_path, monkeypatch, "lib/site-packages")
    (package / "_data" / "topics").mkdir(parents=True)
    assert resources.shipped("topics") == package / "_data" / "topics"


def test_a_strangers_folder_two_levels_above_is_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside an environment's lib there may well be a folder named config."""
    layout(tmp_path, monkeypatch, "lib/site-packages")
    (tmp_path / "config").mkdir()
    (tmp_path / "pyproject.toml").touch()
    with pytest.raises(ConfigurationError, match="lacks its folder config/"):
        resources.shipped("config")
