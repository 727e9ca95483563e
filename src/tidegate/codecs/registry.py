"""Which formats there are, as one explicit tuple; a format that is promised but not built is refused by name."""

from __future__ import annotations

from collections.abc import Callable

from tidegate.codecs.base import Codec
from tidegate.codecs.csv_codec import CsvCodec
from tidegate.codecs.json_codec import JsonCodec
from tidegate.codecs.text import TextCodec
from tidegate.errors import ConfigurationError, UnknownName
from tidegate.policies import Csv

VALUE_BYTES_MAX = 16 * 1024 * 1024  # a record's value, in bytes; brokers allow 1 MiB unless told otherwise

BUILT_IN: tuple[tuple[str, Callable[[int, Csv | None], Codec]], ...] = (
    (CsvCodec.name, lambda value_bytes_max, layout: CsvCodec(value_bytes_max=value_bytes_max, layout=layout)),
    (JsonCodec.name, lambda value_bytes_max, _: JsonCodec(value_bytes_max=value_bytes_max)),
    (TextCodec.name, lambda value_bytes_max, _: TextCodec(value_bytes_max=value_bytes_max)),
)
PLANNED: tuple[str, ...] = ("avro", "protobuf")


def names() -> tuple[str, ...]:
    """The formats that can be read."""
    return tuple(name for name, _ in BUILT_IN)


def build(name: str, *, value_bytes_max: int = VALUE_BYTES_MAX, csv: Csv | None = None, place: str = "") -> Codec:
    """The codec of a format.

    Args:
        name: One of `names`.
        value_bytes_max: Larger values are undecodable, in bytes.
        csv: How CSV records are laid out; only the csv codec asks.
        place: Where the name stands in its document, for the error's text.

    Raises:
        ConfigurationError: If the format is planned but not built.
        UnknownName: If there is no such format.
    """
    for known, factory in BUILT_IN:
        if known == name:
            return factory(value_bytes_max, csv)
    if name in PLANNED:
        raise ConfigurationError(f"the format {name} is not built yet; available: {', '.join(names())}", place=place)
    raise UnknownName("format", name, names(), place=place)
