"""Rules about severities, their clocks, and rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta

from tocsin.config.build import build_ladders, build_policy, build_severities, paging_order
from tocsin.config.problem_words import advice, key_path
from tocsin.config.sections import BUILT_IN
from tocsin.config.team_draft import CONTACTS, TeamDraft
from tocsin.domain.calendar import format_duration
from tocsin.domain.escalation.ladders import Ladder
from tocsin.domain.policy import REMINDERS, Notification
from tocsin.domain.rights import DEFAULT_RIGHTS
from tocsin.domain.severity import SEVERITIES
from tocsin.errors import Problem


def _nobody_rings(ladder: Ladder | None) -> str:
    if ladder is None or any(step.manner == "page" for step in ladder.steps):
        return "" if ladder else "This severity pages people, but no ladder says whom."
    return "This severity pages people, but its ladder only sends messages."


def _somebody_rings(ladder: Ladder | None) -> str:
    if ladder is None:
        return "This severity notifies people, but no ladder says whom."
    rings = any(step.manner == "page" for step in ladder.steps)
    return "This severity only notifies people, but its ladder pages them." if rings else ""


def _anybody_called(ladder: Ladder | None) -> str:
    return "This severity makes a ticket, but has a ladder that calls people." if ladder else ""


_UNLIKE: Mapping[Notification, Callable[[Ladder | None], str]] = {
    "page": _nobody_rings,
    "notify": _somebody_rings,
    "ticket": _anybody_called,
}
_MEND: Mapping[Notification, str] = {
    "page": 'Name a policy with steps that page, such as ladder = "P1".',
    "notify": 'Name a policy whose steps have manner = "notify", such as ladder = "P2".',
    "ticket": 'Write ladder = "", or another notification.',
}


def severities_call_somebody(draft: TeamDraft) -> Iterator[Problem]:
    """Every severity has a notification, and a ladder that does what it says."""
    ladders = build_ladders(draft)
    for severity, row in build_severities(draft).items():
        key = f"severities.{severity}.ladder"
        if row.ladder in draft.policies.escalation and row.ladder not in draft.policies.ladders:
            continue  # A strategy of a plugin: only it knows whom it calls.
        if row.ladder and row.ladder not in (*ladders, *draft.names("escalation")):
            what = f'There is no escalation policy "{row.ladder[:40]}".'
            yield draft.problem(key, what, advice(row.ladder, ladders, "policies"))
        elif what := _UNLIKE[row.notification](ladders.get(row.ladder)):
            yield draft.problem(key, what, _MEND[row.notification])


def paging_exists(draft: TeamDraft) -> Iterator[Problem]:
    """Every paging tool a severity names has a section, and there is at least one."""
    known = (*draft.names("paging"), BUILT_IN["paging"])
    rows = build_severities(draft)
    for severity in SEVERITIES:
        tools = paging_order(draft, severity)
        if not tools and rows[severity].notification == "page":
            what = "This severity pages people, but with no paging tool."
            fix = f"Name one of {', '.join(known)}, or leave the key out."
            yield draft.problem(f"severities.{severity}.paging", what, fix)
        for number, name in enumerate(tools):
            if name not in known:
                what = f"There is no section [paging.{name[:40]}]."
                key = f"severities.{severity}.paging[{number}]"
                yield draft.problem(key, what, advice(name, known, "paging tools"))


def notified_exist(draft: TeamDraft) -> Iterator[Problem]:
    """Whoever hears of a severity at once stands somewhere."""
    for severity, row in build_severities(draft).items():
        for number, target in enumerate(row.notify):
            if not draft.stands(target):
                key = f"severities.{severity}.notify[{number}]"
                yield draft.unknown_target(key, target)


def reminders_fit(draft: TeamDraft) -> Iterator[Problem]:
    """The reminder before an update does not come before the update ahead of it."""
    policy = build_policy(draft)
    for severity, row in policy.severities.items():
        if row.update_every is not None and policy.update_lead >= row.update_every:
            what = (
                f"A reminder {format_duration(policy.update_lead)} before each update cannot fit: "
                f"{severity} is updated every {format_duration(row.update_every)}."
            )
            fix = f"Make it shorter than severities.{severity}.update_every."
            yield draft.problem("process.update_lead", what, fix)
    if policy.update_late[0] >= policy.update_late[1]:
        what = "The second delay is not longer than the first."
        yield draft.problem("process.update_late", what, 'Write them in order: ["5m", "10m"].')


def reminders_are_of_what_is_owed(draft: TeamDraft) -> Iterator[Problem]:
    """Reminders are of something there is, as many as are heard, and in order."""
    for name, offsets in draft.parts.process.reminders.items():
        key, usual = f"process.reminders.{name}", REMINDERS.get(name)
        if usual is None:
            what = f'Nothing is owed that is called "{name[:40]}".'
            yield draft.problem(key, what, advice(name, REMINDERS, "names"))
        elif len(offsets) != len(usual):
            what = f"It has {len(usual)} reminders, and {len(offsets)} are written."
            yield draft.problem(key, what, f"Write {len(usual)}: {_as_written(usual)}.")
        elif name != "meeting" and list(offsets) != sorted(offsets):
            what = "The reminders are not in the order in which they come."
            yield draft.problem(key, what, f"Write them in order: {_as_written(usual)}.")


def _as_written(offsets: Iterable[timedelta]) -> str:
    return str([format_duration(offset) for offset in offsets]).replace("'", '"')


def insiders_are_contacts(draft: TeamDraft) -> Iterator[Problem]:
    """Whoever is in each private incident is a contact, not whoever happens to be on call."""
    for number, name in enumerate(draft.parts.process.insiders):
        if name not in CONTACTS:
            what, key = f'There is no contact "{name[:40]}".', f"process.insiders[{number}]"
            yield draft.problem(key, what, advice(name, CONTACTS, "contacts"))


def rights_name_verbs(draft: TeamDraft) -> Iterator[Problem]:
    """A right is given for something people can do."""
    for verb in draft.parts.rights:
        if verb not in DEFAULT_RIGHTS:
            fix = advice(verb, DEFAULT_RIGHTS, "verbs")
            yield draft.problem(key_path(("rights", verb)), "There is no such verb.", fix)
