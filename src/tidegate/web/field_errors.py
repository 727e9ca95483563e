"""What is wrong with a request, field by field: pydantic's errors in words of ours, with nothing of the input.

A location of pydantic mixes three kinds of words: our fields, keys that the caller chose, and names of a union's
variants. Only the declared form of the request tells them apart, so each location is read along its JSON schema: fields
and indexes are shown, a variant's name is passed over, and the place ends before a caller's key.

A value that fits no variant of a union is wrong in as many ways as there are variants. Those that it comes nearest to
are what the caller meant; what others say is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel

# Types of pydantic errors whose message is made of the rule alone; every other one reads "is not valid".
_MESSAGES_OF_THE_RULE = frozenset(
    {
        "bool_parsing",
        "bool_type",
        "dict_type",
        "enum",
        "finite_number",
        "float_parsing",
        "float_type",
        "greater_than",
        "greater_than_equal",
        "int_from_float",
        "int_parsing",
        "int_type",
        "less_than",
        "less_than_equal",
        "list_type",
        "literal_error",
        "model_type",
        "string_pattern_mismatch",
        "string_too_long",
        "string_too_short",
        "string_type",
        "too_long",
        "too_short",
        "tuple_type",
    }
)

Schema = Mapping[str, Any]


class Declared:
    """The declared form of a request, along which locations are read."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema

    @classmethod
    def by(cls, model: type[BaseModel]) -> Declared:
        return cls(model.model_json_schema())

    @classmethod
    def names(cls, names: Iterable[str]) -> Declared:
        """These fields, with nothing inside."""
        return cls({"properties": {name: {} for name in names}})

    def read(self, location: Sequence[object]) -> tuple[str, tuple[int, ...]]:
        """The place to show, and which parts of the location are names of variants."""
        place, shown, variants = "", True, []
        nodes = [self._resolved(self._schema)]
        for index, part in enumerate(location):
            if choices := [choice for node in nodes if len(found := self._choices(node)) > 1 for choice in found]:
                variants.append(index)
                nodes = choices
            elif isinstance(part, int):
                place += f"[{part}]" if shown else ""
                nodes = [self._resolved(node["items"]) for node in nodes if "items" in node]
            elif fields := [node["properties"][part] for node in nodes if part in node.get("properties", ())]:
                place += (f".{part}" if place else str(part)) if shown else ""
                nodes = [self._resolved(field) for field in fields]
            else:
                shown = False  # a key that the caller chose
                nodes = [self._resolved(value) for node in nodes for value in _values(node)]
        return place, tuple(variants)

    def _choices(self, node: Schema) -> list[Schema]:
        found = [self._resolved(choice) for choice in node.get("anyOf", ())]
        return [choice for choice in found if choice.get("type") != "null"]

    def _resolved(self, node: Schema) -> Schema:
        """The node behind a reference, and behind "or null": neither is a part of a location."""
        if "$ref" in node:
            return self._resolved(self._schema["$defs"][node["$ref"].rpartition("/")[2]])
        choices = self._choices(node)
        return choices[0] if len(choices) == 1 else node


def _values(node: Schema) -> list[Schema]:
    """What the values of an object may be whose keys the caller chooses."""
    found = [node.get("additionalProperties"), *node.get("patternProperties", {}).values()]
    return [value for value in found if isinstance(value, Mapping)]


class _Error(NamedTuple):
    number: int
    kind: str
    location: tuple[object, ...]
    message: str
    place: str
    variants: tuple[int, ...]


def field_errors(errors: Iterable[Mapping[str, Any]], declared: Declared, whole: str = "body") -> list[tuple[str, str]]:
    """Turn pydantic's errors into fields and messages that hold nothing of the input.

    Args:
        errors: As ``ValidationError.errors`` gives them.
        declared: The form that was not kept.
        whole: What an error is called that is about no declared field.
    """
    read = [_read(number, error, declared) for number, error in enumerate(errors)]
    lists = {error.location[:-1] for error in read if error.location and isinstance(error.location[-1], int)}
    # Where items failed, none are left: the list is not too short for that.
    kept = [error for error in read if error.kind != "too_short" or error.location not in lists]
    return [(error.place or whole, _said(error)) for error in _nearest(kept)]


def _read(number: int, error: Mapping[str, Any], declared: Declared) -> _Error:
    kind, location = str(error["type"]), tuple(error["loc"])
    place, variants = declared.read(location[:-1] if kind == "extra_forbidden" else location)
    return _Error(number, kind, location, str(error["msg"]), place, variants)


def _said(error: _Error) -> str:
    match error.kind:
        case "missing":
            return "is required"
        case "extra_forbidden":
            return "has a field that does not exist here"
        case "too_short" | "too_long" | "tuple_type":
            return error.message.replace("Tuple", "List").replace("tuple", "list")  # the caller sent JSON
        case kind:
            return error.message if kind in _MESSAGES_OF_THE_RULE else "is not valid"


def _nearest(errors: list[_Error], union: int = 0) -> list[_Error]:
    """Of each union only the errors of the variants that the value comes nearest to; in their order.

    Args:
        union: How many unions stand around these errors, all in the same variants of them.
    """
    by_union: dict[tuple[object, ...], dict[object, list[_Error]]] = {}
    for error in errors:
        if len(error.variants) > union:
            at = error.variants[union]
            by_union.setdefault(error.location[:at], {}).setdefault(error.location[at], []).append(error)
    dropped: set[int] = set()
    for variants in by_union.values():
        distances = {name: _distance(found, union) for name, found in variants.items()}
        for name, found in variants.items():
            near = distances[name] == min(distances.values())
            kept = _nearest(found, union + 1) if near else []
            dropped |= {error.number for error in found} - {error.number for error in kept}
    return [error for error in errors if error.number not in dropped]


def _distance(errors: Iterable[_Error], union: int) -> tuple[int, int]:
    """How far a value is from a variant: is it of another kind, and how many fields are missing or too many."""
    other = fields = 0
    for error in errors:
        depth = len(error.location) - error.variants[union] - 1
        other += depth == 0 and (error.kind.endswith("_type") or error.kind == "literal_error")
        fields += depth == 1 and error.kind in ("missing", "extra_forbidden")
    return other, fields
