"""The ladder: starting to call, and climbing."""

from __future__ import annotations

from datetime import timedelta

from tocsin.domain import events as e
from tocsin.domain.decide.draft import Draft
from tocsin.domain.decide.paging import paging_tools, request_page, ring
from tocsin.domain.decide.telling import notify, tell
from tocsin.domain.ladders import Ladder, Unplanned, calls
from tocsin.domain.obligations import owed, undone
from tocsin.domain.obligations.shape import Nudge
from tocsin.domain.people import ENGINE

REOPENED = "reopened"


def start_calling(draft: Draft, *, anew: bool = False, about: str = "") -> None:
    """Start the severity's ladder unless it runs or was answered; its first step goes at once."""
    incident, opening = draft.incident, any(one.type == "declared" for one in draft.events)
    if incident.severity is None:
        return
    row = incident.policy.severity(incident.severity)
    running = incident.ladder
    answered = running is not None and running.acknowledged and not anew
    same = running is not None and running.name == row.ladder and not anew
    if "drill" in incident.flags:
        _call_volunteers(draft)
    elif row.ladder and not answered and not same:
        _start(draft, row.ladder, spare=draft.by if about == REOPENED else "")
    if "drill" not in incident.flags:
        notify(draft, row.notify, about or ("declared" if opening else "severity"))


def call_again(draft: Draft, reason: str) -> None:
    """Start the severity's ladder from its first step, whoever answered before; not in a drill."""
    incident = draft.incident
    if incident.severity is not None and "drill" not in incident.flags:
        _start(draft, incident.policy.severity(incident.severity).ladder, reason=reason)


def _begin(draft: Draft, name: str, reason: str = "") -> Ladder:
    """Write down the ladder's steps; whom the strategy plans, or else the policy."""
    incident = draft.incident
    planned = draft.roster.plan(incident)
    if isinstance(planned, Unplanned):
        draft.add(e.PlanFailed, by=ENGINE, name=name, reason=planned.reason)
        planned = None
    ladder = planned if planned and planned.steps else incident.policy.ladders[name]
    paging = paging_tools(draft)
    draft.add(e.LadderStarted, by=ENGINE, name=name, ladder=ladder, paging=paging, reason=reason)
    return ladder


def _start(draft: Draft, name: str, *, reason: str = "", spare: str = "") -> None:
    ladder = _begin(draft, name, reason)
    first = {
        index: call
        for index, call in enumerate(calls(ladder))
        if call.rung != "alarm" and call.after <= timedelta(0)
    }
    for call in first.values():
        climb(
            draft,
            Nudge(
                at=draft.at,
                act="page" if call.rung == "page" else "notify",
                hears=call.targets,
                step=call.step,
                round=call.round,
            ),
            spare=spare,
        )
    running = draft.incident.ladder
    if running is not None and first:
        draft.add(
            e.Nudged,
            by=ENGINE,
            obligation="ack",
            generation=running.seq,
            done=tuple(first),
        )


def call_anew(draft: Draft) -> None:
    """It is open again: whoever is on call now is called, as at its beginning.

    Whoever says so is awake: they are not rung, and where they are on call they have answered.
    """
    incident = draft.incident
    if incident.severity is None:
        return
    row = incident.policy.severity(incident.severity)
    if draft.by not in draft.roster.resolve("primary") or not row.ladder:
        start_calling(draft, anew=True, about=REOPENED)
        return
    ladder = _begin(draft, row.ladder)
    draft.add(e.Acknowledged, person=draft.by)
    if "drill" not in incident.flags:
        others = [target for step in ladder.steps if not step.after for target in step.targets]
        called = [who for target in others for who in draft.roster.resolve(target)]
        for person in dict.fromkeys(called):
            if person != draft.by:
                tell(draft, person, REOPENED)
        notify(draft, row.notify, REOPENED)


def call_on(draft: Draft) -> None:
    """It is open again while it rings for it: who is called, or on call, has answered by that."""
    incident = draft.incident
    called = {page.person for page in incident.pages.values() if page.waits}
    if draft.by in called | {*draft.roster.resolve("primary")}:
        draft.add(e.Acknowledged, person=draft.by)
    if incident.severity is not None and "drill" not in incident.flags:
        notify(draft, incident.policy.severity(incident.severity).notify, REOPENED)


def _call_volunteers(draft: Draft) -> None:
    for person in draft.incident.pages_only:
        request_page(draft, person, "This is a drill.")


def climb(draft: Draft, nudge: Nudge, *, spare: str = "") -> None:
    """Carry out one step: page or notify whoever stands behind its targets now, but `spare`.

    Where nobody stands on it the next step is called at once, and not at its own time.
    """
    called: set[str] = {spare}
    for target in nudge.hears:
        people = draft.roster.resolve(target)
        if not people:
            draft.add(
                e.StepUnfilled,
                by=ENGINE,
                target=target,
                step=nudge.step,
                round=nudge.round,
                unread=draft.roster.is_unread(target),
            )
        for person in people:
            if person in called:
                continue
            called.add(person)
            if nudge.act == "notify":
                tell(draft, person, "on call")
            else:
                ring(draft, person, "ladder", nudge, target=target)
    if not any(draft.roster.resolve(target) for target in nudge.hears):
        _call_next(draft, nudge)


def _call_next(draft: Draft, nudge: Nudge) -> None:
    """The next step of this round, now."""
    running = owed(draft.incident, "ack")
    waiting = undone(draft.incident, running) if running is not None else ()
    for index, at, later in waiting:
        follows = later.round == nudge.round and later.step > nudge.step and at > draft.at
        if running is not None and follows and later.act in ("page", "notify"):
            draft.add(
                e.Nudged,
                by=ENGINE,
                obligation=running.name,
                generation=running.generation,
                done=(index,),
            )
            climb(draft, later)
            return
