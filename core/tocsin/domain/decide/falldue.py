"""What happens when a nudge falls due. After it, nothing of that obligation is due any more."""

from __future__ import annotations

from collections.abc import Callable

from tocsin.domain import commands as c
from tocsin.domain import events as e
from tocsin.domain import signals as s
from tocsin.domain.called import Page
from tocsin.domain.decide.calling import climb
from tocsin.domain.decide.draft import Draft, Handler
from tocsin.domain.decide.opening import change_severity
from tocsin.domain.decide.paging import fail_over, page_or_tell, ring_again
from tocsin.domain.decide.reach import reach
from tocsin.domain.decide.status_page import publish_unseen
from tocsin.domain.decide.telling import notify, tell
from tocsin.domain.obligations import Act, Nudge, Obligation, runs, undone
from tocsin.domain.people import ENGINE
from tocsin.domain.roles import parse_role
from tocsin.domain.severity import WITH_ROOM, one_above

_WAITS = "A change waits and nobody has approved it: take ic --reason <why>, then approve."
Carry = Callable[[Draft, Obligation, Nudge], None]


def _fall_due(draft: Draft, command: s.FallDue) -> None:
    """Missed while down: pages and other acts go at once, in order; reminders coalesce."""
    obligation = runs(draft.incident, command.name)
    if obligation is None or obligation.generation != command.generation:
        return
    rows = [row for row in undone(draft.incident, obligation) if row[1] <= draft.at]
    if not rows:
        return
    reminders = [index for index, _, nudge in rows if nudge.act == "remind"]
    draft.add(
        e.Nudged,
        by=ENGINE,
        obligation=obligation.name,
        generation=obligation.generation,
        done=tuple(index for index, _, _ in rows),
    )
    for index, _, nudge in rows:
        if nudge.act != "remind" or index == reminders[-1]:
            ACTS[nudge.act](draft, obligation, nudge)


def _climb(draft: Draft, _obligation: Obligation, nudge: Nudge) -> None:
    climb(draft, nudge)


def _alarm(draft: Draft, _obligation: Obligation, nudge: Nudge) -> None:
    people = [person for target in nudge.hears for person in draft.roster.resolve(target)]
    draft.add(e.LadderExhausted, by=ENGINE, people=tuple(dict.fromkeys(people)))


def _assume(draft: Draft, _obligation: Obligation, nudge: Nudge) -> None:
    """Uncertain means the higher: a bare report with no answers becomes P1 and pages."""
    draft.gap("late triage", "triage took longer than five minutes")
    if draft.incident.severity is not None:
        return
    answered = draft.incident.triage
    command = c.SetSeverity(
        severity=one_above(answered.proposed) if answered else draft.incident.policy.assume_unknown,
        reason="the triage clock ran out; when uncertain, the higher severity",
    )
    change_severity(draft, command, assumed=True)
    for target in nudge.hears:
        for person in draft.roster.resolve(target):
            page_or_tell(draft, person, "Triage ran out of time: please judge this report.")


def _page_ic(draft: Draft, obligation: Obligation, nudge: Nudge) -> None:
    commander = draft.incident.holder("ic")
    if draft.roster.knows(commander):
        page_or_tell(draft, commander, "A change waits for your approval.")
    else:
        _remind(draft, obligation, nudge)


def _offer_command(draft: Draft, _obligation: Obligation, _nudge: Nudge) -> None:
    """Whoever has acknowledged may take over from an IC who is not heard."""
    for person in draft.incident.responders:
        if person != draft.incident.holder("ic"):
            tell(draft, person, "command")


def _page_above(draft: Draft, _obligation: Obligation, nudge: Nudge) -> None:
    for target in nudge.hears:
        reached = reach(draft, target)
        for person in reached.people:
            page_or_tell(draft, person, _WAITS, asked=reached.target)


def _ring_again(draft: Draft, obligation: Obligation, nudge: Nudge) -> None:
    ring_again(draft, _asked(draft, obligation), nudge)


def _fail_over(draft: Draft, obligation: Obligation, nudge: Nudge) -> None:
    fail_over(draft, _asked(draft, obligation), *nudge.hears)


def _tell_asker(draft: Draft, obligation: Obligation, _nudge: Nudge) -> None:
    page = _asked(draft, obligation)
    draft.add(
        e.PageUnanswered,
        by=ENGINE,
        page=page.id,
        person=page.person,
        asked_by=page.by,
        since=page.at,
    )


def _asked(draft: Draft, obligation: Obligation) -> Page:
    return draft.incident.pages[obligation.name.partition(":")[2]]


def _notify_em(draft: Draft, obligation: Obligation, _nudge: Nudge) -> None:
    notify(draft, ("em",), obligation.rule)


def _hold(draft: Draft, _obligation: Obligation, _nudge: Nudge) -> None:
    draft.add(e.Checked, by=ENGINE, item="stable")


def _gap(draft: Draft, obligation: Obligation, nudge: Nudge) -> None:
    for gap in nudge.hears:
        draft.gap(gap, obligation.rule)


def _remind(draft: Draft, obligation: Obligation, nudge: Nudge) -> None:
    also = (person for target in nudge.also for person in draft.roster.resolve(target))
    for hears in dict.fromkeys((*_hearers(draft, nudge.hears), *also)):
        draft.add(
            e.Reminded,
            by=ENGINE,
            obligation=obligation.name,
            hears=hears,
            due=obligation.due,
            rule=obligation.rule,
            last=nudge.last,
        )


def _hearers(draft: Draft, targets: tuple[str, ...]) -> tuple[str, ...]:
    """The first target somebody stands behind; `room` always hears, or else the primary."""
    for target in targets:
        if target == "room":
            return _room(draft)
        role = parse_role(target)
        people: tuple[str, ...]
        holder = draft.incident.holder(role) if role else ""
        people = (holder,) if draft.roster.knows(holder) else ()
        people = people or draft.roster.resolve(target)
        if people:
            return people
    return _room(draft)


def _room(draft: Draft) -> tuple[str, ...]:
    """A P3 has no room: whoever is on call hears what a room would."""
    incident = draft.incident
    has_room = incident.room_name or incident.severity in WITH_ROOM
    return ("room",) if has_room else draft.roster.resolve("primary") or ("room",)


def _publish(draft: Draft, _obligation: Obligation, _nudge: Nudge) -> None:
    publish_unseen(draft)


ACTS: dict[Act, Carry] = {
    "remind": _remind,
    "page": _climb,
    "notify": _climb,
    "alarm": _alarm,
    "assume-severity": _assume,
    "page-ic": _page_ic,
    "offer-command": _offer_command,
    "page-above": _page_above,
    "ring-again": _ring_again,
    "fail-over": _fail_over,
    "tell-asker": _tell_asker,
    "notify-em": _notify_em,
    "hold-stable": _hold,
    "record-gap": _gap,
    "publish": _publish,
}

HANDLERS: dict[type[c.Base], Handler] = {s.FallDue: _fall_due}
