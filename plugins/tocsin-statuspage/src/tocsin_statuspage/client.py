"""Statuspage's API: one client, and one pace, for the sections of a team with one key."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from typing import Final

from tocsin.providers import Lease, ProviderContext
from tocsin.providers.http import Deadline, HttpAnswer, HttpClient, Json, Pace, Param, revealed
from tocsin_statuspage.config import StatuspageConfig

TOOL: Final = "Statuspage"
AGENT: Final = f"tocsin-statuspage/{version('tocsin-statuspage')}"
PAGE: Final = 100
MOST_PAGES: Final = 5
Object = dict[str, Json]


def leased(config: StatuspageConfig, context: ProviderContext) -> Lease[HttpClient]:
    """The client that all sections of the team with this address and key use together."""

    def made() -> HttpClient:
        return HttpClient(
            config.base_url,
            tool=TOOL,
            agent=AGENT,
            clock=context.clock,
            authorise=lambda: {"Authorization": f"OAuth {revealed(config.token, TOOL)}"},
            statuses={420: "rate_limited"},
            explain=_explain,
            pace=Pace(config.requests_per_minute),
            via=config.via(),
        )

    return context.shared.use(("statuspage", config.base_url, config.token.env, config.via()), made)


def listed(http: HttpClient, path: str, until: Deadline, **params: Param) -> list[Object]:
    """The objects of a list. Raises ProviderError."""
    return objects(http.get(path, deadline=until, params=params).json())


def every(http: HttpClient, path: str, until: Deadline) -> Iterator[Object]:
    """The objects of a list, page by page of a hundred, as far as is asked."""
    for page in range(1, MOST_PAGES + 1):
        found = listed(http, path, until, page=page, per_page=PAGE)
        yield from found
        if len(found) < PAGE:
            return


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
    reasons = told if isinstance(told, list) else [told]
    return "; ".join(one.rstrip(".") for one in reasons if isinstance(one, str))
