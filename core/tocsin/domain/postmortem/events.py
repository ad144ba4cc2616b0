"""The post-mortem was drafted, written, reviewed, published, filed or skipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from tocsin.domain.event import ASKS, ENDS, Audience, Event, Surface, Voice, now, surfaces
from tocsin.domain.immutable_update import Evolve, put, replace
from tocsin.domain.incident import Incident
from tocsin.domain.incident_parts import Postmortem, Review, SectionKey
from tocsin.domain.people import is_machine


@dataclass(frozen=True, kw_only=True)
class PostmortemDrafted(Event):
    """A draft exists: the engine's at the resolution, then a person's who stands behind it."""

    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["postmortem-drafted"] = "postmortem-drafted"


@dataclass(frozen=True, kw_only=True)
class PostmortemWritten(Event):
    """Somebody wrote a section of the post-mortem; it replaces the section as it was."""

    section: SectionKey
    text: str
    type: Literal["postmortem-written"] = "postmortem-written"


@dataclass(frozen=True, kw_only=True)
class PostmortemReviewed(Event):
    """Somebody reviewed the post-mortem, with or without a comment."""

    comment: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ASKS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["postmortem-reviewed"] = "postmortem-reviewed"


@dataclass(frozen=True, kw_only=True)
class PostmortemPublished(Event):
    """The post-mortem is published; handing it to each of `providers` is an effect.

    `reason`: why it goes out with lines of the record that put a fault on a person.
    """

    providers: tuple[str, ...] = ()
    reason: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ENDS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["postmortem-published"] = "postmortem-published"


@dataclass(frozen=True, kw_only=True)
class PostmortemFiled(Event):
    """A place for post-mortems took the document."""

    provider: str
    ref: str = ""
    url: str = ""
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = now("where it can be read")
    type: Literal["postmortem-filed"] = "postmortem-filed"


@dataclass(frozen=True, kw_only=True)
class PostmortemSkipped(Event):
    """No post-mortem will be written, and why."""

    reason: str
    audience: ClassVar[Audience] = "room"
    voice: ClassVar[Voice | None] = ENDS
    moves: ClassVar[frozenset[Surface]] = surfaces("card")
    type: Literal["postmortem-skipped"] = "postmortem-skipped"


def _with(incident: Incident, postmortem: Postmortem) -> Incident:
    return replace(incident, postmortem=postmortem)


def _drafted(incident: Incident, event: PostmortemDrafted) -> Incident:
    by = incident.postmortem.drafted_by if is_machine(event.by) else event.by
    return _with(incident, replace(incident.postmortem, drafted_by=by, drafted=event.at))


def _written(incident: Incident, event: PostmortemWritten) -> Incident:
    sections = put(incident.postmortem.sections, event.section, event.text)
    return _with(incident, replace(incident.postmortem, sections=sections))


def _reviewed(incident: Incident, event: PostmortemReviewed) -> Incident:
    review = Review(at=event.at, by=event.by, comment=event.comment)
    reviews = (*incident.postmortem.reviews, review)
    return _with(incident, replace(incident.postmortem, reviews=reviews))


def _published(incident: Incident, event: PostmortemPublished) -> Incident:
    return _with(incident, replace(incident.postmortem, published=event.at, skipped=""))


def _filed(incident: Incident, event: PostmortemFiled) -> Incident:
    links = put(incident.postmortem.links, event.provider, event.url)
    return _with(incident, replace(incident.postmortem, links=links))


def _skipped(incident: Incident, event: PostmortemSkipped) -> Incident:
    return _with(incident, replace(incident.postmortem, skipped=event.reason))


EVOLVE: dict[type[Event], Evolve] = {
    PostmortemDrafted: _drafted,
    PostmortemWritten: _written,
    PostmortemReviewed: _reviewed,
    PostmortemPublished: _published,
    PostmortemFiled: _filed,
    PostmortemSkipped: _skipped,
}
