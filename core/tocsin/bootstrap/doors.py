"""Which section a webhook is for, and what of a request its reading may see and we may keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qsl, urlencode

from tocsin.config.values import Team
from tocsin.engine.sources import Source
from tocsin.errors import NotFound
from tocsin.providers import Door, Inbound, RawRequest, Received, TellsDoor

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
class Inlet:
    """One section that takes requests, with its instance."""

    source: Source
    one: Inbound

    @property
    def door(self) -> Door:
        """How it wants its requests."""
        return self.one.door if isinstance(self.one, TellsDoor) else Door()

    def read(self, request: RawRequest) -> Received:
        """What an authenticated request says; nothing is read that a replay would not see."""
        return self.one.receive(kept(request, self.door))


class Doors:
    """Every instance that is `Inbound`, by the names it has in addresses."""

    def __init__(
        self,
        made: Mapping[tuple[str, str, str], object],
        standing_in: Mapping[tuple[str, str, str], object],
        teams: Mapping[str, Team],
    ) -> None:
        """Both: (kind, team, instance) -> the instance.

        Args:
            standing_in: What takes the place of some of them; where that has no door, requests are
                read by the instance itself, which is pure.
        """
        self._inlets: dict[tuple[str, str], Inlet] = {}
        for (kind, team, name), real in made.items():
            double = standing_in.get((kind, team, name))
            one = double if isinstance(double, Inbound) else real
            if isinstance(one, Inbound):
                section = teams[team].sections[kind, name]
                source = Source(team=team, kind=kind, name=name, type=section.type)
                self._inlets[team, source.actor] = Inlet(source=source, one=one)

    def find(self, team: str, name: str) -> Inlet:
        """The one that is meant: `<kind>.<name>`, or a bare name of alerts, or the only one of it.

        Raises:
            NotFound: There is none, or a bare name means several. Strangers read no more than how
                an address is made.
        """
        found = self._inlets.get((team, name)) or self._inlets.get((team, f"{ALERTS}.{name}"))
        if found is not None:
            return found
        named = self._named(team, name)
        if len(named) != 1:
            raise NotFound(_NOTHING)
        return named[0]

    def _named(self, team: str, name: str) -> list[Inlet]:
        every = (inlet for inlet in self._inlets.values() if inlet.source.team == team)
        return [inlet for inlet in every if inlet.source.name == name]

    def addresses(self) -> Iterator[tuple[Source, str]]:
        """Each with its path: the shortest that means it and nothing else."""
        for inlet in self._inlets.values():
            source = inlet.source
            alone = source.kind == ALERTS or len(self._named(source.team, source.name)) == 1
            yield source, f"/hooks/{source.team}/{source.name if alone else source.actor}"

    def ambiguous(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """(team, bare name, the sections it may mean), where it may mean several."""
        for team, name in dict.fromkeys((one.team, one.name) for one, _ in self.addresses()):
            named = tuple(inlet.source.actor for inlet in self._named(team, name))
            if len(named) > 1:
                yield team, name, named


def kept(request: RawRequest, door: Door) -> RawRequest:
    """The request as its reading gets it, now and in a replay: what it named, and no secret."""
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
    """Whether a header or parameter of this name may let somebody in."""
    return any(part in name.lower() for part in _SECRET)
