"""The public status page of a deployment, read from what the built-in status pages keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from tocsin.builtin.static_page import STATIC_PAGE, StaticPageConfig, stored_states
from tocsin.config.values import Section, Team, Teams
from tocsin.engine.instance_facts import facts_space
from tocsin.errors import NotFound
from tocsin.providers import StatusPageState
from tocsin.store.contract import Store


@dataclass(frozen=True, kw_only=True)
class PublicPage:
    """What the built-in status pages of all teams keep, on one page.

    Attributes:
        title: The page's name.
        help: Where customers get help, an address; "" for nowhere.
        timezone: IANA zone of the times people read.
        components: Every component of every service, in the order of the team files.
        incidents: The latest state of each incident, the newest incident first.
    """

    title: str = "Status"
    help: str = ""
    timezone: str = "UTC"
    components: tuple[str, ...] = ()
    incidents: tuple[StatusPageState, ...] = ()


NEWEST: Final = 300


class StatusPages:
    """The public page of a deployment: what every team put on its built-in page."""

    def __init__(self, teams: Teams, store: Store) -> None:
        """The pages are those of the team files; what they keep is read from the store."""
        self._pages = tuple(_pages(teams))
        self._store = store
        self._empty = _empty(teams, self._pages)

    def read(self) -> PublicPage:
        """Return the page as it is now: each team's newest incidents, at most `NEWEST`.

        Raises:
            NotFound: Every team has its status page elsewhere; here is nothing to be said.
            StoreUnavailable: The store cannot be read at this moment.
        """
        if not self._pages:
            raise NotFound("The status page is elsewhere.")
        found: dict[str, StatusPageState] = {}
        for team, section in self._pages:
            for state in self._states(team, section):
                found.setdefault(state.key, state)
        incidents = sorted(found.values(), key=lambda incident: incident.started, reverse=True)
        return replace(self._empty, incidents=tuple(incidents))

    def _states(self, team: Team, section: Section) -> tuple[StatusPageState, ...]:
        space = facts_space(team.id, section.kind, section.instance)
        return stored_states(self._store.read(lambda tx: tx.facts(space, limit=NEWEST)))


def _pages(teams: Teams) -> Iterator[tuple[Team, Section]]:
    """The built-in pages, the default team's first."""
    for team in sorted(teams.teams.values(), key=lambda candidate: not candidate.default):
        for section in team.of_kind(STATIC_PAGE.kind):
            if section.type == STATIC_PAGE.name:
                yield team, section


def _empty(teams: Teams, pages: tuple[tuple[Team, Section], ...]) -> PublicPage:
    """The page without its incidents; the first title and address for help that are given."""
    configs = [page.config for _, page in pages if isinstance(page.config, StaticPageConfig)]
    named = dict.fromkeys(
        component
        for team, _ in pages
        for service in team.services.values()
        for component in service.components
    )
    first = pages[0][0] if pages else None
    only = {team.id for team, _ in pages} == set(teams.teams) and len(teams.teams) == 1
    usual = f"{first.name} status" if first is not None and only else "Status"
    return PublicPage(
        title=next((config.title for config in configs if config.title), usual),
        help=next((config.help for config in configs if config.help), ""),
        timezone=first.timezone if first is not None else "UTC",
        components=tuple(named),
    )
