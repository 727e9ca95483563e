"""What the text API takes and returns: the fields of the API that its clients know, and no others."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tidegate.web.schemas import Answer

TEXTS_MAX = 10_000  # of one request
ALLOW_LIST_MAX = 10_000  # entries
BLOCK_LIST_MAX = 50  # patterns: each may hold 8 MB of memory

Text = Annotated[str, Field(max_length=4 * 1024 * 1024)]


class DeidentifyRequest(BaseModel):
    """Remove identifiers from one text or several."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
        json_schema_extra={
            "example": {
                "text": "Mail ada@example.com or call 202-555-0143; staff card EMP-123456.",
                "enabled_classes": ["EMAIL_ADDRESS", "PHONE_NUMBER"],
                "allow_list": ["support@example.com"],
                "block_list": {"EMPLOYEE_ID": "\\bEMP-\\d{6}\\b"},
            }
        },
    )

    text: Annotated[
        Text | Annotated[list[Text], Field(max_length=TEXTS_MAX)],
        Field(description="A text, or a list of texts; a list is answered by a list, in order."),
    ]
    key: Annotated[
        Annotated[str, Field(max_length=512)] | None,
        Field(description="The API key, where there is no header `Authorization`."),
    ] = None
    unique_pii_markers: Annotated[
        bool | None, Field(description="Number the markers of a text, so that each value has its own (default: true).")
    ] = None
    enabled_classes: Annotated[
        Annotated[list[Annotated[str, Field(min_length=1, max_length=64)]], Field(max_length=500)] | None,
        Field(description="Classes to remove, as in `EMAIL_ADDRESS`; also groups, as in `gdpr`. Default: all."),
    ] = None
    allow_list: Annotated[
        Annotated[list[Annotated[str, Field(max_length=10_000)]], Field(max_length=ALLOW_LIST_MAX)] | None,
        Field(description="Entities that are left alone; the whole entity in upper or lower case, no patterns."),
    ] = None
    marker_format: Annotated[
        Annotated[str, Field(min_length=1, max_length=100)] | None,
        Field(description="Must contain `CLASS_NAME` or `ALL_CLASS_NAMES` (or `{label}`); default `[CLASS_NAME]`."),
    ] = None
    accuracy_mode: Annotated[
        Annotated[str, Field(max_length=64)] | None,
        Field(
            description="`high` (default), `standard` or `fast`; the header `tidegate-accuracy-mode` says what served."
        ),
    ] = None
    fake_entity_accuracy_mode: Annotated[
        Annotated[str, Field(max_length=64)] | None,
        Field(description="`standard`. Fakes are not built yet: answered as if it were left out."),
    ] = None
    preserve_relationships: Annotated[
        bool | None,
        Field(description="Whether one value keeps one fake (default: true); without fakes it says nothing."),
    ] = None
    link_batch: Annotated[
        bool | None, Field(description="Default: false. Not built yet: answered as if it were false.")
    ] = None
    block_list: Annotated[
        Annotated[dict[str, Annotated[str, Field(min_length=1, max_length=1000)]], Field(max_length=BLOCK_LIST_MAX)]
        | None,
        Field(description="Patterns by class: what they match is always removed. A class may be a new one."),
    ] = None
    block_list_max_likelihood: Annotated[
        Annotated[float, Field(ge=0.0, le=1.0)] | None,
        Field(description="The likelihood that a match of the block list gets (default: 1)."),
    ] = None


class DeidentifiedEntity(Answer):
    """One thing that was removed. Offsets are code points, half-open: in the text that was sent."""

    marker: str = Field(description="What stands in `result` instead.")
    text: str = Field(description="What was removed; empty unless the API key has the scope `reveal`.")
    best_label: str
    stt_idx: int
    end_idx: int
    labels: dict[str, float] = Field(description="Likelihood by class: the best one and those above it.")
    fake_text: str | None = Field(description="Null: no fakes were asked for.")
    fake_stt_idx: int | None
    fake_end_idx: int | None


class DeidentifiedText(Answer):
    """What became of one text."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "example": {
                "result": "Mail [EMAIL_ADDRESS_1].",
                "result_fake": None,
                "pii": [
                    {
                        "marker": "[EMAIL_ADDRESS_1]",
                        "text": "ada@example.com",
                        "best_label": "EMAIL_ADDRESS",
                        "stt_idx": 5,
                        "end_idx": 20,
                        "labels": {"EMAIL_ADDRESS": 1.0},
                        "fake_text": None,
                        "fake_stt_idx": None,
                        "fake_end_idx": None,
                    }
                ],
                "api_calls_used": 1,
                "output_checks_passed": True,
            }
        },
    )

    result: str | None = Field(description="The text without what was found; null if the output checks failed.")
    result_fake: str | None = Field(description="Null: no fakes were asked for.")
    pii: list[DeidentifiedEntity]
    api_calls_used: int = Field(description="1 for each text.")
    output_checks_passed: bool = Field(
        description="Whether the result was searched once more and nothing that was removed stands in it."
    )
