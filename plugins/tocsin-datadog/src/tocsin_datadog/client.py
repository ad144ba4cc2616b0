"""Datadog's API as all kinds call it: one client for sections with the same keys."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from threading import Lock
from typing import Final

from tocsin.errors import ProviderError
from tocsin.providers import Finding, Lease, ProviderContext, Secret
from tocsin.providers.http import (
    LONGEST_WAIT_S,
    Deadline,
    Headers,
    HttpAnswer,
    HttpClient,
    Json,
    Param,
    Via,
    read_retry_after,
    revealed,
)
from tocsin_datadog.config import SiteConfig

TOOL: Final = "Datadog"
AGENT: Final = f"tocsin-datadog/{version('tocsin-datadog')}"
MOST_REASONS: Final = 3
Object = dict[str, Json]


@dataclass(frozen=True, kw_only=True)
class Route:
    """One question: `scope` is what the application key needs for it, "" = nothing."""

    method: str
    path: str
    scope: str = ""


KEYS: Final = Route(method="GET", path="/api/v2/validate_keys")


class Limits:
    """When each route may be asked again: limits are by route there."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now` tells seconds, from whatever beginning."""
        self._now = now
        self._lock = Lock()
        self._until: dict[str, float] = {}

    def check(self, route: Route) -> None:
        """Return if it may be asked. Raises ProviderError, `rate_limited`, with what is left."""
        with self._lock:
            left = self._until.get(route.path, 0.0) - self._now()
        if left > 0:
            sentence = f"{TOOL} has asked to be left alone for {left:.0f} s more."
            raise ProviderError("rate_limited", sentence, retry_after=left)

    def keep(self, route: Route, seconds: float | None) -> None:
        """Ask no more for so long."""
        if seconds:
            with self._lock:
                until = self._now() + min(seconds, LONGEST_WAIT_S)
                self._until[route.path] = max(until, self._until.get(route.path, 0.0))


class Api:
    """The API with one pair of keys. Any number of threads may call; nothing is repeated."""

    def __init__(
        self, url: str, keys: tuple[Secret, Secret], context: ProviderContext, via: Via
    ) -> None:
        """Nothing is connected yet."""
        self._clock = context.clock
        self._limits = Limits()

        def authorise() -> Headers:
            api, app = (revealed(key, TOOL) for key in keys)
            return {"DD-API-KEY": api, "DD-APPLICATION-KEY": app}

        self._http = HttpClient(
            url,
            tool=TOOL,
            agent=AGENT,
            clock=context.clock,
            authorise=authorise,
            explain=_explain,
            via=via,
        )

    def ask(
        self,
        route: Route,
        until: Deadline,
        *,
        params: Mapping[str, Param] | None = None,
        json: object = None,
    ) -> Object:
        """What it answers; not sent while the limit of the route is used up.

        Raises:
            ProviderError: With its code; `forbidden` names the scope that may be missing.
        """
        self._limits.check(route)
        try:
            answer = self._http.request(
                route.method, route.path, deadline=until, params=params or {}, json=json
            )
        except ProviderError as error:
            if error.code == "rate_limited":
                self._limits.keep(route, error.retry_after)
            raise _with_scope(error, route) from None
        if answer.headers.get("x-ratelimit-remaining", "").strip() == "0":
            reset = answer.headers.get("x-ratelimit-reset", "")
            self._limits.keep(route, read_retry_after(reset, self._clock()))
        return answer.object()

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._http.close()


def leased(
    config: SiteConfig,
    api_key: Secret,
    app_key: Secret,
    context: ProviderContext,
    *,
    url: str = "",
) -> Lease[Api]:
    """The client that all sections of the team with this address and these keys use together.

    Args:
        url: Another address than that of the API.
    """
    url, via = url or config.api_url, config.via()
    key = ("datadog", url, api_key.env, app_key.env, via)
    return context.shared.use(key, lambda: Api(url, (api_key, app_key), context, via))


def checked_keys(api: Api, until: Deadline) -> Finding:
    """That both keys are right. Raises ProviderError: one is not, or nothing can be asked."""
    api.ask(KEYS, until)
    return Finding(what="both keys are right, and the site is", verdict="ok")


def looked_at(what: str, ask: Callable[[], object]) -> Finding:
    """Whether one thing may be asked; whatever fails for all is raised. Raises ProviderError."""
    try:
        ask()
    except ProviderError as error:
        if error.code not in {"forbidden", "not_found", "invalid"}:
            raise
        return Finding(what=what, verdict="fault", detail=str(error))
    return Finding(what=what, verdict="ok")


def text(one: Json, *path: str) -> str:
    """The text at a place of an object, "" where there is none."""
    value = one
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""


def objects(value: Json) -> list[Object]:
    """The objects of a list."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def texts(value: Json) -> list[str]:
    """The texts of a list."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def within(one: Json, *path: str) -> Object:
    """The object at a place of an object, an empty one where there is none."""
    value = one
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def quoted(word: str) -> str:
    """A value as it stands in a query: in quotes, in which nothing ends it early."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _with_scope(error: ProviderError, route: Route) -> ProviderError:
    if error.code != "forbidden" or not route.scope:
        return error
    words = str(error).removesuffix(".")
    return ProviderError(
        "forbidden", f"{words}; the application key needs the scope {route.scope}."
    )


def _explain(answer: HttpAnswer) -> str:
    if answer.status in (401, 403):
        return "Check both keys and the site."
    told = answer.object().get("errors")
    titles = [text(one, "detail") or text(one, "title") for one in objects(told)]
    return "; ".join(word.rstrip(".") for word in [*texts(told), *titles][:MOST_REASONS] if word)
