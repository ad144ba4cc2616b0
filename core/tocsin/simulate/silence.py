"""Puts a double that tells nobody in the place of every provider instance."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle

from tocsin.chat.port import Chat
from tocsin.config.values import Team, Teams
from tocsin.engine.ports import Providers
from tocsin.simulate.doubles import (
    Health,
    SilentArchive,
    SilentCalendar,
    SilentMail,
    SilentPager,
    SilentSchedules,
    SilentStatusPage,
    SilentTracker,
)


def silent(real: Providers, chats: Mapping[str, Chat], health: Health, teams: Teams) -> Providers:
    """The doubles of these instances."""
    first = next(iter(chats))
    return Providers(
        chats=chats,
        paging={k: SilentPager(k[1], tool, health, first) for k, tool in real.paging.items()},
        schedules={
            k: SilentSchedules(k[1], tool, health, _stand_ins(teams.teams[k[0]], k[1]))
            for k, tool in real.schedules.items()
        },
        status_page={k: SilentStatusPage(k[1], health) for k in real.status_page},
        ticketing={k: SilentTracker(k[1], health) for k in real.ticketing},
        customers={k: SilentMail(k[1], tool, health) for k, tool in real.customers.items()},
        calendar={k: SilentCalendar(k[1], health) for k in real.calendar},
        postmortems={k: SilentArchive(k[1], tool, health) for k, tool in real.postmortems.items()},
    )


def _stand_ins(team: Team, instance: str) -> dict[str, str]:
    """Schedule id -> who stands in for a tool: the people of the team file, level by level."""
    levels = [ref.id for ref in team.schedules.values() if ref.instance == instance]
    return dict(zip(levels, cycle(team.people), strict=False)) if team.people else {}
