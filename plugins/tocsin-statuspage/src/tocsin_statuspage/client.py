"""Statuspage's API: one client, and one pace, for the sections of a team with one key."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import Lease, ProviderContext
from tocsin.providers.http import (
    Deadline,
    Headers,
    HttpAnswer,
    HttpClient,
    Json,
    Param,
    revealed,
    segment,
)
from tocsin_statuspage.config import StatuspageConfig
from tocsin_statuspage.pace import Pace
from tocsin_statuspage.words import TOOL

AGENT: Final = f"tocsin-statuspage/{version('tocsin-statuspage')}"
Object = dict[str, Json]
PAGE: Final = 100
MOST_PAGES: Final = 5


class Api:
    """The API with one key. Any number of threads may call.

    Every method raises ProviderError with its code; none repeats anything.
    """

    def __init__(self, config: StatuspageConfig, context: ProviderContext, pace: Pace) -> None:
        """Nothing is connected yet."""
        self._pace = pace

        def authorise() -> Headers:
            return {"Authorization": f"OAuth {revealed(config.token, TOOL)}"}

        self._http = HttpClient(
            config.base_url,
            tool=TOOL,
            agent=AGENT,
            clock=context.clock,
            authorise=authorise,
            statuses={420: "rate_limited"},
            explain=_explain,
            via=config.via(),
        )

    def one(self, until: Deadline, *path: str) -> Object:
        """The object there. Raises ProviderError, `not_found` when it is not there."""
        return self._asked("GET", path, until).object()

    def many(self, until: Deadline, *path: str, **params: Param) -> list[Object]:
        """The objects of a list there."""
        answer = self._asked("GET", path, until, params=params)
        return objects(answer.json())

    def all(self, until: Deadline, *path: str) -> Iterator[Object]:
        """The objects of a list there, page by page of a hundred, as far as is asked."""
        for page in range(1, MOST_PAGES + 1):
            found = self.many(until, *path, page=page, per_page=PAGE)
            yield from found
            if len(found) < PAGE:
                return

    def write(self, method: str, body: Object, until: Deadline, *path: str) -> Object:
        """What was made or changed."""
        return self._asked(method, path, until, body=body).object()

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()

    def _asked(
        self,
        method: str,
        path: tuple[str, ...],
        until: Deadline,
        *,
        params: dict[str, Param] | None = None,
        body: Object | None = None,
    ) -> HttpAnswer:
        self._pace.turn(until.left())
        place = "".join(f"/{segment(part)}" for part in path)
        try:
            return self._http.request(method, place, deadline=until, params=params or {}, json=body)
        except ProviderError as error:
            if error.code != "rate_limited":
                raise
            wait = self._pace.refused(error.retry_after)
            raise ProviderError(error.code, str(error), retry_after=wait) from None


def leased(config: StatuspageConfig, context: ProviderContext) -> Lease[Api]:
    """The client that all sections of the team with this address and key use together."""
    key = ("statuspage", config.base_url, config.token.env, config.via())
    made = Pace(config.requests_per_minute)
    return context.shared.use(key, lambda: Api(config, context, made))


def text(one: Object, *path: str) -> str:
    """The text at a place of an object, "" where there is none."""
    value: Json = one
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def objects(value: Json) -> list[Object]:
    """The objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _explain(answer: HttpAnswer) -> str:
    if answer.status == 401:
        return "Write the API key of a user there as its token."
    told = answer.object().get("error")
    every = told if isinstance(told, list) else [told]
    return "; ".join(one.rstrip(".") for one in every if isinstance(one, str))
