"""What every request passes on its way in and out, whatever it asks for.

The outermost layer, below nothing but the server: it refuses strangers at an open endpoint, turns whatever escapes
from the app into a problem (a server that logs the exception would log its message), puts the security headers on,
and writes one access line with the route's template instead of the path, which may hold personal data.
"""

from __future__ import annotations

import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tidegate.web import problems
from tidegate.web.auth import Gatekeeper, refuse_strangers

_access = logging.getLogger("tidegate.web.access")

_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
# Nothing that we answer is a page, except /docs, which brings its own.
_CONTENT_SECURITY_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_NOT_KEPT = (b"cache-control", b"no-store")


class Shell:
    """Wraps the app. Lifespan events pass untouched; anything but HTTP is closed."""

    def __init__(self, app: ASGIApp, gatekeeper: Gatekeeper) -> None:
        self._app, self._gatekeeper = app, gatekeeper

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        begun = time.perf_counter()
        status, whole = 0, False

        async def dressed(message: Message) -> None:
            nonlocal status, whole
            if message["type"] == "http.response.start":
                status = message["status"]
                message = {**message, "headers": _dress(list(message.get("headers", [])))}
            await send(message)
            whole |= message["type"] == "http.response.body" and not message.get("more_body", False)

        try:
            if self._gatekeeper.open:
                refuse_strangers(scope)
            await self._app(scope, receive, dressed)
        except Exception as error:
            if status == 0:
                await problems.of(error).response()(scope, receive, dressed)
            elif not whole:
                problems.broke_off(error)
            # Else the app has answered and logged its own error before it raised it again.
        finally:
            route = getattr(scope.get("route"), "path", "-")
            duration_ms = round((time.perf_counter() - begun) * 1000, 1)
            method = scope["method"] if scope["method"] in _METHODS else "-"
            _access.info("%s %s %d %.1f ms", method, route, status, duration_ms)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _dress(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in headers}
    extra = [pair for pair in (*_HEADERS, _CONTENT_SECURITY_POLICY, _NOT_KEPT) if pair[0] not in present]
    return [*headers, *extra]
