"""Everything the public status page is made of, whoever renders it."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.providers import StatusPageState


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
