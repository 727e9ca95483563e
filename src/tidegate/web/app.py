"""The HTTP endpoint, put together.

    server > Shell (strangers, escaped errors, headers, access line) > FastAPI > routes > Control

`create_app` is all that the control plane needs from this room, besides `web.server.Server` to serve it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import metadata
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from tidegate.errors import ConfigurationError
from tidegate.runs.requests import CreateDataset, CreateRun
from tidegate.runs.service import Control
from tidegate.settings import Settings, is_loopback
from tidegate.telemetry.metrics import CONTENT_TYPE
from tidegate.web import datasets, detection, docs_assets, files, openapi, problems, routes, run_api, text_api
from tidegate.web.auth import Gatekeeper
from tidegate.web.deidentify import TextService
from tidegate.web.openapi import operation
from tidegate.web.problems import Problem
from tidegate.web.schemas import AnonymizationRunRequest, ExplainRequest, Health
from tidegate.web.shell import Shell
from tidegate.web.text_schemas import DeidentifyRequest

Metrics = Callable[[], bytes]

_DESCRIPTION = """Runs of [Tidegate](/docs), the gate between raw and clean Kafka topics.

Errors are `application/problem+json` and never repeat what was sent. Keys go in `Authorization: Bearer`; their scopes
nest: `admin` may do what `run` may, `run` what `read` may. `reveal` stands beside them: it shows found values."""

_TAGS = [
    {"name": "datasets", "description": "What a bounded run reads: a topic's offset range, or an uploaded file."},
    {"name": "runs", "description": "A policy applied to a dataset or a live topic."},
    {"name": "run API", "description": "The paths and fields of the run API, for its clients."},
    {"name": "detection", "description": "What can be found, and why something was."},
    {"name": "text API", "description": "One text or several, answered at once."},
    {"name": "operation", "description": "Health, readiness and metrics."},
]

_operation = APIRouter(tags=["operation"])


def create_app(*, control: Control, settings: Settings, metrics: Metrics) -> ASGIApp:
    """The endpoint as an ASGI application.

    Args:
        control: The control plane.
        settings: Of these the endpoint's own and the sizes of uploads and files are read here.
        metrics: Renders all metrics in Prometheus' text format.

    Raises:
        ConfigurationError: If there is no API key and the address is not loopback, or the keys file is not usable.
    """
    if settings.api_keys_file is None and not is_loopback(settings.http_host):
        raise ConfigurationError(
            "not loopback, so anyone could call the endpoint: set api_keys_file", place="http_host"
        )
    gatekeeper = Gatekeeper(settings.api_keys_file)
    # Tracing of the framework records validation errors with their input: it stays off.
    off: dict[str, Any] = {
        "telemetry": {"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    }
    app = FastAPI(
        title="Tidegate",
        version=metadata.version("tidegate"),
        summary="The gate between raw and clean Kafka topics.",
        description=_DESCRIPTION,
        openapi_tags=_TAGS,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a redirect would repeat the path
        generate_unique_id_function=lambda route: route.name,
        **off,
    )
    app.state.control, app.state.gatekeeper = control, gatekeeper
    app.state.explainer, app.state.texts = detection.Explainer(settings), TextService()
    app.state.metrics, app.state.metrics_open = metrics, settings.metrics_open
    app.state.upload_bytes_max, app.state.file_bytes_max = settings.upload_bytes_max, settings.file_bytes_max
    ours = (datasets.router, routes.datasets, routes.runs, files.router, run_api.router, text_api.router)
    for router in (*ours, detection.router, _operation, docs_assets.router):
        app.include_router(router)
    described: dict[str, Any] = {}

    def document() -> dict[str, Any]:
        if not described:
            described.update(
                openapi.document(
                    app, (CreateDataset, CreateRun, AnonymizationRunRequest, DeidentifyRequest, ExplainRequest)
                )
            )
        return described

    app.openapi = document  # type: ignore[method-assign]
    problems.install(app)
    return Shell(app, gatekeeper)


@_operation.get("/healthz", summary="Is the process alive", **operation(None))
async def healthz() -> Health:
    """Answers as long as the process can answer."""
    return Health(status="ok")


@_operation.get("/readyz", summary="Can it work", **operation(None, 503))
async def readyz(request: Request) -> Health:
    """503 names each thing that is missing."""
    control: Control = request.app.state.control
    missing = control.ready()
    if missing:
        raise Problem(503, "Not ready.", errors=[(name, "is missing") for name in missing])
    return Health(status="ok")


# Load balancers ask with HEAD; the server leaves the body out.
_operation.add_api_route("/healthz", healthz, methods=["HEAD"], include_in_schema=False)
_operation.add_api_route("/readyz", readyz, methods=["HEAD"], include_in_schema=False)


@_operation.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    **operation("read", responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}}),
)
async def metrics(request: Request) -> Response:
    """Prometheus' text format. With `metrics_open: true` no key is needed."""
    if not request.app.state.metrics_open:
        gatekeeper: Gatekeeper = request.app.state.gatekeeper
        gatekeeper.require(request, "read")
    render: Metrics = request.app.state.metrics
    return Response(render(), 200, {"Content-Type": CONTENT_TYPE})
