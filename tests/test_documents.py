"""Every problem of a YAML file has its line, and none shows a value."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from tidegate.documents import DEPTH_MAX, FILE_BYTES_MAX, PlainNumbers, read_document, shown, validate
from tidegate.errors import ConfigurationError, UnknownName


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    width: int = Field(1, alias="inner.width")
    colour: Literal["RED", "green"] = "green"


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    one: Inner = Inner()
    many: list[Inner] = []


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (b"a: 1\nb: [secret\n", 3, "not valid YAML"),
        (b"a: 1\na: secret\n", 2, "'a' is repeated"),
        (b"a:\n  - b: 1\n    b: secret\n", 3, "'b' is repeated"),
        (b"? [a, secret]\n: 1\n", 1, "plain text"),
        (b"a: \xff secret", None, "UTF-8"),
        (b"a: !!python/object:secret {}\n", 1, "not valid YAML"),
        (b"a: *secret\n", 1, "not valid YAML"),
        (b"a: &x [*x]\n", 1, "nested deeper"),
        (b"a: " + b"[" * 5_000 + b"]" * 5_000, None, "nested deeper"),
        (
            b"a0: &a0 [x, x]\n" + b"".join(b"a%d: &a%d [*a%d, *a%d]\n" % (n, n, n - 1, n - 1) for n in range(1, 28)),
            None,
            "aliases",
        ),
        (b"a: " + b"[" * (DEPTH_MAX + 2) + b"]" * (DEPTH_MAX + 2), 1, "nested deeper"),
        (b"a: 2026-13-45\n", None, "cannot build"),
        (b"#" * (FILE_BYTES_MAX + 1), None, "larger than"),
        (b"a: 1\n---\nsecret: 2\n", 2, "not valid YAML"),
    ],
)
def test_a_file_that_cannot_be_read_names_its_line_and_no_value(
    tmp_path: Path, text: bytes, line: int | None, words: str
) -> None:
    path = tmp_path / "file.yaml"
    path.write_bytes(text)
    with pytest.raises(ConfigurationError, match=words) as caught:
        read_document(path)
    assert caught.value.line == line
    assert caught.value.file == str(path)
    assert "secret" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"absent\.yaml: cannot be read: No such file"):
        read_document(tmp_path / "absent.yaml")


def test_lines_are_those_of_keys_and_items(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text("one:\n  colour: green\nmany:\n\n  - colour: RED\n")
    document = read_document(path)
    assert document.line(("one", "colour")) == 2
    assert document.line(("many", 0, "colour")) == 5
    assert document.line(("many", 0, "absent")) == 5
    assert document.line(("absent",)) is None


@pytest.mark.parametrize("text", ["", "# nothing\n"])
def test_an_empty_file_is_no_value(tmp_path: Path, text: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(text)
    assert read_document(path).data is None


def test_every_problem_is_found_with_its_place_and_the_nearest_word(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(
        "one:\n  inner.widht: 2\n  colour: reed-secret\nmany:\n  - inner.width: secret\n  - colours: secret\n"
    )
    found, problems = validate(Outer, read_document(path))
    assert found is None
    assert [(problem.line, problem.place) for problem in problems] == [
        (2, "one"),
        (3, "one.colour"),
        (5, "many[0].inner.width"),
        (6, "many[1]"),
    ]
    assert isinstance(problems[0], UnknownName)
    assert problems[0].nearest == "inner.width"
    assert isinstance(problems[3], UnknownName)
    assert problems[3].nearest == "colour"
    assert "'RED' or 'green'" in str(problems[1])
    assert not any("secret" in str(problem) for problem in problems)


def test_a_word_of_a_closed_list_gets_its_nearest_one(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text("one:\n  colour: Grene\n")
    _, problems = validate(Outer, read_document(path))
    assert str(problems[0]).endswith("did you mean 'green'?")
    assert "Grene" not in str(problems[0])


@pytest.mark.parametrize(
    ("place", "text"), [((), ""), (("a",), "a"), (("a", 0, "b"), "a[0].b"), (("a", "b.c"), "a.b.c")]
)
def test_a_place_is_written_as_people_write_it(place: tuple[str | int, ...], text: str) -> None:
    assert shown(place) == text


class Numbers(PlainNumbers):
    whole: int = 1
    part: Annotated[float, Field(ge=0)] | None = None
    named: dict[str, float] = Field(default_factory=dict)
    either: bool | int = False
    listed: tuple[Annotated[str, Field(max_length=9)], ...] | bool = False


@pytest.mark.parametrize("line", ["whole: yes", "whole: off", "part: on", "named: {a: 1, b: no}"])
def test_a_yes_is_no_number(tmp_path: Path, line: str) -> None:
    """It would be 1, and a threshold of 1 finds next to nothing."""
    path = tmp_path / "file.yaml"
    path.write_text(f"{line}\n")
    found, [problem] = validate(Numbers, read_document(path))
    assert found is None
    assert (problem.line, problem.place) == (1, line.partition(":")[0])
    assert "must be a number" in problem.message


@pytest.mark.parametrize("line", ["whole: 3", "whole: '3'", "part: null", "part: .5", "named: {a: 0}", "either: yes"])
def test_a_number_stays_one(tmp_path: Path, line: str) -> None:
    """Also as a text, which is what environment variables are; and a yes where one may stand."""
    path = tmp_path / "file.yaml"
    path.write_text(f"{line}\n")
    assert validate(Numbers, read_document(path))[1] == []


def test_what_fits_none_of_several_forms_is_one_problem(tmp_path: Path) -> None:
    """Its place is the file's, without the names that the forms have in the program."""
    path = tmp_path / "file.yaml"
    path.write_text("listed: 7\n")
    _, problems = validate(Numbers, read_document(path))
    assert [(problem.place, problem.message) for problem in problems] == [
        ("listed", "Input should be a list: write [ ] around it or a valid boolean, unable to interpret input")
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('a: 1\nb: "\\dsecret"\n', ": a backslash stands in double quotes; use single ones"),
        ("a: 1\nb: @secret\n", ": a value begins with a sign that YAML has a use for; put it in quotes"),
        ("a: 1\nb: {secret: *, c: 2}\n", ": a value begins with a sign that YAML has a use for; put it in quotes"),
        ("a: 1\nb: secret: 2\n", ": a colon stands where none may; is a line indented too far"),
        ("a: 1\nb: {secret: x{3}}\n", ""),
    ],
)
def test_what_yaml_trips_over_most_is_said_with_its_cure(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        read_document(path)
    assert str(caught.value).startswith(f"{path}:2: is not valid YAML here{said}")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("key", ["7", "yes"])
def test_a_key_that_is_no_word_has_its_line(tmp_path: Path, key: str) -> None:
    path = tmp_path / "file.yaml"
    path.write_text(f"one:\n  colour: green\n  {key}: secret\n")
    _, problems = validate(Outer, read_document(path))
    assert [str(problem) for problem in problems] == [
        f"{path}:{3 if key == '7' else 1}: one: a key is no word here; take it out, or put it in quotes"
    ]
