"""Read a request's JSON body, bounded in every direction, and turn it into a model.

A dependency of its own, and not the framework's, for three reasons: the caller is known before a byte is read (but at
the text API, whose key may stand in the body); size and time are counted while it streams, so a body without a length,
or one that never ends, is bounded too; and depth is measured before a parser recurses.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect, Request

from tidegate.web.field_errors import Declared, field_errors
from tidegate.web.problems import Problem, invalid

BODY_BYTES_MAX = 4 * 1024 * 1024
BODY_SECONDS_MAX = 60.0  # for all of it: who sends a byte now and then is not waited for either
JSON_DEPTH_MAX = 64
AT_ONCE_BYTES_MAX = 64 * 1024  # what is parsed without letting others be answered meanwhile

M = TypeVar("M", bound=BaseModel)

_OPEN, _CLOSE, _QUOTE, _BACKSLASH = b"[{", b"]}", ord('"'), ord("\\")


def body_of(model: type[M]) -> Callable[[Request], Awaitable[M]]:
    """A dependency that reads the body as ``model``.

    Raises (the dependency):
        Problem: 400 not JSON or too deep, 408 too slow, 413 too large, 415 another media type, 422 names the fields.
    """
    declared = Declared.by(model)

    async def read(request: Request) -> M:
        return validated(model, declared, await json_of(request))

    return read


async def json_of(request: Request) -> Any:
    """The body's JSON, whatever it is. Raises `Problem` 400, 408, 413 or 415."""
    _require_json(request)
    content = await _bounded(request)
    if len(content) <= AT_ONCE_BYTES_MAX:
        return parse(content)
    return await asyncio.to_thread(parse, content)  # a second's work at worst, and others must be answered meanwhile


def validated(model: type[M], declared: Declared, data: Any, *, status: int = 422) -> M:
    """``data`` as ``model``, whose form is ``declared``. Raises `Problem` with this status that names the fields."""
    if not isinstance(data, dict):
        raise invalid([("body", "must be a JSON object")], status=status)
    try:
        # Strict: a threshold of true is not 1. Written anew: a number of any length has become one of 64 bits.
        return model.model_validate_json(orjson.dumps(data), strict=True)
    except ValidationError as error:
        raise invalid(field_errors(_without_input(error), declared), status=status) from None


def parse(content: bytes) -> Any:
    """JSON, at most `JSON_DEPTH_MAX` levels deep, each name once in its object. Raises `Problem` 400."""
    brackets = content.count(b"[") + content.count(b"{")
    # Most bodies have fewer brackets in all than the limit: then nothing has to be walked.
    if brackets > JSON_DEPTH_MAX and depth(content) > JSON_DEPTH_MAX:
        raise Problem(400, f"The JSON is nested deeper than {JSON_DEPTH_MAX} levels.")
    try:
        data = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise Problem(400, "The body is not JSON in UTF-8 (a lone surrogate is none).") from None
    if _repeats_a_name(content):
        # One of the two would win in silence: a pattern of the block list, or a mask, would be lost.
        raise Problem(400, "An object has two properties of one name.")
    return data


class _Repeated(Exception):
    pass


def _repeats_a_name(content: bytes) -> bool:
    """Whether an object of this JSON has a name twice, also where it is escaped in different ways."""

    def unique(pairs: list[tuple[str, object]]) -> None:
        if len({name for name, _ in pairs}) != len(pairs):
            raise _Repeated

    try:
        json.loads(content, object_pairs_hook=unique, parse_int=len, parse_float=len)  # whatever numbers are
    except _Repeated:
        return True
    return False


def depth(content: bytes) -> int:
    """How deep brackets nest outside strings; exact for JSON. Counting stops one beyond the limit."""
    level = deepest = 0
    inside = skip = False
    for byte in content:
        if skip:
            skip = False
        elif inside:
            skip = byte == _BACKSLASH
            inside = byte != _QUOTE
        elif byte == _QUOTE:
            inside = True
        elif byte in _OPEN:
            level += 1
            deepest = max(deepest, level)
            if deepest > JSON_DEPTH_MAX:
                break
        elif byte in _CLOSE:
            level -= 1
    return deepest


def _without_input(error: ValidationError) -> list[Mapping[str, Any]]:
    return [
        {"type": item["type"], "loc": item["loc"], "msg": item["msg"]}
        for item in error.errors(include_input=False, include_context=False, include_url=False)
    ]


def _require_json(request: Request) -> None:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        # Also what keeps a form on another web page from posting here: it cannot send this type.
        raise Problem(
            415,
            "The body must be application/json.",
            headers={"Accept": "application/json"},
        )
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "The body must not be compressed.", headers={"Accept-Encoding": "identity"})


async def _bounded(request: Request) -> bytes:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > BODY_BYTES_MAX:
        raise _too_large()
    content = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS_MAX):
            async for chunk in request.stream():
                content += chunk
                if len(content) > BODY_BYTES_MAX:
                    raise _too_large()
    except TimeoutError:
        raise Problem(408, "The body did not come in time.", headers={"Connection": "close"}) from None
    except ClientDisconnect:
        raise Problem(400, "The body ended early.") from None
    return bytes(content)


def _too_large() -> Problem:
    return Problem(413, "The body is larger than 4 MB.", headers={"Connection": "close"})
