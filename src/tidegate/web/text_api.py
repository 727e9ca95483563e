"""The text API: `POST /v1/deidentify_text`, one text or a list, answered at once.

Paths, fields and errors are those of the API that its clients know: a wrong field is 400, and the API key may stand in
the body. A key is looked at before any field is judged, so a stranger learns nothing from errors; only what keeps a key
from being found (no JSON, too large, another media type) is said to everybody.
"""

from __future__ import annotations

from typing import Annotated

import orjson
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from tidegate.web.auth import TOKEN_CHARS_MAX, Caller, Gatekeeper, key_needed, permitted
from tidegate.web.bodies import json_of, validated
from tidegate.web.deidentify import SERVED_MODE, TextService, left_out
from tidegate.web.field_errors import Declared
from tidegate.web.openapi import JSON, operation
from tidegate.web.text_schemas import DeidentifiedText, DeidentifyRequest

MODE_HEADER = "tidegate-accuracy-mode"
LEFT_OUT_HEADER = "tidegate-left-out"

router = APIRouter(tags=["text API"])
_DECLARED = Declared.by(DeidentifyRequest)

_EXAMPLES = {
    "text": {
        "summary": "One text",
        "value": {"text": "Mail ada@example.com or call 202-555-0143.", "enabled_classes": ["EMAIL_ADDRESS"]},
    },
    "list": {
        "summary": "Texts, and a pattern of one's own",
        "value": {
            "text": ["Staff card EMP-123456", "Write to support@example.com"],
            "allow_list": ["support@example.com"],
            "block_list": {"EMPLOYEE_ID": "\\bEMP-\\d{6}\\b"},
        },
    },
}


async def _asked(request: Request) -> tuple[Caller, DeidentifyRequest]:
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    if gatekeeper.open or "authorization" in request.headers:
        caller = gatekeeper.require(request, "run")
        data = await json_of(request)
    else:
        data = await json_of(request)
        key = data.get("key") if isinstance(data, dict) else None
        if not isinstance(key, str) or not 0 < len(key) <= TOKEN_CHARS_MAX:
            raise key_needed("the field `key`")
        caller = permitted(gatekeeper.holder(key), "run")
    return caller, validated(DeidentifyRequest, _DECLARED, data, status=400)


@router.post(
    "/v1/deidentify_text",
    summary="Remove identifiers from texts",
    response_model=DeidentifiedText | list[DeidentifiedText],
    **operation("run", 503, body=DeidentifyRequest, examples=_EXAMPLES),
)
async def deidentify_text(
    request: Request, asked: Annotated[tuple[Caller, DeidentifyRequest], Depends(_asked)]
) -> Response:
    """A text is answered by an object, a list by a list in its order.

    The texts go through the pipeline that records go through; a result that does not pass its checks is null. With the
    scope `reveal` the answer holds what was removed. Fakes and linking between texts are not built yet: the header
    `tidegate-left-out` names the fields that asked for them.
    """
    caller, body = asked
    service: TextService = request.app.state.texts
    found = await service.deidentify(body, reveal="reveal" in caller.scopes)
    content = orjson.dumps(found[0] if isinstance(body.text, str) else found)
    headers = {MODE_HEADER: SERVED_MODE}
    if not_done := left_out(body):
        headers[LEFT_OUT_HEADER] = ", ".join(not_done)
    return Response(content, 200, headers, JSON)


# The address without its version, as its first clients know it.
router.add_api_route("/deidentify_text", deidentify_text, methods=["POST"], include_in_schema=False)
