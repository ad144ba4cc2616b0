"""Who is reached behind a contact, or above it, where it has nobody who can help now."""

from __future__ import annotations

from dataclasses import dataclass

from tocsin.domain.calendar import local_text
from tocsin.domain.decide.draft import Draft
from tocsin.domain.silence import called_since, waiting_page


@dataclass(frozen=True, kw_only=True)
class Reached:
    """Whom an escalation reaches: the contact it ended at, its people, and why not the first."""

    target: str
    people: tuple[str, ...]
    why: str = ""


def reach(draft: Draft, target: str) -> Reached:
    """The people behind a contact, or behind the next above it.

    Passed over is whoever asks, whoever leads the incident, and whoever is paged and not heard;
    where nobody is left above, those who do not answer or lead are asked all the same.
    """
    why = ""
    for post in (target, *draft.incident.policy.above.get(target, ())):
        behind = draft.roster.resolve(post)
        free = tuple(person for person in behind if not _passed_over(draft, person))
        if free:
            return Reached(target=post, people=free, why=why)
        why = why or _why(draft, target, behind)
    others = (person for person in draft.roster.resolve(target) if person != draft.by)
    return Reached(target=target, people=tuple(others))


def _why(draft: Draft, target: str, behind: tuple[str, ...]) -> str:
    if not behind:
        return f"nobody stands behind {target}"
    return f"{draft.name(behind[0])} {_passed_over(draft, behind[0])}"


def _passed_over(draft: Draft, person: str) -> str:
    """Why somebody is not the one to ask now; "" where they are."""
    incident = draft.incident
    if person == draft.by:
        return "asks"
    if person == incident.holder("ic"):
        return "leads the incident"
    page = waiting_page(incident, person)
    since = None if page is None else called_since(incident, page)
    if since is None or draft.at < since + incident.policy.answer_within:
        return ""
    return f"is called since {local_text(since, incident.timezone, now=draft.at)}"
