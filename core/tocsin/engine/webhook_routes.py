"""Finds the section a webhook is for, and decides which parts of a request are kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, urlencode

from tocsin.config.values import Teams
from tocsin.engine.received_checks import checked_received
from tocsin.engine.webhook_sources import Source
from tocsin.error_location import error_location
from tocsin.errors import NotFound
from tocsin.providers import Door, Inbound, RawRequest, Received, TellsDoor

Place = tuple[str, str, str]
Made = Mapping[Place, object]
log = logging.getLogger(__name__)
ALERTS: Final = "alerts"
CONTENT_TYPE: Final = "content-type"
# Parts of names whose values let people in: never kept, and never shown to a reading.
_SECRET: Final = (
    "authorization", "cookie", "token", "secret", "signature", "password", "api-key", "apikey",
)  # fmt: skip
_NOTHING: Final = (
    "Nothing takes webhooks at this address. For a section [alerts.<name>] it is "
    "/hooks/<team>/<name>, for others /hooks/<team>/<kind>.<name>; `tocsin check` lists them."
)


@dataclass(frozen=True, kw_only=True)
class WebhookRoute:
    """One section that takes requests: its instance, and how it wants them."""

    source: Source
    inbound: Inbound
    door: Door

    def read(self, request: RawRequest) -> Received:
        """Return what an authenticated request says, read from the parts that are kept."""
        return checked_received(self.inbound.receive(needed_parts(request, self.door)))


class WebhookRoutes:
    """Every instance that is `Inbound`, by its names in addresses."""

    def __init__(
        self, made: Made, *, doubles: Made | None = None, types: Mapping[Place, str] | None = None
    ) -> None:
        """All are by (kind, team, instance).

        Args:
            made: The instances of the sections.
            doubles: What stands in for some; where that has no door, requests are read by the
                instance itself, which is pure.
            types: The type of each section.
        """
        self._routes: dict[tuple[str, str], WebhookRoute] = {}
        for place, real in made.items():
            double = (doubles or {}).get(place)
            inbound = double if isinstance(double, Inbound) else real
            if isinstance(inbound, Inbound):
                kind, team, name = place
                source = Source(team=team, kind=kind, name=name, type=(types or {}).get(place, ""))
                route = WebhookRoute(source=source, inbound=inbound, door=_door_of(inbound, source))
                self._routes[team, source.actor] = route

    def find(self, team: str, name: str) -> WebhookRoute:
        """Return the section of a name: `<kind>.<name>`, or a bare name that is unambiguous.

        Raises:
            NotFound: There is none, or a bare name means several. Strangers read no more than how
                an address is made.
        """
        found = self._routes.get((team, name)) or self._routes.get((team, f"{ALERTS}.{name}"))
        if found is not None:
            return found
        named = self._named(team, name)
        if len(named) != 1:
            raise NotFound(_NOTHING)
        return named[0]

    def _named(self, team: str, name: str) -> list[WebhookRoute]:
        every = (route for route in self._routes.values() if route.source.team == team)
        return [route for route in every if route.source.name == name]

    def addresses(self) -> Iterator[tuple[Source, str]]:
        """Return each section with its path: the shortest that is unambiguous."""
        for route in self._routes.values():
            source = route.source
            alone = source.kind == ALERTS or len(self._named(source.team, source.name)) == 1
            yield source, f"/hooks/{source.team}/{source.name if alone else source.actor}"

    def ambiguous(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """Yield (team, bare name, sections it may mean) for each name that may mean several."""
        for team, name in dict.fromkeys(
            (section.team, section.name) for section, _ in self.addresses()
        ):
            named = [route.source for route in self._named(team, name)]
            if len(named) > 1 and all(section.kind != ALERTS for section in named):
                yield team, name, tuple(section.actor for section in named)


def types_of(teams: Teams) -> dict[Place, str]:
    """Return the type of each section by (kind, team, instance)."""
    return {
        (section.kind, team.id, section.instance): section.type
        for team in teams.teams.values()
        for section in team.sections.values()
    }


def _door_of(inbound: Inbound, source: Source) -> Door:
    """What an instance says once, at the start; one that cannot say it has a plain door."""
    try:
        told: object = inbound.door if isinstance(inbound, TellsDoor) else Door()
    except Exception as error:  # noqa: BLE001 - a plugin may raise anything
        log.error(
            "%s/%s cannot say how it is called: %s",
            source.team,
            source.place,
            error_location(error),
        )
        return Door()
    return told if isinstance(told, Door) else Door()


def needed_parts(request: RawRequest, door: Door) -> RawRequest:
    """Return the request with only the headers and parameters that its reading needs."""
    reads = {name for name in door.reads if not is_secret(name)}
    headers = {
        name: value
        for name, value in request.headers.items()
        if name in reads or name == CONTENT_TYPE
    }
    path, _, query = request.path.partition("?")
    asked = [pair for pair in parse_qsl(query, keep_blank_values=True) if f"?{pair[0]}" in reads]
    shown = f"{path}?{urlencode(asked)}" if asked else path
    return replace(request, headers=headers, path=shown)


def is_secret(name: str) -> bool:
    """Return whether a header or parameter of this name may hold a secret."""
    return any(part in name.lower() for part in _SECRET)
