"""Read a YAML file so that every problem in it can be shown with its line, and never with its value.

PyYAML forgets where a key stood and lets the second of two equal keys win in silence; pydantic says what is wrong, but
quotes what it was given. A settings file may hold a password, so neither is shown as it is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ValidationError, ValidationInfo, field_validator

from tidegate.errors import ConfigurationError, UnknownName

FILE_BYTES_MAX = 1024 * 1024
DEPTH_MAX = 32
PLACES_MAX = FILE_BYTES_MAX // 2  # as many as a file without aliases can have: an item and a comma each

Place = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


class PlainNumbers(BaseModel):
    """Base of what people write as YAML: a number is a number, and a yes is none.

    YAML reads yes, no, on and off as true and false, and pydantic reads those as 1 and 0: ``threshold: yes`` would find
    next to nothing, and say nothing.
    """

    @field_validator("*", mode="before")
    @classmethod
    def _a_yes_is_no_number(cls, value: Any, info: ValidationInfo) -> Any:
        if info.field_name is not None and _wants_number(cls.model_fields[info.field_name].annotation):
            values = value.values() if isinstance(value, dict) else (value,)
            if any(isinstance(one, bool) for one in values):
                raise ValueError("must be a number, and this is true or false (as YAML reads yes, no, on and off)")
        return value


def _wants_number(annotation: Any) -> bool:
    """Whether a field is a number, or holds numbers by name, and no truth value."""
    kinds = list(_kinds(annotation))
    return (int in kinds or float in kinds) and bool not in kinds


def _kinds(annotation: Any) -> Iterator[Any]:
    inner = get_args(annotation)
    if not inner:
        yield annotation
    for part in inner:
        yield from _kinds(part)


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file. ``lines`` gives the line, from 1, of each key's or item's place; ``data`` may be changed."""

    data: Any
    file: str = ""
    lines: Mapping[Place, int] = field(default_factory=dict)

    def line(self, place: Place) -> int | None:
        """The line of the nearest enclosing place that the file has."""
        for length in range(len(place), 0, -1):
            if place[:length] in self.lines:
                return self.lines[place[:length]]
        return None


def shown(place: Place) -> str:
    """A place as people write it: ``kafka.sasl.username``, ``fields[2].path``."""
    text = ""
    for part in place:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


_PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def as_place(text: str) -> Place:
    """The other way round: ``fields[2].path`` as ``("fields", 2, "path")``."""
    return tuple(int(index) if index else name for name, index in _PART.findall(text))


_TAB = re.compile(r" *\t")


def read_document(path: Path) -> Document:
    """Parse one YAML file.

    Raises:
        ConfigurationError: It cannot be read, is no YAML, repeats a key, or is too large or too deep.
    """
    name = str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"cannot be read: {error.strerror}", file=name) from None
    if len(raw) > FILE_BYTES_MAX:
        raise ConfigurationError(f"is larger than {FILE_BYTES_MAX} bytes", file=name)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError("is not UTF-8", file=name) from None
    loader = yaml.SafeLoader(text)
    try:
        node = loader.get_single_node()
        lines = _all_lines(node, name)
        data = None if node is None else loader.construct_document(node)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        # The parser's own words quote the file, and with it perhaps a secret.
        message = f"is not valid YAML{_cure(error)}"
        if mark is not None and _TAB.match(text, text.rfind("\n", 0, mark.index) + 1):
            message = "begins with a tab, and YAML indents with spaces"
        raise ConfigurationError(message, file=name, line=mark.line + 1 if mark else None) from None
    except RecursionError:  # in the parser, which reads it before anything can be counted
        raise ConfigurationError(f"is nested deeper than {DEPTH_MAX} levels", file=name) from None
    except (ValueError, TypeError):
        raise ConfigurationError("holds a key or value that YAML cannot build", file=name) from None
    finally:
        loader.dispose()
    return Document(data, name, lines)


def _all_lines(node: yaml.Node | None, file: str) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for place, line in () if node is None else _lines(node, (), file):
        found[place] = line
        if len(found) > PLACES_MAX:
            raise ConfigurationError("is too large: its aliases repeat each other", file=file)
    return found


def _cure(error: yaml.YAMLError) -> str:
    """What to write instead, where the parser's complaint is one of those that policies often get."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return ""
    said = error.problem or ""
    if said.startswith("found unknown escape"):
        return " here: a backslash stands in double quotes; use single ones"
    if said.endswith("cannot start any token") or error.context == "while scanning an alias":
        return " here: a value begins with a sign that YAML has a use for; put it in quotes"
    if said.startswith("mapping values"):
        return " here: a colon stands where none may; is a line indented too far, or should a value be in quotes?"
    return " here"


def _lines(node: yaml.Node, place: Place, file: str) -> Iterator[tuple[Place, int]]:
    if len(place) > DEPTH_MAX:
        raise ConfigurationError(f"is nested deeper than {DEPTH_MAX} levels", file=file, line=node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise ConfigurationError("a key must be plain text", place=shown(place), file=file, line=line)
            if key.value in seen:
                raise ConfigurationError(f"the key {key.value!r} is repeated", place=shown(place), file=file, line=line)
            seen.add(key.value)
            yield (*place, key.value), line
            yield from _lines(value, (*place, key.value), file)
    elif isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            yield (*place, position), item.start_mark.line + 1
            yield from _lines(item, (*place, position), file)


def validate(
    model: type[M], document: Document, origins: Mapping[Place, str] | None = None
) -> tuple[M | None, list[ConfigurationError]]:
    """Check a document against a pydantic model.

    Args:
        model: The model that the document must be.
        document: What was read.
        origins: For places that did not come from the file, what to call their source (an environment variable).

    Returns:
        The model and no problems, or None and every problem, in the order of lines.
    """
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        items = error.errors(include_url=False, include_context=False)
        lists = {item["loc"][: at + 1] for item in items for at in range(len(item["loc"]) - 1)}
        found = [
            _problem(model, document, origins or {}, dict(item))
            for item in items
            # Where an item is wrong none is left, and the list is not too short for that.
            if item["type"] != "too_short" or item["loc"] not in lists
        ]
    return None, sorted(_joined(found), key=lambda problem: (problem.line or 0, problem.place))


def _joined(found: list[ConfigurationError]) -> list[ConfigurationError]:
    """A value of none of several forms is one problem: what it may be, in one line."""
    joined: dict[str, ConfigurationError] = {}
    others = []
    for problem in found:
        before = joined.get(problem.place)
        if isinstance(problem, UnknownName) or not problem.message.startswith(_SHOULD_BE):
            others.append(problem)
        elif before is None:
            joined[problem.place] = problem
        else:
            message = f"{before.message} or {problem.message.removeprefix(_SHOULD_BE)}"
            joined[problem.place] = ConfigurationError(
                message, place=problem.place, file=problem.file, line=problem.line
            )
    return [*joined.values(), *others]


_SHOULD_BE = "Input should be "
_SIMPLE_FORMS = frozenset({"bool", "float", "int", "str"})


def _written(data: Any, location: Place) -> Place:
    """A place as far as a file can have it: pydantic also names which form of several it tried."""
    place: list[str | int] = []
    for part in location:
        items = range(len(data)) if isinstance(data, list) else data if isinstance(data, dict) else ()
        if part in items:
            data = data[part]
        elif not isinstance(data, dict) or "[" in str(part) or part in _SIMPLE_FORMS:
            continue
        place.append(part)
    return tuple(place)


def _said(kind: str, message: str, value: Any) -> str:
    """What pydantic says, in the words of a YAML file. The value tells which cure fits, and is not shown."""
    if kind in ("tuple_type", "list_type"):
        message = f"{_SHOULD_BE}a list"
        message += ": write [ ] around it" if isinstance(value, str | int | float) else ""
    elif kind in ("too_short", "too_long"):
        message = message.replace("Tuple", "List").replace(" after validation", "")
    elif kind in ("dict_type", "model_type"):
        message = f"{_SHOULD_BE}a valid dictionary, with lines such as `name: value`"
    elif kind == "string_type" and isinstance(value, bool):
        message += ": YAML reads this as true or false, so put it in quotes"
    elif kind == "string_type" and isinstance(value, int | float | date):
        message += ": put it in quotes"
    return message


def _problem(
    model: type[BaseModel], document: Document, origins: Mapping[Place, str], item: dict[str, Any]
) -> ConfigurationError:
    place = _written(document.data, tuple(item["loc"]))
    if item["type"] == "invalid_key":  # a number, yes, or nothing at all
        line = document.line((*place[:-1], str(place[-1])))
        message = "a key is no word here; take it out, or put it in quotes"
        return ConfigurationError(message, place=shown(place[:-1]), file=document.file, line=line)
    origin = origins.get(place, "")
    where: dict[str, Any] = {
        "place": origin or shown(place),
        "file": "" if origin else document.file,
        "line": None if origin else document.line(place),
    }
    if item["type"] == "extra_forbidden":
        name = str(place[-1])
        where["place"] = origin or shown(place[:-1])
        if name in getattr(_inner(model, place[:-1]), "planned", ()):
            return ConfigurationError(f"{name!r} is planned and not built yet; take it out", **where)
        return UnknownName("key", name, _names(model, place[:-1]), **where)
    message = _said(item["type"], item["msg"].removeprefix("Value error, "), item["input"])
    if item["type"] == "literal_error":
        words = {word.casefold(): word for word in _words(model, place)}
        close = difflib.get_close_matches(str(item["input"]).casefold(), sorted(words), n=1, cutoff=0.5)
        message += f"; did you mean {words[close[0]]!r}?" if close else ""
    return ConfigurationError(message, **where)


def _names(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that may stand at a place."""
    inner = _inner(model, place)
    return [] if inner is None else [info.alias or name for name, info in inner.model_fields.items()]


def _words(model: type[BaseModel], place: Place) -> list[str]:
    """The words of a closed list at a place."""
    inner = _inner(model, place[:-1])
    for name, info in (inner.model_fields if inner else {}).items():
        if place[-1] in (name, info.alias):
            return [word for word in get_args(info.annotation) if isinstance(word, str)]
    return []


def _inner(model: type[BaseModel], place: Place) -> type[BaseModel] | None:
    """The model at a place, through nested models, lists and unions; None where it is something else."""
    for part in place:
        if isinstance(part, int):
            continue
        for name, info in model.model_fields.items():
            if part in (name, info.alias):
                inner = _model_in(info.annotation)
                break
        else:
            return None
        if inner is None:
            return None
        model = inner
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)
