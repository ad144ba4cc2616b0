"""Statuspage's API: one client, and one pace, for the sections of a team with one key."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from tocsin.providers import Lease, ProviderContext
from tocsin.providers.http import HttpAnswer, HttpClient, Pace, revealed
from tocsin_statuspage.config import StatuspageConfig

TOOL: Final = "Statuspage"
AGENT: Final = f"tocsin-statuspage/{version('tocsin-statuspage')}"


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


def _explain(answer: HttpAnswer) -> str:
    if answer.status in (401, 403):
        return "Write the API key of a user who may write incidents there as its token."
    if answer.status == 404:
        return "Check page: its id stands in the address of the manage portal."
    told = answer.object().get("error")
    reasons = told if isinstance(told, list) else [told]
    return "; ".join(one.rstrip(".") for one in reasons if isinstance(one, str))
