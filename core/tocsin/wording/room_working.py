"""What the room hears about judging, roles, updates and changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tocsin.chat import Strong, Text, Words
from tocsin.domain import events as e
from tocsin.domain.obligations import owed
from tocsin.domain.people import is_machine
from tocsin.wording import immediate, privacy
from tocsin.wording.clean import clean
from tocsin.wording.names import role_title
from tocsin.wording.parts import lines, say, stop
from tocsin.wording.room_calling import Says
from tocsin.wording.scene import Scene, because


def _next_update(scene: Scene) -> Words:
    one = owed(scene.incident, "update")
    return say("The next update is due ", scene.when(one.due), ".") if one else ""


def _accepted(event: e.Accepted, scene: Scene) -> Words:
    opened = f"{scene.name(event.by)} accepted {scene.incident.key} as {scene.severity}."
    return lines(
        f"{opened} Status: {scene.incident.status}.", immediate.short(scene), _next_update(scene)
    )


def _declined(event: e.Declined, scene: Scene) -> str:
    said = f"{scene.name(event.by)} declined {scene.incident.key}{because(event.reason)}"
    reporter = scene.incident.reporter
    person = reporter and not is_machine(reporter)
    return lines(stop(said), f"Thank you for reporting it, {scene.name(reporter)}." * bool(person))


def _severity(event: e.SeverityChanged, scene: Scene) -> Words:
    row = scene.incident.policy.severity(event.severity)
    verb = "is assumed to be" if event.assumed else "is now"
    by = "" if event.assumed else f", set by {scene.name(event.by)}"
    return lines(
        stop(f"Severity {verb} {event.severity} ({row.label}){by}{because(event.reason)}"),
        _next_update(scene),
    )


def _role(event: e.RoleAssigned, scene: Scene) -> Words:
    person, title = scene.name(event.person), role_title(event.role)
    if event.standing:
        take = scene.here(f"take {event.role}")
        return say(f"{person} stands as {title} until somebody takes it: ", take)
    by = f", assigned by {scene.name(event.by)}" * bool(
        event.by != event.person and not is_machine(event.by)
    )
    alone = " Both roles are with one person until help comes." if event.alone else ""
    relieved = f" {scene.name(event.relieves)} is relieved." if event.relieves else ""
    return f"{person} is {title}{by}.{relieved}{alone}"


def _offered(event: e.HandoffOffered, scene: Scene) -> Words:
    title, to = role_title(event.role), scene.name(event.to)
    return lines(
        f"{scene.name(event.by)} offers {title} to {to}.",
        say(
            scene.mention(event.to),
            " answers with ",
            scene.here("accept-handoff"),
            "; until then nothing changes.",
        ),
    )


def update_form(event: e.UpdatePosted, scene: Scene) -> Words:
    """The process document's form of an update."""
    return lines(
        Strong(f"Update {scene.clock(event.at)}"),
        f"Status: {clean(event.status)}",
        f"Impact: {clean(event.impact)}",
        f"Action: {clean(event.action)}",
        say("ETA: ", scene.typed_moment(event.eta, event.at)),
    )


def _proposed(event: e.MitigationProposed, scene: Scene) -> Words:
    reason = " <reason>" if event.strategy == "other" else ""
    approve = scene.here(f"approve {event.n}{reason}")
    return lines(
        f"{scene.name(event.by)} proposes change {event.n} ({event.strategy}): {clean(event.what)}",
        say(scene.asked("ic"), ": ", approve, " or ", scene.here(f"reject {event.n} <why>")),
    )


def _approved(event: e.MitigationApproved, scene: Scene) -> Words:
    return lines(
        stop(f"{scene.name(event.by)} approved change {event.n}{because(event.reason)}"),
        say("When it is made: ", scene.here(f"done {event.n}")),
    )


def _done(event: e.MitigationDone, scene: Scene) -> Words:
    before = "" if event.approved else " (before it was approved; noted for learning)"
    return lines(
        f"Change {event.n} is made, says {scene.name(event.by)}{before}.",
        say("If the impact is stopped: ", scene.here("mitigated")),
    )


def _mitigated(event: e.Mitigated, scene: Scene) -> Words:
    minutes = int(scene.incident.policy.stable_for.total_seconds() // 60)
    until = event.at + scene.incident.policy.stable_for
    said = f"The impact is stopped, says {scene.name(event.by)}{because(event.reason)}"
    return lines(
        stop(said),
        say(
            f"{minutes} stable minutes run until ",
            scene.when(until),
            "; a linked alert that fires ends them.",
        ),
    )


def _flag_set(event: e.FlagSet, scene: Scene) -> Words:
    said = stop(f"Flag {event.flag} set by {scene.name(event.by)}{because(event.reason)}")
    withdrawn = privacy.withdrawn(scene) if event.flag == "private" else ""
    return lines(said, withdrawn, *immediate.flagged(scene, event.flag))


def _flag_cleared(event: e.FlagCleared, scene: Scene) -> Words:
    said = stop(f"Flag {event.flag} cleared by {scene.name(event.by)}{because(event.reason)}")
    return lines(said, privacy.stays(scene.incident) if event.flag == "private" else "")


def _rejected(event: e.MitigationRejected, scene: Scene) -> str:
    by = scene.name(event.by)
    return stop(f"{by} decided against change {event.n}{because(event.reason)}")


def _relapsed(_event: e.Relapsed, scene: Scene) -> Text:
    anew = scene.here("mitigated")
    return say(("Back to investigating: the stable minutes begin anew with the next "), anew, ".")


TEXTS: Final[Mapping[str, Says]] = {
    "accepted": _accepted,
    "declined": _declined,
    "severity-changed": _severity,
    "flag-set": _flag_set,
    "flag-cleared": _flag_cleared,
    "role-assigned": _role,
    "handoff-offered": _offered,
    "update-posted": update_form,
    "relapsed": _relapsed,
    "mitigation-proposed": _proposed,
    "mitigation-approved": _approved,
    "mitigation-rejected": _rejected,
    "mitigation-done": _done,
    "mitigated": _mitigated,
}
