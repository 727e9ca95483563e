"""What detection can find, and why it found something: `GET /v1/entity-types`, `POST /v1/explain`.

Explaining reads a text with every detector, so it happens in a thread: the event loop goes on answering, and who comes
when too many wait is told to come back. It shows parts of the text, so it needs the scope `reveal`.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from tidegate.detectors import catalogue
from tidegate.errors import ConfigurationError, DetectionIncomplete, UnknownName
from tidegate.pipeline.explain import explain, other_language, plan_for
from tidegate.pipeline.plan import Plan
from tidegate.policies import Policy
from tidegate.policy_files import find_policy
from tidegate.settings import Settings
from tidegate.web.auth import Caller
from tidegate.web.bodies import body_of
from tidegate.web.openapi import JSON, operation
from tidegate.web.problems import Problem, unprocessable
from tidegate.web.routes import Reader, need
from tidegate.web.schemas import EntityTypeList, ExplainRequest, Explanation

WAITING_MAX = 16  # requests that are explained or wait; more are told to come back
PLANS_MAX = 8  # compiled policies that are remembered
RETRY_SECONDS = 1

_EXAMPLES = {
    "text": {"summary": "A text by itself", "value": {"text": "my ssn is 219-09-9999"}},
    "answer": {
        "summary": "An answer, under its field's name",
        "value": {"text": "31/06/1996", "name": "dob", "question": "Date of birth?"},
    },
}

router = APIRouter(prefix="/v1", tags=["detection"])
Revealer = Annotated[Caller, Depends(need("reveal"))]


class Explainer:
    """Explains texts, one at a time. ``settings`` name the folder of policies."""

    def __init__(self, settings: Settings) -> None:
        self._folder = settings.policies_dir
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="explain")
        self._plans: OrderedDict[str, Plan] = OrderedDict()
        self._waiting = 0
        self._lock = threading.Lock()

    async def explain(self, request: ExplainRequest) -> dict[str, Any]:
        """The answer to one request.

        Raises:
            Problem: 422 that names the field, 503 if too many requests wait.
        """
        with self._lock:
            if self._waiting >= WAITING_MAX:
                message = "Too many requests are being worked on; try again."
                raise Problem(503, message, headers={"Retry-After": str(RETRY_SECONDS)})
            self._waiting += 1
        running = self._pool.submit(self._work, request)
        running.add_done_callback(self._done)  # not of the caller's waiting: who hangs up frees no thread
        return await asyncio.wrap_future(running)

    def _done(self, _: object) -> None:
        with self._lock:
            self._waiting -= 1

    def _work(self, request: ExplainRequest) -> dict[str, Any]:
        policy, plan = self._plan(request.policy)
        try:
            explained, left_out = explain(request.text, plan, name=request.name, question=request.question)
        except DetectionIncomplete:
            message = "could not be read to its end by a detector; a record with it would be quarantined"
            raise unprocessable([("text", message)]) from None
        return {
            "policy": policy.policy,
            "candidates": [one.document(request.text) for one in explained],
            "candidates_left_out": left_out,
            "other_language": other_language(request.text, plan) or None,
        }

    def _plan(self, name: str | None) -> tuple[Policy, Plan]:
        try:
            policy = Policy(policy="explain") if name is None else find_policy(name, self._folder)
            known = policy.hash()
            if known not in self._plans:  # by its hash: a file that was changed is another policy
                self._plans[known] = plan_for(policy)
                while len(self._plans) > PLANS_MAX:
                    self._plans.popitem(last=False)
        except UnknownName as error:
            there_is_none = error.kind == "policy"
            message = "there is no policy of this name" if there_is_none else "is wrong: tidegate check says where"
            raise unprocessable([("policy", message)]) from None
        except ConfigurationError:
            raise unprocessable([("policy", "cannot be used: tidegate check says why")]) from None
        return policy, self._plans[known]


@router.get("/entity-types", response_model=EntityTypeList, summary="List the entity types", **operation("read"))
async def list_entity_types(caller: Reader) -> Response:
    """Each with its names, its groups and the detectors that claim it; `checksum` says that one of them checks the
    number. A type without detectors is one that nothing tells apart today.
    """
    entries = [entry._asdict() for entry in catalogue.entries()]
    return Response(orjson.dumps({"entity_types": entries}), media_type=JSON)


@router.post(
    "/explain",
    response_model=Explanation,
    summary="Explain a text",
    **operation("reveal", 503, body=ExplainRequest, examples=_EXAMPLES),
)
async def explain_text(
    caller: Revealer, request: Request, body: Annotated[ExplainRequest, Depends(body_of(ExplainRequest))]
) -> Response:
    """Every candidate with its scores, the words for and against it, and the rule that kept or dropped it.

    The text is read and forgotten: it is not stored, and stands in no log.
    """
    explainer: Explainer = request.app.state.explainer
    return Response(orjson.dumps(await explainer.explain(body)), media_type=JSON)
