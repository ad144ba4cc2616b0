"""`/healthz`, `/readyz` and `/metrics`: what a supervisor and a monitoring system ask."""

from __future__ import annotations

from fastapi import Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import JSONResponse, PlainTextResponse, Response

from tocsin.web.services import ReadinessCheck, Services
from tocsin.web.thread_pools import ThreadPool


class ProbeRoutes:
    """The routes `/healthz`, `/readyz` and `/metrics`."""

    def __init__(self, services: Services, workers: ThreadPool) -> None:
        """The checks run in these threads."""
        self._services = services
        self._workers = workers

    async def health(self, _: Request) -> PlainTextResponse:
        """Answer 200 as long as the process answers at all."""
        return PlainTextResponse("ok")

    async def ready(self, _: Request) -> JSONResponse:
        """Answer 200 if every vital check is ok, else 503; with all checks.

        A vendor's outage is shown and is no reason to start this process again.
        """
        checks = await self._workers.run(self._services.ready)
        ready = all(check.ok for check in checks if check.vital)
        body = {"ready": ready, "checks": [_row(check) for check in checks]}
        return JSONResponse(body, 200 if ready else 503)

    async def metrics(self, _: Request) -> Response:
        """Answer with the metrics as text."""
        text = await self._workers.run(self._services.metrics)
        return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST})


def _row(check: ReadinessCheck) -> dict[str, object]:
    return {"name": check.name, "ok": check.ok, "detail": check.detail}
