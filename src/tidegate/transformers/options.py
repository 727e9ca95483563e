"""How a transformer reads its options: one way for all, so that every wrong word is answered by the nearest valid
one.
"""

from __future__ import annotations

from typing import TypeVar

from pydantic import ConfigDict, ValidationError

from tidegate.documents import PlainNumbers
from tidegate.errors import ConfigurationError, UnknownName


class Options(PlainNumbers):
    """Base of every transformer's options: frozen, nothing unknown, and no input shown in an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


OptionsT = TypeVar("OptionsT", bound=Options)


def parse_options(model: type[OptionsT], options: object, *, transformer: str) -> OptionsT:
    """Read the options of a policy's line; None means that all keep their defaults.

    Raises:
        ConfigurationError: Naming the option, and the nearest valid one where the name is unknown.
    """
    if options is None:
        options = {}
    if not isinstance(options, dict):
        valid = ", ".join(sorted(model.model_fields)) or "none"
        raise ConfigurationError(f"the options of {transformer} are a mapping; valid: {valid}", place=transformer)
    try:
        return model.model_validate(options)
    except ValidationError as error:
        first = error.errors(include_input=False, include_context=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise UnknownName(f"option of {transformer}", name, model.model_fields, place=transformer) from None
        place = ".".join(part for part in (transformer, name) if part)
        raise ConfigurationError(first["msg"].removeprefix("Value error, "), place=place) from None
