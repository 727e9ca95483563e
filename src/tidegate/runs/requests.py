"""What users ask of the control plane: requests as pydantic models, and who asks.

They check form only (types, ranges, words that do not exist); whether a request makes sense beside the other runs is
the business of `runs.draft`. An error names the field and never shows what was in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tidegate.errors import RunInvalid
from tidegate.policies import Csv, Format
from tidegate.wire import Offset

TopicName = Annotated[str, Field(min_length=1, max_length=249, pattern=r"^[A-Za-z0-9._-]+$")]
PartitionNumber = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,8})$")]


class Actor(NamedTuple):
    """Who asks. ``key_id`` is the id of the API key ("" where none is configured), ``email`` the one stored with it."""

    key_id: str = ""
    email: str | None = None


class Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    @classmethod
    def parse(cls, body: Mapping[str, Any]) -> Self:
        """Read a request.

        Raises:
            RunInvalid: Names the first field that is wrong, and the rule it breaks; never its value.
        """
        try:
            return cls.model_validate(body)
        except ValidationError as error:
            first = error.errors(include_input=False, include_context=False, include_url=False)[0]
            path = [str(part) for part in first["loc"]]
            # An unknown name may be a value that slipped; only names of ours are repeated.
            known = path and path[0] in cls.model_fields
            raise RunInvalid(str(first["msg"]), field=path[0] if known else "body") from None


class StartTimestamp(Request):
    """Begin at the first record that is not older; milliseconds since the epoch, at most the year 9999."""

    timestamp: Annotated[int, Field(ge=0, le=253_402_300_799_999)]


class StartOffsets(Request):
    """Begin at these offsets, by partition number; a partition that is not named begins at its earliest record."""

    offsets: Annotated[dict[PartitionNumber, Offset], Field(min_length=1)]


Start = Literal["earliest", "latest"] | StartTimestamp | StartOffsets


class CreateRun(Request):
    """A policy applied to a source.

    Either ``policy``, the name of a policy, or the fields from ``pii_types`` to ``threshold``, from which one is built.
    ``dataset_id`` makes a bounded run, ``topic`` a continuous one; with a policy that names its input both may be left
    out. ``start`` is None where it was not given: a flow that ran before then goes on where it stopped.
    ``output_topic`` names the clean topic of a run without a policy, or another one than the policy's.
    """

    dataset_id: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    dataset_name: Annotated[str, Field(max_length=200)] | None = None
    topic: TopicName | None = None
    format: Format | None = None
    policy: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    start: Start | None = None
    pii_types: (
        Annotated[tuple[Annotated[str, Field(min_length=1, max_length=64)], ...], Field(max_length=200)] | None
    ) = None
    detection_method: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    llm_model_name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    mask_config: dict[str, Annotated[str, Field(max_length=200)] | dict[str, Any]] | None = None
    threshold: Annotated[float, Field(ge=0.0, le=1.0)] | None = None
    output_topic: TopicName | None = None
    allow_duplicates: bool = False


class CreateDataset(Request):
    """A topic's offset range.

    ``from`` and ``to`` are offsets by partition number, half-open; a partition that is not named in ``from`` begins at
    its earliest record, one that is not named in ``to`` ends where its log ends now. Without both it is the whole topic
    as it is now. ``csv`` says how CSV records are laid out; without it that is the policy's matter.
    """

    topic: TopicName | None = None
    name: Annotated[str, Field(max_length=200)] | None = None
    format: Format = "json"
    csv: Csv | None = None
    from_: Annotated[dict[PartitionNumber, Offset] | None, Field(alias="from")] = None
    to: dict[PartitionNumber, Offset] | None = None

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True)
