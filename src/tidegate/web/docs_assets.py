"""The page at `/docs`, whole from this server: no CDN sees who reads it, and it works without a network.

Swagger UI comes from the package `swagger-ui-bundle`. The page has no inline script, and its policy lets the browser
load from and talk to this server only.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from swagger_ui_bundle import swagger_ui_path

from tidegate.web.openapi import as_3_0
from tidegate.web.problems import Problem

router = APIRouter(include_in_schema=False)

_PAGE = b"""<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Tidegate</title>
    <link rel="icon" type="image/png" href="docs/assets/favicon-32x32.png">
    <link rel="stylesheet" href="docs/assets/swagger-ui.css">
    <link rel="stylesheet" href="docs/assets/page.css">
  </head>
  <body>
    <noscript>This page needs JavaScript; <a href="openapi.json">openapi.json</a> does not.</noscript>
    <div id="swagger-ui"></div>
    <script src="docs/assets/swagger-ui-bundle.js"></script>
    <script src="docs/assets/page.js"></script>
  </body>
</html>
"""

_SCRIPT = b"""SwaggerUIBundle({
  url: "docs/openapi-3.0.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis]
});
"""

_STYLE = b"body { margin: 0; background: #fafafa; }\n"

# Styles: Swagger UI sets some on its elements. Images: its icons are data.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_PACKED: Mapping[str, str] = {
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui.css": "text/css; charset=utf-8",
    "favicon-32x32.png": "image/png",
}
_OWN: Mapping[str, tuple[bytes, str]] = {
    "page.js": (_SCRIPT, "text/javascript; charset=utf-8"),
    "page.css": (_STYLE, "text/css; charset=utf-8"),
}


@functools.cache
def asset(name: str) -> tuple[bytes, str, str]:
    """Content, media type and ETag of one of the page's files; KeyError for any other name."""
    if name in _OWN:
        content, media_type = _OWN[name]
    else:
        media_type = _PACKED[name]
        content = (swagger_ui_path / name).read_bytes()
    return content, media_type, f'"{hashlib.sha256(content).hexdigest()[:32]}"'


@router.get("/docs")
async def page() -> Response:
    return Response(_PAGE, 200, {"Content-Security-Policy": _POLICY}, "text/html; charset=utf-8")


@router.get("/docs/assets/{name}")
async def packed(name: str, request: Request) -> Response:
    if name not in _OWN and name not in _PACKED:
        raise Problem(404, "There is nothing at this address; /docs lists what there is.")
    content, media_type, etag = asset(name)
    headers = {"ETag": etag, "Cache-Control": "public, max-age=3600"}
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=headers)
    return Response(content, 200, headers, media_type)


@router.get("/openapi.json")
async def openapi_3_1(request: Request) -> Response:
    return _json(request.app.openapi())


@router.get("/docs/openapi-3.0.json")
async def openapi_3_0(request: Request) -> Response:
    return _json(as_3_0(request.app.openapi()))


def _json(content: Any) -> Response:
    return Response(orjson.dumps(content), 200, {"Cache-Control": "no-cache"}, "application/json")
