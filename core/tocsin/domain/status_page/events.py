"""Entries of the status page: drafted, proposed, posted, shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.event import ASKS, WAITS, Audience, Event, Surface, Voice, now, surfaces
from tocsin.domain.immutable_update import Evolve, put, replace, unchanged, without
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Phase, Proposal, StatusPost


@dataclass(frozen=True, kw_only=True)
class StatusPageDrafted(Event):
    """Words for the status page, written down before they are published."""

    text: str
    title: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    type: Literal["status-page-drafted"] = "status-page-drafted"


@dataclass(frozen=True, kw_only=True)
class StatusPageProposed(Event):
    """Somebody's own words wait for a second pair of eyes; `n` counts with the changes."""

    n: int
    text: str
    title: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["status-page-proposed"] = "status-page-proposed"


@dataclass(frozen=True, kw_only=True)
class StatusPageRejected(Event):
    """The words that waited are not published."""

    n: int
    reason: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = WAITS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["status-page-rejected"] = "status-page-rejected"


@dataclass(frozen=True, kw_only=True)
class StatusPagePosted(Event):
    """An entry for the status page; keeping every page in step with it is an effect.

    `components` are the names on the page; `providers` the instances it goes to, none in a
    drill; `template` is the one that gave the words, "" for somebody's own; `author` wrote
    them, where somebody else let them out; `unseen` where nobody looked at them in time;
    `title` is the page's title of the incident from now on, "" where it stays as it is.
    """

    phase: Phase
    text: str
    components: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    template: str = ""
    author: str = ""
    unseen: bool = False
    title: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = now("what customers read now")
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["status-page-posted"] = "status-page-posted"


@dataclass(frozen=True, kw_only=True)
class StatusPageUpdated(Event):
    """A status page shows our latest entry. `ref` is the page's own id of the incident."""

    provider: str
    ref: str = ""
    url: str = ""
    audience: ClassVar[Audience] = "audit"
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["status-page-updated"] = "status-page-updated"


@dataclass(frozen=True, kw_only=True)
class StatusPageFailed(Event):
    """A status page did not take our entry; it is tried again. Once for each outage."""

    provider: str
    reason: str = ""
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["status-page-failed"] = "status-page-failed"


@dataclass(frozen=True, kw_only=True)
class StatusPagePutRight(Event):
    """A status page shows our latest entry again: somebody had changed it there, as `found`."""

    provider: str
    found: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = now("customers read something else than was decided here")
    type: Literal["status-page-put-right"] = "status-page-put-right"


def _drafted(incident: Incident, event: StatusPageDrafted) -> Incident:
    return replace(
        incident,
        status_draft=event.text,
        status_draft_by=event.by,
        status_draft_title=event.title,
    )


def _proposed(incident: Incident, event: StatusPageProposed) -> Incident:
    waits = Proposal(
        n=event.n,
        text=event.text,
        by=event.by,
        at=event.at,
        seq=incident.version,
        title=event.title,
    )
    return replace(
        incident,
        status_proposal=waits,
        status_proposed=event.n,
        status_draft="",
        status_draft_by="",
        status_draft_title="",
    )


def _rejected(incident: Incident, _event: StatusPageRejected) -> Incident:
    return replace(incident, status_proposal=None)


def _posted(incident: Incident, event: StatusPagePosted) -> Incident:
    post = StatusPost(
        at=event.at,
        by=event.by,
        phase=event.phase,
        text=event.text,
        components=event.components,
        providers=event.providers,
        template=event.template,
    )
    return replace(
        incident,
        status_posts=(*incident.status_posts, post),
        status_seq=incident.version,
        status_draft="",
        status_draft_by="",
        status_draft_title="",
        public_title=event.title or incident.public_title,
        status_proposal=None,
        snoozed=without(without(incident.snoozed, "status-page"), "drift"),
    )


def _updated(incident: Incident, event: StatusPageUpdated) -> Incident:
    return replace(
        incident,
        status_refs=put(incident.status_refs, event.provider, event.ref),
        status_links=put(incident.status_links, event.provider, event.url),
        status_failed=without(incident.status_failed, event.provider),
    )


def _failed(incident: Incident, event: StatusPageFailed) -> Incident:
    since = incident.status_failed.get(event.provider, event.at)
    return replace(incident, status_failed=put(incident.status_failed, event.provider, since))


EVOLVE: dict[type[Event], Evolve] = {
    StatusPageDrafted: _drafted,
    StatusPageProposed: _proposed,
    StatusPageRejected: _rejected,
    StatusPagePosted: _posted,
    StatusPageUpdated: _updated,
    StatusPageFailed: _failed,
    StatusPagePutRight: unchanged,
}
