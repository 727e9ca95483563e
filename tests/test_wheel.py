"""The wheel is whole: from it alone, in an empty folder, the demo runs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.commands.shell import environment

ROOT = Path(__file__).resolve().parents[1]
PACKED = ("topics", "config", "samples")
BUILD_SECONDS = 240
DEMO_SECONDS = 240


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an installation of the wheel puts into site-packages."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run(
        [*command, "--wheel-dir", str(folder), str(ROOT)],
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    if done.returncode and "No matching distribution found for hatchling" in done.stderr:
        pytest.skip("the package index cannot be reached, so the wheel cannot be built")
    assert done.returncode == 0, done.stderr
    [wheel] = folder.glob("*.whl")
    target = folder / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def run(unpacked: Path, folder: Path, *arguments: str, more: Mapping[str, str] | None = None) -> str:
    """Run Python in an empty folder with the wheel's package in front of the one that is being worked on."""
    done = subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment({"PYTHONPATH": str(unpacked), **(more or {})}),
        timeout=DEMO_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_every_shipped_file_is_packed(unpacked: Path) -> None:
    for name in PACKED:
        shipped = {path.relative_to(ROOT / name) for path in (ROOT / name).rglob("*") if path.is_file()}
        packed = unpacked / "tidegate" / "_data" / name
        assert shipped == {path.relative_to(packed) for path in packed.rglob("*") if path.is_file()}
        assert shipped
    assert (unpacked / "tidegate" / "py.typed").is_file() == (ROOT / "src" / "tidegate" / "py.typed").is_file()


def test_the_demo_runs_from_the_wheel_in_an_empty_folder(unpacked: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    where = run(unpacked, empty, "-c", "import tidegate; print(tidegate.__file__)")
    assert Path(where.strip()).is_relative_to(unpacked)
    (tmp_path / "tmp").mkdir()
    shown = run(unpacked, empty, "-m", "tidegate", "demo", "--records", "120", more={"TMPDIR": str(tmp_path / "tmp")})
    assert "SUCCEEDED" in shown
    assert os.listdir(empty) == []
