"""`POST /say`: says a line as a person, for the command line on the same machine."""

from __future__ import annotations

import hmac
from codecs import BOM_UTF8
from typing import Final

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import JSONResponse

from tocsin.errors import BadPayload, Unauthorised
from tocsin.web.limits import WebLimits
from tocsin.web.request_body import read_body
from tocsin.web.services import Services
from tocsin.web.thread_pools import ThreadPool
from tocsin.wording.clean import clean

LONGEST_PLACE: Final = 80


class SayBody(BaseModel):
    """The body: `{"text": "INC-1 ack", "as": "ana"}`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str = Field(min_length=1)
    person: str = Field(alias="as", min_length=1)


class SayRoute:
    """Says lines for senders that have the local token."""

    def __init__(self, services: Services, limits: WebLimits, workers: ThreadPool) -> None:
        """The threads are its own: a line may wait for a tool, an acknowledgement must not."""
        self._services = services
        self._limits = limits
        self._workers = workers

    async def post(self, request: Request) -> JSONResponse:
        """Answer `{"accepted": true, "reply": "…"}`; the token comes before the body."""
        if not _is_authorised(request.headers.get("authorization", ""), self._services.token):
            self._services.stranger("say")
            raise Unauthorised("The token is missing or wrong.")
        limits = self._limits
        raw = await read_body(request, most=limits.say_bytes, seconds=limits.body_s)
        said = _parse(raw)
        accepted, reply = await self._workers.run(self._services.say, said.text, said.person)
        return JSONResponse({"accepted": accepted, "reply": reply})


def _is_authorised(header: str, token: str) -> bool:
    scheme, _, given = header.partition(" ")
    same = hmac.compare_digest(given.strip().encode(), token.encode())
    return bool(token) and same and scheme.lower() == "bearer"


def _parse(raw: bytes) -> SayBody:
    try:
        return SayBody.model_validate_json(raw.removeprefix(BOM_UTF8))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadPayload(f"{clean(place, LONGEST_PLACE) or 'body'}: {first['msg']}") from None
