"""Every error is a problem document (RFC 9457), and none repeats what was sent.

A request may hold personal data in any of its parts: a value, a property name, a path, a header. So an error says
which of *our* names is wrong and which rule it breaks, built from the declared form of the request; a word that the
caller chose is never in it. (What pydantic finds: `web.field_errors`.)
"""

from __future__ import annotations

import ast
import logging
import re
import traceback
import uuid
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from tidegate.errors import (
    ClientFault,
    ConfigurationError,
    KafkaFault,
    RunConflict,
    RunGone,
    RunInvalid,
    RunNotFound,
    TemporaryFault,
    TidegateError,
    UnknownName,
)
from tidegate.web.field_errors import Declared, field_errors

MEDIA_TYPE = "application/problem+json"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
RETRY_SECONDS = 5  # after the broker was away

_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)+'|"(?:[^"\\]|\\.)+\"""")

_log = logging.getLogger(__name__)


class FieldError(BaseModel):
    """One thing that is wrong."""

    field: str = Field(description="The field, by the name it has in this documentation, or `body`.")
    message: str = Field(description="The rule it breaks; never the value that was sent.")


class ProblemDocument(BaseModel):
    """An error (RFC 9457). It never repeats anything of the request."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "type": "urn:tidegate:problem:unprocessable-content",
                "title": "Unprocessable Content",
                "status": 422,
                "detail": "1 field is not valid.",
                "errors": [{"field": "threshold", "message": "Input should be less than or equal to 1"}],
            }
        }
    )

    type: str = Field(description="A stable URN for the kind of problem.")
    title: str
    status: int
    detail: str
    errors: list[FieldError] = Field(default_factory=list)
    id: str | None = Field(default=None, description="With status 500: the id under which it was logged.")


class Problem(Exception):
    """Raised to answer with a problem.

    Args:
        status: HTTP status, 400 or above.
        detail: A sentence without anything of the request in it.
        errors: Pairs of field and message.
        headers: Response headers.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        errors: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        id: str | None = None,
    ) -> None:
        self.status, self.detail, self.id = status, detail, id
        self.errors, self.headers = tuple(errors), dict(headers or {})
        super().__init__(f"{status}: {detail}")

    def response(self) -> Response:
        title = HTTPStatus(self.status).phrase
        if self.status == HTTPStatus.UNPROCESSABLE_ENTITY:
            title = "Unprocessable Content"  # RFC 9110's words, on every version of Python
        if self.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            title = "Content Too Large"
        document: dict[str, Any] = {
            "type": f"urn:tidegate:problem:{title.lower().replace(' ', '-')}",
            "title": title,
            "status": self.status,
            "detail": self.detail,
            "errors": [{"field": field, "message": message} for field, message in self.errors],
        }
        if self.id is not None:
            document["id"] = self.id
        return Response(orjson.dumps(document), self.status, self.headers, MEDIA_TYPE)


def unprocessable(errors: Iterable[tuple[str, str]]) -> Problem:
    """422 with these fields and messages, each once."""
    return invalid(errors, status=422)


def invalid(errors: Iterable[tuple[str, str]], *, status: int) -> Problem:
    """As `unprocessable`, where a path promises another status."""
    unique = tuple(dict.fromkeys(errors))
    detail = "1 field is not valid." if len(unique) == 1 else f"{len(unique)} fields are not valid."
    return Problem(status, detail, errors=unique)


def without_words_of(error: RunInvalid, request: BaseModel) -> Problem:
    """422 whose message quotes nothing of the request.

    What is behind the routes quotes an unknown option or transformer, as a policy's author needs it on the command
    line. Here that word, or a part of one, may be anything.
    """
    words = list(_words(request.model_dump(mode="json")))

    def unquote(found: re.Match[str]) -> str:
        try:
            quoted = ast.literal_eval(found[0])
        except (SyntaxError, ValueError):
            return "name"
        return "name" if any(quoted in word for word in words) else found[0]

    message = str(error).removeprefix(f"{error.field}: ")
    return unprocessable([(error.field, _QUOTED.sub(unquote, message))])


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            yield str(name)
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)


def internal(error: BaseException) -> Problem:
    """500. The log gets the error's type and the places it came through, the caller only an id."""
    id = uuid.uuid4().hex
    _log.error("request failed id=%s error=%s at=%s", id, type(error).__name__, _places(error))
    return Problem(500, "Something went wrong on our side. The log has more under this id.", id=id)


def broke_off(error: BaseException) -> None:
    """Log why an answer broke off that had begun: all that its reader sees is that the connection is closed."""
    cause = error.__cause__ or error  # the framework wraps what it can no longer answer
    _log.error("answer broke off error=%s at=%s", type(cause).__name__, _places(cause))


def _places(error: BaseException) -> str:
    """Where an error came through. Its message may quote a value, and so may a line of source: neither is shown."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    return " ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in frames)


def of(error: Exception) -> Problem:
    """The problem for any exception that a route may raise."""
    match error:
        case Problem():
            return error
        case RunNotFound():
            return Problem(404, "There is no such thing, or it was deleted.")
        case RunGone():
            return Problem(410, f"{error}.")
        case RunConflict():
            return Problem(409, f"{error}.")
        case RunInvalid():
            return unprocessable([(error.field, str(error).removeprefix(f"{error.field}: "))])
        case UnknownName():
            hint = f"; did you mean {error.nearest}?" if error.nearest else ""
            return unprocessable([("body", f"unknown {error.kind}{hint}")])
        case ConfigurationError():
            return unprocessable([("body", "is not valid together with this server's configuration")])
        case ClientFault() | TemporaryFault():
            return Problem(503, "The broker does not answer; try again.", headers={"Retry-After": str(RETRY_SECONDS)})
        case KafkaFault():
            return Problem(503, "The broker refused this.", headers={"Retry-After": str(RETRY_SECONDS)})
        case HTTPException():
            return _of_http(error)
        case _:
            return internal(error)


def _of_http(error: HTTPException) -> Problem:
    """What the framework itself raises: unknown routes, wrong methods, bodies it cannot read."""
    details = {
        404: "There is nothing at this address; /docs lists what there is.",
        405: "This address does not answer this method; the Allow header names those that it does.",
    }
    return Problem(error.status_code, details.get(error.status_code, "The request cannot be read."))


def _answers(app: FastAPI, scope: Scope, method: str) -> bool:
    asked = {**scope, "method": method}
    return any(route.matches(asked)[0] is Match.FULL for route in app.routes)


def install(app: FastAPI) -> None:
    """Answer everything that goes wrong below the app's routes with a problem."""

    async def answer(request: Request, error: Exception) -> Response:
        return of(error).response()

    async def parameters(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        # The first part says where it was: query, path or header.
        without_where = [{**item, "loc": item["loc"][1:]} for item in error.errors()]
        return unprocessable(field_errors(without_where, PARAMETERS, "query")).response()

    async def framework(request: Request, error: Exception) -> Response:
        problem = of(error)
        if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
            # The framework names the methods of the first route with this path only.
            problem.headers["Allow"] = ", ".join(method for method in METHODS if _answers(app, request.scope, method))
        return problem.response()

    app.add_exception_handler(RequestValidationError, parameters)
    app.add_exception_handler(HTTPException, framework)
    for kind in (Problem, TidegateError, Exception):
        app.add_exception_handler(kind, answer)


# Every parameter that a route declares; a name outside it came from the caller.
PARAMETERS = Declared.names(("limit", "status", "after", "wait", "Idempotency-Key", "If-None-Match"))
